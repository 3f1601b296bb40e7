from datetime import timedelta

from coach.model import DeliveryState, Person
from coach.storage import deliveries
from scheduler import due
from tests.scheduler.conftest import House


async def test_nothing_is_claimed_before_its_time(house: House, anna: Person) -> None:
    house.clock.forward(hours=2, minutes=59)
    assert await house.claim() == []
    house.clock.forward(minutes=1)
    assert [delivery.person_id for delivery in await house.claim()] == [anna.id]


async def test_what_is_claimed_is_ours_until_the_lease_ends(house: House, anna: Person) -> None:
    house.clock.forward(hours=3)
    await house.claim()
    assert await due.next_due(house.storage) == house.clock.now() + due.LEASE
    house.clock.forward(seconds=due.LEASE.total_seconds() - 1)
    assert await due.take_back(house.storage, house.conversation, house.clock.now()) == 0
    assert await house.claim() == []
    house.clock.forward(seconds=1)
    assert await due.take_back(house.storage, house.conversation, house.clock.now()) == 0
    assert len(await house.claim()) == 1


async def test_what_may_have_been_sent_is_over_and_the_next_is_planned(house: House, anna: Person) -> None:
    house.clock.forward(hours=3)
    (delivery,) = await house.claim()
    async with house.storage.transaction() as tx:
        deliveries.begin_sending(tx, delivery, None)
    house.clock.forward(seconds=due.LEASE.total_seconds())
    assert await due.take_back(house.storage, house.conversation, house.clock.now()) == 1
    assert ("prompt", DeliveryState.UNKNOWN) in await house.deliveries()
    assert await due.next_due(house.storage) == delivery.due_at + timedelta(hours=4)


async def test_the_next_instant_is_the_first_prompt(house: House, anna: Person) -> None:
    assert await due.next_due(house.storage) == house.clock.now() + timedelta(hours=3)


async def test_where_nobody_is_nothing_is_due(house: House) -> None:
    assert await due.next_due(house.storage) is None
    assert await house.claim() == []
