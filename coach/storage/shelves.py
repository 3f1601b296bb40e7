"""Shelves: kept in the order they were made, merged with everything that is filed on them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, update
from sqlmodel import col, select

from coach.model import Filed, Shelf
from coach.shelving import refiled
from coach.storage import moments
from coach.storage.engine import Transaction
from coach.storage.tables import ShelfRow

_CONTENT = "shelf.content"


async def keep(tx: Transaction, person_id: int, shelf: Shelf, now: datetime) -> None:
    """Write a shelf, changed or, as of `now` (aware UTC), new."""
    sealed = tx.seal(_CONTENT, person_id, shelf)
    changed = await tx.session.exec(
        update(ShelfRow)
        .where(col(ShelfRow.id) == shelf.id, col(ShelfRow.person_id) == person_id)
        .values(content=sealed)
    )
    if not changed.rowcount:
        tx.session.add(ShelfRow(id=shelf.id, person_id=person_id, created_at=now, content=sealed))
        await tx.session.flush()


async def of(tx: Transaction, person_id: int) -> tuple[Shelf, ...]:
    """All shelves of a person, the archived ones too, oldest first."""
    query = select(ShelfRow).where(ShelfRow.person_id == person_id)
    rows = await tx.session.exec(query.order_by(col(ShelfRow.created_at), col(ShelfRow.id)))
    return tuple(Shelf.model_validate_json(tx.open(_CONTENT, person_id, row.content)) for row in rows)


async def any_of_others(tx: Transaction, person_id: int, ids: Sequence[UUID]) -> bool:
    """Whether one of these shelves is there and belongs to somebody else."""
    query = select(ShelfRow.id).where(col(ShelfRow.id).in_(ids), ShelfRow.person_id != person_id).limit(1)
    return (await tx.session.exec(query)).first() is not None


async def filings(tx: Transaction, person_id: int) -> tuple[tuple[Filed, ...], ...]:
    """What each filed moment of a person was filed under. Opens every moment: for those who look at their shelves."""
    told = await moments.between(tx, person_id, None, None)
    return tuple(moment.filed for moment in told if moment.filed)


async def merge(tx: Transaction, person_id: int, shelf_id: UUID, into_id: UUID) -> None:
    """Move every filing from one shelf to the other, and take the emptied shelf away."""
    for moment in await moments.between(tx, person_id, None, None):
        if (filed := refiled(moment.filed, shelf_id, into_id)) != moment.filed:
            await moments.keep(tx, person_id, moment.model_copy(update={"filed": filed}))
    await tx.session.exec(delete(ShelfRow).where(col(ShelfRow.id) == shelf_id, col(ShelfRow.person_id) == person_id))
