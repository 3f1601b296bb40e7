from datetime import time

import pytest

from coach import places
from coach.dialogue.states import Welcome
from coach.model import Appointment, FixedTimes, Surprise
from coach.texts import texts
from tests.dialogue.samples import SENTENCE
from tests.dialogue.talk import Talk


def test_somebody_is_set_up_in_four_taps(stranger: Talk) -> None:
    stranger.taps("Yes, begin", "London", "08:00 and 20:00", "no session yet")
    assert stranger.idle
    assert stranger.person.zone == "Europe/London"
    assert stranger.person.schedule == FixedTimes(times=(time(8), time(20)))
    assert stranger.person.appointment is None
    assert stranger.said.startswith("That is all I need.\n\nI ask at 08:00, 20:00, London time.")


def test_everything_can_be_typed_as_well(stranger: Talk) -> None:
    stranger.taps("Yes, begin")
    stranger.types("Reykjavik")
    stranger.types("7:30, 1pm")
    stranger.types("thursday 3pm")
    assert stranger.idle
    assert stranger.person.zone == "Atlantic/Reykjavik"
    assert stranger.person.schedule == FixedTimes(times=(time(7, 30), time(13)))
    assert stranger.person.appointment == Appointment(weekday=3, at=time(15))


def test_every_step_can_be_left_for_later(stranger: Talk) -> None:
    stranger.taps("Yes, begin", "later", "later", "later")
    assert stranger.idle
    assert stranger.person.schedule is None
    assert stranger.said.startswith("That is all I need.\n\nI will not ask on my own.")


@pytest.mark.parametrize("way", [("surprise me",), ("surprise me", "09:00 – 21:00")])
def test_the_inner_steps_can_be_left_for_later(stranger: Talk, way: tuple[str, ...]) -> None:
    stranger.taps("Yes, begin", "London", *way, "later")
    assert stranger.said.startswith("On which day is your session?")
    stranger.taps("Thursday", "later")
    assert stranger.idle


def test_surprises_are_chosen_by_hours_and_number(stranger: Talk) -> None:
    stranger.taps("Yes, begin", "London", "surprise me", "09:00 – 21:00")
    assert stranger.said == "Between 09:00 and 21:00. How many times a day?"
    stranger.taps("3", "no session yet")
    assert stranger.person.schedule == Surprise(count=3, start=time(9), end=time(21))
    assert "I ask 3 times a day, at new moments each day between 09:00 and 21:00, London time." in stranger.said


def test_hours_and_their_number_can_be_typed(stranger: Talk) -> None:
    stranger.taps("Yes, begin", "London")
    stranger.types("10 to 22")
    stranger.types("twice a day")
    assert stranger.person.schedule == Surprise(count=2, start=time(10), end=time(22))


def test_nobody_is_kept_before_yes(stranger: Talk) -> None:
    before = stranger.person
    stranger.types(SENTENCE)
    stranger.speaks()
    stranger.shares(38.7, -9.1)
    for command in ("/feel", "/time 8", "/timezone Porto", "/session Thu 15", "/pause", "/settings"):
        stranger.calls(command)
    assert isinstance(stranger.state, Welcome)
    assert stranger.person == before
    assert not stranger.moments
    assert stranger.said.startswith("I keep nothing before you say yes.")


def test_thinking_of_erasure_at_the_door_does_not_open_it(stranger: Talk) -> None:
    stranger.calls("/forget")
    stranger.types(SENTENCE)
    assert not stranger.moments
    stranger.taps("keep it")
    assert isinstance(stranger.state, Welcome)
    stranger.types(SENTENCE)
    assert not stranger.moments


def test_the_door_stays_open_for_later(stranger: Talk) -> None:
    stranger.taps("later")
    assert stranger.labels == ["Yes, begin"]
    stranger.taps("Yes, begin")
    assert stranger.said.startswith("Where are you?")


def test_the_welcome_stays_to_be_read_again(stranger: Talk) -> None:
    welcome = stranger.said
    stranger.taps("Yes, begin")
    assert welcome in [shown.text for shown in stranger.screen.values()]


def test_a_place_the_bot_does_not_know_is_asked_for_again(stranger: Talk) -> None:
    stranger.taps("Yes, begin")
    stranger.types("Xyzzyville")
    assert stranger.said == "I don't know that place. A bigger city nearby may work, or a zone like Europe/Lisbon."
    stranger.taps("London")
    assert stranger.person.zone == "Europe/London"


def test_a_name_of_several_places_is_asked_back(stranger: Talk) -> None:
    stranger.taps("Yes, begin")
    stranger.types("Springfield")
    assert stranger.said == "I know more than one. Which is it?"
    stranger.taps("Springfield, Oregon")
    assert stranger.person.zone == "America/Los_Angeles"


def test_a_city_by_its_name_is_not_taken_for_another_with_that_by_name(stranger: Talk) -> None:
    stranger.taps("Yes, begin")
    stranger.types("Porto")
    assert stranger.person.zone == "Europe/Lisbon"


@pytest.mark.parametrize("region", places.regions())
def test_every_zone_of_a_region_can_be_tapped(stranger: Talk, region: str) -> None:
    stranger.taps("Yes, begin", "somewhere else", texts("en")(f"region-{region}"))
    assert stranger.labels[:-2] == [places.zone_label(zone) for zone in places.zones_in(region)]


def test_a_city_is_found_by_its_part_of_the_world(stranger: Talk) -> None:
    stranger.taps("Yes, begin", "somewhere else", "Asia", "Tokyo")
    assert stranger.person.zone == "Asia/Tokyo"


def test_a_shared_location_is_an_answer(stranger: Talk) -> None:
    stranger.taps("Yes, begin")
    stranger.shares(38.72, -9.14)
    assert stranger.person.zone == "Europe/Lisbon"
    assert stranger.said.startswith("When may I ask?")


def test_what_is_given_out_of_turn_is_taken_and_the_question_stays(stranger: Talk) -> None:
    stranger.taps("Yes, begin", "London")
    stranger.shares(38.72, -9.14)
    stranger.calls("/session Thursday 15:00")
    assert stranger.person.zone == "Europe/Lisbon"
    assert stranger.person.appointment == Appointment(weekday=3, at=time(15))
    stranger.taps("08:00")
    assert stranger.said.startswith("On which day")


def test_a_command_for_the_question_that_is_asked_answers_it(stranger: Talk) -> None:
    stranger.taps("Yes, begin")
    stranger.calls("/timezone Tokyo")
    stranger.calls("/time 8pm")
    stranger.calls("/session none")
    assert stranger.idle
    assert (stranger.person.zone, stranger.person.appointment) == ("Asia/Tokyo", None)
    assert stranger.person.schedule == FixedTimes(times=(time(20),))


@pytest.mark.parametrize("said", ["Thursday", "on Thursday", "thursdays"])
def test_a_day_alone_is_asked_for_its_time(stranger: Talk, said: str) -> None:
    stranger.taps("Yes, begin", "London", "08:00")
    stranger.types(said)
    assert stranger.said.startswith("Thursday. At what time?")
    stranger.types("15:30")
    assert stranger.person.appointment == Appointment(weekday=3, at=time(15, 30))
    assert stranger.idle


@pytest.mark.parametrize(
    ("said", "appointment"),
    [
        ("15:30", Appointment(weekday=3, at=time(15, 30))),
        ("none", None),
        ("Friday 9:00", Appointment(weekday=4, at=time(9))),
    ],
)
def test_at_the_time_of_the_session_minds_may_change(
    stranger: Talk, said: str, appointment: Appointment | None
) -> None:
    stranger.taps("Yes, begin", "London", "08:00", "Thursday")
    stranger.types(said)
    assert stranger.idle
    assert stranger.person.appointment == appointment


def test_whoever_is_set_up_is_welcome_back(talk: Talk) -> None:
    talk.calls("/pause")
    talk.taps("until I say so")
    talk.calls("/start")
    assert talk.idle
    assert not talk.person.paused
    assert talk.said.startswith("I am still here")


def test_who_said_yes_and_left_the_rest_for_later_is_asked_again_without_the_welcome(stranger: Talk) -> None:
    stranger.calls("/start")
    stranger.taps("Yes, begin", "later", "later", "later")
    stranger.calls("/start")
    assert stranger.said.startswith("Where are you?")


def test_a_label_typed_is_a_label_tapped(stranger: Talk) -> None:
    stranger.calls("/start")
    for label in ("yes, begin", "London", "My own times…", "LATER", "no session yet"):
        stranger.types(label)
    assert stranger.idle
    assert stranger.said.startswith("That is all I need.")
    assert not stranger.moments
