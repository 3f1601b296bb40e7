"""The whole product in one event loop, with no socket and no waiting: the phone's Bot API answers from within.

    updates ──▶ intake (a batch, or bytes through the webhook) ──▶ … ──▶ storage
    Wire's double ◀── every call of the bot ── answers, deliveries        └──▶ rules, world: the phone's own

What is replaced is the network below `coach.bot.wire`, the clock, and who wakes the ticker. All else is the product's.
"""

import asyncio
import contextlib
import json
import random
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

from structlog.testing import capture_logs
from telegram.request import BaseRequest, RequestData

from coach import app as product
from coach import pacing
from coach.app import App
from coach.bot.intake import Intake
from coach.bot.wire import Payload
from coach.phone.drive import Phone
from coach.phone.shapes import Upload
from coach.phone.switchboard import Call, Switchboard
from coach.phone.world import World
from coach.settings import load_settings
from coach.web.front import SECRET_HEADER, Front
from tests.fakes import FixedClock

TOKEN = "1000:test-token-of-the-fuzz"
SECRET = "the-secret-of-the-fuzz"
HOOK = "/hook"
PATIENCE = 60.0  # seconds
Raw = Mapping[str, Any]


class Inside(BaseRequest):
    """PTB's transport, answered by the phone without a network."""

    def __init__(self, switchboard: Switchboard) -> None:
        self._switchboard = switchboard

    @property
    def read_timeout(self) -> float:
        return PATIENCE

    async def initialize(self) -> None: ...

    async def shutdown(self) -> None: ...

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_: Any, **__: Any
    ) -> tuple[int, bytes]:
        path = urlsplit(url).path
        if path.startswith("/file/"):
            files = self._switchboard.world.files.values()
            return next(((200, file.content) for file in files if path.endswith(file.path)), (404, b""))
        answer = await self._switchboard.take(path.rpartition("/")[2], _parameters(request_data))
        assert not isinstance(answer, str), "no fault is planned here"
        return answer.status, json.dumps(answer.body).encode()


def _parameters(data: RequestData | None) -> dict[str, Any]:
    """A call's parameters as they come out of its form."""
    if data is None:
        return {}
    if isinstance(data, Payload):
        return {name: value if isinstance(value, str) else json.dumps(value) for name, value in data.values.items()}
    files = {name: Upload(*parts) for name, parts in data.multipart_data.items()}
    return {**data.json_parameters, **files}


class Still:
    """Instead of the scheduler's jobs: nothing wakes by itself."""

    def __init__(self, *_: object) -> None: ...

    def start(self) -> None: ...

    def wake(self) -> None: ...

    async def stop(self) -> None: ...


@dataclass
class House:
    """One bot and its phone. `aside` are the numbers of updates that were set aside, with why; `troubles` is whatever
    the loop or the product's own lines told of that should not be."""

    phone: Phone
    clock: FixedClock
    app: App
    intake: Intake
    front: Front
    lines: list[Any]
    aside: dict[Any, str] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)

    async def take(self, batch: Sequence[Raw]) -> None:
        """As polling hands a batch on; then until all that follows from it is done."""
        async with asyncio.timeout(PATIENCE):
            await self.intake.take_batch(list(batch))
        await self.quiet()

    async def hears(self, times: int = 1) -> None:
        """All that people did by now, as polling fetches it; each batch handed over so many times. What comes again
        must have no effect."""
        updates = self.phone.world.updates
        while batch := updates.take(100):
            await self.take(batch)
            before = len(self.phone.calls)
            for _ in range(times - 1):
                await self.take(batch)
            assert len(self.phone.calls) == before, "what came twice was answered twice"
            updates.confirm(max(one["update_id"] for one in batch) + 1)

    async def posted(self, body: bytes, secret: str = SECRET) -> int:
        """As a webhook is posted to: the status of the answer."""
        headers = [(SECRET_HEADER.lower().encode(), secret.encode()), (b"content-length", str(len(body)).encode())]
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
            "path": HOOK, "raw_path": HOOK.encode(), "query_string": b"", "root_path": "", "headers": headers,
            "server": ("127.0.0.1", 80), "client": ("127.0.0.1", 1),
        }  # fmt: skip
        told: list[int] = []
        given = iter(({"type": "http.request", "body": body, "more_body": False}, {"type": "http.disconnect"}))

        async def receive() -> dict[str, Any]:
            return next(given)

        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                told.append(message["status"])

        async with asyncio.timeout(PATIENCE):
            await self.front.app(scope, receive, send)
        return told[0]

    async def tick(self) -> datetime | None:
        """Everything that is due goes out. When something is due again, if ever."""
        again = await self.app.ticker.tick()
        await self.quiet()
        return again

    async def quiet(self) -> None:
        """Until nothing is at work any more: no answer, no delivery, no drawing."""
        try:
            async with asyncio.timeout(PATIENCE):
                while at_work := asyncio.all_tasks() - self._always - {asyncio.current_task()}:
                    await asyncio.wait(at_work, return_when=asyncio.ALL_COMPLETED)
        except TimeoutError:
            raise AssertionError(f"something does not come to its end: {self.failures()[-5:]}") from None

    def __post_init__(self) -> None:
        self._always = asyncio.all_tasks()

    def calls(self) -> list[Call]:
        """What the bot called since the last look."""
        switchboard = self.phone._switchboard
        found, switchboard.calls = switchboard.calls, []
        self.phone.world.journal.clear()
        return found

    def failures(self) -> list[str]:
        """Lines that tell of a failure, since the last look, but for updates that were set aside."""
        aside = ("update.set_aside", "update.dropped")
        told = [str(line) for line in self.lines if line["log_level"] in ("error", "critical")]
        told = [line for line in told if not any(name in line for name in aside)]
        self.lines.clear()
        return [*told, *self.troubles]


@contextmanager
def _without_a_network(switchboard: Switchboard) -> Iterator[None]:
    def inside(**_: Any) -> Inside:
        return Inside(switchboard)

    with (
        mock.patch("coach.bot.application.Wire", inside),
        mock.patch.object(product, "Jobs", Still),
        mock.patch.object(pacing, "BURST", 10**9),
    ):
        yield


@asynccontextmanager
async def house(
    url: str, key_file: Path, clock: FixedClock, world: World | None = None, seed: int = 7
) -> AsyncIterator[House]:
    """The product over a database, open to everybody. With `world`, the same phone as before a restart; then `seed` is
    another one, or what is drawn would be drawn again."""
    world = world or World(clock.now, TOKEN, "Unsaid")
    switchboard = Switchboard(world)
    settings = load_settings(
        token=TOKEN, api_url="http://phone.invalid", database_url=url, key_file=key_file, access="open"
    )
    async with AsyncExitStack() as stack:
        stack.enter_context(_without_a_network(switchboard))
        lines = stack.enter_context(capture_logs())
        app = await stack.enter_async_context(product.started(settings, clock, random.Random(seed)))
        aside: dict[Any, str] = {}
        keep = app.conversation.set_aside

        async def set_aside(update_id: int, chat_id: int | None, raw: str, reason: str) -> None:
            aside[update_id] = reason
            await keep(update_id, chat_id, raw, reason)

        app.conversation.set_aside = set_aside  # type: ignore[method-assign]  # what it did is looked at
        intake = app.telegram.intake(app.conversation)
        front = Front([], (HOOK, SECRET))
        await stack.enter_async_context(front.taking(intake.take))
        home = House(Phone(switchboard, 0), clock, app, intake, front, lines, aside)
        asyncio.get_running_loop().set_exception_handler(lambda _loop, what: home.troubles.append(str(what)))
        yield home
        with contextlib.suppress(AssertionError):
            await home.quiet()
