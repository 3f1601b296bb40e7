from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.calendar_file import Shared, read_session
from coach.model import Appointment, Move

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
    found = whole(*events, zone=zone)
    return found.rule if found else None


def whole(*events: str, zone: str = "Europe/Berlin") -> Shared | None:
    return read_session(file(*events), zone, NOW)


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
    assert read_session(text, "UTC", NOW) is None


def test_a_file_in_which_calendars_lie_in_calendars_is_none() -> None:
    depth = 3000
    assert read_session("BEGIN:VCALENDAR\n" * depth + "END:VCALENDAR\n" * depth, "UTC", NOW) is None


# ── what differs from the rule


def one(day: str, *lines: str, uid: str = "1") -> str:
    """A single date of the series, told apart."""
    return "\n".join(["BEGIN:VEVENT", f"UID:{uid}", f"RECURRENCE-ID:{day}T150000", *lines, "END:VEVENT"])


def moved(day: int, *to: int) -> Move:
    return Move(day=date(2026, 11, day), to=datetime(2026, 11, *to))  # noqa: DTZ001  # a wall time


def test_dates_left_out_are_told_by_the_rule_s_date() -> None:
    assert whole(event("EXDATE:20261126T150000")) == Shared(THURSDAY, cancelled=(date(2026, 11, 26),))
    several = event("EXDATE:20261203T150000,20261126T150000", "EXDATE;VALUE=DATE:20261210")
    assert whole(several) == Shared(THURSDAY, tuple(date(2026, *day) for day in ((11, 26), (12, 3), (12, 10))))


def test_a_date_left_out_in_another_zone_is_that_of_the_person() -> None:
    there = event("EXDATE;TZID=America/New_York:20261125T180000", start="DTSTART;TZID=America/New_York:20260107T180000")
    found = whole(NEW_YORK + there, zone="Asia/Tokyo")
    assert found == Shared(Appointment(weekday=3, at=time(8)), cancelled=(date(2026, 11, 26),))


def test_what_is_left_out_and_over_or_not_of_the_rule_is_not_told() -> None:
    assert whole(event("EXDATE:20261119T150000,20261127T150000,20261126T160000")) == Shared(THURSDAY)


def test_a_fortnight_leaves_out_only_what_it_has() -> None:
    every_other = event("EXDATE:20261203T150000,20261210T150000", rule="RRULE:FREQ=WEEKLY;INTERVAL=2")
    found = whole(every_other)
    assert found is not None
    assert found.cancelled == (date(2026, 12, 10),)


def test_a_single_date_that_moved_is_elsewhere() -> None:
    assert whole(event(), one("20261126", "DTSTART:20261127T093000")) == Shared(THURSDAY, (), (moved(26, 27, 9, 30),))


def test_one_put_off_from_last_week_until_after_today_counts_and_one_that_is_over_does_not() -> None:
    assert whole(event(), one("20261119", "DTSTART:20261124T100000")) == Shared(THURSDAY, (), (moved(19, 24, 10),))
    assert whole(event(), one("20261119", "DTSTART:20261120T100000")) == Shared(THURSDAY)


def test_a_single_date_that_is_cancelled_is_left_out_however_it_is_told() -> None:
    gone = one("20261126", "DTSTART:20261127T093000", "STATUS:CANCELLED")
    assert whole(event(), gone) == Shared(THURSDAY, cancelled=(date(2026, 11, 26),))
    both = event("EXDATE:20261126T150000")
    assert whole(both, one("20261126", "DTSTART:20261127T093000")) == Shared(THURSDAY, cancelled=(date(2026, 11, 26),))


def test_a_single_date_at_its_own_time_or_of_another_series_changes_nothing() -> None:
    assert whole(event(), one("20261126", "DTSTART:20261126T150000")) == Shared(THURSDAY)
    assert whole(event(), one("20261126", "DTSTART:20261127T093000", uid="2")) == Shared(THURSDAY)


def test_from_one_date_on_is_no_guess() -> None:
    """The rule after it may be another one."""
    later = one("20261126", "DTSTART:20261127T093000").replace("RECURRENCE-ID:", "RECURRENCE-ID;RANGE=THISANDFUTURE:")
    assert whole(event(), later) is None


def test_of_very_many_the_nearest_are_kept() -> None:
    dates = ",".join(f"{2027 + n // 12}{n % 12 + 1:02}{day:02}T150000" for n in range(240) for day in range(1, 29))
    found = whole(event(f"EXDATE:{dates}"))
    assert found is not None
    assert len(found.cancelled) == 100
    assert found.cancelled[0] == date(2027, 1, 7)


lines = st.sampled_from(
    ["DTSTART:20260108T150000", "DTSTART;TZID=Nowhere:20260108T150000", "DTSTART:00010101T000000",
     "DTSTART:99991231T235959Z",
     "DTEND:1", "RRULE:FREQ=WEEKLY", "RRULE:FREQ=WEEKLY;INTERVAL=x", "RRULE:FREQ=WEEKLY;COUNT=-1", "RRULE:",
     "DURATION:P1D",
     "DTSTART:20260108T150000Z", "DTEND:20260108T160000", "RRULE:FREQ=WEEKLY;BYDAY=2TH", "RRULE:FREQ=WEEKLY;UNTIL=x",
     "DTSTART;VALUE=PERIOD:20260108T150000Z/PT1H", "BEGIN:VALARM", "END:VALARM", "X\x00Y",
     "EXDATE:20261126T150000", "EXDATE:x", "EXDATE;VALUE=DATE:20261126", "EXDATE;VALUE=PERIOD:20261126T150000Z/PT1H",
     "RECURRENCE-ID:20261126T150000", "RECURRENCE-ID:x", "RECURRENCE-ID;VALUE=DATE:20261126", "UID:1", "STATUS:x"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.lists(lines, max_size=6).map(lambda found: file(event(), "BEGIN:VEVENT", "UID:1", *found, "END:VEVENT"))
    | st.lists(lines, max_size=6).map(lambda found: file("BEGIN:VEVENT", *found, "END:VEVENT"))
    | st.text(max_size=200)
)
def test_no_file_raises(text: str) -> None:
    read_session(text, "Europe/Berlin", NOW)
