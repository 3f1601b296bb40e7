"""Waiting for a condition instead of for a time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Pulse:
    """Wakes whoever waits, at every beat; never holds up whoever beats."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def beat(self) -> None:
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)

    async def until(self, look: Callable[[], T | None], seconds: float) -> T | None:
        """The first thing ``look`` returns that is not None, looked for at each beat; None after ``seconds``."""
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while (found := look()) is None and (left := end - loop.time()) > 0:
            waiter: asyncio.Future[None] = loop.create_future()
            self._waiting.add(waiter)
            try:
                await asyncio.wait([waiter], timeout=left)
            finally:
                self._waiting.discard(waiter)
        return found
