from datetime import UTC, date, datetime, time

import pytest

from coach.dialogue.states import ChoosingAway, ChoosingDay, ConfirmingRule, MovingSession
from coach.model import Appointment, AwayPeriod, Calendar, Move, Person
from tests.dialogue.samples import CALENDAR, EVENTS
from tests.dialogue.talk import NOW, Talk

THURSDAY = Appointment(weekday=3, at=time(15))
wall = datetime.fromisoformat


@pytest.fixture
def seeing(talk: Talk) -> Talk:
    """With somebody who sees their therapist on Thursdays at three; it is a Monday, the 2nd of March."""
    talk.calls("/session Thu 15:00")
    return talk


# ── the next ones


def test_the_next_two_are_shown_and_closed(seeing: Talk) -> None:
    seeing.calls("/session")
    assert seeing.said == "Your next sessions:\n– Thursday 5 March, 15:00\n– Thursday 12 March, 15:00"
    assert seeing.labels == ["moved", "cancelled", "change", "close"]
    seeing.taps("close")
    assert seeing.idle
    assert "Thursday 12 March" in seeing.said


def test_without_any_it_is_asked_when_they_are(talk: Talk) -> None:
    talk.calls("/session")
    assert isinstance(talk.state, ChoosingDay)


def test_another_day_is_chosen_from_there(seeing: Talk) -> None:
    seeing.calls("/settings")
    seeing.taps("session", "change", "Monday", "10:00")
    assert seeing.person.appointment == Appointment(weekday=0, at=time(10))


# ── moved


@pytest.mark.parametrize(
    ("said", "to"),
    [
        ("moved to Fri 9:00", "2026-03-06T09:00"),
        ("Thu 15:00 moved to Fri 9:00", "2026-03-06T09:00"),
        ("moved to 4 March at 3", "2026-03-04T15:00"),
        ("my session is moved to tomorrow 8:30", "2026-03-03T08:30"),
        ("move it to Wednesday 5pm", "2026-03-04T17:00"),
    ],
)
def test_the_next_session_is_moved(seeing: Talk, said: str, to: str) -> None:
    seeing.calls(f"/session {said}")
    assert seeing.person.calendar.moved == (Move(day=date(2026, 3, 5), to=wall(to)),)
    assert seeing.said.startswith("Moved to ")
    assert seeing.idle


def test_a_later_session_is_moved_by_its_date(seeing: Talk) -> None:
    seeing.calls("/session 19 March moved to 20 March 9:00")
    assert seeing.said == "Moved to Friday 20 March, 09:00. Your week comes two hours before it."
    assert seeing.person.calendar.moved == (Move(day=date(2026, 3, 19), to=wall("2026-03-20T09:00")),)


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("19 March moved to Fri 9:00", "I could not tell which day and time."),
        ("moved to Mon 17:00", "I could not tell which day and time."),
        ("moved to Friday", "I could not tell which day and time."),
        ("moved to today 8:00", "That is over already."),
        ("Tue moved to Fri 9:00", "I know of no session then."),
        ("moved to whenever", "I could not read that."),
    ],
    ids=["which Friday", "which Monday", "no time", "over", "no such session", "no day"],
)
def test_nothing_is_guessed(seeing: Talk, said: str, answer: str) -> None:
    before = seeing.person
    seeing.calls(f"/session {said}")
    assert seeing.said.startswith(answer)
    assert seeing.person == before


def test_the_next_session_is_moved_by_tapping(seeing: Talk) -> None:
    seeing.calls("/session")
    seeing.taps("moved")
    assert seeing.labels[:2] == ["Tue 3 Mar, 15:00", "Wed 4 Mar, 15:00"]
    seeing.taps("Fri 6 Mar, 15:00")
    assert seeing.person.calendar.moved == (Move(day=date(2026, 3, 5), to=wall("2026-03-06T15:00")),)


def test_the_other_time_can_be_typed(seeing: Talk) -> None:
    seeing.calls("/session")
    seeing.taps("moved")
    seeing.types("Saturday")
    assert isinstance(seeing.state, MovingSession)
    seeing.types("Saturday 10:30")
    assert seeing.said == "Moved to Saturday 7 March, 10:30. Your week comes two hours before it."


def test_a_thought_typed_there_is_kept(seeing: Talk) -> None:
    seeing.calls("/session")
    seeing.taps("moved")
    seeing.types("I am so angry that she moves it again")
    assert seeing.text == "I am so angry that she moves it again"
    assert isinstance(seeing.state, MovingSession)


# ── cancelled, single


def test_the_next_session_is_cancelled(seeing: Talk) -> None:
    seeing.calls("/session cancelled")
    assert seeing.said == "No session on Thursday 5 March, 15:00. The next one is on Thursday 12 March, 15:00."
    seeing.calls("/session")
    seeing.taps("cancelled")
    assert seeing.person.calendar.cancelled == (date(2026, 3, 5), date(2026, 3, 12))


def test_a_session_is_cancelled_by_its_date(seeing: Talk) -> None:
    seeing.calls("/session cancelled on 19 March")
    assert seeing.person.calendar.cancelled == (date(2026, 3, 19),)
    seeing.calls("/session cancelled on 20 March")
    assert seeing.said == "I know of no session then. /session shows the next ones."


def test_todays_session_is_cancelled_by_its_date(seeing: Talk) -> None:
    seeing.waits(days=3)
    seeing.calls("/session cancelled on 5 March")
    assert seeing.person.calendar.cancelled == (date(2026, 3, 5),)


def test_a_single_date_is_a_session(talk: Talk) -> None:
    talk.calls("/session on 5 Dec 14:00")
    assert talk.said == "A session on Saturday 5 December, 14:00. Your week comes two hours before it."
    assert talk.person.calendar.singles == (wall("2026-12-05T14:00"),)
    assert talk.person.appointment is None
    talk.calls("/session cancelled")
    assert talk.said == "No session on Saturday 5 December, 14:00. I know of none after it."
    assert talk.person.calendar == Calendar()


def test_none_ends_the_rule_and_the_single_ones(seeing: Talk) -> None:
    seeing.calls("/session on 5 Dec 14:00")
    seeing.calls("/session none")
    assert (seeing.person.appointment, seeing.person.calendar) == (None, Calendar())


# ── every two weeks


@pytest.mark.parametrize(("label", "day"), [("Thursday 5 March, 15:00", 5), ("Thursday 12 March, 15:00", 12)])
def test_every_two_weeks_it_is_asked_which_is_the_next(talk: Talk, label: str, day: int) -> None:
    talk.calls("/session every two weeks Thu 15:00")
    assert talk.said == "Thursday, every two weeks. Which is the next one?"
    talk.taps(label)
    assert talk.person.appointment == Appointment(weekday=3, at=time(15), every_weeks=2, since=date(2026, 3, day))
    assert talk.said == "Your session: every two weeks, Thursday, 15:00. Two hours before it you get your week."


def test_who_is_being_set_up_may_say_so_too(stranger: Talk) -> None:
    stranger.taps("Yes, begin", "London", "08:00")
    stranger.types("Thursday 3pm every other week")
    stranger.taps("Thursday 5 March, 15:00")
    assert stranger.person.appointment is not None
    assert stranger.person.appointment.every_weeks == 2
    assert "That is all I need." in stranger.said


# ── away


def test_away_until_a_day(seeing: Talk) -> None:
    seeing.calls("/away until 20 March")
    assert seeing.person.calendar.away == (AwayPeriod(start=date(2026, 3, 2), until=date(2026, 3, 20)),)
    assert seeing.said.startswith("No sessions until Friday 20 March.")
    seeing.calls("/session")
    assert seeing.said == (
        "Your therapist is away. /back, when they are here again.\n\n"
        "Your next sessions:\n– Thursday 26 March, 15:00\n– Thursday 2 April, 15:00"
    )


def test_away_from_one_day_to_another(seeing: Talk) -> None:
    seeing.calls("/away from 20 March to 7 April")
    assert seeing.person.calendar.away == (AwayPeriod(start=date(2026, 3, 20), until=date(2026, 4, 7)),)
    assert seeing.said.startswith("No sessions from Friday 20 March until Tuesday 7 April.")


@pytest.mark.parametrize(
    ("label", "until"),
    [("a week", date(2026, 3, 9)), ("two weeks", date(2026, 3, 16)), ("I don't know yet", None)],
)
def test_how_long_they_are_away_can_be_tapped(seeing: Talk, label: str, until: date | None) -> None:
    seeing.calls("/away")
    seeing.taps(label)
    assert seeing.person.calendar.away == (AwayPeriod(start=date(2026, 3, 2), until=until),)
    assert seeing.idle


def test_it_can_be_typed_and_what_is_no_answer_is_told_so(seeing: Talk) -> None:
    seeing.calls("/away")
    seeing.types("gone fishing")
    assert isinstance(seeing.state, ChoosingAway)
    assert seeing.said == "I could not read that. “until 7 Jan” works, or “two weeks”."
    seeing.types("two weeks")
    assert seeing.idle


def test_back_ends_it_and_says_when_the_next_one_is(seeing: Talk) -> None:
    seeing.calls("/away two weeks")
    seeing.waits(days=1)
    seeing.calls("/back")
    assert seeing.said == "They are here again. The next one is on Thursday 5 March, 15:00."
    seeing.calls("/back")
    assert seeing.said == "I did not know that they are away."


def test_no_session_is_moved_or_put_to_a_time_at_which_they_are_away(seeing: Talk) -> None:
    seeing.calls("/away from 20 March to 7 April")
    before = seeing.person
    for said in ("moved to 21 March 9:00", "on 22 March 9:00"):
        seeing.calls(f"/session {said}")
        assert seeing.said == "Your therapist is away then. /back, if that has changed."
    assert seeing.person == before


def test_without_an_end_there_is_still_a_way_to_another_day(seeing: Talk) -> None:
    seeing.calls("/away for now")
    seeing.calls("/session")
    assert seeing.labels == ["change", "close"]


# ── a calendar file


def test_the_session_in_a_calendar_file_is_offered_and_taken(talk: Talk) -> None:
    talk.shares_a_calendar(CALENDAR)
    assert talk.said == "Thursday 15:00, every week. Is this your session?"
    assert talk.person.appointment is None
    talk.taps("yes")
    assert talk.person.appointment == THURSDAY
    assert talk.idle


def test_the_session_in_a_calendar_file_can_be_declined(talk: Talk) -> None:
    talk.shares_a_calendar(CALENDAR)
    talk.taps("no, leave it as it is")
    assert talk.person.appointment is None


def test_a_file_without_a_session_gets_a_kind_line_and_an_open_question_stays(talk: Talk) -> None:
    talk.calls("/away")
    talk.shares_a_calendar("nothing of the kind")
    assert talk.said.startswith("I could not find one session in that file")
    assert isinstance(talk.state, ChoosingAway)


def test_what_the_file_has_differently_is_told_nearest_first_and_kept_with_the_yes(talk: Talk) -> None:
    out = [5, 12, 26]
    changes = "".join(f"EXDATE:202603{day:02}T150000\n" for day in out) + "EXDATE:20260402T150000\n"
    single = "BEGIN:VEVENT\nUID:1\nRECURRENCE-ID:20260319T150000\nDTSTART:20260318T090000\nEND:VEVENT\n"
    file = CALENDAR.replace("END:VEVENT\n", f"{changes}END:VEVENT\n{single}", 1)
    talk.shares_a_calendar(file)
    assert talk.said.splitlines()[1:] == [
        "– not on Thursday 5 March, 15:00",
        "– not on Thursday 12 March, 15:00",
        "– not on Thursday 19 March, 15:00, but on Wednesday 18 March, 09:00",
        "– not on Thursday 26 March, 15:00",
        "– and one more change",
        "Is this your session?",
    ]
    assert talk.person.calendar == Calendar()
    talk.taps("yes")
    assert talk.person.calendar == Calendar(
        moved=(Move(day=date(2026, 3, 19), to=wall("2026-03-18T09:00")),),
        cancelled=(*(date(2026, 3, day) for day in out), date(2026, 4, 2)),
    )


def test_what_was_told_of_another_date_stays_and_of_the_same_date_the_file_counts(seeing: Talk) -> None:
    seeing.calls("/session moved to Fri 9:00")
    seeing.calls("/session Thu 12 March cancelled")
    file = CALENDAR.replace("END:VEVENT\n", "EXDATE:20260305T150000\nEND:VEVENT\n", 1)
    seeing.shares_a_calendar(file)
    seeing.taps("yes")
    assert seeing.person.calendar == Calendar(cancelled=(date(2026, 3, 12), date(2026, 3, 5)))


def test_a_file_that_could_not_be_read_is_not_said_to_be_without_a_session(talk: Talk) -> None:
    talk.shares_a_calendar(None)
    assert talk.said.startswith("That file did not reach me, or it is too long")


def test_a_calendar_file_can_answer_while_somebody_is_being_set_up(stranger: Talk) -> None:
    stranger.taps("Yes, begin", "London", "08:00")
    stranger.shares_a_calendar(CALENDAR)
    assert isinstance(stranger.state, ConfirmingRule)
    stranger.taps("yes")
    assert "That is all I need." in stranger.said


# ── in all


CALENDARS = (
    Calendar(),
    Calendar(away=(AwayPeriod(start=date(2026, 3, 1)),)),
    Calendar(singles=(wall("2026-03-03T10:00"),), cancelled=(date(2026, 3, 5),)),
)


@pytest.mark.parametrize("calendar", CALENDARS, ids=("plain", "away", "unusual"))
@pytest.mark.parametrize("trigger", ["/session", "/away", "/back", "calendar", "text"])
def test_anything_may_be_said_with_any_calendar(trigger: str, calendar: Calendar) -> None:
    person = Person(id=41, chat_id=7, begun=True, zone="Asia/Kathmandu", appointment=THURSDAY, calendar=calendar)
    for event in EVENTS[trigger]:
        for opening in ("", "/session", "/away", "/settings"):
            talk = Talk(person)
            talk.now = NOW.astimezone(UTC)
            if opening:
                talk.calls(opening)
            talk.do(event)
            assert not talk.refused
