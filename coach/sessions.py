"""The therapy sessions of a person: the rule, and what differs from it. Pure.

::

    rule ── less moved, cancelled, away ──┐
    singles, moved ones ── less away ─────┴─▶ sessions ─┐
    the rule's own times, or Mondays ───────────────────┴─▶ where one week ends and the next begins

Dates and wall times are naive and local to the person's zone, instants are aware UTC.

What must always hold: sessions ascend, and no two begin at one instant; there is none while the therapist is away, nor
by the rule on a date that the zone left out. Weeks follow each other without a gap or an overlap, and where one looks
from changes none of them: they run from session to session, also from and to a moved one, and on past one that was
cancelled. A stretch longer than `LONGEST` is parted at the times that the rule has in it, without a rule at Mondays
00:00, as far as they lie half a week from a session; so no week is longer than three.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from heapq import merge
from itertools import takewhile
from typing import NamedTuple

from coach.model import Appointment, AwayPeriod, Calendar, Move, Person
from coach.zones import MONDAY, WEEK, happened, instant, local, weekday_from

LONGEST = timedelta(days=17)
"""Two weeks with one session left out, or one every two weeks that was put off for some days, are still one stretch."""
HALF_WEEK = WEEK / 2

_DAY = timedelta(days=1)
_WIDEST = 3 * WEEK + _DAY  # the longest week, with room for what clocks do
_REMEMBERED = timedelta(days=60)
_MINUTES = 50
_MOST_KEPT = 400


class Session(NamedTuple):
    """One session. `wall` is when it begins on the person's clock; `day` is the date that the rule has for it, None for
    a single one."""

    start: datetime
    end: datetime
    wall: datetime
    day: date | None


def sessions(person: Person, after: datetime) -> Iterator[Session]:
    """The sessions that begin strictly after `after` (aware), ascending; endless where a rule goes on."""
    dated = sorted((one for one in _dated(person) if one.start > after), key=_start)
    last = after
    for session in merge(dated, _by_rule(person, after), key=_start):
        if session.start > last:
            last = session.start
            yield session


def last_session(person: Person, at: datetime) -> Session | None:
    """The latest one begun at `at` (aware) or within two months before."""
    begun = takewhile(lambda session: session.start <= at, sessions(person, at - _REMEMBERED))
    return max(begun, key=_start, default=None)


def week_window(person: Person, at: datetime, back: int = 0) -> tuple[datetime, datetime]:
    """The week that holds `at` (aware), or the one `back` weeks earlier, as aware UTC [start, end)."""
    edges = _edges(person, at - (back + 2) * _WIDEST, at + 2 * _WIDEST)
    following = bisect_right(edges, at) - back
    return edges[following - 1], edges[following]


def away_on(person: Person, day: date) -> bool:
    """Whether the therapist is away on this local date."""
    return any(_covers(period, day) for period in person.calendar.away)


def away_at(person: Person, at: datetime) -> bool:
    return away_on(person, local(person.zone, at).date())


# ── what a person changes


def with_rule(person: Person, rule: Appointment | None, now: datetime) -> Person:
    """The rule is another one. Without any there is none to come, not a single one either."""
    calendar = person.calendar
    if rule is None:
        today = local(person.zone, now).replace(tzinfo=None)
        calendar = calendar.model_copy(update={"singles": tuple(at for at in calendar.singles if at <= today)})
    return person.model_copy(update={"appointment": rule, "calendar": calendar})


def with_changes(person: Person, cancelled: Sequence[date], moved: Sequence[Move]) -> Person:
    """What a shared calendar leaves out or has elsewhere, each by the rule's date; it counts before what was there."""
    told = {*cancelled, *(move.day for move in moved)}
    calendar = person.calendar
    return _with(
        person,
        cancelled=(*(day for day in calendar.cancelled if day not in told), *cancelled),
        moved=(*(move for move in calendar.moved if move.day not in told), *moved),
    )


def with_single(person: Person, wall: datetime) -> Person:
    return _with(person, singles=(*(at for at in person.calendar.singles if at != wall), wall))


def moved(person: Person, session: Session, to: datetime) -> Person:
    """This session is at the wall time `to` instead."""
    if session.day is None:
        return with_single(cancelled(person, session), to)
    return _with(person, moved=(*_other_moves(person, session.day), Move(day=session.day, to=to)))


def cancelled(person: Person, session: Session) -> Person:
    """This session does not take place."""
    calendar = person.calendar
    if session.day is None:
        return _with(person, singles=tuple(at for at in calendar.singles if at != session.wall))
    return _with(person, moved=_other_moves(person, session.day), cancelled=(*calendar.cancelled, session.day))


def gone_away(person: Person, start: date, until: date | None, now: datetime) -> Person:
    """The therapist is away from `start` on; a session that has begun today did take place."""
    last = last_session(person, now)
    if last is not None and last.wall.date() == start == local(person.zone, now).date():
        start += _DAY
    if until is not None and until <= start:
        return person
    later = (one for one in person.calendar.away if until is not None and until <= one.start)
    return _with(person, away=(*_away_before(person, start), AwayPeriod(start=start, until=until), *later))


def here_again(person: Person, now: datetime) -> Person:
    """Sessions from today on, nothing else planned; what was away until now stays so."""
    return _with(person, away=_away_before(person, local(person.zone, now).date()))


def _away_before(person: Person, day: date) -> tuple[AwayPeriod, ...]:
    begun = (period for period in person.calendar.away if period.start < day)
    return tuple(period.model_copy(update={"until": min(period.until or day, day)}) for period in begun)


def _with(person: Person, **changes: tuple[object, ...]) -> Person:
    """Only the newest of each kind are kept: nobody looks back further."""
    newest = {name: values[-_MOST_KEPT:] for name, values in changes.items()}
    return person.model_copy(update={"calendar": person.calendar.model_copy(update=newest)})


def _other_moves(person: Person, day: date) -> tuple[Move, ...]:
    return tuple(move for move in person.calendar.moved if move.day != day)


# ── from the rule to sessions


def _start(session: Session) -> datetime:
    return session.start


def _session(person: Person, wall: datetime, day: date | None) -> Session:
    begins = instant(person.zone, wall)
    minutes = person.appointment.minutes if person.appointment else _MINUTES
    return Session(begins, begins + timedelta(minutes=minutes), wall, day)


def _dated(person: Person) -> Iterator[Session]:
    """The singles and the moved ones; a move of a date that the rule no longer has means nothing."""
    calendar, rule = person.calendar, person.appointment
    singles = [(wall, None) for wall in calendar.singles]
    moves = [(move.to, move.day) for move in calendar.moved if rule and rule.falls_on(move.day)]
    for wall, day in (*singles, *moves):
        if not away_on(person, wall.date()):
            yield _session(person, wall, day)


def _by_rule(person: Person, after: datetime) -> Iterator[Session]:
    rule, calendar = person.appointment, person.calendar
    if rule is None:
        return
    elsewhere = {*calendar.cancelled, *(move.day for move in calendar.moved)}
    last = _gone_for_good(calendar)
    for day in takewhile(lambda day: day < last, _rule_days(rule, local(person.zone, after).date() - _DAY)):
        if day not in elsewhere and happened(person.zone, day) and not away_on(person, day):
            session = _session(person, datetime.combine(day, rule.at), day)
            if session.start > after:
                yield session


def _rule_days(rule: Appointment, first: date) -> Iterator[date]:
    day = weekday_from(first, rule.weekday)
    day = day if rule.falls_on(day) else day + WEEK
    while True:
        yield day
        day += rule.every_weeks * WEEK


def _covers(period: AwayPeriod, day: date) -> bool:
    return period.start <= day and (period.until is None or day < period.until)


def _gone_for_good(calendar: Calendar) -> date:
    """From when on there is no end to their being away."""
    return min((period.start for period in calendar.away if period.until is None), default=date.max)


# ── where weeks begin


def _edges(person: Person, start: datetime, end: datetime) -> list[datetime]:
    """Where weeks begin between two instants, ascending; right but for the outermost `LONGEST` on either side, where
    sessions beyond are not seen."""
    held = [session.start for session in takewhile(lambda one: one.start < end, sessions(person, start))]
    usual = takewhile(lambda at: at < end, _usual(person, start))
    return sorted({*held, *(at for at in usual if _parts(at, held))})


def _usual(person: Person, start: datetime) -> Iterator[datetime]:
    """When a week would begin if every session were as the rule has it; without a rule on Mondays."""
    rule = person.appointment or Appointment(weekday=MONDAY, at=time())
    for day in _rule_days(rule, local(person.zone, start).date()):
        yield instant(person.zone, datetime.combine(day, rule.at))


def _parts(at: datetime, held: list[datetime]) -> bool:
    """Whether `at` lies in a long stretch without a session, and half a week from either end of it."""
    following = bisect_right(held, at)
    before, after = held[following - 1 : following] if following else [], held[following : following + 1]
    near = any(at - begun < HALF_WEEK for begun in before) or any(begins - at < HALF_WEEK for begins in after)
    return not near and not (before and after and after[0] - before[0] <= LONGEST)
