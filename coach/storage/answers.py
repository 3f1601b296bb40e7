"""Answers: committed to be said with the turn they belong to, gone once they were surely said."""

from datetime import datetime
from typing import NamedTuple

from pydantic import TypeAdapter
from sqlalchemy import delete
from sqlmodel import col, select

from coach.messages import Message
from coach.storage.engine import Transaction
from coach.storage.tables import AnswerRow, PersonRow

_CONTENT = "answer.content"
_MESSAGE: TypeAdapter[Message] = TypeAdapter(Message)


class Answer(NamedTuple):
    """One message owed to one chat, since `created_at` (aware UTC)."""

    id: int
    person_id: int
    chat_id: int
    created_at: datetime
    message: Message


async def owe(tx: Transaction, person_id: int, chat_id: int, messages: list[Message], now: datetime) -> list[Answer]:
    """Write messages that must be said, in this order."""
    rows = [
        AnswerRow(person_id=person_id, created_at=now, content=tx.seal(_CONTENT, person_id, message))
        for message in messages
    ]
    tx.session.add_all(rows)
    await tx.session.flush()
    return [Answer(row.id or 0, person_id, chat_id, now, message) for row, message in zip(rows, messages, strict=True)]


async def owed(tx: Transaction) -> list[Answer]:
    """What was committed and is not known to have been said, in the order of its writing."""
    query = select(AnswerRow, PersonRow.chat_id).join(PersonRow, col(PersonRow.id) == AnswerRow.person_id)
    rows = await tx.session.exec(query.order_by(col(AnswerRow.id)))
    return [
        Answer(
            row.id or 0,
            row.person_id,
            chat_id,
            row.created_at,
            _MESSAGE.validate_json(tx.open(_CONTENT, row.person_id, row.content)),
        )
        for row, chat_id in rows
    ]


async def said(tx: Transaction, answer_id: int) -> None:
    await tx.session.exec(delete(AnswerRow).where(col(AnswerRow.id) == answer_id))


async def drop_all(tx: Transaction, person_id: int) -> None:
    """Nothing more is owed to someone who left."""
    await tx.session.exec(delete(AnswerRow).where(col(AnswerRow.person_id) == person_id))
