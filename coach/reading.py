"""What a person typed, as times, spans and days.

    text → fold → one small grammar per question → value, or None when it is not understood

Invariants: pure, `today` is an argument; no text ever raises; nothing is guessed. A reading that two
sensible people could take differently ("half seven", "8 to 9pm", "7/1", "next Friday") is None, and the
caller asks again. Times are naive wall-clock times at the person's place, weekdays count from Monday = 0.

Written here rather than taken from a library, because the libraries guess where a person would ask
(seen with dateparser 1.x, parsedatetime 2.x, python-dateutil 2.9): "8" becomes the 8th or August, "thursday
3" loses its time, "0730" becomes the year 730, and "8, 13:00 and 9 pm" keeps one time of three or none. None
of them reads "half past seven" or a weekly appointment. Names of days and months come from CLDR through
Babel, in the person's language as well as in English; the small words around them ("every") are English.

Hours without am or pm mean what is written on a 24-hour clock: "8" is 08:00. Two exceptions, both documented
where they apply: a session at "3" is at 15:00, and in "9 to 5" the 5 is 17:00.
"""

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import MAXYEAR, date, time, timedelta
from functools import lru_cache
from itertools import filterfalse
from typing import Final, NamedTuple

from babel import Locale, UnknownLocaleError

MOST_TIMES: Final = 12
LONGEST_PAUSE: Final = timedelta(days=732)
"""Two years; anything longer is a slip of the finger or a goodbye, and neither is a pause."""


class Session(NamedTuple):
    """When the weekly session begins: `weekday` 0 is Monday, `at` is wall-clock time where the person is."""

    weekday: int
    at: time


class Day(NamedTuple):
    """A day that was named, by its date or only as a weekday, and perhaps a time of a session on it."""

    on: date | None
    weekday: int | None
    at: time | None


class Pause(NamedTuple):
    """A pause that was understood. `until` is the first day that is on again, None when no end was given."""

    until: date | None


class _Clock(NamedTuple):
    at: time
    loose: bool  # hour 1–12 without am/pm or a leading zero: could be either half of the day
    halved: bool = False  # written with am/pm


_NUMBERS: Final = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40,
    "fifty": 50,
}  # fmt: skip
_HOUR_WORD: Final = "|".join(word for word, number in _NUMBERS.items() if 1 <= number <= 12)
_TEN_WORD: Final = "twenty|thirty|forty|fifty"
_ONE_WORD: Final = "one|two|three|four|five|six|seven|eight|nine"
_MINUTE_WORD: Final = "|".join(word for word, number in _NUMBERS.items() if number >= 10)

_SEPARATORS: Final = re.compile(r"\s*(?:[,;/&+\n]|\band\b)\s*")
_DASHES: Final = re.compile("[‐-―−]")
_CLOCK: Final = re.compile(
    r"""(?:(?P<offset>half(?=\s+past)|(?:a\s+)?quarter|[1-5]?\d(?:\s+min(?:ute)?s?)?)\s+(?P<way>past|after|to|before)\s+)?
        (?P<hour>\d{1,2})
        (?:\s*[:.h]\s*(?P<minute>[0-5]\d)|(?P<tight>[0-5]\d)|\s(?P<spaced>2[4-9]|[345]\d))?
        (?:\s*(?:h|uhr|o'?clock)\b)?
        (?:\s*(?P<meridiem>[ap]m?|in\ the\ (?:morning|afternoon|evening)|at\ night))?""",
    re.VERBOSE,
)
_EXPLICIT: Final = re.compile(r"\d{1,2}[:.h][0-5]\d(?:\s*[ap]m?)?\b|\d{1,2}\s*[ap]m?\b")
_NAMED_TIMES: Final = {"noon": time(12), "midday": time(12), "midnight": time(0)}


def fold(text: str) -> str:
    """Case, accents, width and doubled spaces removed, so that what looks alike compares alike."""
    if text.isascii():
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(filterfalse(unicodedata.combining, decomposed))
    return " ".join(_DASHES.sub("-", plain).replace("’", "'").casefold().split())


def read_times(text: str) -> tuple[time, ...] | None:
    """Times of day in a list, sorted and without doubles; None unless every part of the text is a time.

    Each time stands for itself: in "8 and 9 pm" the 8 is 08:00.
    """
    pieces = [piece for piece in _SEPARATORS.split(simplified(_lines(text))) if piece]
    clocks = [clock for piece in pieces for clock in _clocks(piece)]
    if not clocks or None in clocks or len(clocks) > MOST_TIMES:
        return None
    return tuple(sorted({clock.at for clock in clocks if clock is not None}))


def read_hours(text: str, *, overnight: bool = False) -> tuple[time, time] | None:
    """A span of the day as (start, end); it passes midnight when the end is not later than the start.

    An end without am or pm that would come before its start is taken as afternoon ("9 to 5"). With
    `overnight` (quiet hours) it is the start that moves: "10 to 8" is 22:00 to 08:00.
    """
    plain = re.sub(r"^(?:between|from)\s+", "", simplified(text))
    readings = {span for start, end in _splits(plain) if (span := _span(start, end, overnight=overnight))}
    return readings.pop() if len(readings) == 1 else None


def read_session(text: str, language: str = "en") -> Session | None:
    """One weekday and one time, in either order. Hours 1–6 without am or pm are in the afternoon here,
    because nobody meets a therapist at three in the morning; "03:00" still means what it says.
    """
    words = re.sub(r"\b(?:every|each|on)\b", " ", simplified(text)).replace(",", " ").split()
    days = [(index, day) for index, word in enumerate(words) if (day := read_weekday(word, language)) is not None]
    if len(days) != 1:
        return None
    index, weekday = days[0]
    rest = " ".join(words[:index] + words[index + 1 :])
    clock = _clock(re.sub(r"^(?:at|@)\s*|\s+(?:at|@)$", "", rest))
    return None if clock is None else Session(weekday, _in_the_afternoon(clock))


def read_day(text: str, today: date, language: str = "en") -> Day | None:
    """A weekday or a date from `today` on, alone or with a time before or after it, as in `read_session`.

    None where it can be taken for more than one: "5 Dec 14" is the 5th or the 14th.
    """
    plain = re.sub(r"\bon\b|,", " ", simplified(text)).replace("@", " at ")
    first, at, rest = plain.partition(" at ")
    words = f"{first} {rest}".removeprefix("at ").split()
    cuts = [len(first.split())] if at and first.strip() else range(1, len(words) + 1)
    halves = [(words[:cut], words[cut:]) for cut in cuts]
    found = {
        Day(*day, _in_the_afternoon(clock) if clock else None)
        for day_words, clock_words in (*halves, *((after, before) for before, after in halves if after))
        if (day := _named_day(day_words, today, language))
        and ((clock := _clock(" ".join(clock_words))) or not clock_words)
    }
    return found.pop() if len(found) == 1 else None


def read_none(text: str) -> bool:
    """Whether the person says that there is none: no session, no quiet hours, nothing yet."""
    return fold(text).strip(" .!") in _NONE


def read_count(text: str) -> int | None:
    """How many, 0 to 99: "3", "three", "3 times a day", "twice"."""
    plain = re.sub(r"\s*(?:x|times?)?(?:\s*(?:a|per|each|every)\s+day|\s+daily)?$", "", simplified(text))
    if plain in _ADVERBS:
        return _ADVERBS[plain]
    return int(plain) if re.fullmatch(r"\d{1,2}", plain) else None


def read_pause(text: str, today: date, language: str = "en") -> Pause | None:
    """How long to be quiet: a span ("3 days", "a week") or an end ("until Friday", "7 Jan").

    Pause(None) when no end is given (""), None when the words are not understood or the end is not after
    `today`. "Until Friday" means that Friday is on again, and on a Friday it means the next one.
    """
    plain = simplified(text)
    if plain in _OPEN_END:
        return Pause(None)
    bare = re.sub(r"^(?:until|till|til|up to|for)\s+", "", plain)
    until = _after_span(bare, today) or _after_day(bare, today, language)
    if until is None or not today < until <= _shifted(today, LONGEST_PAUSE.days):
        return None
    return Pause(until)


_NONE: Final = frozenset({
    "none", "no", "nope", "nothing", "off", "never", "-", "not yet", "nothing yet", "no session",
    "no sessions", "no session yet", "no fixed day", "no fixed time", "i have none", "don't have one",
    "i don't have one",
})  # fmt: skip
_ADVERBS: Final = {"once": 1, "twice": 2, "thrice": 3}
_OPEN_END: Final = frozenset({
    "", "for now", "open end", "open ended", "indefinitely", "forever", "until i say", "until i say so",
    "until i write", "until i come back", "until further notice",
})  # fmt: skip
_UNITS: Final = {"d": 1, "day": 1, "days": 1, "w": 7, "wk": 7, "week": 7, "weeks": 7}
_ENGLISH_DAYS: Final = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}


def _lines(text: str) -> str:
    return ", ".join(line for line in text.splitlines() if line.strip())


def simplified(text: str) -> str:
    """Folded text with "a.m." as "am", number words as digits, and no closing full stop."""
    plain = re.sub(r"\b([ap])\.?\s?m\b\.?", r"\1m", fold(text)).strip(" .!?")
    plain = re.sub(rf"\b({_TEN_WORD})[ -]({_ONE_WORD})\b", _sum_of_words, plain)
    plain = re.sub(rf"\b({_HOUR_WORD}) ({_MINUTE_WORD}|\d\d)\b(?! min)", _hour_and_minute, plain)
    return re.sub(rf"\b(?:{'|'.join(_NUMBERS)})\b", lambda match: str(_NUMBERS[match[0]]), plain)


def _sum_of_words(match: re.Match[str]) -> str:
    return str(_NUMBERS[match[1]] + _NUMBERS[match[2]])


def _hour_and_minute(match: re.Match[str]) -> str:
    return f"{_NUMBERS[match[1]]}:{_NUMBERS.get(match[2], match[2])}"


def _clocks(piece: str) -> Iterable[_Clock | None]:
    """One time, or several with nothing but spaces between them if each is plainly one ("8am 1pm 21:00")."""
    bare = re.sub(r"^(?:at|@)\s*|\s+(?:daily|every day)$", "", piece)
    whole = _clock(bare)
    if whole is not None or _EXPLICIT.sub("", bare).strip():
        return [whole]
    return [_clock(match[0]) for match in _EXPLICIT.finditer(bare)] or [None]


def _clock(text: str) -> _Clock | None:
    if text in _NAMED_TIMES:
        return _Clock(_NAMED_TIMES[text], loose=False)
    match = _CLOCK.fullmatch(text)
    if match is None:
        return None
    hour = _hour_of_day(int(match["hour"]), match["meridiem"])
    minute = int(match["minute"] or match["tight"] or match["spaced"] or 0)
    if hour is None or (match["way"] and minute) or (int(match["hour"]) == 24 and minute):
        return None
    total = (hour * 60 + minute + _offset(match["offset"], match["way"])) % (24 * 60)
    loose = match["meridiem"] is None and not match["hour"].startswith("0") and 1 <= int(match["hour"]) <= 12
    return _Clock(time(*divmod(total, 60)), loose, halved=match["meridiem"] is not None)


def _hour_of_day(hour: int, meridiem: str | None) -> int | None:
    if meridiem is None:
        return hour % 24 if hour <= 24 else None
    if not 1 <= hour <= 12:
        return None
    if meridiem == "at night":
        return hour % 12 + 12 if 6 <= hour <= 11 else hour % 12
    return hour % 12 + (0 if meridiem[0] == "a" or meridiem.endswith("morning") else 12)


def _offset(offset: str | None, way: str | None) -> int:
    """Minutes that "quarter to" or "ten past" adds to its hour."""
    if offset is None:
        return 0
    minutes = 30 if offset == "half" else 15 if offset.endswith("quarter") else int(offset.split()[0])
    return minutes if way in ("past", "after") else -minutes


def _in_the_afternoon(clock: _Clock) -> time:
    loose = clock.loose and 1 <= clock.at.hour <= 6
    return _other_half(clock.at) if loose else clock.at


def _splits(text: str) -> Iterator[tuple[str, str]]:
    for match in re.finditer(r"\s*-+\s*|\s+(?:to|until|till|til|and)\s+", text):
        yield text[: match.start()], text[match.end() :]


def _span(start_text: str, end_text: str, *, overnight: bool) -> tuple[time, time] | None:
    start, end = _clock(start_text), _clock(end_text)
    if start is None or end is None or _either_half(start, end):
        return None
    if end.at <= start.at and overnight and start.loose:
        start = _Clock(_other_half(start.at), loose=False)
    elif end.at <= start.at and not overnight and end.loose and _other_half(end.at) > start.at:
        end = _Clock(_other_half(end.at), loose=False)
    return (start.at, end.at) if start.at != end.at else None


def _either_half(start: _Clock, end: _Clock) -> bool:
    """ "8 to 9pm" begins in the morning for some and in the evening for others; "10 to 8pm" does not."""
    return start.loose and end.halved and end.at.hour > 12 and start.at < _other_half(end.at)


def _other_half(at: time) -> time:
    return at.replace(hour=(at.hour + 12) % 24)


def _after_span(text: str, today: date) -> date | None:
    match = re.fullmatch(r"(an?|\d{1,4})\s*([a-z]+)", text)
    if text in ("a fortnight", "fortnight"):
        return _shifted(today, 14)
    if match is None:
        return None
    number = 1 if match[1].startswith("a") else int(match[1])
    if match[2] in _UNITS:
        return _shifted(today, number * _UNITS[match[2]])
    return _months_later(today, number) if match[2] in ("month", "months") else None


def _after_day(text: str, today: date, language: str) -> date | None:
    if text == "tomorrow":
        return _shifted(today, 1)
    if text == "next week":
        return _shifted(today, 7 - today.weekday())
    weekday = read_weekday(text, language)
    if weekday is not None:
        return _shifted(today, (weekday - today.weekday() - 1) % 7 + 1)
    return _calendar_day(text, today, language)


def _named_day(words: list[str], today: date, language: str) -> tuple[date | None, int | None] | None:
    """A date or a weekday; both, where they agree."""
    weekday = read_weekday(words[0], language)
    if weekday is not None and len(words) == 1:
        return None, weekday
    text = " ".join(words if weekday is None else words[1:])
    near = {"today": 0, "tomorrow": 1}.get(text)
    day = _calendar_day(text, today - timedelta(days=1), language) if near is None else _shifted(today, near)
    return None if day is None or weekday not in (None, day.weekday()) else (day, None)


def _calendar_day(text: str, today: date, language: str) -> date | None:
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
        return _date(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.?\s?(\d{4})?", text):
        return _next(today, int(match[1]), int(match[2]), match[3])
    if match := re.fullmatch(r"(?:the )?(\d{1,2})(?:st|nd|rd|th)", text):
        return _next_monthday(today, int(match[1]))
    spoken = re.sub(r"(?<=\d)(?:st|nd|rd|th|\.)|\b(?:the|of)\b", " ", text.replace(",", " "))
    if match := re.fullmatch(r"\s*(\d{1,2})\s+([^\d\s]+)(?:\s+(\d{4}))?\s*", spoken):
        return _next(today, int(match[1]), _month(match[2], language), match[3])
    if match := re.fullmatch(r"\s*([^\d\s]+)\s+(\d{1,2})(?:\s+(\d{4}))?\s*", spoken):
        return _next(today, int(match[2]), _month(match[1], language), match[3])
    return None


def _next(today: date, day: int, month: int | None, year: str | None) -> date | None:
    """The day in the year given, else its next coming (up to eight years on, for 29 February)."""
    if month is None:
        return None
    if year is not None:
        return _date(int(year), month, day)
    coming = (_date(today.year + ahead, month, day) for ahead in range(9))
    return next((found for found in coming if found is not None and found > today), None)


def _next_monthday(today: date, day: int) -> date | None:
    months = (_months_later(today.replace(day=1), ahead) for ahead in range(13))
    coming = (_date(first.year, first.month, day) for first in months if first is not None)
    return next((found for found in coming if found is not None and found > today), None)


def _months_later(day: date, months: int) -> date | None:
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return _date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])) if year <= MAXYEAR else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _shifted(day: date, days: int) -> date:
    return day + min(timedelta(days=days), date.max - day)


def read_weekday(word: str, language: str) -> int | None:
    """One weekday by its name, folded, in English or the person's language."""
    names = _day_names(language)
    bare = word.strip(".,")
    return names.get(bare, names.get(bare.removesuffix("s")))


def _month(word: str, language: str) -> int | None:
    return _month_names(language).get(word.strip(".,"))


@lru_cache(maxsize=64)
def _day_names(language: str) -> dict[str, int]:
    return {
        name: weekday
        for locale in _locales(language)
        for names in _widths(locale.days, ("wide", "abbreviated", "short"))
        for name, weekday in names.items()
    } | _ENGLISH_DAYS


@lru_cache(maxsize=64)
def _month_names(language: str) -> dict[str, int]:
    return {
        name: month
        for locale in _locales(language)
        for names in _widths(locale.months, ("wide", "abbreviated"))
        for name, month in names.items()
    } | {"sept": 9}


def _widths(names: object, widths: tuple[str, ...]) -> Iterator[dict[str, int]]:
    """Babel's names, folded, from least to most often written, so that on a clash the commoner stays."""
    for context in ("stand-alone", "format"):
        for width in reversed(widths):
            by_number = names[context][width]  # type: ignore[index]  # Babel leaves these mappings untyped
            yield {fold(name).strip("."): number for number, name in by_number.items()}


def _locales(language: str) -> list[Locale]:
    """English first, then the person's own language, which wins where both have a name."""
    english = Locale("en")
    try:
        return [english, Locale.parse(language.replace("-", "_"))]
    except (ValueError, UnknownLocaleError):
        return [english]
