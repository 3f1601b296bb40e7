from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import text
from sqlmodel import SQLModel, func, select

from coach.messages import Say
from coach.model import (
    Appointment,
    AwayPeriod,
    Calendar,
    DeliveryKind,
    Move,
    Part,
    Profile,
    Shelf,
    Surprise,
)
from coach.rhythm import EVERY_DAY, FewerPrompts, PutOff, QuietHours
from coach.storage import Storage, answers, deliveries, moments, people, recall, removals, shelves, unsaid, updates
from coach.storage.keys import SealBrokenError
from prompts import Asked, Outcome, Strand, TherapistLevel
from tests.conftest import Admit
from tests.fakes import IDLE, MONDAY, every
from tests.storage.test_moments import moment
from tests.storage.test_unsaid import CHECK_IN, item


async def test_a_new_person_stands_at_the_beginning(storage: Storage) -> None:
    async with storage.transaction() as tx:
        admitted = await people.admit(tx, 7, "de", MONDAY, IDLE)
    async with storage.transaction() as tx:
        known = await people.by_chat(tx, 7)
    assert known == admitted
    assert known == people.Known(
        known.person, IDLE, gone=False, spoke_at=MONDAY, open_message=None, made_of=known.made_of
    )
    assert (known.person.zone, known.person.schedule, known.person.language) == ("UTC", None, "de")


async def test_everything_about_a_person_comes_back_as_it_was(storage: Storage, admit: Admit) -> None:
    person = await admit(
        zone="Asia/Kathmandu",
        schedule=Surprise(count=3, start=time(9), end=time(21, 30)),
        appointment=Appointment(weekday=3, at=time(15, 30), minutes=60),
        paused=True,
        paused_until=date(2026, 4, 1),
        quiet=QuietHours(start=time(22), end=time(7)),
        days=(0, 2, 6),
        later=PutOff(at=MONDAY, delivery_id=5),
        fewer=FewerPrompts(since=MONDAY, delivery_id=6),
        profile=Profile(therapist_level=TherapistLevel.DIRECT, therapist_names=("K.", "Dr. Ñandú")),
    )
    async with storage.transaction() as tx:
        for known in (await people.by_chat(tx, 7), await people.by_id(tx, person.id), await people.latest(tx)):
            assert known is not None
            assert known.person == person


async def test_a_calendar_comes_back_as_it_was(storage: Storage, admit: Admit) -> None:
    rule = Appointment(weekday=3, at=time(15), every_weeks=2, since=date(2026, 3, 5))
    calendar = Calendar(
        singles=(datetime(2026, 3, 9, 14),),  # noqa: DTZ001  # a wall time
        moved=(Move(day=date(2026, 3, 5), to=datetime(2026, 3, 6, 9)),),  # noqa: DTZ001  # a wall time
        cancelled=(date(2026, 3, 19),),
        away=(AwayPeriod(start=date(2026, 4, 1)),),
    )
    person = await admit(appointment=rule, calendar=calendar)
    async with storage.transaction() as tx:
        known = await people.by_id(tx, person.id)
    assert known is not None
    assert (known.person.appointment, known.person.calendar) == (rule, calendar)


async def test_who_was_stored_before_there_were_calendars_is_still_there(storage: Storage, admit: Admit) -> None:
    person = await admit()
    before = '{"appointment":{"weekday":3,"at":"15:00:00","minutes":50},"paused":false,"begun":true}'
    async with storage.transaction() as tx:
        await tx.run(text("UPDATE person SET rhythm = :rhythm").bindparams(rhythm=before))
    async with storage.transaction() as tx:
        known = await people.by_id(tx, person.id)
    assert known is not None
    assert known.person.appointment == Appointment(weekday=3, at=time(15))
    assert known.person.calendar == Calendar()
    assert (known.person.quiet, known.person.days, known.person.fewer) == (None, EVERY_DAY, None)


async def test_a_new_rhythm_is_no_sign_of_life(storage: Storage, admit: Admit) -> None:
    person = await admit()
    fewer = person.model_copy(update={"fewer": FewerPrompts(since=MONDAY, delivery_id=6)})
    async with storage.transaction() as tx:
        people.mark_gone(tx, person.id, MONDAY)
        before = await people.by_id(tx, person.id)
        people.save_rhythm(tx, fewer)
    async with storage.transaction() as tx:
        known = await people.by_id(tx, person.id)
    assert before is not None
    assert known is not None
    assert known == before._replace(person=fewer, made_of=known.made_of)


async def test_a_chat_nobody_came_from_is_nobodys(storage: Storage) -> None:
    async with storage.transaction() as tx:
        assert await people.by_chat(tx, 7) is None
        assert await people.by_id(tx, 1) is None
        assert await people.latest(tx) is None
        assert await people.open_message(tx, 1) is None


async def test_one_chat_has_one_person(storage: Storage, admit: Admit) -> None:
    first = await admit(7)
    async with storage.transaction() as tx:
        assert (await people.admit(tx, 7, "en", MONDAY, IDLE)).person == first


async def test_a_number_is_never_given_twice(storage: Storage, admit: Admit) -> None:
    first = await admit(7)
    async with storage.transaction() as tx:
        people.forget(tx, first.id)
    assert (await admit(7)).id > first.id


async def test_whoever_left_is_gone_until_they_speak(storage: Storage, admit: Admit) -> None:
    person = await admit()
    async with storage.transaction() as tx:
        people.mark_gone(tx, person.id, MONDAY)
        assert (await people.by_chat(tx, 7)).gone  # type: ignore[union-attr]  # they were admitted
    async with storage.transaction() as tx:
        people.save(tx, person, IDLE, MONDAY + timedelta(hours=1))
    async with storage.transaction() as tx:
        known = await people.by_chat(tx, 7)
    assert known is not None
    assert not known.gone
    assert known.spoke_at == MONDAY + timedelta(hours=1)


async def test_being_asked_is_no_sign_of_life(storage: Storage, admit: Admit) -> None:
    person = await admit()
    async with storage.transaction() as tx:
        people.mark_gone(tx, person.id, MONDAY)
        people.save_dialogue(tx, person.id, '{"at":"settings","ticket":"t"}')
    async with storage.transaction() as tx:
        known = await people.by_chat(tx, 7)
    assert known is not None
    assert known.gone
    assert known.spoke_at == MONDAY
    assert "settings" in known.dialogue


async def test_a_chat_that_moved_keeps_its_person(storage: Storage, admit: Admit) -> None:
    person = await admit(7)
    async with storage.transaction() as tx:
        people.move_chat(tx, person.id, 8)
    async with storage.transaction() as tx:
        known = await people.by_chat(tx, 8)
        assert known is not None
        assert known.person.id == person.id
        assert await people.by_chat(tx, 7) is None


async def test_the_latest_is_whoever_spoke_last(storage: Storage, admit: Admit) -> None:
    first, _second = await admit(7), await admit(8)
    async with storage.transaction() as tx:
        people.save(tx, first, IDLE, MONDAY + timedelta(minutes=1))
        latest = await people.latest(tx)
    assert latest is not None
    assert latest.person.id == first.id


async def test_the_open_message_is_remembered_and_let_go(storage: Storage, admit: Admit) -> None:
    person = await admit()
    async with storage.transaction() as tx:
        people.set_open_message(tx, person.id, 2**40)
    async with storage.transaction() as tx:
        assert await people.open_message(tx, person.id) == 2**40
        people.set_open_message(tx, person.id, None)
        assert await people.open_message(tx, person.id) is None


async def test_a_row_given_to_somebody_else_says_nothing(storage: Storage, admit: Admit) -> None:
    await admit(7)
    await admit(8)
    async with storage.transaction() as tx:
        swap = "UPDATE person SET content = (SELECT content FROM person WHERE chat_id = 7) WHERE chat_id = 8"
        await tx.run(text(swap))
    with pytest.raises(SealBrokenError):
        async with storage.transaction() as tx:
            await people.by_chat(tx, 8)


async def _fill(storage: Storage, admit: Admit, chat_id: int) -> int:
    """Somebody with a row in every table that can hold one of theirs."""
    person = await admit(chat_id)
    async with storage.transaction() as tx:
        told = moment(number=chat_id).model_copy(update={"text": (Part(message_id=5, text="angry"),)})
        moments.keep(tx, person.id, told)
        slots = every(4)(DeliveryKind.PROMPT, person, MONDAY)
        await deliveries.plan(tx, [deliveries.Promised(person.id, DeliveryKind.PROMPT, slots)])
        await recall.record_asked(tx, person.id, Asked("a.b", Strand.NAMING, MONDAY, Outcome.IGNORED))
        recall.keep(tx, (await recall.of_each(tx, [person.id], MONDAY))[person.id])
        await answers.owe(tx, [(person.id, chat_id, Say(text="…"))], MONDAY)
        await shelves.keep(tx, person.id, Shelf(id=UUID(int=chat_id), name="a story"), MONDAY)
        unsaid.keep(tx, person.id, item(chat_id))
        unsaid.keep_check_in(tx, person.id, CHECK_IN.model_copy(update={"id": item(chat_id).id}))
        updates.quarantine(tx, 90, chat_id, "{}", "ValueError", MONDAY)
        removals.note(tx, person.id, 5, MONDAY, MONDAY)
    return person.id


async def _rows(storage: Storage) -> dict[str, int]:
    async with storage.transaction() as tx:
        return {
            table.name: (await tx.session.exec(select(func.count()).select_from(table))).one()
            for table in SQLModel.metadata.sorted_tables
        }


async def test_whoever_is_forgotten_leaves_no_row_in_any_table(storage: Storage, admit: Admit) -> None:
    before = await _rows(storage)
    person_id = await _fill(storage, admit, 7)
    filled = await _rows(storage)
    assert {name for name in filled if filled[name] > before[name]} == {
        table.name for table in SQLModel.metadata.sorted_tables if {"person_id", "chat_id"} & set(table.columns.keys())
    }
    async with storage.transaction() as tx:
        await updates.forget_chat(tx, 7)
        people.forget(tx, person_id)
    assert await _rows(storage) == before


async def test_forgetting_one_leaves_the_others_alone(storage: Storage, admit: Admit) -> None:
    await _fill(storage, admit, 8)
    before = await _rows(storage)
    person_id = await _fill(storage, admit, 7)
    async with storage.transaction() as tx:
        await updates.forget_chat(tx, 7)
        people.forget(tx, person_id)
    assert await _rows(storage) == before
