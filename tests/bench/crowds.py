"""What grows with the number of people, and what must not: claims, turns, ticks, the start, the size."""

import asyncio
import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from coach.sample import sample_month
from coach.storage import KeyRing
from tests.bench import Row, ours, row
from tests.bench.crowd import DAY, Crowd, begun, size
from tests.bench.engines import Engine
from tests.bench.running import Home, starts
from tests.bench.server import serving
from tests.bench.turns import written

SIZES = (1_000, 10_000, 100_000, 1_000_000)
RUNS = 5
BATCH = 500
GROWTH = {"SQLite": 5.0, "PostgreSQL": 1.5}
Times = dict[str, list[float]]


def rows(engines: list[Engine]) -> Iterator[Row]:
    with serving() as api:
        for engine in engines:
            with engine.database() as url, engine.database() as other, tempfile.TemporaryDirectory() as folder:
                home, alone = Home(url, Path(folder) / "many", api), Home(other, Path(folder) / "one", api)
                yield from _growing(engine.name, home)
                begun(other, KeyRing.create(alone.key_file), datetime.now(UTC))
                yield from starts(engine.name, home, alone)


def _growing(engine: str, home: Home) -> Iterator[Row]:
    now, api = datetime.now(UTC), home.api
    crowd, have = begun(home.url, KeyRing.create(home.key_file), now), 1
    yield _moment_bytes(engine, crowd, api)
    seen: dict[int, Times] = {}
    for people in SIZES:
        crowd.grow(have, people, now)
        have = people
        with ours.runner() as loop:
            seen[people] = loop.run(_measured(crowd, people, api))
    yield row(
        f"claim of {BATCH} among 1 M people, {engine}",
        seen[SIZES[-1]]["claim"],
        "ms",
        seen[10_000]["claim"],
        against="among 10 k",
        goal=GROWTH[engine],
    )
    for what in ("claim", "turn", "tick"):
        for people in SIZES[1:]:
            name = f"a {what} among {people:,} people, {engine}"
            yield row(name, seen[people][what], "ms", seen[1_000][what], against="among 1,000")


async def _measured(crowd: Crowd, people: int, api: str) -> Times:
    """Milliseconds of a claim of 500 out of 1,000 that are due, of a turn, and of a tick with nothing due."""
    found: Times = {"claim": [], "turn": [], "tick": []}
    updates = written(begin=10 * people, chats=people)
    due = random.Random(people).sample(range(1, people + 1), min(people, 2 * BATCH))
    now = datetime.now(UTC)
    async with ours.house(crowd.url, crowd.keys, api) as house:
        for _ in range(RUNS):
            found["tick"].append(await _ms(house.deliver()))
            found["turn"].append(statistics.median([await _ms(house.turns([next(updates)], 1)) for _ in range(20)]))
        for _ in range(RUNS):
            await asyncio.to_thread(crowd.fall_due, due, now - timedelta(seconds=1))
            found["claim"].append(await _ms(house.claim(datetime.now(UTC), BATCH)))
    await asyncio.to_thread(crowd.fall_due, due, now + DAY)
    return found


async def _ms(work: Any) -> float:
    begin = time.perf_counter()
    await work
    return (time.perf_counter() - begin) * 1000


def _moment_bytes(engine: str, crowd: Crowd, api: str) -> Row:
    """What the database grows by for a moment of ordinary length, its index and its seal included."""
    month = sample_month(datetime.now(UTC), "Europe/London", None)
    count = 2000
    many = [month[number % len(month)].model_copy(update={"id": _id(number)}) for number in range(count)]
    before = size(crowd.url)

    async def keep() -> None:
        async with ours.house(crowd.url, crowd.keys, api) as house:
            await house.keep(1, many)

    asyncio.run(keep())
    return Row(f"the database a moment, {engine}", (size(crowd.url) - before) / count, "bytes")


def _id(number: int) -> Any:
    return UUID(int=random.Random(number).getrandbits(128), version=4)
