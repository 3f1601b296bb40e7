"""Everything that card and page show, localised, as one frozen value."""

from collections.abc import Iterator
from datetime import date, timedelta
from uuid import UUID

from babel.dates import format_date

from coach.feelings import Family
from coach.model import Frozen
from coach.reflection.phrases import Phrases, capital, known_locale
from coach.reflection.render.lines import Line, week_lines
from coach.reflection.render.strip import Strip, week_strip
from coach.reflection.statements import WeekFacts
from coach.texts import Say

_BANDS = ("night", "morning", "afternoon", "evening")


class Day(Frozen):
    """A column's heading: the narrow weekday and the day of the month."""

    letter: str
    number: str


class Entry(Frozen):
    """One shape of the legend; `family` is None for moments without a word."""

    ids: tuple[UUID, ...]
    family: Family | None
    name: str


class Opened(Frozen):
    ids: tuple[UUID, ...]
    text: str
    question: str


class Sheet(Frozen):
    """Texts are as typed; `strip` is None where the week has no moments, and `plain` then says so in full lines."""

    language: str
    day: date
    title: str
    dates: str
    summary: str
    plain: tuple[str, ...]
    days: tuple[Day, ...]
    bands: tuple[str, ...]
    strip: Strip | None
    strip_title: str
    legend: tuple[Entry, ...]
    key: tuple[str, ...]
    words_title: str
    lines: tuple[Line, ...]
    openings_title: str
    openings: tuple[Opened, ...]
    notes_title: str


def week_sheet(facts: WeekFacts, say: Say, language: str) -> Sheet:
    """The week as card and page show it. `say` speaks `language`, a CLDR code that also sets how dates read."""
    phrases, strip = Phrases(say, language, facts), week_strip(facts) if facts.told else None
    return Sheet(
        language=language,
        day=facts.last,
        title=say("sheet-title-running" if facts.running else "sheet-title"),
        dates=phrases.dates(facts),
        summary=_summary(facts, say),
        plain=tuple(_plain(facts, say, phrases)),
        days=tuple(_days(facts, language)) if strip else (),
        bands=tuple(say(f"sheet-{band}") for band in _BANDS[strip.first_band :]) if strip else (),
        strip=strip,
        strip_title=say("sheet-strip"),
        legend=tuple(_legend(facts, say)),
        key=tuple(_key(facts, say)),
        words_title=say("sheet-words"),
        lines=week_lines(facts, say, phrases),
        openings_title=say("sheet-openings"),
        openings=tuple(_openings(facts, phrases)),
        notes_title=say("sheet-notes"),
    )


def _summary(facts: WeekFacts, say: Say) -> str:
    if not facts.told:
        return ""
    words = sum(len(family.words) for family in facts.families)
    counted = say("sheet-moments", count=len(facts.told))
    return say("sheet-summary", moments=counted, words=words) if words > 1 else counted


def _plain(facts: WeekFacts, say: Say, phrases: Phrases) -> Iterator[str]:
    """In place of a picture of nothing, or of openings where nothing was put into words."""
    if not facts.told:
        key = "week-empty-running" if facts.running else "week-empty"
        yield say(key, dates=phrases.dates(facts))
        yield say(f"{key}-kind")
        yield say(f"{key}-question")
    elif not facts.openings:
        yield say("week-untold-question", count=len(facts.told))


def _days(facts: WeekFacts, language: str) -> Iterator[Day]:
    for after in range((facts.closes - facts.first).days + 1):
        day = facts.first + timedelta(days=after)
        yield Day(letter=format_date(day, "ccccc", locale=known_locale(language)), number=str(day.day))


def _legend(facts: WeekFacts, say: Say) -> Iterator[Entry]:
    for family in facts.families:
        yield Entry(ids=family.ids, family=family.family, name=say("week-family", family=family.family))
    if facts.unnamed:
        yield Entry(ids=facts.unnamed.ids, family=None, name=say("sheet-unnamed"))


def _key(facts: WeekFacts, say: Say) -> Iterator[str]:
    """Only what this week's marks need to be read."""
    rated = [told.strength for told in facts.told]
    if len({strength for strength in rated if strength is not None}) > 1:
        yield say("sheet-key-size")
    if None in rated:
        yield say("sheet-key-hollow")
    if facts.therapist:
        yield say("sheet-key-ring")


def _openings(facts: WeekFacts, phrases: Phrases) -> Iterator[Opened]:
    mixed = not facts.therapist or facts.therapist.count < len(facts.told)
    for opening in facts.openings:
        text = phrases.opened(opening, therapist=mixed or len(facts.told) == 1)
        yield Opened(ids=opening.ids, text=capital(text), question=phrases.question(opening))
