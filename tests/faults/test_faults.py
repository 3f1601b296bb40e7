"""Each fault of the platform by its name, met by the whole product over HTTP. No call may have broken a rule.

Kills, clocks and zones have files of their own: `test_kill`, `tests/flows/test_prompts`, `tests/scheduler`.
"""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from coach.model import Delivery, DeliveryKind, DeliveryState
from coach.phone import Fault
from coach.phone.world import Notice
from coach.storage import deliveries, people, updates
from coach.storage.tables import DeliveryRow
from scheduler import due
from tests.databases import locked, rows
from tests.fakes import MONDAY
from tests.flows.journey import NEXT, PATIENCE, SAY, Person, journey, running
from tests.flows.waiting import eventually

THOUGHT = "so lonely since he looked away"
ISOLATED, UNTIL_HERE = "\u2068", "\u2069"  # around what could turn the direction of the words beside it


@pytest.fixture
async def ann(tmp_path: Path, url: str, key_file: Path) -> AsyncIterator[Person]:
    """Somebody who is set up: Berlin, 08:00 and 20:00, Thursday at 15:00. It is Monday, ten in the morning there."""
    async with journey(tmp_path, MONDAY, database_url=url, key_file=key_file) as begun:
        person = begun.person()
        await person.set_up()
        await begun.settled()
        person.user.news()
        yield person


def _calls(ann: Person, method: str) -> list[Any]:
    return [call for call in ann.journey.phone.calls if call.method == method]


def _message(ann: Person, **content: Any) -> dict[str, Any]:
    private = {"id": ann.user.id, "type": "private", "first_name": "Ann"}
    sender = {"id": ann.user.id, "is_bot": False, "first_name": "Ann"}
    return {"message_id": 9001, "date": 1, "chat": private, "from": sender, **content}


async def _texts(ann: Person) -> list[str]:
    return [part.text for moment in await ann.moments() for part in moment.text]


async def _state(ann: Person, slot: str) -> str:
    """How a slot ended, once it did."""

    async def over() -> str:
        async with ann.journey.app.storage.transaction() as tx:
            state = (await tx.session.exec(select(DeliveryRow.state).where(DeliveryRow.slot == slot))).one()
        return "" if state in ("due", "claimed", "sending") else state

    return await eventually(over)


# ── what comes in


async def test_1_a_duplicate_update_has_one_effect(ann: Person) -> None:
    for _ in range(2):
        ann.journey.phone.inject({"update_id": 700_000, "message": _message(ann, text=THOUGHT)})
    await ann.sees(SAY("ask-nearest"))
    await ann.journey.settled()
    assert ann.user.news() == []
    assert await _texts(ann) == [THOUGHT]


async def test_2_update_numbers_that_restart_lower_are_accepted(ann: Person) -> None:
    ann.journey.phone.restart_update_ids(900_000)
    await ann.say("/help", SAY("help"))
    await ann.journey.settled()
    ann.journey.phone.restart_update_ids(100_000)
    await ann.say(THOUGHT, SAY("ask-nearest"))
    await ann.journey.settled()
    assert await _texts(ann) == [THOUGHT]


async def test_3_a_press_that_overtakes_a_text_takes_nothing_from_it(ann: Person) -> None:
    asked = await ann.say("/feel", SAY("ask-family"))
    with ann.journey.phone.messages_held():
        await ann.user.says(THOUGHT)
        await ann.user.presses(asked.data["angry"], asked.message_id)
        await ann.sees("Is there a word that fits closer")
    await ann.sees("How strong")
    assert await _texts(ann) == [THOUGHT]


async def test_3_an_old_keyboard_goes_with_a_kind_word(ann: Person) -> None:
    old = await ann.say("/feel", SAY("ask-family"))
    ann.journey.phone.fail("editMessageReplyMarkup", Fault.REFUSED(400, "Bad Request: not now"))
    await ann.say(THOUGHT, SAY("ask-nearest"))
    await ann.journey.settled()
    assert next(line.message_id for line in ann.user.screen() if line.buttons) == old.message_id
    await ann.user.presses(old.data["angry"], old.message_id)
    await ann.journey.settled()
    assert ann.user.toasts == [SAY("toast-closed")]
    assert old.message_id not in [line.message_id for line in ann.user.screen() if line.buttons]


async def test_4_a_press_on_an_inaccessible_message_is_answered_with_a_new_one(ann: Person) -> None:
    asked = await ann.say("/feel", SAY("ask-family"))
    edits = len(_calls(ann, "editMessageText"))
    await ann.user.presses(asked.data["angry"], asked.message_id, inaccessible=True)
    below = await ann.sees("Is there a word that fits closer")
    assert below.message_id != asked.message_id
    assert len(_calls(ann, "editMessageText")) == edits


async def test_5_another_person_s_buttons_do_nothing(ann: Person) -> None:
    ben = ann.journey.person("Ben")
    await ben.set_up()
    asked = await ann.say("/feel", SAY("ask-family"))
    theirs = await ben.say("/feel", SAY("ask-family"))
    await ben.user.presses(asked.data["angry"], theirs.message_id)
    await ben.user.presses(asked.data["angry"], asked.message_id, owner=ann.user)
    await ben.user.presses("menu:open", theirs.message_id)
    await ann.journey.settled()
    assert len(await ann.moments()) == len(await ben.moments()) == 1
    assert [moment.feelings for moment in (*await ann.moments(), *await ben.moments())] == [(), ()]
    assert all(press.answered for press in ann.journey.phone.world.presses.values())
    await ann.tap("angry", "Is there a word that fits closer")


async def test_6_an_edited_reply_changes_the_record_without_a_second_answer(ann: Person) -> None:
    message_id = await ann.user.says(THOUGHT)
    await ann.sees(SAY("ask-nearest"))
    await ann.journey.settled()
    await ann.user.edits(message_id, "so lonely since he looked up")
    await ann.journey.settled()
    assert ann.user.news() == []
    assert await _texts(ann) == ["so lonely since he looked up"]


async def test_7_no_attachment_is_met_with_silence(ann: Person) -> None:
    phone_user = ann.user
    sends = (
        phone_user.sends_sticker,
        phone_user.sends_photo,
        phone_user.sends_video,
        phone_user.sends_contact,
        phone_user.sends_poll,
        phone_user.sends_voice,
    )
    for send in sends:
        await send()
        await ann.sees(NEXT)
        await ann.journey.settled()
        phone_user.news()
    await phone_user.sends_location(38.7, -9.1)
    await ann.sees("Lisbon")


async def test_8_a_long_thought_in_parts_is_one_moment(ann: Person) -> None:
    thought = " ".join(["he looked at the clock while I spoke"] * 300)
    await ann.user.says(thought)
    await ann.sees(SAY("ask-family"))
    await ann.journey.settled()
    (moment,) = await ann.moments()
    assert len(moment.text) == 3
    assert "".join(part.text for part in moment.text).replace(" ", "") == thought.replace(" ", "")


STRANGE = {
    "9 NUL": ("so lonely\x00 today", "so lonely today"),
    "10 a lone surrogate": ("so lonely \ud83d today", "so lonely \ufffd today"),
    "11 right to left, zero width, combining": ("so lonely \u202eאבא\u200b e\u0301\u0323\u0301", None),
    "12 HTML": ("so lonely <b>today</b> &amp; <script>", None),
    "12 Markdown": ("so lonely *today* _and_ `then` [x](y)", None),
    "12 Typst": ('so lonely #set text(red) $x$ @ref "quoted"', None),
}


@pytest.mark.parametrize(("text", "kept"), STRANGE.values(), ids=STRANGE.keys())
async def test_whatever_is_typed_is_kept_and_shown_as_typed(ann: Person, text: str, kept: str | None) -> None:
    ann.journey.phone.inject({"message": _message(ann, text=text)})
    shown = await ann.sees(SAY("ask-nearest"))
    assert f"“{kept or text}”" in shown.text.replace(ISOLATED, "").replace(UNTIL_HERE, "")
    assert await _texts(ann) == [kept or text]


async def test_25_a_forward_is_never_the_person_s_own_word(ann: Person) -> None:
    await ann.user.forwards("furious")
    await ann.sees(SAY("forwarded"))
    await ann.user.says_via_bot("furious")
    await ann.sees(SAY("forwarded"))
    assert await ann.moments() == []


async def test_25_a_group_is_declined_once_and_a_group_that_moves_is_no_matter(ann: Person) -> None:
    group = ann.journey.phone.group("Friends")
    await ann.user.says("/week@phone_test_bot", group)
    await ann.journey.phone.until(
        lambda: any(m.body.get("text") == SAY("only-private") for m in group.messages.values())
    )
    await ann.user.migrates(group)
    await ann.say("/help", SAY("help"))


# ── what goes out


async def test_16_what_is_told_to_wait_is_said_afterwards_and_others_are_not_kept_waiting(ann: Person) -> None:
    ben = ann.journey.person("Ben")
    await ben.set_up()
    ann.journey.phone.fail("sendMessage", Fault.TOO_MANY(1), chat=ann.user.id)
    await ann.user.says("/help")
    await ben.say("/help", SAY("help"))
    assert ann.user.news() == []
    await ann.sees(SAY("help"))
    tries = [
        call for call in _calls(ann, "sendMessage") if call.params.get("chat_id") in (ann.user.id, str(ann.user.id))
    ]
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
    assert await _state(ann, slot.slot) == DeliveryState.SENT


async def test_17_a_burst_of_502_is_survived_and_everything_is_said_once(ann: Person) -> None:
    ann.journey.phone.fail("sendMessage", Fault.BAD_GATEWAY, times=3)
    ann.journey.phone.fail("getUpdates", Fault.BAD_GATEWAY, times=2)
    await ann.say(THOUGHT, SAY("ask-nearest"))
    await ann.journey.settled()
    assert [line.text for line in ann.user.news()] == []
    assert await _texts(ann) == [THOUGHT]


async def test_17_a_prompt_that_finds_502_until_too_late_is_dropped(ann: Person) -> None:
    slot = await _to_the_next_prompt(ann, Fault.BAD_GATEWAY, times=10_000)
    await ann.journey.phone.until(lambda: len([c for c in _calls(ann, "sendMessage") if not c.ok]) > 0, PATIENCE)
    ann.journey.go_to(slot.expires_at)
    assert await _state(ann, slot.slot) == DeliveryState.EXPIRED
    assert ann.user.news() == []


@pytest.mark.parametrize(("fault", "times"), [(Fault.RESET_BEFORE, 1), (Fault.RESET_AFTER, 2)])
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
    assert await _state(ann, slot.slot) == DeliveryState.UNKNOWN
    await ann.journey.settled()
    assert len(ann.user.news()) == shown
    following = await ann.planned()
    assert following is not None
    assert following.slot != slot.slot


async def test_18_the_week_is_said_again_when_it_may_not_have_arrived(ann: Person) -> None:
    week = await ann.planned(DeliveryKind.WEEK)
    assert week is not None
    ann.journey.clock.advance_to(week.due_at - timedelta(hours=4))
    await ann.say("/pause", SAY("ask-pause"))
    await ann.say("/resume", "I am back")
    ann.journey.phone.fail("sendMessage", Fault.RESET_BEFORE)
    ann.journey.go_to(week.due_at)
    await ann.sees("week")
    assert await _state(ann, week.slot) == DeliveryState.SENT


@pytest.mark.parametrize("why", ["blocks", "deactivates"])
async def test_19_who_is_gone_is_left_in_peace(ann: Person, why: str) -> None:
    slot = await ann.planned()
    assert slot is not None
    ann.user.user.blocked, ann.user.user.deactivated = why == "blocks", why == "deactivates"
    ann.journey.go_to(slot.due_at)
    assert await _state(ann, slot.slot) == DeliveryState.FAILED
    known = await ann.known()
    assert known is not None
    assert known.gone
    assert await ann.planned() is await ann.planned(DeliveryKind.WEEK) is None
    ann.user.user.deactivated = False
    await ann.say("/start", SAY("welcome-back"))
    assert await ann.planned() is not None


async def test_19_an_unknown_403_switches_nobody_off(ann: Person) -> None:
    ann.journey.phone.fail("sendMessage", Fault.REFUSED(403, "Forbidden: something new"))
    await ann.user.says("/help")
    await ann.journey.settled()
    known = await ann.known()
    assert known is not None
    assert not known.gone
    assert await ann.planned() is not None


async def _to_the_next_prompt(ann: Person, fault: Fault, times: int = 1) -> Any:
    slot = await ann.planned()
    assert slot is not None
    ann.journey.phone.fail("sendMessage", fault, times=times)
    ann.journey.go_to(slot.due_at)
    return slot


# ── what is kept


@pytest.mark.usefixtures("impatient")
async def test_21_a_locked_database_leaves_the_update_with_telegram_until_it_is_free(url: str, ann: Person) -> None:
    async with locked(url):
        await ann.user.says(THOUGHT)
        polls = len(_calls(ann, "getUpdates"))
        await ann.journey.phone.until(lambda: len(_calls(ann, "getUpdates")) > polls + 1, PATIENCE)
        assert len(ann.journey.phone.pending) == 1
    await ann.sees(SAY("ask-nearest"))
    await ann.journey.settled()
    assert await _texts(ann) == [THOUGHT]


async def test_22_a_claim_whose_holder_died_before_the_send_is_sent_once(ann: Person) -> None:
    slot = await ann.planned()
    assert slot is not None
    ann.journey.clock.advance_to(slot.due_at)
    claimed = (await due.claim(ann.journey.app.storage, ann.journey.clock.now(), 1000)).deliveries
    assert [one.slot for one in claimed] == [slot.slot]
    ann.journey.go_to(ann.journey.clock.now() + due.LEASE)
    await ann.sees(NEXT)
    await ann.journey.settled()
    assert ann.user.news() == []
    assert await _state(ann, slot.slot) == DeliveryState.SENT


async def test_22_a_send_whose_holder_died_is_not_repeated(ann: Person) -> None:
    slot = await ann.planned()
    assert slot is not None
    ann.journey.clock.advance_to(slot.due_at)
    (claimed,) = (await due.claim(ann.journey.app.storage, ann.journey.clock.now(), 1000)).deliveries
    async with ann.journey.app.storage.transaction() as tx:
        deliveries.begin_sending(tx, claimed, None)
    ann.journey.go_to(ann.journey.clock.now() + due.LEASE)
    assert await _state(ann, slot.slot) == DeliveryState.UNKNOWN
    assert ann.user.news() == []
    assert await ann.planned() is not None


async def test_22_what_telegram_may_have_is_written_down_as_such_before_it_is_sent(url: str, ann: Person) -> None:
    slot, seen = await ann.planned(), list[str]()
    assert slot is not None
    elsewhere = ThreadPoolExecutor()

    def look(notice: Notice) -> None:
        if notice.kind == "message" and notice.chat_id == ann.user.id:
            written = elsewhere.submit(asyncio.run, rows(url)).result()
            seen.extend(row for row in written["delivery"] if slot.slot in row)

    ann.journey.phone.world.on_notice.append(look)
    ann.journey.go_to(slot.due_at)
    await ann.sees(NEXT)
    assert [DeliveryState.SENDING in row for row in seen] == [True]


async def test_23_two_tickers_claim_a_slot_once(ann: Person) -> None:
    slot = await ann.planned()
    assert slot is not None
    ann.journey.clock.advance_to(slot.due_at)
    storage, now = ann.journey.app.storage, ann.journey.clock.now()
    claims = await asyncio.gather(due.claim(storage, now, 1000), due.claim(storage, now, 1000))
    assert sorted(len(claim.deliveries) for claim in claims) == [0, 1]


async def test_23_a_second_poller_loses_nothing_and_each_update_has_one_effect(
    ann: Person, tmp_path: Path, url: str, key_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with running(ann.journey.phone, tmp_path, ann.journey.clock, database_url=url, key_file=key_file):
        if not ann.journey.app.storage.shared:  # on one PostgreSQL the second waits for the first, and asks nothing
            await ann.journey.phone.until(
                lambda: any("terminated by other getUpdates" in call.outcome for call in _calls(ann, "getUpdates")),
                PATIENCE,
            )
        await ann.say(THOUGHT, SAY("ask-nearest"))
    assert await _texts(ann) == [THOUGHT]
    told = "another program takes this bot's updates; only one may" in capsys.readouterr().out
    assert told is not ann.journey.app.storage.shared


async def test_an_update_that_cannot_be_read_holds_nobody_up(ann: Person) -> None:
    ann.journey.phone.inject({"message": {"message_id": "x", "chat": {"id": ann.user.id}, "text": THOUGHT}})
    ann.journey.phone.inject({"message": _message(ann, text="/help", message_id=10**30)})
    await ann.say("/help", SAY("help"))
    await ann.journey.settled()
    async with ann.journey.app.storage.transaction() as tx:
        assert await updates.quarantined(tx) >= 1
        assert await people.by_chat(tx, ann.user.id) is not None
