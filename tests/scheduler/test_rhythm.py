"""What a person's days, quiet hours, questions put off and silence make of their slots."""

from datetime import date, datetime, time, timedelta
from itertools import islice, pairwise, takewhile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.model import Appointment, DeliveryKind, FixedTimes, Person, Schedule, Slot, Surprise
from coach.quiet import falls_silent
from coach.rhythm import QuietHours
from scheduler.timing import check_in_slots, prompt_slots, slots, week_slots
from tests.scheduler.test_every_slot import clock, nights, places, someone
from tests.scheduler.test_timing import fixed, shown, surprise

MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(days=7)
MONDAY = clock("2026-11-23T12:00Z")
TWICE = FixedTimes(times=(time(9), time(20)))
NIGHT = {"start": time(22), "end": time(7)}


def keys(person: Person, count: int, after: datetime = MONDAY) -> list[str]:
    return [slot.key for slot in islice(prompt_slots(person, after), count)]


# ── weekdays


def test_prompts_come_on_the_chosen_days_only() -> None:
    person = someone("Europe/Berlin", schedule=TWICE, days=(1, 4))
    assert keys(person, 3) == ["2026-11-24T09:00", "2026-11-24T20:00", "2026-11-27T09:00"]


@settings(max_examples=25, deadline=None)
@given(places(), fixed | surprise, st.sets(st.integers(0, 6), min_size=1))
def test_of_all_promises_those_of_the_chosen_days_stay_as_they_are(
    place: tuple[str, datetime], schedule: Schedule, days: set[int]
) -> None:
    zone, after = place
    end = after + 12 * DAY

    def found(**more: object) -> set[str]:
        person = someone(zone, schedule=schedule, **more)
        return {slot.key for slot in takewhile(lambda slot: slot.due_at < end, prompt_slots(person, after))}

    assert found(days=tuple(days)) == {key for key in found() if date.fromisoformat(key[:10]).weekday() in days}


def test_what_belongs_to_a_session_comes_on_its_own_day() -> None:
    session = Appointment(weekday=3, at=time(15))
    person = someone("UTC", schedule=TWICE, days=(0,), appointment=session)
    assert next(week_slots(person, MONDAY)).key == "week:2026-11-26"
    assert next(check_in_slots(person, MONDAY)).key == "after:2026-11-26"


# ── quiet hours


def test_where_quiet_hours_cover_everything_there_is_nothing_to_come() -> None:
    for schedule in (FixedTimes(times=(time(23), time(6, 59))), Surprise(count=3, start=time(22), end=time(23, 59))):
        assert not list(prompt_slots(someone("Europe/Berlin", schedule=schedule, quiet=NIGHT), MONDAY))
    late = Appointment(weekday=3, at=time(23))
    assert not list(check_in_slots(someone("Europe/Berlin", appointment=late, quiet=NIGHT), MONDAY))


def test_surprises_are_drawn_from_what_quiet_hours_leave_on_either_side() -> None:
    siesta = {"start": time(13), "end": time(16)}
    person = someone("UTC", schedule=Surprise(count=4, start=time(11), end=time(18)), quiet=siesta)
    found = [slot.due_at.time() for slot in islice(prompt_slots(person, MONDAY + DAY), 400)]
    assert not [at for at in found if time(13) <= at < time(16)]
    assert {at.hour for at in found} == {11, 12, 16, 17}


@pytest.mark.parametrize(
    ("at", "week", "expires"),
    [
        (time(8), "2026-11-26T07:00Z", "2026-11-26T08:00Z"),  # it waits
        (time(7, 30), "2026-11-26T07:00Z", "2026-11-26T07:30Z"),
        (time(7, 20), "2026-11-25T21:00Z", "2026-11-26T07:20Z"),  # it comes before
        (time(10), "2026-11-26T08:00Z", "2026-11-26T10:00Z"),
    ],
)
def test_the_week_before_an_early_session(at: time, week: str, expires: str) -> None:
    person = someone("UTC", appointment=Appointment(weekday=3, at=at), quiet=NIGHT)
    slot = next(week_slots(person, MONDAY))
    assert (slot.key, slot.due_at, slot.expires_at) == ("week:2026-11-26", clock(week), clock(expires))


def test_the_check_in_after_an_early_session_waits_for_three_hours_at_most() -> None:
    for at, due in ((time(4), "2026-11-26T07:00Z"), (time(2), None)):
        person = someone("UTC", appointment=Appointment(weekday=3, at=at), quiet=NIGHT)
        found = next(check_in_slots(person, MONDAY), None)
        assert (found and found.due_at) == (due and clock(due))


@settings(max_examples=25, deadline=None)
@given(places(), fixed | surprise, nights, st.integers(0, 3 * 1440))
def test_where_one_begins_to_look_changes_nothing(
    place: tuple[str, datetime], schedule: Schedule, quiet: QuietHours, later: int
) -> None:
    zone, after = place
    since = {"since": after - 3 * DAY, "delivery_id": 1}
    put_off = {"at": after + DAY, "delivery_id": 1}
    session = Appointment(weekday=2, at=time(6))
    start = after + later * MINUTE
    for more in ({}, {"later": put_off}, {"fewer": since}):
        person = someone(zone, schedule=schedule, quiet=quiet, appointment=session, **more)
        for kind in (DeliveryKind.PROMPT, DeliveryKind.WEEK, DeliveryKind.CHECK_IN):
            early = [slot for slot in islice(slots(kind, person, after), 8) if slot.due_at > start]
            assert list(islice(slots(kind, person, start), len(early))) == early
            assert all(a.due_at < b.due_at for a, b in pairwise(early))


# ── a question put off


def put_off(at: str, schedule: Schedule | None = TWICE, **more: object) -> list[tuple[str, datetime, datetime]]:
    person = someone("UTC", schedule=schedule, later={"at": clock(at), "delivery_id": 5}, **more)
    return [(slot.key, slot.due_at, slot.expires_at) for slot in islice(prompt_slots(person, MONDAY), 2)]


def test_a_question_put_off_is_a_slot_of_its_own_between_the_others() -> None:
    assert put_off("2026-11-23T15:00Z") == [
        ("later:5", clock("2026-11-23T15:00Z"), clock("2026-11-23T16:30Z")),
        ("2026-11-23T20:00", clock("2026-11-23T20:00Z"), clock("2026-11-23T21:30Z")),
    ]


@pytest.mark.parametrize("at", ["2026-11-23T19:01Z", "2026-11-23T20:00Z", "2026-11-23T20:59Z"])
def test_it_takes_the_place_of_a_prompt_within_an_hour(at: str) -> None:
    assert [key for key, *_ in put_off(at)] == ["later:5", "2026-11-24T09:00"]


@pytest.mark.parametrize(("at", "first"), [("2026-11-23T19:00Z", "later:5"), ("2026-11-23T21:00Z", "2026-11-23T20:00")])
def test_an_hour_apart_both_come(at: str, first: str) -> None:
    found = [key for key, *_ in put_off(at)]
    assert (found[0], sorted(found)) == (first, ["2026-11-23T20:00", "later:5"])


def test_it_comes_without_a_schedule_and_on_a_day_without_prompts() -> None:
    assert [key for key, *_ in put_off("2026-11-23T15:00Z", None)] == ["later:5"]
    assert put_off("2026-11-23T15:00Z", days=(6,))[0][0] == "later:5"


def test_it_waits_for_quiet_hours_that_came_after_it() -> None:
    key, due, _ = put_off("2026-11-23T23:00Z", quiet=NIGHT)[1]
    assert (key, due) == ("later:5", clock("2026-11-24T07:00Z"))


def test_a_pause_holds_for_it_too() -> None:
    assert put_off("2026-11-23T15:00Z", paused=True) == []
    assert put_off("2026-11-23T15:00Z", paused_until=date(2026, 11, 25))[0][0] == "2026-11-25T09:00"


# ── when nothing comes back


def test_fewer_is_one_prompt_a_week_on_the_weekday_it_began_and_no_check_in() -> None:
    since = {"since": MONDAY, "delivery_id": 1}
    session = Appointment(weekday=3, at=time(15))
    person = someone("UTC", schedule=TWICE, fewer=since, appointment=session)
    assert keys(person, 3) == ["2026-11-30T09:00", "2026-12-07T09:00", "2026-12-14T09:00"]
    assert keys(person, 1, clock("2026-11-30T09:00Z")) == ["2026-12-07T09:00"]
    assert not list(check_in_slots(person, MONDAY))
    assert next(week_slots(person, MONDAY)).key == "week:2026-11-26"


@settings(max_examples=25, deadline=None)
@given(places(), fixed | surprise, st.sets(st.integers(0, 6), min_size=1))
def test_in_every_zone_fewer_is_one_of_the_usual_prompts_in_each_week(
    place: tuple[str, datetime], schedule: Schedule, days: set[int]
) -> None:
    zone, since = place
    person = someone(zone, schedule=schedule, days=tuple(days), fewer={"since": since, "delivery_id": 1})
    usual = islice(prompt_slots(person.model_copy(update={"fewer": None}), since), 240)
    first: dict[int, Slot] = {}
    for slot in usual:
        week = (date.fromisoformat(slot.key[:10]) - shown(zone, since).date()).days // 7
        first.setdefault(week, slot)
    for week, slot in zip(range(1, 6), prompt_slots(person, since), strict=False):
        assert slot.key == first[week].key
        assert slot.due_at == first[week].due_at


@pytest.mark.parametrize(
    ("sent", "now", "silent"),
    [
        (["24T09:00", "25T09:00", "26T09:00"], "27T09:00", True),
        (["24T20:00", "25T09:00", "26T09:00"], "27T08:00", True),  # days are counted, not hours
        (["24T09:00", "25T09:00", "26T09:00"], "26T20:00", False),
        (["24T09:00", "26T09:00"], "27T09:00", False),
        ([], "27T09:00", False),
    ],
)
def test_three_prompts_on_three_days_are_silence(sent: list[str], now: str, silent: bool) -> None:
    person = someone("UTC", schedule=TWICE)
    assert falls_silent(person, [clock(f"2026-11-{at}Z") for at in sent], clock(f"2026-11-{now}Z")) is silent


def test_the_days_of_silence_are_those_of_the_persons_own_place() -> None:
    sent = [clock(f"2026-11-{day}T11:30Z") for day in (23, 24, 25)]
    now = clock("2026-11-26T10:30Z")
    assert falls_silent(someone("UTC", schedule=TWICE), sent, now)
    assert not falls_silent(someone("Pacific/Auckland", schedule=TWICE), sent, now)


def test_who_is_asked_once_a_week_is_asked_no_less() -> None:
    sundays = someone("UTC", schedule=FixedTimes(times=(time(9),)), days=(6,))
    sent = [clock("2026-11-01T09:00Z") + n * WEEK for n in range(4)]
    assert not falls_silent(sundays, sent, sent[-1])
    assert falls_silent(sundays.model_copy(update={"days": (5, 6)}), sent, sent[-1])
    assert not falls_silent(someone("UTC"), sent, sent[-1])
