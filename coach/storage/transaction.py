"""One unit of work: what it reads comes at once, what it writes goes out together.

::

    write(owner, statement, values) ──▶ a batch for each statement ──flush──▶ one executemany a batch
    run(statement)                  ──▶ flush, then the statement

What must always hold: the writes of one owner take effect in the order in which they were given; those of different
owners may trade places, because no row belongs to two. A read sees every write before it.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Executable, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import CursorResult
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel.ext.asyncio.session import AsyncSession

from coach.storage.keys import KeyRing

_Values = Mapping[str, object]
Rows = CursorResult[*tuple[Any, ...]]


class Transaction:
    """A session, the seal for what goes in and out of it, and what is yet to be written. Queries take it and never
    commit; whoever opened it flushes before the commit."""

    def __init__(self, session: AsyncSession, keys: KeyRing) -> None:
        self.session = session
        self.keys = keys
        self._batches: list[tuple[Executable, list[_Values]]] = []
        self._open: dict[tuple[int, tuple[str, ...]], int] = {}
        self._last: dict[int, int] = {}
        self._connection: AsyncConnection | None = None

    def seal(self, place: str, owner: int, value: BaseModel | str) -> bytes:
        clear = value if isinstance(value, str) else value.model_dump_json(exclude_none=True)
        return self.keys.seal(place, owner, clear.encode())

    def open(self, place: str, owner: int, sealed: bytes) -> str:
        return self.keys.open(place, owner, sealed).decode()

    async def run(self, statement: Executable, values: _Values | Sequence[_Values] | None = None) -> Rows:
        """The statement's result, with everything written before it in place."""
        await self.flush()
        return await self._execute(statement, values)

    def write(self, owner: int, statement: Executable, values: _Values) -> None:
        """Note a write to rows of one owner. It joins the batch of its statement, unless the owner has written
        something else since, which must come first."""
        shape = id(statement), tuple(values)
        place = self._open.get(shape, -1)
        if place < self._last.get(owner, 0):
            place = self._open[shape] = len(self._batches)
            self._batches.append((statement, []))
        self._batches[place][1].append(values)
        self._last[owner] = place

    def upsert(self, owner: int, table: Table, values: _Values) -> None:
        """Note a row by its primary key, new or changed. One that is somebody else's stays as it is."""
        self.write(owner, _upsert(self.dialect, table), values)

    async def flush(self) -> None:
        """Send what was noted, in order."""
        batches, self._batches = self._batches, []
        self._open.clear()
        self._last.clear()
        for statement, values in batches:
            await self._execute(statement, values)

    @property
    def dialect(self) -> str:
        return self.session.get_bind().dialect.name

    async def _execute(self, statement: Executable, values: _Values | Sequence[_Values] | None) -> Rows:
        if self._connection is None:
            self._connection = await self.session.connection()
        return await self._connection.execute(statement, values)


@cache
def _upsert(dialect: str, table: Table) -> Executable:
    insert = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table)
    changed = {column.name: insert.excluded[column.name] for column in table.columns if not column.primary_key}
    mine = table.c.person_id == insert.excluded.person_id
    return insert.on_conflict_do_update(index_elements=list(table.primary_key), set_=changed, where=mine)


def insert_new(dialect: str, table: Table) -> Any:
    """An insert that passes over rows that are there already."""
    return (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table).on_conflict_do_nothing()
