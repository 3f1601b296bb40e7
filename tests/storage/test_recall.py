import random
from datetime import timedelta

import pytest
from sqlalchemy import text

from coach.model import Delivery, DeliveryKind, DeliveryState, Person, Slot
from coach.storage import Storage, Transaction, deliveries, recall
from prompts import Asked, Outcome, Strand
from tests.conftest import Admit
from tests.fakes import MONDAY

HOUR = timedelta(hours=1)
LEASE = timedelta(seconds=90)
PROMPT = DeliveryKind.PROMPT
ASKED = Asked("naming.one", Strand.NAMING, MONDAY, Outcome.IGNORED)


async def _claimed(storage: Storage, person: Person, key: str = "a", after: timedelta = timedelta()) -> Delivery:
    """A delivery that falls due and is claimed."""
    due = MONDAY + after
    slot = Slot(kind=PROMPT, key=key, due_at=due, expires_at=due + HOUR)
    async with storage.transaction() as tx:
        await deliveries.plan(tx, [deliveries.Promised(person.id, PROMPT, iter([slot]))])
        (delivery,) = await deliveries.claim(tx, due, LEASE, 1)
    return delivery


async def _send(tx: Transaction, delivery: Delivery, asked: Asked) -> None:
    found = (await recall.of_each(tx, [delivery.person_id], asked.at))[delivery.person_id]
    deliveries.begin_sending(tx, delivery, recall.add(tx, found, delivery.id, asked))


async def _recalled(storage: Storage, person: Person) -> list[Asked]:
    async with storage.transaction() as tx:
        return (await recall.of_each(tx, [person.id], MONDAY))[person.id].asked


# ── the record


@pytest.mark.parametrize(
    ("state", "counts"),
    [("sending", True), ("sent", True), ("unknown", True), ("failed", False), ("expired", False)],
)
async def test_what_the_person_may_have_seen_counts_as_asked(
    storage: Storage, admit: Admit, state: str, counts: bool
) -> None:
    person = await admit()
    delivery = await _claimed(storage, person)
    async with storage.transaction() as tx:
        await _send(tx, delivery, ASKED)
        if state != "sending":
            deliveries.settle(tx, delivery, DeliveryState(state), MONDAY)
        if not counts:
            recall.drop(tx, person.id)
    async with storage.transaction() as tx:
        assert await recall.history(tx, person.id, MONDAY) == ([ASKED] if counts else [])
        assert await recall.history(tx, person.id, MONDAY + HOUR) == []
    assert await _recalled(storage, person) == ([ASKED] if counts else [])


async def test_how_a_prompt_was_met_is_remembered(storage: Storage, admit: Admit) -> None:
    person, other = await admit(7), await admit(8)
    async with storage.transaction() as tx:
        number = await recall.record_asked(tx, person.id, ASKED)
        await recall.record_outcome(tx, other.id, number, Outcome.SKIPPED, MONDAY)
        assert await recall.history(tx, person.id, MONDAY) == [ASKED]
        await recall.record_outcome(tx, person.id, number, Outcome.ANSWERED, MONDAY)
        await recall.record_outcome(tx, person.id, number + 1, Outcome.ANSWERED, MONDAY)
    async with storage.transaction() as tx:
        assert await recall.history(tx, person.id, MONDAY) == [ASKED._replace(outcome=Outcome.ANSWERED)]
    assert await _recalled(storage, person) == [ASKED._replace(outcome=Outcome.ANSWERED)]
    assert await _recalled(storage, other) == []


async def test_a_prompt_that_was_called_for_is_never_due(storage: Storage, admit: Admit) -> None:
    person = await admit()
    async with storage.transaction() as tx:
        await recall.record_asked(tx, person.id, ASKED)
        assert await deliveries.next_due(tx) is None
        assert await deliveries.claim(tx, MONDAY + HOUR, LEASE, 10) == []


async def test_the_history_is_the_persons_own_oldest_first(storage: Storage, admit: Admit) -> None:
    person, other = await admit(7), await admit(8)
    async with storage.transaction() as tx:
        for hours in (3, 1, 2):
            asked = ASKED._replace(prompt_id=f"naming.{hours}", at=MONDAY + hours * HOUR)
            await recall.record_asked(tx, person.id, asked)
        await recall.record_asked(tx, other.id, ASKED)
        found = await recall.history(tx, person.id, MONDAY)
    assert [asked.prompt_id for asked in found] == ["naming.1", "naming.2", "naming.3"]
    assert await _recalled(storage, person) == found


# ── the recall beside it


async def _rows(storage: Storage) -> int:
    async with storage.transaction() as tx:
        return int((await tx.run(text("SELECT count(*) FROM recall"))).scalar_one())


async def test_the_recall_says_what_the_record_says_whatever_happens(storage: Storage, admit: Admit) -> None:
    """Prompts sent, called for, met, surely not arrived, and recalls that were lost, in any order."""
    rng = random.Random(3)
    person = await admit()
    numbers: list[int] = []
    for step in range(60):
        asked = Asked(f"p.{step}", rng.choice([*Strand, None]), MONDAY + step * HOUR, Outcome.IGNORED)
        deed = rng.choice(["sent", "sent", "refused", "called", "met", "met", "lost"])
        delivery = await _claimed(storage, person, f"s{step}", step * HOUR) if deed in ("sent", "refused") else None
        async with storage.transaction() as tx:
            if delivery is not None:
                await _send(tx, delivery, asked)
                numbers.append(delivery.id)
            elif deed == "called":
                numbers.append(await recall.record_asked(tx, person.id, asked))
            elif deed == "met" and numbers:
                outcome = rng.choice([Outcome.ANSWERED, Outcome.SKIPPED])
                await recall.record_outcome(tx, person.id, rng.choice(numbers), outcome, asked.at)
            elif deed == "lost":
                recall.drop(tx, person.id)
        if delivery is not None:
            async with storage.transaction() as tx:
                deliveries.settle(tx, delivery, DeliveryState("sent" if deed == "sent" else "failed"), asked.at)
                if deed == "refused":
                    recall.drop(tx, person.id)
        async with storage.transaction() as tx:
            recalled = (await recall.of_each(tx, [person.id], asked.at))[person.id]
            assert recalled.asked == await recall.history(tx, person.id), (step, deed)
            assert [await recall.asked_in(tx, person.id, one) for one in recalled.numbers] == recalled.asked
    assert len(numbers) > 20


async def test_one_row_is_read_where_there_is_a_recall(storage: Storage, admit: Admit) -> None:
    person = await admit()
    async with storage.transaction() as tx:
        await recall.record_asked(tx, person.id, ASKED)
    assert await _rows(storage) == 0
    async with storage.transaction() as tx:
        recall.keep(tx, (await recall.of_each(tx, [person.id], MONDAY))[person.id])
        await tx.run(text("DELETE FROM delivery"))
    assert await _recalled(storage, person) == [ASKED]


async def test_what_is_older_than_a_choice_looks_is_let_go(storage: Storage, admit: Admit) -> None:
    person = await admit()
    late = MONDAY + recall.REMEMBERED + HOUR
    async with storage.transaction() as tx:
        for number, at in enumerate((MONDAY, MONDAY + 2 * HOUR)):
            await recall.record_asked(tx, person.id, ASKED._replace(at=at, prompt_id=f"p.{number}"))
        found = (await recall.of_each(tx, [person.id], MONDAY))[person.id]
        recall.add(tx, found, 99, ASKED._replace(at=late, prompt_id="p.now"))
    assert [one.prompt_id for one in await _recalled(storage, person)] == ["p.1", "p.now"]
    async with storage.transaction() as tx:
        assert len(await recall.history(tx, person.id)) == 2


async def test_a_recall_is_as_private_as_a_moment(storage: Storage, admit: Admit) -> None:
    person, other = await admit(7), await admit(8)
    async with storage.transaction() as tx:
        await recall.record_asked(tx, person.id, ASKED)
        recall.keep(tx, (await recall.of_each(tx, [person.id], MONDAY))[person.id])
        (content,) = (await tx.run(text("SELECT content FROM recall"))).scalars()
    assert b"naming" not in bytes(content)
    assert await _recalled(storage, other) == []


def test_a_recall_that_was_looked_at_still_takes_in_what_comes() -> None:
    found = recall.Recall(7)
    assert found.asked == []
    found.add(1, ASKED)
    assert found.asked == [ASKED]
    assert found.met(1, Outcome.SKIPPED) == ASKED._replace(outcome=Outcome.SKIPPED)
    assert found.asked == [ASKED._replace(outcome=Outcome.SKIPPED)]
    assert found.met(2, Outcome.SKIPPED) is None
