from datetime import timedelta

import pytest

from coach import pacing
from coach.messages import Close, Fate, Say, Toast
from coach.pacing import Pace
from coach.storage import Storage
from tests.fakes import MONDAY, REFUSED, SENT, FakeOutbox, FixedClock, Naps, wait_for

HELLO = Say(text="hello")


@pytest.fixture
def pace(storage: Storage, outbox: FakeOutbox, still: FixedClock, naps: Naps, monkeypatch: pytest.MonkeyPatch) -> Pace:
    monkeypatch.setattr(pacing, "BURST", 5)
    return Pace(outbox, storage, still, naps)


async def test_what_became_of_a_send_is_passed_on(pace: Pace, outbox: FakeOutbox) -> None:
    outbox.script.extend([SENT, REFUSED])
    assert (await pace.send(7, HELLO)).fate is Fate.SENT
    assert (await pace.send(7, HELLO)).fate is Fate.REFUSED


async def test_a_few_messages_may_follow_at_once_and_then_one_a_second(
    pace: Pace, still: FixedClock, naps: Naps
) -> None:
    for _ in range(pacing.BURST):
        await pace.send(7, HELLO)
    assert naps.taken == []
    await pace.send(7, HELLO)
    await pace.send(7, HELLO)
    assert naps.taken == [1.0, 2.0]
    still.forward(seconds=60)
    await pace.send(7, HELLO)
    assert naps.taken == [1.0, 2.0]


async def test_each_chat_has_its_own_pace(pace: Pace, naps: Naps) -> None:
    for chat in range(40):
        await pace.send(chat, HELLO)
    assert naps.taken == []


async def test_what_is_no_message_waits_for_no_turn(pace: Pace, naps: Naps) -> None:
    for _ in range(pacing.BURST * 2):
        await pace.send(7, Toast(press_id="a"))
        await pace.send(7, Close(target=5))
    assert naps.taken == []


async def test_one_chat_that_has_to_wait_holds_up_no_other(pace: Pace, outbox: FakeOutbox) -> None:
    outbox.script.append(wait_for(30))
    assert await pace.send(7, HELLO) == wait_for(30)
    assert (await pace.send(8, HELLO)).fate is Fate.SENT


async def test_a_second_chat_that_has_to_wait_halts_all_here_and_in_other_replicas(
    pace: Pace, storage: Storage, outbox: FakeOutbox, still: FixedClock
) -> None:
    other = Pace(FakeOutbox(), storage, still, Naps())
    outbox.script.extend([wait_for(30), wait_for(20)])
    await pace.send(7, HELLO)
    await pace.send(8, HELLO)
    tried = len(outbox.tried)
    assert await pace.send(9, HELLO) == wait_for(20)
    assert len(outbox.tried) == tried
    other.halt(MONDAY + timedelta(seconds=20))
    assert (await other.send(9, HELLO)).retry_after == 20
    still.forward(seconds=20)
    assert (await pace.send(9, HELLO)).fate is Fate.SENT
    assert (await other.send(9, HELLO)).fate is Fate.SENT


async def test_a_second_wait_after_the_first_is_over_is_another_chats_own_matter(
    pace: Pace, outbox: FakeOutbox, still: FixedClock
) -> None:
    outbox.script.extend([wait_for(30), wait_for(30)])
    await pace.send(7, HELLO)
    still.forward(seconds=31)
    await pace.send(8, HELLO)
    assert (await pace.send(9, HELLO)).fate is Fate.SENT
