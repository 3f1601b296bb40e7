import asyncio
from collections import deque
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from coach.storage import Storage, StorageAwayError, updates
from scheduler import jobs as module
from scheduler.jobs import Jobs
from tests.fakes import MONDAY, FixedClock, until

FAR = MONDAY + timedelta(days=30)


class FakeTicker:
    """Ticks when it is told and counts; `script` says what a tick finds, `hold` makes it last."""

    def __init__(self) -> None:
        self.script: deque[datetime | Exception | None] = deque()
        self.ticks = 0
        self.at_once = 0
        self.busiest = 0
        self.go_on = asyncio.Event()
        self.go_on.set()

    def on_quiet(self) -> None: ...

    async def drain(self) -> None: ...

    async def begin(self) -> datetime | None:
        self.ticks += 1
        self.at_once += 1
        self.busiest = max(self.busiest, self.at_once)
        await asyncio.sleep(0)
        await self.go_on.wait()
        self.at_once -= 1
        found = self.script.popleft() if self.script else FAR
        if isinstance(found, Exception):
            raise found
        return found


class FakeSweeper:
    """Counts its sweeps; `fails` makes the next of them fail."""

    def __init__(self) -> None:
        self.sweeps = 0
        self.fails: Exception | None = None
        self.stopped = False

    def stop(self) -> None:
        self.stopped = True

    async def sweep(self) -> None:
        self.sweeps += 1
        fails, self.fails = self.fails, None
        if fails:
            raise fails


async def _nothing() -> None: ...


@pytest.fixture
def ticker() -> FakeTicker:
    return FakeTicker()


@pytest.fixture
def sweeper() -> FakeSweeper:
    return FakeSweeper()


@pytest.fixture
async def jobs(ticker: FakeTicker, sweeper: FakeSweeper, storage: Storage, still: FixedClock) -> AsyncIterator[Jobs]:
    jobs = Jobs(ticker, sweeper, storage, still, _nothing)  # type: ignore[arg-type]  # all that they are to it
    yield jobs
    await jobs.stop()


async def _settled(ticker: FakeTicker, ticks: int) -> None:
    """So many ticks have come, and no other follows by itself."""
    await until(lambda: ticker.ticks >= ticks and not ticker.at_once)
    for _ in range(20):
        await asyncio.sleep(0.002)
    assert ticker.ticks == ticks


async def test_it_looks_at_once_when_it_starts(jobs: Jobs, ticker: FakeTicker) -> None:
    jobs.start()
    await _settled(ticker, 1)


async def test_it_looks_again_when_the_next_is_due(jobs: Jobs, ticker: FakeTicker) -> None:
    ticker.script.append(MONDAY + timedelta(milliseconds=60))
    begun = asyncio.get_running_loop().time()
    jobs.start()
    await _settled(ticker, 2)
    assert asyncio.get_running_loop().time() - begun >= 0.06


async def test_what_is_already_due_is_looked_at_at_once(jobs: Jobs, ticker: FakeTicker) -> None:
    ticker.script.append(MONDAY - timedelta(hours=1))
    jobs.start()
    await _settled(ticker, 2)


@pytest.mark.parametrize("found", [FAR, None])
async def test_it_never_sleeps_so_long_that_a_clock_that_was_set_leaves_it_asleep(
    jobs: Jobs, ticker: FakeTicker, still: FixedClock, monkeypatch: pytest.MonkeyPatch, found: datetime | None
) -> None:
    monkeypatch.setattr(module, "_LOOK_ANYWAY", timedelta(milliseconds=20))
    ticker.script.extend([found] * 50)
    jobs.start()
    still.at = FAR
    await until(lambda: ticker.ticks >= 3)


async def test_waking_it_makes_it_look_now(jobs: Jobs, ticker: FakeTicker) -> None:
    jobs.start()
    await _settled(ticker, 1)
    jobs.wake()
    await _settled(ticker, 2)


async def test_waking_it_during_a_tick_makes_it_look_again_right_after(jobs: Jobs, ticker: FakeTicker) -> None:
    ticker.go_on.clear()
    jobs.start()
    await until(lambda: ticker.at_once)
    for _ in range(3):
        jobs.wake()
    ticker.go_on.set()
    await _settled(ticker, 2)
    assert ticker.busiest == 1


async def test_waking_it_just_as_a_tick_begins_makes_no_second_beside_it(jobs: Jobs, ticker: FakeTicker) -> None:
    """At each of the loop's turns between the alarm and the tick's first step."""
    jobs.start()
    for turns in range(12):
        ticker.go_on.clear()
        jobs.wake()
        for _ in range(turns):
            await asyncio.sleep(0)
        jobs.wake()
        await until(lambda: ticker.at_once)
        for _ in range(10):
            await asyncio.sleep(0.001)
        assert ticker.busiest == 1
        ticker.go_on.set()
        await until(lambda: not ticker.at_once)


@pytest.mark.parametrize("error", [StorageAwayError("OperationalError"), RuntimeError("anything")])
async def test_a_tick_that_fails_does_not_end_the_ticker(
    jobs: Jobs, ticker: FakeTicker, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr(module, "_AFTER_FAILURE", timedelta(milliseconds=20))
    ticker.script.extend([error, error])
    jobs.start()
    await _settled(ticker, 3)


async def test_nothing_ticks_after_it_was_stopped(
    ticker: FakeTicker, sweeper: FakeSweeper, storage: Storage, still: FixedClock
) -> None:
    jobs = Jobs(ticker, sweeper, storage, still, _nothing)  # type: ignore[arg-type]  # all that they are to it
    jobs.start()
    await _settled(ticker, 1)
    await jobs.stop()
    jobs.wake()
    await _settled(ticker, 1)
    assert sweeper.stopped


async def test_stopping_lets_a_tick_end_first(ticker: FakeTicker, storage: Storage, still: FixedClock) -> None:
    jobs = Jobs(ticker, FakeSweeper(), storage, still, _nothing)  # type: ignore[arg-type]  # all that a ticker is to it
    ticker.go_on.clear()
    jobs.start()
    await until(lambda: ticker.at_once)
    jobs.wake()
    stopping = asyncio.create_task(jobs.stop())
    for _ in range(10):
        await asyncio.sleep(0.001)
    assert not stopping.done()
    ticker.go_on.set()
    await stopping
    await _settled(ticker, 1)


async def test_a_tick_that_does_not_end_is_not_waited_for_for_ever(
    ticker: FakeTicker, storage: Storage, still: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_STOP_WITHIN", timedelta(milliseconds=20))
    jobs = Jobs(ticker, FakeSweeper(), storage, still, _nothing)  # type: ignore[arg-type]  # all that a ticker is to it
    ticker.go_on.clear()
    jobs.start()
    await until(lambda: ticker.at_once)
    await asyncio.wait_for(jobs.stop(), 5)


async def test_it_tidies_up_when_it_starts(jobs: Jobs, storage: Storage, still: FixedClock) -> None:
    async with storage.transaction() as tx:
        updates.quarantine(tx, 5, 7, "{}", "ValueError", MONDAY - timedelta(days=40))
    jobs.start()
    async with asyncio.timeout(5):
        while True:
            async with storage.transaction() as tx:
                if await updates.quarantined(tx) == 0:
                    return


async def test_a_database_that_is_away_while_it_tidies_up_does_no_harm(
    jobs: Jobs, ticker: FakeTicker, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = asyncio.Event()

    def away(_storage: Storage) -> None:
        tried.set()
        raise StorageAwayError("OperationalError")

    monkeypatch.setattr(Storage, "transaction", away)
    jobs.start()
    await asyncio.wait_for(tried.wait(), 5)
    await _settled(ticker, 1)


@pytest.mark.parametrize("error", [None, StorageAwayError("OperationalError"), RuntimeError("anything")])
async def test_it_sweeps_again_and_again_whatever_happens(
    jobs: Jobs, sweeper: FakeSweeper, monkeypatch: pytest.MonkeyPatch, error: Exception | None
) -> None:
    monkeypatch.setattr(module, "_SWEEP_EVERY", 0.02)
    sweeper.fails = error
    jobs.start()
    await until(lambda: sweeper.sweeps >= 3)
    assert not sweeper.stopped
