"""What is to go from tidy chats goes: taken a few chats at a time, removed in one call a chat, and written off.

::

    due ── budget ──▶ taken, and the question in it is over ──▶ deleteMessages ──▶ written off
                                                                  └── not just now: due again by itself

What a stopped process took is due again two minutes later; to remove it twice does no harm. What scheduled messages
need of the budget goes first, unless this would be late for Telegram. What Telegram declines for good is counted and
left.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from coach import measures
from coach.clock import Clock
from coach.conversation import Conversation
from coach.messages import Fate, Outbox, Remove
from coach.storage import Storage, budget, deliveries, people, removals
from coach.storage.removals import Removal
from coach.tidying import TOO_OLD

_CHATS, _ROWS = 20, 400
_A_CALL = 100  # the most that deleteMessages takes
_OURS_FOR = timedelta(minutes=2)
_BEHIND = timedelta(hours=1)
_ROUNDS, _SHORTLY = 50, 0.2  # a sweep is over before the next

Sleep = Callable[[float], Awaitable[object]]


_Call = tuple[int, list[Removal]]


class _Tried(NamedTuple):
    removals: list[Removal]
    fate: Fate


class Sweeper:
    """Removes what is due. Keeps nothing between sweeps, and decides nothing about what goes."""

    def __init__(
        self,
        storage: Storage,
        outbox: Outbox,
        conversation: Conversation,
        clock: Clock,
        rate: float,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """`rate` is in calls a second, of all replicas together."""
        self._storage = storage
        self._outbox = outbox
        self._conversation = conversation
        self._clock = clock
        self._rate = rate
        self._sleep = sleep
        self._stopping = False

    def stop(self) -> None:
        """Take no more."""
        self._stopping = True

    async def sweep(self) -> None:
        """Remove what is due by now, as far as the budget goes. Raises `StorageAwayError`."""
        for _ in range(_ROUNDS):
            wait = await self._round()
            if wait is None or self._stopping:
                return
            await self._sleep(wait)

    async def _round(self) -> float | None:
        """A few chats. The seconds until there may be more to do; None when there is nothing more just now."""
        now = self._clock.now()
        async with self._storage.transaction() as tx:
            busy = await deliveries.any_due(tx, now)
            waiting = (await removals.waiting(tx, now - _BEHIND if busy else now, _ROWS))[:_CHATS]
            if not waiting:
                return None
            allowed = await budget.allowance(tx, now, self._rate)
            whose = waiting[: allowed.sends]
            budget.take(tx, allowed, len(whose), now)
        if not whose:
            return None if allowed.halted else min(_SHORTLY, max(0.0, (allowed.again - now).total_seconds()))
        calls = await self._take(whose, now)
        tried = await asyncio.gather(*(self._remove(*call) for call in calls))
        await self._write_off([one for some in tried for one in some], len(calls))
        return 0.0

    async def _take(self, person_ids: list[int], now: datetime) -> list[_Call]:
        """What is ours to remove. Who wants nothing removed any more keeps all that is there; from who is just being
        asked something it is taken the next time."""
        async with self._storage.transaction() as tx:
            known = await people.by_ids(tx, person_ids)
            for owner in known:
                if not known[owner].person.profile.tidy:
                    removals.drop_all(tx, owner)
            asked = await deliveries.underway(tx, person_ids)
            found = await removals.take(tx, sorted(known), now, now + _OURS_FOR)
            taken = [one for one in found if one.person_id not in asked]
            for one in taken:
                if one.opens and one.message_id == known[one.person_id].open_message:
                    self._conversation.let_go(tx, known[one.person_id])
            late = [one for one in taken if one.sent_at <= now - TOO_OLD]
            removals.done(tx, late)
            chats: dict[int, list[Removal]] = {}
            for one in taken:
                if one.sent_at > now - TOO_OLD:
                    chats.setdefault(known[one.person_id].person.chat_id, []).append(one)
            calls = [
                (chat, due[start : start + _A_CALL])
                for chat, due in chats.items()
                for start in range(0, len(due), _A_CALL)
            ]
            budget.spend(tx, len(calls) - len(person_ids))
        measures.removed("too_old", len(late))
        return calls

    async def _remove(self, chat_id: int, found: list[Removal]) -> list[_Tried]:
        """One that Telegram declines spoils the call: then each is tried alone."""
        outcome = await self._outbox.send(chat_id, Remove(targets=tuple(one.message_id for one in found)))
        if outcome.fate is Fate.REJECTED and len(found) > 1:
            return [tried for one in found for tried in await self._remove(chat_id, [one])]
        return [_Tried(found, outcome.fate)]

    async def _write_off(self, tried: list[_Tried], paid: int) -> None:
        """What was not taken just now is due again by itself. More calls than were paid for are paid for now."""
        over = [one for one in tried if one.fate in (Fate.SENT, Fate.REJECTED, Fate.BLOCKED)]
        async with self._storage.transaction() as tx:
            for one in over:
                removals.done(tx, one.removals)
            budget.spend(tx, len(tried) - paid)
        for one in over:
            measures.removed("removed" if one.fate is Fate.SENT else "declined", len(one.removals))
