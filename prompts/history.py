"""What a person was asked before, as far as the next choice needs it."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from prompts.schema import Strand

BALANCE = timedelta(days=14)
SKIPS = 3
SKIPPED_REST = timedelta(days=14)
ANGER_GAP = timedelta(days=7)
SOOTHING = frozenset({Strand.WARM, Strand.REPAIR})

Subject = Strand | None
"""A strand, or None for the prompts that the person wrote: they are balanced like one strand more."""

SUBJECTS: tuple[Subject, ...] = (*Strand, None)


class Outcome(StrEnum):
    ANSWERED = "answered"
    SKIPPED = "skipped"
    IGNORED = "ignored"


class Asked(NamedTuple):
    """A prompt that went out. `at` is aware UTC; `strand` is None for one that the person wrote."""

    prompt_id: str
    strand: Subject
    at: datetime
    outcome: Outcome


class History:
    """What the choice needs of the past, gathered once and added to with `add`; give it entries oldest first.

    The last hundred days are enough: what is older counts as never asked.
    """

    def __init__(self, asked: Iterable[Asked] = ()) -> None:
        self.entries: list[Asked] = []
        self.last_asked: dict[str, datetime] = {}
        self.worn: set[str] = set()  # ids of prompts that were themselves skipped three times
        self._prompt_skips: Counter[str] = Counter()
        self._streaks: dict[Subject, tuple[int, datetime]] = {}
        self._anger_unsoothed: datetime | None = None
        for entry in asked:
            self.add(entry)

    def add(self, entry: Asked) -> None:
        self.entries.append(entry)
        self.last_asked[entry.prompt_id] = entry.at
        if entry.strand == Strand.ANGER:
            self._anger_unsoothed = entry.at
        elif entry.strand in SOOTHING:
            self._anger_unsoothed = None
        if entry.outcome is Outcome.SKIPPED:
            self._note_skip(entry)
        elif entry.outcome is Outcome.ANSWERED:
            self._streaks.pop(entry.strand, None)

    def _note_skip(self, entry: Asked) -> None:
        earlier, _ = self._streaks.get(entry.strand, (0, entry.at))
        self._streaks[entry.strand] = (earlier + 1, entry.at)
        self._prompt_skips[entry.prompt_id] += 1
        if self._prompt_skips[entry.prompt_id] >= SKIPS:
            self.worn.add(entry.prompt_id)

    def counts(self, now: datetime) -> dict[Subject, int]:
        """How often each subject came up in the two weeks before now."""
        found = dict.fromkeys(SUBJECTS, 0)
        since = now - BALANCE
        for entry in reversed(self.entries):
            if entry.at < since:
                break
            found[entry.strand] += 1
        return found

    def rests(self, subject: Subject, now: datetime) -> bool:
        """Skipped three times with no answer between: left alone for two weeks after the latest skip."""
        skips, latest = self._streaks.get(subject, (0, now))
        return skips >= SKIPS and now - latest < SKIPPED_REST

    def anger_waits(self, now: datetime) -> bool:
        return self._anger_unsoothed is not None and now - self._anger_unsoothed < ANGER_GAP
