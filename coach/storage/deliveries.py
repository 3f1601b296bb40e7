"""Scheduled messages as rows: planned, claimed, sent or not, answered or not.

A person has at most one due row a kind; the next is planned when that one is over, so a look at the clock reads what is
due and never who is registered. Every change of state is a compare-and-set: the caller that finds the old state wins.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import delete, func, insert, or_, update
from sqlmodel import col, select

from coach.model import Delivery, DeliveryKind, DeliveryState, Person, Slot
from coach.storage.engine import Transaction
from coach.storage.tables import DeliveryRow
from prompts import Asked, Outcome

_CONTENT = "delivery.content"
_ASKED = TypeAdapter(Asked)
_USED_SLOTS = timedelta(days=9)  # longer than any slot of ours can lie ahead, and than zones can differ
_OPEN = (DeliveryState.CLAIMED, DeliveryState.SENDING)


async def plan(tx: Transaction, person: Person, kind: DeliveryKind, slots: Iterator[Slot], now: datetime) -> None:
    """Let the first of `slots` whose key was never used be the person's one due row of this kind.

    One that has begun, claimed or put off, is not given up for that: the next is planned when it is over.
    """
    of_kind = (col(DeliveryRow.person_id) == person.id, col(DeliveryRow.kind) == kind)
    begun = col(DeliveryRow.state).in_((DeliveryState.DUE, *_OPEN)), col(DeliveryRow.attempts) > 0
    if (await tx.session.exec(select(DeliveryRow.id).where(*of_kind, *begun).limit(1))).first() is not None:
        return
    await tx.session.exec(delete(DeliveryRow).where(*of_kind, col(DeliveryRow.state) == DeliveryState.DUE))
    used = await _used(tx, person.id, kind, now)
    slot = next((slot for slot in slots if slot.key not in used), None)
    if slot is not None:
        await tx.session.exec(
            insert(DeliveryRow).values(
                person_id=person.id,
                kind=kind,
                slot=slot.key,
                state=DeliveryState.DUE,
                due_at=slot.due_at,
                expires_at=slot.expires_at,
                attempts=0,
            )
        )


async def cancel(tx: Transaction, person_id: int) -> None:
    """Nothing is due to someone who left."""
    due = delete(DeliveryRow).where(
        col(DeliveryRow.person_id) == person_id, col(DeliveryRow.state) == DeliveryState.DUE
    )
    await tx.session.exec(due)


async def _used(tx: Transaction, person_id: int, kind: DeliveryKind, now: datetime) -> set[str]:
    query = select(DeliveryRow.slot).where(
        DeliveryRow.person_id == person_id, DeliveryRow.kind == kind, DeliveryRow.due_at > now - _USED_SLOTS
    )
    return set(await tx.session.exec(query))


async def planned(tx: Transaction, person_id: int) -> list[Delivery]:
    """What is due to one person, soonest first."""
    query = select(DeliveryRow).where(DeliveryRow.person_id == person_id, DeliveryRow.state == DeliveryState.DUE)
    return [_delivery(row) for row in await tx.session.exec(query.order_by(col(DeliveryRow.due_at)))]


async def next_due(tx: Transaction) -> datetime | None:
    """The earliest instant at which there is something to do: a row falls due, or a lease ends."""
    due = select(func.min(DeliveryRow.due_at)).where(DeliveryRow.state == DeliveryState.DUE)
    lease = select(func.min(DeliveryRow.lease_until)).where(col(DeliveryRow.state).in_(_OPEN))
    found = [(await tx.session.exec(query)).one() for query in (due, lease)]
    return min((instant for instant in found if instant is not None), default=None)


async def claim(tx: Transaction, now: datetime, lease: timedelta, limit: int) -> list[Delivery]:
    """Take up to `limit` due rows, oldest promise first, until `now + lease`."""
    due = (
        select(DeliveryRow.id)
        .where(DeliveryRow.state == DeliveryState.DUE, DeliveryRow.due_at <= now)
        .order_by(col(DeliveryRow.due_at), col(DeliveryRow.id))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(DeliveryRow)
        .where(col(DeliveryRow.id).in_(due), col(DeliveryRow.state) == DeliveryState.DUE)
        .values(state=DeliveryState.CLAIMED, lease_until=now + lease, attempts=DeliveryRow.attempts + 1)
        .returning(DeliveryRow)
    )
    rows = (await tx.session.exec(taken)).scalars().all()
    return sorted((_delivery(row) for row in rows), key=lambda delivery: (delivery.due_at, delivery.id))


async def release_leases(tx: Transaction, now: datetime) -> list[Delivery]:
    """Take back what a stopped process had claimed. Returns those that are now unknown and end their slot."""
    over = col(DeliveryRow.lease_until) <= now
    again = or_(
        col(DeliveryRow.state) == DeliveryState.CLAIMED,
        (col(DeliveryRow.state) == DeliveryState.SENDING) & (col(DeliveryRow.kind) == DeliveryKind.WEEK),
    )
    await tx.session.exec(
        update(DeliveryRow).where(over, again).values(state=DeliveryState.DUE, lease_until=None, due_at=now)
    )
    lost = (
        update(DeliveryRow)
        .where(over, col(DeliveryRow.state) == DeliveryState.SENDING)
        .values(state=DeliveryState.UNKNOWN, lease_until=None)
        .returning(DeliveryRow)
    )
    return [_delivery(row) for row in (await tx.session.exec(lost)).scalars()]


async def begin_sending(tx: Transaction, delivery: Delivery, asked: Asked | None) -> bool:
    """From here on Telegram may have it. False: somebody else took this row, or it is no longer promised."""
    content = _sealed(tx, delivery.person_id, asked) if asked else None
    return await _move(tx, delivery, DeliveryState.CLAIMED, DeliveryState.SENDING, content=content)


async def settle(
    tx: Transaction, delivery: Delivery, state: DeliveryState, now: datetime, message_id: int | None = None
) -> bool:
    """The end of a slot. False where it had ended already."""
    values = {
        "lease_until": None,
        "message_id": message_id,
        "sent_at": now if state is DeliveryState.SENT else None,
    }
    return await _move(tx, delivery, _OPEN, state, **values)


async def put_off(tx: Transaction, delivery: Delivery, until: datetime) -> bool:
    """The same slot again at `until`: Telegram surely did not take it, or now is not the moment."""
    return await _move(tx, delivery, _OPEN, DeliveryState.DUE, lease_until=None, due_at=until)


async def _move(
    tx: Transaction,
    delivery: Delivery,
    old: DeliveryState | tuple[DeliveryState, ...],
    new: DeliveryState,
    **values: object,
) -> bool:
    olds = old if isinstance(old, tuple) else (old,)
    change = (
        update(DeliveryRow)
        .where(
            col(DeliveryRow.id) == delivery.id,
            col(DeliveryRow.state).in_(olds),
            col(DeliveryRow.attempts) == delivery.attempts,
        )
        .values(state=new, **values)
        .returning(col(DeliveryRow.id))
    )
    return (await tx.session.exec(change)).first() is not None


async def record_asked(tx: Transaction, person_id: int, asked: Asked) -> int:
    """A prompt that the person called for, so that it does not come again soon. Returns its number."""
    row = DeliveryRow(
        person_id=person_id,
        kind=DeliveryKind.ASKED,
        slot=asked.at.isoformat(),
        state=DeliveryState.SENT,
        due_at=asked.at,
        expires_at=asked.at,
        sent_at=asked.at,
        content=_sealed(tx, person_id, asked),
    )
    tx.session.add(row)
    await tx.session.flush()
    return row.id or 0


async def record_outcome(tx: Transaction, person_id: int, delivery_id: int, outcome: Outcome, now: datetime) -> None:
    """How the person met a prompt. Somebody else's delivery stays untouched."""
    query = select(DeliveryRow).where(DeliveryRow.id == delivery_id, DeliveryRow.person_id == person_id)
    row = (await tx.session.exec(query)).first()
    if row is not None and row.content is not None:
        row.content = _sealed(tx, person_id, _opened(tx, person_id, row.content)._replace(outcome=outcome))
        row.answered_at = now
        tx.session.add(row)
        await tx.session.flush()


async def history(tx: Transaction, person_id: int, since: datetime) -> list[Asked]:
    """The prompts that a person was asked since `since` (aware UTC), oldest first."""
    query = (
        select(DeliveryRow.content)
        .where(
            DeliveryRow.person_id == person_id,
            DeliveryRow.due_at >= since,
            col(DeliveryRow.content).is_not(None),
            col(DeliveryRow.state).in_((DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN)),
        )
        .order_by(col(DeliveryRow.due_at))
    )
    rows = await tx.session.exec(query)
    return [_opened(tx, person_id, row) for row in rows if row is not None]


async def asked_in(tx: Transaction, person_id: int, delivery_id: int) -> Asked | None:
    """What a person was asked in one delivery; None where that is somebody else's or asked nothing."""
    query = select(DeliveryRow.content).where(DeliveryRow.id == delivery_id, DeliveryRow.person_id == person_id)
    row = (await tx.session.exec(query)).first()
    return _opened(tx, person_id, row) if row is not None else None


async def prompts_sent(tx: Transaction, person_id: int, since: datetime) -> list[datetime]:
    """When prompts were sent after `since` (aware UTC), ascending."""
    query = select(DeliveryRow.sent_at).where(
        DeliveryRow.person_id == person_id,
        DeliveryRow.kind == DeliveryKind.PROMPT,
        DeliveryRow.state == DeliveryState.SENT,
        col(DeliveryRow.sent_at) > since,
    )
    return sorted(at for at in await tx.session.exec(query) if at is not None)


def _delivery(row: DeliveryRow) -> Delivery:
    return Delivery.model_validate(row.model_dump(exclude={"content"}))


def _sealed(tx: Transaction, person_id: int, asked: Asked) -> bytes:
    return tx.seal(_CONTENT, person_id, _ASKED.dump_json(asked).decode())


def _opened(tx: Transaction, person_id: int, sealed: bytes) -> Asked:
    return _ASKED.validate_json(tx.open(_CONTENT, person_id, sealed))
