"""Everything that is due now goes out; then it is known when to wake again.

::

    begin ── claim, as many as there are hands and budget for ──▶ prepare ──▶ a task for each send ──▶ settled
      └── nothing due, or nothing allowed: when to look again

Claiming goes on while earlier sends are on their way, so that a slow network does not hold up whoever is next.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from coach.clock import Clock
from coach.conversation import Conversation
from coach.pacing import Pace
from coach.storage import Storage
from scheduler import due
from scheduler.delivery import Deliverer, Ready

_log = structlog.get_logger(__name__)
AT_ONCE = 400
"""Sends on their way. Telegram answers in a tenth of a second, so this is more than its highest rate needs."""
_WORTH_A_CLAIM = 200


class Ticker:
    """Keeps nothing between ticks but the sends that are on their way."""

    def __init__(
        self,
        storage: Storage,
        deliverer: Deliverer,
        conversation: Conversation,
        pace: Pace,
        clock: Clock,
        rate: float,
    ) -> None:
        """`rate` is in messages a second, of all replicas together."""
        self._storage = storage
        self._deliverer = deliverer
        self._conversation = conversation
        self._pace = pace
        self._clock = clock
        self._rate = rate
        self._sending: dict[asyncio.Task[None], int] = {}
        self._freed = asyncio.Event()
        self.on_quiet: Callable[[], None] = lambda: None

    async def begin(self) -> datetime | None:
        """Send off what is due, as far as the budget goes. Returns the next instant with something to do (aware UTC),
        None when nothing is planned. When all that was sent off is settled, `on_quiet` is called.

        Raises `StorageAwayError` where the database takes nothing just now.
        """
        lost = await due.take_back(self._storage, self._conversation, self._clock.now(), list(self._sending.values()))
        if lost:
            _log.warning("delivery.unknown", count=lost)
        while True:
            hands = await self._free_hands()
            claim = await due.claim(self._storage, self._clock.now(), self._rate, min(hands, due.BATCH))
            if claim.halted:
                self._pace.halt(claim.again)
            if not claim.deliveries:
                return claim.again or await due.next_due(self._storage)
            for ready in await self._deliverer.prepare(claim.deliveries):
                self._send_off(ready)

    async def tick(self) -> datetime | None:
        """The same, and wait until all of it is settled. What the budget did not allow is due still."""
        await self.begin()
        await self.drain()
        return await due.next_due(self._storage)

    async def drain(self) -> None:
        """Wait for the sends that are on their way."""
        await asyncio.gather(*self._sending)

    async def _free_hands(self) -> int:
        """How many more can be sent at once, once that is worth a look at the table."""
        while len(self._sending) > AT_ONCE - _WORTH_A_CLAIM:
            self._freed.clear()
            await self._freed.wait()
        return AT_ONCE - len(self._sending)

    def _send_off(self, ready: Ready) -> None:
        task = asyncio.create_task(self._deliver(ready))
        self._sending[task] = ready.delivery.id
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._sending.pop(task, None)
        self._freed.set()
        if not self._sending:
            self.on_quiet()

    async def _deliver(self, ready: Ready) -> None:
        try:
            await self._deliverer.deliver(ready)
        except Exception as error:  # one person's delivery must not take the others' with it; its lease ends it
            _log.error("delivery.failed", error=type(error).__name__, kind=ready.delivery.kind)
