"""When the bot is quiet: within a person's quiet hours, and more often once nothing comes back. Pure.

Instants are aware UTC. An instant is quiet where the clocks of the person's zone show a time within the hours, so that
it holds through every clock change: an hour shown twice is quiet twice, and a date that was left out has none.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

from coach.model import FixedTimes, Person, Schedule
from coach.rhythm import QuietHours
from coach.zones import local

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)

UNANSWERED_DAYS = 3
UNHEARD = UNANSWERED_DAYS * DAY
"""From a person's last sign on, before they are asked less."""

_AROUND = 4 * DAY
"""Longer than any quiet lasts, also where a clock change takes the one free hour of a day."""
_STEP = timedelta(hours=6)
"""No zone changes its clocks twice within it."""


def rests(schedule: Schedule, quiet: QuietHours | None) -> bool:
    """Whether all the times of a schedule lie in the quiet hours."""
    if quiet is None:
        return False
    if isinstance(schedule, FixedTimes):
        return not awake(schedule.times, quiet)
    return quiet.cover(schedule.start) and not schedule.start <= quiet.end <= schedule.end


def awake(times: Sequence[time], quiet: QuietHours | None) -> list[time]:
    """Those outside the quiet hours."""
    return [at for at in times if quiet is None or not quiet.cover(at)]


def paused_at(person: Person, at: datetime) -> bool:
    """Whether the person wanted nothing at all at that time."""
    if person.paused_until is None:
        return person.paused
    return local(person.zone, at).date() < person.paused_until


def quiet_at(person: Person, at: datetime) -> bool:
    return person.quiet is not None and person.quiet.cover(local(person.zone, at).time())


def after_quiet(person: Person, at: datetime) -> datetime:
    """The first instant from `at` on that is not quiet."""
    return next(iter(free(person, at, at + _AROUND)))[0] if quiet_at(person, at) else at


def quiet_began(person: Person, at: datetime) -> datetime:
    """When the quiet that holds `at` began."""
    return free(person, at - _AROUND, at)[-1][1]


def free(person: Person, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
    """What is not quiet from `start` on and before `end`: stretches, each with its end outside."""
    if person.quiet is None:
        return [(start, end)]
    stretches: list[tuple[datetime, datetime]] = []
    for begins, ends in pairwise([*sorted(_edges(person, start, end)), end]):
        if quiet_at(person, begins):
            continue
        if stretches and stretches[-1][1] == begins:
            begins = stretches.pop()[0]
        stretches.append((begins, ends))
    return stretches


def _edges(person: Person, start: datetime, end: datetime) -> Iterator[datetime]:
    """`start`, and wherever quiet may begin or end before `end`: at its own times, and where the clocks change."""
    for begins, ends in pairwise([start, *_clock_changes(person.zone, start, end), end]):
        yield begins
        ahead = _ahead(person.zone, begins)
        first, last = (begins + ahead).date(), (ends + ahead).date()
        for day in (first + n * DAY for n in range((last - first).days + 1)):
            for at in (person.quiet.start, person.quiet.end) if person.quiet else ():
                edge = datetime.combine(day, at, UTC) - ahead
                if begins < edge < ends:
                    yield edge


def _clock_changes(zone: str, start: datetime, end: datetime) -> Iterator[datetime]:
    """When the clocks of a zone change, strictly between two instants, to the second."""
    low = start.replace(microsecond=0)
    while low < end:
        before, following = low, min(low + _STEP, end)
        low = following
        while _ahead(zone, before) != _ahead(zone, following) and following - before > SECOND:
            middle = before + (following - before) // SECOND // 2 * SECOND
            before, following = (
                (before, middle) if _ahead(zone, middle) != _ahead(zone, before) else (middle, following)
            )
        if _ahead(zone, before) != _ahead(zone, following) and start < following < end:
            yield following


def _ahead(zone: str, at: datetime) -> timedelta:
    return local(zone, at).utcoffset() or timedelta()


# ── when nothing comes back


def falls_silent(person: Person, unanswered: Sequence[datetime], now: datetime) -> bool:
    """Whether it is time to ask less: the prompts of three local days before today, at `unanswered`, brought no sign.
    Who has one prompt a week is asked no less."""
    if person.schedule is None or _prompts_a_week(person, person.schedule) == 1:
        return False
    days = {local(person.zone, at).date() for at in unanswered}
    return len(days - {local(person.zone, now).date()}) >= UNANSWERED_DAYS


def _prompts_a_week(person: Person, schedule: Schedule) -> int:
    return len(person.days) * (len(schedule.times) if isinstance(schedule, FixedTimes) else schedule.count)
