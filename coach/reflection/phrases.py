"""How one thing is said: a date, a list, a moment. Which things are said, and in which order, is for `words`."""

from collections.abc import Iterable, Sequence
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.lists import format_list

from coach.ages import age
from coach.model import Did
from coach.quoting import clip, isolated, one_line, quoted
from coach.reflection.statements import (
    Change,
    Done,
    FamilyCount,
    Opening,
    ShelfCount,
    Source,
    Told,
    Unsaid,
    WeekFacts,
    WordCount,
)
from coach.sentences import sentence
from coach.texts import Say

LONGEST_WORD = 30
LONGEST_CLAUSE = 80
WORDS_IN_LABEL = 2
WORDS_IN_LIST = 5
_ENGLISH = Locale("en", "GB")


class Phrases:
    """Fixed phrases around the person's own words. `language` sets how dates and lists read; `facts` are those of the
    week that is told, None for a longer view."""

    def __init__(self, say: Say, language: str, facts: WeekFacts | None = None) -> None:
        self._say = say
        self._facts = facts
        self._locale = known_locale(language)

    def dates(self, facts: WeekFacts) -> str:
        return self._between("MMMEd", facts.first, facts.last)

    def span(self, first: date, last: date) -> str:
        """Longer than a week: the year tells more than the weekday."""
        return self._between("yMMMd", first, last)

    def _between(self, skeleton: str, *days: date) -> str:
        first, last = (format_skeleton(skeleton, day, locale=self._locale) for day in days)
        return first if first == last else self._say("week-dates", first=first, last=last)

    def day(self, told: Told) -> str:
        """The weekday; with its date where the week has two of them, as one from session to session does."""
        day = told.at.date()
        if self._facts and self._facts.two_of_weekday(day):
            return str(format_skeleton("MMMEd", day, locale=self._locale))
        return format_date(day, "EEEE", locale=self._locale)

    def family(self, family: FamilyCount) -> str:
        """A single word stands for itself; the family is named only where it gathers several."""
        if len(family.words) == 1:
            return self._count(capital(_shown(family.words[0].word)), family.count)
        name = capital(self._say("week-family", family=family.family))
        return self._say("week-family-line", family=name, count=family.count, words=self.counted(family.words))

    def counted(self, counts: Sequence[WordCount]) -> str:
        """Each word with its count, where the counts tell anything that the words alone do not."""
        plain = len(counts) == 1 or all(count.count == 1 for count in counts)
        words = [(_shown(count.word), count.count) for count in counts]
        items = [word if plain else self._count(word, n) for word, n in words]
        return self._say("week-between").join(self._some(items))

    def words(self, words: Iterable[str]) -> str:
        items = [_shown(word) for word in dict.fromkeys(words)]
        return format_list(self._some(items), locale=self._locale)

    def label(self, told: Told, *, therapist: bool = True) -> str:
        """The feeling, how strong, toward whom; empty where no word was chosen, whatever else is known."""
        parts = []
        if told.feelings:
            names = dict.fromkeys(_shown(named.word) for named in told.feelings)
            parts.append(format_list(list(names)[:WORDS_IN_LABEL], locale=self._locale))
            if told.strength:
                parts.append(self._say("week-of-five", strength=told.strength))
        if told.therapist and therapist:
            parts.append(self._say("week-toward-therapist"))
        return self._say("week-between").join(parts)

    def tell(self, told: Told, *, therapist: bool = True, day: bool = True) -> str:
        """A moment in one line: its label and its quote; without a quote, its label and the day it was."""
        label, quote = capital(self.label(told, therapist=therapist)), told.quote
        if not quote or quote.words.casefold() in {named.word.casefold() for named in told.feelings}:
            return self.private(told, self._say("week-tell-day", label=label, day=self.day(told)) if day else label)
        if not label:
            return self.private(told, self.own(quote.source, quote.words))
        line = self._say("week-tell", label=label, source=quote.source, quote=quoted(quote.words))
        return self.private(told, line)

    def private(self, told: Told, line: str) -> str:
        """The line, marked where the person keeps its moment to themselves."""
        return self._say("week-private", line=line) if told.private else line

    def opened(self, opening: Opening, *, therapist: bool) -> str:
        """What one could open with, the sentence for it before any other words. A day of an earlier week would be taken
        for one of this week."""
        told, therapist = opening.told, therapist or opening.earlier
        sentence = self.sentence(told)
        if not sentence:
            return self.tell(told, therapist=therapist, day=not opening.earlier)
        label = capital(self.label(told, therapist=therapist))
        return self._say("week-tell", label=label, source=Source.TEXT, quote=sentence) if label else sentence

    def sentence(self, told: Told) -> str:
        """The sentence for the room that was built for it, or nothing."""
        return sentence(told.sentence, self._say, LONGEST_CLAUSE) if told.sentence else ""

    def own(self, source: Source, words: str) -> str:
        """The person's words without a label."""
        return self._say("week-tell-bare", source=source, quote=quoted(words))

    def done(self, done: Sequence[Done]) -> str:
        first, *rest = done
        if first.known == 1:
            return self._say("week-done-once", did=first.did)
        items = [self._say("week-done-first", did=first.did, count=first.count, known=first.known)]
        items += [self._say("week-done-next", did=one.did, count=one.count) for one in rest]
        return self._say("week-done", listed=self._say("week-between").join(items))

    def change(self, change: Change) -> str:
        what = change.what
        return self._say(
            "week-more-often" if change.more else "week-less-often",
            what=self._say("week-kept-in") if isinstance(what, Did) else self._say("week-family", family=what),
            now=change.now,
            now_all=change.now_all,
            before=change.before,
            before_all=change.before_all,
        )

    def unsaid(self, unsaid: Unsaid) -> str:
        """What was said so far, and what waits, in one line."""
        heard = "week-unsaid-said-heard" if unsaid.heard else "week-unsaid-said"
        said = [self._say(heard, count=unsaid.said, heard=unsaid.heard)] if unsaid.said else []
        waits = [self._waits(unsaid)] if unsaid.waiting else []
        return " ".join([*said, *waits])

    def _waits(self, unsaid: Unsaid) -> str:
        if unsaid.oldest_days == 0:
            return self._say("week-unsaid-open-today", count=unsaid.waiting)
        return self._say("week-unsaid-open", count=unsaid.waiting, age=age(unsaid.oldest_days, self._say))

    def shelf(self, shelf: ShelfCount) -> str:
        return self._say(
            "week-shelf", name=isolated(one_line(shelf.name)), fits=shelf.fits, other=len(shelf.exceptions)
        )

    def exception(self, shelf: ShelfCount) -> str:
        """The strongest moment that does not fit, in its own words; empty where nothing was filed as such."""
        by_strength = sorted(shelf.exceptions, key=lambda told: (told.quote is None, -(told.strength or 0)))
        if not by_strength:
            return ""
        return self._say("week-shelf-exception", count=len(by_strength), told=self.tell(by_strength[0]))

    def question(self, opening: Opening) -> str:
        waited = opening.told.waited or 0
        return self._say(
            f"week-open-{opening.asks.replace('_', '-')}",
            nth=opening.nth,
            word=_shown(opening.word),
            days=waited,
            age=age(waited, self._say) if waited else "",
        )

    def _count(self, word: str, count: int) -> str:
        return self._say("week-counted", word=word, count=count)

    def _some(self, items: Sequence[str]) -> list[str]:
        """The head of a list, and its tail as a number."""
        more = len(items) - WORDS_IN_LIST
        tail = [self._say("week-more-words", count=more)] if more > 0 else []
        return [*items[:WORDS_IN_LIST], *tail]


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _shown(word: str) -> str:
    return isolated(clip(word, LONGEST_WORD) or "…")


def known_locale(language: str) -> Locale:
    """English reads the British way; a language that babel does not know reads like English."""
    if language.partition("-")[0] == "en":
        return _ENGLISH
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return _ENGLISH
