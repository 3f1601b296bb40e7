"""The longer view in words: one plain text for a chat, lines of counts with the oldest first."""

from collections.abc import Iterable

from babel.lists import format_list

from coach.quoting import isolated
from coach.reflection.phrases import Phrases, capital, known_locale
from coach.reflection.trends import TrendFacts
from coach.texts import Say

MOST_NEW = 12


def trend_words(facts: TrendFacts, say: Say, language: str) -> str:
    """The text as it is sent. `say` speaks `language`, a CLDR code that also sets how dates read."""
    dates = Phrases(say, language).span(facts.first, facts.last)
    if not facts.parts:
        return say("trend-empty", dates=dates)
    head = say(f"trend-title-{facts.span}", dates=dates)
    new = new_words(facts, say, language)
    blocks = [head, trend_summary(facts, say), _families(facts, say), _words(facts, say), new]
    return "\n\n".join(block for block in blocks if block)


def trend_summary(facts: TrendFacts, say: Say) -> str:
    return say("trend-summary", count=facts.told, words=len(facts.words))


def new_words(facts: TrendFacts, say: Say, language: str) -> str:
    """The last ones are named, the others counted."""
    if not facts.new:
        return ""
    named = [isolated(word) for word in facts.new[-MOST_NEW:]]
    more = len(facts.new) - len(named)
    tail = [say("week-more-words", count=more)] if more else []
    return say("trend-new", count=len(facts.new), words=format_list([*named, *tail], locale=known_locale(language)))


def _families(facts: TrendFacts, say: Say) -> str:
    lines = [
        say("trend-line", name=capital(say("week-family", family=one.family)), counts=_counts(one.counts))
        for one in facts.families
    ]
    return "\n".join([say(f"trend-families-{facts.span}"), *lines]) if lines else ""


def _words(facts: TrendFacts, say: Say) -> str:
    if not facts.words:
        return ""
    counts = [len(part.words.words) if part.words else 0 for part in facts.parts]
    return say("trend-line", name=say("trend-different"), counts=_counts(counts))


def _counts(counts: Iterable[int]) -> str:
    return " · ".join(map(str, counts))
