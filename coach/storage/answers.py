"""Answers: committed to be said with the turn they belong to, gone once they were surely said."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import bindparam, delete, insert, select

from coach.messages import Message
from coach.storage.tables import AnswerRow, PersonRow, table
from coach.storage.transaction import Transaction

_CONTENT = "answer.content"
_ANSWER, _PERSON = table(AnswerRow), table(PersonRow)
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
    """Write messages that must be said, in this order."""
    if not owing:
        return []
    rows = [
        {"person_id": person_id, "created_at": now, "content": tx.seal(_CONTENT, person_id, message)}
        for person_id, _, message in owing
    ]
    new = insert(_ANSWER).returning(_ANSWER.c.id, sort_by_parameter_order=True)
    numbers = (await tx.run(new, rows)).scalars()
    return [
        Answer(number, owner, chat, now, message) for number, (owner, chat, message) in zip(numbers, owing, strict=True)
    ]


async def owed(tx: Transaction) -> list[Answer]:
    """What was committed and is not known to have been said, in the order of its writing."""
    query = select(_ANSWER, _PERSON.c.chat_id).join(_PERSON, _PERSON.c.id == _ANSWER.c.person_id)
    return [
        Answer(
            row.id,
            row.person_id,
            row.chat_id,
            row.created_at,
            _MESSAGE.validate_json(tx.open(_CONTENT, row.person_id, row.content)),
        )
        for row in await tx.run(query.order_by(_ANSWER.c.id))
    ]


def said(tx: Transaction, answer: Answer) -> None:
    tx.write(answer.person_id, _SAID, {"key": answer.id})


def drop_all(tx: Transaction, person_id: int) -> None:
    """Nothing more is owed to someone who left."""
    tx.write(person_id, _DROP, {"key": person_id})
