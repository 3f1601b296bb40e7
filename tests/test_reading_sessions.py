from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.reading import Day, Session, read_day
from coach.reading_sessions import Away, Cancelled, Fortnightly, Moved, Single, read_away, read_change

TODAY = date(2026, 11, 23)
"""A Monday."""

THURSDAY = Day(None, 3, time(15))
FRIDAY = Day(None, 4, time(9))
THIRD = Day(date(2026, 12, 3), None, None)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Thu 15:00", THURSDAY),
        ("on Thursday, at 3", THURSDAY),
        ("9:00 Fri", FRIDAY),
        ("Friday", Day(None, 4, None)),
        ("3 Dec", THIRD),
        ("Thursday 3 December", THIRD),
        ("3 December at 2pm", Day(date(2026, 12, 3), None, time(14))),
        ("2026-12-03 14:00", Day(date(2026, 12, 3), None, time(14))),
        ("3.12. 14:00", Day(date(2026, 12, 3), None, time(14))),
        ("23 Nov 17:00", Day(TODAY, None, time(17))),
        ("today 17:00", Day(TODAY, None, time(17))),
        ("4 December at 3", Day(date(2026, 12, 4), None, time(15))),
        ("at 3 on 4 December", Day(date(2026, 12, 4), None, time(15))),
        ("4 December @15:00", Day(date(2026, 12, 4), None, time(15))),
        ("tomorrow at noon", Day(date(2026, 11, 24), None, time(12))),
        ("the 3rd", THIRD),
    ],
)
def test_a_day_is_a_date_or_a_weekday_with_a_time_or_without(text: str, day: Day) -> None:
    assert read_day(text, TODAY) == day


@pytest.mark.parametrize(
    "text",
    ["", "15:00", "5 Dec 14", "Friday 3 December", "7/1", "Thu Fri 9:00", "next Friday 9:00", "half seven", "30 Feb"],
)
def test_what_is_no_day_or_could_be_two_is_none(text: str) -> None:
    assert read_day(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("moved to Thu 15:00", Moved(None, THURSDAY)),
        ("Moved to Thu 15:00.", Moved(None, THURSDAY)),
        ("Thu 15:00 moved to Fri 9:00", Moved(THURSDAY, FRIDAY)),
        ("Thu moved to Fri 9:00", Moved(Day(None, 3, None), FRIDAY)),
        ("my session was moved to Fri 9:00", Moved(None, FRIDAY)),
        ("move 3 Dec to Fri 9:00", Moved(THIRD, FRIDAY)),
        ("cancelled", Cancelled(None)),
        ("canceled", Cancelled(None)),
        ("the next one is cancelled", Cancelled(None)),
        ("cancelled on 3 Dec", Cancelled(THIRD)),
        ("cancel 3 Dec", Cancelled(THIRD)),
        ("Thu 15:00 is cancelled", Cancelled(THURSDAY)),
        ("every two weeks Thu 15:00", Fortnightly(Session(3, time(15)))),
        ("Thursday 3pm every other week", Fortnightly(Session(3, time(15)))),
        ("every second Thursday 15:00", Fortnightly(Session(3, time(15)))),
        ("fortnightly, Thursday at 15:00", Fortnightly(Session(3, time(15)))),
        ("on 5 Dec 14:00", Single(Day(date(2026, 12, 5), None, time(14)))),
        ("tomorrow 14:00", Single(Day(date(2026, 11, 24), None, time(14)))),
    ],
)
def test_a_change_is_read(text: str, change: object) -> None:
    assert read_change(text, TODAY) == change


@pytest.mark.parametrize(
    "text",
    ["", "Thu 15:00", "on Thu 15:00", "none", "moved", "moved to", "he moved to Fri 9:00", "cancelled my gym",
     "on 5 Dec",
     "every two weeks", "every three weeks Thu 15:00", "biweekly Thu 15:00", "she cancelled on me and I am angry"],
)  # fmt: skip
def test_what_is_no_change_or_not_clear_is_none(text: str) -> None:
    assert read_change(text, TODAY) is None


@pytest.mark.parametrize(
    ("text", "away"),
    [
        ("until 7 Jan", Away(TODAY, date(2027, 1, 7))),
        ("two weeks", Away(TODAY, date(2026, 12, 7))),
        ("for now", Away(TODAY, None)),
        ("from 20 Dec to 7 Jan", Away(date(2026, 12, 20), date(2027, 1, 7))),
        ("from tomorrow until 7 Jan", Away(date(2026, 11, 24), date(2027, 1, 7))),
    ],
)
def test_how_long_they_are_away(text: str, away: Away) -> None:
    assert read_away(text, TODAY) == away


@pytest.mark.parametrize(
    "text", ["until yesterday", "from 20 Dec to 19 Dec 2026", "from Friday to 7 Jan", "on the moon"]
)
def test_what_is_no_time_away_is_none(text: str) -> None:
    assert read_away(text, TODAY) is None


pieces = st.lists(
    st.sampled_from(
        ["moved", "to", "cancelled", "every", "two", "weeks", "on", "5", "Dec", "Thu", "14:00", "from", "-"]
    ),
    max_size=7,
).map(" ".join)


@given(st.text(max_size=40) | pieces)
def test_no_text_raises(text: str) -> None:
    read_day(text, TODAY)
    read_change(text, TODAY)
    read_away(text, TODAY)
