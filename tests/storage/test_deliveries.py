from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from coach.model import Delivery, DeliveryKind, DeliveryState, Person, Slot
from coach.storage import KeyRing, Storage, deliveries
from tests.conftest import Admit
from tests.fakes import MONDAY

LEASE = timedelta(seconds=90)
HOUR = timedelta(hours=1)
PROMPT, WEEK = DeliveryKind.PROMPT, DeliveryKind.WEEK


def slots(*keys: str, kind: DeliveryKind = PROMPT) -> Iterator[Slot]:
    """One an hour, the first at once."""
    for number, key in enumerate(keys):
        due = MONDAY + number * HOUR
        yield Slot(kind=kind, key=key, due_at=due, expires_at=due + HOUR)


async def _plan(storage: Storage, person: Person, *keys: str, kind: DeliveryKind = PROMPT) -> None:
    async with storage.transaction() as tx:
        await deliveries.plan(tx, [deliveries.Promised(person.id, kind, slots(*keys, kind=kind))])


async def _claim(storage: Storage, after: timedelta = timedelta(), limit: int = 10) -> list[Delivery]:
    async with storage.transaction() as tx:
        return await deliveries.claim(tx, MONDAY + after, LEASE, limit)


async def _states(storage: Storage) -> list[tuple[str, str]]:
    async with storage.transaction() as tx:
        rows = await tx.run(text("SELECT slot, state FROM delivery ORDER BY id"))
        return [tuple(row) for row in rows]


async def test_a_person_has_one_due_row_a_kind(storage: Storage, admit: Admit) -> None:
    person = await admit()
    await _plan(storage, person, "a", "b")
    await _plan(storage, person, "w", kind=WEEK)
    await _plan(storage, person, "b", "c")
    assert await _states(storage) == [("w", "due"), ("b", "due")]


async def test_a_used_slot_is_passed_over(storage: Storage, admit: Admit) -> None:
    person = await admit()
    await _plan(storage, person, "a", "b")
    (claimed,) = await _claim(storage)
    async with storage.transaction() as tx:
        deliveries.settle(tx, claimed, DeliveryState.EXPIRED, MONDAY)
    await _plan(storage, person, "a", "b", "c")
    assert await _states(storage) == [("a", "expired"), ("b", "due")]


@pytest.mark.parametrize("state", ["claimed", "sending", "due"])
async def test_one_that_has_begun_is_not_given_up_for_the_next(storage: Storage, admit: Admit, state: str) -> None:
    person = await admit()
    await _plan(storage, person, "a", "b")
    (claimed,) = await _claim(storage)
    async with storage.transaction() as tx:
        if state == "sending":
            deliveries.begin_sending(tx, claimed, None)
        if state == "due":
            deliveries.put_off(tx, claimed, MONDAY + HOUR)
    await _plan(storage, person, "a", "b", "c")
    assert await _states(storage) == [("a", state)]


async def test_the_same_key_of_another_person_or_kind_is_another_slot(storage: Storage, admit: Admit) -> None:
    one, other = await admit(7), await admit(8)
    await _plan(storage, one, "a")
    await _claim(storage)
    await _plan(storage, one, "a", kind=WEEK)
    await _plan(storage, other, "a")
    assert await _states(storage) == [("a", "claimed"), ("a", "due"), ("a", "due")]


async def test_no_slots_leave_nothing_due(storage: Storage, admit: Admit) -> None:
    person = await admit()
    await _plan(storage, person, "a")
    await _plan(storage, person)
    assert await _states(storage) == []


async def test_the_database_itself_keeps_a_slot_unique(storage: Storage, admit: Admit) -> None:
    await _plan(storage, await admit(), "a")
    columns = "person_id, kind, slot, state, due_at, expires_at, attempts"
    twice = f"INSERT INTO delivery ({columns}) SELECT {columns} FROM delivery"
    with pytest.raises(IntegrityError):
        async with storage.transaction() as tx:
            await tx.run(text(twice))


async def test_only_what_is_due_is_claimed_oldest_first(storage: Storage, admit: Admit) -> None:
    for chat_id, hours in ((7, 2), (8, 0), (9, 1), (10, 5)):
        person = await admit(chat_id)
        async with storage.transaction() as tx:
            due = MONDAY + hours * HOUR
            slot = Slot(kind=PROMPT, key=str(hours), due_at=due, expires_at=due + HOUR)
            await deliveries.plan(tx, [deliveries.Promised(person.id, PROMPT, iter([slot]))])
    assert [delivery.slot for delivery in await _claim(storage, 2 * HOUR, limit=2)] == ["0", "1"]
    assert [delivery.slot for delivery in await _claim(storage, 2 * HOUR)] == ["2"]
    assert await _claim(storage, 2 * HOUR) == []


async def test_of_two_who_claim_one_wins(storage: Storage, admit: Admit, url: str, keys: KeyRing) -> None:
    other = await Storage.open(url, keys)
    await _plan(storage, await admit(), "a")
    claims = [await _claim(here) for here in (storage, other)]
    await other.close()
    assert [len(claim) for claim in claims] == [1, 0]
    assert claims[0][0].attempts == 1


async def test_whoever_lost_their_claim_changes_nothing(storage: Storage, admit: Admit) -> None:
    await _plan(storage, await admit(), "a")
    (first,) = await _claim(storage)
    async with storage.transaction() as tx:
        await deliveries.release_leases(tx, [first.id], MONDAY + LEASE)
    (second,) = await _claim(storage, LEASE)
    async with storage.transaction() as tx:
        assert await deliveries.held(tx, [first]) == {}
        assert await deliveries.held(tx, [second]) == {second.id: DeliveryState.CLAIMED}


async def test_a_slot_ends_once(storage: Storage, admit: Admit) -> None:
    await _plan(storage, await admit(), "a")
    (delivery,) = await _claim(storage)
    async with storage.transaction() as tx:
        deliveries.begin_sending(tx, delivery, b"sealed")
        assert await deliveries.held(tx, [delivery]) == {delivery.id: DeliveryState.SENDING}
        deliveries.settle(tx, delivery, DeliveryState.SENT, MONDAY, 55)
        assert await deliveries.held(tx, [delivery]) == {}
    assert await _states(storage) == [("a", "sent")]


async def test_what_was_put_off_comes_again_then_and_not_before(storage: Storage, admit: Admit) -> None:
    await _plan(storage, await admit(), "a")
    (delivery,) = await _claim(storage)
    async with storage.transaction() as tx:
        deliveries.put_off(tx, delivery, MONDAY + HOUR)
        assert await deliveries.next_due(tx) == MONDAY + HOUR
    assert await _claim(storage, HOUR - timedelta(seconds=1)) == []
    (again,) = await _claim(storage, HOUR)
    assert (again.slot, again.attempts, again.expires_at) == ("a", 2, delivery.expires_at)


@pytest.mark.parametrize(
    ("kind", "sending", "state"),
    [(PROMPT, False, "due"), (PROMPT, True, "unknown"), (WEEK, False, "due"), (WEEK, True, "due")],
)
async def test_a_lease_that_ends_frees_what_was_surely_not_sent_and_a_week(
    storage: Storage, admit: Admit, kind: DeliveryKind, sending: bool, state: str
) -> None:
    await _plan(storage, await admit(), "a", kind=kind)
    (delivery,) = await _claim(storage)
    async with storage.transaction() as tx:
        if sending:
            deliveries.begin_sending(tx, delivery, None)
        assert await deliveries.next_due(tx) == MONDAY + LEASE
        assert await deliveries.release_leases(tx, [delivery.id], MONDAY + LEASE - timedelta(seconds=1)) == []
    assert await _states(storage) == [("a", "sending" if sending else "claimed")]
    async with storage.transaction() as tx:
        assert await deliveries.abandoned(tx, MONDAY + LEASE, [delivery.id]) == {}
        assert await deliveries.abandoned(tx, MONDAY + LEASE) == {delivery.id: delivery.person_id}
        lost = await deliveries.release_leases(tx, [delivery.id], MONDAY + LEASE)
    assert await _states(storage) == [("a", state)]
    assert [delivery.slot for delivery in lost] == (["a"] if state == "unknown" else [])


async def test_nothing_is_due_to_whoever_left(storage: Storage, admit: Admit) -> None:
    one, other = await admit(7), await admit(8)
    await _plan(storage, one, "a")
    await _plan(storage, other, "b")
    async with storage.transaction() as tx:
        deliveries.cancel(tx, one.id)
    assert await _states(storage) == [("b", "due")]


async def test_an_empty_table_has_no_next_instant(storage: Storage) -> None:
    async with storage.transaction() as tx:
        assert await deliveries.next_due(tx) is None


async def test_the_next_instant_is_the_earliest(storage: Storage, admit: Admit) -> None:
    await _plan(storage, await admit(7), "a")
    await _claim(storage)
    await _plan(storage, await admit(8), "b", "c")
    async with storage.transaction() as tx:
        assert await deliveries.next_due(tx) == MONDAY
    await _claim(storage)
    async with storage.transaction() as tx:
        assert await deliveries.next_due(tx) == MONDAY + LEASE
