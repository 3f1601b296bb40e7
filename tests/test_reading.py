"""Typed words → times, spans and days: what is understood, what is refused, and that nothing ever raises."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.reading import (
    LONGEST_PAUSE,
    MOST_TIMES,
    Pause,
    Session,
    fold,
    read_count,
    read_hours,
    read_none,
    read_pause,
    read_session,
    read_times,
)

MONDAY = date(2026, 11, 23)
MINUTES = st.times().map(lambda at: at.replace(second=0, microsecond=0, tzinfo=None))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7:30pm", "19:30"),
        ("8, 13:00 and 9 pm", "08:00 13:00 21:00"),
        ("half past seven", "07:30"),
        ("quarter to 8", "07:45"),
        ("twenty-five past six pm", "18:25"),
        ("seven fifteen pm", "19:15"),
        ("0730", "07:30"),
        ("730", "07:30"),
        ("19.30", "19:30"),
        ("7h30", "07:30"),
        ("19 Uhr", "19:00"),
        ("8 o'clock", "08:00"),
        ("8 o’clock", "08:00"),
        ("noon", "12:00"),
        ("midnight", "00:00"),
        ("24:00", "00:00"),
        ("12am", "00:00"),
        ("12 P.M.", "12:00"),
        ("9 at night", "21:00"),
        ("2 at night", "02:00"),
        ("8 in the morning", "08:00"),
        ("8", "08:00"),
        ("８：３０", "08:30"),
        ("8 30", "08:30"),
        ("8am 1pm 21:00", "08:00 13:00 21:00"),
        ("at 8 and at 9pm.", "08:00 21:00"),
        ("8\n9pm", "08:00 21:00"),
        ("  9PM ,, 9pm; 21:00 ", "21:00"),
    ],
)
def test_times_are_read_as_people_write_them(text: str, expected: str) -> None:
    assert read_times(text) == tuple(time.fromisoformat(part) for part in expected.split())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        ",",
        "banana",
        "25",
        "13pm",
        "0am",
        "8:60",
        "24:30",
        "8:5",
        "half seven",
        "8 15",
        "8,30",
        "-8",
        "8 or 9",
        "maybe 8",
        "8 and later",
        "half to 8",
        "ten past 8:15",
        ", ".join(f"{n}:00" for n in range(MOST_TIMES + 1)),
    ],
)
def test_a_time_that_could_be_something_else_is_not_guessed(text: str) -> None:
    assert read_times(text) is None


@given(MINUTES, st.sampled_from(["%H:%M", "%H.%M", "%Hh%M", "%H%M", "%I:%M %p", "%I.%M%p", "%I:%M %p.", " %H:%M "]))
def test_a_formatted_time_comes_back(at: time, form: str) -> None:
    assert read_times(at.strftime(form)) == (at,)


@given(st.lists(MINUTES, min_size=1, max_size=MOST_TIMES), st.sampled_from([", ", " and ", " ", "\n", "; ", " & "]))
def test_a_list_of_times_comes_back_sorted_and_without_doubles(times: list[time], between: str) -> None:
    assert read_times(between.join(at.strftime("%H:%M") for at in times)) == tuple(sorted(set(times)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("between 9 and 21", "09:00 21:00"),
        ("9-21", "09:00 21:00"),
        ("9–21", "09:00 21:00"),
        ("10am to 8pm", "10:00 20:00"),
        ("from 9:30 until 17.00", "09:30 17:00"),
        ("9 to 5", "09:00 17:00"),
        ("10 to 8pm", "10:00 20:00"),
        ("9am till 8", "09:00 20:00"),
        ("22-7", "22:00 07:00"),
        ("09:00-05:00", "09:00 05:00"),
        ("noon to midnight", "12:00 00:00"),
        ("quarter past 9 to quarter to 5", "09:15 16:45"),
    ],
)
def test_spans_of_the_day(text: str, expected: str) -> None:
    start, end = expected.split()
    assert read_hours(text) == (time.fromisoformat(start), time.fromisoformat(end))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("10 to 8", "22:00 08:00"), ("22-7", "22:00 07:00"), ("11pm to 7", "23:00 07:00"), ("1 to 6", "01:00 06:00")],
)
def test_quiet_hours_begin_in_the_evening(text: str, expected: str) -> None:
    start, end = expected.split()
    assert read_hours(text, overnight=True) == (time.fromisoformat(start), time.fromisoformat(end))


@pytest.mark.parametrize(
    "text", ["", "9", "9 to", "to 9", "8 to 9pm", "6-8pm", "09:00-09:00", "9 to 10 to 11", "all day"]
)
def test_a_span_that_two_people_would_read_differently_is_refused(text: str) -> None:
    assert read_hours(text) is None


@given(MINUTES, MINUTES)
def test_a_span_written_with_leading_zeros_comes_back(start: time, end: time) -> None:
    expected = None if start == end else (start, end)
    assert read_hours(f"{start:%I:%M %p} - {end:%I:%M %p}") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Thu 15:00", (3, "15:00")),
        ("thursdays at 3pm", (3, "15:00")),
        ("Thursday 3", (3, "15:00")),
        ("Thursday at three", (3, "15:00")),
        ("every tuesday 17.30", (1, "17:30")),
        ("15:00 on Thursdays", (3, "15:00")),
        ("Wed. 4:30", (2, "16:30")),
        ("tues 9", (1, "09:00")),
        ("sunday, noon", (6, "12:00")),
        ("sat 03:00", (5, "03:00")),
        ("Monday 7", (0, "07:00")),
    ],
)
def test_a_session_is_a_weekday_and_a_time_and_small_hours_are_afternoon(text: str, expected: tuple[int, str]) -> None:
    assert read_session(text) == Session(expected[0], time.fromisoformat(expected[1]))


@pytest.mark.parametrize("text", ["", "Thu", "15:00", "Mon and Thu 15:00", "someday 15:00", "Thursday 15:00 or 16:00"])
def test_a_session_needs_one_day_and_one_time(text: str) -> None:
    assert read_session(text) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("donnerstags 15 Uhr", "de"),
        ("Do. 15:00", "de"),
        ("jeudi 15h", "fr"),
        ("четверг 15:00", "ru"),
        ("jueves 15:00", "es-MX"),
    ],
)
def test_days_are_also_read_in_the_persons_own_language(text: str, language: str) -> None:
    assert read_session(text, language) == Session(3, time(15))
    assert read_session("Thursday 15:00", language) == Session(3, time(15))


@pytest.mark.parametrize("text", ["none", "No session.", "not yet", "NO", "I don’t have one"])
def test_saying_that_there_is_none(text: str) -> None:
    assert read_none(text)


@pytest.mark.parametrize("text", ["", "Thursday 3", "nonesuch"])
def test_other_words_are_not_none(text: str) -> None:
    assert not read_none(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("3", 3), ("three", 3), ("3 times a day", 3), ("twice", 2), ("once daily", 1), ("4x", 4), ("0", 0), ("12", 12)],
)
def test_counts(text: str, expected: int) -> None:
    assert read_count(text) == expected


@pytest.mark.parametrize("text", ["", "100", "-1", "2.5", "a few", "3 or 4"])
def test_what_is_no_count(text: str) -> None:
    assert read_count(text) is None


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("3 days", "2026-11-26"),
        ("3d", "2026-11-26"),
        ("a week", "2026-11-30"),
        ("for two weeks", "2026-12-07"),
        ("a fortnight", "2026-12-07"),
        ("one month", "2026-12-23"),
        ("until Friday", "2026-11-27"),
        ("Friday", "2026-11-27"),
        ("until monday", "2026-11-30"),
        ("until next week", "2026-11-30"),
        ("till tomorrow", "2026-11-24"),
        ("until 7 Jan", "2027-01-07"),
        ("Jan 7th", "2027-01-07"),
        ("until the 7th of January", "2027-01-07"),
        ("January 7, 2027", "2027-01-07"),
        ("until the 23rd", "2026-12-23"),
        ("until the 31st", "2026-12-31"),
        ("7.1.", "2027-01-07"),
        ("24.11.2026", "2026-11-24"),
        ("2027-01-07", "2027-01-07"),
        ("29 Feb", "2028-02-29"),
        ("30 sept", "2027-09-30"),
    ],
)
def test_a_pause_ends_on_the_first_day_that_is_on_again(text: str, until: str) -> None:
    assert read_pause(text, MONDAY) == Pause(date.fromisoformat(until))


def test_a_month_from_the_31st_ends_on_the_last_of_the_next() -> None:
    assert read_pause("a month", date(2027, 1, 31)) == Pause(date(2027, 2, 28))


def test_the_end_of_the_calendar_is_no_error() -> None:
    assert read_pause("3 days", date.max) is None
    assert read_pause("a year from now", date.max) is read_pause("12 months", date.max) is None


@pytest.mark.parametrize("text", ["", "  ", "for now", "until I say so", "indefinitely"])
def test_no_end_given_is_not_the_same_as_not_understood(text: str) -> None:
    assert read_pause(text, MONDAY) == Pause(None)


@pytest.mark.parametrize(
    "text",
    [
        "today",
        "yesterday",
        "until 1 Nov 2026",
        "0 days",
        "9999 days",
        "2 hours",
        "a few days",
        "7/1",
        "next Friday",
        "31 feb",
        "the 32nd",
        "2026-13-01",
        "until",
        "banana",
        "Friday the 27th",
    ],
)
def test_an_end_that_is_past_or_unclear_is_refused(text: str) -> None:
    assert read_pause(text, MONDAY) is None


def test_months_are_also_read_in_the_persons_own_language() -> None:
    assert read_pause("7. März", MONDAY, "de") == Pause(date(2027, 3, 7))
    assert read_pause("7 janvier", MONDAY, "fr") == read_pause("7 January", MONDAY, "fr") == Pause(date(2027, 1, 7))


@given(st.dates(min_value=date(2020, 1, 1), max_value=date(2100, 1, 1)), st.integers(1, 700))
def test_a_pause_written_as_a_date_comes_back(today: date, days: int) -> None:
    until = today + timedelta(days=days)
    assert read_pause(until.strftime("until %d %B %Y"), today) == Pause(until)
    assert read_pause(until.isoformat(), today) == read_pause(f"{days} days", today) == Pause(until)


@given(
    st.text(max_size=60) | st.text("0123456789:.-,/ apmhtoundfri", max_size=24),
    st.dates(),
    st.sampled_from(["en", "de", "zh-hans", "x", "", "en_XX", "../etc"]),
)
def test_no_text_ever_raises(text: str, today: date, language: str) -> None:
    read_times(text)
    read_hours(text)
    read_hours(text, overnight=True)
    read_session(text, language)
    read_none(text)
    read_count(text)
    pause = read_pause(text, today, language)
    assert pause is None or pause.until is None or today < pause.until <= today + min(LONGEST_PAUSE, date.max - today)


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_a_lone_surrogate_is_only_not_understood() -> None:
    assert read_times("\ud800") is None
    assert read_pause("until \ud800", MONDAY) is None
