"""Anything that Telegram may send, and much that it never does: what must hold of it is in `tests.fuzz.trying`.

UPDATES says how many at least; ``make fuzz`` asks for a hundred thousand, steered by coverage where atheris is there.
"""

import asyncio
import importlib.util
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.fakes import FixedClock
from tests.fuzz.breaking import broken
from tests.fuzz.house import house
from tests.fuzz.trying import Trying, report
from tests.fuzz.updates import CONTENTS, SHAPES, Hand, Maker

UPDATES = int(os.environ.get("UPDATES", 960))
PERSONS, STEPS = 60, 4
SPECIFICATION = Path(__file__).parents[2].parent / "shared" / "bot-api-10.1.json"
GUIDED = "UPDATES" in os.environ and importlib.util.find_spec("atheris") is not None


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.mark.timeout(60 + UPDATES // 20)
@pytest.mark.skipif(GUIDED, reason="the same is done guided by coverage")
def test_nothing_is_lost_doubled_or_failed_of_whatever_telegram_sends(
    runner: asyncio.Runner, database: Path, key_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    opened, began = house(f"sqlite:///{database}", key_file, FixedClock()), time.monotonic()
    trying = Trying(runner.run(opened.__aenter__()))

    @settings(
        max_examples=max(1, UPDATES // (PERSONS * STEPS)),
        deadline=None,
        derandomize="UPDATES" not in os.environ,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.reuse, Phase.generate),
    )
    @given(st.integers(0, 2**64 - 1))
    def rounds(seed: int) -> None:
        runner.run(trying.round(random.Random(seed), PERSONS, STEPS))

    rounds()
    while trying.updates < UPDATES:
        runner.run(trying.round(random.Random(trying.updates), PERSONS, STEPS))
    runner.run(opened.__aexit__(None, None, None))
    with capsys.disabled():
        sys.stdout.write(f"\n{report(trying, time.monotonic() - began)}\n")
    assert trying.tried["said"] > UPDATES // 20


@pytest.mark.timeout(60 + UPDATES // 10)
@pytest.mark.skipif(not GUIDED, reason="for `make fuzz`, where atheris is installed")
def test_nor_where_chance_is_guided_by_coverage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-m", "tests.fuzz.guided", str(UPDATES)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(Path.cwd()), *filter(None, sys.path)])}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    told = [line for line in done.stdout.splitlines() if line.startswith("guided")]
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(told) + "\n")
    assert done.returncode == 0, done.stderr[-6000:]
    assert told


def test_every_kind_of_update_and_of_content_is_made() -> None:
    numbers = iter(range(10**6))
    maker, hand = Maker(random.Random(1), 1_800_000_000, lambda: next(numbers)), Hand(7)
    ways = (maker.any, maker.other_kind, maker.other_content, maker.garland)
    made = [way(hand).raw for way in ways for _ in range(800)]
    assert {name for raw in made for name in raw} >= set(SHAPES["Update"])
    assert {name for raw in made for name in raw.get("message", {})} >= {
        *CONTENTS,
        "text",
        "caption",
        "entities",
        "quote",
    }


def test_a_broken_one_differs_and_the_whole_one_stays() -> None:
    numbers = iter(range(10**6))
    rng = random.Random(2)
    maker, hand = Maker(rng, 1_800_000_000, lambda: next(numbers)), Hand(7)
    differ = 0
    for _ in range(200):
        raw = maker.thought(hand).raw
        before = json.dumps(raw)
        differ += json.dumps(broken(rng, raw)) != before
        assert json.dumps(raw) == before
    assert differ > 150


@pytest.mark.skipif(not SPECIFICATION.exists(), reason="the specification is not beside this tree")
def test_the_shapes_are_the_published_ones() -> None:
    types: dict[str, Any] = json.loads(SPECIFICATION.read_text())["types"]
    for name, shape in SHAPES.items():
        if isinstance(shape, list):
            assert shape == types[name]["subtypes"]
            continue
        fields = {field["name"]: field for field in types[name].get("fields", [])}
        assert set(shape) == set(fields)
        for field, kind in shape.items():
            (published,) = fields[field]["types"]
            assert kind.startswith("=") or kind.rstrip("?") == published, (name, field)
            assert kind.startswith("=") or kind.endswith("?") is not fields[field]["required"], (name, field)
