"""The recurring session in a shared iCalendar file (RFC 5545). Pure; nothing else of the file is looked at or kept.

    text → icalendar → events that repeat weekly or every two weeks and still do → their rule, where there is only one
                     → what of it is left out or elsewhere, in the weeks to come

The rule itself is read and no event is unrolled, so that no file can keep us busy: a rule can ask for one every second,
for ever. For the same reason, and because it is nobody's business, lines about anything but time are dropped first; of
the others only `UID` stays, which tells whose a moved date is.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from coach.model import Appointment, Move
from coach.zones import WEEK, instant, local

if TYPE_CHECKING:
    from icalendar import Component

LARGEST = 100_000
"""Bytes; a calendar of a whole life is no session."""

_FOLD = re.compile(r"\r?\n[ \t]")
_TIME = re.compile(
    r"(?:BEGIN|END|UID|DTSTART|DTEND|DURATION|RRULE|EXDATE|RECURRENCE-ID|STATUS|TZID|TZOFFSET\w+)[:;]", re.IGNORECASE
)
_MOST_LINES = 2000
_MOST_CHANGES = 100
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_SHORTEST, _USUAL, _LONGEST_SESSION = timedelta(minutes=10), timedelta(minutes=50), timedelta(hours=4)


class Shared(NamedTuple):
    """A session as the file has it: its rule, and by the rule's dates what is left out and what is at another time."""

    rule: Appointment
    cancelled: tuple[date, ...] = ()
    moved: tuple[Move, ...] = ()


def read_session(text: str, zone: str, now: datetime) -> Shared | None:
    """The one session in the file, in the person's zone; None where there is none, or more than one.

    `now` is aware UTC; of what is left out or moved only dates to come are told. An event without a zone of its own is
    at that time where the person is.
    """
    from icalendar import Calendar  # here, because few people ever send a file and it is slow to come

    lines = [line for line in _FOLD.sub("", text).splitlines() if _TIME.match(line)]
    if len(lines) > _MOST_LINES:
        return None
    try:
        calendars: Any = Calendar.from_ical("\r\n".join(lines), multiple=True)
        events = [event for calendar in calendars for event in calendar.walk("VEVENT")]
        found = [(rule, event) for event in events if (rule := _rule_of(event, zone, now))]
        if len({rule for rule, _ in found}) != 1:
            return None
        rule, repeating = found[0][0], [event for _, event in found]
        return _with_changes(rule, repeating, _single_ones(events, repeating), zone, now)
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError):  # so odd can a file be
        return None


def _rule_of(event: "Component", zone: str, now: datetime) -> Appointment | None:
    every, begins = _every_weeks(event), event.decoded("DTSTART")
    length = _length(event, begins)
    cancelled = str(event.get("STATUS", "")).upper() == "CANCELLED"
    if every is None or cancelled or not isinstance(begins, datetime) or not _SHORTEST <= length <= _LONGEST_SESSION:
        return None
    coming = _coming(event, begins, every, zone, now)
    if coming is None:
        return None
    at = _wall(coming, zone)
    return Appointment(
        weekday=at.weekday(),
        at=at.time(),
        minutes=length // timedelta(minutes=1),
        every_weeks=every,
        since=at.date() if every == 2 else None,
    )


def _every_weeks(event: "Component") -> int | None:
    """1 or 2, where the event repeats on one day of every week or every other; None for any other rule."""
    rule: Any = event.get("RRULE")
    if rule is None or isinstance(rule, list) or "RECURRENCE-ID" in event or rule.get("FREQ") != ["WEEKLY"]:
        return None
    every = int(rule.get("INTERVAL", [1])[0])
    plain = set(rule) <= {"FREQ", "INTERVAL", "BYDAY", "COUNT", "UNTIL", "WKST"}
    return every if plain and every in (1, 2) and len(rule.get("BYDAY", [""])) == 1 else None


def _length(event: "Component", begins: date | datetime) -> timedelta:
    if "DURATION" in event:
        length: timedelta = event.decoded("DURATION")
    else:
        length = event.decoded("DTEND") - begins if "DTEND" in event else _USUAL
    return length


def _coming(event: "Component", begins: datetime, every: int, zone: str, now: datetime) -> datetime | None:
    """The first time from `now` on, aware UTC; None where the event is over. On the clock of its own zone it stays."""
    rule: Any = event.get("RRULE")
    if days := rule.get("BYDAY"):
        begins += timedelta(days=(_DAYS.index(str(days[0])) - begins.weekday()) % 7)
    step = every * WEEK
    passed = max(0, (now - _at(begins, zone)) // step)
    coming = next(at for n in range(3) if (at := begins + (passed + n) * step) and _at(at, zone) >= now)
    count, until = rule.get("COUNT", [None])[0], rule.get("UNTIL", [None])[0]
    if count is not None and (coming - begins) // step >= count:
        return None
    return None if until is not None and _at(_full(until), zone) < _at(coming, zone) else _at(coming, zone)


def _full(until: date | datetime) -> datetime:
    """A date includes its whole day."""
    if isinstance(until, datetime):
        return until
    return datetime(until.year, until.month, until.day, 23, 59)  # noqa: DTZ001  # a wall time, as the file has it


def _at(wall: datetime, zone: str) -> datetime:
    return instant(zone, wall) if wall.tzinfo is None else wall.astimezone(UTC)


# ── what differs from the rule


def _single_ones(events: Sequence["Component"], repeating: Sequence["Component"]) -> list["Component"]:
    """The dates of these series that the file tells apart."""
    series = {str(event.get("UID", "")) for event in repeating}
    return [event for event in events if "RECURRENCE-ID" in event and str(event.get("UID", "")) in series]


def _with_changes(
    rule: Appointment, repeating: Sequence["Component"], single: Sequence["Component"], zone: str, now: datetime
) -> Shared | None:
    """None where one date changes all that follow: what holds from then on would be a guess."""
    if any("RANGE" in event["RECURRENCE-ID"].params for event in single):
        return None
    out = {day for event in repeating for at in _left_out(event) if (day := _date(at, rule, zone))}
    moved: dict[date, Move] = {}
    for event in single:
        day, to = _date(event.decoded("RECURRENCE-ID"), rule, zone), event.decoded("DTSTART")
        if day is not None and str(event.get("STATUS", "")).upper() == "CANCELLED":
            out.add(day)
        elif day is not None and isinstance(to, datetime) and _wall(to, zone) != datetime.combine(day, rule.at):
            moved[day] = Move(day=day, to=_wall(to, zone))
    today = local(zone, now).replace(tzinfo=None)
    cancelled = sorted(day for day in out if datetime.combine(day, rule.at) > today)
    elsewhere = [move for day, move in sorted(moved.items()) if day not in out and _matters(move, rule, today)]
    return Shared(rule, tuple(cancelled[:_MOST_CHANGES]), tuple(elsewhere[:_MOST_CHANGES]))


def _matters(move: Move, rule: Appointment, today: datetime) -> bool:
    """Also a session of last week that was put off until after today."""
    return max(move.to, datetime.combine(move.day, rule.at)) > today


def _left_out(event: "Component") -> Iterator[date | datetime]:
    """The dates of `EXDATE`, which may be there once, several times, or not at all."""
    given: Any = event.get("EXDATE", [])
    for dates in given if isinstance(given, list) else [given]:
        yield from (one.dt for one in dates.dts)


def _date(at: date | datetime, rule: Appointment, zone: str) -> date | None:
    """The rule's date that is meant; None where the rule has none then. A date alone is one where the person is."""
    if isinstance(at, datetime):
        wall = _wall(at, zone)
        return wall.date() if wall.time() == rule.at and rule.falls_on(wall.date()) else None
    return at if rule.falls_on(at) else None


def _wall(at: datetime, zone: str) -> datetime:
    return local(zone, _at(at, zone)).replace(second=0, microsecond=0, tzinfo=None, fold=0)
