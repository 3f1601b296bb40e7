"""Every sealed value, whosever it is: which key seals it, sealing it anew, and letting go of a key that seals nothing.

::

    KeyRing.add ──▶ canary ──▶ table by table, a batch a transaction ──▶ again, until nothing is under an older key
    take_out    ──▶ nobody writes ──▶ counted: seals nothing ──▶ out of the file ──▶ they write again

A running bot looks at the key file at the beginning and at the end of each transaction. So what begins after `add` is
sealed with the new key, and what was sealed with a key that `take_out` took away is rolled back and comes again, since
it cannot have been committed before the counting. A batch passes over rows that others hold, and changes a value only
where it is still what was read: no write of the bot's is lost, and nobody waits in a circle. Every instant leaves a
database in which everything opens; what was interrupted goes on from where it was.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from typing import Any, NamedTuple

from sqlalchemy import Column, LargeBinary, Select, Table, bindparam, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from coach.storage.engine import Storage, try_key
from coach.storage.keys import KeyRing, SealBrokenError, header, number_in
from coach.storage.tables import PersonRow
from coach.storage.transaction import Transaction

_AT_ONCE = 500
_FRUITLESS = 3
_PAUSE = 0.5  # seconds: until whoever holds a row lets go of it

Counts = dict[str, dict[int | None, int]]
"""By place (``table.column``), how many values each key seals; None for what is no sealed value at all."""


class _Place(NamedTuple):
    """A sealed column. Values of people are bound to their person, all others to nobody."""

    table: Table
    column: Column[Any]

    @property
    def name(self) -> str:
        return f"{self.table.name}.{self.column.name}"

    @property
    def key(self) -> Column[Any]:
        (key,) = self.table.primary_key
        return key

    @property
    def owner(self) -> Column[Any] | None:
        owner: Column[Any] | None = self.table.c.id if self.table.name == "person" else self.table.c.get("person_id")
        return owner


def _places() -> list[_Place]:
    """The canary first: a ring that is not the database's stops there."""
    tables = sorted(PersonRow.metadata.sorted_tables, key=lambda table: table.name != "canary")
    return [_Place(one, column) for one in tables for column in one.c if isinstance(column.type, LargeBinary)]


PLACES = _places()


async def counts(connection: AsyncConnection) -> Counts:
    """Which key seals how much."""
    found: Counts = {}
    for place in PLACES:
        begins = func.substr(place.column, 1, len(header(0)), type_=LargeBinary)
        query = select(begins, func.count()).where(place.column.is_not(None)).group_by(begins)
        numbers: Counter[int | None] = Counter()
        for start, count in await connection.execute(query):
            numbers[number_in(bytes(start))] += count
        found[place.name] = dict(numbers)
    return found


def under(found: Counts) -> set[int | None]:
    """The keys that seal anything."""
    return {number for numbers in found.values() for number in numbers}


def left(found: Counts, newest: int) -> int:
    """How many values are sealed with another key than the newest."""
    return sum(count for numbers in found.values() for number, count in numbers.items() if number != newest)


async def rotate(storage: Storage, keys: KeyRing, told: Callable[[int, int], None]) -> Counts:
    """Add a key, unless a rotation is under way, and seal everything with it. Returns what is under which key then:
    what is left under an older one does not open, or somebody writes it who does not know the new one.

    `told` hears how many values are sealed anew, and of how many. `KeyFileError`, `WrongKeyError`, `StorageAwayError`:
    what is done is done, and the same call goes on from there.
    """
    if not left(await _counted(storage), keys.current):
        keys.add()
    return await seal_anew(storage, keys, told)


async def seal_anew(storage: Storage, keys: KeyRing, told: Callable[[int, int], None]) -> Counts:
    """Bring everything under the newest key that there is."""
    found = await _counted(storage)
    total, done, fruitless = left(found, keys.current), 0, 0
    while left(found, keys.current) and fruitless < _FRUITLESS:
        before = done
        for place in PLACES:
            async for sealed in _through(storage, place):
                done += sealed
                total = max(total, done)
                told(done, total)
        if done == before:
            fruitless += 1
            await asyncio.sleep(_PAUSE)
        found = await _counted(storage)
    return found


async def take_out(storage: Storage, keys: KeyRing) -> list[int]:
    """Let go of every older key that seals nothing here; returns their numbers. Nobody writes meanwhile."""
    async with storage.transaction() as tx:
        await storage.hold_still(tx, [place.table.name for place in PLACES])
        free = keys.numbers - under(await counts(await tx.session.connection())) - {keys.current}
        if free:
            keys.take_out(free)
    return sorted(free)


async def _counted(storage: Storage) -> Counts:
    async with storage.transaction() as tx:
        return await counts(await tx.session.connection())


async def _through(storage: Storage, place: _Place) -> AsyncIterator[int]:
    """Yields how many values each batch sealed anew."""
    after: Any = None
    while True:
        async with storage.transaction() as tx:
            if place.name == "canary.content":
                await try_key(await tx.session.connection(), tx.keys)
            rows = (await tx.run(_older(place, tx.keys.current, after))).all()
            sealed = await _change(tx, place, rows)
        if sealed:
            yield sealed
        if len(rows) < _AT_ONCE:
            return
        after = rows[-1].key


def _older(place: _Place, newest: int, after: Any) -> Select[Any]:
    begins = func.substr(place.column, 1, len(header(0)), type_=LargeBinary)
    owner = place.owner if place.owner is not None else bindparam("nobody", 0)
    query = select(place.key.label("key"), owner.label("owner"), place.column.label("old"))
    query = query.where(place.column.is_not(None), begins != header(newest))
    if after is not None:
        query = query.where(place.key > after)
    return query.order_by(place.key).limit(_AT_ONCE).with_for_update(key_share=True, skip_locked=True)


async def _change(tx: Transaction, place: _Place, rows: Any) -> int:
    values = [
        {"row": row.key, "old": row.old, "new": tx.keys.seal(place.name, row.owner, clear)}
        for row in rows
        if (clear := _opened(tx.keys, place, row)) is not None
    ]
    same = (place.key == bindparam("row", type_=place.key.type), place.column == bindparam("old", type_=LargeBinary))
    change = update(place.table).where(*same).values({place.column.name: bindparam("new", type_=LargeBinary)})
    if values:
        await tx.run(change, values)
    return len(values)


def _opened(keys: KeyRing, place: _Place, row: Any) -> bytes | None:
    """None for what does not open: it stays as it is, and its key stays in the ring."""
    try:
        return keys.open(place.name, row.owner, row.old)
    except SealBrokenError:
        return None
