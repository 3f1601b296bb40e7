"""Days as they go by with the real planner and a real database: what is put off, silence, quiet hours, other zones."""

from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import text

from coach.conversation import ANSWERED_WITHIN
from coach.dialogue import load_state
from coach.dialogue.events import Command, Event, Text
from coach.dialogue.states import Prompted
from coach.door import Sender
from coach.messages import Close, Say
from coach.model import Appointment, FixedTimes, OwnPrompt, Part, Person, Profile, UnsaidItem
from coach.rhythm import FewerPrompts, PutOff, QuietHours
from coach.storage import KeyRing, Storage, moments, people, recall, unsaid
from coach.texts import texts
from coach.zones import local
from prompts import Asked, Outcome
from scheduler.timing import slots
from tests.conftest import Admit
from tests.fakes import IDLE, REFUSED, UNKNOWN, FakeOutbox, FixedClock, until
from tests.scheduler.conftest import House, build

SAY = texts("en")
FEWER = SAY("fewer")
TWICE = FixedTimes(times=(time(9), time(20)))
NIGHT = QuietHours(start=time(22), end=time(7))


class Days:
    """One person, whose days go by."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._update = 0

    async def begin(self, **changes: object) -> Person:
        """It is Monday 12:00 UTC."""
        self.house.clock.at = datetime(2026, 3, 2, 12, tzinfo=UTC)
        async with self.house.storage.transaction() as tx:
            person = (await people.admit(tx, 7, "en", self.house.clock.now(), IDLE)).person
            person = person.model_copy(update={"begun": True, "schedule": TWICE, **changes})
            people.save(tx, person, IDLE, self.house.clock.now())
            await self.house.conversation.plan(tx, [person], self.house.clock.now())
        return person

    async def does(self, event: Event) -> str:
        """What is answered."""
        before = len(self.house.outbox.texts())
        self._update += 1
        await self.house.conversation.take(self._update, Sender(7, "en"), event)
        await until(lambda: len(self.house.outbox.texts()) > before)
        return self.house.outbox.texts()[-1]

    async def types(self, words: str) -> str:
        return await self.does(Text(words, 5000 + self._update))

    async def go_on(self, until_: datetime) -> list[tuple[str, str]]:
        """Everything that falls due until then: when in UTC, and how it begins."""
        came = []
        while (due := await self.house.ticker.tick()) is not None and due <= until_:
            self.house.clock.at = due
            before = len(self.house.outbox.texts())
            await self.house.ticker.tick()
            came += [(f"{due:%a %H:%M}", text) for text in self.house.outbox.texts()[before:]]
        self.house.clock.at = until_
        return came

    async def keys(self, state: str = "sent", kind: str = "prompt") -> list[str]:
        query = text("SELECT slot FROM delivery WHERE kind = :kind AND state = :state ORDER BY due_at")
        async with self.house.storage.transaction() as tx:
            return list((await tx.session.exec(query, params={"kind": kind, "state": state})).scalars())  # type: ignore[call-overload]  # plain SQL


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In that March."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def days(storage: Storage, outbox: FakeOutbox, still: FixedClock) -> Days:
    return Days(build(storage, outbox, still, slots))


# ── put off


async def test_a_question_put_off_comes_again_once_as_the_same_question(days: Days) -> None:
    await days.begin()
    ((_, first),) = await days.go_on(at(2, 20, 5))
    assert await days.types("in 1 hour") == "It comes back at 21:05."
    assert days.house.outbox.taken[-2:] == [(7, Close(target=1001)), (7, Say(text="It comes back at 21:05."))]
    came = await days.go_on(at(3, 8))
    assert came == [("Mon 21:05", first)]
    sent = await days.keys()
    assert sent[0] == "2026-03-02T20:00"
    assert sent[1].startswith("later:")
    assert [when for when, _ in await days.go_on(at(3, 21))] == ["Tue 09:00", "Tue 20:00"]


async def test_it_can_be_put_off_again_and_its_answer_counts_for_the_last_time_it_was_asked(days: Days) -> None:
    person = await days.begin()
    await days.go_on(at(2, 20, 5))
    await days.types("15 min")
    await days.go_on(at(2, 20, 21))
    await days.types("15 min")
    await days.go_on(at(2, 20, 40))
    await days.types("that he looked at the clock")
    assert len(set(await days.keys())) == 3
    async with days.house.storage.transaction() as tx:
        (moment,) = await moments.between(tx, person.id, None, None)
        asked = await recall.history(tx, person.id, at(2, 0))
    assert len({one.prompt_id for one in asked}) == 1
    assert [one.outcome for one in asked] == [Outcome.IGNORED, Outcome.IGNORED, Outcome.ANSWERED]
    async with days.house.storage.transaction() as tx:
        assert await recall.asked_in(tx, person.id, moment.delivery_id or 0) == asked[-1]


async def test_another_process_keeps_the_promise(days: Days, url: str, keys: KeyRing) -> None:
    await days.begin()
    ((_, first),) = await days.go_on(at(2, 20, 5))
    await days.types("in 1 hour")
    storage = await Storage.open(url, keys)
    other = build(storage, FakeOutbox(), days.house.clock, slots)
    days.house.clock.at = at(2, 21, 6)
    await other.ticker.tick()
    await days.house.ticker.tick()
    await storage.close()
    assert other.outbox.texts() == [first]
    assert (await days.keys())[1].startswith("later:")


async def test_a_question_of_ones_own_comes_again_and_one_that_was_removed_does_not(days: Days) -> None:
    own = OwnPrompt(number=1, text="What did I swallow today?")
    person = await days.begin(profile=Profile(own_prompts=(own,), own_prompts_ever=1))
    async with days.house.storage.transaction() as tx:
        delivery = await recall.record_asked(tx, person.id, Asked("own.1", None, at(2, 12), Outcome.IGNORED))
        later = person.model_copy(update={"later": PutOff(at=at(2, 13), delivery_id=delivery)})
        people.save(tx, later, IDLE, at(2, 12))
        await days.house.conversation.plan(tx, [later], at(2, 12))
    assert await days.go_on(at(2, 14)) == [("Mon 13:00", own.text)]
    async with days.house.storage.transaction() as tx:
        delivery = await recall.record_asked(tx, person.id, Asked("own.2", None, at(2, 14), Outcome.IGNORED))
        later = person.model_copy(update={"later": PutOff(at=at(2, 15), delivery_id=delivery)})
        people.save(tx, later, IDLE, at(2, 14))
        await days.house.conversation.plan(tx, [later], at(2, 14))
    ((when, other),) = await days.go_on(at(2, 16))
    assert when == "Mon 15:00"
    assert other


async def test_nobody_is_asked_what_somebody_else_put_off(days: Days, admit: Admit) -> None:
    person, other = await days.begin(), await admit(8)
    await days.go_on(at(2, 20, 5))
    async with days.house.storage.transaction() as tx:
        (asked,) = await recall.history(tx, person.id, at(1, 0))
        found = [number for number in range(10) if await recall.asked_in(tx, person.id, number) == asked]
        assert len(found) == 1
        assert await recall.asked_in(tx, other.id, found[0]) is None


# ── the window


@pytest.mark.parametrize("late", [0, 89])
async def test_who_is_asked_late_has_as_long_to_answer(days: Days, late: int) -> None:
    await days.begin()
    days.house.clock.at = at(2, 20) + timedelta(minutes=late)
    await days.house.ticker.tick()
    state = load_state((await days.house.known()).dialogue)
    assert isinstance(state, Prompted)
    assert state.until == days.house.clock.now() + ANSWERED_WITHIN


async def test_a_late_answer_is_a_moment_of_its_own_and_the_prompt_stays_unanswered(days: Days) -> None:
    person = await days.begin()
    await days.go_on(at(2, 21, 30))
    await days.types("that he looked at the clock")
    async with days.house.storage.transaction() as tx:
        (moment,) = await moments.between(tx, person.id, None, None)
        (asked,) = await recall.history(tx, person.id, at(2, 0))
    assert (moment.delivery_id, asked.outcome) == (None, Outcome.IGNORED)


# ── quiet hours


async def test_what_is_late_waits_for_quiet_hours_or_is_dropped(days: Days) -> None:
    session = Appointment(weekday=1, at=time(9))
    await days.begin(schedule=FixedTimes(times=(time(21, 30),)), quiet=NIGHT, appointment=session)
    days.house.clock.at = at(2, 22, 10)
    await days.house.ticker.tick()
    assert days.house.outbox.tried == []
    assert await days.keys("expired") == ["2026-03-02T21:30"]


async def test_quiet_hours_set_after_the_planning_hold_for_what_is_planned(days: Days) -> None:
    await days.begin(schedule=None, appointment=Appointment(weekday=1, at=time(9)))
    async with days.house.storage.transaction() as tx:
        known = await people.by_chat(tx, 7)
        assert known is not None
        people.save_rhythm(tx, known.person.model_copy(update={"quiet": QuietHours(start=time(22), end=time(8))}))
    came = await days.go_on(at(3, 8, 30))
    assert [when for when, _ in came] == ["Tue 08:00"]


async def test_times_and_days_that_change_change_what_is_planned(days: Days) -> None:
    await days.begin()
    await days.does(Command("quiet", "19 to 8"))
    await days.does(Command("days", "wed"))
    assert [when for when, _ in await days.go_on(at(5, 0))] == ["Wed 09:00"]


# ── nothing comes back


async def test_after_three_days_one_line_and_then_once_a_week_until_there_is_a_sign(days: Days) -> None:
    await days.begin()
    came = await days.go_on(at(26, 0))
    told = [when for when, text in came if text.startswith(FEWER)]
    assert told == ["Thu 20:00"], "three days after the last sign"
    prompts = await days.keys()
    assert prompts == [
        "2026-03-02T20:00", "2026-03-03T09:00", "2026-03-03T20:00", "2026-03-04T09:00", "2026-03-04T20:00",
        "2026-03-05T09:00", "2026-03-05T20:00", "2026-03-12T09:00", "2026-03-19T09:00",
    ]  # fmt: skip
    await days.types("that he looked at the clock")
    assert (await days.house.known()).person.fewer is None
    after = await days.go_on(at(27, 0))
    assert [when for when, _ in after] == ["Thu 09:00", "Thu 20:00"]
    assert not [text for _, text in after if text.startswith(FEWER)]


async def test_a_command_is_a_sign_too(days: Days) -> None:
    await days.begin()
    await days.go_on(at(6, 0))
    await days.does(Command("help"))
    assert [when for when, _ in await days.go_on(at(7, 0))] == ["Fri 09:00", "Fri 20:00"]


async def test_whoever_comes_back_is_asked_as_before(days: Days) -> None:
    await days.begin()
    await days.go_on(at(6, 0))
    await days.house.conversation.left(90, 7)
    await days.house.conversation.returned(91, 7)
    assert (await days.house.known()).person.fewer is None
    assert await days.keys("due") == ["2026-03-06T09:00"]


async def test_who_answers_now_and_then_is_told_nothing(days: Days) -> None:
    await days.begin()
    for day in (4, 6, 8, 10):
        await days.go_on(at(day, 12))
        await days.types("later, maybe, who knows when")
    assert not [text for text in days.house.outbox.texts() if text.startswith(FEWER)]


async def test_days_without_prompts_are_no_silence(days: Days) -> None:
    await days.begin(days=(6,))
    came = await days.go_on(at(16, 0))
    assert not [text for _, text in came if text.startswith(FEWER)]


async def test_a_line_that_surely_did_not_arrive_is_said_with_the_next_try(days: Days) -> None:
    await days.begin(schedule=FixedTimes(times=(time(9),)))
    await days.go_on(at(6, 8))
    days.house.outbox.script.append(REFUSED)
    days.house.clock.at = at(6, 9)
    await days.house.ticker.tick()
    assert (await days.house.known()).person.fewer is None
    days.house.clock.at = at(6, 9, 20)
    await days.house.ticker.tick()
    assert days.house.outbox.texts()[-1].startswith(FEWER)
    fewer = (await days.house.known()).person.fewer
    assert fewer == FewerPrompts(since=at(6, 9, 20), delivery_id=fewer.delivery_id if fewer else 0)


async def test_a_line_that_may_have_arrived_is_not_said_again(days: Days) -> None:
    await days.begin(schedule=FixedTimes(times=(time(9),)))
    await days.go_on(at(6, 8))
    days.house.outbox.script.append(UNKNOWN)
    came = await days.go_on(at(28, 0))
    assert not [text for _, text in came if text.startswith(FEWER)]
    assert (await days.keys())[-2:] == ["2026-03-20T09:00", "2026-03-27T09:00"]


async def test_the_week_comes_in_silence_only_where_it_holds_something(days: Days) -> None:
    person = await days.begin()
    await days.go_on(at(6, 0))
    assert not [when for when, _ in await days.go_on(at(9, 0)) if when == "Sun 18:00"]
    item = UnsaidItem.model_validate(
        {"id": "00000000-0000-0000-0000-000000000001", "at": at(9, 0), "words": [Part(text="you rang")]}
    )
    async with days.house.storage.transaction() as tx:
        unsaid.keep(tx, person.id, item)
    assert [when for when, _ in await days.go_on(at(16, 0)) if when == "Sun 18:00"] == ["Sun 18:00"]


# ── another zone


async def _moves(days: Days, zone: str) -> None:
    await days.does(Command("timezone", zone))
    assert (await days.house.known()).person.zone == zone


async def _walls(days: Days) -> list[str]:
    return [key for key in await days.keys() if not key.startswith("later")]


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("Europe/Berlin", "America/New_York"),
        ("America/New_York", "Asia/Tokyo"),
        ("Pacific/Auckland", "Pacific/Honolulu"),  # into yesterday
        ("Pacific/Honolulu", "Pacific/Kiritimati"),  # into tomorrow
        ("Pacific/Kiritimati", "Pacific/Pago_Pago"),
        ("Asia/Kathmandu", "Pacific/Chatham"),
    ],
)
async def test_a_move_in_the_middle_of_the_week_asks_for_no_local_time_twice(days: Days, first: str, then: str) -> None:
    await days.begin(zone=first)
    await days.go_on(at(4, 12))
    sent = await _walls(days)
    await _moves(days, then)
    await days.go_on(at(6, 12))
    await days.types("that he looked at the clock")
    await days.go_on(at(9, 12))
    walls = await _walls(days)
    assert walls[: len(sent)] == sent
    assert len(set(walls)) == len(walls)
    here = local(then, at(4, 12)).date()
    for after in (2, 3, 4):
        day = here + timedelta(days=after)
        assert [wall for wall in walls if wall.startswith(str(day))] == [f"{day}T09:00", f"{day}T20:00"]


async def test_there_and_back_again_asks_for_no_local_time_twice(days: Days) -> None:
    await days.begin(zone="Pacific/Auckland")
    for day, zone in (
        (3, "Pacific/Honolulu"),
        (4, "Pacific/Auckland"),
        (5, "Pacific/Honolulu"),
        (6, "Pacific/Kiritimati"),
    ):
        await days.go_on(at(day, 12))
        await _moves(days, zone)
    await days.go_on(at(9, 12))
    walls = await _walls(days)
    assert len(set(walls)) == len(walls)
    assert walls == sorted(walls)
