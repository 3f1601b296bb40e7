"""Quiet hours and weekdays, tapped and typed."""

from datetime import time

import pytest

from coach.model import Person
from coach.rhythm import EVERY_DAY, QuietHours
from tests.dialogue.talk import Talk

NIGHT = QuietHours(start=time(22), end=time(7))


def test_quiet_hours_are_set_by_two_taps(talk: Talk) -> None:
    talk.calls("/settings")
    talk.taps("quiet hours", "22:00 – 07:00")
    assert talk.person.quiet == NIGHT
    assert talk.said == "Between 22:00 and 07:00 nothing comes from me by itself. I ask at 08:00, London time."
    talk.calls("/settings")
    assert "Between 22:00 and 07:00 nothing comes from me by itself." in talk.said
    talk.taps("quiet hours", "no quiet hours")
    assert talk.person.quiet is None
    assert talk.said == "There are no quiet hours. I ask at 08:00, London time."


@pytest.mark.parametrize("typed", ["22-7", "10 to 7", "from 10pm until 7am", "22:00 – 07:00"])
def test_quiet_hours_can_be_typed(talk: Talk, typed: str) -> None:
    talk.calls(f"/quiet {typed}")
    assert talk.person.quiet == NIGHT
    talk.calls("/quiet off")
    assert talk.person.quiet is None
    talk.calls("/quiet")
    talk.types(typed)
    assert talk.person.quiet == NIGHT
    assert talk.idle


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("at night", "I could not read that. Something like 22 to 7 works, or “off”."),
        ("07:00 to 06:30", "That leaves less than an hour of the day. /pause keeps me quiet for longer."),
    ],
)
def test_hours_that_are_none_keep_the_question_open(talk: Talk, typed: str, said: str) -> None:
    talk.calls("/quiet")
    talk.types(typed)
    assert talk.said == said
    talk.taps("leave it as it is")
    assert talk.person.quiet is None


def test_a_time_in_quiet_hours_is_declined_and_nothing_changes(talk: Talk) -> None:
    talk.calls("/quiet 22-7")
    before = talk.person
    talk.calls("/time 13:00, 23:00, 6:30")
    assert talk.said == (
        "06:30, 23:00 would be in your quiet hours, 22:00 – 07:00. Another time works, or /quiet changes them."
    )
    assert talk.person == before
    talk.calls("/time 23:00 to 23:30")
    talk.taps("2")
    assert talk.said.startswith("23:00, 23:30 would be in your quiet hours")
    talk.taps("leave it as it is")
    assert talk.person == before


def test_surprises_that_are_quiet_in_part_are_taken(talk: Talk) -> None:
    talk.calls("/quiet 22-7")
    talk.calls("/time 9 to 23")
    talk.taps("3")
    assert talk.said.startswith("Done. I ask 3 times a day")


def test_times_that_new_quiet_hours_cover_rest_and_come_back_with_others(talk: Talk) -> None:
    talk.calls("/time 8:00, 23:00")
    talk.calls("/quiet 22-7")
    assert talk.said.endswith("I ask at 08:00, London time. 23:00 rests in your quiet hours.")
    talk.calls("/quiet 22-9")
    assert talk.said.endswith("All your times are in your quiet hours, so they rest. /time sets others.")
    talk.calls("/quiet off")
    assert talk.said.endswith("I ask at 08:00, 23:00, London time.")


def test_days_are_turned_on_and_off_by_taps_and_hold_at_once(talk: Talk) -> None:
    talk.calls("/settings")
    talk.taps("days", "✓ Saturday", "✓ Sunday")
    assert talk.person.days == EVERY_DAY[:5]
    talk.taps("Sunday")
    assert talk.person.days == (0, 1, 2, 3, 4, 6)
    talk.taps("done")
    assert talk.said == "Done. I ask at 08:00, London time. Days: Monday to Friday and Sunday."
    assert talk.idle


def test_one_day_stays_on(talk: Talk) -> None:
    talk.calls("/days sat")
    talk.calls("/days")
    talk.taps("✓ Saturday")
    assert talk.said.startswith("One day stays on. /pause keeps me quiet for a while.")
    assert talk.person.days == (5,)
    talk.taps("Monday to Friday", "every day", "done")
    assert talk.person.days == EVERY_DAY
    assert talk.said == "Done. I ask at 08:00, London time."


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("mon-fri", "Days: Monday to Friday."),
        ("Tuesday and Saturday", "Days: Tuesday and Saturday."),
        ("mon, wed, fri", "Days: Monday, Wednesday and Friday."),
        ("sun", "Days: Sunday."),
    ],
)
def test_days_can_be_typed(talk: Talk, typed: str, said: str) -> None:
    talk.calls(f"/days {typed}")
    assert talk.said == f"Done. I ask at 08:00, London time. {said}"
    days, talk.person = talk.person.days, talk.person.model_copy(update={"days": EVERY_DAY})
    talk.calls("/days")
    talk.types(typed)
    assert (talk.person.days, talk.idle) == (days, True)


def test_days_that_are_none_keep_the_question_open_and_a_thought_is_kept(talk: Talk) -> None:
    talk.calls("/days")
    talk.types("whenever")
    assert talk.said == "I could not read that. “mon-fri” works, or “Tuesday and Saturday”."
    talk.types("I'm so angry at my therapist for looking at the clock")
    assert talk.said.startswith("I kept “I'm so angry")
    talk.taps("done")
    assert talk.person.days == EVERY_DAY


def test_what_was_stored_before_there_were_quiet_hours_reads_as_none() -> None:
    person = Person.model_validate({"id": 1, "chat_id": 1})
    assert (person.quiet, person.days, person.later, person.fewer) == (None, EVERY_DAY, None, None)


@pytest.mark.parametrize("days", [(), (7,), (-1, 2)])
def test_no_other_days_can_be(days: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="weekdays"):
        Person(id=1, chat_id=1, days=days)
