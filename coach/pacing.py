"""Between all that is said and Telegram: not faster than it allows.

::

    answers, deliveries ──▶ Pace.send ── halted? ── the chat's turn? ──▶ outbox
                                ▲                                          │ 429
                                └────────── storage.budget ◀───────────────┘

Invariants: while all are halted nothing is sent, and what was to be sent is told to wait as if Telegram had said so. In
one chat a few messages may follow one another at once, then one a second. The halt is in storage, for all replicas; how
fast one chat was spoken to is only known here, because a chat is spoken to by who took its update.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from coach.clock import Clock
from coach.messages import Edit, Fate, File, Message, Outbox, Photo, Say, SendOutcome
from coach.storage import Storage, StorageAwayError, budget

BURST = 5
"""Messages that one chat may get in the same second. Telegram asks for one a second and lets short bursts be."""

_SECOND = timedelta(seconds=1)
_MANY = 10_000

Sleep = Callable[[float], Awaitable[object]]


class Pace:
    """An outbox that waits where Telegram would have us wait. Decides nothing about what is sent."""

    def __init__(self, outbox: Outbox, storage: Storage, clock: Clock, sleep: Sleep = asyncio.sleep) -> None:
        self._outbox = outbox
        self._storage = storage
        self._clock = clock
        self._sleep = sleep
        self._halted_until: datetime | None = None
        self._free_at: dict[int, datetime] = {}

    async def send(self, chat_id: int, message: Message) -> SendOutcome:
        left = self._halted_for()
        if left > 0:
            return SendOutcome(fate=Fate.WAIT, retry_after=left)
        if isinstance(message, Say | Edit | File | Photo):
            await self._sleep_until_its_turn(chat_id)
        outcome = await self._outbox.send(chat_id, message)
        if outcome.fate is Fate.WAIT:
            await self._tell_all(chat_id, outcome.retry_after)
        return outcome

    def halt(self, until: datetime | None) -> None:
        """What another replica learned: nobody sends before `until` (aware UTC)."""
        if until is not None:
            self._halted_until = max(until, self._halted_until or until)

    def _halted_for(self) -> float:
        return (self._halted_until - self._clock.now()).total_seconds() if self._halted_until else 0.0

    async def _sleep_until_its_turn(self, chat_id: int) -> None:
        """A chat's messages are a second apart on the whole, and the first few of them are ahead of that."""
        now = self._clock.now()
        turn = max(now, self._free_at.get(chat_id, now))
        self._free_at[chat_id] = turn + _SECOND
        if len(self._free_at) > _MANY:
            self._free_at = {chat: at for chat, at in self._free_at.items() if at > now}
        ahead = turn - now - (BURST - 1) * _SECOND
        if ahead > timedelta():
            await self._sleep(ahead.total_seconds())

    async def _tell_all(self, chat_id: int, seconds: float) -> None:
        """A database that is away learns it from the next 429."""
        now = self._clock.now()
        try:
            async with self._storage.transaction() as tx:
                self.halt(await budget.throttled(tx, chat_id, now, now + timedelta(seconds=max(1.0, seconds))))
        except StorageAwayError:
            return
