"""What a person was asked, and how they met it: in the row of each delivery, and in one sealed value for the choice.

::

    delivery.content ── the record, one row a prompt ──▶ history, for the copy of everything
         └── opened once, then kept up ──▶ recall.content ── one value a person ──▶ of_each, for what is asked next

A choice looks back a hundred days, and opening some hundred rows would cost more than all the rest of a delivery. The
recall is made of the rows where it is not there, and holds what they hold: whoever adds a prompt or an outcome writes
both, in the same transaction; where a prompt surely did not arrive, the recall goes and is made anew.
"""

import json
from bisect import bisect_left
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Any

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
_EPOCH, _TICK = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
_COLUMNS = ("number", "prompt", "strand", "at", "outcome")
_STRANDS: dict[str | None, Subject] = {None: None} | {strand.value: strand for strand in Strand}
_AS_JSON = json.JSONEncoder(separators=(",", ":"))
_OUTCOMES = {outcome.value: outcome for outcome in Outcome}


class Recall:
    """What one person was asked lately, oldest first, and by which delivery each was asked.

    Kept as it is stored: by columns, with instants in microseconds since 1970, because that is what is read and written
    fastest. Dividing them gives a float that is off by less than half of one, so that each comes back as it was.
    """

    def __init__(self, person_id: int, columns: dict[str, list[Any]] | None = None) -> None:
        self.person_id = person_id
        self.columns = columns or {name: [] for name in _COLUMNS}

    @property
    def numbers(self) -> list[int]:
        return self.columns["number"]

    @cached_property
    def asked(self) -> list[Asked]:
        columns = self.columns
        instants = [datetime.fromtimestamp(at / 1_000_000, UTC) for at in columns["at"]]
        strands = map(_STRANDS.__getitem__, columns["strand"])
        return list(map(Asked, columns["prompt"], strands, instants, map(_OUTCOMES.__getitem__, columns["outcome"])))

    def add(self, number: int, asked: Asked) -> None:
        """One that is asked now; what is too old to matter goes."""
        old = bisect_left(self.columns["at"], _micros(asked.at - REMEMBERED))
        values = number, asked.prompt_id, asked.strand, _micros(asked.at), asked.outcome
        for name, value in zip(_COLUMNS, values, strict=True):
            self.columns[name].append(value)
            del self.columns[name][:old]
        self.__dict__.pop("asked", None)

    def met(self, number: int, outcome: Outcome) -> Asked | None:
        """How one of them was met; None where it is not among them."""
        if number not in self.numbers:
            return None
        place = self.numbers.index(number)
        self.columns["outcome"][place] = outcome
        self.__dict__.pop("asked", None)
        return self.asked[place]


# ── for the choice


async def of_each(tx: Transaction, person_ids: Sequence[int], now: datetime) -> dict[int, Recall]:
    """The recall of each of these persons, as of `now` (aware UTC)."""
    rows = await tx.run(select(_R.c.person_id, _R.c.content).where(_R.c.person_id.in_(person_ids)))
    found = {
        row.person_id: Recall(row.person_id, json.loads(tx.open(_RECALL, row.person_id, row.content))) for row in rows
    }
    absent = [person_id for person_id in person_ids if person_id not in found]
    if absent:
        found |= {person_id: Recall(person_id) for person_id in absent}
        async for person_id, number, asked in _rows(tx, absent, now - REMEMBERED):
            found[person_id].add(number, asked)
    return found


def add(tx: Transaction, recall: Recall, number: int, asked: Asked) -> bytes:
    """Note what a delivery asks. Returns the sealed record of it, for the delivery's own row."""
    recall.add(number, asked)
    keep(tx, recall)
    return _sealed(tx, recall.person_id, asked)


def keep(tx: Transaction, recall: Recall) -> None:
    """Write it as it is."""
    content = tx.seal(_RECALL, recall.person_id, _AS_JSON.encode(recall.columns))
    tx.upsert(recall.person_id, _R, {"person_id": recall.person_id, "content": content})


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
    if met := recall.met(delivery_id, outcome):
        keep(tx, recall)
    elif asked := await asked_in(tx, person_id, delivery_id):
        met = asked._replace(outcome=outcome)
    else:
        return
    tx.write(person_id, _MET, {"key": delivery_id, "content": _sealed(tx, person_id, met), "answered_at": now})


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


def _micros(at: datetime) -> int:
    return (at - _EPOCH) // _TICK
