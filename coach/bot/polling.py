"""Our own polling: the offset moves only after the commit.

When every update of a batch is committed or set aside, the offset goes on. Storage that is away leaves the batch
unacknowledged; it comes again. Once an answer is empty nothing is unconfirmed, and the offset is let go: after a quiet
week Telegram's numbers may begin anew below it.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

import structlog
from telegram.error import RetryAfter, TelegramError

from coach.bot.intake import Intake, Raw
from coach.bot.outcomes import classify
from coach.conversation import StorageAwayError

Fetch = Callable[[int | None], Awaitable[list[Raw]]]

_log = structlog.get_logger(__name__)
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 30.0
_MEANING = {
    "Conflict": "another program takes this bot's updates; only one may",
    "InvalidToken": "Telegram does not accept the token",
    "StorageAwayError": "the database does not take anything just now",
}


class Polling:
    """Fetches updates and hands them on until it is cancelled."""

    def __init__(self, fetch: Fetch, intake: Intake) -> None:
        self._fetch = fetch
        self._intake = intake
        self._offset: int | None = None
        self._fails = 0

    async def run(self) -> None:
        while True:
            try:
                batch = await self._fetch(self._offset)
                await _to_its_end(self._take(batch))
                self._fails = 0
            except TelegramError as error:
                await self._wait(error, classify(error).retry_after if isinstance(error, RetryAfter) else 0.0)
            except StorageAwayError as error:
                await self._wait(error, 0.0)

    async def _take(self, batch: list[Raw]) -> None:
        await self._intake.take_batch(batch)
        self._offset = max((raw["update_id"] for raw in batch), default=-1) + 1 or None

    async def _wait(self, error: Exception, told: float) -> None:
        """As long as Telegram said, else doubling with jitter. Says what is wrong, not with what."""
        self._fails += 1
        _log.warning("intake.waits", error=type(error).__name__, meaning=_MEANING.get(type(error).__name__, ""))
        backoff = min(_LONGEST_WAIT, _FIRST_WAIT * 2.0 ** min(self._fails, 10))
        await asyncio.sleep(told or backoff * random.uniform(0.5, 1.0))  # noqa: S311  # jitter is no secret


async def _to_its_end(work: Coroutine[Any, Any, None]) -> None:
    """Being stopped waits for what was begun: a transaction that is cut off leaves its connection in the middle."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise
