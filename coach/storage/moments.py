"""Moments: kept, found again by the message they were written in, taken back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, delete, select

from coach.model import Moment
from coach.storage.tables import MomentRow, SourceRow, table
from coach.storage.transaction import Transaction

_CONTENT = "moment.content"
_AT_ONCE = 500
_MOMENT = table(MomentRow)
_DROP = delete(_MOMENT).where(_MOMENT.c.id == bindparam("key"), _MOMENT.c.person_id == bindparam("owner"))


def keep(tx: Transaction, person_id: int, moment: Moment) -> None:
    """Write a moment, new or changed, and which messages it came from."""
    sealed = tx.seal(_CONTENT, person_id, moment)
    row = {"id": moment.id, "person_id": person_id, "at": moment.at, "content": sealed}
    tx.upsert(person_id, _MOMENT, row)
    for message_id in _sources(moment):
        source = {"person_id": person_id, "message_id": message_id, "moment_id": moment.id}
        tx.upsert(person_id, table(SourceRow), source)


def drop(tx: Transaction, person_id: int, moment_id: UUID) -> None:
    """Take a moment of the person back; which messages it came from goes with it."""
    tx.write(person_id, _DROP, {"key": moment_id, "owner": person_id})


async def latest(tx: Transaction, person_id: int) -> Moment | None:
    row = (await tx.run(_of(person_id).order_by(_MOMENT.c.at.desc()).limit(1))).first()
    return _moment(tx, row) if row else None


async def by_message(tx: Transaction, person_id: int, message_id: int) -> Moment | None:
    """The moment that a message of the person was stored in."""
    source = table(SourceRow).c
    query = _of(person_id).join(table(SourceRow), source.moment_id == _MOMENT.c.id)
    row = (await tx.run(query.where(source.person_id == person_id, source.message_id == message_id))).first()
    return _moment(tx, row) if row else None


async def by_ids(tx: Transaction, person_id: int, ids: Sequence[UUID]) -> list[Moment]:
    """Those of the person that are there, in the order of `ids`."""
    found = {row.id: row for row in await tx.run(_of(person_id).where(_MOMENT.c.id.in_(ids)))}
    return [_moment(tx, found[one]) for one in ids if one in found]


async def any_of_others(tx: Transaction, person_id: int, ids: Sequence[UUID]) -> bool:
    """Whether one of these moments is there and belongs to somebody else."""
    for start in range(0, len(ids), _AT_ONCE):
        some = _MOMENT.c.id.in_(ids[start : start + _AT_ONCE])
        query = select(_MOMENT.c.id).where(some, _MOMENT.c.person_id != person_id).limit(1)
        if (await tx.run(query)).first() is not None:
            return True
    return False


async def any_between(tx: Transaction, person_id: int, start: datetime, end: datetime) -> bool:
    """Whether there is a moment with ``start <= at < end`` (aware UTC)."""
    query = _of(person_id).where(_MOMENT.c.at >= start, _MOMENT.c.at < end).limit(1)
    return (await tx.run(query)).first() is not None


async def between(tx: Transaction, person_id: int, start: datetime | None, end: datetime | None) -> list[Moment]:
    """Moments with ``start <= at < end`` (aware UTC; None is open), oldest first."""
    query = _of(person_id).order_by(_MOMENT.c.at, _MOMENT.c.id)
    if start is not None:
        query = query.where(_MOMENT.c.at >= start)
    if end is not None:
        query = query.where(_MOMENT.c.at < end)
    return [_moment(tx, row) for row in await tx.run(query)]


def _of(person_id: int) -> Select[Any]:
    return select(_MOMENT).where(_MOMENT.c.person_id == person_id)


def _moment(tx: Transaction, row: Row[Any]) -> Moment:
    return Moment.model_validate_json(tx.open(_CONTENT, row.person_id, row.content))


def _sources(moment: Moment) -> Iterable[int]:
    parts = (*moment.text, *moment.because, *moment.wanted, *moment.did_words)
    return {part.message_id for part in parts if part.message_id is not None}
