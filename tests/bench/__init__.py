"""Measurements, by ``make bench``: not part of the tests, because a loaded machine must not fail them.

    rows ── measured one after the other ──▶ Row ──▶ one table, and bench.json

A row says what was measured, in which unit, against what, and whether its goal is met. Ratios are of two things
measured in the same run. Speeds are medians of at least five runs, with the least and the most beside them.
"""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

RUNS = 7


@dataclass(frozen=True)
class Row:
    """One line of the table. `theirs` and `ratio` are None where there is no peer; `better` says which way is good."""

    name: str
    ours: float
    unit: str
    goal: float | None = None
    better: Literal["more", "less"] = "less"
    against: str = ""
    theirs: float | None = None
    least: float | None = None
    most: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.ours / self.theirs if self.theirs else None

    @property
    def met(self) -> bool | None:
        if self.goal is None:
            return None
        value = self.ours if self.ratio is None else self.ratio
        return value <= self.goal if self.better == "less" else value >= self.goal


def timed(run: Callable[[], object], times: int, runs: int = RUNS) -> tuple[float, float, float]:
    """Seconds for one call of `run`: median, least and most over `runs` runs of `times` calls."""
    run()
    found = []
    for _ in range(runs):
        begin = time.perf_counter()
        for _ in range(times):
            run()
        found.append((time.perf_counter() - begin) / times)
    return statistics.median(found), min(found), max(found)
