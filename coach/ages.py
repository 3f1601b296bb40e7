"""How long something has waited, in words: "five weeks", not 36 days. Pure."""

from datetime import datetime

from coach.texts import Say
from coach.zones import local

_WEEK, _MONTH, _YEAR = 7, 30, 365
_WEEKS_UNTIL, _MONTHS_UNTIL = 9 * _WEEK, 2 * _YEAR


def days_between(zone: str, start: datetime, end: datetime) -> int:
    """Midnights of the zone between two aware instants; none where the clock went backwards."""
    return max(0, (local(zone, end).date() - local(zone, start).date()).days)


def age(days: int, say: Say) -> str:
    """From one day on: in days for a week, in weeks for two months, in months for two years; rounded down."""
    if days < _WEEK:
        return say("age-days", count=days)
    if days < _WEEKS_UNTIL:
        return say("age-weeks", count=days // _WEEK)
    if days < _MONTHS_UNTIL:
        return say("age-months", count=days // _MONTH)
    return say("age-years", count=days // _YEAR)
