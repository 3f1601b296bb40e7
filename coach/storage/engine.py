"""Opening a database: migrations, the key's trial, and the transaction that all queries take.

What differs between engines is in `sqlite` and `postgresql`; nothing else asks which one it is.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from typing import Protocol

from pydantic import BaseModel
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, async_sessionmaker
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from coach.storage import migrations, sqlite
from coach.storage.errors import StorageAwayError, WrongKeyError
from coach.storage.keys import KeyRing, SealBrokenError
from coach.storage.tables import CanaryRow, PersonRow

_CANARY = b"unsaid"
_NOBODY = 0


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


class Kind(Protocol):
    """What differs between engines: a module for each."""

    def engine(self, url: str, *, migrating: bool = False) -> AsyncEngine: ...
    def why_away(self, error: Exception) -> str | None: ...
    async def scrub(self, made: AsyncEngine) -> bool: ...


class Storage:
    """The database as the rest of the product sees it: it opens, gives transactions, and closes."""

    def __init__(self, kind: Kind, engine: AsyncEngine, keys: KeyRing) -> None:
        self._kind = kind
        self._engine = engine
        self._keys = keys
        self._sessions = async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False, autoflush=False)

    @classmethod
    async def open(cls, url: str, keys: KeyRing) -> "Storage":
        """Connect, bring the tables up to date, and try the key, all or nothing.

        `WrongKeyError` where the key does not belong, `StorageAwayError` where there is no such database to be had.
        """
        kind = kind_of(url)
        with _away(kind, OSError, DatabaseError):
            engine = kind.engine(url)
            try:
                await _bring_up_to_date(kind, url, engine, keys)
            except BaseException:
                await engine.dispose()
                raise
        return cls(kind, engine, keys)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Begin; commit at the end of the block, roll back when it raises. `StorageAwayError`: nothing happened."""
        with _away(self._kind):
            async with self._sessions.begin() as session:
                yield Transaction(session, self._keys)

    async def scrub(self) -> bool:
        """Leave no deleted byte behind in a log that is ours. False where that was not to be had: then later."""
        try:
            with _away(self._kind):
                return await self._kind.scrub(self._engine)
        except StorageAwayError:
            return False

    async def close(self) -> None:
        await self._engine.dispose()


def known_url(url: str) -> str:
    """A database URL that this program can open; `ValueError` for any other."""
    try:
        backend = make_url(url).get_backend_name()
    except (ArgumentError, ValueError):
        raise ValueError("not a database URL") from None
    if backend not in ("sqlite", "postgresql"):
        raise ValueError("not a database that this program knows")
    return url


def kind_of(url: str) -> Kind:
    """The module for a URL's engine; the other's driver is not even imported."""
    if make_url(url).get_backend_name() == "sqlite":
        return sqlite
    from coach.storage import postgresql

    return postgresql


@contextmanager
def _away(kind: Kind, *also: type[Exception]) -> Iterator[None]:
    """What a database that cannot be used just now raises, under our own name and without its text."""
    try:
        yield
    except Exception as error:
        why = kind.why_away(error)
        if why is None and isinstance(error, (PoolTimeoutError, *also)):
            why = type(error).__name__
        if why is None:
            raise
        raise StorageAwayError(why) from None


async def _bring_up_to_date(kind: Kind, url: str, engine: AsyncEngine, keys: KeyRing) -> None:
    """Migrations and the key's trial share one transaction, so that a wrong key leaves nothing behind."""
    async with engine.begin() as connection:
        if await connection.run_sync(migrations.are_done):
            await _try_key(connection, keys)
            return
    migrating = kind.engine(url, migrating=True)
    try:
        async with migrating.begin() as connection:
            await connection.run_sync(migrations.run)
            await _try_key(connection, keys)
    finally:
        await migrating.dispose()


async def _try_key(connection: AsyncConnection, keys: KeyRing) -> None:
    async with AsyncSession(connection) as session:
        canary = (await session.exec(select(CanaryRow))).first()
        if canary is None:
            if (await session.exec(select(PersonRow.id).limit(1))).first():
                raise WrongKeyError("this database has people in it but no word to try the key on")
            session.add(CanaryRow(id=1, content=keys.seal("canary.content", _NOBODY, _CANARY)))
            await session.flush()
            return
    try:
        keys.open("canary.content", _NOBODY, canary.content)
    except SealBrokenError as error:
        raise WrongKeyError("the key file does not belong to this database") from error
