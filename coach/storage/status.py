"""How the service stands, in numbers: nothing here reads what anybody wrote or who they are.

Every question but the number of people reads an index from its end, so that the answer costs what there is to do and
not what there is.
"""

import math
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, func
from sqlmodel import SQLModel, col, select

from coach.model import DeliveryKind, DeliveryState
from coach.storage import budget
from coach.storage.tables import AnswerRow, DeliveryRow, PersonRow, QuarantineRow
from coach.storage.transaction import Transaction

LATELY = timedelta(hours=1)
_OVER = (DeliveryState.SENT, DeliveryState.UNKNOWN, DeliveryState.EXPIRED, DeliveryState.FAILED)
_SAMPLE = 1000


class Status(NamedTuple):
    """Ages and lateness in seconds. `over` counts what was due within the last hour by kind and by what became of it;
    `late_p50` and `late_p99` are of the thousand of those that were sent last, None where there are none.
    `budget_used` is the share of the send budget that is taken just now, more than 1 where answers are ahead of it;
    `halted_until` is None unless Telegram has all of us wait."""

    people: int
    due: int
    due_oldest: float
    next_due: datetime | None
    owed: int
    owed_oldest: float
    set_aside: int
    over: dict[str, dict[str, int]]
    late_p50: float | None
    late_p99: float | None
    budget_used: float
    halted_until: datetime | None


async def status(tx: Transaction, now: datetime, rate: float) -> Status:
    """All of it as of `now` (aware UTC), with a send budget of `rate` a second."""
    waits = DeliveryRow.state == DeliveryState.DUE
    waiting = select(func.count(), func.min(DeliveryRow.due_at)).where(waits, col(DeliveryRow.due_at) <= now)
    due, due_since = (await tx.run(waiting)).one()
    owed, owed_since = (await tx.run(select(func.count(), func.min(AnswerRow.created_at)))).one()
    following = select(func.min(DeliveryRow.due_at)).where(waits, col(DeliveryRow.due_at) > now)
    late = await _late(tx, now)
    used, halted_until = await budget.used(tx, now, rate)
    return Status(
        people=await _count(tx, PersonRow),
        due=due,
        due_oldest=_age(due_since, now),
        next_due=(await tx.run(following)).scalar(),
        owed=owed,
        owed_oldest=_age(owed_since, now),
        set_aside=await _count(tx, QuarantineRow),
        over=await _over(tx, now),
        late_p50=_percentile(late, 50),
        late_p99=_percentile(late, 99),
        budget_used=used,
        halted_until=halted_until,
    )


async def _count(tx: Transaction, table: type[SQLModel]) -> int:
    return int((await tx.run(select(func.count()).select_from(table))).scalar_one())


async def _over(tx: Transaction, now: datetime) -> dict[str, dict[str, int]]:
    """By kind and state. What a person called for was never due and does not count."""
    query = select(DeliveryRow.kind, DeliveryRow.state, func.count()).where(
        *_lately(now), col(DeliveryRow.state).in_(_OVER)
    )
    found: dict[str, dict[str, int]] = {}
    for kind, state, count in await tx.run(query.group_by(DeliveryRow.kind, DeliveryRow.state)):
        found.setdefault(kind, {})[state] = count
    return found


async def _late(tx: Transaction, now: datetime) -> list[float]:
    """Ascending seconds."""
    query = select(DeliveryRow.due_at, DeliveryRow.sent_at).where(
        *_lately(now), DeliveryRow.state == DeliveryState.SENT
    )
    rows = await tx.run(query.order_by(col(DeliveryRow.due_at).desc()).limit(_SAMPLE))
    return sorted((sent - due).total_seconds() for due, sent in rows if sent is not None)


def _lately(now: datetime) -> tuple[ColumnElement[bool], ...]:
    due = col(DeliveryRow.due_at)
    return due > now - LATELY, due <= now, col(DeliveryRow.kind) != DeliveryKind.ASKED


def _age(since: datetime | None, now: datetime) -> float:
    return max(0.0, (now - since).total_seconds()) if since else 0.0


def _percentile(ascending: list[float], percent: int) -> float | None:
    """By nearest rank."""
    return ascending[math.ceil(len(ascending) * percent / 100) - 1] if ascending else None
