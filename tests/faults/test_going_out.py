"""Faults 16 to 20, by their numbers: what goes out, over HTTP. No call may have broken a rule."""

from datetime import timedelta
from typing import Any

import pytest

from coach.bot import application
from coach.model import Delivery, DeliveryKind, DeliveryState
from coach.phone import Fault
from coach.storage import people
from tests.faults.conftest import on_a_file
from tests.flows.journey import NEXT, PATIENCE, SAY, Person
from tests.flows.waiting import eventually

THOUGHT = "so lonely since he looked away"


@on_a_file
async def test_16_what_is_told_to_wait_is_said_afterwards_and_others_are_not_kept_waiting(ann: Person) -> None:
    ben = ann.journey.person("Ben")
    await ben.set_up()
    ann.journey.phone.fail("sendMessage", Fault.TOO_MANY(1), chat=ann.user.id)
    await ann.user.says("/help")
    await ben.say("/help", SAY("help"))
    assert ann.user.news() == []
    await ann.sees(SAY("help"))
    tries = [call for call in ann.calls("sendMessage") if call.params.get("chat_id") in (ann.user.id, str(ann.user.id))]
    assert tries[-1].when - tries[-2].when >= timedelta(seconds=1)


async def test_16_a_prompt_that_is_told_to_wait_comes_after_that(ann: Person) -> None:
    slot = await _to_the_next_prompt(ann, Fault.TOO_MANY(30))

    async def moved() -> Delivery | None:
        planned = await ann.planned()
        return planned if planned and planned.due_at != slot.due_at else None

    put_off = await eventually(moved)
    assert timedelta(seconds=25) < put_off.due_at - ann.journey.clock.now() <= timedelta(seconds=30)
    ann.journey.go_to(put_off.due_at)
    await ann.sees(NEXT)
    assert await ann.ending(slot.slot) == DeliveryState.SENT


@on_a_file
async def test_17_a_burst_of_502_is_survived_and_everything_is_said_once(ann: Person) -> None:
    ann.journey.phone.fail("sendMessage", Fault.BAD_GATEWAY, times=3)
    ann.journey.phone.fail("getUpdates", Fault.BAD_GATEWAY, times=2)
    await ann.say(THOUGHT, SAY("ask-nearest"))
    await ann.journey.settled()
    assert [line.text for line in ann.user.news()] == []
    assert await ann.texts() == [THOUGHT]


async def test_17_a_prompt_that_finds_502_until_too_late_is_dropped(ann: Person) -> None:
    slot = await _to_the_next_prompt(ann, Fault.BAD_GATEWAY, times=10_000)
    await ann.journey.phone.until(lambda: len([c for c in ann.calls("sendMessage") if not c.ok]) > 0, PATIENCE)
    ann.journey.go_to(slot.expires_at)
    assert await ann.ending(slot.slot) == DeliveryState.EXPIRED
    assert ann.user.news() == []


@pytest.mark.parametrize(("fault", "times"), [(Fault.RESET_BEFORE, 1), (Fault.RESET_AFTER, 2)])
@on_a_file
async def test_18_a_reply_is_said_at_least_once_through_a_reset(ann: Person, fault: Fault, times: int) -> None:
    ann.journey.phone.fail("sendMessage", fault)
    await ann.user.says("/help")
    for _ in range(times):
        await ann.sees(SAY("help"))
    await ann.journey.settled()
    assert ann.user.news() == []


@pytest.mark.parametrize(("fault", "shown"), [(Fault.RESET_BEFORE, 0), (Fault.RESET_AFTER, 1)])
async def test_18_a_prompt_is_said_at_most_once_through_a_reset(ann: Person, fault: Fault, shown: int) -> None:
    slot = await _to_the_next_prompt(ann, fault)
    assert await ann.ending(slot.slot) == DeliveryState.UNKNOWN
    await ann.journey.settled()
    assert len(ann.user.news()) == shown
    following = await ann.planned()
    assert following is not None
    assert following.slot != slot.slot


@pytest.mark.usefixtures("impatient_wire")
@pytest.mark.parametrize(("fault", "times"), [(Fault.HANG, 1), (Fault.HANG_AFTER, 2), (Fault.GARBAGE, 1)])
@on_a_file
async def test_18_a_reply_that_is_met_with_silence_or_nonsense_is_said_again(
    ann: Person, fault: Fault, times: int
) -> None:
    ann.journey.phone.fail("sendMessage", fault)
    await ann.user.says("/help")
    for _ in range(times):
        await ann.sees(SAY("help"))
    await ann.journey.settled()
    assert ann.user.news() == []


@pytest.mark.usefixtures("impatient_wire")
@pytest.mark.parametrize(("fault", "shown"), [(Fault.HANG, 0), (Fault.HANG_AFTER, 1), (Fault.GARBAGE, 0)])
@on_a_file
async def test_18_a_prompt_that_is_met_with_silence_or_nonsense_is_not(ann: Person, fault: Fault, shown: int) -> None:
    slot = await _to_the_next_prompt(ann, fault)
    assert await ann.ending(slot.slot) == DeliveryState.UNKNOWN
    await ann.journey.settled()
    assert len(ann.user.news()) == shown


async def test_18_the_week_is_said_again_when_it_may_not_have_arrived(ann: Person) -> None:
    week = await ann.planned(DeliveryKind.WEEK)
    assert week is not None
    ann.journey.clock.advance_to(week.due_at - timedelta(hours=4))
    await ann.say("/pause", SAY("ask-pause"))
    await ann.say("/resume", "I am back")
    ann.journey.phone.fail("sendMessage", Fault.RESET_BEFORE)
    ann.journey.go_to(week.due_at)
    await ann.sees("week")
    assert await ann.ending(week.slot) == DeliveryState.SENT


@pytest.mark.parametrize("back", ["/start", "unblocks"])
@pytest.mark.parametrize("why", ["blocks", "deactivates"])
async def test_19_who_is_gone_is_left_in_peace_until_they_are_back(ann: Person, why: str, back: str) -> None:
    slot = await ann.planned()
    assert slot is not None
    ann.user.user.blocked, ann.user.user.deactivated = why == "blocks", why == "deactivates"
    ann.journey.go_to(slot.due_at)
    assert await ann.ending(slot.slot) == DeliveryState.FAILED
    known = await ann.known()
    assert known is not None
    assert known.gone
    assert await ann.planned() is await ann.planned(DeliveryKind.WEEK) is None
    ann.user.user.deactivated = False
    if back == "/start":
        await ann.say("/start", SAY("welcome-back"))
    else:
        ann.user.user.blocked = True
        await ann.user.unblocks()
        await ann.journey.settled()
    assert await ann.planned() is not None


@on_a_file
async def test_19_an_unknown_403_switches_nobody_off(ann: Person) -> None:
    ann.journey.phone.fail("sendMessage", Fault.REFUSED(403, "Forbidden: something new"))
    await ann.user.says("/help")
    await ann.journey.settled()
    known = await ann.known()
    assert known is not None
    assert not known.gone
    assert await ann.planned() is not None


async def _moves(ann: Person) -> int:
    """Her chat has another number from now on: what is sent to the old one is told the new one."""
    phone, new = ann.journey.phone, ann.user.id + 1_000_000
    phone.world.chats[new] = phone.world.chats[ann.user.id]
    moved = Fault.REFUSED(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=new)
    phone.fail("sendMessage", moved, times=1000, chat=ann.user.id)
    return new


async def _known_as(ann: Person, chat: int) -> people.Known | None:
    async with ann.journey.app.storage.transaction() as tx:
        return await people.by_chat(tx, chat)


async def test_20_an_answer_follows_a_chat_that_moved_and_its_number_is_kept_once(ann: Person) -> None:
    before, new = await ann.known(), await _moves(ann)
    await ann.user.says("/help")
    await ann.sees(SAY("help"))
    await ann.journey.settled()
    found = await _known_as(ann, new)
    assert before is not None
    assert found is not None
    assert found.person.id == before.person.id
    assert await _known_as(ann, ann.user.id) is None
    assert [call.params["chat_id"] for call in ann.calls("sendMessage")[-2:]] == [str(ann.user.id), new]


async def test_20_a_prompt_follows_too_and_the_next_knows_the_way(ann: Person) -> None:
    new, slot = await _moves(ann), await ann.planned()
    assert slot is not None
    ann.journey.go_to(slot.due_at)

    async def put_off() -> bool:
        return await _known_as(ann, new) is not None

    await eventually(put_off)
    ann.journey.go_to(ann.journey.clock.now() + timedelta(seconds=30))
    await ann.sees(NEXT)
    assert await ann.ending(slot.slot) == DeliveryState.SENT
    assert len([call for call in ann.calls("sendMessage") if call.ok and call.params["chat_id"] == new]) == 1


@pytest.fixture
def impatient_wire(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer is waited for half a second."""
    monkeypatch.setattr(application, "_ANSWER_WITHIN", 0.5)


async def _to_the_next_prompt(ann: Person, fault: Fault, times: int = 1) -> Any:
    slot = await ann.planned()
    assert slot is not None
    ann.journey.phone.fail("sendMessage", fault, times=times)
    ann.journey.go_to(slot.due_at)
    return slot
