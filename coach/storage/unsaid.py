"""What waits to be said, and what was told after a session: kept, found, taken back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, bindparam, delete, select

from coach.model import CheckIn, UnsaidItem, UnsaidState
from coach.storage.tables import CheckInRow, UnsaidRow, table
from coach.storage.transaction import Transaction

_CONTENT = "unsaid.content"
_CHECK_IN = "check_in.content"
_AT_ONCE = 500
_UNSAID = table(UnsaidRow)
_DROP = delete(_UNSAID).where(_UNSAID.c.id == bindparam("key"), _UNSAID.c.person_id == bindparam("owner"))


def keep(tx: Transaction, person_id: int, item: UnsaidItem) -> None:
    """Write an item, new or changed."""
    sealed = tx.seal(_CONTENT, person_id, item)
    tx.upsert(person_id, _UNSAID, {"id": item.id, "person_id": person_id, "created_at": item.at, "content": sealed})


def drop(tx: Transaction, person_id: int, item_id: UUID) -> None:
    tx.write(person_id, _DROP, {"key": item_id, "owner": person_id})


async def all_of(tx: Transaction, person_id: int) -> list[UnsaidItem]:
    """Everything that ever waited, newest last."""
    return (await all_of_each(tx, [person_id])).get(person_id, [])


async def all_of_each(tx: Transaction, person_ids: Sequence[int]) -> dict[int, list[UnsaidItem]]:
    """The same for several persons; who has none is left out."""
    found: dict[int, list[UnsaidItem]] = {}
    query = select(_UNSAID).where(_UNSAID.c.person_id.in_(person_ids))
    for row in await tx.run(query.order_by(_UNSAID.c.created_at, _UNSAID.c.id)):
        found.setdefault(row.person_id, []).append(_item(tx, row))
    return found


async def open_of(tx: Transaction, person_id: int) -> list[UnsaidItem]:
    """What still waits, newest last. Whether it waits is sealed too, so all of them are looked at."""
    return [item for item in await all_of(tx, person_id) if item.state is UnsaidState.OPEN]


def keep_check_in(tx: Transaction, person_id: int, check_in: CheckIn) -> None:
    row = {"id": check_in.id, "person_id": person_id, "at": check_in.at}
    tx.upsert(person_id, table(CheckInRow), row | {"content": tx.seal(_CHECK_IN, person_id, check_in)})


async def check_ins_of(tx: Transaction, person_id: int) -> list[CheckIn]:
    """All of them, oldest first."""
    told = table(CheckInRow)
    rows = await tx.run(select(told).where(told.c.person_id == person_id).order_by(told.c.at, told.c.id))
    return [CheckIn.model_validate_json(tx.open(_CHECK_IN, person_id, row.content)) for row in rows]


async def any_of_others(tx: Transaction, person_id: int, ids: Sequence[UUID]) -> bool:
    """Whether one of these items or check-ins is there and belongs to somebody else."""
    for there in (_UNSAID, table(CheckInRow)):
        for start in range(0, len(ids), _AT_ONCE):
            some = there.c.id.in_(ids[start : start + _AT_ONCE])
            query = select(there.c.id).where(some, there.c.person_id != person_id).limit(1)
            if (await tx.run(query)).first() is not None:
                return True
    return False


def _item(tx: Transaction, row: Row[Any]) -> UnsaidItem:
    return UnsaidItem.model_validate_json(tx.open(_CONTENT, row.person_id, row.content))
