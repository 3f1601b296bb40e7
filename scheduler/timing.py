"""When each promised message is due: from a person's zone, schedule, session and pause to slots. Pure.

::

    local days → promised wall times → instants → ascending → a minute apart ┐
                                                    a question put off ──────┴→ slots with their windows

What must always hold: one slot for each promised time of each local date that happened; slots ascend and no
two share an instant; the same person has the same slots in every process, wherever one begins to look. A slot's
key names the local promise, not the instant, so that a person who changes zone meets a day's slot once. What belongs
to a session follows it where it is moved or cancelled (`coach.sessions`).

Clock changes: a skipped time comes later by as much as was skipped, of a repeated one the first counts, and a
date that the zone left out has no slots. Two promises that fall on one instant keep their order, a minute apart.

Quiet hours (`coach.quiet`): nothing is due in them. A time of the person's own that lies within them rests; surprises
are drawn from what is left of their hours; whatever a clock change pushes into them, the week and the check-in wait
until they end. A week that would come too late for its session then comes an hour before they begin.

Weekdays hold for prompts alone: what belongs to a session comes with it. A question put off takes the place of prompts
within an hour of it. Once nothing comes back (`Person.fewer`) there is one prompt a week, the first of the day on which
that began, and no check-in.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from heapq import heappop, heappush, merge
from itertools import chain, pairwise
from struct import unpack

from coach.model import DeliveryKind, FixedTimes, Person, Schedule, Slot, Surprise
from coach.quiet import after_quiet, free, paused_at, quiet_began
from coach.rhythm import APART
from coach.sessions import HALF_WEEK, away_at, sessions
from coach.zones import WEEK, happened, instant, local, weekday_from
from prompts import TherapistLevel

WINDOW = timedelta(minutes=90)
NUDGE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)

BEFORE_SESSION = timedelta(hours=2)
TIME_TO_READ = timedelta(minutes=30)
BEFORE_QUIET = timedelta(hours=1)
WITHOUT_SESSION = (6, time(18))
WITHOUT_SESSION_WINDOW = timedelta(hours=24)
AFTER_SESSION = timedelta(minutes=30)
AFTER_SESSION_WINDOW = timedelta(hours=3)
LONGEST_SESSION = timedelta(hours=4)

_ALWAYS = 14
"""Days, or sessions, in a row that quiet hours leave nothing of: there is nothing to come."""

Promise = tuple[datetime, date, int]
"""When it is due, the local date it belongs to, and its place in that day, from 0."""
Coming = tuple[datetime, str]
"""When it is due, and its key."""
_NEVER: Coming = (datetime.max.replace(tzinfo=UTC), "")


def slots(kind: DeliveryKind, person: Person, after: datetime) -> Iterator[Slot]:
    """The person's slots of one kind due strictly after `after` (aware): ascending and endless, or none."""
    match kind:
        case DeliveryKind.PROMPT:
            return prompt_slots(person, after)
        case DeliveryKind.WEEK:
            return week_slots(person, after)
        case DeliveryKind.CHECK_IN:
            return check_in_slots(person, after)
        case DeliveryKind.ASKED:
            return iter(())


def prompt_slots(person: Person, after: datetime) -> Iterator[Slot]:
    """The prompts due strictly after `after` (aware); in a pause without an end none, and without a schedule only a
    question that was put off.

    A prompt that could not go out makes sense for 90 minutes, and never once the next one is due.
    """
    if _paused_for_good(person):
        return
    for (due, key), (following, _) in pairwise(chain(_coming(person, after), [_NEVER])):
        if due > after:
            yield Slot(kind=DeliveryKind.PROMPT, key=key, due_at=due, expires_at=min(due + WINDOW, following))


def _coming(person: Person, after: datetime) -> Iterator[Coming]:
    """What was put off, and what the schedule promises that is not near it, from a little before `after` on."""
    again = _put_off(person)
    if not again:
        return _regular(person, after)
    regular = (one for one in _regular(person, after) if not any(abs(one[0] - due) < APART for due, _ in again))
    return merge(again, regular)


def _put_off(person: Person) -> list[Coming]:
    if person.later is None:
        return []
    due = after_quiet(person, person.later.at)
    return [] if paused_at(person, due) else [(due, person.later.key)]


def _regular(person: Person, after: datetime) -> Iterator[Coming]:
    """What the schedule promises, from a little before `after` on."""
    schedule = person.schedule
    if schedule is None:
        return
    first = _first_day(person, after)
    promises = _promised(person, schedule, _week_begun(person, first) if person.fewer else first)
    in_order = _apart(_ascending(promises, _overtaking(schedule)))
    for due, day, n in _one_a_week(person, in_order) if person.fewer else in_order:
        yield due, _key(schedule, day, n)


def _promised(person: Person, schedule: Schedule, first: date) -> Iterator[Promise]:
    """Each day's, and an end to it where quiet hours cover all that is promised."""
    empty = 0
    for day in _days(person, first):
        promises = _promises(person, schedule, day)
        empty = 0 if promises else empty + 1
        if empty == _ALWAYS:
            return
        yield from promises


def _one_a_week(person: Person, promises: Iterable[Promise]) -> Iterator[Promise]:
    """The first of each week, where weeks are counted from the day on which nobody answered; none in that week."""
    begun = _week_begun(person, date.min)
    for due, day, n in promises:
        if day >= begun + WEEK:
            begun = _week_begun(person, day)
            yield due, day, n


def _week_begun(person: Person, day: date) -> date:
    """The first date of the week that holds `day`, where weeks are counted from the day on which nobody answered."""
    since = local(person.zone, person.fewer.since).date() if person.fewer else day
    return since + max(0, (day - since).days // 7) * WEEK


def week_slots(person: Person, after: datetime) -> Iterator[Slot]:
    """The weekly reflections due strictly after `after` (aware); none in a pause without an end.

    Each comes two hours before the session that really is and makes sense until it starts. Without a rule it comes
    before single ones, and on Sundays at 18:00 local with none near, and makes sense for a day. It waits for quiet
    hours to end, or comes before them.
    """
    if _paused_for_good(person):
        return
    before = ((one.start - BEFORE_SESSION, one.start, one.wall.date()) for one in sessions(person, after))
    for usual, expires, day in before if person.appointment else merge(before, _sundays(person, after)):
        due = _outside_quiet(person, usual, expires)
        if due > after and not paused_at(person, due):
            yield Slot(kind=DeliveryKind.WEEK, key=f"week:{day}", due_at=due, expires_at=expires)


def _outside_quiet(person: Person, due: datetime, expires: datetime) -> datetime:
    waits = after_quiet(person, due)
    if waits == due or waits + TIME_TO_READ <= expires:
        return waits
    return after_quiet(person, quiet_began(person, due) - BEFORE_QUIET)


def check_in_slots(person: Person, after: datetime) -> Iterator[Slot]:
    """What is asked half an hour after each session, due strictly after `after` (aware); not in a pause, nor while the
    therapist is away or rests, nor of who wants no questions about them or answers none. It makes sense for three
    hours, and waits that long for quiet hours to end."""
    if _paused_for_good(person) or person.fewer or person.profile.therapist_level is TherapistLevel.OFF:
        return
    quiet = 0
    for session in sessions(person, after - AFTER_SESSION - AFTER_SESSION_WINDOW - LONGEST_SESSION):
        expires = session.end + AFTER_SESSION + AFTER_SESSION_WINDOW
        due = after_quiet(person, session.end + AFTER_SESSION)
        quiet = quiet + 1 if due >= expires else 0
        if quiet == _ALWAYS:
            return
        if after < due < expires and not (paused_at(person, due) or _rests_at(person, due) or away_at(person, due)):
            key = f"after:{session.wall.date()}"
            yield Slot(kind=DeliveryKind.CHECK_IN, key=key, due_at=due, expires_at=expires)


def _paused_for_good(person: Person) -> bool:
    return person.paused and person.paused_until is None


def _rests_at(person: Person, at: datetime) -> bool:
    """Whether nothing is asked about the therapist, because of what the person wrote of them."""
    until = person.profile.therapist_rests_until
    return until is not None and local(person.zone, at).date() < until


def _first_day(person: Person, after: datetime) -> date:
    """The earliest local date with anything due after `after`: yesterday's, where midnight was skipped."""
    day = local(person.zone, after).date() - DAY
    return max(day, person.paused_until or day)


def _days(person: Person, day: date) -> Iterator[date]:
    while True:
        if happened(person.zone, day):
            yield day
        day += DAY


def _sundays(person: Person, after: datetime) -> Iterator[tuple[datetime, datetime, date]]:
    """When the reflections without a session are due, when they expire, and their dates."""
    weekday, at = WITHOUT_SESSION
    day = weekday_from(_first_day(person, after), weekday)
    while True:
        due = instant(person.zone, datetime.combine(day, at))
        if happened(person.zone, day) and not _session_near(person, due):
            yield due, due + WITHOUT_SESSION_WINDOW, day
        day += WEEK


def _session_near(person: Person, at: datetime) -> bool:
    following = next(sessions(person, at - HALF_WEEK), None)
    return following is not None and following.start < at + HALF_WEEK


def _overtaking(schedule: Schedule) -> int:
    """How many later promises can be due before one that a clock change moved: it moves by less than a day."""
    return len(schedule.times) - 1 if isinstance(schedule, FixedTimes) else 0


def _key(schedule: Schedule, day: date, n: int) -> str:
    if isinstance(schedule, FixedTimes):
        return f"{day}T{schedule.times[n]:%H:%M}"
    return f"{day}#{n + 1}"


def _promises(person: Person, schedule: Schedule, day: date) -> list[Promise]:
    if day.weekday() not in person.days:
        return []
    if isinstance(schedule, Surprise):
        return [(due, day, n) for n, due in enumerate(_drawn(person, schedule, day))]
    return [
        (after_quiet(person, instant(person.zone, datetime.combine(day, at))), day, n)
        for n, at in enumerate(schedule.times)
        if not (person.quiet and person.quiet.cover(at))
    ]


def _drawn(person: Person, hours: Surprise, day: date) -> list[datetime]:
    """The day's surprise times, to the second, ascending: uniform among those that are an hour apart and not quiet.

    The hours are measured as they elapse, without what is quiet, so that neither that nor a clock change within them
    moves two prompts together. Hours too short for that are shared out evenly.
    """
    opening, closing = _hours(person.zone, hours, day)
    parts = free(person, opening, closing + SECOND)
    room = sum((ends - begins) // SECOND for begins, ends in parts) - 1
    slack = room - (hours.count - 1) * (APART // SECOND)
    if room < 0:
        return []
    if slack < 0:
        return [_place(parts, room * SECOND * n / (hours.count - 1)) for n in range(hours.count)]
    offsets = sorted(draw % (slack + 1) for draw in _draws(person.id, day, hours.count))
    return [_place(parts, n * APART + offset * SECOND) for n, offset in enumerate(offsets)]


def _place(parts: list[tuple[datetime, datetime]], elapsed: timedelta) -> datetime:
    """The instant at which so much of the parts, which hold more than that, is over."""
    for begins, ends in parts:
        if elapsed < ends - begins:
            break
        elapsed -= ends - begins
    return begins + elapsed


def _hours(zone: str, hours: Surprise, day: date) -> tuple[datetime, datetime]:
    """The first and the last instant for a surprise, the last at least an hour before tomorrow's first.

    Where the start is a skipped time, it can fall behind the end: the two swap.
    """
    start, end = (instant(zone, datetime.combine(day, at)) for at in (hours.start, hours.end))
    tomorrow = instant(zone, datetime.combine(day + DAY, hours.start))
    return min(start, end), min(max(start, end), tomorrow - APART)


def _draws(person_id: int, day: date, count: int) -> tuple[int, ...]:
    """Up to eight numbers of 32 bits, from a digest: `random` and `hash` may differ between Pythons."""
    return unpack(">8I", sha256(f"surprise {person_id} {day}".encode()).digest())[:count]


def _ascending(promises: Iterable[Promise], overtaking: int) -> Iterator[Promise]:
    """By instant, where at most so many can overtake one: it holds back no more than those."""
    held: list[Promise] = []
    for promise in promises:
        heappush(held, promise)
        if len(held) > overtaking:
            yield heappop(held)


def _apart(promises: Iterable[Promise]) -> Iterator[Promise]:
    """Of promises on one instant each follows the one before by a minute."""
    last: datetime | None = None
    for due, day, n in promises:
        last = due if last is None or due > last else last + NUDGE
        yield last, day, n
