"""What a person was asked before, as far as the next choice needs it."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from operator import attrgetter
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
    """What was asked, oldest first, and what the choice needs to know of it; nothing is worked out before it is asked
    for, because most of it seldom is.

    The last hundred days are enough: what is older counts as never asked.
    """

    def __init__(self, asked: Iterable[Asked] = ()) -> None:
        self.entries: list[Asked] = list(asked)

    def add(self, entry: Asked) -> None:
        self.entries.append(entry)

    def asked_after(self, since: datetime) -> set[str]:
        """The ids of all prompts that were asked later than `since` (aware UTC)."""
        entries = self.entries
        return {entry.prompt_id for entry in entries[bisect_right(entries, since, key=_at) :]}

    def last_asked(self) -> dict[str, datetime]:
        return {entry.prompt_id: entry.at for entry in self.entries}

    def counts(self, now: datetime) -> dict[Subject, int]:
        """How often each subject came up in the two weeks before now."""
        found = dict.fromkeys(SUBJECTS, 0)
        for entry in self.entries[bisect_left(self.entries, now - BALANCE, key=_at) :]:
            found[entry.strand] += 1
        return found

    def skipped(self) -> list[Asked]:
        return [entry for entry in self.entries if entry.outcome is _SKIPPED]

    def resting(self, skipped: list[Asked], now: datetime) -> set[Subject]:
        """Skipped three times with no answer between: left alone for two weeks after the latest skip."""
        if len(skipped) < SKIPS:
            return set()
        often = {subject for subject, times in Counter(entry.strand for entry in skipped).items() if times >= SKIPS}
        streaks: dict[Subject, list[datetime]] = {subject: [] for subject in often}
        for entry in self.entries if often else ():
            if entry.strand in often and entry.outcome is _SKIPPED:
                streaks[entry.strand].append(entry.at)
            elif entry.strand in often and entry.outcome is _ANSWERED:
                streaks[entry.strand].clear()
        return {subject for subject, at in streaks.items() if len(at) >= SKIPS and now - at[-1] < SKIPPED_REST}

    def anger_waits(self, now: datetime) -> bool:
        """Whether anger came up within the week, and nothing soothing since."""
        for entry in reversed(self.entries):
            if entry.strand in SOOTHING or now - entry.at >= ANGER_GAP:
                return False
            if entry.strand is Strand.ANGER:
                return True
        return False


def worn(skipped: list[Asked]) -> set[str]:
    """The ids of prompts that were themselves skipped three times."""
    if len(skipped) < SKIPS:
        return set()
    return {prompt_id for prompt_id, times in Counter(entry.prompt_id for entry in skipped).items() if times >= SKIPS}


_at = attrgetter("at")
_SKIPPED, _ANSWERED = Outcome.SKIPPED, Outcome.ANSWERED  # here, for Python 3.11 is slow to look a member up
