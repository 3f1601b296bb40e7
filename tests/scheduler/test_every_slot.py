"""Slots of every zone, held against a clock on the wall that is looked at minute by minute.

Nothing here shares a thought with `scheduler.timing`: no date is turned into an instant, no gap or overlap is worked
out. Every minute of UTC is asked what the clocks of the zone show, and the rules are read off that list.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from functools import cache
from itertools import pairwise, takewhile
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from coach.model import Appointment, FixedTimes, Person, Slot, Surprise
from coach.quiet import after_quiet, free, quiet_at
from coach.rhythm import QuietHours
from scheduler.timing import check_in_slots, prompt_slots, week_slots
from tests.scheduler.test_timing import ZONES, changes, fixed, minutes, surprise

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
clock = datetime.fromisoformat

Seen = tuple[datetime, datetime]
"""An instant, and what the clock on the wall shows then, naive."""


def watch(zone: str, start: datetime, end: datetime) -> list[Seen]:
    there, at, seen = ZoneInfo(zone), start, []
    while at < end:
        seen.append((at, at.astimezone(there).replace(tzinfo=None)))
        at += MINUTE
    return seen


def is_quiet(wall: datetime, quiet: QuietHours | None) -> bool:
    """Counted in minutes since quiet began."""
    if quiet is None:
        return False
    since = (wall.hour * 60 + wall.minute) - (quiet.start.hour * 60 + quiet.start.minute)
    length = (quiet.end.hour * 60 + quiet.end.minute) - (quiet.start.hour * 60 + quiet.start.minute)
    return since % 1440 < length % 1440


def promised(seen: list[Seen], times: tuple[time, ...], quiet: QuietHours | None) -> dict[str, datetime]:
    """When each time of each date comes: at its first minute on the wall; where clocks jumped past it, when the time
    since the jump is as long as it lay beyond what they showed before; never in quiet, never on a date that was not."""
    first: dict[datetime, datetime] = {}
    for at, wall in seen:
        first.setdefault(wall, at)
    dates = {wall.date() for _, wall in seen}
    found: dict[str, datetime] = {}
    for day in sorted(dates):
        for wall in (datetime.combine(day, at) for at in times):
            if is_quiet(wall, quiet):
                continue
            due = first.get(wall) or _after_a_jump(seen, wall)
            if due is not None:
                found[wall.isoformat(timespec="minutes")] = _calm(seen, due, quiet)
    return found


def _after_a_jump(seen: list[Seen], wall: datetime) -> datetime | None:
    for (at, before), (_, behind) in pairwise(seen):
        if before < wall < behind and behind - before > MINUTE:
            return at + (wall - before)
    return None


def _calm(seen: list[Seen], due: datetime, quiet: QuietHours | None) -> datetime:
    return next((at for at, wall in seen if at >= due and not is_quiet(wall, quiet)), due)


def in_order(found: dict[str, datetime]) -> dict[str, datetime]:
    """Two on one instant: a minute apart, the earlier promise first."""
    placed: dict[str, datetime] = {}
    last = datetime.min.replace(tzinfo=UTC)
    for due, key in sorted((due, key) for key, due in found.items()):
        last = placed[key] = max(due, last + MINUTE)
    return placed


def between(slots: Iterator[Slot], start: datetime, end: datetime) -> dict[str, datetime]:
    found = [slot for slot in takewhile(lambda slot: slot.due_at < end, slots) if slot.due_at > start]
    assert len({slot.key for slot in found}) == len(found)
    return {slot.key: slot.due_at for slot in found}


@cache
def restless() -> tuple[tuple[str, datetime], ...]:
    """Every change of clocks by whole minutes since 1972 (clocks showed odd seconds before), one for each kind."""
    kinds = {
        (change.before, change.after, zone if abs(change.after - change.before) > 2 * HOUR else ""): (zone, change.at)
        for zone in ZONES
        for change in changes(zone)
        if change.at.year >= 1973 and not (change.before % MINUTE or change.after % MINUTE or change.at.second)
    }
    return tuple(kinds.values())


@st.composite
def places(draw: st.DrawFn) -> tuple[str, datetime]:
    """Near a change of clocks, each kind as likely as the next; or in any zone at any time."""
    days = st.datetimes(clock("1973-02-01"), clock("2037-11-01"), timezones=st.just(UTC))
    anywhere = st.tuples(st.sampled_from(ZONES), days.map(lambda at: at.replace(second=0, microsecond=0)))
    zone, near = draw(st.one_of(st.sampled_from(restless()), st.sampled_from(restless()), anywhere))
    return zone, near + draw(st.integers(-36 * 60, 12 * 60)) * MINUTE


nights = st.builds(lambda a, length: (a, length), st.integers(0, 1439), st.integers(1, 23 * 60)).map(
    lambda drawn: QuietHours(start=_time(drawn[0]), end=_time(drawn[0] + drawn[1]))
)


def _time(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def someone(zone: str, **more: object) -> Person:
    return Person.model_validate({"id": 7, "chat_id": 7, "zone": zone, **more})


NINE = FixedTimes(times=(time(0), time(0, 30), time(2, 30), time(9)))
NIGHT = QuietHours(start=time(22), end=time(7))
KNOWN = (
    "Pacific/Apia 2011-12-30T10:00Z",  # a date left out
    "Pacific/Fakaofo 2011-12-30T10:00Z",
    "Pacific/Kwajalein 1993-08-21T12:00Z",
    "Pacific/Kiritimati 1994-12-31T10:00Z",
    "Pacific/Enderbury 1994-12-31T11:00Z",
    "America/Sao_Paulo 2018-11-04T03:00Z",  # midnight skipped
    "America/Havana 2026-03-08T05:00Z",
    "Africa/Cairo 2026-04-23T22:00Z",
    "Asia/Beirut 2026-03-28T22:00Z",
    "America/Santiago 2026-09-06T04:00Z",
    "America/Scoresbysund 2026-03-29T01:00Z",
    "America/Havana 2026-11-01T05:00Z",  # midnight repeated
    "Australia/Lord_Howe 2026-10-03T15:30Z",  # by half an hour
    "Australia/Lord_Howe 2026-04-04T15:00Z",
    "Pacific/Chatham 2026-09-26T14:00Z",  # three quarters of an hour ahead
    "Asia/Kathmandu 1985-12-31T18:30Z",  # by a quarter
    "Asia/Pyongyang 2015-08-14T15:00Z",
    "America/Caracas 2016-05-01T07:00Z",
    "Antarctica/Troll 2026-03-29T01:00Z",  # by two hours
    "Antarctica/Casey 2023-03-08T16:00Z",
    "Africa/Casablanca 2026-02-15T02:00Z",
)


@pytest.mark.parametrize("place", KNOWN)
@pytest.mark.parametrize(
    "quiet", [None, NIGHT, QuietHours(start=time(3), end=time(9)), QuietHours(start=time(3), end=time(2))]
)
def test_where_clocks_did_odd_things_each_promise_comes_once(place: str, quiet: QuietHours | None) -> None:
    zone, at = place.split()
    _each_once(zone, clock(at) - 20 * HOUR, NINE, quiet)


@settings(max_examples=40, deadline=None)
@given(places(), fixed, st.none() | nights)
@example(
    ("Europe/Berlin", clock("2026-03-28T23:00Z")),
    FixedTimes(times=(time(2, 30),)),
    QuietHours(start=time(3), end=time(2)),
)
def test_in_every_zone_each_promise_comes_once_and_never_in_quiet(
    place: tuple[str, datetime], schedule: FixedTimes, quiet: QuietHours | None
) -> None:
    _each_once(*place, schedule, quiet)


def _each_once(zone: str, start: datetime, schedule: FixedTimes, quiet: QuietHours | None) -> None:
    """In a stretch of 30 hours, watched from three days before to three after."""
    end = start + 30 * HOUR
    seen = watch(zone, start - 60 * HOUR, end + 50 * HOUR)
    expected = in_order(promised(seen, schedule.times, quiet))
    found = between(prompt_slots(someone(zone, schedule=schedule, quiet=quiet), start), start, end)
    assert found == {key: due for key, due in expected.items() if start < due < end}


@settings(max_examples=30, deadline=None)
@given(places(), surprise, nights)
def test_in_every_zone_surprises_are_as_many_as_promised_an_hour_apart_and_never_in_quiet(
    place: tuple[str, datetime], hours: Surprise, quiet: QuietHours
) -> None:
    zone, start = place
    assume(
        datetime.combine(start, hours.end) - datetime.combine(start, hours.start) < 22 * HOUR
    )  # one keeps an hour from the next day's first
    person = someone(zone, schedule=hours, quiet=quiet)
    seen = watch(zone, start - 36 * HOUR, start + 60 * HOUR)
    found = between(prompt_slots(person, start - 36 * HOUR), start - 36 * HOUR, start + 60 * HOUR)
    assert list(found.values()) == sorted(set(found.values()))
    shown = dict(seen)
    assert not [due for due in found.values() if is_quiet(shown[due.replace(second=0, microsecond=0)], quiet)]
    steady = {w.date() for at, w in seen[::60] if not any(abs(change.at - at) < 2 * DAY for change in changes(zone))}
    for day in sorted(steady)[1:-1]:
        open_ = [
            at
            for at, wall in seen
            if wall.date() == day and hours.start <= wall.time() <= hours.end and not is_quiet(wall, quiet)
        ]
        dues = [due for key, due in found.items() if key.startswith(str(day))]
        assert len(dues) == (hours.count if open_ else 0)
        assert all(open_[0] <= due < open_[-1] + hours.count * MINUTE for due in dues)
        if len(open_) > hours.count * 60:
            assert all(later - earlier >= HOUR for earlier, later in pairwise(dues))


@settings(max_examples=12, deadline=None)
@given(places(), nights)
def test_in_every_zone_quiet_is_what_the_clock_on_the_wall_says(place: tuple[str, datetime], quiet: QuietHours) -> None:
    zone, start = place
    person = someone(zone, quiet=quiet)
    seen = watch(zone, start, start + 40 * HOUR)
    calm = {at for at, wall in seen if not is_quiet(wall, quiet)}
    assert calm == {at for at, _ in seen if not quiet_at(person, at)}
    stretches = free(person, start, start + 40 * HOUR)
    assert calm == {at for at, _ in seen if any(begins <= at < ends for begins, ends in stretches)}
    for at, _ in seen[:: 6 * 60 + 17]:
        first = next((one for one, _ in seen if one >= at and one in calm), None)
        assert first is None or after_quiet(person, at) == first


@example(
    ("Africa/Abidjan", datetime(2000, 1, 1, 6, tzinfo=UTC)),
    time(0),
    10,
    QuietHours(start=time(0, 31), end=time(23, 31)),
)
@settings(max_examples=25, deadline=None)
@given(places(), minutes, st.integers(10, 240), nights)
def test_in_every_zone_what_belongs_to_a_session_waits_for_quiet_to_end_or_comes_before(
    place: tuple[str, datetime], at: time, length: int, quiet: QuietHours
) -> None:
    zone, start = place
    seen = watch(zone, start - 36 * HOUR, start + 60 * HOUR)
    weekday = seen[46 * 60][1].weekday()
    session = Appointment(weekday=weekday, at=at, minutes=length)
    begins = promised(seen, (at,), None).get(f"{seen[46 * 60][1].date()}T{at:%H:%M}")
    if begins is None:
        return
    person = someone(zone, appointment=session, quiet=quiet)
    weeks = takewhile(lambda slot: slot.due_at < begins, week_slots(person, begins - 30 * HOUR))
    week = next((slot for slot in weeks if slot.expires_at == begins), None)
    assert week is not None
    assert not is_quiet(dict(seen)[week.due_at], quiet)
    usual = begins - 2 * HOUR
    waits = _calm(seen, usual, quiet)
    if waits + 30 * MINUTE <= begins:
        assert week.due_at == waits
    else:
        assert week.due_at < usual
        loud = [at for at, wall in seen if week.due_at + HOUR <= at < usual and not is_quiet(wall, quiet)]
        assert not loud, "an hour before quiet begins"
    ends = begins + length * MINUTE + 30 * MINUTE
    first = _calm(seen, ends, quiet)
    check_ins = takewhile(lambda slot: slot.due_at < begins + 12 * HOUR, check_in_slots(person, begins))
    check_in = next(check_ins, None)
    assert (check_in.due_at if check_in else None) == (first if first < ends + 3 * HOUR else None)
