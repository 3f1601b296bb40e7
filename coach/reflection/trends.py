"""Longer than a week: which families and how many different words, part by part. Counts, not scores.

How finely a person tells feelings apart shows in the number of different words (Kashdan, Barrett and McKnight, Curr.
Dir. Psychol. Sci. 24:10, 2015). It is shown and left at that: more words are not called better, no line is drawn
through the counts, and no part is compared with another.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

from coach.feelings import Family
from coach.model import Frozen, Moment
from coach.quoting import one_line
from coach.reflection.again import rests
from coach.reflection.statements import Statement
from coach.reflection.told import feelings_of

WEEKS = 4
MONTHS = 12


class Span(StrEnum):
    """The four weeks that end today, week by week; or this month and the eleven before, month by month."""

    MONTH = "month"
    YEAR = "year"


class Words(Statement):
    """The different words of one part, as they were chosen, each with the moments in `ids` that use one."""

    words: tuple[str, ...]


class Families(Statement):
    """The moments of one family, over all parts; `counts` are its moments in each part."""

    family: Family
    counts: tuple[int, ...]


class Part(Frozen):
    """One week or month. `first` and `last` are local dates, both inside. `told` are its moments; `new` the words that
    were never used before it, None where there is none."""

    first: date
    last: date
    told: tuple[UUID, ...]
    words: Words | None
    new: Words | None


class TrendFacts(Frozen):
    """Parts in order, from the first that has a moment; none where nothing was noted. Families most used first."""

    span: Span
    first: date
    last: date
    parts: tuple[Part, ...]
    families: tuple[Families, ...]

    @property
    def told(self) -> int:
        return sum(len(part.told) for part in self.parts)

    @property
    def words(self) -> tuple[str, ...]:
        """The different words of all parts, in the order of their first use."""
        return _distinct(word for part in self.parts if part.words for word in part.words.words)

    @property
    def new(self) -> tuple[str, ...]:
        return _distinct(word for part in self.parts if part.new for word in part.new.words)


def trend_facts(
    moments: Sequence[Moment], span: Span, zone: str, now: datetime, *, room_since: datetime | None = None
) -> TrendFacts:
    """What there is to count in the span that ends with `now` (aware). `moments` are all of a person's until then:
    the earlier ones decide which words are new. Local dates are those of `zone`, an IANA name. With
    `room_since`, where the present week begins (aware), nothing is counted that the person keeps to themselves, or put
    off since then, as on what is drawn."""
    local = ZoneInfo(zone)
    days = list(_days(span, now.astimezone(local).date()))
    dated = sorted(
        ((moment.at.astimezone(local).date(), moment) for moment in moments if moment.at <= now),
        key=lambda one: (one[1].at, one[1].id),
    )
    known = {word for on, moment in dated if on < days[0][0] for word in _words(moment)}
    shown = [(on, moment) for on, moment in dated if room_since is None or _for_the_room(moment, room_since)]
    parts: list[Part] = []
    inside: list[list[Moment]] = []
    for first, last in days:
        here = [moment for on, moment in shown if first <= on <= last]
        if here or parts:
            parts.append(_part(first, last, here, known))
            inside.append(here)
        known |= {word for on, moment in dated if first <= on <= last for word in _words(moment)}
    return TrendFacts(
        span=span, first=days[0][0], last=days[-1][1], parts=tuple(parts), families=tuple(_families(inside))
    )


def _for_the_room(moment: Moment, since: datetime) -> bool:
    return not (moment.private or rests(moment, since))


def _days(span: Span, today: date) -> Iterator[tuple[date, date]]:
    """The first and last day of each part; the last part ends today."""
    if span is Span.MONTH:
        for back in reversed(range(WEEKS)):
            last = today - timedelta(weeks=back)
            yield last - timedelta(days=6), last
        return
    this = today.year * 12 + today.month - 1
    for month in range(this - MONTHS + 1, this + 1):
        yield _first_of(month), min(today, _first_of(month + 1) - timedelta(days=1))


def _first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _part(first: date, last: date, here: Sequence[Moment], known: set[str]) -> Part:
    """In a first part, with nothing before it, no word is called new."""
    return Part(
        first=first,
        last=last,
        told=tuple(moment.id for moment in here),
        words=_used(here, set()),
        new=_used(here, known) if known else None,
    )


def _used(here: Iterable[Moment], known: set[str]) -> Words | None:
    """The different words that are not known yet, with the moments that use them."""
    ids: list[UUID] = []
    words: list[str] = []
    for moment in here:
        found = [word for key, word in _words(moment).items() if key not in known]
        ids += [moment.id] if found else []
        words += found
    return Words(ids=tuple(ids), words=_distinct(words)) if ids else None


def _words(moment: Moment) -> dict[str, str]:
    return {one_line(named.word).casefold(): one_line(named.word) for named in feelings_of(moment)}


def _distinct(words: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for word in words:
        found.setdefault(word.casefold(), word)
    return tuple(found.values())


def _families(inside: Sequence[Sequence[Moment]]) -> list[Families]:
    found = []
    for family in Family:
        by_part = [[moment.id for moment in here if _shows(moment, family)] for here in inside]
        if ids := tuple(one for part in by_part for one in part):
            found.append(Families(ids=ids, family=family, counts=tuple(len(part) for part in by_part)))
    return sorted(found, key=lambda one: -one.count)


def _shows(moment: Moment, family: Family) -> bool:
    return any(named.family is family for named in feelings_of(moment))
