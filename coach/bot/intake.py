"""Our own polling: the offset moves only after the commit.

A batch is handed out by chat: within a chat in order, chats side by side. When every update of it is committed or set
aside, the offset goes on. Storage that is away leaves the batch unacknowledged; it comes again, and what had been
committed of it has no second effect. Once an answer is empty nothing is unconfirmed, and the offset is let go: after a
quiet week Telegram's numbers may begin anew below it.
"""

import asyncio
import json
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import Any

import structlog
from telegram.error import RetryAfter, TelegramError

from coach.bot.outcomes import classify
from coach.conversation import StorageAwayError

Raw = Mapping[str, Any]
Fetch = Callable[[int | None], Awaitable[list[Raw]]]
Handle = Callable[[Raw], Awaitable[None]]
SetAside = Callable[[int, int | None, str, str], Awaitable[None]]

_log = structlog.get_logger(__name__)
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 30.0


class Intake:
    """Fetches updates and hands them on until it is cancelled."""

    def __init__(self, fetch: Fetch, handle: Handle, set_aside: SetAside) -> None:
        self._fetch = fetch
        self._handle = handle
        self._set_aside = set_aside
        self._offset: int | None = None
        self._fails = 0

    async def run(self) -> None:
        while True:
            try:
                batch = await self._fetch(self._offset)
                await _to_its_end(self.take_batch(batch))
                self._fails = 0
            except TelegramError as error:
                await self._wait(error, classify(error).retry_after if isinstance(error, RetryAfter) else 0.0)
            except StorageAwayError as error:
                await self._wait(error, 0.0)

    async def take_batch(self, batch: list[Raw]) -> None:
        """Hand a batch on and move the offset. Raises `StorageAwayError` without moving it."""
        chats: defaultdict[int | None, list[Raw]] = defaultdict(list)
        for raw in batch:
            chats[chat_of(raw)].append(raw)
        results = await asyncio.gather(*map(self._take_chat, chats.values()), return_exceptions=True)
        for failure in results:
            if isinstance(failure, BaseException):
                raise failure
        self._offset = max((raw["update_id"] for raw in batch), default=-1) + 1 or None

    async def _take_chat(self, updates: list[Raw]) -> None:
        for raw in updates:
            try:
                await self._handle(raw)
            except StorageAwayError:
                raise
            except Exception as error:  # one update that cannot be handled must not hold up the others
                _log.error("update.set_aside", error=type(error).__name__)
                await self._put_aside(raw, type(error).__name__)

    async def _put_aside(self, raw: Raw, reason: str) -> None:
        """Keep what could not be handled; what cannot even be kept, such as numbers out of all bounds, goes."""
        try:
            await self._set_aside(raw["update_id"], chat_of(raw), json.dumps(raw), reason)
        except StorageAwayError:
            raise
        except Exception as error:
            _log.error("update.dropped", error=type(error).__name__)

    async def _wait(self, error: Exception, told: float) -> None:
        """As long as Telegram said, else doubling with jitter. Says what is wrong, not with what."""
        self._fails += 1
        _log.warning("intake.waits", error=type(error).__name__, meaning=_MEANING.get(type(error).__name__, ""))
        backoff = min(_LONGEST_WAIT, _FIRST_WAIT * 2.0 ** min(self._fails, 10))
        await asyncio.sleep(told or backoff * random.uniform(0.5, 1.0))  # noqa: S311  # jitter is no secret


_MEANING = {
    "Conflict": "another program takes this bot's updates; only one may",
    "InvalidToken": "Telegram does not accept the token",
    "StorageAwayError": "the database does not take anything just now",
}


async def _to_its_end(work: Coroutine[Any, Any, None]) -> None:
    """Being stopped waits for what was begun: a transaction that is cut off leaves its connection in the middle."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise


def chat_of(raw: Raw) -> int | None:
    """The chat that an update belongs to: a press comes from the person whose private chat it is."""
    for part in raw.values():
        if isinstance(part, Mapping):
            place = part.get("chat") or part.get("from")
            if isinstance(place, Mapping) and isinstance(place.get("id"), int):
                return int(place["id"])
    return None
