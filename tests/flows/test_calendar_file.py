"""A shared calendar, from the file to the messages around the session that it tells of."""

from datetime import UTC, datetime

import pytest

from coach import model
from coach.calendar_file import LARGEST
from coach.model import DeliveryKind
from tests.flows.conftest import Begin
from tests.flows.journey import SAY, Person

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BERLIN = """BEGIN:VTIMEZONE
TZID:Europe/Berlin
BEGIN:STANDARD
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
END:DAYLIGHT
END:VTIMEZONE
"""
NOBODY_S_BUSINESS = "SUMMARY:therapy\nLOCATION:second floor\nDESCRIPTION:bring the letter"


def calendar(*lines: str, rule: str = "FREQ=WEEKLY", more: str = "") -> bytes:
    """As calendars write it: Thursdays from three to ten to four, with all that is nobody's business."""
    event = [
        "BEGIN:VEVENT",
        "UID:abc",
        "DTSTART;TZID=Europe/Berlin:20260108T150000",
        "DTEND;TZID=Europe/Berlin:20260108T155000",
        f"RRULE:{rule}",
        NOBODY_S_BUSINESS,
        *lines,
        "END:VEVENT",
    ]
    text = "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", BERLIN + "\n".join(event), more, "END:VCALENDAR", ""])
    return text.replace("\n", "\r\n").encode()


@pytest.fixture
async def somebody(begin: Begin) -> Person:
    """Set up without a session, on a Monday morning."""
    person = (await begin(MONDAY)).person()
    await person.set_up(session=SAY("button-no-session"))
    return person


async def shares(person: Person, content: bytes, sees: str, name: str = "session.ics") -> str:
    await person.user.sends_document(name, content)
    return (await person.sees(sees)).text


async def as_kept(person: Person) -> model.Person:
    known = await person.known()
    assert known is not None
    return known.person


async def around_the_session(person: Person) -> tuple[str, str]:
    """When the week and the check-in come next, on the person's clock."""
    before, week = await person.at_next(DeliveryKind.WEEK)
    after, asked = await person.at_next(DeliveryKind.CHECK_IN)
    assert "Nothing is noted" in week.text
    assert asked.text.startswith(SAY("after-feeling"))
    return f"{before:%a %d %H:%M}", f"{after:%a %d %H:%M}"


async def test_one_tap_and_the_week_and_the_check_in_follow_the_calendar(somebody: Person) -> None:
    assert await shares(somebody, calendar(), "your session") == "Thursday 15:00, every week. Is this your session?"
    await somebody.tap(SAY("button-rule-yes"), "Your session: Thursday, 15:00")
    assert await around_the_session(somebody) == ("Thu 26 13:00", "Thu 26 16:20")


async def test_a_second_tap_changes_nothing(somebody: Person) -> None:
    await shares(somebody, calendar(), "your session")
    line = somebody.user.screen()[-1]
    await somebody.tap(SAY("button-rule-yes"), "Your session: Thursday, 15:00")
    person = await as_kept(somebody)
    await somebody.user.presses(line.data[SAY("button-rule-yes")], line.message_id)
    await somebody.journey.settled()
    assert await as_kept(somebody) == person


async def test_before_the_yes_nothing_is_kept_and_no_leaves_it(somebody: Person) -> None:
    await shares(somebody, calendar(), "your session")
    await somebody.tap(SAY("button-rule-no"), ".")
    assert (await as_kept(somebody)).appointment is None


async def test_every_two_weeks_are_every_two_weeks(somebody: Person) -> None:
    offered = await shares(somebody, calendar(rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"), "your session")
    assert offered == "Thursday 15:00, every two weeks. Is this your session?"
    await somebody.tap(SAY("button-rule-yes"), "every two weeks")
    assert await around_the_session(somebody) == ("Thu 26 13:00", "Thu 26 16:20")
    assert await around_the_session(somebody) == ("Thu 10 13:00", "Thu 10 16:20")


async def test_a_date_that_is_left_out_has_no_messages(somebody: Person) -> None:
    offered = await shares(somebody, calendar("EXDATE;TZID=Europe/Berlin:20261126T150000"), "your session")
    assert "– not on Thursday 26 November, 15:00\n" in offered
    await somebody.tap(SAY("button-rule-yes"), "Your session: Thursday, 15:00")
    assert await around_the_session(somebody) == ("Thu 03 13:00", "Thu 03 16:20")


async def test_a_date_that_was_moved_takes_its_messages_along(somebody: Person) -> None:
    moved = (
        "BEGIN:VEVENT\nUID:abc\nRECURRENCE-ID;TZID=Europe/Berlin:20261126T150000\n"
        "DTSTART;TZID=Europe/Berlin:20261127T093000\nDTEND;TZID=Europe/Berlin:20261127T102000\nEND:VEVENT"
    )
    offered = await shares(somebody, calendar(more=moved), "your session")
    assert "– not on Thursday 26 November, 15:00, but on Friday 27 November, 09:30\n" in offered
    await somebody.tap(SAY("button-rule-yes"), "Your session: Thursday, 15:00")
    assert await around_the_session(somebody) == ("Fri 27 07:30", "Fri 27 10:50")
    assert await around_the_session(somebody) == ("Thu 03 13:00", "Thu 03 16:20")


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "calendar-unknown"),
        (b"\xff\xfe\x00 not a calendar", "calendar-unknown"),
        (calendar(rule="FREQ=MONTHLY;BYDAY=1TH"), "calendar-unknown"),
        (calendar(more="BEGIN:VEVENT\nDTSTART:20260105T080000\nRRULE:FREQ=WEEKLY\nEND:VEVENT"), "calendar-unknown"),
        (calendar("X" * LARGEST), "calendar-unread"),
    ],
    ids=["empty", "no calendar", "monthly", "two sessions", "huge"],
)
async def test_a_file_without_one_session_gets_a_kind_line_and_changes_nothing(
    somebody: Person, content: bytes, line: str
) -> None:
    person = await as_kept(somebody)
    assert await shares(somebody, content, "/session takes it typed") == SAY(line)
    assert await as_kept(somebody) == person


async def test_what_else_the_file_says_is_nowhere(somebody: Person) -> None:
    await shares(somebody, calendar(), "your session")
    await somebody.tap(SAY("button-rule-yes"), "Your session")
    shown = somebody.user.transcript()
    person = await as_kept(somebody)
    for private in ("second floor", "bring the letter"):
        assert private not in shown
        assert private not in repr(person)
