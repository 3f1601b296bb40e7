"""Which letters the shipped fonts can draw, and what stands in for the few that none of them has.

A font draws a whole grapheme cluster or none of it, so that an emoji family or an accented letter never comes from
two fonts. What no font has becomes its name in brackets: never an empty box, and never silently nothing.
"""

import json
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

import regex

TEXT = "Libertinus Serif"
_CLUSTER = regex.compile(r"\X")
_UNSEEN = regex.compile(r"\p{Default_Ignorable_Code_Point}")
_DROPPED = regex.compile(r"[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\uFFF9-\uFFFB]")


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
    """The text with names in place of what no font has. Letters in a row get one name, so that a sentence in a rare
    script does not become a page; a mark that its letter's font lacks is left out, and so are control characters."""
    drawn: list[str] = []
    named = False
    for cluster in _CLUSTER.findall(_DROPPED.sub("", text)):
        shown = _shown(cluster)
        if shown is not None:
            drawn.append(shown)
        elif not (named and cluster[0].isalnum()):
            drawn.append(f"[{_name(cluster[0])}]")
        named = shown is None
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


@lru_cache(maxsize=4096)
def _family(cluster: str) -> str | None:
    """The first font that has all that is to be seen of a cluster."""
    seen = _UNSEEN.sub("", cluster)
    return next((family for family, font in _fonts().items() if all(one in font for one in seen)), None)


def _shown(cluster: str) -> str | None:
    """The cluster, or as much of it as the font of its first sign has; None where there is no such font."""
    if cluster.isascii() or _family(cluster):
        return cluster
    font = next((font for font in _fonts().values() if cluster[0] in font), None)
    return "".join(one for one in cluster if one in font or _UNSEEN.match(one)) if font else None


def _name(character: str) -> str:
    """A letter is told by its script, anything else by its own name, the nameless by its number."""
    name = unicodedata.name(character, "").lower()
    if not name:
        return f"U+{ord(character):04X}"
    return name.split()[0] if unicodedata.category(character)[0] in "LMN" else name
