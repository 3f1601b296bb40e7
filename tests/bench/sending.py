"""Whole deliveries, from the claim to the settled row, against senders that only send."""

import asyncio
import itertools
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import run

from coach.storage import KeyRing
from tests.bench import Row, ours, row
from tests.bench.crowd import CHAT, Crowd, begun
from tests.bench.engines import Engine
from tests.bench.peers import ptb
from tests.bench.server import arrivals, serving

RUNS = 5
AT_ONCE = 64
HISTORY = 28
FEWEST = 64
MOST = 1000
SECONDS = 1.0
LATENCY = 0.08
PATIENCE = 15.0  # seconds
AIOGRAM = Path(__file__).parents[2] / ".venv-aiogram" / "bin" / "python"


def rows(engines: list[Engine]) -> Iterator[Row]:
    for latency in (0.0, LATENCY):
        where = f"{latency * 1000:.0f} ms away" if latency else "on loopback"
        with serving(latency) as api:
            theirs = asyncio.run(_rates(api))
            others = _aiogram(api)
            for engine in engines:
                with _delivering(engine) as crowd, ours.runner() as loop:
                    found = loop.run(_deliveries(crowd, api))
                goal = {"goal": 1000.0, "plain": True} if latency else {"goal": 3.0}
                name = f"whole deliveries {where}, {engine.name}"
                yield row(name, found, "/s", theirs, against="PTB send_message, 64 at once", better="more", **goal)
                if others:
                    yield row(
                        f"{name}, beside aiogram",
                        found,
                        "/s",
                        others,
                        against="aiogram send_message, 64 at once",
                        better="more",
                    )
    with serving() as api:
        for engine in engines:
            with _delivering(engine) as crowd, ours.runner() as loop:
                late = loop.run(_lateness(crowd, api))
            yield row(f"p99 lateness of {MOST} due at once, {engine.name}", late, "s", goal=1.5)


@contextmanager
def _delivering(engine: Engine) -> Iterator[Crowd]:
    """A database of people with a history, for as long as the block lasts: a thousand fresh ones for each run, because
    who is asked a second time before they answered gets the first keyboard closed too."""
    now = datetime.now(UTC)
    with engine.database() as url:
        crowd = begun(url, KeyRing.fresh(), now, HISTORY)
        crowd.grow(1, MOST * (RUNS + 1), now)
        crowd.remember(MOST * (RUNS + 1))
        yield crowd


async def _deliveries(crowd: Crowd, api: str) -> list[float]:
    """Deliveries a second, in runs of about a second each."""
    found: list[float] = []
    count = FEWEST
    async with ours.house(crowd.url, crowd.keys, api) as house:
        for number in range(RUNS + 1):
            first = number * MOST + 1
            due = datetime.now(UTC) - timedelta(seconds=1)
            await asyncio.to_thread(crowd.fall_due, range(first, first + count), due)
            arrivals(api)
            begin = time.perf_counter()
            await house.deliver()
            rate = count / (time.perf_counter() - begin)
            _all_arrived(api, first, count)
            if number:
                found.append(rate)
            count = max(FEWEST, min(MOST, int(rate * SECONDS)))
            await asyncio.sleep(0.2)
    return found


def _all_arrived(api: str, first: int, count: int) -> None:
    chats = [chat for chat, _ in arrivals(api)]
    if sorted(chats) != [CHAT + number for number in range(first, first + count)]:
        raise AssertionError(f"{count} were due; {len(chats)} messages arrived, in {len(set(chats))} chats")


async def _rates(api: str) -> list[float]:
    """Messages a second of PTB, in runs of about a second each; the first is a warm-up."""
    found, count = [], FEWEST
    async with ptb.sender(api, AT_ONCE) as send:
        for _ in range(RUNS + 1):
            begin = time.perf_counter()
            await send(count)
            found.append(count / (time.perf_counter() - begin))
            count = max(FEWEST, int(found[-1] * SECONDS))
            arrivals(api)
    return found[1:]


def _aiogram(api: str) -> list[float]:
    """Where aiogram is installed: its messages a second."""
    if not AIOGRAM.exists():
        return []
    script = Path(__file__).parent / "peers" / "aiogram_sender.py"
    parts = [AIOGRAM, script, api, "600", str(AT_ONCE), str(RUNS)]
    said = run(parts, capture_output=True, text=True, check=True, env={**os.environ, "PYTHONPATH": ""})
    arrivals(api)
    return [float(line) for line in itertools.islice(said.stdout.split(), 1, None)]


async def _lateness(crowd: Crowd, api: str) -> list[float]:
    """The 99th percentile of how late prompts arrived that were all due in the same second, by run.

    What is far too slow is run less often, because it would take the time of everything else.
    """
    found: list[float] = []
    while len(found) < RUNS and sum(found) < PATIENCE:
        async with ours.house(crowd.url, crowd.keys, api, rate=MOST) as house:
            due = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=2)
            first = len(found) * MOST + 1
            await asyncio.to_thread(crowd.fall_due, range(first, first + MOST), due)
            arrivals(api)
            came: list[tuple[int, float]] = []
            running = asyncio.create_task(house.on_time())
            while len(came) < MOST:
                await asyncio.sleep(0.1)
                came += await asyncio.to_thread(arrivals, api)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
        late = sorted(at - due.timestamp() for _, at in came)
        found.append(late[int(len(late) * 0.99)])
    return found
