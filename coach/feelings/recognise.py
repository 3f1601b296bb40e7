"""From a person's sentence to the feelings and people in it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from coach.feelings.elsewhere import elsewhere
from coach.feelings.judge import judge
from coach.feelings.lexicon import Aside, Form, Kind, Lexicon, Whom, lexicon
from coach.feelings.page import OWN, Hit, Page
from coach.feelings.tokens import Tokens, tokens
from coach.feelings.vocabulary import Family, Word


@dataclass(slots=True)
class Feeling:
    """A word of the vocabulary that the person said in their own way."""

    _meant: Word
    _said: Tokens = field(repr=False, compare=False)
    _first: int
    _last: int

    @property
    def word(self) -> str:
        return self._meant.word

    @property
    def family(self) -> Family:
        return self._meant.family

    @property
    def strength_hint(self) -> int:
        return self._meant.strength

    @property
    def span(self) -> tuple[int, int]:
        """Where in the text (start, end) it was said; found out when asked for."""
        return self._said.span(self._first, self._last)


class Recognition(NamedTuple):
    """In order of appearance, each word and each person once; empty where nothing is sure."""

    feelings: tuple[Feeling, ...] = ()
    whom: tuple[Whom, ...] = ()


class Recogniser:
    """Reads one language. Keeps nothing of what it reads, guesses nothing, and raises for no text."""

    def __init__(self, known: Lexicon) -> None:
        self._lexicon = known
        self._whole = frozenset([form for form in known.spelling.known if "'" not in form])
        self._initials = [_spelt(initial) for initial in known.initials]

    def recognise(self, text: str, *, therapist_names: Sequence[str] = ()) -> Recognition:
        """The writer's own present feelings, and everyone they mention. `therapist_names` are the names this
        person has given their therapist ("K.", "Dr Lind"); initials count where they cannot be another word."""
        read = tokens(text, self._lexicon.spelling.meant, self._whole)
        page = Page(read, self._lexicon.grammar)
        named = list(_named(read, text, [*map(_spelt, therapist_names), *self._initials]))
        taken = {at for first, last in named for at in range(first, last)}
        phrases, people = self._lexicon.phrases.matches(read.forms)
        whom = _people(page, people, named, taken)
        for first, last, entry in phrases:
            if isinstance(entry, Aside):
                page.add_aside(first, last, entry)
            elif first not in taken:
                page.add_hit(first, last, entry)
        page.elsewhere = elsewhere(page)
        return Recognition(_offered(page), whom)


def _people(
    page: Page, people: list[tuple[int, int, Whom | Aside]], named: list[tuple[int, int]], taken: set[int]
) -> tuple[Whom, ...]:
    found = [(first, last, who) for first, last, who in people if isinstance(who, Whom) and first not in taken]
    if named:
        found = sorted([*found, *((first, last, Whom.THERAPIST) for first, last in named)])
    for first, last, who in found:
        if who is not _SELF:
            page.add_person(first, last, who, by_name=first in taken)
    return tuple(dict.fromkeys([who for _, _, who in found]))


_SELF = Whom.SELF


def _offered(page: Page) -> tuple[Feeling, ...]:
    judged = [(hit, *judge(page, hit)) for hit in page.hits]
    stand = [(hit, form) for hit, form, verdict in judged if verdict is OWN]
    named = [hit for hit, form in stand if not form.tells]
    offered: dict[str, Feeling] = {}
    for hit, form in stand:
        word = form.word
        if word.word not in offered and not (form.tells and _only_tells(page, hit, form, named)):
            offered[word.word] = Feeling(word, page.tokens, hit.first, hit.last)
    return tuple(offered.values())


def _only_tells(page: Page, hit: Hit, form: Form, named: list[Hit]) -> bool:
    """Whether what was told speaks only where no feeling is named: a grin beside the word softens it, and a deed in
    the same sentence is what happened, not a second feeling ("he laughed at me and I was furious")."""
    if form.kind is Kind.EMOJI:
        return bool(named) and page.forms[hit.first] in page.grammar.softening
    return any(page.same_sentence(hit, other) for other in named)


def _spelt(name: str) -> tuple[list[str], list[str]]:
    """The name as tokens, and those of them that are no full stop."""
    forms = tokens(name).forms
    return forms, [form for form in forms if form[0].isalnum()]


def _named(read: Tokens, text: str, names: list[tuple[list[str], list[str]]]) -> Iterator[tuple[int, int]]:
    """Where a therapist's name stands, full stop of an initial included."""
    for wanted, letters in names:
        if not letters or letters[0] not in read.forms:
            continue
        spellings = (wanted, letters) if len(letters) == 1 else (wanted,)
        for first in range(len(read.forms)):
            lasts = [first + len(spelt) for spelt in spellings if read.forms[first : first + len(spelt)] == spelt]
            if last := next((last for last in lasts if _meant_as_name(read, text, first, last, letters)), None):
                yield first, last


def _meant_as_name(read: Tokens, text: str, first: int, last: int, letters: list[str]) -> bool:
    """A name that is long enough speaks for itself; an initial needs its capital, its full stop or its 's, and is
    none in "T-shirt"."""
    if len(letters) > 1 or len(letters[0]) > 2:
        return True
    start, end = read.span(first, last)
    if text[end : end + 1] == "-":
        return False
    capital = text[start].isupper() and letters[0] != "i"
    return last - first > 1 or capital or read.forms[last : last + 1] == ["'s"]


@cache
def recogniser(language: str = "en") -> Recogniser:
    """The recogniser of a language, built on first use."""
    return Recogniser(lexicon(language))
