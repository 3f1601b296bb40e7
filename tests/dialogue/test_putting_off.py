"""Not now: the same question again, later."""

from datetime import date, datetime, time, timedelta

import pytest

from coach.dialogue.states import Idle, Prompted, PuttingOff
from coach.rhythm import PutOff, QuietHours
from tests.dialogue.talk import CHOICES, NOW, PLAIN, Talk

QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)
EVENING = NOW.replace(hour=20)


@pytest.fixture
def asked(talk: Talk) -> Talk:
    """It is nine on a Monday in London."""
    talk.is_asked(CHOICES, delivery=3)
    return talk


@pytest.mark.parametrize(
    ("label", "at", "said"),
    [("15 min", NOW + QUARTER, "09:15"), ("1 h", NOW + HOUR, "10:00"), ("tonight", EVENING, "20:00")],
)
def test_two_taps_put_it_off_and_its_keyboard_goes(asked: Talk, label: str, at: datetime, said: str) -> None:
    asked.taps("later")
    assert asked.said == f"{CHOICES.text}\n\nWhen is better?"
    assert asked.labels == ["15 min", "1 h", "tonight", "back"]
    asked.taps(label)
    assert asked.person.later == PutOff(at=at, delivery_id=3)
    assert asked.said == f"{CHOICES.text}\n\nIt comes back at {said}."
    assert asked.idle
    assert len(asked.screen) == 1
    assert not asked.met, "neither answered nor skipped"


def test_a_second_tap_puts_nothing_off_again(asked: Talk) -> None:
    asked.taps("later")
    message, data = asked.open, asked.data_of("1 h")
    asked.taps("15 min")
    asked.waits(minutes=5)
    asked.presses(message, data)
    assert asked.refused
    assert asked.person.later == PutOff(at=NOW + QUARTER, delivery_id=3)


def test_now_after_all(asked: Talk) -> None:
    before = asked.labels
    asked.taps("later", "back")
    assert isinstance(asked.state, Prompted)
    assert (asked.said, asked.labels) == (CHOICES.text, before)
    asked.taps("yes")
    assert asked.met == [(3, "answered")]


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("in 1 hour", NOW + HOUR),
        ("15 min", NOW + QUARTER),
        ("tonight", EVENING),
        ("at 13:30", NOW.replace(hour=13, minute=30)),
        ("at 8:30", NOW.replace(day=3, hour=8, minute=30)),
        ("tonight at 9", EVENING + HOUR),
    ],
)
@pytest.mark.parametrize("opened", [False, True])
def test_a_time_typed_does_as_well(asked: Talk, typed: str, at: datetime, opened: bool) -> None:
    if opened:
        asked.types("later")
        assert isinstance(asked.state, PuttingOff)
    asked.types(typed)
    assert asked.person.later == PutOff(at=at, delivery_id=3)
    assert asked.said.startswith("It comes back")
    assert asked.idle
    assert not asked.moments


def test_a_sentence_that_begins_with_a_time_is_an_answer(asked: Talk) -> None:
    asked.types("tonight he was late again")
    assert asked.text == "tonight he was late again"
    assert asked.person.later is None


def test_a_thought_while_the_times_are_open_answers_the_question(asked: Talk) -> None:
    asked.taps("later")
    asked.types("soonish")
    assert asked.said == "I could not read that. “in 20 minutes” works, or “tonight”. A sentence answers the question."
    asked.types("that he looked at the clock again")
    assert (asked.moment.delivery_id, asked.moment.prompt_id) == (3, CHOICES.id)
    assert asked.met == [(3, "answered")]


def test_a_voice_note_while_the_times_are_open_answers_the_question(asked: Talk) -> None:
    asked.taps("later")
    asked.speaks()
    assert asked.moment.delivery_id == 3


@pytest.mark.parametrize(("minutes", "counts"), [(89, True), (90, False)])
@pytest.mark.parametrize("opened", [False, True])
def test_a_sentence_in_time_answers_and_a_late_one_is_a_moment_of_its_own(
    asked: Talk, minutes: int, counts: bool, opened: bool
) -> None:
    if opened:
        asked.taps("later")
    asked.waits(minutes=minutes)
    asked.types("that he looked at the clock again")
    assert asked.moment.delivery_id == (3 if counts else None)
    assert asked.met == ([(3, "answered")] if counts else [])


def test_late_in_the_evening_tonight_is_in_an_hour(talk: Talk) -> None:
    talk.now = EVENING - timedelta(minutes=20)
    talk.is_asked(PLAIN, delivery=3)
    talk.taps("later", "tonight")
    assert talk.person.later == PutOff(at=talk.now + HOUR, delivery_id=3)


def test_what_would_fall_into_quiet_hours_comes_when_they_end(asked: Talk) -> None:
    asked.person = asked.person.model_copy(update={"quiet": QuietHours(start=time(19), end=time(7))})
    asked.taps("later", "tonight")
    assert asked.person.later == PutOff(at=NOW.replace(day=3, hour=7), delivery_id=3)
    assert asked.said.endswith("20:00 is in your quiet hours. It comes back tomorrow at 07:00.")


def test_the_next_prompts_are_told_of(asked: Talk) -> None:
    asked.coming = (NOW + 4 * HOUR, EVENING + QUARTER)
    asked.taps("later", "tonight")
    assert asked.said.endswith(
        "It comes back at 20:00. No other comes around that time. Another one comes at 13:00, as usual."
    )


def test_a_newer_one_takes_the_place_of_the_one_that_waits(asked: Talk) -> None:
    asked.taps("later", "tonight")
    asked.waits(hours=4)
    asked.is_asked(PLAIN, delivery=4)
    asked.taps("later", "tonight")
    assert asked.said.endswith("It comes back at 20:00. It takes the place of the one you put off before.")
    assert asked.person.later == PutOff(at=EVENING, delivery_id=4)


@pytest.mark.parametrize("pause", [{"paused": True}, {"paused_until": date(2026, 3, 5)}])
def test_in_a_pause_it_would_not_come_and_the_question_stays(asked: Talk, pause: dict[str, object]) -> None:
    asked.person = asked.person.model_copy(update=pause)
    asked.taps("later")
    asked.types("tonight")
    assert asked.said == "I am quiet for now, so it would not come back. /resume ends that."
    assert isinstance(asked.state, Prompted)
    assert asked.person.later is None


def test_fewer_is_said_once_above_the_prompt_and_is_no_part_of_it(talk: Talk) -> None:
    talk.is_asked(PLAIN, fewer=True)
    line = "I will be quieter from here: one question a week. A tap or a word from you, and it is as before."
    assert talk.said == f"{line}\n\n{PLAIN.text}"
    talk.taps("skip")
    assert talk.said == f"{PLAIN.text}\n\nLeft open."
    assert isinstance(talk.state, Idle)
