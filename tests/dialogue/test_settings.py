from datetime import date, time

import pytest

from coach.feelings import Whom
from coach.model import Appointment, FixedTimes, Person, Surprise
from prompts import TherapistLevel
from tests.dialogue.talk import Talk

RULE = "Your session: Thursday, 15:00. Two hours before it you get your week."
THEN = "The next one is on"
AWAY = "Your therapist is away. /back, when they are here again."


def test_all_settings_are_shown_and_closed(talk: Talk) -> None:
    talk.calls("/settings")
    assert talk.said.splitlines()[::2] == [
        "How it is set now:",
        "I ask at 08:00, London time.",
        "There are no quiet hours.",
        "No session yet. You get your week on Sunday at 18:00. /session changes that.",
        "Questions about your therapist: gentle ones.",
        "I know no name for your therapist.",
        "Discreet mode is off. Tidy mode is off.",
    ]
    talk.taps("close")
    assert talk.idle


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["/session Thu 15:00"], RULE),
        (["/session Thu 15:00", "/session moved to Wed 10:00"], f"{RULE}\n\n{THEN} Wednesday 4 March, 10:00."),
        (["/session Thu 15:00", "/session cancelled"], f"{RULE}\n\n{THEN} Thursday 12 March, 15:00."),
        (["/session Thu 15:00", "/session on 3 Mar 9:00"], f"{RULE}\n\n{THEN} Tuesday 3 March, 09:00."),
        (["/session on 3 Mar 9:00"], "A session on Tuesday 3 March, 09:00. Your week comes two hours before it."),
        (["/session Thu 15:00", "/away until 20 Mar"], f"{RULE}\n\n{AWAY}\n\n{THEN} Thursday 26 March, 15:00."),
    ],
)
def test_the_next_session_is_told_where_it_is_not_that_of_the_rule(talk: Talk, lines: list[str], told: str) -> None:
    for line in lines:
        talk.calls(line)
    talk.calls("/settings")
    assert talk.said.startswith(
        f"How it is set now:\n\nI ask at 08:00, London time.\n\nThere are no quiet hours.\n\n{told}\n\nQuestions about"
    )


@pytest.mark.parametrize(
    "door", ["times", "quiet hours", "time zone", "session", "about my therapist", "their name", "pause"]
)
def test_every_setting_can_be_left_as_it_is(talk: Talk, door: str) -> None:
    before = talk.person
    talk.calls("/settings")
    talk.taps(door, "leave it as it is")
    assert talk.idle
    assert talk.said == "Left as it was."
    assert talk.person == before


def test_what_was_set_is_shown(talk: Talk) -> None:
    talk.calls("/settings")
    talk.taps("about my therapist", "plainly, anger included")
    assert talk.person.profile.therapist_level is TherapistLevel.DIRECT
    talk.calls("/settings")
    talk.taps("their name")
    talk.types("K., Dr Lind")
    assert talk.said == "I will know who you mean by K., Dr Lind."
    talk.calls("/session Thursday 15:00")
    talk.calls("/timezone Tokyo")
    talk.calls("/time 9 to 21")
    talk.taps("2")
    talk.calls("/pause until Friday")
    talk.calls("/settings")
    for line in (
        "I ask 2 times a day, at new moments each day between 09:00 and 21:00, Tokyo time.",
        "Your session: Thursday, 15:00. Two hours before it you get your week.",
        "Questions about your therapist: plain ones, anger included.",
        "You call your therapist: K., Dr Lind",
        "I am quiet until 6 March.",
    ):
        assert line in talk.said


def test_a_person_with_everything_set_comes_back_as_they_were(talk: Talk) -> None:
    talk.calls("/session Thursday 15:00")
    talk.calls("/time 9 to 21")
    talk.taps("2")
    assert talk.person.appointment == Appointment(weekday=3, at=time(15))
    assert talk.person.schedule == Surprise(count=2, start=time(9), end=time(21))
    assert Person.model_validate_json(talk.person.model_dump_json()) == talk.person


@pytest.mark.parametrize(
    ("command", "unknown"),
    [
        ("/time whenever", "I could not read a time there."),
        ("/time 1, 2, 3, 4, 5, 6", "More than 5 a day would be a lot of me."),
        ("/timezone Xyzzyville", "I don't know that place."),
        ("/session whenever", "I could not read that."),
        ("/pause a bit", "I could not read that."),
        ("/week soon", "/week shows this week"),
    ],
)
def test_a_command_that_is_misread_says_what_would_work(talk: Talk, command: str, unknown: str) -> None:
    before = talk.person
    talk.calls(command)
    assert talk.said.startswith(unknown)
    assert talk.person == before


@pytest.mark.parametrize(
    ("path", "typed", "unknown"),
    [
        (("times",), "whenever", "I could not read a time there."),
        (("times", "surprise me"), "21 to 9", "I could not read two hours there."),
        (("times", "surprise me", "09:00 – 21:00"), "9", "A number from 1 to 5 works."),
        (("session",), "soon", "I could not read that."),
        (("session", "Thursday"), "tea time", "I could not read that."),
        (("their name",), "a, b, c, d, e, f", "Up to five short names work"),
        (("their name",), "x" * 41, "Up to five short names work"),
        (("pause",), "a bit", "I could not read that."),
        (("time zone",), "Xyzzyville", "I don't know that place."),
    ],
)
def test_bad_input_keeps_the_question_open(talk: Talk, path: tuple[str, ...], typed: str, unknown: str) -> None:
    talk.calls("/settings")
    talk.taps(*path)
    state = talk.state
    talk.types(typed)
    assert talk.said.startswith(unknown)
    assert talk.state == state
    assert not talk.moments
    talk.taps("leave it as it is")
    assert talk.idle


@pytest.mark.parametrize(
    ("button", "until", "said"),
    [
        ("until tomorrow", date(2026, 3, 3), "I am quiet until tomorrow."),
        ("three days", date(2026, 3, 5), "I am quiet until Thursday."),
        ("a week", date(2026, 3, 9), "I am quiet until Monday 9 March."),
        ("until I say so", None, "I am quiet now."),
    ],
)
def test_quiet_for_a_while_and_back(talk: Talk, button: str, until: date | None, said: str) -> None:
    talk.calls("/pause")
    talk.taps(button)
    assert talk.said.startswith(said)
    assert (talk.person.paused_until, talk.person.paused) == (until, until is None)
    talk.calls("/settings")
    talk.taps("resume")
    assert talk.said == "I am back. I ask at 08:00, London time."
    assert (talk.person.paused_until, talk.person.paused) == (None, False)


def test_new_times_end_a_pause(talk: Talk) -> None:
    talk.calls("/pause 3 days")
    talk.calls("/time 9pm")
    assert talk.person.paused_until is None
    assert talk.person.schedule == FixedTimes(times=(time(21),))


def test_a_command_offers_a_choice_of_places_too(talk: Talk) -> None:
    talk.calls("/timezone Springfield")
    talk.taps("Springfield, Oregon")
    assert talk.person.zone == "America/Los_Angeles"
    assert talk.idle


def test_the_name_of_the_therapist_is_understood_from_then_on(talk: Talk) -> None:
    talk.types("K. looked at the clock again")
    assert Whom.THERAPIST not in talk.moment.whom
    talk.calls("/undo")
    talk.calls("/settings")
    talk.taps("their name")
    talk.types("K.")
    talk.types("K. looked at the clock again")
    assert Whom.THERAPIST in talk.moment.whom


def test_a_name_that_is_a_feeling_word_is_a_name(talk: Talk) -> None:
    talk.calls("/settings")
    talk.taps("their name")
    talk.types("Joy,\n Grace , ,\u200b")
    assert talk.person.profile.therapist_names == ("Joy", "Grace")


def test_a_tongue_without_phrases_is_spoken_to_in_english() -> None:
    talk = Talk(Person(id=41, chat_id=7, language="de"))
    talk.calls("/start")
    talk.taps("Yes, begin", "Berlin", "08:00", "Thursday", "15:00")
    assert "Your session: Thursday, 15:00." in talk.said
    talk.calls("/feel")
    talk.taps("sad")
    talk.types("furious that he looked at the clock")
    assert talk.text == "furious that he looked at the clock"
