"""What a person was asked, and how they met it: in the row of each delivery, and in one sealed value for the choice.

::

    delivery.content ── the record, one row a prompt ──▶ history, for the copy of everything
         └── opened once, then kept up ──▶ recall.content ── one value a person ──▶ of_each, for what is asked next

A choice looks back a hundred days, and opening some hundred rows would cost more than all the rest of a delivery. The
recall is made of the rows where it is not there, and holds what they hold: whoever adds a prompt or an outcome writes
both, in the same transaction; where a prompt surely did not arrive, the recall goes and is made anew.
"""

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import bindparam, delete, insert, select, update

from coach.model import DeliveryKind, DeliveryState
from coach.storage.tables import DeliveryRow, RecallRow, table
from coach.storage.transaction import Transaction
from prompts import Asked, Outcome, Strand
from prompts.history import Subject

REMEMBERED = timedelta(days=100)
"""A choice counts what is older as never asked."""

_CONTENT, _RECALL = "delivery.content", "recall.content"
_ASKED = TypeAdapter(Asked)
_D, _R = table(DeliveryRow), table(RecallRow)
_SEEN = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN)
_DROP = delete(_R).where(_R.c.person_id == bindparam("key"))
_MET = update(_D).where(_D.c.id == bindparam("key"))
_EVER = datetime.min.replace(tzinfo=UTC)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_STRANDS: dict[str | None, Subject] = {None: None} | {strand.value: strand for strand in Strand}
_AS_JSON = json.JSONEncoder(separators=(",", ":"))
_OUTCOMES = {outcome.value: outcome for outcome in Outcome}


@dataclass
class Recall:
    """What one person was asked lately, oldest first, and by which delivery each was asked."""

    person_id: int
    asked: list[Asked] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    def add(self, number: int, asked: Asked) -> None:
        """One that is asked now; what is too old to matter goes."""
        self.asked.append(asked)
        self.numbers.append(number)
        old = sum(1 for one in self.asked if one.at < asked.at - REMEMBERED)
        del self.asked[:old], self.numbers[:old]


# ── for the choice


async def of_each(tx: Transaction, person_ids: Sequence[int], now: datetime) -> dict[int, Recall]:
    """The recall of each of these persons, as of `now` (aware UTC)."""
    rows = await tx.run(select(_R.c.person_id, _R.c.content).where(_R.c.person_id.in_(person_ids)))
    found = {row.person_id: _read(row.person_id, tx.open(_RECALL, row.person_id, row.content)) for row in rows}
    absent = [person_id for person_id in person_ids if person_id not in found]
    if absent:
        found |= {person_id: Recall(person_id) for person_id in absent}
        async for person_id, number, asked in _rows(tx, absent, now - REMEMBERED):
            found[person_id].asked.append(asked)
            found[person_id].numbers.append(number)
    return found


def add(tx: Transaction, recall: Recall, number: int, asked: Asked) -> bytes:
    """Note what a delivery asks. Returns the sealed record of it, for the delivery's own row."""
    recall.add(number, asked)
    keep(tx, recall)
    return _sealed(tx, recall.person_id, asked)


def keep(tx: Transaction, recall: Recall) -> None:
    """Write it as it is."""
    tx.upsert(recall.person_id, _R, {"person_id": recall.person_id, "content": _written(tx, recall)})


def drop(tx: Transaction, person_id: int) -> None:
    """Something that was asked did not arrive: what is left shows in the rows."""
    tx.write(person_id, _DROP, {"key": person_id})


# ── what a person calls for, and how they meet it


async def record_asked(tx: Transaction, person_id: int, asked: Asked) -> int:
    """A prompt that the person called for, so that it does not come again soon. Returns the number of its row."""
    row = {
        "person_id": person_id,
        "kind": DeliveryKind.ASKED,
        "slot": asked.at.isoformat(),
        "state": DeliveryState.SENT,
        "due_at": asked.at,
        "expires_at": asked.at,
        "sent_at": asked.at,
        "attempts": 0,
        "content": _sealed(tx, person_id, asked),
    }
    drop(tx, person_id)
    return int((await tx.run(insert(_D).values(row).returning(_D.c.id))).scalar_one())


async def record_outcome(tx: Transaction, person_id: int, delivery_id: int, outcome: Outcome, now: datetime) -> None:
    """How the person met a prompt. Somebody else's delivery stays untouched."""
    recall = (await of_each(tx, [person_id], now))[person_id]
    place = recall.numbers.index(delivery_id) if delivery_id in recall.numbers else None
    asked = recall.asked[place] if place is not None else await asked_in(tx, person_id, delivery_id)
    if asked is None:
        return
    met = asked._replace(outcome=outcome)
    tx.write(person_id, _MET, {"key": delivery_id, "content": _sealed(tx, person_id, met), "answered_at": now})
    if place is not None:
        recall.asked[place] = met
        keep(tx, recall)


# ── the record


async def history(tx: Transaction, person_id: int, since: datetime = _EVER) -> list[Asked]:
    """The prompts that a person was asked since `since` (aware UTC), oldest first."""
    return [asked async for _, _, asked in _rows(tx, [person_id], since)]


async def asked_in(tx: Transaction, person_id: int, delivery_id: int) -> Asked | None:
    """What a person was asked in one delivery; None where that is somebody else's or asked nothing."""
    mine = _D.c.id == delivery_id, _D.c.person_id == person_id
    content = (await tx.run(select(_D.c.content).where(*mine))).scalar()
    return _opened(tx, person_id, content) if content is not None else None


async def _rows(tx: Transaction, person_ids: Sequence[int], since: datetime) -> AsyncIterator[tuple[int, int, Asked]]:
    """Person, number and prompt of all that was asked since then, oldest first; what surely did not arrive was not."""
    query = select(_D.c.person_id, _D.c.id, _D.c.content).where(_D.c.person_id.in_(person_ids), _D.c.due_at >= since)
    seen = query.where(_D.c.content.is_not(None), _D.c.state.in_(_SEEN))
    rows = [(row.person_id, row.id, _opened(tx, row.person_id, row.content)) for row in await tx.run(seen)]
    for found in sorted(rows, key=lambda row: (row[2].at, row[1])):
        yield found


def _sealed(tx: Transaction, person_id: int, asked: Asked) -> bytes:
    return tx.seal(_CONTENT, person_id, _ASKED.dump_json(asked).decode())


def _opened(tx: Transaction, person_id: int, sealed: bytes) -> Asked:
    return _ASKED.validate_json(tx.open(_CONTENT, person_id, sealed))


def _written(tx: Transaction, recall: Recall) -> bytes:
    """By columns, because that is how it is read fastest; instants in microseconds since 1970."""
    columns = {
        "number": recall.numbers,
        "prompt": [one.prompt_id for one in recall.asked],
        "strand": [one.strand for one in recall.asked],
        "at": [(one.at - _EPOCH) // _TICK for one in recall.asked],
        "outcome": [one.outcome for one in recall.asked],
    }
    return tx.seal(_RECALL, recall.person_id, _AS_JSON.encode(columns))


def _read(person_id: int, text: str) -> Recall:
    columns = json.loads(text)
    strands, outcomes = map(_STRANDS.__getitem__, columns["strand"]), map(_OUTCOMES.__getitem__, columns["outcome"])
    instants = [_EPOCH + timedelta(microseconds=at) for at in columns["at"]]
    return Recall(person_id, list(map(Asked, columns["prompt"], strands, instants, outcomes)), columns["number"])
