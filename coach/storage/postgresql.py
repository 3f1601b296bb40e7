"""PostgreSQL: a pool of connections, shared with other replicas of the program.

Nothing of the URL is handed to SQLAlchemy, so no message of it can show the password; asyncpg reads it as libpq does,
``sslmode`` and several hosts included. What is set on a connection is set by a plain ``SET``: poolers such as PgBouncer
refuse parameters that they do not know.
"""

from collections.abc import Sequence
from typing import Any

import asyncpg
from sqlalchemy import Connection, event, text
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from coach.storage.errors import StorageAwayError
from coach.storage.leading import lead as lead

_POOL = 10
_WAIT = 10.0  # seconds: for a connection, and for a lock
_PATIENCE = 30.0  # seconds: for an answer; a server that vanished without a word says nothing for ever
_IDLE = 60.0  # seconds: a replica that stands still in a transaction holds its people no longer than that
_LIMITS = f"SET lock_timeout = '{_WAIT}s'; SET idle_in_transaction_session_timeout = '{_IDLE}s';"
_SNAPSHOT = "SET default_transaction_isolation = 'repeatable read'; SET default_transaction_read_only = on;"
_MIGRATING = int.from_bytes(b"unsaid")  # the advisory lock's number

_AWAY = (
    "08",  # the connection broke
    "25006",  # read only: a standby, or a disk nearly full
    "25P03",  # it stood still for too long
    "25P04",
    "40",  # serialization, deadlock
    "53",  # too many connections, disk or memory full
    "55P03",  # a lock could not be had
    "57",  # shut down, starting up, cancelled
    "58",  # the server's disk
)
SHARED = True
_STALE = AsyncAdapt_asyncpg_dbapi.InvalidCachedStatementError  # a table was changed meanwhile; it heals by itself


def engine(url: str, *, migrating: bool = False) -> AsyncEngine:
    """A pool of connections. While `migrating`, transactions follow one another across all replicas, and wait."""
    made = _pool(url, "") if migrating else _pool(url, _LIMITS, _PATIENCE)
    if migrating:
        event.listen(made.sync_engine, "begin", _one_at_a_time)
    return made


def snapshot(url: str) -> AsyncEngine:
    """Reads only, and in one transaction sees one state, whoever writes meanwhile."""
    return _pool(url, _SNAPSHOT)


def _pool(url: str, settings: str, patience: float | None = None) -> AsyncEngine:
    address = f"postgresql:{url.partition(':')[2]}"

    async def connect() -> Any:
        try:
            connection = await asyncpg.connect(address, timeout=_WAIT, command_timeout=patience)
            await connection.execute(f"SET application_name = 'unsaid'; {settings}")
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
            raise StorageAwayError(type(error).__name__) from None
        return connection

    made = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        pool_size=_POOL,
        max_overflow=_POOL,
        pool_timeout=_WAIT,
        hide_parameters=True,
    )
    event.listen(made.sync_engine, "checkout", _still_there)
    return made


def _still_there(connection: Any, _record: Any, _proxy: Any) -> None:
    """A connection that the server closed is replaced. Costs no round trip, as a ping does."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError


def _one_at_a_time(connection: Connection) -> None:
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATING})")


def why_away(error: Exception) -> str | None:
    """The name of what went wrong, where it means that the database takes nothing just now."""
    if isinstance(error, TimeoutError):
        return type(error).__name__
    if not isinstance(error, DBAPIError):
        return None
    state = getattr(error.orig, "sqlstate", None) or ""
    if error.connection_invalidated or isinstance(error.orig, _STALE) or state.startswith(_AWAY):
        return type(getattr(error.orig, "__cause__", None) or error.orig).__name__
    return None


async def scrub(_made: AsyncEngine) -> bool:
    """There is no file of ours. What was deleted goes from the server's with its next vacuum."""
    return True


async def hold_still(connection: AsyncConnection, tables: Sequence[str]) -> None:
    """Waits for whoever is writing; readers go on."""
    await connection.execute(text(f"LOCK TABLE {', '.join(tables)} IN SHARE MODE"))


async def damage(_connection: AsyncConnection) -> list[str]:
    """A server looks after its own files."""
    return []


async def last_number(connection: AsyncConnection, table: str) -> int:
    """The highest number that rows of a table ever had."""
    sequence = await _sequence(connection, table)
    found = await connection.execute(text(f"SELECT last_value FROM {sequence} WHERE is_called"))  # noqa: S608  # ours
    return int(found.scalar() or 0)


async def number_on(connection: AsyncConnection, table: str, last: int) -> None:
    """Let the next row of a table have a number above `last`."""
    if last:
        values = {"sequence": await _sequence(connection, table), "last": last}
        await connection.execute(text("SELECT setval(CAST(:sequence AS regclass), :last)"), values)


async def _sequence(connection: AsyncConnection, table: str) -> str:
    found = await connection.execute(text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table})
    return str(found.scalar_one())
