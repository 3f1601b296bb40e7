"""What a person typed about their days, about when to be asked again, and of something that is on or off.

    text → one small grammar a question (`coach.reading`) → value, or None when it is not understood

Invariants are those of `coach.reading`: pure, nothing raises, nothing is guessed. Only a text that says nothing else is
understood: "tonight" is a time, "tonight he was late again" is a thought.
"""

import re
from datetime import time, timedelta
from typing import Final, NamedTuple

from coach.reading import fold, read_none, read_times, read_weekday, simplified
from coach.rhythm import EVERY_DAY

SOONEST: Final = timedelta(minutes=5)
LATEST: Final = timedelta(hours=24)


class Later(NamedTuple):
    """When to be asked again: after a span, at a wall time, or `tonight`, where `at` is None until it is told; none of
    these where only "later" was said."""

    after: timedelta | None = None
    at: time | None = None
    tonight: bool = False


_GROUPS: Final = {
    "every day": EVERY_DAY, "everyday": EVERY_DAY, "daily": EVERY_DAY, "all days": EVERY_DAY, "all": EVERY_DAY,
    "weekdays": EVERY_DAY[:5], "on weekdays": EVERY_DAY[:5], "working days": EVERY_DAY[:5], "workdays": EVERY_DAY[:5],
    "weekend": EVERY_DAY[5:], "weekends": EVERY_DAY[5:], "the weekend": EVERY_DAY[5:],
}  # fmt: skip
_BUT: Final = re.compile(r"\s*,?\s*\b(?:except|but not|but|without)\b(?: on)?\s*")
_RANGE: Final = re.compile(r"\s*(?:-|\bto\b|\bthrough\b|\buntil\b|\btill\b)\s*")
_NOT_NOW: Final = frozenset({"later", "not now", "later on", "another time", "not yet", "ask later", "ask me later"})
_ON: Final = frozenset({"on", "yes", "please", "yes please", "turn on", "turn it on", "switch on", "switch it on"})
_OFF: Final = frozenset({"turn off", "turn it off", "switch off", "switch it off"})
_TONIGHT: Final = re.compile(r"(?:later )?(?:tonight|this evening|in the evening)(?: at (?P<at>.+))?")
_AT: Final = re.compile(r"(?:later )?at (?P<at>.+)")
_SPAN: Final = re.compile(
    r"""(?:in|after)?\s*(?P<number>an?|half\ an?|(?:a\ )?quarter\ of\ an|\d{1,4})\s*
        (?P<unit>m|mins?|minutes?|h|hrs?|hours?)(?:\ later)?""",
    re.VERBOSE,
)


def read_days(text: str, language: str = "en") -> tuple[int, ...] | None:
    """Weekdays, ascending, Monday is 0: "mon-fri", "Tuesday and Saturday", "every day but Sunday"."""
    first, *rest = _BUT.split(fold(text).strip(" .!"))
    days, taken = _days(first, language), [_days(part, language) for part in rest]
    if days is None or None in taken:
        return None
    left = days.difference(*(part for part in taken if part))
    return tuple(sorted(left)) or None


def _days(text: str, language: str) -> set[int] | None:
    if text in _GROUPS:
        return set(_GROUPS[text])
    bare = re.sub(r"\b(?:on|only|every)\b", " ", text)
    pieces = [piece for piece in re.split(r"\s*(?:[,;/&+]|\band\b)\s*", _RANGE.sub("-", bare)) if piece.strip()]
    spans = [_span(word, language) for piece in pieces for word in piece.split()]
    if not spans or None in spans:
        return None
    return set().union(*(span for span in spans if span))


def _span(text: str, language: str) -> set[int] | None:
    """One weekday, or several in a row, also past Sunday."""
    ends = [read_weekday(word, language) for word in text.split("-")]
    first, last = ends[0], ends[-1]
    if len(ends) > 2 or first is None or last is None:
        return None
    return {(first + n) % 7 for n in range((last - first) % 7 + 1)}


def read_switch(text: str) -> bool | None:
    """Whether something is to be on: "on", "off"."""
    plain = simplified(text)
    if plain in _ON:
        return True
    return False if plain in _OFF or read_none(text) else None


def read_later(text: str) -> Later | None:
    """When to be asked again: "later", "in 20 minutes", "1 h", "tonight", "at 6pm". From five minutes to a day."""
    plain = simplified(text)
    if plain in _NOT_NOW:
        return Later()
    if match := _TONIGHT.fullmatch(plain):
        at = _one_time(match["at"]) if match["at"] else None
        return Later(at=_evening(at) if at else None, tonight=True) if at or not match["at"] else None
    if match := _AT.fullmatch(plain):
        at = _one_time(match["at"])
        return Later(at=at) if at else None
    match = _SPAN.fullmatch(plain)
    after = _length(match["number"], match["unit"]) if match else None
    return Later(after=after) if after and SOONEST <= after <= LATEST else None


def _one_time(text: str) -> time | None:
    times = read_times(text)
    return times[0] if times and len(times) == 1 else None


def _evening(at: time) -> time:
    return at.replace(hour=at.hour + 12) if 5 <= at.hour < 12 else at


def _length(number: str, unit: str) -> timedelta:
    of_unit = timedelta(hours=1) if unit[0] == "h" else timedelta(minutes=1)
    if number.isdigit():
        return int(number) * of_unit
    return of_unit / 2 if number.startswith("half") else of_unit / 4 if "quarter" in number else of_unit
