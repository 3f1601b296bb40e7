"""The short notation of the packaged lists, spelled out: comma-separated phrases with alternatives."""

import itertools
from collections.abc import Iterator

_VOWELS = frozenset("aeiou")


def phrases(listed: str) -> Iterator[str]:
    """Every phrase that a list stands for: `a/b` is either, `x?` is x or nothing, `v+` is the regular verb."""
    for pattern in listed.split(","):
        for choice in itertools.product(*(_choices(part) for part in pattern.split())):
            if phrase := " ".join(filter(None, choice)):
                yield phrase


def _choices(part: str) -> list[str]:
    optional = part.endswith("?") and len(part) > 1
    chosen = [form for stem in part.removesuffix("?").split("/") for form in _inflected(stem)]
    return [*chosen, ""] if optional else chosen or [part]


def _inflected(stem: str) -> list[str]:
    if not stem.endswith("+") or len(stem) == 1:
        return [stem] if stem else []
    verb = stem[:-1]
    if verb.endswith("e"):
        return [verb, verb + "s", verb + "d", verb[:-1] + "ing"]
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return [verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    return [verb, verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "z")) else "s"), verb + "ed", verb + "ing"]
