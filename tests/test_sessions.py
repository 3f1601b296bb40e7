"""Sessions and weeks: a calendar that anything can happen to, in any zone, around any change of its clocks."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise, takewhile
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from coach import zones
from coach.model import Appointment, AwayPeriod, Calendar, Move, Person
from coach.sessions import (
    LONGEST,
    Session,
    away_at,
    away_on,
    cancelled,
    gone_away,
    here_again,
    last_session,
    moved,
    sessions,
    week_window,
    with_rule,
    with_single,
)
from tests.test_zones import places, seen, shown

MINUTE, HOUR, DAY, WEEK = (timedelta(minutes=n) for n in (1, 60, 1440, 10080))
THURSDAY = Appointment(weekday=3, at=time(15))
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
"""A Monday."""

wall = datetime.fromisoformat
ZONES = sorted(available_timezones())
dates = st.dates(date(2026, 1, 1), date(2027, 12, 31))
times = st.integers(0, 1439).map(lambda n: time(n // 60, n % 60))
walls = st.builds(datetime.combine, dates, times)


def someone(rule: Appointment | None = THURSDAY, zone: str = "Europe/Berlin", **calendar: object) -> Person:
    return Person(id=1, chat_id=7, zone=zone, appointment=rule, calendar=Calendar.model_validate(calendar))


def begin(person: Person, count: int = 3, after: datetime = NOW) -> list[str]:
    """The next sessions, as the clock on the wall shows them."""
    return [f"{session.wall:%a %d %b %H:%M}" for session in islice(sessions(person, after), count)]


def coming(person: Person, after: datetime = NOW) -> Session:
    return next(sessions(person, after))


@st.composite
def rules(draw: st.DrawFn) -> Appointment | None:
    since = draw(dates)
    every = draw(st.sampled_from((1, 1, 2)))
    rule = Appointment(weekday=since.weekday(), at=draw(times), every_weeks=every, since=since if every == 2 else None)
    return draw(st.sampled_from((rule, rule, rule, None)))


@st.composite
def periods(draw: st.DrawFn) -> AwayPeriod:
    start = draw(dates)
    until = draw(st.none() | st.integers(1, 120).map(lambda days: start + timedelta(days=days)))
    return AwayPeriod(start=start, until=until)


@st.composite
def people(draw: st.DrawFn) -> Person:
    """With a calendar in which much is moved, cancelled and left out."""
    rule = draw(rules())
    days = [day for day in (date(2026, 1, 1) + n * DAY for n in range(730)) if rule and rule.falls_on(day)]
    own = st.sampled_from(days) if days else dates
    moves = st.builds(Move, day=own | dates, to=walls)
    return someone(
        rule,
        draw(st.sampled_from(ZONES)),
        singles=draw(st.lists(walls, max_size=5)),
        moved=draw(st.lists(moves, max_size=5, unique_by=lambda move: move.day)),
        cancelled=draw(st.lists(own, max_size=10)),
        away=draw(st.lists(periods(), max_size=2)),
    )


instants = st.datetimes(datetime(2025, 12, 1), datetime(2028, 2, 1), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis adds the zone


def held(person: Person, start: datetime, end: datetime) -> list[Session]:
    return list(takewhile(lambda session: session.start < end, sessions(person, start)))


# ── what must always hold


@settings(max_examples=60, deadline=None)
@given(people(), instants, st.integers(0, 40 * 1440))
def test_sessions_ascend_and_where_one_looks_from_changes_none(person: Person, after: datetime, later: int) -> None:
    found = held(person, after, after + 200 * DAY)
    assert all(a.start < b.start for a, b in pairwise(found))
    assert all(after < session.start < session.end for session in found)
    from_there = after + later * MINUTE
    assert held(person, from_there, after + 200 * DAY) == [one for one in found if one.start > from_there]


@settings(max_examples=60, deadline=None)
@given(people(), instants)
def test_a_session_is_at_its_wall_time_and_never_while_the_therapist_is_away(person: Person, after: datetime) -> None:
    calendar = person.calendar
    for session in held(person, after, after + 200 * DAY):
        assert session.start == zones.instant(person.zone, session.wall)
        assert not away_on(person, session.wall.date())
        if session.day is None:
            assert session.wall in calendar.singles
        elif session.wall.date() != session.day:
            assert Move(day=session.day, to=session.wall) in calendar.moved
        assert session.day not in calendar.cancelled or session.day in {move.day for move in calendar.moved}


@settings(max_examples=100, deadline=None)
@given(people(), instants, st.integers(0, 30))
def test_weeks_follow_one_another_without_a_gap_or_an_overlap(person: Person, at: datetime, back: int) -> None:
    start, end = week_window(person, at, back)
    assert start < end
    assert week_window(person, at, back + 1)[1] == start
    assert week_window(person, start) == (start, end)
    assert week_window(person, end - MINUTE / 60) == (start, end)
    assert week_window(person, at)[0] <= at < week_window(person, at)[1]


@settings(max_examples=100, deadline=None)
@given(people(), instants)
def test_every_session_begins_a_week_and_no_week_is_longer_than_three(person: Person, at: datetime) -> None:
    start, end = week_window(person, at)
    assert end - start <= 3 * WEEK + DAY
    for session in held(person, start - MINUTE, end + MINUTE):
        assert session.start in (start, end)


@settings(max_examples=150, deadline=None)
@given(places(), st.none() | st.builds(Appointment, weekday=st.integers(0, 6), at=times))
def test_by_a_weekly_rule_alone_weeks_begin_when_the_clocks_say_so(
    place: tuple[str, datetime], rule: Appointment | None
) -> None:
    zone, at = place
    assume(all(zones.happened(zone, at.date() + n * DAY) for n in range(-9, 10)))
    weekday, begins = (rule.weekday, rule.at) if rule else (0, time())
    start, end = week_window(someone(rule, zone), at)
    assert start <= at < end
    for edge in (start, end):
        promised = next(day for n in range(3) if (day := shown(zone, edge).date() - n * DAY).weekday() == weekday)
        clocks = seen(zone, datetime.combine(promised, begins))
        assert edge == clocks[0] if clocks else shown(zone, edge) > datetime.combine(promised, begins)
    assert abs(end - start - WEEK) <= DAY


@settings(max_examples=100, deadline=None)
@given(people(), instants)
def test_the_calendar_is_read_back_as_it_was_written(person: Person, at: datetime) -> None:
    again = Person.model_validate_json(person.model_dump_json())
    assert again == person
    assert week_window(again, at) == week_window(person, at)


# ── the rule


def test_a_week_in_which_clocks_change_has_167_or_169_hours() -> None:
    person = someone()
    assert [
        (end - start) / HOUR
        for start, end in (
            week_window(person, datetime(2026, 3, 27, tzinfo=UTC)),
            week_window(person, datetime(2026, 6, 5, tzinfo=UTC)),
            week_window(person, datetime(2026, 10, 23, tzinfo=UTC)),
        )
    ] == [167, 168, 169]


def test_every_two_weeks_the_date_of_one_tells_which() -> None:
    this, other = (Appointment(weekday=3, at=time(15), every_weeks=2, since=date(2026, 11, day)) for day in (26, 19))
    assert begin(someone(this)) == ["Thu 26 Nov 15:00", "Thu 10 Dec 15:00", "Thu 24 Dec 15:00"]
    assert begin(someone(other)) == ["Thu 03 Dec 15:00", "Thu 17 Dec 15:00", "Thu 31 Dec 15:00"]
    start, end = week_window(someone(this), NOW)
    assert (start.date(), end.date()) == (date(2026, 11, 12), date(2026, 11, 26))


@pytest.mark.parametrize("since", [None, date(2026, 11, 25)])
def test_every_two_weeks_without_the_date_of_one_is_no_rule(since: date | None) -> None:
    with pytest.raises(ValidationError):
        Appointment(weekday=3, at=time(15), every_weeks=2, since=since)


def test_a_session_takes_as_long_as_the_rule_says() -> None:
    person = someone(THURSDAY.model_copy(update={"minutes": 90}))
    assert coming(person).end - coming(person).start == 90 * MINUTE


def test_a_date_that_the_zone_left_out_has_no_session() -> None:
    person = someone(Appointment(weekday=4, at=time(10)), "Pacific/Apia")
    assert begin(person, 2, datetime(2011, 12, 20, tzinfo=UTC)) == ["Fri 23 Dec 10:00", "Fri 06 Jan 10:00"]


# ── what differs from it


def test_a_moved_session_moves_the_edge_of_the_week() -> None:
    person = someone()
    person = moved(person, coming(person), wall("2026-11-27T09:00"))
    assert begin(person) == ["Fri 27 Nov 09:00", "Thu 03 Dec 15:00", "Thu 10 Dec 15:00"]
    assert week_window(person, NOW)[1] == datetime(2026, 11, 27, 8, tzinfo=UTC)
    assert week_window(person, datetime(2026, 11, 28, tzinfo=UTC)) == (
        datetime(2026, 11, 27, 8, tzinfo=UTC),
        datetime(2026, 12, 3, 14, tzinfo=UTC),
    )


def test_a_session_can_be_moved_again_and_then_cancelled() -> None:
    person = someone()
    person = moved(person, coming(person), wall("2026-11-27T09:00"))
    person = moved(person, coming(person), wall("2026-11-24T10:00"))
    assert begin(person, 2) == ["Tue 24 Nov 10:00", "Thu 03 Dec 15:00"]
    person = cancelled(person, coming(person))
    assert begin(person, 2) == ["Thu 03 Dec 15:00", "Thu 10 Dec 15:00"]


def test_past_a_cancelled_session_the_week_runs_on_to_the_next() -> None:
    person = someone()
    person = cancelled(person, coming(person))
    start, end = week_window(person, NOW)
    assert (start.date(), end.date()) == (date(2026, 11, 19), date(2026, 12, 3))


def test_a_single_session_can_be_moved_and_cancelled() -> None:
    person = with_single(someone(None), wall("2026-12-05T14:00"))
    person = moved(person, coming(person), wall("2026-12-06T09:00"))
    assert begin(person) == ["Sun 06 Dec 09:00"]
    assert begin(cancelled(person, coming(person))) == []


def test_a_single_session_where_one_was_cancelled_is_there_again() -> None:
    person = cancelled(someone(), coming(someone()))
    assert begin(with_single(person, wall("2026-11-26T15:00")), 1) == ["Thu 26 Nov 15:00"]


def test_without_a_rule_weeks_begin_on_mondays_but_near_a_single_session() -> None:
    person = with_single(someone(None), wall("2026-12-02T14:00"))
    edges = [week_window(person, datetime(2026, 12, 20, tzinfo=UTC), back)[0].date() for back in range(4)]
    assert edges == [date(2026, 12, 13), date(2026, 12, 6), date(2026, 12, 2), date(2026, 11, 22)]


def test_a_move_means_nothing_once_the_rule_has_another_day() -> None:
    person = moved(someone(), coming(someone()), wall("2026-11-27T09:00"))
    person = with_rule(person, Appointment(weekday=0, at=time(10)), NOW)
    assert begin(person, 2) == ["Mon 30 Nov 10:00", "Mon 07 Dec 10:00"]


def test_without_any_session_there_is_no_single_one_to_come_and_past_ones_stay() -> None:
    past, future = wall("2026-11-20T10:00"), wall("2026-11-24T10:00")
    person = with_rule(with_single(with_single(someone(), past), future), None, NOW)
    assert (person.appointment, person.calendar.singles) == (None, (past,))


# ── away


def test_while_the_therapist_is_away_weeks_end_when_they_usually_do() -> None:
    person = gone_away(someone(), date(2026, 11, 23), date(2026, 12, 14), NOW)
    assert begin(person, 1) == ["Thu 17 Dec 15:00"]
    edges = [week_window(person, datetime(2026, 12, 16, tzinfo=UTC), back) for back in range(4)]
    assert [start.date() for start, _ in edges] == [
        date(2026, 12, 10),
        *(date(2026, 12, 3), date(2026, 11, 26), date(2026, 11, 19)),
    ]


def test_a_moved_or_single_session_is_none_either_while_they_are_away() -> None:
    gone = AwayPeriod(start=date(2026, 11, 24), until=date(2026, 11, 30))
    move = Move(day=date(2026, 12, 3), to=wall("2026-11-27T09:00"))
    person = someone(singles=(wall("2026-11-25T10:00"), wall("2026-11-30T10:00")), moved=(move,), away=(gone,))
    assert begin(person, 2) == ["Mon 30 Nov 10:00", "Thu 10 Dec 15:00"]


def test_away_without_an_end_there_is_no_session_and_weeks_go_on() -> None:
    person = gone_away(someone(), date(2026, 11, 23), None, NOW)
    assert begin(person) == []
    start, end = week_window(person, NOW + 100 * DAY)
    assert end - start == WEEK


def test_the_session_of_the_day_on_which_they_go_did_take_place() -> None:
    after = datetime(2026, 11, 26, 20, tzinfo=UTC)
    person = gone_away(someone(), date(2026, 11, 26), date(2026, 12, 10), after)
    last = last_session(person, after)
    assert last is not None
    assert last.wall == wall("2026-11-26T15:00")
    assert not away_at(person, after)
    assert away_at(person, after + DAY)


def test_away_until_tomorrow_after_todays_session_changes_nothing() -> None:
    after = datetime(2026, 11, 26, 20, tzinfo=UTC)
    assert gone_away(someone(), date(2026, 11, 26), date(2026, 11, 27), after) == someone()


def test_who_is_here_again_has_sessions_from_today_and_the_gap_stays_a_gap() -> None:
    person = gone_away(someone(), date(2026, 11, 23), None, NOW)
    later = NOW + 10 * DAY
    person = here_again(person, later)
    assert begin(person, 1, NOW) == ["Thu 03 Dec 15:00"]
    assert person.calendar.away == (AwayPeriod(start=date(2026, 11, 23), until=date(2026, 12, 3)),)


def test_another_time_away_leaves_the_one_before_it() -> None:
    person = gone_away(someone(), date(2026, 11, 23), date(2026, 11, 30), NOW)
    person = gone_away(person, date(2026, 12, 20), date(2027, 1, 7), NOW)
    assert begin(person, 4) == ["Thu 03 Dec 15:00", "Thu 10 Dec 15:00", "Thu 17 Dec 15:00", "Thu 07 Jan 15:00"]
    assert len(gone_away(person, date(2026, 11, 23), None, NOW).calendar.away) == 1


def test_they_cannot_be_back_before_they_go() -> None:
    with pytest.raises(ValidationError):
        AwayPeriod(start=date(2026, 12, 1), until=date(2026, 12, 1))


# ── the last one


def test_the_last_session_is_one_that_has_begun() -> None:
    begins = datetime(2026, 11, 26, 14, tzinfo=UTC)
    last = last_session(someone(), begins)
    assert last is not None
    assert last.start == begins
    before = last_session(someone(), begins - MINUTE)
    assert before is not None
    assert before.start == begins - WEEK
    assert last_session(someone(None), begins) is None


def test_a_stretch_of_seventeen_days_is_still_one() -> None:
    person = someone(None, "UTC")
    person = with_single(with_single(person, wall("2026-12-01T10:00")), wall("2026-12-18T10:00"))
    start, end = week_window(person, datetime(2026, 12, 8, tzinfo=ZoneInfo("UTC")))
    assert end - start == LONGEST
