"""Posts updates to the bot's webhook: with the secret, again and again until it takes them, several at once.

Order is kept among the messages of a chat and among the presses of a person, as Telegram keeps it, and nowhere else.
"""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Hashable
from typing import Any

import httpx

from coach.phone.switchboard import Switchboard
from coach.phone.world import Json, World

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
SLOWEST_RETRY = 60.0


class Webhook:
    """One update of a line at a time. A failure is retried at once, then after doubling waits of real time."""

    def __init__(self, switchboard: Switchboard, first_wait: float = 1.0) -> None:
        self._switchboard, self._first_wait = switchboard, first_wait
        self._lines: dict[Hashable, asyncio.Task[None]] = {}

    @property
    def _world(self) -> World:
        return self._switchboard.world

    async def run(self) -> None:
        """Until cancelled."""
        async with httpx.AsyncClient(timeout=60, trust_env=False) as client:
            try:
                while True:
                    update = await self._world.pulse.until(self._next, 3600)
                    if update is not None:
                        self._lines[_line(update)] = asyncio.create_task(self._deliver(client, update))
            finally:
                for task in self._lines.values():
                    task.cancel()
                await asyncio.gather(*self._lines.values(), return_exceptions=True)

    def _next(self) -> Json | None:
        """The oldest update whose line is free, while Telegram may open another connection."""
        hook = self._world.webhook
        if not hook or len(self._lines) >= (hook["max_connections"] or 40):
            return None
        return next((update for update in self._world.updates.pending if _line(update) not in self._lines), None)

    async def _deliver(self, client: httpx.AsyncClient, update: Json) -> None:
        try:
            await self._until_taken(client, update)
        finally:
            del self._lines[_line(update)]
            self._world.pulse.beat()

    async def _until_taken(self, client: httpx.AsyncClient, update: Json) -> None:
        for attempt in itertools.count():
            hook = self._world.webhook
            if not hook or not any(one is update for one in self._world.updates.pending):
                return
            wait = await self._post(client, hook, update)
            if wait is None:
                self._world.updates.done(update)
                return
            doubled = self._first_wait * 2 ** (attempt - 1) if attempt else 0.0
            await asyncio.sleep(min(wait or doubled, SLOWEST_RETRY))

    async def _post(self, client: httpx.AsyncClient, hook: Json, update: Json) -> float | None:
        """None once taken; otherwise the wait asked for by ``Retry-After``, in seconds, or 0."""
        headers = {"Content-Type": "application/json"}
        if hook["secret"]:
            headers[SECRET_HEADER] = hook["secret"]
        try:
            answer = await client.post(hook["url"], content=json.dumps(update), headers=headers)
        except httpx.HTTPError as error:
            return self._failed(type(error).__name__)
        if not answer.is_success:
            self._failed(f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}")
            asked = answer.headers.get("Retry-After", "")
            return float(asked) if asked.isdecimal() else 0.0
        await self._obey(answer)
        return None

    def _failed(self, why: str) -> float:
        self._world.webhook.update(last_error_date=self._world.stamp(), last_error_message=why)
        return 0.0

    async def _obey(self, answer: httpx.Response) -> None:
        """A body that names a method is a call, as Telegram takes it."""
        try:
            call: Any = answer.json()
        except ValueError:
            return
        if isinstance(call, dict) and isinstance(method := call.pop("method", None), str):
            await self._switchboard.take(method, call)


def _line(update: Json) -> Hashable:
    """Among which updates the order of this one counts."""
    for kind, part in update.items():
        if isinstance(part, dict):
            place = part.get("from" if kind == "callback_query" else "chat")
            return kind == "callback_query", place.get("id") if isinstance(place, dict) else None
    return None
