"""Precision and recall of the recogniser on labelled sentences, a family and a person at a time."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from coach.feelings.recognise import Recogniser


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence with the families and people a reader found in it; `half` is "tune" or "test"."""

    text: str
    families: frozenset[str]
    whom: frozenset[str]
    half: str


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of labels rightly given, wrongly given, and missed."""

    right: int
    wrong: int
    missed: int

    @property
    def precision(self) -> float:
        """Of what was said, the share that was right; 1 where nothing was said."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Of what was there, the share that was found; 1 where nothing was there."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0


@dataclass(frozen=True, slots=True)
class Report:
    """All labels together, and each on its own."""

    families: Score
    whom: Score
    by_label: dict[str, Score]


def labelled(lines: Iterable[str]) -> list[Labelled]:
    """From JSON lines of {"text", "families", "whom", "half"}."""
    return [
        Labelled(row["text"], frozenset(row["families"]), frozenset(row["whom"]), row["half"])
        for row in map(json.loads, lines)
    ]


def measure(recogniser: Recogniser, sentences: Iterable[Labelled]) -> Report:
    """Micro-averaged over labels; a sentence without feelings counts by the labels wrongly given to it."""
    tallies: dict[str, Counter[str]] = {"family": Counter(), "whom": Counter()}
    by_label: dict[str, Counter[str]] = {}
    for sentence in sentences:
        for axis, label, outcome in _outcomes(recogniser, sentence):
            tallies[axis][outcome] += 1
            by_label.setdefault(label, Counter())[outcome] += 1
    scores = {label: _score(tally) for label, tally in sorted(by_label.items())}
    return Report(_score(tallies["family"]), _score(tallies["whom"]), scores)


def _outcomes(recogniser: Recogniser, sentence: Labelled) -> Iterator[tuple[str, str, str]]:
    found = recogniser.recognise(sentence.text)
    given = {feeling.family.value for feeling in found.feelings}
    pairs = (("family", given, sentence.families), ("whom", {who.value for who in found.whom}, sentence.whom))
    for axis, said, there in pairs:
        for label in said | there:
            outcome = "right" if label in said & there else "wrong" if label in said else "missed"
            yield axis, f"{axis}: {label}", outcome


def _score(tally: Counter[str]) -> Score:
    return Score(tally["right"], tally["wrong"], tally["missed"])
