"""When each promised message is due: from a person's zone, schedule, session and pause to slots. Pure.

::

    local days → promised wall times → instants → ascending → a minute apart → slots with their windows

What must always hold: one slot for each promised time of each local date that happened; slots ascend and no
two share an instant; the same person has the same slots in every process, wherever one begins to look. A slot's
key names the local promise, not the instant, so that a person who changes zone meets a day's slot once. What belongs
to a session follows it where it is moved or cancelled (`coach.sessions`).

Clock changes: a skipped time comes later by as much as was skipped, of a repeated one the first counts, and a
date that the zone left out has no slots. Two promises that fall on one instant keep their order, a minute apart.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from heapq import heappop, heappush, merge
from itertools import chain, pairwise
from struct import unpack

from coach.model import DeliveryKind, FixedTimes, Person, Schedule, Slot, Surprise
from coach.sessions import HALF_WEEK, away_at, sessions
from coach.zones import WEEK, happened, instant, local, weekday_from
from prompts import TherapistLevel

WINDOW = timedelta(minutes=90)
APART = timedelta(minutes=60)
NUDGE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)

BEFORE_SESSION = timedelta(hours=2)
WITHOUT_SESSION = (6, time(18))
WITHOUT_SESSION_WINDOW = timedelta(hours=24)
AFTER_SESSION = timedelta(minutes=30)
AFTER_SESSION_WINDOW = timedelta(hours=3)
LONGEST_SESSION = timedelta(hours=4)

Promise = tuple[datetime, date, int]
"""When it is due, the local date it belongs to, and its place in that day, from 0."""


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
    """The prompts due strictly after `after` (aware); none without a schedule or in a pause without an end.

    A prompt that could not go out makes sense for 90 minutes, and never once the next one is due.
    """
    schedule = person.schedule
    if schedule is None or _paused_for_good(person):
        return
    promises = chain.from_iterable(_promises(person, schedule, day) for day in _days(person, after))
    for (due, day, n), (following, *_) in pairwise(_apart(_ascending(promises, _overtaking(schedule)))):
        if due > after:
            key, expires = _key(schedule, day, n), min(due + WINDOW, following)
            yield Slot(kind=DeliveryKind.PROMPT, key=key, due_at=due, expires_at=expires)


def week_slots(person: Person, after: datetime) -> Iterator[Slot]:
    """The weekly reflections due strictly after `after` (aware); none in a pause without an end.

    Each comes two hours before the session that really is and makes sense until it starts. Without a rule it comes
    before single ones, and on Sundays at 18:00 local with none near, and makes sense for a day.
    """
    if _paused_for_good(person):
        return
    before = ((one.start - BEFORE_SESSION, one.start, one.wall.date()) for one in sessions(person, after))
    for due, expires, day in before if person.appointment else merge(before, _sundays(person, after)):
        if due > after and not _paused_at(person, due):
            yield Slot(kind=DeliveryKind.WEEK, key=f"week:{day}", due_at=due, expires_at=expires)


def check_in_slots(person: Person, after: datetime) -> Iterator[Slot]:
    """What is asked half an hour after each session, due strictly after `after` (aware); not in a pause, nor while the
    therapist is away or rests, nor of who wants no questions about them. It makes sense for three hours."""
    if _paused_for_good(person) or person.profile.therapist_level is TherapistLevel.OFF:
        return
    for session in sessions(person, after - AFTER_SESSION - LONGEST_SESSION):
        due = session.end + AFTER_SESSION
        if due > after and not (_paused_at(person, due) or _rests_at(person, due) or away_at(person, due)):
            key, expires = f"after:{session.wall.date()}", due + AFTER_SESSION_WINDOW
            yield Slot(kind=DeliveryKind.CHECK_IN, key=key, due_at=due, expires_at=expires)


def _paused_for_good(person: Person) -> bool:
    return person.paused and person.paused_until is None


def _paused_at(person: Person, at: datetime) -> bool:
    return person.paused_until is not None and local(person.zone, at).date() < person.paused_until


def _rests_at(person: Person, at: datetime) -> bool:
    """Whether nothing is asked about the therapist, because of what the person wrote of them."""
    until = person.profile.therapist_rests_until
    return until is not None and local(person.zone, at).date() < until


def _first_day(person: Person, after: datetime) -> date:
    """The earliest local date with anything due after `after`: yesterday's, where midnight was skipped."""
    day = local(person.zone, after).date() - DAY
    return max(day, person.paused_until or day)


def _days(person: Person, after: datetime) -> Iterator[date]:
    day = _first_day(person, after)
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
    if isinstance(schedule, FixedTimes):
        dues = [instant(person.zone, datetime.combine(day, at)) for at in schedule.times]
    else:
        dues = _drawn(person, schedule, day)
    return [(due, day, n) for n, due in enumerate(dues)]


def _drawn(person: Person, hours: Surprise, day: date) -> list[datetime]:
    """The day's surprise times, to the second, ascending: uniform among those that are an hour apart.

    The hours are measured as they elapse, so that a clock change within them moves no two prompts together.
    Hours too short for that are shared out evenly.
    """
    opening, closing = _hours(person.zone, hours, day)
    slack = (closing - opening - (hours.count - 1) * APART) // SECOND
    if slack < 0:
        return [opening + (closing - opening) * n / (hours.count - 1) for n in range(hours.count)]
    offsets = sorted(draw % (slack + 1) for draw in _draws(person.id, day, hours.count))
    return [opening + n * APART + offset * SECOND for n, offset in enumerate(offsets)]


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
