"""Which letters the shipped fonts can draw, and what stands in for the few that none of them has.

A font draws a whole grapheme cluster or none of it, so that an emoji family or an accented letter never comes from
two fonts. What no font has becomes its name in brackets: never an empty box, and never silently nothing.
"""

import json
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

import regex

TEXT = "Libertinus Serif"
_CLUSTER = regex.compile(r"\X")
_UNSEEN = regex.compile(r"\p{Default_Ignorable_Code_Point}|\p{Cc}|\p{Cs}|\p{Zl}|\p{Zp}|[\uFFF9-\uFFFB]")
_KEPT_UNSEEN = regex.compile(r"[\u200B-\u200F\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFE0E\uFE0F\U000E0020-\U000E007F]")


@dataclass(frozen=True, slots=True)
class _Coverage:
    """The code points of one font, as sorted ranges."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __contains__(self, character: str) -> bool:
        place = bisect_right(self.starts, ord(character)) - 1
        return place >= 0 and ord(character) <= self.ends[place]


def covered(text: str) -> bool:
    """Whether all of it can be drawn as typed."""
    return drawable(text) == text


def drawable(text: str) -> str:
    """The text with names in place of what no font has. Runs of letters of one script get one name, so that a
    sentence in a rare script does not become a page; a mark that its letter's font lacks is left out."""
    drawn: list[str] = []
    for cluster in _CLUSTER.findall(text):
        shown = _shown(cluster)
        if shown.startswith("[") and drawn and drawn[-1] == shown and cluster[0].isalnum():
            continue
        drawn.append(shown)
    return "".join(drawn)


def families(text: str) -> tuple[str, ...]:
    """The fonts that `text` needs beside the text font, in the order of preference."""
    needed = {family for cluster in set(_CLUSTER.findall(text)) if (family := _family(cluster))}
    return tuple(family for family in _fonts() if family in needed)


@cache
def _fonts() -> dict[str, _Coverage]:
    listed = json.loads(resources.files(__package__).joinpath("fonts/coverage.json").read_text(encoding="utf-8"))
    return {family: _coverage(ranges) for family, ranges in listed.items()}


def _coverage(ranges: str) -> _Coverage:
    bounds = [one.partition("-")[::2] for one in ranges.split()]
    return _Coverage(
        tuple(int(first, 16) for first, _ in bounds), tuple(int(last or first, 16) for first, last in bounds)
    )


def _family(cluster: str) -> str | None:
    """The first font that has all that is to be seen of a cluster."""
    seen = [character for character in cluster if not _UNSEEN.match(character)]
    return next((family for family, font in _fonts().items() if all(one in font for one in seen)), None)


@cache
def _known(cluster: str) -> bool:
    return _family(cluster) is not None


def _shown(cluster: str) -> str:
    if cluster.isascii() and cluster.isprintable():
        return cluster
    kept = "".join(one for one in cluster if not _UNSEEN.match(one) or _KEPT_UNSEEN.match(one))
    if not kept or _known(kept):
        return kept
    base = next(iter(_seen(kept)))
    fonts = [font for font in _fonts().values() if base in font]
    if not fonts:
        return f"[{_name(base)}]"
    return "".join(one for one in kept if one in fonts[0] or _UNSEEN.match(one))


def _seen(cluster: str) -> Iterator[str]:
    return (character for character in cluster if not _UNSEEN.match(character))


def _name(character: str) -> str:
    """A letter is told by its script, anything else by its own name, the nameless by its number."""
    name = unicodedata.name(character, "").lower()
    if not name:
        return f"U+{ord(character):04X}"
    return name.split()[0] if unicodedata.category(character)[0] in "LMN" else name
