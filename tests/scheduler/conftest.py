"""A scheduler with everything real but the network and the clock."""

import random
from dataclasses import dataclass

import pytest
from sqlalchemy import text

from coach.answers import Answers
from coach.conversation import Conversation, Planner
from coach.door import Access, Door
from coach.model import Delivery, Person
from coach.pacing import Pace
from coach.storage import Storage, people
from coach.storage.people import Known
from scheduler import due
from scheduler.delivery import Deliverer
from scheduler.sweep import Sweeper
from scheduler.tick import Ticker
from tests.conftest import Admit
from tests.fakes import MONDAY, FakeOutbox, FixedClock, Naps, every


@dataclass
class House:
    """One process: what it is made of, and what a test wants to know of it."""

    storage: Storage
    outbox: FakeOutbox
    clock: FixedClock
    conversation: Conversation
    deliverer: Deliverer
    ticker: Ticker
    sweeper: Sweeper

    async def claim(self) -> list[Delivery]:
        return (await due.claim(self.storage, self.clock.now(), 100_000)).deliveries

    async def deliveries(self) -> list[tuple[str, str]]:
        """Kind and state, in the order of the rows."""
        query = text("SELECT kind, state FROM delivery ORDER BY id")
        async with self.storage.transaction() as tx:
            return [tuple(row) for row in await tx.run(query)]  # type: ignore[call-overload]  # plain SQL

    async def slots(self) -> list[str]:
        """The slots of the prompts that were sent."""
        query = text("SELECT slot FROM delivery WHERE kind = 'prompt' AND state = 'sent' ORDER BY id")
        async with self.storage.transaction() as tx:
            return list((await tx.run(query)).scalars())

    async def plan(self, person: Person) -> None:
        async with self.storage.transaction() as tx:
            await self.conversation.plan(tx, [person], self.clock.now())

    async def known(self, chat_id: int = 7) -> Known:
        async with self.storage.transaction() as tx:
            known = await people.by_chat(tx, chat_id)
        assert known is not None
        return known


def build(
    storage: Storage, outbox: FakeOutbox, clock: FixedClock, plan: Planner | None = None, rate: float = 100_000
) -> House:
    """Unless planned otherwise: prompts every four hours, from 12:00 on that Monday; a week on Thursdays at 00:00."""
    pace = Pace(outbox, storage, clock, Naps())
    speaker = Answers(storage, pace, clock, Naps())
    conversation = Conversation(storage, speaker, clock, plan or every(4), Access(Door.OPEN), random.Random(1))
    deliverer = Deliverer(storage, pace, conversation, clock)
    ticker = Ticker(storage, deliverer, conversation, pace, clock, rate)
    sweeper = Sweeper(storage, pace, conversation, clock, rate, Naps())
    return House(storage, outbox, clock, conversation, deliverer, ticker, sweeper)


@pytest.fixture
def house(storage: Storage, outbox: FakeOutbox, still: FixedClock) -> House:
    return build(storage, outbox, still)


@pytest.fixture
async def anna(house: House, admit: Admit) -> Person:
    """Somebody whose first prompt is due at noon; it is nine."""
    person = await admit(7)
    await house.plan(person)
    assert house.clock.now() == MONDAY
    return person
