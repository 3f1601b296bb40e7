"""Measure everything, print one table, write bench.json."""

import json
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from tests.bench import Row, care, week, words

PARTS = (words.rows, care.rows, week.rows)
LIBRARIES = ("python-telegram-bot", "SQLAlchemy", "sqlmodel", "pydantic", "APScheduler")


def main() -> int:
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    print(f"{platform.machine()}, {platform.system()}, Python {platform.python_version()}, {versions}")
    found = []
    for part in PARTS:
        for row in part():
            found.append(row)
            print(_line(row), flush=True)
    Path("bench.json").write_text(json.dumps([_plain(row) for row in found], indent=1) + "\n", encoding="utf-8")
    return 0


def _line(row: Row) -> str:
    span = f"({row.least:.4g}–{row.most:.4g})" if row.least is not None and row.most is not None else ""
    peer = f"{row.ratio:.2f} × {row.against} ({row.theirs:.4g})" if row.ratio is not None and row.theirs else ""
    goal = "" if row.goal is None else f"{'≥' if row.better == 'more' else '≤'} {row.goal:g}"
    met = {None: "", True: "met", False: "NOT MET"}[row.met]
    return f"{row.name:<40} {row.ours:>9.4g} {row.unit:<6} {span:<18} {peer:<34} {goal:<8} {met}"


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
