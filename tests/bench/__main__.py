"""Measure everything, print one table, write bench.json."""

import json
import os
import platform
import sys
import time
from contextlib import redirect_stderr
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from coach import logs
from tests.bench import Row, care, crowds, running, sending, turns, week, words
from tests.bench.engines import engines

PARTS = (words.rows, care.rows, week.rows, sending.rows, turns.rows, crowds.rows, running.rows)
LIBRARIES = ("python-telegram-bot", "SQLAlchemy", "sqlmodel", "pydantic", "APScheduler", "asyncpg")


def main() -> int:
    began = time.monotonic()
    print(f"{_machine()}, Python {platform.python_version()}, " + ", ".join(map(_version, LIBRARIES)))
    log_as_usual()
    found: list[Row] = []
    with engines() as there:
        for part in PARTS:
            for row in part(there):
                found.append(row)
                print(_line(row), flush=True)
    Path("bench.json").write_text(json.dumps([_plain(row) for row in found], indent=1) + "\n", encoding="utf-8")
    judged = [row.met for row in found if row.met is not None]
    print(f"{sum(judged)} of {len(judged)} goals met, in {time.monotonic() - began:.0f} s")
    return 0


def _machine() -> str:
    """The processor by its own name where the system tells it, and how many of them."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").splitlines()
        model = next(line.partition(": ")[2] for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        model = platform.machine()
    return f"{os.cpu_count()} × {model}, {platform.system()} {platform.release()}"


def _version(library: str) -> str:
    try:
        return f"{library} {version(library)}"
    except PackageNotFoundError:
        return f"no {library}"


def log_as_usual() -> None:
    """As `coach run` logs, into nowhere: making a line costs what it costs."""
    with redirect_stderr(Path(os.devnull).open("w", encoding="utf-8")):  # open to the end
        logs.configure("info")


def _line(row: Row) -> str:
    span = f"({row.least:.4g}–{row.most:.4g})" if row.least is not None and row.most is not None else ""
    peer = f"{row.ratio:.2f} × {row.against} ({row.theirs:.4g})" if row.ratio is not None else ""
    goal = "" if row.goal is None else f"{'≥' if row.better == 'more' else '≤'} {row.goal:g}"
    met = {None: "", True: "met", False: "NOT MET"}[row.met]
    return f"{row.name:<52} {row.ours:>9.4g} {row.unit:<6} {span:<18} {peer:<50} {goal:<8} {met}"


def _plain(row: Row) -> dict[str, object]:
    return {
        "name": row.name,
        "ours": row.ours,
        "unit": row.unit,
        "against": row.against,
        "theirs": row.theirs,
        "ratio": row.ratio,
        "goal": row.goal,
        "met": row.met,
    }


if __name__ == "__main__":
    sys.exit(main())
