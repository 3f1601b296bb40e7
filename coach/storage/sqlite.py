"""SQLite: one file and one connection, on which transactions follow one another."""

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, make_url
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

_BUSY_MS = 10_000
_NOT_NOW = (OperationalError, InterfaceError, sqlite3.OperationalError)


def database_file(url: str) -> Path | None:
    """The SQLite file that a URL names, if it names one."""
    parsed = make_url(url)
    in_file = parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:")
    return Path(str(parsed.database)) if in_file else None


def engine(url: str, *, migrating: bool = False) -> AsyncEngine:
    """One connection, whose transactions begin IMMEDIATE; the file is its owner's alone. `OSError` without a folder.

    Foreign keys sleep while `migrating`: Alembic changes a SQLite table by making it anew, and dropping the old one
    would take the rows of every table that points to it.
    """
    if file := database_file(url):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600)
    address = make_url(url).set(drivername="sqlite+aiosqlite")
    made = create_async_engine(address, pool_size=1, max_overflow=0, hide_parameters=True)
    pragmas = (
        "journal_mode=WAL",
        "secure_delete=ON",
        f"busy_timeout={_BUSY_MS}",
        f"foreign_keys={'OFF' if migrating else 'ON'}",
        "synchronous=FULL",
    )

    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(made.sync_engine, "connect", connected)
    event.listen(made.sync_engine, "begin", _begin_immediate)
    return made


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def why_away(error: Exception) -> str | None:
    """The name of what went wrong, where it means that the database takes nothing just now."""
    return type(error).__name__ if isinstance(error, _NOT_NOW) else None


async def scrub(made: AsyncEngine) -> bool:
    """Empty the write-ahead log. False where another process still reads from it."""
    async with made.connect() as connection:
        raw = await connection.get_raw_connection()
        cursor = await raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]  # aiosqlite's
        row = await cursor.fetchone()
        return bool(row is not None and row[0] == 0)
