"""Answers: committed to be said with the turn they belong to, gone once they were surely said."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import bindparam, delete, insert, or_, select, update

from coach.messages import Message
from coach.storage.tables import AnswerRow, PersonRow, table
from coach.storage.transaction import Transaction

LEASE = timedelta(seconds=30)
"""How long a process that stopped holds up what it owed. Whoever lives renews well before."""

_CONTENT = "answer.content"
_ANSWER, _PERSON = table(AnswerRow), table(PersonRow)
_LEASE_OF = update(_ANSWER).where(_ANSWER.c.id == bindparam("key"))
_SAID = delete(_ANSWER).where(_ANSWER.c.id == bindparam("key"))
_DROP = delete(_ANSWER).where(_ANSWER.c.person_id == bindparam("key"))
_MESSAGE: TypeAdapter[Message] = TypeAdapter(Message)


class Answer(NamedTuple):
    """One message owed to one chat, since `created_at` (aware UTC)."""

    id: int
    person_id: int
    chat_id: int
    created_at: datetime
    message: Message


Owing = tuple[int, int, Message]
"""To which person, in which chat, what."""


async def owe(tx: Transaction, owing: Sequence[Owing], now: datetime) -> list[Answer]:
    """Write messages that must be said, in this order, and that are ours until the lease ends."""
    if not owing:
        return []
    ours = {"created_at": now, "lease_until": now + LEASE}
    rows = [
        {"person_id": person_id, "content": tx.seal(_CONTENT, person_id, message), **ours}
        for person_id, _, message in owing
    ]
    new = insert(_ANSWER).returning(_ANSWER.c.id, sort_by_parameter_order=True)
    numbers = (await tx.run(new, rows)).scalars()
    return [
        Answer(number, owner, chat, now, message) for number, (owner, chat, message) in zip(numbers, owing, strict=True)
    ]


async def take_over(tx: Transaction, now: datetime, *, everything: bool = False) -> list[Answer]:
    """What a stopped process owed, in the order of its writing, and ours now; `everything` where no other process can
    be alive, whose lease would have to be waited for."""
    free = _ANSWER.c.id > 0 if everything else or_(_ANSWER.c.lease_until.is_(None), _ANSWER.c.lease_until <= now)
    query = select(_ANSWER, _PERSON.c.chat_id).join(_PERSON, _PERSON.c.id == _ANSWER.c.person_id).where(free)
    rows = (await tx.run(query.order_by(_ANSWER.c.id).with_for_update(of=_ANSWER, skip_locked=True))).all()
    renew(tx, {row.id: row.person_id for row in rows}, now)
    return [
        Answer(
            row.id,
            row.person_id,
            row.chat_id,
            row.created_at,
            _MESSAGE.validate_json(tx.open(_CONTENT, row.person_id, row.content)),
        )
        for row in rows
    ]


def renew(tx: Transaction, owners: Mapping[int, int], now: datetime) -> None:
    """Answers, with their persons, that are still ours."""
    _lease(tx, owners, now + LEASE)


def let_go(tx: Transaction, owners: Mapping[int, int]) -> None:
    """The same, for whoever takes them over."""
    _lease(tx, owners, None)


def _lease(tx: Transaction, owners: Mapping[int, int], until: datetime | None) -> None:
    for number, owner in owners.items():
        tx.write(owner, _LEASE_OF, {"key": number, "lease_until": until})


def said(tx: Transaction, answer: Answer) -> None:
    tx.write(answer.person_id, _SAID, {"key": answer.id})


def drop_all(tx: Transaction, person_id: int) -> None:
    """Nothing more is owed to someone who left."""
    tx.write(person_id, _DROP, {"key": person_id})
