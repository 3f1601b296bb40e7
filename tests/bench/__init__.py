"""Measurements, by ``make bench``: not part of the tests, because a loaded machine must not fail them.

    server (a Bot API, cheap) ┐
    crowd (people, by copying)├─▶ ours, peers ── measured in turns ──▶ Row ──▶ one table, and bench.json
    engines (SQLite, PostgreSQL)

A row says what was measured, in which unit, against what, and whether its goal is met. Ratios are of two things
measured in the same run. Speeds are medians of at least five runs, with the least and the most beside them. What
each row measures, and why its peer is a fair one, is in `docs/benchmarks.md`. `ours` is the only file that knows the
product's inside.
"""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

RUNS = 7


@dataclass(frozen=True)
class Row:
    """One line of the table. `theirs` and `ratio` are None where there is no peer; `better` says which way is good.
    The goal is one for the ratio where there is a peer, unless it is `plain`: then it is for our own figure."""

    name: str
    ours: float
    unit: str
    goal: float | None = None
    better: Literal["more", "less"] = "less"
    against: str = ""
    theirs: float | None = None
    least: float | None = None
    most: float | None = None
    plain: bool = False

    @property
    def ratio(self) -> float | None:
        return self.ours / self.theirs if self.theirs else None

    @property
    def met(self) -> bool | None:
        if self.goal is None:
            return None
        value = self.ours if self.ratio is None or self.plain else self.ratio
        return value <= self.goal if self.better == "less" else value >= self.goal


def row(name: str, found: Sequence[float], unit: str, theirs: Sequence[float] = (), **more: Any) -> Row:
    """A row of the medians of several runs."""
    peer = statistics.median(theirs) if theirs else None
    return Row(name, statistics.median(found), unit, theirs=peer, least=min(found), most=max(found), **more)


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
