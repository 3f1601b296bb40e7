"""Whether a text speaks of suicide or self-harm, of violence, or of a therapist crossing a line."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from coach.care.phrases import Fit, Patterns, Reader, stems

_QUOTED: Final = re.compile(r'["“][^"”\n]{1,200}["”]')
_PERSONS: Final = re.compile(r" (kin|friend|someone|therapist|session)(?= )")
_ROOM: Final = stems("therapist session patients clients")


class Care(StrEnum):
    """What a text speaks of."""

    SELF_HARM = "self_harm"
    VIOLENCE = "violence"
    THERAPIST_HARM = "therapist_harm"


@dataclass(frozen=True, slots=True)
class _Said:
    """Patterns for one kind of care. `about` is who "he" has to be, `unless` names what in the text speaks against."""

    care: Care
    patterns: Patterns
    about: Literal["anyone", "therapist", "nobody"]
    unless: tuple[Patterns, ...]


class CareReader:
    """Reads one language. Keeps nothing of what it reads."""

    def __init__(self, table: dict[str, Any]) -> None:
        self._reader = reader = Reader(table["words"], table["passed"]["over"], table["passed"]["real"])
        slots, common = table["slots"], stems(table["common"]["words"])

        def patterns(lines: str) -> Patterns:
            return Patterns(lines.splitlines(), reader, slots, common)

        self._figurative = patterns(table["figurative"]["patterns"])
        self._media = patterns(table["media"]["patterns"])
        against = {name: patterns(lines) for name, lines in table["unless"].items()}
        self._said = [
            _Said(
                Care(said["care"]),
                patterns(said["patterns"]),
                said.get("about", "anyone"),
                tuple(against[name] for name in said.get("unless", "").split()),
            )
            for said in table["said"]
        ]

    def recognise(self, text: str, therapist_names: Iterable[str] = ()) -> Care | None:
        """The first that fits, in the order of the file; None for everything else. Linear in the text's length."""
        row, stems_ = self._row(text, therapist_names)
        return next((said.care for said in self._said if next(_found(said, row, stems_), None)), None)

    def why(self, text: str) -> list[str]:
        """For whoever tends the patterns: the plain row, and what in it fits where."""
        row, stems_ = self._row(text, ())
        fits = ((said, fit) for said in self._said for fit in _found(said, row, stems_))
        return [row, *(f"{said.care} {fit.pattern!r} fits {row[fit.first : fit.last]!r}" for said, fit in fits)]

    def _row(self, text: str, names: Iterable[str]) -> tuple[str, frozenset[str]]:
        """The plain row without what is only a manner of speaking, or quoted from a song or a film."""
        for name in filter(str.strip, names):
            text = re.sub(rf"\b{re.escape(name)}\b", "therapist", text, flags=re.IGNORECASE)
        row = self._reader.row(text)
        if _QUOTED.search(text) and next(self._media.found(row, stems(row)), None):
            row = self._reader.row(_QUOTED.sub(" ", text))
        stems_ = stems(row)
        figurative = list(self._figurative.found(row, stems_))
        for _, first, last in figurative:
            row = f"{row[:first]} {'_' * (last - first - 1)}{row[last:]}"
        return row, stems(row) if figurative else stems_


def _found(said: _Said, row: str, stems_: frozenset[str]) -> Iterator[Fit]:
    if said.about == "therapist" and not stems_ & _ROOM:
        return
    for fit in said.patterns.found(row, stems_):
        if _is_about(said.about, row, fit) and not any(
            next(against.found(row, stems_), None) for against in said.unless
        ):
            yield fit


def _is_about(whom: str, row: str, fit: Fit) -> bool:
    """Whether the "he" that fits can be the one that it has to be, by who was named last before it."""
    if whom == "anyone" or " therapist " in row[fit.first : fit.last + 1]:
        return True
    named = [person[1] for person in _PERSONS.finditer(row, 0, fit.first + 1)]
    return not named if whom == "nobody" else not named or named[-1] in ("therapist", "session")


@cache
def care_reader(language: str = "en") -> CareReader:
    """The reader of a language; English where there is none yet."""
    path = files(__package__).joinpath(f"{language}.toml")
    if not path.is_file():
        path = files(__package__).joinpath("en.toml")
    return CareReader(tomllib.loads(path.read_text("utf-8")))
