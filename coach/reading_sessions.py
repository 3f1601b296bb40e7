"""What a person typed about their sessions, as a change of the calendar.

    text → one pattern a kind of change → days and times (`coach.reading`) → value, or None when it is not understood

Invariants are those of `coach.reading`: pure, nothing raises, nothing is guessed. A weekday stays a weekday here; which
date it means depends on the sessions there are, and the caller finds it.
"""

import re
from datetime import date
from typing import Final, NamedTuple

from coach.reading import Day, Session, fold, read_day, read_pause, read_session


class Moved(NamedTuple):
    """A session is at another time; `which` is None for the next one."""

    which: Day | None
    to: Day


class Cancelled(NamedTuple):
    """A session does not take place; `which` is None for the next one."""

    which: Day | None


class Fortnightly(NamedTuple):
    """A session every two weeks; in which of them was not said."""

    session: Session


class Single(NamedTuple):
    """One session on one date."""

    on: Day


class Away(NamedTuple):
    """The therapist is away from `start` on; `until` is the first day that they are there again."""

    start: date
    until: date | None


Change = Moved | Cancelled | Fortnightly | Single

_TWO_WEEKS: Final = r"(?:every (?:two|2|second|other) weeks?|every fortnight|fortnightly)"
_FORTNIGHTLY: Final = (
    re.compile(rf"{_TWO_WEEKS}[\s,:]+(?P<session>.+)"),
    re.compile(rf"(?P<session>.+?)[\s,]+{_TWO_WEEKS}"),
    re.compile(r"every (?:second|other) (?P<session>.+)"),
)
_MOVED: Final = (
    re.compile(r"(?P<which>.*?)\s*(?:\b(?:is|was|has been)\s+)?\bmoved\s+(?:to\s+)?(?P<to>.+)"),
    re.compile(r"move\s+(?P<which>.*?)\s*\bto\s+(?P<to>.+)"),
)
_CANCELLED: Final = (
    re.compile(r"cancel(?:l?ed)?(?:\s+(?P<which>.+))?"),
    re.compile(r"(?P<which>.+?)\s+(?:(?:is|was|has been)\s+)?cancell?ed"),
)
_THE_NEXT: Final = re.compile(r"(?:it|(?:(?:my|the|this)\s+)?(?:next\s+)?(?:session|one)|next)")
_AWAY: Final = re.compile(r"from\s+(?P<start>.+?)\s*(?:\bto\b|\buntil\b|\btill?\b|-)\s*(?P<until>.+)")


def read_change(text: str, today: date, language: str = "en") -> Change | None:
    """What changes about the sessions; a plain weekly one is `reading.read_session`'s."""
    plain = fold(text).strip(" .!")
    return (
        _moved(plain, today, language)
        or _cancelled(plain, today, language)
        or _fortnightly(plain, language)
        or _single(plain, today, language)
    )


def read_away(text: str, today: date, language: str = "en") -> Away | None:
    """How long the therapist is away: as a pause is said ("until 7 Jan", "two weeks"), or from one day to another."""
    match = _AWAY.fullmatch(fold(text))
    if match is None:
        pause = read_pause(text, today, language)
        return Away(today, pause.until) if pause else None
    start = read_day(match["start"], today, language)
    pause = read_pause(match["until"], start.on, language) if start and start.on and start.at is None else None
    return Away(start.on, pause.until) if start and start.on and pause and pause.until else None


def _moved(text: str, today: date, language: str) -> Moved | None:
    match = next(filter(None, (pattern.fullmatch(text) for pattern in _MOVED)), None)
    if match is None:
        return None
    to = read_day(match["to"], today, language)
    which = _which(match["which"], today, language)
    return Moved(which[0], to) if to and which else None


def _cancelled(text: str, today: date, language: str) -> Cancelled | None:
    match = next(filter(None, (pattern.fullmatch(text) for pattern in _CANCELLED)), None)
    which = _which(match["which"], today, language) if match else None
    return Cancelled(which[0]) if which else None


def _which(text: str | None, today: date, language: str) -> tuple[Day | None] | None:
    """The session that is meant, None in it for the next; None where that is not understood."""
    if not text or _THE_NEXT.fullmatch(text):
        return (None,)
    day = read_day(text, today, language)
    return (day,) if day else None


def _fortnightly(text: str, language: str) -> Fortnightly | None:
    match = next(filter(None, (pattern.fullmatch(text) for pattern in _FORTNIGHTLY)), None)
    session = read_session(match["session"], language) if match else None
    return Fortnightly(session) if session else None


def _single(text: str, today: date, language: str) -> Single | None:
    day = read_day(text, today, language)
    return Single(day) if day and day.on and day.at else None
