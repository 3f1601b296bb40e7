"""People: who they are, how often they want to hear from the bot, and where their conversation stands."""

from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import delete, update
from sqlmodel import col, select

from coach.model import Appointment, Calendar, Frozen, Person, Profile, Schedule
from coach.rhythm import EVERY_DAY, FewerPrompts, PutOff, QuietHours
from coach.storage.engine import Transaction
from coach.storage.tables import PersonRow

_CONTENT = "person.content"
_DIALOGUE = "person.dialogue"


class Known(NamedTuple):
    """A person as stored. `dialogue` is the conversation's state, text to us; `gone` when Telegram says they left;
    `spoke_at` (aware UTC) their last sign; `open_message` the message with the open question."""

    person: Person
    dialogue: str
    gone: bool
    spoke_at: datetime
    open_message: int | None


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


async def by_chat(tx: Transaction, chat_id: int) -> Known | None:
    """The person of a chat, held against other turns until this transaction ends."""
    row = (await tx.session.exec(select(PersonRow).where(PersonRow.chat_id == chat_id).with_for_update())).first()
    return _known(tx, row) if row else None


async def by_id(tx: Transaction, person_id: int) -> Known | None:
    row = (await tx.session.exec(select(PersonRow).where(PersonRow.id == person_id).with_for_update())).first()
    return _known(tx, row) if row else None


async def latest(tx: Transaction) -> Known | None:
    """Whoever spoke last."""
    row = (await tx.session.exec(select(PersonRow).order_by(col(PersonRow.spoke_at).desc()).limit(1))).first()
    return _known(tx, row) if row else None


async def admit(tx: Transaction, chat_id: int, language: str, now: datetime, dialogue: str) -> Person:
    """A new person, at the beginning of the conversation."""
    row = PersonRow(
        chat_id=chat_id,
        created_at=now,
        spoke_at=now,
        language=language,
        zone="UTC",
        rhythm="{}",
        content=b"",
        dialogue=b"",
    )
    tx.session.add(row)
    await tx.session.flush()
    person = Person(id=_id(row), chat_id=chat_id, language=language)
    await save(tx, person, dialogue, now)
    return person


async def save(tx: Transaction, person: Person, dialogue: str, spoke_at: datetime) -> None:
    """Write a person and their conversation after they spoke; whoever speaks is here again."""
    values = {
        "spoke_at": spoke_at,
        "chat_id": person.chat_id,
        "language": person.language,
        "zone": person.zone,
        "rhythm": _rhythm(person),
        "gone_at": None,
        "content": tx.seal(_CONTENT, person.id, person.profile),
        "dialogue": tx.seal(_DIALOGUE, person.id, dialogue),
    }
    await tx.session.exec(update(PersonRow).where(col(PersonRow.id) == person.id).values(**values))


async def save_dialogue(tx: Transaction, person_id: int, dialogue: str) -> None:
    """The conversation moved on without the person saying anything: they were asked something."""
    sealed = tx.seal(_DIALOGUE, person_id, dialogue)
    await tx.session.exec(update(PersonRow).where(col(PersonRow.id) == person_id).values(dialogue=sealed))


async def save_rhythm(tx: Transaction, person: Person) -> None:
    """When the person is asked has changed without their saying anything."""
    await tx.session.exec(update(PersonRow).where(col(PersonRow.id) == person.id).values(rhythm=_rhythm(person)))


async def mark_gone(tx: Transaction, person_id: int, now: datetime) -> None:
    """Telegram says that this person blocked the bot or closed their account: nothing is sent until they come back."""
    await tx.session.exec(update(PersonRow).where(col(PersonRow.id) == person_id).values(gone_at=now))


async def move_chat(tx: Transaction, person_id: int, chat_id: int) -> None:
    await tx.session.exec(update(PersonRow).where(col(PersonRow.id) == person_id).values(chat_id=chat_id))


async def open_message(tx: Transaction, person_id: int) -> int | None:
    return (await tx.session.exec(select(PersonRow.open_message).where(PersonRow.id == person_id))).first()


async def set_open_message(tx: Transaction, person_id: int, message_id: int | None) -> None:
    await tx.session.exec(update(PersonRow).where(col(PersonRow.id) == person_id).values(open_message=message_id))


async def forget(tx: Transaction, person_id: int) -> None:
    """Every row of a person goes: the other tables follow by their foreign keys."""
    await tx.session.exec(delete(PersonRow).where(col(PersonRow.id) == person_id))


def _known(tx: Transaction, row: PersonRow) -> Known:
    rhythm = _Rhythm.model_validate_json(row.rhythm)
    owner = _id(row)
    person = Person(
        id=owner,
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
        profile=Profile.model_validate_json(tx.open(_CONTENT, owner, row.content)),
    )
    dialogue = tx.open(_DIALOGUE, owner, row.dialogue)
    return Known(person, dialogue, row.gone_at is not None, row.spoke_at, row.open_message)


def _rhythm(person: Person) -> str:
    names = _Rhythm.model_fields.keys()
    return _Rhythm(**{name: getattr(person, name) for name in names}).model_dump_json(exclude_none=True)


def _id(row: PersonRow) -> int:
    if row.id is None:
        raise LookupError("a person who was not written yet has no number")
    return row.id
