"""Moments: kept, found again by the message they were written in, taken back."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, select

from coach.model import Moment
from coach.storage.engine import Transaction
from coach.storage.tables import MomentRow, SourceRow

_CONTENT = "moment.content"
_AT_ONCE = 500


async def keep(tx: Transaction, person_id: int, moment: Moment) -> None:
    """Write a moment, new or changed, and which messages it came from."""
    sealed = tx.seal(_CONTENT, person_id, moment)
    await tx.session.merge(MomentRow(id=moment.id, person_id=person_id, at=moment.at, content=sealed))
    await tx.session.flush()
    for message_id in _sources(moment):
        await tx.session.merge(SourceRow(person_id=person_id, message_id=message_id, moment_id=moment.id))
    await tx.session.flush()


async def drop(tx: Transaction, moment_id: UUID) -> None:
    await tx.session.exec(delete(SourceRow).where(col(SourceRow.moment_id) == moment_id))
    await tx.session.exec(delete(MomentRow).where(col(MomentRow.id) == moment_id))


async def latest(tx: Transaction, person_id: int) -> Moment | None:
    query = select(MomentRow).where(MomentRow.person_id == person_id).order_by(col(MomentRow.at).desc()).limit(1)
    row = (await tx.session.exec(query)).first()
    return _moment(tx, row) if row else None


async def by_message(tx: Transaction, person_id: int, message_id: int) -> Moment | None:
    """The moment that a message of the person was stored in."""
    query = (
        select(MomentRow)
        .join(SourceRow, col(SourceRow.moment_id) == MomentRow.id)
        .where(SourceRow.person_id == person_id, SourceRow.message_id == message_id)
    )
    row = (await tx.session.exec(query)).first()
    return _moment(tx, row) if row else None


async def by_ids(tx: Transaction, person_id: int, ids: Sequence[UUID]) -> list[Moment]:
    """Those of the person that are there, in the order of `ids`."""
    query = select(MomentRow).where(MomentRow.person_id == person_id, col(MomentRow.id).in_(ids))
    found = {row.id: row for row in await tx.session.exec(query)}
    return [_moment(tx, found[one]) for one in ids if one in found]


async def any_of_others(tx: Transaction, person_id: int, ids: Sequence[UUID]) -> bool:
    """Whether one of these moments is there and belongs to somebody else."""
    for start in range(0, len(ids), _AT_ONCE):
        some = col(MomentRow.id).in_(ids[start : start + _AT_ONCE])
        query = select(MomentRow.id).where(some, MomentRow.person_id != person_id).limit(1)
        if (await tx.session.exec(query)).first() is not None:
            return True
    return False


async def any_between(tx: Transaction, person_id: int, start: datetime, end: datetime) -> bool:
    """Whether there is a moment with ``start <= at < end`` (aware UTC)."""
    query = select(MomentRow.id).where(MomentRow.person_id == person_id, MomentRow.at >= start, MomentRow.at < end)
    return (await tx.session.exec(query.limit(1))).first() is not None


async def between(tx: Transaction, person_id: int, start: datetime | None, end: datetime | None) -> list[Moment]:
    """Moments with ``start <= at < end`` (aware UTC; None is open), oldest first."""
    query = select(MomentRow).where(MomentRow.person_id == person_id).order_by(col(MomentRow.at), col(MomentRow.id))
    if start is not None:
        query = query.where(MomentRow.at >= start)
    if end is not None:
        query = query.where(MomentRow.at < end)
    return [_moment(tx, row) for row in await tx.session.exec(query)]


def _moment(tx: Transaction, row: MomentRow) -> Moment:
    return Moment.model_validate_json(tx.open(_CONTENT, row.person_id, row.content))


def _sources(moment: Moment) -> Iterable[int]:
    parts = (*moment.text, *moment.because, *moment.wanted, *moment.did_words)
    return {part.message_id for part in parts if part.message_id is not None}
