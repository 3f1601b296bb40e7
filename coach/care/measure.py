"""How much of what asks for care is recognised in labelled sentences, and how often it is seen where it is not."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from coach.care.recognise import Care, CareReader


@dataclass(frozen=True, slots=True)
class Labelled:
    """A sentence, the care that a reader says it asks for, how it says it ("clear", "indirect", "figurative", "quoted",
    "past", "others", "everyday" or "anger"), and its half, "tune" or "test"."""

    text: str
    care: Care | None
    category: str
    half: str


@dataclass(frozen=True, slots=True)
class Report:
    """Shares of sentences. Recall counts one as found only with the right kind of care."""

    clear: float
    indirect: float
    false_alarms: float
    false_alarms_everyday: float


def labelled(lines: Iterable[str]) -> list[Labelled]:
    """From JSON lines of {"text", "care", "category", "half"}."""
    rows = map(json.loads, lines)
    return [Labelled(row["text"], row["care"] and Care(row["care"]), row["category"], row["half"]) for row in rows]


def measure(reader: CareReader, sentences: Iterable[Labelled]) -> Report:
    judged = [(sentence, reader.recognise(sentence.text)) for sentence in sentences]
    unasked = [found is not None for sentence, found in judged if sentence.care is None]
    everyday = [found is not None for sentence, found in judged if sentence.category == "everyday"]

    def recall(category: str) -> float:
        return _share(found == sentence.care for sentence, found in judged if sentence.category == category)

    return Report(recall("clear"), recall("indirect"), _share(unasked), _share(everyday))


def _share(said: Iterable[bool]) -> float:
    answers = list(said)
    return sum(answers) / len(answers) if answers else 0.0
