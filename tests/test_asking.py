import random
from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest

import prompts
from coach import asking
from coach.model import (
    Appointment,
    AwayPeriod,
    Calendar,
    Heard,
    Move,
    OwnPrompt,
    Person,
    Profile,
    UnsaidItem,
    UnsaidState,
)
from coach.storage import Storage, Transaction, recall, unsaid
from prompts import Asked, Outcome, Strand, TherapistLevel
from tests.conftest import Admit
from tests.fakes import MONDAY, FixedClock

OFF = Profile(therapist_level=TherapistLevel.OFF)


async def _about(tx: Transaction, person: Person, now: datetime) -> asking.Recollection:
    return (await asking.recollections(tx, [person.id], now))[person.id]


async def _ask(storage: Storage, person: Person, clock: FixedClock, times: int) -> list[prompts.Prompt]:
    """So many prompts, four hours apart, each recorded as asked."""
    chosen, rng = [], random.Random(1)
    async with storage.transaction() as tx:
        for _ in range(times):
            prompt = asking.choose(person, await _about(tx, person, clock.now()), clock.now(), rng)
            await recall.record_asked(tx, person.id, asking.as_asked(prompt, clock.now()))
            chosen.append(prompt)
            clock.forward(hours=4)
    return chosen


async def test_what_was_asked_does_not_come_again_soon(storage: Storage, admit: Admit, still: FixedClock) -> None:
    chosen = await _ask(storage, await admit(), still, 30)
    assert len({prompt.id for prompt in chosen}) == 30


async def test_what_another_person_was_asked_does_not_count(storage: Storage, admit: Admit, still: FixedClock) -> None:
    one, other = await admit(7), await admit(8)
    first = await _ask(storage, one, still, 1)
    still.at = MONDAY
    assert await _ask(storage, other, still, 1) == first


async def test_a_level_of_off_is_kept(storage: Storage, admit: Admit, still: FixedClock) -> None:
    chosen = await _ask(storage, await admit(profile=OFF), still, 25)
    assert not any(prompt.about_therapist for prompt in chosen)


async def test_somebody_who_asks_is_asked_about_their_therapist_whatever_their_level(
    storage: Storage, admit: Admit
) -> None:
    person = await admit(profile=OFF)
    async with storage.transaction() as tx:
        prompt = asking.choose_about_therapist(person, await _about(tx, person, MONDAY), MONDAY, random.Random(1))
    assert prompt.about_therapist
    assert prompt.level is prompts.Level.GENTLE


async def test_a_language_without_prompts_is_asked_in_english(storage: Storage, admit: Admit) -> None:
    person = await admit(language="tlh")
    async with storage.transaction() as tx:
        prompt = asking.choose(person, await _about(tx, person, MONDAY), MONDAY, random.Random(1))
    assert prompt in prompts.load("en").prompts


@pytest.mark.parametrize(
    ("now", "since", "until"),
    [
        (MONDAY.replace(day=5, hour=14), 7 * 24 - 110 / 60, 1),
        (MONDAY.replace(day=5, hour=15, minute=20), 0, 7 * 24 - 20 / 60),
        (MONDAY.replace(day=5, hour=17, minute=50), 2, 7 * 24 - 170 / 60),
    ],
    ids=["an hour before it", "in the middle of it", "two hours after it"],
)
def test_how_far_away_the_session_is(now: object, since: float, until: float) -> None:
    person = Person(id=1, chat_id=7, appointment=Appointment(weekday=3, at=time(15), minutes=50))
    setting = asking._setting(person, now)  # type: ignore[arg-type]  # parametrised
    assert setting.hours_since_session == pytest.approx(since)
    assert setting.hours_until_session == pytest.approx(until)


def test_a_moved_session_is_as_far_away_as_it_is_and_away_is_away() -> None:
    at = MONDAY.replace(day=5, hour=14)
    friday = Move(day=date(2026, 3, 5), to=datetime(2026, 3, 6, 14))  # noqa: DTZ001  # a wall time
    rule = Appointment(weekday=3, at=time(15))
    moved = Person(id=1, chat_id=7, appointment=rule, calendar=Calendar(moved=(friday,)))
    assert asking._setting(moved, at).hours_until_session == 24
    away = Person(id=1, chat_id=7, appointment=rule, calendar=Calendar(away=(AwayPeriod(start=date(2026, 3, 5)),)))
    assert asking._setting(away, at).away
    assert asking._setting(away, at).hours_until_session is None
    assert not asking._setting(moved, at).away


def test_without_a_session_there_is_no_distance_to_it() -> None:
    setting = asking._setting(Person(id=1, chat_id=7, zone="Asia/Tokyo"), MONDAY)
    assert setting.hours_since_session is None
    assert setting.now.hour == 18


def test_a_prompt_counts_as_ignored_until_it_is_met() -> None:
    prompt = prompts.load("en").prompts[0]
    assert asking.as_asked(prompt, MONDAY) == Asked(prompt.id, prompt.strand, MONDAY, Outcome.IGNORED)


# ── after something landed badly


def _said(heard: Heard | None, hours: float = -24) -> UnsaidItem:
    said_at = MONDAY + timedelta(hours=hours)
    return UnsaidItem(id=UUID(int=1), at=MONDAY, state=UnsaidState.SAID, said_at=said_at, heard=heard)


def _asked(strand: Strand, hours: float) -> Asked:
    return Asked("x.y", strand, MONDAY + timedelta(hours=hours), Outcome.IGNORED)


@pytest.mark.parametrize(
    ("heard", "badly"),
    [(Heard.NOT, True), (Heard.WORSE, True), (Heard.PARTLY, False), (Heard.HEARD, False), (None, False)],
)
def test_what_was_not_heard_or_made_it_worse_landed_badly(heard: Heard | None, badly: bool) -> None:
    assert asking.landed_badly([_said(heard)], [], MONDAY) is badly


def test_until_a_repair_prompt_was_asked_since() -> None:
    item = _said(Heard.NOT)
    assert asking.landed_badly([item], [_asked(Strand.REPAIR, -30), _asked(Strand.WARM, -2)], MONDAY)
    assert not asking.landed_badly([item], [_asked(Strand.REPAIR, -2)], MONDAY)
    assert not asking.landed_badly([_said(Heard.NOT, -24 * 101)], [], MONDAY)


async def test_something_that_landed_badly_brings_a_repair_prompt_soon(
    storage: Storage, admit: Admit, still: FixedClock
) -> None:
    person = await admit()
    await _ask(storage, person, still, 12)
    async with storage.transaction() as tx:
        unsaid.keep(tx, person.id, _said(Heard.NOT).model_copy(update={"said_at": still.now()}))
    still.forward(hours=4)
    with_it = [prompt.strand for prompt in await _ask(storage, person, still, 4)]
    assert with_it.count(Strand.REPAIR) >= 1


async def test_a_gentle_day_asks_nothing_hard_nothing_of_ones_own_and_nothing_about_the_therapist(
    storage: Storage, admit: Admit, still: FixedClock
) -> None:
    own = (OwnPrompt(number=1, text="what did i hide"),)
    profile = Profile(therapist_level=TherapistLevel.DIRECT, own_prompts=own, gentle_until=date(2027, 1, 1))
    person = (await admit()).model_copy(update={"profile": profile})
    asked = await _ask(storage, person, still, 20)
    assert {prompt.strand for prompt in asked} <= {Strand.NAMING, Strand.BODY, Strand.SECURE_BASE}
    assert {prompt.level for prompt in asked} == {prompts.Level.GENTLE}


async def test_a_gentle_time_ends(storage: Storage, admit: Admit, still: FixedClock) -> None:
    profile = Profile(gentle_until=still.now().date(), therapist_rests_until=still.now().date())
    person = (await admit()).model_copy(update={"profile": profile})
    asked = await _ask(storage, person, still, 30)
    assert any(prompt.about_therapist for prompt in asked)


async def test_while_the_therapist_rests_nothing_is_asked_about_them(
    storage: Storage, admit: Admit, still: FixedClock
) -> None:
    profile = Profile(therapist_level=TherapistLevel.DIRECT, therapist_rests_until=date(2027, 1, 1))
    person = (await admit()).model_copy(update={"profile": profile})
    assert not any(prompt.about_therapist for prompt in await _ask(storage, person, still, 30))
    async with storage.transaction() as tx:
        chosen = asking.choose_about_therapist(
            person, await _about(tx, person, still.now()), still.now(), random.Random(1)
        )
    assert not chosen.about_therapist
