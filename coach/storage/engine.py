"""Opening a database: pragmas, migrations, the key's trial, and the transaction that all queries take."""

import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from pydantic import BaseModel
from sqlalchemy import Connection, event, make_url, update
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DatabaseError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, async_sessionmaker, create_async_engine
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from coach import measures
from coach.storage.keys import KeyRing, SealBrokenError
from coach.storage.tables import CanaryRow, PersonRow

_CANARY = b"unsaid"
_CANARY_CONTENT = "canary.content"
_NOBODY = 0
_BUSY_MS = 10_000
_NOT_NOW: tuple[type[Exception], ...] = (OperationalError, InterfaceError, PoolTimeoutError, sqlite3.OperationalError)


class WrongKeyError(Exception):
    """The key ring does not belong to this database. Nothing was written."""


class StorageAwayError(Exception):
    """The database does not take anything just now: locked, full, or not there. Nothing of the transaction happened."""


@dataclass(frozen=True)
class Transaction:
    """One unit of work: a session, and the seal for what goes in and out of it. Queries take it and never commit."""

    session: AsyncSession
    keys: KeyRing

    def seal(self, place: str, owner: int, value: BaseModel | str) -> bytes:
        clear = value if isinstance(value, str) else value.model_dump_json(exclude_none=True)
        return self.keys.seal(place, owner, clear.encode())

    def open(self, place: str, owner: int, sealed: bytes) -> str:
        return self.keys.open(place, owner, sealed).decode()


class Storage:
    """The database as the rest of the product sees it: it opens, gives transactions, and closes."""

    def __init__(self, engine: AsyncEngine, keys: KeyRing) -> None:
        self._engine = engine
        self._keys = keys
        self._sessions = async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False, autoflush=False)

    @classmethod
    async def open(cls, url: str, keys: KeyRing) -> "Storage":
        """Connect, bring the tables up to date, and try the key, all or nothing.

        `WrongKeyError` where the key does not belong, `StorageAwayError` where there is no such database to be had.
        """
        with _away(OSError):
            engine = _engine(make_url(url))
        try:
            with _away(OSError, DatabaseError):
                await _bring_up_to_date(engine, keys)
        except BaseException:
            await engine.dispose()
            raise
        return cls(engine, keys)

    @classmethod
    @asynccontextmanager
    async def beside(cls, url: str) -> "AsyncIterator[Storage]":
        """A database as it is, perhaps in the hands of a running bot: nothing is made or migrated, what is sealed stays
        so. `StorageAwayError` where there is none, or none of this version."""
        with _away(OSError, DatabaseError):
            if (file := database_file(url)) and not file.exists():
                raise FileNotFoundError
            engine = _engine(make_url(url))
            try:
                yield cls(engine, KeyRing.fresh())
            finally:
                await engine.dispose()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Begin; commit at the end of the block, roll back when it raises. `StorageAwayError`: nothing happened."""
        with _away():
            async with self._sessions.begin() as session:
                yield Transaction(session, self._keys)

    async def trial(self) -> None:
        """Open the word that the key is tried on, and write it anew: reading alone does not tell that a disk is full.

        Raises `WrongKeyError`, `StorageAwayError`.
        """
        async with self.transaction() as tx:
            await _try_key(tx)
            anew = tx.keys.seal(_CANARY_CONTENT, _NOBODY, _CANARY)
            await tx.session.exec(update(CanaryRow).values(content=anew))

    async def scrub(self) -> bool:
        """Leave no deleted byte behind in SQLite's write-ahead log. Other engines keep no such file of ours.

        False where another process still reads from that log, or the database is away: then later.
        """
        if self._engine.dialect.name != "sqlite":
            return True
        try:
            with _away():
                async with self._engine.connect() as connection:
                    return bool(await _pragma(connection, "wal_checkpoint(TRUNCATE)") == 0)
        except StorageAwayError:
            return False

    async def lead(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Do `work` for as long as this process is the one that leads in `name`; until cancelled, or the work ends."""
        await work()

    async def close(self) -> None:
        await self._engine.dispose()


def known_url(url: str) -> str:
    """A database URL that this program can open; `ValueError` for any other."""
    try:
        backend = make_url(url).get_backend_name()
    except ArgumentError:
        raise ValueError("not a database URL") from None
    if backend != "sqlite":
        raise ValueError("not a database that this program knows")
    return url


def database_file(url: str) -> Path | None:
    """The SQLite file that a URL names, if it names one."""
    parsed = make_url(url)
    in_file = parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:")
    return Path(str(parsed.database)) if in_file else None


def _engine(url: URL) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_pre_ping=True, hide_parameters=True)
    if file := database_file(str(url)):
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600)
    engine = create_async_engine(
        url.set(drivername="sqlite+aiosqlite"), pool_size=1, max_overflow=0, hide_parameters=True
    )
    event.listen(engine.sync_engine, "connect", _set_pragmas)
    event.listen(engine.sync_engine, "begin", _begin_immediate)
    return engine


def _set_pragmas(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "secure_delete=ON",
        f"busy_timeout={_BUSY_MS}",
        "foreign_keys=ON",
        "synchronous=FULL",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def _away(*also: type[Exception]) -> Iterator[None]:
    """What a database that cannot be used just now raises, under our own name and without its text."""
    try:
        yield
    except (*_NOT_NOW, *also) as error:
        measures.database_away()
        raise StorageAwayError(type(error).__name__) from None


async def _bring_up_to_date(engine: AsyncEngine, keys: KeyRing) -> None:
    """In one transaction, so that a wrong key leaves nothing behind.

    Foreign keys sleep meanwhile: Alembic changes a SQLite table by making it anew, and dropping the old one would take
    the rows of every table that points to it.
    """
    async with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            await _pragma(connection, "foreign_keys=OFF")
        async with connection.begin():
            await connection.run_sync(_migrate)
            async with AsyncSession(connection) as session:
                await _try_key(Transaction(session, keys))
                await session.flush()
        if engine.dialect.name == "sqlite":
            await _pragma(connection, "foreign_keys=ON")


async def _pragma(connection: AsyncConnection, pragma: str) -> Any:
    """Run a pragma outside any transaction; returns the first value that it answers with, if any."""
    raw = await connection.get_raw_connection()
    cursor = await raw.driver_connection.execute(f"PRAGMA {pragma}")  # type: ignore[union-attr]  # aiosqlite's
    row = await cursor.fetchone()
    return row[0] if row else None


def _migrate(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", "coach.storage:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


async def _try_key(tx: Transaction) -> None:
    canary = (await tx.session.exec(select(CanaryRow))).first()
    if canary is None:
        if (await tx.session.exec(select(PersonRow.id).limit(1))).first():
            raise WrongKeyError("this database has people in it but no word to try the key on")
        tx.session.add(CanaryRow(id=1, content=tx.keys.seal(_CANARY_CONTENT, _NOBODY, _CANARY)))
        return
    try:
        tx.keys.open(_CANARY_CONTENT, _NOBODY, canary.content)
    except SealBrokenError as error:
        raise WrongKeyError("the key file does not belong to this database") from error
