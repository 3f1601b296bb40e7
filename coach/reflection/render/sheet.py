"""Everything that card and page show, localised, as one frozen value."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Self
from uuid import UUID

from babel.dates import format_date

from coach.feelings import Family
from coach.model import Frozen
from coach.reflection.phrases import Phrases, _locale, capital
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
    summary: tuple[Line, ...]
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

    def without(self, private: Collection[UUID]) -> Self:
        """Without every mark, line and opening that stands on one of these moments; counts by family go down."""
        gone = frozenset(private)

        def kept[T: (Line, Opened)](shown: tuple[T, ...]) -> tuple[T, ...]:
            return tuple(one for one in shown if gone.isdisjoint(one.ids))

        return self
