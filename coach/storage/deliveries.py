"""Scheduled messages as rows: planned, claimed, sent or not, answered or not.

A person has at most one due row a kind; the next is planned when that one is over, so a look at the clock reads what is
due and never who is registered. Whoever changes a row's state has first asked whether it is still theirs (`held`), in
the same transaction; persons are taken hold of before their deliveries, always.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, bindparam, delete, func, insert, or_, select, update

from coach.model import Delivery, DeliveryKind, DeliveryState, Slot
from coach.storage.tables import DUE, OPEN, UNDERWAY, DeliveryRow, table
from coach.storage.transaction import Transaction

_D = table(DeliveryRow)
_FIELDS = [column for column in _D.c if column.name in Delivery.model_fields]
_ONE = update(_D).where(_D.c.id == bindparam("key"))
_GIVE_UP = delete(_D).where(_D.c.id == bindparam("key"))
_CANCEL = delete(_D).where(_D.c.person_id == bindparam("key"), DUE)
_PROMISE = insert(_D)
_SLOT = (_D.c.person_id, _D.c.kind, _D.c.slot)
_STILL_OPEN = (DeliveryState.DUE, DeliveryState.CLAIMED, DeliveryState.SENDING)


class Promised(NamedTuple):
    """What a person is to get next of one kind: the first of `slots`, which ascend, whose key was never used."""

    person_id: int
    kind: DeliveryKind
    slots: Iterator[Slot]


async def plan(tx: Transaction, promised: Sequence[Promised]) -> None:
    """Let each be the person's one due row of its kind. Their persons are held by this transaction.

    One that has begun, claimed or put off, is not given up for that: the next is planned when it is over.
    """
    there = await _open(tx, {one.person_id for one in promised})
    free = [one for one in promised if not any(_has_begun(row) for row in there.get(one[:2], ()))]
    for one, slot in await _first_unused(tx, free):
        _promise(tx, one, there.get(one[:2], ()), slot)


def _promise(tx: Transaction, one: Promised, there: Sequence[Row[Any]], slot: Slot | None) -> None:
    if slot is not None and [(row.slot, row.due_at, row.expires_at) for row in there] == [_when(slot)]:
        return
    for row in there:
        tx.write(one.person_id, _GIVE_UP, {"key": row.id})
    if slot is not None:
        tx.write(one.person_id, _PROMISE, _due_row(one.person_id, slot))


async def _open(tx: Transaction, people: Collection[int]) -> dict[tuple[int, str], list[Row[Any]]]:
    """What is due or on its way, by person and kind."""
    found: dict[tuple[int, str], list[Row[Any]]] = {}
    for row in await tx.run(_of(people).where(OPEN).with_for_update()):
        found.setdefault((row.person_id, row.kind), []).append(row)
    return found


def _has_begun(row: Row[Any]) -> bool:
    return row.state != DeliveryState.DUE or bool(row.attempts)


async def _first_unused(tx: Transaction, promised: Sequence[Promised]) -> list[tuple[Promised, Slot | None]]:
    """Each with its first slot that was never used; None where there is none."""
    found: list[tuple[Promised, Slot | None]] = []
    ask = [(one, next(one.slots, None)) for one in promised]
    while ask:
        used = await _used(tx, [(one.person_id, slot.key) for one, slot in ask if slot])
        again = []
        for one, slot in ask:
            if slot is not None and (one.person_id, one.kind, slot.key) in used:
                again.append((one, next(one.slots, None)))
            else:
                found.append((one, slot))
        ask = again
    return found


async def _used(tx: Transaction, keys: Sequence[tuple[int, str]]) -> set[tuple[int, str, str]]:
    """Which of these local slots, by person and key, are over. Those of other kinds come along."""
    if not keys:
        return set()
    people, slots = zip(*keys, strict=True)
    mine = _D.c.person_id.in_(people), _D.c.slot.in_(set(slots)), _D.c.state.not_in(_STILL_OPEN)
    return {(row.person_id, row.kind, row.slot) for row in await tx.run(select(*_SLOT).where(*mine))}


def _of(people: Collection[int]) -> Select[Any]:
    return select(*_FIELDS, _D.c.state).where(_D.c.person_id.in_(people)).order_by(_D.c.id)


def _when(slot: Slot) -> tuple[str, datetime, datetime]:
    return slot.key, slot.due_at, slot.expires_at


def _due_row(person_id: int, slot: Slot) -> dict[str, object]:
    when = {"slot": slot.key, "due_at": slot.due_at, "expires_at": slot.expires_at}
    return {"person_id": person_id, "kind": slot.kind, "state": DeliveryState.DUE, "attempts": 0, **when}


def cancel(tx: Transaction, person_id: int) -> None:
    """Nothing is due to someone who left."""
    tx.write(person_id, _CANCEL, {"key": person_id})


async def planned(tx: Transaction, person_id: int) -> list[Delivery]:
    """What is due to one person, soonest first."""
    query = _of([person_id]).where(DUE).order_by(None).order_by(_D.c.due_at)
    return [_delivery(row) for row in await tx.run(query)]


async def next_due(tx: Transaction) -> datetime | None:
    """The earliest instant at which there is something to do: a row falls due, or a lease ends."""
    due = select(func.min(_D.c.due_at)).where(DUE)
    lease = select(func.min(_D.c.lease_until)).where(UNDERWAY)
    found = [(await tx.run(query)).scalar() for query in (due, lease)]
    return min((instant for instant in found if instant is not None), default=None)


async def any_due(tx: Transaction, now: datetime) -> bool:
    query = select(_D.c.id).where(DUE, _D.c.due_at <= now).limit(1)
    return (await tx.run(query)).first() is not None


async def claim(tx: Transaction, now: datetime, lease: timedelta, limit: int) -> list[Delivery]:
    """Take up to `limit` due rows, oldest promise first, until `now + lease`."""
    due = (
        select(_D.c.id)
        .where(DUE, _D.c.due_at <= now)
        .order_by(_D.c.due_at, _D.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte()  # a plain subquery PostgreSQL may run more than once, and take more than the limit
    )
    taken = update(_D).where(_D.c.id.in_(select(due.c.id)), DUE).returning(*_FIELDS)
    values = {"state": DeliveryState.CLAIMED, "lease_until": now + lease, "attempts": _D.c.attempts + 1}
    found = [_delivery(row) for row in await tx.run(taken.values(values))]
    return sorted(found, key=lambda delivery: (delivery.due_at, delivery.id))


async def underway(tx: Transaction, person_ids: Collection[int]) -> set[int]:
    """Who of these is just being asked something."""
    mine = _D.c.person_id.in_(person_ids), UNDERWAY
    return set((await tx.run(select(_D.c.person_id).where(*mine))).scalars())


async def abandoned(tx: Transaction, now: datetime, ours: Collection[int] = ()) -> dict[int, int]:
    """What a stopped process had claimed: deliveries by number, with their persons. `ours` are on their way, however
    long that takes."""
    over = _D.c.lease_until <= now, UNDERWAY, _D.c.id.not_in(ours)
    return {row.id: row.person_id for row in await tx.run(select(_D.c.id, _D.c.person_id).where(*over))}


async def release_leases(tx: Transaction, abandoned: Collection[int], now: datetime) -> list[Delivery]:
    """Take these back. Returns those that are now unknown and end their slot."""
    over = _D.c.lease_until <= now, _D.c.id.in_(abandoned)
    again = or_(
        _D.c.state == DeliveryState.CLAIMED, (_D.c.state == DeliveryState.SENDING) & (_D.c.kind == DeliveryKind.WEEK)
    )
    back = {"state": DeliveryState.DUE, "lease_until": None, "due_at": now}
    await tx.run(update(_D).where(*over, again).values(back))
    lost = update(_D).where(*over, _D.c.state == DeliveryState.SENDING).returning(*_FIELDS)
    return [_delivery(row) for row in await tx.run(lost.values(state=DeliveryState.UNKNOWN, lease_until=None))]


async def held(tx: Transaction, claimed: Iterable[Delivery]) -> dict[int, DeliveryState]:
    """Which of these are still ours, at the same attempt and with no end yet, and where they stand. They stay so until
    this transaction ends."""
    attempts = {delivery.id: delivery.attempts for delivery in claimed}
    ours = _D.c.id.in_(attempts), UNDERWAY
    rows = await tx.run(select(_D.c.id, _D.c.state, _D.c.attempts).where(*ours).order_by(_D.c.id).with_for_update())
    return {row.id: DeliveryState(row.state) for row in rows if row.attempts == attempts[row.id]}


def begin_sending(tx: Transaction, delivery: Delivery, content: bytes | None) -> None:
    """From here on Telegram may have it. `content` is what it asks, sealed by `recall`."""
    _move(tx, delivery, state=DeliveryState.SENDING, content=content)


def settle(
    tx: Transaction, delivery: Delivery, state: DeliveryState, now: datetime, message_id: int | None = None
) -> None:
    """The end of a slot."""
    sent_at = now if state is DeliveryState.SENT else None
    _move(tx, delivery, state=state, lease_until=None, message_id=message_id, sent_at=sent_at)


def put_off(tx: Transaction, delivery: Delivery, until: datetime) -> None:
    """The same slot again at `until`: Telegram surely did not take it, or now is not the moment."""
    _move(tx, delivery, state=DeliveryState.DUE, lease_until=None, due_at=until)


def _move(tx: Transaction, delivery: Delivery, **values: object) -> None:
    tx.write(delivery.person_id, _ONE, {"key": delivery.id, **values})


async def prompts_sent(tx: Transaction, person_id: int, since: datetime) -> list[datetime]:
    """When prompts were sent after `since` (aware UTC), ascending."""
    sent = _D.c.kind == DeliveryKind.PROMPT, _D.c.state == DeliveryState.SENT, _D.c.sent_at > since
    query = select(_D.c.sent_at).where(_D.c.person_id == person_id, *sent).order_by(_D.c.sent_at)
    return list((await tx.run(query)).scalars())


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery.model_validate(row, from_attributes=True)
