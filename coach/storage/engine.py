"""Opening a database: migrations, the key's trial, and the transaction that all queries take.

What differs between engines is in `sqlite` and `postgresql`; nothing else asks which one it is.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Protocol

from sqlalchemy import make_url, update
from sqlalchemy.exc import ArgumentError, DatabaseError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, async_sessionmaker
from sqlmodel import select
from sqlmodel.ext.asyncio.session import AsyncSession

from coach import measures
from coach.storage import migrations, sqlite
from coach.storage.errors import StorageAwayError, WrongKeyError
from coach.storage.keys import KeyRing, SealBrokenError
from coach.storage.tables import CanaryRow, PersonRow
from coach.storage.transaction import Transaction

_CANARY = b"unsaid"
_CANARY_CONTENT = "canary.content"
_NOBODY = 0


class Kind(Protocol):
    """What differs between engines: a module for each."""

    SHARED: bool

    def engine(self, url: str, *, migrating: bool = False) -> AsyncEngine: ...
    def snapshot(self, url: str) -> AsyncEngine: ...
    def why_away(self, error: Exception) -> str | None: ...
    async def scrub(self, made: AsyncEngine) -> bool: ...
    async def hold_still(self, connection: AsyncConnection, tables: Sequence[str]) -> None: ...
    async def damage(self, connection: AsyncConnection) -> list[str]: ...
    async def lead(self, made: AsyncEngine, name: str, work: Callable[[], Awaitable[None]]) -> None: ...
    async def last_number(self, connection: AsyncConnection, table: str) -> int: ...
    async def number_on(self, connection: AsyncConnection, table: str, last: int) -> None: ...


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
        with away(kind, OSError, DatabaseError):
            engine = kind.engine(url)
            try:
                await _bring_up_to_date(kind, url, engine, keys)
            except BaseException:
                await engine.dispose()
                raise
        return cls(kind, engine, keys)

    @classmethod
    @asynccontextmanager
    async def beside(cls, url: str, keys: KeyRing | None = None) -> "AsyncIterator[Storage]":
        """A database as it is, perhaps in the hands of a running bot: nothing is made or migrated. Without `keys` what
        is sealed stays so; with them, they are tried first. `StorageAwayError` where there is none, or none of this
        version; `WrongKeyError`."""
        kind = kind_of(url)
        with away(kind, OSError, DatabaseError):
            if (file := sqlite.database_file(url)) and not file.exists():
                raise FileNotFoundError
            engine = kind.engine(url)
            try:
                if keys:
                    await _is_ours(engine, keys)
                yield cls(kind, engine, keys or KeyRing.fresh())
            finally:
                await engine.dispose()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        """Begin; commit at the end of the block, roll back when it raises. `StorageAwayError`: nothing happened.

        What was sealed with a key that was taken out since is not committed: see `sealing.take_out`.
        """
        with away(self._kind):
            async with self._sessions.begin() as session:
                self._keys.follow()
                began_with = self._keys.current
                yield (tx := Transaction(session, self._keys))
                await tx.flush()
                self._keys.follow()
                if began_with not in self._keys.numbers:
                    raise StorageAwayError("a key was taken out meanwhile")

    async def trial(self) -> None:
        """Open the word that the key is tried on, and write it anew: reading alone does not tell that a disk is full.

        Raises `WrongKeyError`, `StorageAwayError`.
        """
        async with self.transaction() as tx:
            await try_key(await tx.session.connection(), tx.keys)
            anew = tx.keys.seal(_CANARY_CONTENT, _NOBODY, _CANARY)
            await tx.session.exec(update(CanaryRow).values(content=anew))

    async def lead(self, name: str, work: Callable[[], Awaitable[None]]) -> None:
        """Do `work` whenever this process is the one of all replicas that leads in `name`; until cancelled, or the work
        ends by itself."""
        await self._kind.lead(self._engine, name, work)

    @property
    def shared(self) -> bool:
        """Whether other processes may be at work on it."""
        return self._kind.SHARED

    async def hold_still(self, tx: Transaction, tables: Sequence[str]) -> None:
        """Let nobody else write into these tables until the transaction ends."""
        await self._kind.hold_still(await tx.session.connection(), tables)

    async def scrub(self) -> bool:
        """Leave no deleted byte behind in a log that is ours. False where that was not to be had: then later."""
        try:
            with away(self._kind):
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
def away(kind: Kind, *also: type[Exception]) -> Iterator[None]:
    """What a database that cannot be used just now raises, under our own name and without its text."""
    try:
        yield
    except Exception as error:
        why = kind.why_away(error)
        if why is None and isinstance(error, (PoolTimeoutError, *also)):
            why = type(error).__name__
        if why is None:
            raise
        measures.database_away()
        raise StorageAwayError(why) from None


async def _is_ours(engine: AsyncEngine, keys: KeyRing) -> None:
    async with engine.begin() as connection:
        if not await connection.run_sync(migrations.are_done):
            raise StorageAwayError("another version's")
        await try_key(connection, keys)


async def _bring_up_to_date(kind: Kind, url: str, engine: AsyncEngine, keys: KeyRing) -> None:
    """Migrations and the key's trial share one transaction, so that a wrong key leaves nothing behind."""
    async with engine.begin() as connection:
        if await connection.run_sync(migrations.are_done):
            await try_key(connection, keys)
            return
    migrating = kind.engine(url, migrating=True)
    try:
        async with migrating.begin() as connection:
            await connection.run_sync(migrations.run)
            await try_key(connection, keys)
    finally:
        await migrating.dispose()


async def try_key(connection: AsyncConnection, keys: KeyRing) -> None:
    """`WrongKeyError` where the key ring does not open the database's known word. A new database is given one."""
    async with AsyncSession(connection) as session:
        canary = (await session.exec(select(CanaryRow))).first()
        if canary is None:
            if (await session.exec(select(PersonRow.id).limit(1))).first():
                raise WrongKeyError("this database has people in it but no word to try the key on")
            session.add(CanaryRow(id=1, content=keys.seal(_CANARY_CONTENT, _NOBODY, _CANARY)))
            await session.flush()
            return
    try:
        keys.open(_CANARY_CONTENT, _NOBODY, canary.content)
    except SealBrokenError as error:
        raise WrongKeyError("the key file does not belong to this database") from error
