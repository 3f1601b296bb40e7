from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.calendar_file import read_rule
from coach.model import Appointment

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
"""A Monday."""
THURSDAY = Appointment(weekday=3, at=time(15))

NEW_YORK = """BEGIN:VTIMEZONE
TZID:America/New_York
BEGIN:STANDARD
DTSTART:20071104T020000
RRULE:FREQ=YEARLY;BYDAY=1SU;BYMONTH=11
TZOFFSETFROM:-0400
TZOFFSETTO:-0500
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:20070311T020000
RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3
TZOFFSETFROM:-0500
TZOFFSETTO:-0400
END:DAYLIGHT
END:VTIMEZONE
"""


def event(*lines: str, start: str = "DTSTART:20260108T150000", rule: str = "RRULE:FREQ=WEEKLY") -> str:
    return "\n".join(["BEGIN:VEVENT", "UID:1", start, *lines, rule, "END:VEVENT"])


def file(*events: str) -> str:
    return "\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *events, "END:VCALENDAR", ""])


def read(*events: str, zone: str = "Europe/Berlin") -> Appointment | None:
    return read_rule(file(*events), zone, NOW)


def test_a_weekly_event_is_a_rule() -> None:
    assert read(event()) == THURSDAY
    assert read(event("DTEND:20260108T162000")) == THURSDAY.model_copy(update={"minutes": 80})
    assert read(event("DURATION:PT45M")) == THURSDAY.model_copy(update={"minutes": 45})


def test_an_event_every_two_weeks_keeps_its_weeks() -> None:
    found = read(event(rule="RRULE:FREQ=WEEKLY;INTERVAL=2"))
    assert found is not None
    assert (found.every_weeks, found.since) == (2, date(2026, 11, 26))
    other = read(event(start="DTSTART:20260115T150000", rule="RRULE:FREQ=WEEKLY;INTERVAL=2"))
    assert other is not None
    assert other.since == date(2026, 12, 3)


def test_an_event_in_another_zone_is_at_the_time_of_the_person() -> None:
    there = event(start="DTSTART;TZID=America/New_York:20260108T090000")
    assert read(NEW_YORK + there) == THURSDAY
    assert read(NEW_YORK + there, zone="Asia/Tokyo") == Appointment(weekday=3, at=time(23))
    assert read(event(start="DTSTART:20260108T200000Z"), zone="Asia/Tokyo") == Appointment(weekday=4, at=time(5))


def test_the_day_of_the_rule_counts_where_the_first_date_is_another() -> None:
    assert read(event(start="DTSTART:20260106T150000", rule="RRULE:FREQ=WEEKLY;BYDAY=TH")) == THURSDAY


@pytest.mark.parametrize(
    "rule",
    [
        "RRULE:FREQ=DAILY",
        "RRULE:FREQ=SECONDLY",
        "RRULE:FREQ=MONTHLY;BYDAY=1TH",
        "RRULE:FREQ=WEEKLY;INTERVAL=3",
        "RRULE:FREQ=WEEKLY;INTERVAL=0",
        "RRULE:FREQ=WEEKLY;BYDAY=TU,TH",
        "RRULE:FREQ=WEEKLY;BYMONTH=1",
        "RRULE:FREQ=WEEKLY;UNTIL=20261101T000000Z",
        "RRULE:FREQ=WEEKLY;COUNT=10",
        "RRULE:FREQ=NEVER",
        "SUMMARY:once",
    ],
)
def test_any_other_rule_or_one_that_is_over_is_none(rule: str) -> None:
    assert read(event(rule=rule)) is None


@pytest.mark.parametrize("rule", ["RRULE:FREQ=WEEKLY;UNTIL=20261126", "RRULE:FREQ=WEEKLY;COUNT=47"])
def test_a_rule_that_still_has_a_session_counts(rule: str) -> None:
    assert read(event(rule=rule)) == THURSDAY


def test_a_whole_day_a_long_and_a_cancelled_event_are_no_session() -> None:
    assert read(event(start="DTSTART;VALUE=DATE:20260108")) is None
    assert read(event("DTEND:20260108T200000")) is None
    assert read(event("STATUS:CANCELLED")) is None


def test_two_rules_are_none_and_the_same_twice_is_one() -> None:
    assert read(event(), event(start="DTSTART:20260109T150000")) is None
    assert read(event(), event(rule="SUMMARY:a party"), event()) == THURSDAY


@pytest.mark.parametrize(
    "text", ["", "hello", "BEGIN:VCALENDAR", "BEGIN:VEVENT\nEND:VEVENT", file("BEGIN:VEVENT", "END:VEVENT")]
)
def test_what_is_no_calendar_has_no_session(text: str) -> None:
    assert read_rule(text, "UTC", NOW) is None


def test_a_file_in_which_calendars_lie_in_calendars_is_none() -> None:
    depth = 3000
    assert read_rule("BEGIN:VCALENDAR\n" * depth + "END:VCALENDAR\n" * depth, "UTC", NOW) is None


lines = st.sampled_from(
    ["DTSTART:20260108T150000", "DTSTART;TZID=Nowhere:20260108T150000", "DTSTART:00010101T000000",
     "DTSTART:99991231T235959Z",
     "DTEND:1", "RRULE:FREQ=WEEKLY", "RRULE:FREQ=WEEKLY;INTERVAL=x", "RRULE:FREQ=WEEKLY;COUNT=-1", "RRULE:",
     "DURATION:P1D",
     "DTSTART:20260108T150000Z", "DTEND:20260108T160000", "RRULE:FREQ=WEEKLY;BYDAY=2TH", "RRULE:FREQ=WEEKLY;UNTIL=x",
     "DTSTART;VALUE=PERIOD:20260108T150000Z/PT1H", "BEGIN:VALARM", "END:VALARM", "X\x00Y"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.lists(lines, max_size=6).map(lambda found: file("BEGIN:VEVENT", *found, "END:VEVENT")) | st.text(max_size=200)
)
def test_no_file_raises(text: str) -> None:
    read_rule(text, "Europe/Berlin", NOW)
