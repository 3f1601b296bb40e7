"""What is due now, claimed so that nobody else sends it, and when something will be due next."""

from datetime import datetime, timedelta

from coach import measures
from coach.conversation import Conversation
from coach.model import Delivery, DeliveryState
from coach.storage import Storage, deliveries, people

LEASE = timedelta(seconds=90)
"""Longer than a send can take with its time-outs; shorter than a person would wait for a prompt."""
BATCH = 200


async def claim(storage: Storage, now: datetime) -> list[Delivery]:
    """Up to a batch of due deliveries, oldest promise first, ours until the lease ends. `now` is aware UTC."""
    async with storage.transaction() as tx:
        return await deliveries.claim(tx, now, LEASE, BATCH)


async def take_back(storage: Storage, conversation: Conversation, now: datetime) -> int:
    """Free what a stopped process had claimed. What it may have sent is over: the next is planned. Returns how many."""
    async with storage.transaction() as tx:
        lost = await deliveries.release_leases(tx, now)
        for delivery in lost:
            measures.delivered(delivery.kind, DeliveryState.UNKNOWN, (now - delivery.due_at).total_seconds())
            known = await people.by_id(tx, delivery.person_id)
            if known and not known.gone:
                await conversation.plan(tx, known.person, now)
    return len(lost)


async def next_due(storage: Storage) -> datetime | None:
    """When there is something to do again, aware UTC; None when nothing is planned at all."""
    async with storage.transaction() as tx:
        return await deliveries.next_due(tx)
