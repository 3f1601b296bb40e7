"""Everything that is due now goes out; then it is known when to wake again."""

import asyncio
from datetime import datetime

import structlog

from coach.clock import Clock
from coach.conversation import Conversation
from coach.model import Delivery
from coach.storage import Storage
from scheduler import due
from scheduler.delivery import Deliverer

_log = structlog.get_logger(__name__)
_AT_ONCE = 32


class Ticker:
    """One tick at a time; keeps nothing between ticks."""

    def __init__(self, storage: Storage, deliverer: Deliverer, conversation: Conversation, clock: Clock) -> None:
        self._storage = storage
        self._deliverer = deliverer
        self._conversation = conversation
        self._clock = clock
        self._slots = asyncio.Semaphore(_AT_ONCE)

    async def tick(self) -> datetime | None:
        """Send what is due. Returns the next instant with something to do (aware UTC), None when nothing is planned.

        Raises `StorageAwayError` where the database takes nothing just now.
        """
        lost = await due.take_back(self._storage, self._conversation, self._clock.now())
        if lost:
            _log.warning("delivery.unknown", count=lost)
        while batch := await due.claim(self._storage, self._clock.now()):
            await asyncio.gather(*map(self._handle, batch))
        return await due.next_due(self._storage)

    async def _handle(self, delivery: Delivery) -> None:
        async with self._slots:
            try:
                await self._deliverer.handle_one(delivery)
            except Exception as error:  # one person's delivery must not take the others' with it; its lease ends it
                _log.error("delivery.failed", error=type(error).__name__, kind=delivery.kind)
