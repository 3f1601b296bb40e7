"""What waits to be said, and what was told after a session: kept, found, taken back."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, select

from coach.model import CheckIn, UnsaidItem, UnsaidState
from coach.storage.engine import Transaction
from coach.storage.tables import CheckInRow, UnsaidRow

_CONTENT = "unsaid.content"
_CHECK_IN = "check_in.content"
_AT_ONCE = 500


async def keep(tx: Transaction, person_id: int, item: UnsaidItem) -> None:
    """Write an item, new or changed."""
    sealed = tx.seal(_CONTENT, person_id, item)
    await tx.session.merge(UnsaidRow(id=item.id, person_id=person_id, created_at=item.at, content=sealed))
    await tx.session.flush()


async def drop(tx: Transaction, person_id: int, item_id: UUID) -> None:
    mine = col(UnsaidRow.id) == item_id, col(UnsaidRow.person_id) == person_id
    await tx.session.exec(delete(UnsaidRow).where(*mine))


async def by_id(tx: Transaction, person_id: int, item_id: UUID) -> UnsaidItem | None:
    query = select(UnsaidRow).where(UnsaidRow.id == item_id, UnsaidRow.person_id == person_id)
    row = (await tx.session.exec(query)).first()
    return _item(tx, row) if row else None


async def all_of(tx: Transaction, person_id: int) -> list[UnsaidItem]:
    """Everything that ever waited, newest last."""
    query = select(UnsaidRow).where(UnsaidRow.person_id == person_id)
    rows = await tx.session.exec(query.order_by(col(UnsaidRow.created_at), col(UnsaidRow.id)))
    return [_item(tx, row) for row in rows]


async def open_of(tx: Transaction, person_id: int) -> list[UnsaidItem]:
    """What still waits, newest last. Whether it waits is sealed too, so all of them are looked at."""
    return [item for item in await all_of(tx, person_id) if item.state is UnsaidState.OPEN]


async def keep_check_in(tx: Transaction, person_id: int, check_in: CheckIn) -> None:
    sealed = tx.seal(_CHECK_IN, person_id, check_in)
    await tx.session.merge(CheckInRow(id=check_in.id, person_id=person_id, at=check_in.at, content=sealed))
    await tx.session.flush()


async def check_ins_of(tx: Transaction, person_id: int) -> list[CheckIn]:
    """All of them, oldest first."""
    query = select(CheckInRow).where(CheckInRow.person_id == person_id)
    rows = await tx.session.exec(query.order_by(col(CheckInRow.at), col(CheckInRow.id)))
    return [CheckIn.model_validate_json(tx.open(_CHECK_IN, person_id, row.content)) for row in rows]


async def any_of_others(tx: Transaction, person_id: int, ids: Sequence[UUID]) -> bool:
    """Whether one of these items or check-ins is there and belongs to somebody else."""
    for row in (UnsaidRow, CheckInRow):
        for start in range(0, len(ids), _AT_ONCE):
            some = col(row.id).in_(ids[start : start + _AT_ONCE])
            query = select(row.id).where(some, row.person_id != person_id).limit(1)
            if (await tx.session.exec(query)).first() is not None:
                return True
    return False


def _item(tx: Transaction, row: UnsaidRow) -> UnsaidItem:
    return UnsaidItem.model_validate_json(tx.open(_CONTENT, row.person_id, row.content))
