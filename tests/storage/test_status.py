"""How the service stands, in numbers, from a real database."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from coach.messages import Say
from coach.model import DeliveryKind, DeliveryState, Person, Slot
from coach.storage import (
    Storage,
    StorageAwayError,
    Transaction,
    answers,
    budget,
    database_file,
    deliveries,
    recall,
    updates,
)
from coach.storage.status import LATELY, status
from prompts import Asked, Outcome, Strand
from tests.conftest import Admit
from tests.fakes import FixedClock

RATE = 25


async def _over(
    tx: Transaction, person: Person, state: DeliveryState, due: datetime, late: float, kind: DeliveryKind
) -> None:
    slot = Slot(kind=kind, key=due.isoformat(), due_at=due, expires_at=due + timedelta(hours=9))
    await deliveries.plan(tx, [deliveries.Promised(person.id, kind, iter([slot]))])
    (claimed,) = await deliveries.claim(tx, due, timedelta(seconds=90), 1)
    deliveries.settle(tx, claimed, state, due + timedelta(seconds=late))


async def test_an_empty_database_has_nothing_to_tell(storage: Storage, still: FixedClock) -> None:
    async with storage.transaction() as tx:
        found = await status(tx, still.now(), RATE)
    assert (found.people, found.due, found.due_oldest, found.next_due, found.over) == (0, 0, 0.0, None, {})
    assert (found.owed, found.owed_oldest, found.set_aside, found.late_p50, found.late_p99) == (0, 0.0, 0, None, None)
    assert (found.budget_used, found.halted_until) == (0.0, None)


async def test_what_waits_is_counted_with_its_age(storage: Storage, admit: Admit, still: FixedClock) -> None:
    now, people = still.now(), [await admit(chat) for chat in (1, 2, 3)]
    async with storage.transaction() as tx:
        for person, ago in zip(people, (30, 5, -60), strict=True):
            due = now - timedelta(seconds=ago)
            slot = Slot(kind=DeliveryKind.PROMPT, key="x", due_at=due, expires_at=due + timedelta(hours=1))
            promised = deliveries.Promised(person.id, DeliveryKind.PROMPT, iter([slot]))
            await deliveries.plan(tx, [promised])
        await answers.owe(tx, [(people[0].id, 1, Say(text=text)) for text in "ab"], now - timedelta(seconds=7))
        updates.quarantine(tx, 5, None, "{}", "LookupError", now)
        found = await status(tx, now, RATE)
    assert (found.people, found.due, found.due_oldest, found.set_aside) == (3, 2, 30.0, 1)
    assert found.next_due == now + timedelta(seconds=60)
    assert (found.owed, found.owed_oldest) == (2, 7.0)


async def test_the_last_hour_is_told_by_kind_and_by_what_became_of_it(
    storage: Storage, admit: Admit, still: FixedClock
) -> None:
    now, ann = still.now(), await admit()
    prompt, week = DeliveryKind.PROMPT, DeliveryKind.WEEK
    async with storage.transaction() as tx:
        await _over(tx, ann, DeliveryState.SENT, now - LATELY, 50.0, prompt)
        for number in range(99):
            await _over(tx, ann, DeliveryState.SENT, now - timedelta(seconds=2000 - number), 1.0, prompt)
        await _over(tx, ann, DeliveryState.SENT, now - timedelta(seconds=1000), 9.0, week)
        await _over(tx, ann, DeliveryState.UNKNOWN, now - timedelta(seconds=900), 1.0, prompt)
        await _over(tx, ann, DeliveryState.EXPIRED, now - timedelta(seconds=800), 1.0, week)
        asked = Asked("p", Strand.BODY, now - timedelta(seconds=60), Outcome.ANSWERED)
        await recall.record_asked(tx, ann.id, asked)
        found = await status(tx, now, RATE)
    assert found.over == {"prompt": {"sent": 99, "unknown": 1}, "week": {"sent": 1, "expired": 1}}
    assert (found.late_p50, found.late_p99) == (1.0, 1.0)


async def test_the_budget_is_told_as_far_as_it_is_used_now(storage: Storage, still: FixedClock) -> None:
    now, until = still.now(), still.now() + timedelta(seconds=30)
    async with storage.transaction() as tx:
        budget.take(tx, await budget.allowance(tx, now, RATE), 4, now)
        assert (await status(tx, now, RATE)).budget_used == pytest.approx(4 / 5)
        budget.spend(tx, 6)
        assert (await status(tx, now, RATE)).budget_used == pytest.approx(2)
        assert (await status(tx, now + timedelta(seconds=0.2), RATE)).budget_used == pytest.approx(1)
        assert (await status(tx, now + timedelta(seconds=9), RATE)).budget_used == 0
        for chat in (7, 8):
            await budget.throttled(tx, chat, now, until)
        assert (await status(tx, now, RATE)).halted_until == until
        assert (await status(tx, until, RATE)).halted_until is None


async def test_a_look_from_beside_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(StorageAwayError):
        async with Storage.beside(f"sqlite:///{tmp_path / 'none.sqlite3'}"):
            raise AssertionError
    assert list(tmp_path.iterdir()) == []  # noqa: ASYNC240  # an empty folder blocks nobody


async def test_a_database_without_our_tables_is_none(bare: str) -> None:
    if file := database_file(bare):
        file.touch()
    for _ in range(2):  # nothing was made by the first look
        with pytest.raises(StorageAwayError):
            async with Storage.beside(bare) as storage, storage.transaction() as tx:
                await status(tx, datetime.now(UTC), RATE)


async def test_a_look_from_beside_sees_what_the_running_bot_wrote(
    storage: Storage, admit: Admit, url: str, still: FixedClock
) -> None:
    await admit()
    async with Storage.beside(url) as beside, beside.transaction() as tx:
        assert (await status(tx, still.now(), RATE)).people == 1
