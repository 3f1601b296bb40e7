"""People: who they are, how often they want to hear from the bot, and where their conversation stands."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, delete, select, update

from coach.model import Appointment, Calendar, Frozen, Person, Profile, Schedule
from coach.rhythm import EVERY_DAY, FewerPrompts, PutOff, QuietHours
from coach.storage.tables import PersonRow, table
from coach.storage.transaction import Transaction, insert_new

_CONTENT = "person.content"
_DIALOGUE = "person.dialogue"
_PERSON = table(PersonRow)
_SOME = select(_PERSON).order_by(_PERSON.c.id).with_for_update()
_ONE = update(_PERSON).where(_PERSON.c.id == bindparam("key"))
_FORGET = delete(_PERSON).where(_PERSON.c.id == bindparam("key"))


class Known(NamedTuple):
    """A person as stored. `dialogue` is the conversation's state, text to us; `gone` when Telegram says they left;
    `spoke_at` (aware UTC) their last sign; `open_message` the message with the open question. `made_of` is what of
    their row `person` was read from."""

    person: Person
    dialogue: str
    gone: bool
    spoke_at: datetime
    open_message: int | None
    made_of: tuple[object, ...] = ()


class _Rhythm(Frozen):
    schedule: Schedule | None = None
    appointment: Appointment | None = None
    calendar: Calendar = Calendar()
    paused: bool = False
    paused_until: date | None = None
    quiet: QuietHours | None = None
    days: tuple[int, ...] = EVERY_DAY
    later: PutOff | None = None
    fewer: FewerPrompts | None = None
    begun: bool = False


async def by_chats(tx: Transaction, chat_ids: Sequence[int]) -> dict[int, Known]:
    """The persons of these chats, held against other turns until this transaction ends; in the order of their numbers,
    as everybody takes hold, so that nobody waits in a circle."""
    rows = await tx.run(_SOME.where(_PERSON.c.chat_id.in_(chat_ids)))
    return {row.chat_id: _known(tx, row) for row in rows}


async def by_ids(tx: Transaction, ids: Sequence[int]) -> dict[int, Known]:
    """The persons with these numbers, held in the same way."""
    return {row.id: _known(tx, row) for row in await tx.run(_SOME.where(_PERSON.c.id.in_(ids)))}


async def again(tx: Transaction, known: Collection[Known]) -> dict[int, Known]:
    """The same persons as they are now, held in the same way. Who has not changed since is not made anew."""
    before = {one.person.id: one for one in known}
    rows = await tx.run(_SOME.where(_PERSON.c.id.in_(before)))
    return {row.id: _known(tx, row, before[row.id]) for row in rows}


async def by_chat(tx: Transaction, chat_id: int) -> Known | None:
    return (await by_chats(tx, [chat_id])).get(chat_id)


async def by_id(tx: Transaction, person_id: int) -> Known | None:
    return (await by_ids(tx, [person_id])).get(person_id)


async def latest(tx: Transaction) -> Known | None:
    """Whoever spoke last."""
    row = (await tx.run(select(_PERSON).order_by(_PERSON.c.spoke_at.desc()).limit(1))).first()
    return _known(tx, row) if row else None


async def admit(tx: Transaction, chat_id: int, language: str, now: datetime, dialogue: str) -> Known:
    """A new person, at the beginning of the conversation; whoever came by the same chat just before is that one."""
    blank = {"rhythm": "{}", "content": b"", "dialogue": b"", "zone": "UTC", "language": language}
    new = insert_new(tx.dialect, _PERSON).values(chat_id=chat_id, created_at=now, spoke_at=now, **blank)
    person_id = (await tx.run(new.returning(_PERSON.c.id))).scalar()
    if person_id is not None:
        save(tx, Person(id=person_id, chat_id=chat_id, language=language), dialogue, now)
    return (await by_chats(tx, [chat_id]))[chat_id]


def save(tx: Transaction, person: Person, dialogue: str, spoke_at: datetime, was: Person | None = None) -> None:
    """Write a person and their conversation after they spoke; whoever speaks is here again. One who is still as they
    `was` is not written anew."""
    told = {} if person is was else _told(tx, person)
    sealed = tx.seal(_DIALOGUE, person.id, dialogue)
    _change(tx, person.id, spoke_at=spoke_at, gone_at=None, dialogue=sealed, **told)


def _told(tx: Transaction, person: Person) -> dict[str, object]:
    return {
        "chat_id": person.chat_id,
        "language": person.language,
        "zone": person.zone,
        "rhythm": _rhythm(person),
        "content": tx.seal(_CONTENT, person.id, person.profile),
    }


def save_dialogue(tx: Transaction, person_id: int, dialogue: str) -> None:
    """The conversation moved on without the person saying anything: they were asked something."""
    _change(tx, person_id, dialogue=tx.seal(_DIALOGUE, person_id, dialogue))


def save_rhythm(tx: Transaction, person: Person) -> None:
    """When the person is asked has changed without their saying anything."""
    _change(tx, person.id, rhythm=_rhythm(person))


def mark_gone(tx: Transaction, person_id: int, now: datetime) -> None:
    """Telegram says that this person blocked the bot or closed their account: nothing is sent until they come back."""
    _change(tx, person_id, gone_at=now)


def move_chat(tx: Transaction, person_id: int, chat_id: int) -> None:
    _change(tx, person_id, chat_id=chat_id)


async def open_message(tx: Transaction, person_id: int) -> int | None:
    found = await tx.run(select(_PERSON.c.open_message).where(_PERSON.c.id == person_id))
    message_id: int | None = found.scalar()
    return message_id


def set_open_message(tx: Transaction, person_id: int, message_id: int | None) -> None:
    _change(tx, person_id, open_message=message_id)


def forget(tx: Transaction, person_id: int) -> None:
    """Every row of a person goes: the other tables follow by their foreign keys."""
    tx.write(person_id, _FORGET, {"key": person_id})


def _change(tx: Transaction, person_id: int, **values: object) -> None:
    tx.write(person_id, _ONE, {"key": person_id, **values})


def _known(tx: Transaction, row: Row[Any], before: Known | None = None) -> Known:
    made_of = row.chat_id, row.language, row.zone, row.rhythm, row.content
    person = before.person if before and before.made_of == made_of else _person(tx, row)
    dialogue = tx.open(_DIALOGUE, row.id, row.dialogue)
    return Known(person, dialogue, row.gone_at is not None, row.spoke_at, row.open_message, made_of)


def _person(tx: Transaction, row: Row[Any]) -> Person:
    rhythm = _Rhythm.model_validate_json(row.rhythm)
    return Person(
        id=row.id,
        chat_id=row.chat_id,
        language=row.language,
        zone=row.zone,
        schedule=rhythm.schedule,
        appointment=rhythm.appointment,
        calendar=rhythm.calendar,
        paused=rhythm.paused,
        paused_until=rhythm.paused_until,
        quiet=rhythm.quiet,
        days=rhythm.days,
        later=rhythm.later,
        fewer=rhythm.fewer,
        begun=rhythm.begun,
        profile=Profile.model_validate_json(tx.open(_CONTENT, row.id, row.content)),
    )


def _rhythm(person: Person) -> str:
    names = _Rhythm.model_fields.keys()
    return _Rhythm(**{name: getattr(person, name) for name in names}).model_dump_json(exclude_none=True)
