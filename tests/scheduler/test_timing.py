"""Slots, held against transition tables and minute-by-minute walks that only ask UTC what the clocks show."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import islice, pairwise, takewhile
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.model import (
    Appointment,
    AwayPeriod,
    Calendar,
    DeliveryKind,
    FixedTimes,
    Move,
    Person,
    Profile,
    Schedule,
    Slot,
    Surprise,
)
from prompts import TherapistLevel
from scheduler.timing import check_in_slots, prompt_slots, slots, week_slots

SECOND, MINUTE, HOUR, DAY, WEEK = (timedelta(seconds=n) for n in (1, 60, 3600, 86400, 604800))
SINCE, UNTIL = datetime(1970, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
ZONES = sorted(available_timezones())
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
clock = datetime.fromisoformat


class Change(NamedTuple):
    """Clocks run `before` ahead of UTC until just before `at`, `after` ahead from then on."""

    at: datetime
    before: timedelta
    after: timedelta


def shown(zone: str, at: datetime) -> datetime:
    """What a clock on the wall shows, naive."""
    return datetime.fromtimestamp(at.timestamp(), ZoneInfo(zone)).replace(tzinfo=None)


@cache
def changes(zone: str) -> tuple[Change, ...]:
    """Every change of a zone's clocks since 1970, by looking every other week and then closer."""
    clocks, found = ZoneInfo(zone), []
    stamps = range(int(SINCE.timestamp()), int(UNTIL.timestamp()), 14 * 86400)

    def ahead(stamp: int) -> timedelta:
        return datetime.fromtimestamp(stamp, clocks).utcoffset() or timedelta()

    for (low, before), (high, after) in pairwise((stamp, ahead(stamp)) for stamp in stamps):
        while before != after and high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if ahead(middle) == before else (low, middle)
        if before != after:
            found.append(Change(datetime.fromtimestamp(high, UTC), before, ahead(high)))
    return tuple(found)


def walk(zone: str, around: datetime, hours: int) -> list[tuple[datetime, datetime]]:
    """What the clocks show hour by hour, and minute by minute in an hour that they do not run evenly through."""
    full = [around + n * HOUR for n in range(-hours, hours)]
    uneven = [at for at in full if shown(zone, at + HOUR) - shown(zone, at) != HOUR]
    return [(at, shown(zone, at)) for at in sorted({*full, *(at + n * MINUTE for at in uneven for n in range(60))})]


def first_seen(steps: list[tuple[datetime, datetime]], wall: datetime) -> datetime | None:
    """The first instant that showed `wall`; when none did, as long after the jump as `wall` lies in it.

    None where the whole date was jumped over, or lies outside the walk.
    """
    pairs = list(pairwise(steps))
    seen = [a + (wall - w) for (a, w), (b, v) in pairs if w == wall or (w < wall < v and v - w == b - a)]
    if not seen and any(other.date() == wall.date() for _, other in steps):
        seen = [a + (wall - w) for (a, w), (_, v) in pairs if w < wall < v]
    return min(seen, default=None)


def natural(change: Change, wall: datetime) -> datetime | None:
    """When a promise for `wall` is due, given the only change near it; None where its date never was."""
    before, after = wall.replace(tzinfo=UTC) - change.before, wall.replace(tzinfo=UTC) - change.after
    if before < change.at:
        return before
    if after >= change.at:
        return after
    last_day, next_day = (change.at - SECOND + change.before).date(), (change.at + change.after).date()
    return None if last_day < wall.date() < next_day else before


def spread(promised: dict[str, datetime | None], start: datetime, end: datetime) -> dict[str, datetime]:
    """What is due between two instants, by the rule for promises on one instant: in order, a minute apart."""
    placed, last = {}, SINCE
    for due, key in sorted((due, key) for key, due in promised.items() if due):
        placed[key] = last = due if due > last else last + MINUTE
    return {key: due for key, due in placed.items() if start < due < end}


def someone(zone: str = "UTC", schedule: Schedule | None = None, **more: object) -> Person:
    return Person.model_validate({"id": 7, "chat_id": 7, "zone": zone, "schedule": schedule, **more})


def until(found: Iterator[Slot], end: datetime) -> list[Slot]:
    return list(takewhile(lambda slot: slot.due_at < end, found))


def dues(found: list[Slot]) -> dict[str, datetime]:
    assert len({slot.key for slot in found}) == len(found)
    return {slot.key: slot.due_at for slot in found}


@st.composite
def places(draw: st.DrawFn) -> tuple[str, datetime]:
    """A zone and an instant there, usually within two days of a change of its clocks."""
    zone = draw(st.sampled_from(ZONES))
    anywhere = st.datetimes(clock("1970-01-10"), clock("2037-12-01"), timezones=st.just(UTC))
    around = st.sampled_from(changes(zone)).map(lambda change: change.at) if changes(zone) else anywhere
    return zone, draw(st.one_of(around, around, anywhere)) + draw(st.integers(-2880, 2880)) * MINUTE


minutes = st.integers(0, 1439).map(lambda n: time(n // 60, n % 60))
fixed = st.sets(minutes, min_size=1, max_size=5).map(lambda times: FixedTimes(times=tuple(sorted(times))))
surprise = st.builds(
    lambda count, ends: Surprise(count=count, start=min(ends), end=max(ends)),
    st.integers(1, 5),
    st.sets(minutes, min_size=2, max_size=2),
)
appointments = st.builds(Appointment, weekday=st.integers(0, 6), at=minutes)


def awkward(change: Change) -> tuple[time, ...]:
    """Times just before, in, and just after what a change skips or repeats, one of them colliding."""
    old, new = (change.at + ahead for ahead in (change.before, change.after))
    middle = old + (new - old) / 2
    return tuple(
        sorted({wall.time().replace(second=0) for wall in (old - MINUTE, old, middle, new, middle + (new - old))})
    )


def every_change() -> list[tuple[str, Change]]:
    return list({change: (zone, change) for zone in ZONES for change in changes(zone)}.values())


def test_on_every_day_with_a_clock_change_since_1970_each_promise_is_kept_once() -> None:
    checked = 0
    for zone, change in every_change():
        if any(0 * DAY < abs(other.at - change.at) < 5 * DAY for other in changes(zone)):
            continue  # two changes within days of each other are for the walk below
        times, day = awkward(change), change.at.date()
        walls = [datetime.combine(day + n * DAY, at) for n in range(-4, 5) for at in times]
        promised = {wall.isoformat(timespec="minutes"): natural(change, wall) for wall in walls}
        start, end = change.at - 40 * HOUR, change.at + 40 * HOUR
        found = dues(until(prompt_slots(someone(zone, FixedTimes(times=times)), start), end))
        assert found == spread(promised, start, end), (zone, change)
        assert list(found.values()) == sorted(set(found.values()))
        checked += 1
    assert checked > 5500


@settings(max_examples=150, deadline=None)
@given(places(), fixed)
def test_each_promised_time_of_each_day_that_happened_has_one_slot(
    place: tuple[str, datetime], schedule: FixedTimes
) -> None:
    zone, near = place
    steps = walk(zone, near, 60)
    walls = [datetime.combine(day, at) for day in sorted({w.date() for _, w in steps}) for at in schedule.times]
    promised = {wall.isoformat(timespec="minutes"): first_seen(steps, wall) for wall in walls}
    start, end = near - 30 * HOUR, near + 30 * HOUR
    found = dues(until(prompt_slots(someone(zone, schedule), start), end))
    assert found == spread(promised, start, end)


@settings(max_examples=200, deadline=None)
@given(places(), fixed | surprise, st.none() | appointments, st.integers(0, 3 * 1440))
def test_where_one_begins_to_look_changes_nothing(
    place: tuple[str, datetime], schedule: Schedule, appointment: Appointment | None, later: int
) -> None:
    zone, after = place
    person = someone(zone, schedule, appointment=appointment)
    for kind in (DeliveryKind.PROMPT, DeliveryKind.WEEK):
        early = [slot for slot in islice(slots(kind, person, after), 30) if slot.due_at > after + later * MINUTE]
        late = list(islice(slots(kind, person, after + later * MINUTE), 30))
        assert early[:8] == late[: len(early[:8])]
        assert all(a.due_at < b.due_at for a, b in pairwise(late))
        assert after + later * MINUTE < late[0].due_at


@settings(max_examples=200, deadline=None)
@given(places(), fixed | surprise)
def test_a_prompt_makes_sense_for_90_minutes_and_never_once_the_next_is_due(
    place: tuple[str, datetime], schedule: Schedule
) -> None:
    zone, after = place
    for slot, following in pairwise(islice(prompt_slots(someone(zone, schedule), after), 20)):
        assert slot.expires_at == min(slot.due_at + 90 * MINUTE, following.due_at)


def test_a_skipped_and_a_real_time_on_one_instant_keep_their_order_a_minute_apart() -> None:
    person = someone("Europe/Berlin", FixedTimes(times=(time(2, 30), time(3, 30))))
    found = dues(until(prompt_slots(person, clock("2026-03-28T12:00Z")), clock("2026-03-29T12:00Z")))
    assert found == {
        "2026-03-29T02:30": clock("2026-03-29T01:30Z"),
        "2026-03-29T03:30": clock("2026-03-29T01:31Z"),
    }


def test_yesterdays_skipped_time_and_todays_do_not_meet() -> None:
    person = someone("America/Scoresbysund", FixedTimes(times=(time(0, 15), time(0, 30), time(23, 30))))
    found = until(prompt_slots(person, clock("2026-03-28T20:00Z")), clock("2026-03-29T20:00Z"))
    assert [(slot.key, slot.due_at) for slot in found] == [
        ("2026-03-29T00:15", clock("2026-03-29T01:15Z")),
        ("2026-03-28T23:30", clock("2026-03-29T01:30Z")),
        ("2026-03-29T00:30", clock("2026-03-29T01:31Z")),
    ]


def test_yesterdays_skipped_time_is_still_to_come_after_a_skipped_midnight() -> None:
    person = someone("America/Scoresbysund", FixedTimes(times=(time(23, 30),)))
    assert next(prompt_slots(person, clock("2026-03-29T01:20Z"))).key == "2026-03-28T23:30"


@pytest.mark.parametrize(("zone", "day"), [("Pacific/Apia", "2011-12-30"), ("Pacific/Kwajalein", "1993-08-21")])
@pytest.mark.parametrize(
    "schedule", [FixedTimes(times=(time(0), time(9))), Surprise(count=2, start=time(9), end=time(20))]
)
def test_a_date_that_a_zone_left_out_has_no_slots(zone: str, day: str, schedule: Schedule) -> None:
    noon = clock(f"{day}T12:00Z")
    found = until(prompt_slots(someone(zone, schedule), noon - 3 * DAY), noon + 3 * DAY)
    days = Counter(slot.key[:10] for slot in found)
    assert days[day] == 0
    assert days[str(noon.date() - DAY)] == days[str(noon.date() + DAY)] == 2


def test_a_session_on_a_left_out_date_has_no_reflection() -> None:
    person = someone("Pacific/Apia", appointment=Appointment(weekday=4, at=time(10)))
    keys = [slot.key for slot in islice(week_slots(person, clock("2011-12-20T00:00Z")), 2)]
    assert keys == ["week:2011-12-23", "week:2012-01-06"]


@settings(max_examples=200, deadline=None)
@given(st.integers(1, 10**12), places(), surprise)
def test_surprises_come_so_many_a_day_within_the_hours_and_an_hour_apart(
    id_: int, place: tuple[str, datetime], hours: Surprise
) -> None:
    zone, near = place
    person = someone(zone, hours, id=id_)
    found = until(prompt_slots(person, near - 2 * DAY), near + 4 * DAY)
    by_day: dict[str, list[datetime]] = {}
    for slot in found:
        by_day.setdefault(slot.key[:10], []).append(slot.due_at)
    for day in list(by_day)[1:-1]:
        prompts = by_day[day]
        assert len(prompts) == hours.count
        if any(abs(change.at - prompts[0]) < 2 * DAY for change in changes(zone)):
            continue  # what the hours are on such a day is for the test below
        walls = [shown(zone, due) for due in prompts]
        opening, closing = (datetime.combine(date.fromisoformat(day), at) for at in (hours.start, hours.end))
        assert opening <= walls[0] <= walls[-1] <= closing
    room = datetime.combine(NOON, hours.end) - datetime.combine(NOON, hours.start) >= hours.count * HOUR + 3 * HOUR
    assert not room or all(b.due_at - a.due_at >= HOUR for a, b in pairwise(found))


def test_surprises_keep_an_hour_apart_through_every_clock_change() -> None:
    hours = Surprise(count=5, start=time(0), end=time(23, 59))
    for zone, change in every_change()[::7]:
        found = until(prompt_slots(someone(zone, hours), change.at - 2 * DAY), change.at + 2 * DAY)
        assert all(b.due_at - a.due_at >= HOUR for a, b in pairwise(found)), (zone, change)


def test_a_surprise_is_the_same_in_every_process_and_version() -> None:
    person = someone("Asia/Kathmandu", Surprise(count=3, start=time(9), end=time(21)))
    found = dues(list(islice(prompt_slots(person, NOON), 4)))
    assert found == {
        "2026-11-23#3": clock("2026-11-23T15:09:21Z"),
        "2026-11-24#1": clock("2026-11-24T08:53:01Z"),
        "2026-11-24#2": clock("2026-11-24T10:38:36Z"),
        "2026-11-24#3": clock("2026-11-24T13:44:47Z"),
    }


def test_surprises_are_drawn_anew_for_each_day_and_person() -> None:
    hours = Surprise(count=1, start=time(9), end=time(21))

    def drawn(id_: int) -> list[time]:
        return [slot.due_at.time() for slot in islice(prompt_slots(someone("UTC", hours, id=id_), NOON), 30)]

    assert len(set(drawn(1))) >= 29
    assert not any(a == b for a, b in zip(drawn(1), drawn(2), strict=True))


@pytest.mark.parametrize("count", [1, 2, 5])
def test_surprises_favour_no_part_of_the_hours(count: int) -> None:
    hours = Surprise(count=count, start=time(9), end=time(21))
    found = islice(prompt_slots(someone("UTC", hours), NOON), 2000 * count)
    free = 12 * HOUR - (count - 1) * HOUR
    parts: Counter[int] = Counter()
    for slot in found:
        since = slot.due_at - slot.due_at.replace(hour=9, minute=0, second=0)
        parts[(since - (int(slot.key[-1]) - 1) * HOUR) * 4 // free] += 1
    assert all(abs(parts[part] / (2000 * count) - 0.25) < 0.03 for part in range(4))


def test_hours_too_short_for_an_hour_apart_are_shared_out_evenly() -> None:
    hours = Surprise(count=4, start=time(9), end=time(10, 30))
    found = islice(prompt_slots(someone("UTC", hours), NOON), 4)
    assert [slot.due_at.time() for slot in found] == [time(9), time(9, 30), time(10), time(10, 30)]


@pytest.mark.parametrize("count", [1, 5])
@pytest.mark.parametrize(
    ("start", "end", "opening", "closing"),
    [("02:30", "03:30", "03:30", "03:34"), ("02:50", "03:10", "03:10", "03:50"), ("02:10", "02:20", "03:10", "03:20")],
)
def test_hours_in_a_clock_change_still_give_every_prompt_its_own_instant(
    count: int, start: str, end: str, opening: str, closing: str
) -> None:
    hours = Surprise(count=count, start=time.fromisoformat(start), end=time.fromisoformat(end))
    found = until(prompt_slots(someone("Europe/Berlin", hours), clock("2026-03-28T12:00Z")), clock("2026-03-29T12:00Z"))
    assert [slot.key for slot in found] == [f"2026-03-29#{n}" for n in range(1, count + 1)]
    assert all(a.due_at < b.due_at for a, b in pairwise(found))
    walls = [shown("Europe/Berlin", slot.due_at).time() for slot in found]
    assert time.fromisoformat(opening) <= walls[0] <= walls[-1] <= time.fromisoformat(closing)


@settings(max_examples=100, deadline=None)
@given(places(), st.none() | appointments)
def test_each_week_has_one_reflection_two_hours_before_the_session_or_on_sunday_evening(
    place: tuple[str, datetime], appointment: Appointment | None
) -> None:
    zone, after = place
    weekday, at = (appointment.weekday, appointment.at) if appointment else (6, time(18))
    found = list(islice(week_slots(someone(zone, appointment=appointment), after), 6))
    days = [date.fromisoformat(slot.key.removeprefix("week:")) for slot in found]
    assert all((b - a) in (WEEK, 2 * WEEK) and b.weekday() == weekday for a, b in pairwise(days))
    for slot, day in zip(found, days, strict=True):
        begins = slot.expires_at if appointment else slot.due_at
        assert begins == first_seen(walk(zone, datetime.combine(day, time(12), UTC), 60), datetime.combine(day, at))
        assert slot.expires_at - slot.due_at == (2 * HOUR if appointment else DAY)


def test_the_reflection_comes_before_the_session_and_makes_sense_until_it_starts() -> None:
    person = someone("Europe/Berlin", appointment=Appointment(weekday=3, at=time(15)))
    slot = next(week_slots(person, NOON))
    assert (slot.kind, slot.key) == (DeliveryKind.WEEK, "week:2026-11-26")
    assert (slot.due_at, slot.expires_at) == (clock("2026-11-26T12:00Z"), clock("2026-11-26T14:00Z"))


def test_without_a_session_the_reflection_comes_on_sunday_at_six() -> None:
    slot = next(week_slots(someone("America/New_York"), NOON))
    assert (slot.key, slot.due_at) == ("week:2026-11-29", clock("2026-11-29T23:00Z"))
    assert slot.expires_at == clock("2026-11-30T23:00Z")


def test_a_pause_without_an_end_has_no_slots() -> None:
    person = someone("UTC", FixedTimes(times=(time(9),)), paused=True)
    assert not list(prompt_slots(person, NOON))
    assert not list(week_slots(person, NOON))


@pytest.mark.parametrize("paused", [True, False])
@pytest.mark.parametrize(
    "schedule", [FixedTimes(times=(time(0), time(9))), Surprise(count=2, start=time(0), end=time(20))]
)
def test_a_pause_with_an_end_has_no_slot_before_that_date_and_all_from_it(schedule: Schedule, paused: bool) -> None:
    pause = {"paused": paused, "paused_until": date(2026, 12, 14)}
    person = someone("Asia/Kathmandu", schedule, appointment=Appointment(weekday=0, at=time(1)), **pause)
    free = someone("Asia/Kathmandu", schedule, appointment=person.appointment)
    midnight = clock("2026-12-13T18:15Z")
    for kind in (DeliveryKind.PROMPT, DeliveryKind.WEEK):
        unpaused = [slot for slot in islice(slots(kind, free, NOON), 80) if slot.due_at >= midnight]
        assert list(islice(slots(kind, person, NOON), 5)) == unpaused[:5]
    assert next(week_slots(person, NOON)).key == "week:2026-12-21"
    assert next(prompt_slots(person, NOON + 60 * DAY)) == next(prompt_slots(free, NOON + 60 * DAY))


def test_without_a_schedule_there_are_no_prompts_and_an_asked_for_prompt_is_never_due() -> None:
    assert not list(prompt_slots(someone(), NOON))
    assert not list(slots(DeliveryKind.ASKED, someone("UTC", FixedTimes(times=(time(9),))), NOON))


@settings(max_examples=200, deadline=None)
@given(places(), st.sampled_from(ZONES), fixed | surprise, st.integers(0, 4 * 1440))
def test_15_moving_to_another_zone_repeats_no_sent_promise_and_loses_none_of_the_days_to_come(
    place: tuple[str, datetime], new_zone: str, schedule: Schedule, stay: int
) -> None:
    zone, start = place
    move = start + stay * MINUTE
    used = {slot.key for slot in until(prompt_slots(someone(zone, schedule), start), move)}
    to_come = until(prompt_slots(someone(new_zone, schedule), move), move + 5 * DAY)
    met = Counter(slot.key[:10] for slot in to_come if slot.key not in used)
    today = max(shown(zone, move).date(), shown(new_zone, move).date())
    full = len(schedule.times) if isinstance(schedule, FixedTimes) else schedule.count
    for day in (today + n * DAY for n in (1, 2, 3)):
        happened = any(w.date() == day for _, w in walk(new_zone, move, 120))
        assert met[str(day)] == (full if happened else 0)


def test_a_prompt_sent_at_nine_is_not_sent_again_at_nine_further_west() -> None:
    schedule = FixedTimes(times=(time(9), time(20)))
    used = {next(prompt_slots(someone("Europe/Berlin", schedule), clock("2026-11-23T07:00Z"))).key}
    moved = prompt_slots(someone("America/New_York", schedule), clock("2026-11-23T09:00Z"))
    assert next(slot for slot in moved if slot.key not in used).due_at == clock("2026-11-24T01:00Z")


# ── what follows the sessions that really are

THURSDAYS = Appointment(weekday=3, at=time(15))


def seeing(zone: str = "Europe/Berlin", rule: Appointment | None = THURSDAYS, **calendar: object) -> Person:
    return someone(zone, appointment=rule, calendar=Calendar.model_validate(calendar))


def test_the_reflection_follows_a_moved_and_a_cancelled_session() -> None:
    friday = Move(day=date(2026, 11, 26), to=clock("2026-11-27T09:00"))
    found = list(islice(week_slots(seeing(moved=[friday], cancelled=[date(2026, 12, 3)]), NOON), 2))
    assert [(slot.key, slot.due_at, slot.expires_at) for slot in found] == [
        ("week:2026-11-27", clock("2026-11-27T06:00Z"), clock("2026-11-27T08:00Z")),
        ("week:2026-12-10", clock("2026-12-10T12:00Z"), clock("2026-12-10T14:00Z")),
    ]


def test_while_the_therapist_is_away_there_is_neither_reflection_nor_check_in() -> None:
    back = AwayPeriod(start=date(2026, 11, 23), until=date(2026, 12, 14))
    assert next(week_slots(seeing(away=[back]), NOON)).key == "week:2026-12-17"
    assert next(check_in_slots(seeing(away=[back]), NOON)).key == "after:2026-12-17"
    open_end = AwayPeriod(start=date(2026, 11, 23))
    assert not list(week_slots(seeing(away=[open_end]), NOON))
    assert not list(check_in_slots(seeing(away=[open_end]), NOON))


def test_every_two_weeks_the_reflection_comes_every_two_weeks() -> None:
    rule = Appointment(weekday=3, at=time(15), every_weeks=2, since=date(2026, 11, 19))
    assert [slot.key for slot in islice(week_slots(seeing(rule=rule), NOON), 2)] == [
        "week:2026-12-03",
        "week:2026-12-17",
    ]


def test_without_a_rule_a_single_session_takes_the_place_of_the_sunday_near_it() -> None:
    person = seeing("UTC", None, singles=[clock("2026-12-05T14:00")])
    found = list(islice(week_slots(person, NOON), 3))
    assert [slot.key for slot in found] == ["week:2026-11-29", "week:2026-12-05", "week:2026-12-13"]
    assert found[1].due_at == clock("2026-12-05T12:00Z")


def test_nothing_is_asked_after_a_session_while_the_therapist_rests() -> None:
    person = seeing()
    profile = person.profile.model_copy(update={"therapist_rests_until": date(2026, 12, 4)})
    resting = person.model_copy(update={"profile": profile})
    assert next(check_in_slots(resting, NOON)).key == "after:2026-12-10"


def test_the_check_in_comes_half_an_hour_after_the_session_ends_and_makes_sense_for_three_hours() -> None:
    slot = next(check_in_slots(seeing(), clock("2026-11-26T14:20Z")))
    assert (slot.kind, slot.key) == (DeliveryKind.CHECK_IN, "after:2026-11-26")
    assert (slot.due_at, slot.expires_at) == (clock("2026-11-26T15:20Z"), clock("2026-11-26T18:20Z"))
    assert next(check_in_slots(seeing(), slot.due_at)).key == "after:2026-12-03"
    assert next(slots(DeliveryKind.CHECK_IN, seeing(), slot.due_at - SECOND)) == slot


def test_the_check_in_rests_in_a_pause_and_for_who_wants_no_questions_about_the_therapist() -> None:
    assert not list(check_in_slots(seeing().model_copy(update={"paused": True}), NOON))
    off = Profile(therapist_level=TherapistLevel.OFF)
    assert not list(check_in_slots(seeing().model_copy(update={"profile": off}), NOON))
    until_friday = seeing().model_copy(update={"paused": True, "paused_until": date(2026, 11, 27)})
    assert next(check_in_slots(until_friday, NOON)).key == "after:2026-12-03"


def test_without_sessions_there_is_nothing_to_check_in_after() -> None:
    assert not list(check_in_slots(someone(), NOON))


@settings(max_examples=100, deadline=None)
@given(places(), appointments, st.integers(0, 3 * 1440))
def test_each_session_has_one_check_in_wherever_one_begins_to_look(
    place: tuple[str, datetime], rule: Appointment, later: int
) -> None:
    zone, after = place
    person, start = seeing(zone, rule), after + later * MINUTE
    early = [slot for slot in islice(check_in_slots(person, after), 8) if slot.due_at > start]
    assert list(islice(check_in_slots(person, start), len(early))) == early
    reflections = {slot.key[-10:]: slot.expires_at for slot in islice(week_slots(person, after - WEEK), 12)}
    for slot in early:
        assert slot.due_at - reflections[slot.key[-10:]] == (rule.minutes + 30) * MINUTE
