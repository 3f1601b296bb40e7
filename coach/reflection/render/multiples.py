"""Everything that the card of a month or a year shows: a small row of bars for each family, all to one scale."""

from datetime import date
from uuid import UUID

from babel.dates import format_date, format_skeleton

from coach.feelings import Family
from coach.model import Frozen
from coach.reflection.phrases import Phrases, capital, known_locale
from coach.reflection.trend_words import new_words, trend_summary
from coach.reflection.trends import Part, Span, TrendFacts
from coach.texts import Say


class Row(Frozen):
    """A family's counts, part by part; `family` is None for the row of different words, which has its own scale."""

    ids: tuple[UUID, ...]
    family: Family | None
    name: str
    counts: tuple[int, ...]
    total: int


class TrendSheet(Frozen):
    """`most` is the highest count of any family in any part: the scale of all bars but those of the words."""

    language: str
    day: date
    title: str
    dates: str
    summary: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    words: Row | None
    most: int
    new: str
    plain: str


def trend_sheet(facts: TrendFacts, say: Say, language: str) -> TrendSheet:
    """The span as its card shows it. `say` speaks `language`, a CLDR code that also sets how dates read."""
    rows = tuple(
        Row(
            ids=one.ids,
            family=one.family,
            name=capital(say("week-family", family=one.family)),
            counts=one.counts,
            total=one.count,
        )
        for one in facts.families
    )
    dates = Phrases(say, language).span(facts.first, facts.last)
    return TrendSheet(
        language=language,
        day=facts.last,
        title=say(f"trend-sheet-{facts.span}"),
        dates=dates,
        summary=trend_summary(facts, say) if facts.parts else "",
        columns=tuple(_column(part, facts.span, language) for part in facts.parts),
        rows=rows,
        words=_words(facts, say),
        most=max((count for row in rows for count in row.counts), default=1),
        new=new_words(facts, say, language),
        plain="" if facts.parts else say("trend-empty", dates=dates),
    )


def _column(part: Part, span: Span, language: str) -> str:
    """A week by the day it begins, a month by its short name."""
    locale = known_locale(language)
    if span is Span.MONTH:
        return str(format_skeleton("MMMd", part.first, locale=locale))
    return str(format_date(part.first, "LLL", locale=locale))[:3]


def _words(facts: TrendFacts, say: Say) -> Row | None:
    if not facts.words:
        return None
    counts = tuple(len(part.words.words) if part.words else 0 for part in facts.parts)
    ids = tuple(one for part in facts.parts if part.words for one in part.words.ids)
    return Row(ids=ids, family=None, name=say("trend-different"), counts=counts, total=len(facts.words))
