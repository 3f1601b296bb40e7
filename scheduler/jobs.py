"""The ticker. APScheduler wakes us for the next due row; what is due is a row, never a job.

A job a person would be lost in a restart and fire twice in a clock change; one job that asks the table does neither.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.date import DateTrigger
from apscheduler.triggers.interval import IntervalTrigger

from coach.clock import Clock
from coach.storage import Storage, StorageAwayError, updates
from scheduler.sweep import Sweeper
from scheduler.tick import Ticker

_log = structlog.get_logger(__name__)
_LOOK_ANYWAY = timedelta(seconds=60)
_AFTER_FAILURE = timedelta(seconds=5)
_STOP_WITHIN = timedelta(seconds=8)  # a container gets ten before it is killed
_TIDY_EVERY = timedelta(hours=6)
_SWEEP_EVERY = 15  # seconds
_LOOK_AFTER_EVERY = 8  # seconds, several times within the lease of an answer


class Jobs:
    """Runs ticks, never two at once, and tidies up at the start and a few times a day."""

    def __init__(
        self,
        ticker: Ticker,
        sweeper: Sweeper,
        storage: Storage,
        clock: Clock,
        look_after: Callable[[], Awaitable[None]],
    ) -> None:
        """`look_after` is what replicas do for one another every few seconds; it may raise `StorageAwayError`."""
        self._ticker = ticker
        self._sweeper = sweeper
        self._storage = storage
        self._clock = clock
        self._look_after = look_after
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True})
        self._running = False
        self._woken = False
        ticker.on_quiet = self.wake
        self._at_work: set[asyncio.Task[Any]] = set()

    def start(self) -> None:
        every = IntervalTrigger(seconds=int(_TIDY_EVERY.total_seconds()))
        self._scheduler.add_job(self._tidy, every, next_run_time=datetime.now(UTC))
        self._scheduler.add_job(self._sweep, IntervalTrigger(seconds=_SWEEP_EVERY), next_run_time=datetime.now(UTC))
        if self._storage.shared:
            self._scheduler.add_job(self._look, IntervalTrigger(seconds=_LOOK_AFTER_EVERY))
        self._scheduler.start()
        self.wake()

    def wake(self) -> None:
        """Something may be due sooner than we thought: look now, or as soon as the present tick is over."""
        if self._running:
            self._woken = True
        else:
            self._next_tick_in(timedelta())

    async def stop(self) -> None:
        """Begin nothing more, and let what was begun end: what was just sent gets written down."""
        self._scheduler.pause()
        self._sweeper.stop()
        with suppress(TimeoutError):
            async with asyncio.timeout(_STOP_WITHIN.total_seconds()):
                if self._at_work:
                    await asyncio.wait(self._at_work)
                await self._ticker.drain()
        self._scheduler.shutdown(wait=False)

    @contextmanager
    def _working(self) -> Iterator[None]:
        task: Any = asyncio.current_task()  # what APScheduler runs is a task
        self._at_work.add(task)
        try:
            yield
        finally:
            self._at_work.discard(task)

    async def _tick(self) -> None:
        if self._running:  # woken between the start of a tick and its first step
            self._woken = True
            return
        self._running, self._woken = True, False
        try:
            with self._working():
                wait = self._until(await self._ticker.begin())
        except StorageAwayError:
            _log.warning("tick.waits", meaning="the database does not take anything just now")
            wait = _AFTER_FAILURE
        except Exception as error:  # the ticker must live: without it nobody is ever asked again
            _log.error("tick.failed", error=type(error).__name__)
            wait = _AFTER_FAILURE
        finally:
            self._running = False
        self._next_tick_in(timedelta() if self._woken else wait)

    def _until(self, due: datetime | None) -> timedelta:
        """How long to sleep: until `due`, but never so long that a clock that was set would leave us asleep."""
        return _LOOK_ANYWAY if due is None else min(_LOOK_ANYWAY, max(timedelta(), due - self._clock.now()))

    def _next_tick_in(self, wait: timedelta) -> None:
        at = datetime.now(UTC) + wait
        self._scheduler.add_job(self._tick, DateTrigger(at), id="tick", replace_existing=True, max_instances=2)

    async def _look(self) -> None:
        try:
            with self._working():
                await self._look_after()
        except StorageAwayError:
            _log.warning("replicas.not_looked_after")

    async def _sweep(self) -> None:
        try:
            with self._working():
                await self._sweeper.sweep()
        except StorageAwayError:
            _log.warning("sweep.waits")
        except Exception as error:  # what was taken is due again by itself
            _log.error("sweep.failed", error=type(error).__name__)

    async def _tidy(self) -> None:
        try:
            with self._working():
                async with self._storage.transaction() as tx:
                    await updates.tidy(tx, self._clock.now())
                await self._storage.scrub()
        except StorageAwayError:
            _log.warning("tidy.skipped")
