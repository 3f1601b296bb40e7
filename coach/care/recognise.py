"""Whether a text speaks of suicide or self-harm, of violence, or of a therapist crossing a line."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from heapq import merge
from importlib.resources import files
from operator import attrgetter
from typing import Any, Final, Literal

from coach.care.phrases import Fit, Patterns, Reader, Row, Sentence

_QUOTED: Final = re.compile(r'["“][^"”\n]{1,200}["”]')
_PERSONS: Final = re.compile(r" (kin|friend|someone|therapist|session)(?= )")
_ROOM: Final = frozenset(("ther*", "sess*", "pati*", "clie*"))


class Care(StrEnum):
    """What a text speaks of."""

    SELF_HARM = "self_harm"
    VIOLENCE = "violence"
    THERAPIST_HARM = "therapist_harm"


@dataclass(frozen=True, slots=True)
class _Said:
    """One kind of care. `about` is who "he" has to be, `unless` names what in the text speaks against."""

    care: Care
    about: Literal["anyone", "therapist", "nobody"]
    unless: tuple[Patterns, ...]


class CareReader:
    """Reads one language. Keeps nothing of what it reads."""

    def __init__(self, table: dict[str, Any]) -> None:
        self._reader = reader = Reader(table["words"], table["passed"]["over"], table["passed"]["real"])
        slots, common = table["slots"], _how_common(table["common"]["words"])

        def patterns(*lists: str) -> Patterns:
            return Patterns(enumerate(lists), reader, slots, common)

        self._figurative = patterns(table["figurative"]["patterns"])
        self._media = patterns(table["media"]["patterns"])
        against = {name: patterns(lines) for name, lines in table["unless"].items()}
        self._said = [
            _Said(
                Care(said["care"]),
                said.get("about", "anyone"),
                tuple(against[name] for name in said.get("unless", "").split()),
            )
            for said in table["said"]
        ]
        lists = list(enumerate(said["patterns"] for said in table["said"]))
        in_room = [said.about == "therapist" for said in self._said]
        self._anywhere = Patterns([one for one in lists if not in_room[one[0]]], reader, slots, common)
        self._in_room = Patterns([one for one in lists if in_room[one[0]]], reader, slots, common)

    def recognise(self, text: str, therapist_names: Iterable[str] = ()) -> Care | None:
        """The first that fits, in the order of the file; None for everything else. Linear in the text's length."""
        return next((care for care, _ in self._found(self._row(text, therapist_names))), None)

    def why(self, text: str) -> list[str]:
        """For whoever tends the patterns: the plain row, and what in it fits where."""
        row = self._row(text, ())
        fits = self._found(row)
        return [row.text, *(f"{care} {fit.pattern!r} fits {row.text[fit.first : fit.last]!r}" for care, fit in fits)]

    def _row(self, text: str, names: Iterable[str]) -> Row:
        """The plain row without what is only a manner of speaking, or quoted from a song or a film."""
        for name in filter(str.strip, names):
            text = re.sub(rf"\b{re.escape(name)}\b", "therapist", text, flags=re.IGNORECASE)
        row = Row(self._reader.row(text))
        if ('"' in text or "“" in text) and _QUOTED.search(text) and next(self._media.found(row), None):
            row = Row(self._reader.row(_QUOTED.sub(" ", text)))
        figurative = list(self._figurative.found(row))
        return Row(_without(row.text, figurative)) if figurative else row

    def _found(self, row: Row) -> Iterator[tuple[Care, Fit]]:
        fits = self._anywhere.found(row)
        if not _ROOM.isdisjoint(row.keys):
            fits = merge(fits, self._in_room.found(row), key=_rank)
        for fit in fits:
            said = self._said[fit.rank]
            if _is_about(said.about, row, fit) and not any(next(against.found(row), None) for against in said.unless):
                yield said.care, fit


_rank = attrgetter("rank")


def _how_common(words: str) -> dict[str, float]:
    """A weight for words that are in most texts, and their beginnings; the list begins with the most common."""
    weights: dict[str, float] = {}
    for rank, word in enumerate(words.split()):
        for key in Sentence(word, 0).keys:
            weights[key] = weights.get(key, 0) + 1 / (rank + 10)
    return weights


def _without(text: str, fits: Iterable[Fit]) -> str:
    for *_, first, last in fits:
        text = f"{text[:first]} {'_' * (last - first - 1)}{text[last:]}"
    return text


def _is_about(whom: str, row: Row, fit: Fit) -> bool:
    """Whether the "he" that fits can be the one that it has to be, by who was named last before it."""
    if whom == "anyone":
        return True
    if " therapist " in row.text[fit.first : fit.last + 1]:
        return True
    named = [person[1] for person in _PERSONS.finditer(row.text, 0, fit.first + 1)]
    return not named if whom == "nobody" else not named or named[-1] in ("therapist", "session")


@cache
def care_reader(language: str = "en") -> CareReader:
    """The reader of a language; English where there is none yet."""
    path = files(__package__).joinpath(f"{language}.toml")
    if not path.is_file():
        path = files(__package__).joinpath("en.toml")
    return CareReader(tomllib.loads(path.read_text("utf-8")))
