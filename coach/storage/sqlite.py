"""SQLite: one file and one connection, on which transactions follow one another."""

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, make_url, text
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

SHARED = False
_BUSY_MS = 10_000
_PAGES = 256
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
    _set(
        made,
        "journal_mode=WAL",
        "secure_delete=ON",
        f"busy_timeout={_BUSY_MS}",
        f"foreign_keys={'OFF' if migrating else 'ON'}",
        "synchronous=FULL",
    )
    event.listen(made.sync_engine, "begin", _begin_immediate)
    return made


def snapshot(url: str) -> AsyncEngine:
    """Reads only, and in one transaction sees one state, whoever writes meanwhile. Makes no file."""
    file = database_file(url)
    if file is None or not file.exists():
        raise FileNotFoundError
    made = create_async_engine(make_url(url).set(drivername="sqlite+aiosqlite"), pool_size=1, hide_parameters=True)
    _set(made, "query_only=ON", f"busy_timeout={_BUSY_MS}")
    event.listen(made.sync_engine, "begin", _begin)
    return made


def _set(made: AsyncEngine, *pragmas: str) -> None:
    """Transactions begin where we say, and each connection has these pragmas."""

    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    event.listen(made.sync_engine, "connect", connected)


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def why_away(error: Exception) -> str | None:
    """The name of what went wrong, where it means that the database takes nothing just now."""
    return type(error).__name__ if isinstance(error, _NOT_NOW) else None


async def lead(_made: AsyncEngine, _name: str, work: Callable[[], Awaitable[None]]) -> None:
    """A file has one process; a second that polls is told so by Telegram."""
    await work()


async def scrub(made: AsyncEngine) -> bool:
    """Empty the write-ahead log. False where another process still reads from it."""
    async with made.connect() as connection:
        raw = await connection.get_raw_connection()
        cursor = await raw.driver_connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[union-attr]  # aiosqlite's
        row = await cursor.fetchone()
        return bool(row is not None and row[0] == 0)


def copy(source: Path, target: Path, told: Callable[[int, int], None]) -> None:
    """All pages of a file as they are at one instant, whoever writes meanwhile, into one that is empty. `told` hears
    how many are over, and of how many. To be called in a thread."""
    with closing(sqlite3.connect(source, isolation_level=None)) as old, closing(sqlite3.connect(target)) as new:
        old.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
        old.execute("BEGIN")
        old.execute("SELECT count(*) FROM sqlite_master").fetchone()  # from here on it sees one state
        old.backup(new, pages=_PAGES, progress=lambda _status, left, of: told(of - left, of))
    make_single(target)


def make_single(file: Path) -> None:
    """Let a database be one file, with no log beside it."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def revision(file: Path) -> str | None:
    """Which of our versions a file is of, if it is a database of ours at all. Changes nothing."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return str(connection.execute("SELECT version_num FROM alembic_version").fetchone()[0])
    except (sqlite3.DatabaseError, TypeError):
        return None


async def hold_still(_connection: AsyncConnection, _tables: Sequence[str]) -> None:
    """Every transaction has the file to itself, from its first statement on."""


async def damage(connection: AsyncConnection) -> list[str]:
    """What SQLite finds wrong with its file."""
    found = await connection.execute(text("PRAGMA quick_check"))
    return [line for line in found.scalars() if line != "ok"]


async def last_number(connection: AsyncConnection, table: str) -> int:
    """The highest number that rows of a table ever had, as far as it is remembered."""
    found = await connection.execute(text("SELECT seq FROM sqlite_sequence WHERE name = :name"), {"name": table})
    return int(found.scalar() or 0)


async def number_on(connection: AsyncConnection, table: str, last: int) -> None:
    """Let the next row of a table have a number above `last`, where the table remembers such a thing."""
    remembers = "SELECT 1 FROM sqlite_master WHERE name = :name AND sql LIKE '%AUTOINCREMENT%'"
    if (await connection.execute(text(remembers), {"name": table})).first() is None:
        return
    await connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), {"name": table})
    values = {"name": table, "last": last}
    await connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)"), values)
