"""The week in words: one plain text for a chat, short paragraphs, at most 1,200 characters.

A quote is shown once. What is among the openings is quoted there and only counted above, so that the person's own
sentence is the last thing they read. Where all of it would be too long, whole lines leave, least important first.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Self

from coach.quoting import clip, quoted
from coach.reflection.phrases import Phrases
from coach.reflection.statements import Kind, Opening, Source, Told, TowardTherapist, WeekFacts
from coach.texts import Say

LIMIT = 1200
QUOTES = 3
MOST_CHANGES = 2
MOST_SHELVES = 3


@dataclass(frozen=True, slots=True)
class _Line:
    """`keep` says how long it stays when there is too much: the lowest leaves first."""

    text: str
    keep: int


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that belong together; the heading goes when the last of them has gone."""

    lines: Sequence[_Line]
    heading: str = ""

    def above(self, keep: int) -> Self:
        return replace(self, lines=[line for line in self.lines if line.keep > keep])

    def __str__(self) -> str:
        heading = [self.heading] if self.heading and self.lines else []
        return "\n".join([*heading, *(line.text for line in self.lines)])


def week_words(facts: WeekFacts, say: Say, language: str, limit: int = LIMIT) -> str:
    """The reflection as it is sent. `say` speaks `language`, a CLDR code that also sets how dates read; `limit` is in
    characters.

    Feeling words are shown as they were chosen, so they stay in the language of choosing.
    """
    week = _Week(facts, say, Phrases(say, language, facts))
    if not facts.told:
        return _fitted(week.empty(), limit)
    return _fitted([week.title(), *(week.one() if len(facts.told) == 1 else week.many())], limit)


def _fitted(blocks: Iterable[_Block], limit: int) -> str:
    """The blocks with a blank line between them, without the lines that had to leave."""
    kept = list(blocks)
    while len(text := "\n\n".join(filter(None, map(str, kept)))) > limit:
        least = min(line.keep for block in kept for line in block.lines)
        kept = [block.above(least) for block in kept]
    return text


def _ranked(texts: Iterable[str], keep: int, heading: str = "") -> _Block:
    """Lines of which the last is the first to leave."""
    return _Block([_Line(text, keep - rank) for rank, text in enumerate(texts)], heading)


class _Week:
    """The paragraphs in their order; each method is one of them, and empty where there is nothing to say."""

    def __init__(self, facts: WeekFacts, say: Say, phrases: Phrases) -> None:
        self._facts = facts
        self._say = say
        self._phrases = phrases
        self._mixed = not facts.therapist or facts.therapist.count < len(facts.told)
        self._opened_ids = {opening.ids[0] for opening in facts.openings}
        told = (opening.told for opening in facts.openings if not opening.told.sentence)
        self._quoted = {one.quote.words.casefold() for one in told if one.quote}

    def empty(self) -> Iterator[_Block]:
        key = "week-empty-running" if self._facts.running else "week-empty"
        yield _Block([_Line(self._say(key, dates=self._phrases.dates(self._facts)), 100)])
        yield _Block([_Line(self._say(f"{key}-kind"), 99)])
        yield self._unsaid()
        yield from self._openings() if self._facts.openings else [_Block([_Line(self._say(f"{key}-question"), 98)])]

    def title(self) -> _Block:
        key = "week-title-running" if self._facts.running else "week-title"
        return _Block([_Line(self._say(key, dates=self._phrases.dates(self._facts)), 100)])

    def one(self) -> Iterator[_Block]:
        """A single moment is told whole, without a list or a count."""
        told = self._facts.told[0]
        yield _Block([_Line(self._say("week-one", day=self._phrases.day(told)), 99)])
        opening = next((opening for opening in self._facts.openings if opening.ids == told.ids), None)
        if told.tellable:
            yield _ranked([self._phrases.tell(told, day=False), *self._rest_of(told, opening)], 90)
        if opening and opening.kind is not Kind.NEW_WORD:
            yield _Block(list(self._new_words()))
        yield from self._shelves()
        yield self._unsaid()
        yield _Block([_Line(self._asked(opening), 98)]) if opening else self._untold()
        yield from self._again()

    def _asked(self, opening: Opening) -> str:
        """What is open about the moment that was told already."""
        return "\n".join(filter(None, (self._phrases.sentence(opening.told), self._phrases.question(opening))))

    def _again(self) -> Iterator[_Block]:
        """What waits comes again also after a week with little in it."""
        for place, opening in enumerate(self._facts.openings):
            if opening.earlier:
                yield _Block([_Line(self._opened(opening), 97 - place)])

    def _opened(self, opening: Opening) -> str:
        return f"{self._phrases.opened(opening, therapist=self._mixed)}\n{self._phrases.question(opening)}"

    def _rest_of(self, told: Told, opening: Opening | None) -> Iterator[str]:
        """What neither the first line of a single moment nor its question says."""
        first = told.quote.source if told.quote else None
        for source, text in ((Source.BECAUSE, told.because), (Source.WANTED, told.wanted)):
            if source is not first and (words := clip(text)):
                yield self._phrases.own(source, words)
        if told.did and not (opening and opening.kind is Kind.KEPT_IN):
            yield self._say("week-did", did=told.did)
        if first is not Source.DID and (words := clip(told.did_words)):
            yield self._phrases.own(Source.DID, words)

    def many(self) -> Iterator[_Block]:
        facts, phrases = self._facts, self._phrases
        yield _Block([_Line(self._say("week-moments", count=len(facts.told), days=facts.days), 99)])
        yield _ranked([phrases.family(family) for family in facts.families], 89)
        yield _Block([*self._unnamed(), *self._new_words(), *self._strongest()])
        yield self._therapist()
        yield _Block([_Line(phrases.done(facts.done), 81)] if facts.done else [])
        yield self._wanted()
        yield _ranked([phrases.change(change) for change in facts.changes[:MOST_CHANGES]], 80)
        yield self._bring()
        yield from self._shelves()
        yield self._unsaid()
        yield from self._openings() if facts.openings else [self._untold()]

    def _untold(self) -> _Block:
        """In place of openings where nothing was put into words."""
        return _Block([_Line(self._say("week-untold-question", count=len(self._facts.told)), 98)])

    def _unnamed(self) -> Iterator[_Line]:
        unnamed = self._facts.unnamed
        if unnamed and not self._facts.families:
            yield _Line(self._say("week-all-unnamed"), 78)
        elif unnamed:
            yield _Line(self._say("week-unnamed", count=unnamed.count), 78)

    def _new_words(self) -> Iterator[_Line]:
        if new := [count.word for count in self._facts.new_words]:
            yield _Line(self._say("week-new-words", count=len(new), words=self._phrases.words(new)), 77)

    def _strongest(self) -> Iterator[_Line]:
        """Left to the openings where they tell all of it."""
        strongest = self._facts.strongest
        if not strongest or self._opened_ids.issuperset(strongest.ids):
            return
        if strongest.count == 1:
            told = strongest.told[0]
            label = self._phrases.label(told, therapist=False)
            yield _Line(self._say("week-strongest", label=label, day=self._phrases.day(told)), 76)
        else:
            words = self._phrases.words(named.word for told in strongest.told for named in told.feelings)
            line = self._say("week-strongest-several", strength=strongest.strength, words=words)
            yield _Line(line, 76)

    def _therapist(self) -> _Block:
        toward = self._facts.therapist
        if not toward:
            return _Block([])
        quotes = [self._phrases.tell(told, therapist=False) for told in self._unquoted(toward.told)]
        return _Block([_Line(self._toward(toward), 90), *_ranked(quotes, 70).lines])

    def _toward(self, toward: TowardTherapist) -> str:
        if not self._mixed:
            return self._say("week-therapist-all")
        if not toward.words:
            return self._say("week-therapist", count=toward.count)
        single = toward.count == 1
        label = self._phrases.label(toward.told[0], therapist=False) if single else ""
        words = label or self._phrases.counted(toward.words)
        return self._say("week-therapist-words", count=toward.count, words=words)

    def _wanted(self) -> _Block:
        """Also for moments told elsewhere: a wish is quoted there only where the moment has no other words."""
        wishes: dict[str, Told] = {}
        for told in _strongest_first(self._facts.wanted):
            wishes.setdefault(clip(told.wanted), told)
        unsaid = [words for words in wishes if words and words.casefold() not in self._quoted][:QUOTES]
        private = self._phrases.private
        if len(unsaid) == 1:
            return _ranked([private(wishes[unsaid[0]], self._phrases.own(Source.WANTED, unsaid[0]))], 50)
        return _ranked([private(wishes[words], quoted(words)) for words in unsaid], 50, self._say("week-wanted"))

    def _bring(self) -> _Block:
        """Nothing where the openings already say of each that it was marked."""
        marked = len(self._facts.bring)
        if marked == sum(opening.kind is Kind.BRING for opening in self._facts.openings):
            return _Block([])
        quotes = [self._phrases.tell(told, therapist=self._mixed) for told in self._unquoted(self._facts.bring)]
        if not quotes:
            return _Block([_Line(self._say("week-bring", count=marked), 60)])
        return _ranked(quotes, 60, self._say("week-bring-more", count=marked))

    def _unsaid(self) -> _Block:
        unsaid = self._facts.unsaid
        return _Block([_Line(self._phrases.unsaid(unsaid), 82)] if unsaid else [])

    def _shelves(self) -> Iterator[_Block]:
        """Where it is too much, the exception leaves before its counts: alone it would stand for nothing."""
        for rank, shelf in enumerate(self._facts.shelves[:MOST_SHELVES]):
            lines = [_Line(self._phrases.shelf(shelf), 79 - rank)]
            if exception := self._phrases.exception(shelf):
                lines.append(_Line(exception, 75 - rank))
            yield _Block(lines)

    def _openings(self) -> Iterator[_Block]:
        openings = self._facts.openings
        heading = self._say("week-openings", count=len(openings))
        for place, opening in enumerate(openings):
            number = f"{place + 1}. " if len(openings) > 1 else ""
            yield _Block([_Line(f"{number}{self._opened(opening)}", 98 - place)], heading if place == 0 else "")

    def _unquoted(self, told: Iterable[Told]) -> list[Told]:
        """At most `QUOTES` moments with words that no paragraph has quoted yet, strongest first; now they have."""
        unquoted: list[Told] = []
        for moment in _strongest_first(told):
            if len(unquoted) < QUOTES and moment.quote and moment.quote.words.casefold() not in self._quoted:
                self._quoted.add(moment.quote.words.casefold())
                unquoted.append(moment)
        return unquoted


def _strongest_first(told: Iterable[Told]) -> list[Told]:
    return sorted(told, key=lambda moment: -(moment.strength or 0))
