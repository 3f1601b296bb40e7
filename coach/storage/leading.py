"""One of several processes leads: the one that holds an advisory lock of PostgreSQL's, over a connection of its own.

::

    ask for the lock, every two seconds ──▶ lead: work, and ask the connection whether it stands ──▶ lost: stop working

The lock ends with its connection: at once where the process is killed, and within eleven seconds where its whole
machine is gone, because the server is told to look that often. Whoever leads looks every two seconds and gives up after
three without an answer, so that the old leader has stopped before a new one begins. What it had begun is brought to its
end; that has no second effect elsewhere, because updates are taken once.
"""

import asyncio
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any

import asyncpg
import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from coach.storage.errors import StorageAwayError

_ASK_EVERY = 2.0
_ASK_WITHIN = 3.0
_KEEPALIVE = "SET tcp_keepalives_idle = 5; SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3"
_TRY = "SELECT pg_try_advisory_lock($1)"
_AWAY = (StorageAwayError, SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)

Work = Callable[[], Awaitable[None]]
_log = structlog.get_logger(__name__)


async def lead(made: AsyncEngine, name: str, work: Work) -> None:
    """Do `work` whenever this process leads in `name`, until cancelled or the work ends by itself."""
    number = int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)
    while (ended := await _turn(made, number, work)) is None:  # noqa: ASYNC110  # nothing tells when it is there again
        await asyncio.sleep(_ASK_EVERY)
    await ended


async def _turn(made: AsyncEngine, number: int, work: Work) -> "asyncio.Future[None] | None":
    """One time of leading: the work, where that is what ended; None where the lead was lost, or not to be had."""
    try:
        async with made.connect() as connection:
            driver: Any = (await connection.get_raw_connection()).driver_connection
            try:
                await _locked(driver, number)
                return await _while_it_stands(driver, work)
            finally:
                await connection.invalidate()  # the lock goes with it
    except _AWAY as error:
        _log.warning("lead.waits", error=type(error).__name__)
        return None


async def _locked(driver: Any, number: int) -> None:
    await driver.execute(_KEEPALIVE, timeout=_ASK_WITHIN)
    while not await driver.fetchval(_TRY, number, timeout=_ASK_WITHIN):  # noqa: ASYNC110  # as above
        await asyncio.sleep(_ASK_EVERY)


async def _while_it_stands(driver: Any, work: Work) -> "asyncio.Future[None] | None":
    working, watching = asyncio.ensure_future(work()), asyncio.ensure_future(_broken(driver))
    try:
        await asyncio.wait({working, watching}, return_when=asyncio.FIRST_COMPLETED)
        if not working.done():
            _log.warning("lead.lost")
            return None
        return working
    finally:
        working.cancel()
        watching.cancel()
        await asyncio.wait({working, watching})


async def _broken(driver: Any) -> None:
    """Until the connection is no more: asyncpg tells of an end that it was told of, and asking finds all others."""
    ended = asyncio.Event()
    driver.add_termination_listener(lambda _connection: ended.set())
    while not ended.is_set():
        try:
            async with asyncio.timeout(_ASK_EVERY):
                await ended.wait()
        except TimeoutError:
            try:
                await driver.fetchval("SELECT 1", timeout=_ASK_WITHIN)
            except _AWAY:
                return
