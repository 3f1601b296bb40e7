"""A first recogniser: single words only; the rules come next."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from coach.feelings.vocabulary import Family, words


class Whom(StrEnum):
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
class Feeling:
    word: str
    family: Family
    strength_hint: int | None
    span: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Recognition:
    feelings: tuple[Feeling, ...] = ()
    whom: tuple[Whom, ...] = ()


class Recogniser:
    def __init__(self, language: str) -> None:
        self._words = {word.word: word for family in Family for word in words(family, language=language)}

    def recognise(self, text: str, *, therapist_names: Sequence[str] = ()) -> Recognition:
        found: dict[str, Feeling] = {}
        for match in re.finditer(r"\w+", text.lower()):
            if word := self._words.get(match.group()):
                found.setdefault(word.word, Feeling(word.word, word.family, word.strength, match.span()))
        therapist = re.search(r"\btherapist\b", text.lower()) or any(name in text for name in therapist_names)
        return Recognition(tuple(found.values()), (Whom.THERAPIST,) if therapist else ())


@cache
def recogniser(language: str = "en") -> Recogniser:
    return Recogniser(language)
