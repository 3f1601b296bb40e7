"""Local time: the instant of a wall time, and the days a place had.

Pure. A zone is an IANA name; an unknown one raises `zoneinfo.ZoneInfoNotFoundError`. Wall times and dates
are naive and local to the zone, instants are aware UTC.

What must always hold: every wall time has exactly one instant, also one that a clock change skipped or repeated.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)
MONDAY = 0

# ZoneInfo itself keeps only the eight zones last used and reads the others' files again; there are about 600.
_zone = lru_cache(maxsize=1024)(ZoneInfo)


def known(zone: str) -> None:
    """Nothing for an IANA name, the error for any other."""
    _zone(zone)


def instant(zone: str, wall: datetime) -> datetime:
    """The instant of a wall time. What a clock change skips comes later by as much as was skipped, 02:30 as
    03:30; of what it repeats, the first counts. A wall time on a date that never `happened` falls on the next.
    """
    first = wall.replace(fold=0) if wall.fold else wall
    return datetime.combine(first, first.time(), _zone(zone)).astimezone(UTC)


def local(zone: str, at: datetime) -> datetime:
    """The same instant, aware, as the clocks of the zone show it."""
    return at.astimezone(_zone(zone))


@lru_cache(maxsize=4096)
def happened(zone: str, day: date) -> bool:
    """Whether the zone had this date: a move across the date line leaves one out, as Samoa did 2011-12-30."""
    return local(zone, instant(zone, datetime.combine(day, time()))).date() == day


def weekday_from(day: date, weekday: int) -> date:
    """The first date on or after `day` that is this weekday; Monday is 0."""
    return day + timedelta(days=(weekday - day.weekday()) % 7)
