"""Where the marks stand."""

from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest

from coach.feelings import Family


def test_forty_moments_leave_each_mark_its_own_place(moment: Any, sheet_of: Any) -> None:
    strip = sheet_of([moment(1 + place * 4.1, "sad", strength=1 + place % 5) for place in range(40)]).strip
    for one, other in combinations(strip.marks, 2):
        apart = ((one.x - other.x) ** 2 + (one.y - other.y) ** 2) ** 0.5
        assert apart >= one.radius + other.radius


def test_a_crowded_hour_is_spread_within_its_day(moment: Any, sheet_of: Any) -> None:
    strip = sheet_of([moment(30 + place / 60, "sad", strength=5) for place in range(8)]).strip
    column = strip.width / 8
    assert all(column <= mark.x - mark.radius and mark.x + mark.radius <= 2 * column for mark in strip.marks)
    assert len({mark.x for mark in strip.marks}) > 1


def test_hundreds_of_moments_still_all_have_a_mark(moment: Any, sheet_of: Any) -> None:
    strip = sheet_of([moment(30 + place / 100, "sad", strength=5) for place in range(300)]).strip
    assert len(strip.marks) == 300
    assert all(0 <= mark.x <= strip.width and 0 <= mark.y <= strip.height for mark in strip.marks)


def test_a_week_from_session_to_session_has_both_session_days(moment: Any, sheet_of: Any) -> None:
    days = sheet_of([moment(5, "sad")]).days
    assert [day.number for day in days] == ["12", "13", "14", "15", "16", "17", "18", "19"]


def test_a_running_week_shows_the_days_to_come(moment: Any, sheet_of: Any) -> None:
    only = moment(5, "sad")
    assert len(sheet_of([only], now=only.at + timedelta(hours=1)).days) == 8


@pytest.mark.parametrize(("hours", "bands"), [(20, 3), (12, 4)], ids=["daytime", "night"])
def test_the_night_has_room_only_where_something_was_noted_in_it(
    hours: float, bands: int, moment: Any, sheet_of: Any
) -> None:
    assert len(sheet_of([moment(hours, "sad")]).bands) == bands


def test_two_families_of_one_moment_are_both_in_its_mark(moment: Any, sheet_of: Any) -> None:
    (mark,) = sheet_of([moment(5, "sad", "calm")]).strip.marks
    assert (mark.family, mark.also) == (Family.SAD, Family.CALM)
