"""Everything the recogniser knows by heart: phrases in a trie of words, and what a misspelt word was meant to be."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from rapidfuzz.distance import OSA

from coach.feelings.notation import phrases
from coach.feelings.reading import tokens, without_runs
from coach.feelings.vocabulary import Family, Word, packaged, words


class Kind(StrEnum):
    """How a form speaks of a feeling; the lists in `en.forms.toml` are grouped by it."""

    STATE = "state"
    BARE = "bare"
    FEEL = "feel"
    VERB = "verb"
    PERSON = "person"
    NOUN = "noun"
    OWN = "own"
    CAUSE = "cause"
    ALONE = "alone"
    EMOJI = "emoji"


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


@dataclass(frozen=True, slots=True)
class Form:
    """One way of typing a feeling word."""

    word: Word
    kind: Kind


class Trap(StrEnum):
    """A phrase that is passed over: a false friend, or a turn of phrase that denies nothing."""

    FALSE_FRIEND = "false friend"
    TURN = "turn"


type_of_entry = Form | Whom | Trap
Readings = dict[Kind, Form]
Entry = Readings | Whom | Trap
_END = ""


class Trie:
    """Phrases by their words; the longest one at a place wins, and where it ends the next may begin."""

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}

    def at(self, phrase: str) -> dict[str, Any]:
        """The node of a phrase, made if it is new; its entry belongs under the empty key."""
        node = self._root
        for form in tokens(phrase).forms:
            node = node.setdefault(form, {})
        return node

    def put(self, phrase: str, entry: Entry) -> None:
        self.at(phrase).setdefault(_END, entry)

    def matches(self, forms: list[str]) -> Iterator[tuple[int, int, Entry]]:
        """(first, last + 1, entry) from left to right, never overlapping."""
        root, size, at = self._root, len(forms), 0
        while at < size:
            node = root.get(forms[at])
            if node is None:
                at += 1
                continue
            upto, found, entry = at + 1, 0, None
            while node is not None:
                if _END in node:
                    found, entry = upto, node[_END]
                if upto == size:
                    break
                node = node.get(forms[upto])
                upto += 1
            if entry is None:
                at += 1
            else:
                yield at, found, entry
                at = found
