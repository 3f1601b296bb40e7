"""Phrases found by their words: one pass over a text, however many phrases there are."""

from collections.abc import Iterator
from itertools import count
from typing import Any, Generic, TypeVar

Entry = TypeVar("Entry")
_MOST_BETWEEN = 2
_NOTHING = "\n\n"  # no token either
_END = ""  # no token is empty, so the entry of a finished phrase can live beside its continuations


class Trie(Generic[Entry]):
    """The longest phrase at a place wins, and the next may begin where it ends. Words of `between` may stand
    inside a phrase ("my heart just sank"). The work for a text grows with its length alone, because no phrase is
    longer than a dozen words."""

    def __init__(self, between: frozenset[str] = frozenset()) -> None:
        self._root: dict[str, Any] = {}
        self._between = between
        self._alone: set[str] = set()  # phrases of one word
        self._after: dict[str, set[str]] = {}  # first word -> the second of longer ones

    def put(self, phrase: list[str], entry: Entry) -> Entry:
        """The entry now standing for the phrase: an earlier one stays."""
        node = self._root
        for form in phrase:
            node = node.setdefault(form, {})
        if len(phrase) == 1:
            self._alone.add(phrase[0])
        else:
            self._after.setdefault(phrase[0], set()).add(phrase[1])
        kept: Entry = node.setdefault(_END, entry)
        return kept

    def matches(self, forms: list[str]) -> Iterator[tuple[int, int, Entry]]:
        """(first, last + 1, entry) from left to right, never overlapping."""
        at, alone, between, nexts = 0, self._alone, self._between, map(self._after.get, forms)
        starts = [  # nearly every word ends here
            start
            for start, form, after, following in zip(count(), forms, nexts, [*forms[1:], _NOTHING], strict=False)
            if (after and (following in after or following in between)) or form in alone
        ]
        for start in starts:
            if start >= at and (longest := self._longest(self._root[forms[start]], forms, start + 1)):
                at, entry = longest
                yield start, at, entry

    def _longest(self, node: dict[str, Any], forms: list[str], at: int) -> tuple[int, Any] | None:
        best, passed = None, 0
        while True:
            if _END in node and not passed:
                best = at, node[_END]
            if at == len(forms):
                return best
            if forms[at] in node:
                node, passed = node[forms[at]], 0
            elif forms[at] in self._between and passed < _MOST_BETWEEN:
                passed += 1
            else:
                return best
            at += 1
