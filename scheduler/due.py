"""What is due now, claimed so that nobody else sends it, and when something will be due next."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from coach import measures
from coach.conversation import Conversation
from coach.model import Delivery, DeliveryState
from coach.storage import Storage, budget, deliveries, people

LEASE = timedelta(seconds=90)
"""Longer than a send can take with its time-outs; shorter than a person would wait for a prompt."""
BATCH = 200


class Claim(NamedTuple):
    """Deliveries that are ours until the lease ends, oldest promise first. `again` (aware UTC) is when to ask anew,
    where something is due that the budget does not allow yet; `halted` when that is because Telegram said so."""

    deliveries: list[Delivery]
    again: datetime | None = None
    halted: bool = False


async def claim(storage: Storage, now: datetime, rate: float, most: int = BATCH) -> Claim:
    """Up to `most` due deliveries, as far as `rate` a second of all replicas together allows. `now` is aware UTC."""
    async with storage.transaction() as tx:
        if not await deliveries.any_due(tx, now):
            return Claim([])
        allowed = await budget.allowance(tx, now, rate)
        if not allowed.sends:
            return Claim([], allowed.again, allowed.halted)
        claimed = await deliveries.claim(tx, now, LEASE, min(most, allowed.sends))
        budget.take(tx, allowed, len(claimed), now)
    measures.budget_taken(len(claimed), rate)
    return Claim(claimed)


async def take_back(storage: Storage, conversation: Conversation, now: datetime, ours: Collection[int] = ()) -> int:
    """Free what a stopped process had claimed; not `ours`, which are on their way whatever the clock says. What it may
    have sent is over: the next is planned. Returns how many."""
    async with storage.transaction() as tx:
        left = await deliveries.abandoned(tx, now, ours)
        if not left:
            return 0
        known = await people.by_ids(tx, list({*left.values()}))
        lost = await deliveries.release_leases(tx, left, now)
        for one in lost:
            measures.delivered(one.kind, DeliveryState.UNKNOWN, (now - one.due_at).total_seconds())
        there = {one.person_id: known[one.person_id] for one in lost if one.person_id in known}
        await conversation.plan(tx, [one.person for one in there.values() if not one.gone], now)
    return len(lost)


async def next_due(storage: Storage) -> datetime | None:
    """When there is something to do again, aware UTC; None when nothing is planned at all."""
    async with storage.transaction() as tx:
        return await deliveries.next_due(tx)
