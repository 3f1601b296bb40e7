"""Phrases found by their words: one pass over a text, however many phrases there are."""

from typing import Any, Generic, TypeVar

Feeling = TypeVar("Feeling")
Person = TypeVar("Person")
_MOST_BETWEEN = 2
_NOTHING = "\n\n"  # no token either
_END = ""  # no token is empty, so what a finished phrase says can live beside its continuations


class Trie(Generic[Feeling, Person]):
    """Phrases for feelings and for people, because "hate myself" is a feeling and says toward whom at once. Of either,
    the longest phrase at a place wins, and the next may begin where it ends. Words of `between` may stand inside a
    feeling ("my heart just sank"). The work for a text grows with its length alone, because no phrase is longer than a
    dozen words."""

    def __init__(self, between: frozenset[str] = frozenset()) -> None:
        self._root: dict[str, Any] = {}
        self._between = between

    def put_feeling(self, phrase: list[str], feeling: Feeling) -> None:
        """An earlier one for the same phrase stays."""
        node = self._node(phrase)
        standing, person = node.get(_END, (None, None))
        node[_END] = standing or feeling, person

    def put_person(self, phrase: list[str], person: Person) -> None:
        """An earlier one for the same phrase stays."""
        node = self._node(phrase)
        feeling, standing = node.get(_END, (None, None))
        node[_END] = feeling, standing or person

    def _node(self, phrase: list[str]) -> dict[str, Any]:
        node = self._root
        for form in phrase:
            node = node.setdefault(form, {})
        return node

    def matches(self, forms: list[str]) -> tuple[list[tuple[int, int, Feeling]], list[tuple[int, int, Person]]]:
        """(first, last + 1, entry) of the feelings and of the people, each from left to right and never overlapping."""
        words, between = [*forms, _NOTHING], self._between
        feelings: list[tuple[int, int, Feeling]] = []
        people: list[tuple[int, int, Person]] = []
        felt = named = 0  # the ends of the last ones
        for first, node in enumerate(map(self._root.get, forms)):
            if node is None or not ((form := words[at := first + 1]) in node or _END in node or form in between):
                continue  # nearly every word ends here
            feeling = person = None
            passed, whole = 0, True
            while True:
                if _END in node and not passed:
                    says_feeling, says_person = node[_END]
                    if says_feeling and first >= felt:
                        feeling = first, at, says_feeling
                    if says_person and whole and first >= named:
                        person = first, at, says_person
                if (form := words[at]) in node:
                    node, passed = node[form], 0
                elif form in between and passed < _MOST_BETWEEN:
                    passed, whole = passed + 1, False
                else:
                    break
                at += 1
            if feeling:
                feelings.append(feeling)
                felt = feeling[1]
            if person:
                people.append(person)
                named = person[1]
        return feelings, people
