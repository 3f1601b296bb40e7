"""Messages that are to go from a tidy chat: noted with what was said or heard, gone once they were removed.

A row is in nobody's hands for long: to take it is to move `due_at` on, so that what a stopped process took is due again
by itself. To remove a message twice does no harm.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Boolean, bindparam, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from coach.storage.tables import Instant, PersonRow, RemovalRow, table
from coach.storage.transaction import Transaction

_REMOVAL, _PERSON = table(RemovalRow), table(PersonRow)
_THIS = _REMOVAL.c.person_id == bindparam("owner"), _REMOVAL.c.message_id == bindparam("message")
_SOONER = update(_REMOVAL).where(
    *_THIS,
    _REMOVAL.c.due_at > bindparam("soon", type_=Instant),
    or_(_REMOVAL.c.firm.is_(False), bindparam("through", type_=Boolean)),
)
_SOONER = _SOONER.values(due_at=bindparam("soon", type_=Instant), opens=False)
_DONE = delete(_REMOVAL).where(*_THIS)
_DROP = delete(_REMOVAL).where(_REMOVAL.c.person_id == bindparam("owner"))


class Removal(NamedTuple):
    """One message of a person's chat, there since about `sent_at` (aware UTC). In one that `opens` a question waits."""

    person_id: int
    message_id: int
    sent_at: datetime
    opens: bool


def note(
    tx: Transaction,
    person_id: int,
    message_id: int,
    sent_at: datetime,
    due_at: datetime,
    *,
    firm: bool = False,
    opens: bool = False,
) -> None:
    """This message is to go at `due_at`; of one that is noted already only that changes. With `firm` it is not to go
    sooner because another question is asked. Instants are aware UTC. Of somebody who is gone nothing is noted."""
    values = {"owner": person_id, "message": message_id, "sent": sent_at, "due": due_at}
    tx.write(person_id, _note(tx.dialect), {**values, "is_firm": firm, "asks": opens})


@cache
def _note(dialect: str) -> Any:
    given = (
        bindparam("message", type_=BigInteger),
        bindparam("sent", type_=Instant),
        bindparam("due", type_=Instant),
        bindparam("is_firm", type_=Boolean),
        bindparam("asks", type_=Boolean),
    )
    there = select(_PERSON.c.id, *given).where(_PERSON.c.id == bindparam("owner"))
    insert = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(_REMOVAL)
    insert = insert.from_select(["person_id", "message_id", "sent_at", "due_at", "firm", "opens"], there)
    changed = {name: insert.excluded[name] for name in ("due_at", "firm", "opens")}
    return insert.on_conflict_do_update(index_elements=list(_REMOVAL.primary_key), set_=changed)


def sooner(tx: Transaction, person_id: int, message_id: int, at: datetime, *, through: bool = False) -> None:
    """This message is done with, and goes at `at` (aware UTC) if it was to go later; a firm one only where its person
    is `through` with it."""
    tx.write(person_id, _SOONER, {"owner": person_id, "message": message_id, "soon": at, "through": through})


def drop_all(tx: Transaction, person_id: int) -> None:
    """What is in this chat stays there."""
    tx.write(person_id, _DROP, {"owner": person_id})


def drop(tx: Transaction, person_id: int, message_ids: Iterable[int]) -> None:
    """These are gone already, or never will be."""
    for message_id in message_ids:
        tx.write(person_id, _DONE, {"owner": person_id, "message": message_id})


def done(tx: Transaction, removals: Iterable[Removal]) -> None:
    for one in removals:
        drop(tx, one.person_id, [one.message_id])


async def waiting(tx: Transaction, now: datetime, most: int) -> list[int]:
    """Whose messages are to go by now, those that wait longest first; up to so many rows are looked at."""
    due = select(_REMOVAL.c.person_id).where(_REMOVAL.c.due_at <= now).order_by(_REMOVAL.c.due_at).limit(most)
    return list(dict.fromkeys((await tx.run(due)).scalars()))


async def take(tx: Transaction, person_ids: Sequence[int], now: datetime, again: datetime) -> list[Removal]:
    """What of these persons is to go by now: ours, unless it is still there at `again`. Their rows are held by this
    transaction."""
    due = _REMOVAL.c.person_id.in_(person_ids), _REMOVAL.c.due_at <= now
    fields = [_REMOVAL.c[name] for name in Removal._fields]
    taken = await tx.run(update(_REMOVAL).where(*due).values(due_at=again).returning(*fields))
    return sorted(Removal(*row) for row in taken)
