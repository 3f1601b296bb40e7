"""The week in single lines for the page, each with the moments it stands on and how long it stays."""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from coach.model import Frozen
from coach.quoting import clip
from coach.reflection.phrases import Phrases
from coach.reflection.statements import Source, Statement, Told, TowardTherapist, WeekFacts
from coach.texts import Say

QUOTES = 3
MOST_CHANGES = 2
MOST_SHELVES = 3


class Line(Frozen):
    """`keep` says how long it stays when there is too much: the lowest leaves first. `quote` hangs below a line."""

    ids: tuple[UUID, ...]
    text: str
    keep: int
    quote: bool = False


def week_lines(facts: WeekFacts, say: Say, phrases: Phrases) -> tuple[Line, ...]:
    """What the openings do not tell already, in the order of the words. Empty for a week without moments."""
    return tuple(_Lines(facts, say, phrases).all())


class _Lines:
    def __init__(self, facts: WeekFacts, say: Say, phrases: Phrases) -> None:
        self._facts, self._say, self._phrases = facts, say, phrases
        self._mixed = not facts.therapist or facts.therapist.count < len(facts.told)
        self._opened = {opening.ids[0] for opening in facts.openings}
        self._quoted = {opening.ids[0] for opening in facts.openings if not opening.told.sentence}

    def all(self) -> Iterator[Line]:
        if len(self._facts.told) == 1:
            yield from self._only(self._facts.told[0])
            yield from self._shelves()
            yield from self._unsaid()
            return
        for rank, family in enumerate(self._facts.families):
            yield _line(family, self._phrases.family(family), 89 - rank)
        yield from self._words()
        yield from self._therapist()
        if self._facts.done:
            yield _on(self._facts.done, self._phrases.done(self._facts.done), 81)
        yield from self._wanted()
        for rank, change in enumerate(self._facts.changes[:MOST_CHANGES]):
            yield _line(change, self._phrases.change(change), 80 - rank)
        yield from self._bring()
        yield from self._shelves()
        yield from self._unsaid()

    def _only(self, told: Told) -> Iterator[Line]:
        """A single moment has no counts: only what its opening does not quote."""
        own = ((91, Source.TEXT, told.text), (90, Source.BECAUSE, told.because), (89, Source.WANTED, told.wanted))
        for keep, source, text in own:
            if (words := clip(text)) and not self._quoted_as(told, source):
                yield _line(told, self._phrases.own(source, words), keep)
        if told.did:
            yield _line(told, self._say("week-did", did=told.did), 88)
        if (words := clip(told.did_words)) and not self._quoted_as(told, Source.DID):
            yield _line(told, self._phrases.own(Source.DID, words), 87)

    def _words(self) -> Iterator[Line]:
        facts = self._facts
        if facts.unnamed and facts.families:
            yield _line(facts.unnamed, self._say("week-unnamed", count=facts.unnamed.count), 78)
        elif facts.unnamed:
            yield _line(facts.unnamed, self._say("week-all-unnamed"), 78)
        if new := facts.new_words:
            listed = self._phrases.words(count.word for count in new)
            yield _on(new, self._say("week-new-words", count=len(new), words=listed), 77)
        if facts.strongest and facts.strongest.count == 1 and not self._opened.issuperset(facts.strongest.ids):
            told = facts.strongest.told[0]
            label = self._phrases.label(told, therapist=False)
            yield _line(told, self._say("week-strongest", label=label, day=self._phrases.day(told)), 76)

    def _therapist(self) -> Iterator[Line]:
        toward = self._facts.therapist
        if toward:
            yield _line(toward, self._toward(toward), 90)
            yield from self._quotes(toward.told, 70)

    def _toward(self, toward: TowardTherapist) -> str:
        if not self._mixed:
            return self._say("week-therapist-all")
        if not toward.words:
            return self._say("week-therapist", count=toward.count)
        label = self._phrases.label(toward.told[0], therapist=False) if toward.count == 1 else ""
        words = label or self._phrases.counted(toward.words)
        return self._say("week-therapist-words", count=toward.count, words=words)

    def _wanted(self) -> Iterator[Line]:
        """A wish is told once, and not where the openings quote it."""
        free = [told for told in _strongest_first(self._facts.wanted) if not self._quoted_as(told, Source.WANTED)]
        once = {told.wanted.casefold(): told for told in reversed(free)}
        for rank, told in enumerate(_strongest_first(once.values())[:QUOTES]):
            if words := clip(told.wanted):
                yield _line(told, self._phrases.own(Source.WANTED, words), 50 - rank)

    def _quoted_as(self, told: Told, source: Source) -> bool:
        return told.ids[0] in self._quoted and told.quote is not None and told.quote.source is source

    def _bring(self) -> Iterator[Line]:
        marked = self._facts.bring
        if not (self._opened | self._quoted).issuperset(told.ids[0] for told in marked):
            yield _on(marked, self._say("week-bring", count=len(marked)), 60)
            yield from self._quotes(marked, 59)

    def _unsaid(self) -> Iterator[Line]:
        if unsaid := self._facts.unsaid:
            yield _line(unsaid, self._phrases.unsaid(unsaid), 82)

    def _shelves(self) -> Iterator[Line]:
        for rank, shelf in enumerate(self._facts.shelves[:MOST_SHELVES]):
            yield _line(shelf, self._phrases.shelf(shelf), 79 - rank)
            if exception := self._phrases.exception(shelf):
                yield _on(shelf.exceptions, exception, 75 - rank)

    def _quotes(self, told: Sequence[Told], keep: int) -> Iterator[Line]:
        free = [one for one in _strongest_first(told) if one.quote and one.ids[0] not in self._quoted]
        for rank, one in enumerate(free[:QUOTES]):
            self._quoted.add(one.ids[0])
            yield _line(one, self._phrases.tell(one, therapist=False), keep - rank, quote=True)


def _line(statement: Statement, text: str, keep: int, *, quote: bool = False) -> Line:
    return Line(ids=statement.ids, text=text, keep=keep, quote=quote)


def _on(statements: Iterable[Statement], text: str, keep: int) -> Line:
    return Line(ids=tuple(dict.fromkeys(one for each in statements for one in each.ids)), text=text, keep=keep)


def _strongest_first(told: Iterable[Told]) -> list[Told]:
    return sorted(told, key=lambda moment: (-(moment.strength or 0), moment.at, moment.ids))
