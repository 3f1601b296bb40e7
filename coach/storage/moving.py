"""All of a database into another, of the same or another kind, that is empty: from SQLite to PostgreSQL, and back.

::

    source ── one snapshot, read only ──▶ table by table, in the order of foreign keys ──▶ target, one transaction

All or nothing: whatever ends it early leaves the target as it was, and it can be begun again. Sealed columns are copied
as they are, since a seal is bound to table, column and owner; so ids stay, and numbering goes on past the highest that
was ever given. The key is tried on the source before anything is written.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager

from sqlalchemy import Column, Table, func, insert, select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from coach.storage import migrations
from coach.storage.engine import Kind, away, kind_of, try_key
from coach.storage.errors import StorageAwayError
from coach.storage.keys import KeyRing
from coach.storage.tables import CanaryRow, PersonRow

_TABLES = PersonRow.metadata.sorted_tables
_CANARY = CanaryRow.metadata.tables["canary"]
_AT_ONCE = 1000


class CannotMoveError(Exception):
    """Why nothing was moved. The message is for the operator and shows no address."""


async def move(source: str, target: str, keys: KeyRing, moved: Callable[[int, int], None]) -> dict[str, int]:
    """Copy every row from one URL to the other; returns how many of each table, which the target was found to hold.

    `moved` is told how many rows are over, and of how many. `CannotMoveError`, `WrongKeyError`, `StorageAwayError`:
    the target is as it was.
    """
    old, new = kind_of(source), kind_of(target)
    with away(old), away(new):
        async with AsyncExitStack() as stack:
            old_rows = await stack.enter_async_context(reading(source, keys))
            with _opening(new, "to"):
                writing = await stack.enter_async_context(_transaction(new.engine(target, migrating=True)))
                await _make_ready(writing)
            counts = await _counts(old_rows)
            await _copy(old_rows, writing, lambda over: moved(over, sum(counts.values())))
            await _number_on(old, old_rows, new, writing)
            if await _counts(writing) != counts:
                raise CannotMoveError("the new database does not hold as many rows as the old one")
            return counts


@asynccontextmanager
async def reading(url: str, keys: KeyRing) -> AsyncIterator[AsyncConnection]:
    """All of a database of this version as it is at one instant, after the key was tried. Writes nothing.

    `CannotMoveError`, `WrongKeyError`, `StorageAwayError`.
    """
    kind = kind_of(url)
    with away(kind):
        async with AsyncExitStack() as stack:
            with _opening(kind, "from"):
                connection = await stack.enter_async_context(_transaction(kind.snapshot(url)))
                await _is_ready(connection, keys)
            yield connection


@contextmanager
def _opening(kind: Kind, which: str) -> Iterator[None]:
    try:
        with away(kind, OSError, DatabaseError):
            yield
    except StorageAwayError as error:
        raise CannotMoveError(f"the database to move {which} cannot be opened ({error})") from None


@asynccontextmanager
async def _transaction(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    try:
        async with engine.begin() as connection:
            yield connection
    finally:
        await engine.dispose()


async def _is_ready(source: AsyncConnection, keys: KeyRing) -> None:
    if not await source.run_sync(migrations.are_done):
        raise CannotMoveError(
            "the database to move from is none of ours, or another version's; start the bot on it once with this one"
        )
    await try_key(source, keys)


async def _make_ready(target: AsyncConnection) -> None:
    await target.run_sync(migrations.run)
    await target.execute(_CANARY.delete())
    if held := [name for name, rows in (await _counts(target)).items() if rows]:
        raise CannotMoveError(f"the database to move to is not empty: {', '.join(held)}")


async def _counts(connection: AsyncConnection) -> dict[str, int]:
    return {
        table.name: int((await connection.execute(select(func.count()).select_from(table))).scalar_one())
        for table in _TABLES
    }


async def _copy(source: AsyncConnection, target: AsyncConnection, moved: Callable[[int], None]) -> None:
    over = 0
    for table in _TABLES:
        found = await source.stream(select(table).order_by(*table.primary_key))
        async for rows in found.mappings().partitions(_AT_ONCE):
            await target.execute(insert(table), [dict(row) for row in rows])
            over += len(rows)
            moved(over)


async def _number_on(old: Kind, source: AsyncConnection, new: Kind, target: AsyncConnection) -> None:
    """A number that was given is never given again, not even that of a person who is forgotten."""
    for table in _TABLES:
        if (numbered := _numbered(table)) is not None:
            highest = (await source.execute(select(func.max(numbered)))).scalar() or 0
            given = await old.last_number(source, table.name)
            await new.number_on(target, table.name, max(highest, given))


def _numbered(table: Table) -> Column[int] | None:
    return table.autoincrement_column
