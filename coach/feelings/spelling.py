"""What a misspelt word was meant to be, decided only where there is one near word and no other English one."""

import re
from collections.abc import Iterable

from rapidfuzz.distance import OSA

_SHORTEST = 6
_LONG = 9
_RUN = re.compile(r"(.)\1{2,}|(?<=..)(.)\2$")


class Spelling:
    """Corrects towards words of six letters and more by one slip (a letter too many, too few, wrong, or two
    swapped), from nine letters on by two. Real words that happen to lie near one of ours ("hungry" and "angry") are
    listed with the vocabulary and left alone, and so is every word the lists themselves use.

    Candidates come from an index of the words with one letter left out (the idea of symmetric deletes), so
    that an ordinary word costs a few dictionary look-ups; rapidfuzz measures only what is left.
    """

    def __init__(self, real_words: Iterable[str]) -> None:
        self.known = set(real_words)
        self._near: dict[str, list[str]] = {}

    def learn(self, forms: Iterable[str], correctable: bool = False) -> None:
        """Take these words as spelt correctly and, if `correctable`, as what a slip may have meant."""
        for form in forms:
            if form in self.known and not correctable:
                continue
            self.known.add(form)
            if correctable and len(form) >= _SHORTEST and form.isalpha():
                for short in _shortened(form):
                    meant = self._near.setdefault(short, [])
                    if form not in meant:
                        meant.append(form)

    def meant(self, word: str) -> str:
        """The word itself, unless it is unknown and close to one that is not."""
        if word in self.known or len(word) > 30:
            return word
        if (calm := _known_without_runs(word, self.known)) is not None:
            return calm
        if len(word) < _SHORTEST - 1 or not word.isalpha():
            return word
        shortened = _shortened(word)
        if self._near.keys().isdisjoint(shortened):
            return word
        slips = 2 if len(word) >= _LONG else 1
        near = {form for short in shortened for form in self._near.get(short, ()) if form[0] == word[0]}
        ranked = min(((OSA.distance(word, form, score_cutoff=slips), -len(form), form) for form in near), default=None)
        return ranked[2] if ranked and ranked[0] <= slips else word


def _shortened(word: str) -> list[str]:
    return [word, *[word[:at] + word[at + 1 :] for at in range(len(word))]]


def _known_without_runs(word: str, known: set[str]) -> str | None:
    """ "saaaad" is "sad", "sooo" is "so", "calmm" is "calm": drawn out on purpose, not misspelt."""
    if not _RUN.search(word):
        return None
    return next((short for keep in (r"\1\1\2", r"\1\2") if (short := _RUN.sub(keep, word)) in known), None)
