"""The words a person can choose from: eight families, loaded once from the packaged vocabulary."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any


class Family(StrEnum):
    """The eight feelings of the first grid; every word belongs to exactly one."""

    ANGRY = "angry"
    SAD = "sad"
    AFRAID = "afraid"
    ASHAMED = "ashamed"
    NUMB = "numb"
    WARM = "warm"
    GLAD = "glad"
    CALM = "calm"


@dataclass(frozen=True, slots=True)
class Word:
    """One feeling word as it is offered and explained; `strength` is a hint from 1 (faint) to 5 (strong)."""

    word: str
    family: Family
    means: str
    strength: int
    toward_therapist: bool
    synonyms: tuple[str, ...]
    slang: tuple[str, ...]
    emoji: tuple[str, ...]


def words(family: Family, toward_therapist: bool = False, language: str = "en") -> tuple[Word, ...]:
    """The family's words in the order of the picker: everyday words first, or those that tend to come up
    toward a therapist first when the moment is about one."""
    listed = _vocabulary(language).families[family]
    return tuple(sorted(listed, key=lambda word: not word.toward_therapist)) if toward_therapist else listed


def from_body(pleasant: bool, restless: bool, language: str = "en") -> tuple[Word, ...]:
    """Eight words for someone who only knows how the body feels, by the quadrants of valence and arousal
    (Russell 1980, "A circumplex model of affect", J. Pers. Soc. Psychol. 39:1161)."""
    return _vocabulary(language).body[pleasant, restless]


def word_named(name: str, language: str = "en") -> Word | None:
    """The word with exactly this name, for a tap or a stored record that comes back."""
    return _vocabulary(language).by_name.get(name)


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    families: Mapping[Family, tuple[Word, ...]]
    by_name: Mapping[str, Word]
    body: Mapping[tuple[bool, bool], tuple[Word, ...]]


@cache
def _vocabulary(language: str) -> _Vocabulary:
    raw = packaged(f"{language}.toml")
    families = {family: tuple(_word(family, entry) for entry in raw[family]) for family in Family}
    by_name = {word.word: word for listed in families.values() for word in listed}
    body = {
        (pleasant, restless): tuple(by_name[name] for name in raw["body"][quadrant])
        for quadrant, pleasant, restless in (
            ("pleasant_restless", True, True),
            ("pleasant_heavy", True, False),
            ("unpleasant_restless", False, True),
            ("unpleasant_heavy", False, False),
        )
    }
    return _Vocabulary(families, by_name, body)


def _word(family: Family, entry: Mapping[str, Any]) -> Word:
    return Word(
        word=entry["word"],
        family=family,
        means=entry["means"],
        strength=entry["strength"],
        toward_therapist=entry.get("therapist", False),
        synonyms=tuple(entry.get("synonyms", ())),
        slang=tuple(entry.get("slang", ())),
        emoji=tuple(entry.get("emoji", ())),
    )


def packaged(name: str) -> dict[str, Any]:
    """A data file of this package; read at most once a language."""
    return tomllib.loads((files("coach.feelings") / "vocabulary" / name).read_text("utf-8"))
