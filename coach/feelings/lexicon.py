"""Everything the recogniser knows by heart, from the packaged lists: forms of feelings, people, false friends."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cache
from typing import TypeAlias

from coach.feelings.notation import phrases
from coach.feelings.spelling import Spelling
from coach.feelings.tokens import tokens
from coach.feelings.trie import Trie
from coach.feelings.vocabulary import Family, Word, packaged, words


class Kind(StrEnum):
    """How a form speaks of its feeling; `en.forms.toml` explains each."""

    STATE = "state"
    ACT = "act"
    BARE = "bare"
    FEEL = "feel"
    VERB = "verb"
    PERSON = "person"
    NOUN = "noun"
    OWN = "own"
    DEED = "deed"
    CAUSE = "cause"
    ALONE = "alone"
    EMOJI = "emoji"

    __hash__ = str.__hash__  # an enumeration's own takes longer than many a rule


class Whom(StrEnum):
    """Whom a moment concerns."""

    THERAPIST = "therapist"
    PARTNER = "partner"
    PARENT = "parent"
    CHILD = "child"
    FAMILY = "family"
    FRIEND = "friend"
    WORK = "work"
    SELF = "self"
    OTHER = "other"

    __hash__ = str.__hash__


class Aside(StrEnum):
    """A phrase to pass over: a false friend ("blue sky"), a turn of speech ("not gonna lie"), or one that takes its
    whole sentence into the past ("years ago")."""

    TRAP = "trap"
    TURN = "turn"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Form:
    """One way of typing a word, of one kind. What only `tells` of a feeling speaks where none is named."""

    word: Word
    kind: Kind
    tells: bool = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tells", self.kind in (Kind.EMOJI, Kind.DEED, Kind.ACT))


@dataclass(frozen=True, slots=True)
class Grammar:
    """The small words by what they do; see `en.cues.toml`."""

    self: frozenset[str]
    would: frozenset[str]
    other: frozenset[str]
    nominative: frozenset[str]
    object: frozenset[str]
    possessive: frozenset[str]
    it: frozenset[str]
    fragment: frozenset[str]
    be: frozenset[str]
    finite: frozenset[str]
    feel: frozenset[str]
    cause: frozenset[str]
    negators: frozenset[str]
    raising: frozenset[str]
    report: frozenset[str]
    saying: frozenset[str]
    present: frozenset[str]
    modifiers: frozenset[str]
    joins: frozenset[str]
    breaks: frozenset[str]
    prepositions: frozenset[str]
    imagined: frozenset[str]
    wanting: frozenset[str]
    hypothetical: frozenset[str]
    sure: frozenset[str]
    follows: frozenset[str]
    objects: frozenset[str]
    persons: frozenset[str]
    kin: frozenset[str]
    names: frozenset[str]
    aux: frozenset[str]
    articles: frozenset[str]
    media: frozenset[str]
    tails: frozenset[str]
    predicating: frozenset[str]
    things: frozenset[str]
    spans: frozenset[str]
    hard: frozenset[str]
    soft: frozenset[str]
    softening: frozenset[str]
    light: frozenset[str]
    links: frozenset[str]
    before_nouns: frozenset[str]
    no_subject: frozenset[str]
    copula: frozenset[str]
    small: frozenset[str]
    framing: frozenset[str]
    watched: frozenset[str]
    becoming: frozenset[str]


Phrases: TypeAlias = Trie[tuple[Form, ...] | Aside, Whom | Aside]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases for feelings and people, the small words, and spelling."""

    phrases: Phrases
    grammar: Grammar
    spelling: Spelling
    initials: tuple[str, ...]
    surface_forms: int


_LONG_NAME = 8  # shorter words for people lie too near to too many others


@cache
def lexicon(language: str) -> Lexicon:
    """Built once a language, in about a fifth of a second; unknown languages raise FileNotFoundError."""
    cues = packaged(f"{language}.cues.toml")
    known: Phrases = Trie(between=frozenset(cues["grammar"]["between"].split(", ")))
    spelling = Spelling(cues["spelling"]["real_words"].split())
    for aside, kept, listed in _asides(cues["traps"]):
        for phrase in phrases(listed):
            forms = tokens(phrase).forms
            spelling.learn(forms)
            if kept != "people":
                known.put_feeling(forms, aside)
            if kept == "people" or aside is Aside.TURN:
                known.put_person(forms, aside)
    surface = _learn_feelings(known, language, spelling)
    for whom in Whom:
        for phrase in phrases(cues["whom"][whom]):
            forms = tokens(phrase).forms
            spelling.learn(forms, correctable=len(forms) == 1 and len(forms[0]) >= _LONG_NAME)
            known.put_person(forms, whom)
    return Lexicon(known, _grammar(cues, spelling), spelling, (cues["whom"]["initial"],), surface)


def _asides(traps: Mapping[str, str]) -> Iterator[tuple[Aside, str, str]]:
    for kept, listed in traps.items():
        yield _ASIDES.get(kept, Aside.TRAP), kept, listed


_ASIDES = {"turns": Aside.TURN, "past": Aside.PAST}


def _learn_feelings(known: Phrases, language: str, spelling: Spelling) -> int:
    readings: dict[str, list[Form]] = {}
    for phrase, form in _typed(language):
        readings.setdefault(phrase, []).append(form)
    for phrase, forms in readings.items():
        split = tokens(phrase).forms
        spelling.learn(split, correctable=len(split) == 1)
        known.put_feeling(split, tuple(forms))
    return len(readings)


def _typed(language: str) -> Iterator[tuple[str, Form]]:
    typed = packaged(f"{language}.forms.toml")
    for word in (word for family in Family for word in words(family, language=language)):
        for emoji in word.emoji:
            yield emoji, Form(word, Kind.EMOJI)
        for kind, listed in typed[word.word].items():
            for phrase in listed.split() if kind == Kind.EMOJI else phrases(listed):
                yield phrase, Form(word, Kind(kind))
                if " is " in phrase:
                    yield phrase.replace(" is ", "'s "), Form(word, Kind(kind))


_UNIONS = {
    "predicating": ("be", "feel", "before_adjectives"),
    "small": ("it", "be", "feel", "cause", "modifiers", "breaks", "prepositions", "aux", "other", "fragment"),
    "light": ("chat", "modifiers", "feel"),
    "links": ("marks", "joins"),
    "before_nouns": ("prepositions", "things", "articles", "kin"),
    "becoming": ("modifiers",),
    "framing": ("hypothetical", "raising", "cause", "report"),
    "watched": ("self", "imagined", "things", "other", "object", "negators", "soft", "breaks", "turning"),
    "no_subject": ("it", "fragment", "breaks", "self", "other", "be", "feel", "joins", "aux"),
}


def _grammar(cues: Mapping[str, Mapping[str, str]], spelling: Spelling) -> Grammar:
    lists = {**cues["grammar"], **cues["tone"]}
    sets = {name: frozenset(phrases(listed)) for name, listed in lists.items() if name != "softening"}
    sets["softening"] = frozenset(lists["softening"].split())
    for name, listed in cues["stops"].items():
        sets[name] = frozenset(listed.split()) | ({"\n"} if name == "hard" else set())
    for small in sets.values():
        spelling.learn(sorted(small))
    for name, parts in _UNIONS.items():
        sets[name] = sets.get(name, frozenset()).union(*(sets[part] for part in parts))
    sets["copula"] = sets["be"] - sets["self"] - sets["negators"]
    return Grammar(**{one.name: sets[one.name] for one in fields(Grammar)})
