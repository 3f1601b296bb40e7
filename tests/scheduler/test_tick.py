import asyncio
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import text

from coach.messages import Message, SendOutcome
from coach.model import Person
from coach.storage import KeyRing, Storage, StorageAwayError
from scheduler import due, tick
from tests.conftest import Admit
from tests.databases import locked
from tests.fakes import MONDAY, FakeOutbox, until
from tests.scheduler.conftest import House, build

NOON = MONDAY + timedelta(hours=3)


class PowerCut(BaseException):
    """The process ends here."""


def _cut(*_arguments: object) -> None:
    raise PowerCut


async def test_a_tick_says_when_it_wants_to_be_called_again(house: House, anna: Person) -> None:
    assert await house.ticker.tick() == NOON
    assert house.outbox.tried == []
    house.clock.at = NOON
    assert await house.ticker.tick() == NOON + timedelta(hours=4)
    assert len(house.outbox.tried) == 1


async def test_where_nobody_is_there_is_no_next_time(house: House) -> None:
    assert await house.ticker.tick() is None


async def test_each_slot_of_two_days_is_met_once(house: House, anna: Person) -> None:
    for _ in range(25):
        await house.ticker.tick()
        await house.ticker.tick()
        house.clock.forward(hours=2)
    assert len(house.outbox.texts(7)) == 12
    slots = await house.slots()
    assert len(slots) == len(set(slots)) == 12


async def test_13_a_clock_that_jumps_back_brings_no_slot_again(house: House, anna: Person) -> None:
    house.clock.at = NOON
    await house.ticker.tick()
    house.clock.at = MONDAY
    await house.plan(anna)
    for _ in range(10):
        house.clock.forward(minutes=60)
        await house.ticker.tick()
    slots = await house.slots()
    assert len(slots) == len(set(slots)) == 2


async def test_after_a_long_stop_only_what_still_makes_sense_is_sent(house: House, anna: Person) -> None:
    house.clock.at = NOON + timedelta(hours=2)
    again = await house.ticker.tick()
    assert house.outbox.tried == []
    assert again == NOON + timedelta(hours=4)


async def test_everybody_who_is_due_is_asked_side_by_side(
    house: House, admit: Admit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tick, "AT_ONCE", 40)
    monkeypatch.setattr(tick, "_WORTH_A_CLAIM", 8)
    for chat_id in range(10, 60):
        await house.plan(await admit(chat_id))
    house.clock.at = NOON
    house.outbox.open.clear()
    ticking = asyncio.create_task(house.ticker.tick())
    await until(lambda: len(house.outbox.tried) == 40)
    house.outbox.open.set()
    await ticking
    assert sorted(chat for chat, _ in house.outbox.tried) == list(range(10, 60))
    assert house.outbox.busiest == 40


async def test_more_than_a_batch_goes_out_in_one_tick(
    house: House, admit: Admit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due, "BATCH", 2)
    for chat_id in range(10, 15):
        await house.plan(await admit(chat_id))
    house.clock.at = NOON
    await house.ticker.tick()
    assert len(house.outbox.tried) == 5


async def test_one_that_fails_does_not_take_the_others_with_it(
    house: House, admit: Admit, monkeypatch: pytest.MonkeyPatch
) -> None:
    for chat_id in (7, 8, 9):
        await house.plan(await admit(chat_id))
    send = house.outbox.send

    async def fails_for_one(chat_id: int, message: Message) -> SendOutcome:
        if chat_id == 8:
            raise RuntimeError
        return await send(chat_id, message)

    monkeypatch.setattr(house.outbox, "send", fails_for_one)
    house.clock.at = NOON
    assert await house.ticker.tick() == NOON + due.LEASE
    assert sorted(chat for chat, _ in house.outbox.taken) == [7, 9]


# ── the process ends


async def test_a_process_that_ends_between_claim_and_send_costs_one_lease_and_no_slot(
    house: House, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.clock.at = NOON
    with monkeypatch.context() as cut:
        cut.setattr(house.deliverer, "prepare", _cut)
        with suppress(PowerCut):
            await house.ticker.tick()
    assert await house.ticker.tick() == NOON + due.LEASE
    assert house.outbox.tried == []
    house.clock.at = NOON + due.LEASE
    await house.ticker.tick()
    await house.ticker.tick()
    assert len(house.outbox.tried) == 1
    assert len(await house.slots()) == 1


async def test_a_process_that_ends_while_sending_leaves_it_unknown_and_plans_the_next(
    house: House, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.clock.at = NOON
    with monkeypatch.context() as cut:
        cut.setattr(house.outbox, "send", _cut)
        with suppress(PowerCut):
            await house.ticker.tick()
    house.clock.at = NOON + due.LEASE
    assert await house.ticker.tick() == NOON + timedelta(hours=4)
    assert house.outbox.tried == []
    assert [state for kind, state in await house.deliveries() if kind == "prompt"] == ["unknown", "due"]
    house.clock.at = NOON + timedelta(hours=4)
    await house.ticker.tick()
    assert len(await house.slots()) == 1


async def test_a_week_that_was_being_sent_is_sent_again(
    house: House, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with house.storage.transaction() as tx:
        await tx.run(text("DELETE FROM delivery WHERE kind = 'prompt'"))
    thursday = await due.next_due(house.storage)
    assert thursday is not None
    house.clock.at = thursday
    with monkeypatch.context() as cut:
        cut.setattr(house.outbox, "send", _cut)
        with suppress(PowerCut):
            await house.ticker.tick()
    house.clock.at = thursday + due.LEASE
    await house.ticker.tick()
    assert len(house.outbox.texts(7)) == 1
    assert ("week", "sent") in await house.deliveries()


async def test_two_processes_on_one_database_meet_each_slot_once(
    house: House, admit: Admit, url: str, keys: KeyRing
) -> None:
    for chat_id in range(10, 16):
        await house.plan(await admit(chat_id))
    storage = await Storage.open(url, keys)
    other = build(storage, FakeOutbox(), house.clock)
    for _ in range(2):
        house.clock.forward(hours=4)
        await asyncio.gather(house.ticker.tick(), other.ticker.tick())
    await storage.close()
    asked = Counter(chat for here in (house, other) for chat, message in here.outbox.taken if message.kind == "say")
    assert asked == dict.fromkeys(range(10, 16), 2)


@pytest.mark.usefixtures("impatient")
async def test_a_locked_database_is_away_and_the_next_tick_heals(
    url: str, keys: KeyRing, house: House, anna: Person
) -> None:
    storage = await Storage.open(url, keys)
    here = build(storage, house.outbox, house.clock)
    house.clock.at = NOON
    async with locked(url):
        with pytest.raises(StorageAwayError):
            await here.ticker.tick()
    assert await here.ticker.tick() == NOON + timedelta(hours=4)
    await storage.close()
    assert len(house.outbox.tried) == 1
