"""``pytest -p tests.faults.table``: what became of each fault, as one table at the end.

A test belongs to the fault whose number its name begins with, ``test_16_…``; others to their file. A test is one try,
which survived if it passed; one that counted for itself (the fixture `tally`) has a row of its own.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

FAULTS = {
    1: "duplicate update",
    2: "update numbers restart lower",
    3: "presses out of order, old keyboards",
    4: "press on an inaccessible message",
    5: "another person's callback data",
    6: "edited reply",
    7: "sticker, photo, video, place, contact, poll, voice",
    8: "a thought in parts",
    9: "NUL",
    10: "lone surrogate",
    11: "right-to-left, zero-width, combining",
    12: "HTML, Markdown, Typst markup",
    13: "clock jumps both ways",
    14: "clock changes, half-hour zones",
    15: "change of zone",
    16: "429 with a time to wait",
    17: "burst of 502",
    18: "connection reset in a send",
    19: "blocked, deactivated",
    20: "chat moves",
    21: "database locked, disk full",
    22: "kill -9",
    23: "two replicas, two pollers",
    24: "forged or oversized webhook",
    25: "groups, channels, bots, forwards",
}
COLUMNS = ("tries", "survived", "lost", "doubled")
_NUMBER = re.compile(r"test_(\d+)_")
_found: defaultdict[str, Counter[str]] = defaultdict(Counter)
_failed: set[str] = set()
_skipped: set[str] = set()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """How a test ended is known once all that it needed was put away."""
    _failed.update([report.nodeid] if report.failed else [])
    if report.when == "teardown" and report.nodeid not in _skipped:
        tally: Any = dict(report.user_properties).get("tally")
        counted = tally or {"tries": 1, "survived": 1}
        survived = 0 if report.nodeid in _failed else counted["survived"]
        row = f"{_fault(report.nodeid)}, {_file(report.nodeid)}" if tally else _fault(report.nodeid)
        _found[row].update({**counted, "survived": survived})
    elif report.skipped:
        _skipped.add(report.nodeid)


def _fault(test: str) -> str:
    """Its number and its name."""
    if number := _NUMBER.match(test.rpartition("::")[2]):
        return _named(int(number[1]))
    return f"   {_file(test)}"


def _file(test: str) -> str:
    return Path(test.partition("::")[0]).stem.removeprefix("test_").replace("_", " ")


def _named(number: int) -> str:
    return f"{number:>2} {FAULTS[number]}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in _lines():
        terminalreporter.write_line(line)


def _lines() -> Iterator[str]:
    yield f"{'fault':<56}" + "".join(f"{column:>10}" for column in COLUMNS)
    for name in sorted({*map(_named, FAULTS), *_found}, key=lambda name: (name[:2] == "  ", name)):
        yield f"{name:<56}" + "".join(f"{_found[name][column]:>10,}" for column in COLUMNS)
