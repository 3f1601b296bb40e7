"""The weekly reflection: on demand, before the session, and on Sunday where there is none."""

from datetime import UTC, datetime, time, timedelta

from coach.model import DeliveryKind
from tests.flows.conftest import Begin
from tests.flows.journey import SAY, Journey, Person

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
THOUGHT = "furious that he looked at the clock"


async def _told(ann: Person, text: str) -> None:
    offer = await ann.say(text, SAY("ask-nearest"))
    await ann.tap(offer.buttons[0][0], "How strong")
    await ann.tap("4", "4 of 5")
    await ann.tap(SAY("button-that-is-all"), "4 of 5")


async def test_week_shows_what_was_said_in_the_person_s_own_words(ann: Person) -> None:
    await _told(ann, THOUGHT)
    week = await ann.say("/week", "Your week so far")
    assert f"“{THOUGHT}”" in week.text
    assert len(week.text) <= 1200


async def test_week_2_is_the_one_before(begin: Begin) -> None:
    journey = await begin(MONDAY)
    ann = journey.person()
    await ann.set_up(session=SAY("button-no-session"))
    await _told(ann, THOUGHT)
    journey.clock.advance_to(MONDAY + timedelta(days=7))
    empty = await ann.say("/week", "so far")
    assert THOUGHT not in empty.text
    assert THOUGHT in (await ann.say("/week 2", "Your week")).text
    await ann.say("/week two", SAY("week-unknown"))


async def test_the_week_comes_two_hours_before_the_session(begin: Begin) -> None:
    journey = await begin(MONDAY)
    ann = journey.person()
    await ann.set_up()
    await _told(ann, THOUGHT)
    due, line = await ann.at_next(DeliveryKind.WEEK)
    assert (due.weekday(), due.time()) == (3, time(13))
    assert THOUGHT in line.text


async def test_without_a_session_the_week_comes_on_sunday_at_six(begin: Begin) -> None:
    journey = await begin(MONDAY)
    ann = journey.person()
    await ann.set_up(session=SAY("button-no-session"))
    due, line = await ann.at_next(DeliveryKind.WEEK)
    assert (due.weekday(), due.time()) == (6, time(18))
    assert line.text
    following, _ = await ann.at_next(DeliveryKind.WEEK)
    assert following - due == timedelta(days=7)


async def test_an_empty_week_is_met_kindly(journey: Journey) -> None:
    ann = journey.person()
    await ann.set_up()
    await ann.say("/week", SAY("week-empty-running-kind"))
