"""Shelves: kept in the order they were made, merged with everything that is filed on them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update

from coach.model import Filed, Shelf
from coach.shelving import refiled
from coach.storage import moments
from coach.storage.tables import ShelfRow, table
from coach.storage.transaction import Transaction

_CONTENT = "shelf.content"
_SHELF = table(ShelfRow)


async def keep(tx: Transaction, person_id: int, shelf: Shelf, now: datetime) -> None:
    """Write a shelf, changed or, as of `now` (aware UTC), new."""
    sealed = tx.seal(_CONTENT, person_id, shelf)
    mine = _SHELF.c.id == shelf.id, _SHELF.c.person_id == person_id
    if not (await tx.run(update(_SHELF).where(*mine).values(content=sealed))).rowcount:
        tx.upsert(person_id, _SHELF, {"id": shelf.id, "person_id": person_id, "created_at": now, "content": sealed})


async def of(tx: Transaction, person_id: int) -> tuple[Shelf, ...]:
    """All shelves of a person, the archived ones too, oldest first."""
    return (await of_each(tx, [person_id])).get(person_id, ())


async def of_each(tx: Transaction, person_ids: Sequence[int]) -> dict[int, tuple[Shelf, ...]]:
    """The same for several persons; who has none is left out."""
    found: dict[int, tuple[Shelf, ...]] = {}
    query = select(_SHELF).where(_SHELF.c.person_id.in_(person_ids))
    for row in await tx.run(query.order_by(_SHELF.c.created_at, _SHELF.c.id)):
        shelf = Shelf.model_validate_json(tx.open(_CONTENT, row.person_id, row.content))
        found[row.person_id] = (*found.get(row.person_id, ()), shelf)
    return found


async def any_of_others(tx: Transaction, person_id: int, ids: Sequence[UUID]) -> bool:
    """Whether one of these shelves is there and belongs to somebody else."""
    query = select(_SHELF.c.id).where(_SHELF.c.id.in_(ids), _SHELF.c.person_id != person_id).limit(1)
    return (await tx.run(query)).first() is not None


async def filings(tx: Transaction, person_id: int) -> tuple[tuple[Filed, ...], ...]:
    """What each filed moment of a person was filed under. Opens every moment: for those who look at their shelves."""
    told = await moments.between(tx, person_id, None, None)
    return tuple(moment.filed for moment in told if moment.filed)


async def merge(tx: Transaction, person_id: int, shelf_id: UUID, into_id: UUID) -> None:
    """Move every filing from one shelf to the other, and take the emptied shelf away."""
    for moment in await moments.between(tx, person_id, None, None):
        if (filed := refiled(moment.filed, shelf_id, into_id)) != moment.filed:
            moments.keep(tx, person_id, moment.model_copy(update={"filed": filed}))
    await tx.run(delete(_SHELF).where(_SHELF.c.id == shelf_id, _SHELF.c.person_id == person_id))
