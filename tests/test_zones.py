"""Local time, held against a walk through UTC hour by hour and minute by minute that only asks what clocks show."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.zones import happened, instant, local, weekday_from

MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(days=7)
ZONES = sorted(available_timezones())
LEFT_OUT = [
    ("Pacific/Apia", date(2011, 12, 30)),
    ("Pacific/Fakaofo", date(2011, 12, 30)),
    ("Pacific/Kwajalein", date(1993, 8, 21)),
    ("Pacific/Kiritimati", date(1994, 12, 31)),
    ("Pacific/Enderbury", date(1994, 12, 31)),
]
clock = datetime.fromisoformat
minutes = st.integers(0, 1439).map(lambda n: time(n // 60, n % 60))


def shown(zone: str, at: datetime) -> datetime:
    """What a clock on the wall shows, naive."""
    return datetime.fromtimestamp(at.timestamp(), ZoneInfo(zone)).replace(tzinfo=None)


@lru_cache(maxsize=256)
def changes(zone: str, year: int) -> list[datetime]:
    """The instants of a year after which the clocks show anything but one hour more an hour later."""
    hours = [datetime(year, 1, 1, tzinfo=UTC) + n * HOUR for n in range(366 * 24)]
    walls = [shown(zone, at) for at in hours]
    return [at for at, (a, b) in zip(hours, pairwise(walls), strict=False) if b - a != HOUR]


@st.composite
def places(draw: st.DrawFn) -> tuple[str, datetime]:
    """A zone and an instant there, mostly within two days of a change of its clocks."""
    zone, year = draw(st.sampled_from(ZONES)), draw(st.integers(1970, 2037))
    around = changes(zone, year) or [datetime(year, draw(st.integers(1, 12)), 1, tzinfo=UTC)]
    return zone, draw(st.sampled_from(around)) + draw(st.integers(-48 * 60, 48 * 60)) * MINUTE


def walk(zone: str, day: date) -> list[tuple[datetime, datetime]]:
    """What the clocks show hour by hour around a day, and minute by minute where they do not run evenly."""
    full = [datetime.combine(day, time(12), UTC) + n * HOUR for n in range(-60, 60)]
    uneven = [at for at in full if shown(zone, at + HOUR) - shown(zone, at) != HOUR]
    return [(at, shown(zone, at)) for at in sorted({*full, *(at + n * MINUTE for at in uneven for n in range(60))})]


def seen(zone: str, wall: datetime) -> list[datetime]:
    """Every instant at which the clocks show `wall`."""
    steps = pairwise(walk(zone, wall.date()))
    return [a + (wall - w) for (a, w), (b, v) in steps if w == wall or (w < wall < v and v - w == b - a)]


@settings(max_examples=200, deadline=None)
@given(places(), minutes)
def test_a_wall_time_is_the_first_instant_that_shows_it_or_as_much_later_as_was_skipped(
    place: tuple[str, datetime], at: time
) -> None:
    zone, near = place
    day = shown(zone, near).date()
    wall = datetime.combine(day, at)
    found = instant(zone, wall)
    if times := seen(zone, wall):
        assert found == times[0]
    else:
        before, jumped = next((a, b) for a, b in pairwise(walk(zone, day)) if a[1] < wall < b[1])
        assert shown(zone, found) - wall == (jumped[1] - before[1]) - (jumped[0] - before[0])


def test_a_fold_on_a_wall_time_is_ignored() -> None:
    for wall in (clock("2026-10-25T02:30"), clock("2026-03-29T02:30")):
        assert instant("Europe/Berlin", wall.replace(fold=1)) == instant("Europe/Berlin", wall)


@settings(max_examples=100, deadline=None)
@given(places(), st.integers(-2, 2))
def test_a_day_happened_if_any_clock_ever_showed_it(place: tuple[str, datetime], off: int) -> None:
    zone, near = place
    day = near.date() + off * DAY
    assert happened(zone, day) == any(wall.date() == day for _, wall in walk(zone, day))


@pytest.mark.parametrize(("zone", "day"), LEFT_OUT)
def test_a_move_across_the_date_line_leaves_out_one_day(zone: str, day: date) -> None:
    assert not any(wall.date() == day for _, wall in walk(zone, day))
    assert [happened(zone, day + n * DAY) for n in (-1, 0, 1)] == [True, False, True]


def test_a_skipped_time_comes_an_hour_later_and_a_repeated_one_the_first_time() -> None:
    assert instant("Europe/Berlin", clock("2026-03-29T02:30")) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert instant("Europe/Berlin", clock("2026-10-25T02:30")) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_an_unknown_zone_is_refused() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        instant("Europe/Atlantis", clock("2026-01-01T00:00"))


def test_local_shows_the_same_instant() -> None:
    at = datetime(2026, 11, 23, 6, 15, tzinfo=UTC)
    assert local("Asia/Kathmandu", at) == at
    assert local("Asia/Kathmandu", at).time() == time(12)


@given(st.dates(date(1970, 1, 1), date(2037, 1, 1)), st.integers(0, 6))
def test_the_next_weekday_is_within_seven_days(day: date, weekday: int) -> None:
    found = weekday_from(day, weekday)
    assert found.weekday() == weekday
    assert day <= found < day + WEEK
