"""Phrases found by their words: one pass over a text, however many phrases there are."""

from collections.abc import Iterator
from typing import Any, Generic, TypeVar

Entry = TypeVar("Entry")
_END = ""  # no token is empty, so the entry of a finished phrase can live beside its continuations


class Trie(Generic[Entry]):
    """The longest phrase at a place wins, and the next may begin where it ends. The work for a text grows
    with its length alone, because no phrase is longer than a dozen words."""

    def __init__(self) -> None:
        self._root: dict[str, Any] = {}

    def put(self, phrase: list[str], entry: Entry) -> Entry:
        """The entry now standing for the phrase: an earlier one stays."""
        node = self._root
        for form in phrase:
            node = node.setdefault(form, {})
        kept: Entry = node.setdefault(_END, entry)
        return kept

    def matches(self, forms: list[str]) -> Iterator[tuple[int, int, Entry]]:
        """(first, last + 1, entry) from left to right, never overlapping."""
        first_words, at = self._root, 0
        for start, form in enumerate(forms):
            if start >= at and form in first_words and (longest := _longest(first_words[form], forms, start + 1)):
                at, entry = longest
                yield start, at, entry


def _longest(node: dict[str, Any], forms: list[str], at: int) -> tuple[int, Any] | None:
    best = None
    while True:
        if _END in node:
            best = at, node[_END]
        if at == len(forms) or forms[at] not in node:
            return best
        node = node[forms[at]]
        at += 1
