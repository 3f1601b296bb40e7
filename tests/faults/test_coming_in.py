"""Faults 1 to 12 and 25, by their numbers: what comes in, met by the whole product over HTTP."""

import pytest
from prometheus_client import REGISTRY

from coach.phone import Fault
from coach.storage import people, updates
from tests.faults.conftest import message_of, on_a_file
from tests.flows.journey import NEXT, PATIENCE, SAY, Person

THOUGHT = "so lonely since he looked away"
ISOLATED, UNTIL_HERE = "\u2068", "\u2069"  # around what could turn the direction of the words beside it


async def test_01_a_duplicate_update_has_one_effect(ann: Person) -> None:
    for _ in range(2):
        ann.journey.phone.inject({"update_id": 700_000, "message": message_of(ann, text=THOUGHT)})
    await ann.sees(SAY("ask-nearest"))
    await ann.journey.settled()
    assert ann.user.news() == []
    assert await ann.texts() == [THOUGHT]


async def test_02_update_numbers_that_restart_lower_are_accepted(ann: Person) -> None:
    ann.journey.phone.restart_update_ids(900_000)
    await ann.say("/help", SAY("help"))
    await ann.journey.settled()
    ann.journey.phone.restart_update_ids(100_000)
    await ann.say(THOUGHT, SAY("ask-nearest"))
    await ann.journey.settled()
    assert await ann.texts() == [THOUGHT]


async def test_03_a_press_that_overtakes_a_text_takes_nothing_from_it(ann: Person) -> None:
    asked = await ann.say("/feel", SAY("ask-family"))
    with ann.journey.phone.messages_held():
        await ann.user.says(THOUGHT)
        await ann.user.presses(asked.data["angry"], asked.message_id)
        await ann.sees("Is there a word that fits closer")
    await ann.sees("How strong")
    assert await ann.texts() == [THOUGHT]


async def test_03_an_old_keyboard_goes_with_a_kind_word(ann: Person) -> None:
    old = await ann.say("/feel", SAY("ask-family"))
    ann.journey.phone.fail("editMessageReplyMarkup", Fault.REFUSED(400, "Bad Request: not now"))
    await ann.say(THOUGHT, SAY("ask-nearest"))
    await ann.journey.settled()
    assert next(line.message_id for line in ann.user.screen() if line.buttons) == old.message_id
    await ann.user.presses(old.data["angry"], old.message_id)
    await ann.journey.settled()
    assert ann.user.toasts == [SAY("toast-closed")]
    assert old.message_id not in [line.message_id for line in ann.user.screen() if line.buttons]


@on_a_file
async def test_04_a_press_on_an_inaccessible_message_is_answered_with_a_new_one(ann: Person) -> None:
    asked = await ann.say("/feel", SAY("ask-family"))
    edits = len(ann.calls("editMessageText"))
    await ann.user.presses(asked.data["angry"], asked.message_id, inaccessible=True)
    below = await ann.sees("Is there a word that fits closer")
    assert below.message_id != asked.message_id
    assert len(ann.calls("editMessageText")) == edits


@on_a_file
async def test_05_another_person_s_buttons_do_nothing_and_are_counted(ann: Person) -> None:
    before = REGISTRY.get_sample_value("unsaid_presses_refused_total") or 0
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
    assert REGISTRY.get_sample_value("unsaid_presses_refused_total") == before + 3
    await ann.tap("angry", "Is there a word that fits closer")


async def test_06_an_edited_reply_changes_the_record_without_a_second_answer(ann: Person) -> None:
    message_id = await ann.user.says(THOUGHT)
    await ann.sees(SAY("ask-nearest"))
    await ann.journey.settled()
    await ann.user.edits(message_id, "so lonely since he looked up")
    await ann.journey.settled()
    assert ann.user.news() == []
    assert await ann.texts() == ["so lonely since he looked up"]


@on_a_file
async def test_07_no_attachment_is_met_with_silence(ann: Person) -> None:
    phone_user = ann.user
    sends = (
        phone_user.sends_sticker,
        phone_user.sends_photo,
        phone_user.sends_video,
        phone_user.sends_contact,
        phone_user.sends_poll,
        phone_user.sends_voice,
        lambda: phone_user.sends_document("notes.pdf", b"%PDF"),
    )
    for send in sends:
        await send()
        await ann.sees(NEXT)
        await ann.journey.settled()
        phone_user.news()
    await phone_user.sends_location(38.7, -9.1)
    await ann.sees("Lisbon")


@on_a_file
async def test_08_a_long_thought_in_parts_is_one_moment(ann: Person) -> None:
    thought = " ".join(["he looked at the clock while I spoke"] * 300)
    await ann.user.says(thought)
    await ann.sees(SAY("ask-family"))
    await ann.journey.settled()
    (moment,) = await ann.moments()
    assert len(moment.text) == 3
    assert "".join(part.text for part in moment.text).replace(" ", "") == thought.replace(" ", "")


async def _is_kept_and_shown(ann: Person, text: str, kept: str) -> None:
    ann.journey.phone.inject({"message": message_of(ann, text=text)})
    shown = await ann.sees(SAY("ask-nearest"))
    assert f"“{kept}”" in shown.text.replace(ISOLATED, "").replace(UNTIL_HERE, "")
    assert await ann.texts() == [kept]


async def test_09_nul_is_stripped(ann: Person) -> None:
    await _is_kept_and_shown(ann, "so lonely\x00 today", "so lonely today")


async def test_10_a_lone_surrogate_is_replaced(ann: Person) -> None:
    await _is_kept_and_shown(ann, "so lonely \ud83d today", "so lonely \ufffd today")


STRANGE = "so lonely \u202eאבא\u200b e\u0301\u0323\u0301"
MARKUP = (
    "so lonely <b>today</b> &amp; <script>",
    "so lonely *today* _and_ `then` [x](y)",
    'so lonely #set text(red) $x$ @ref "quoted"',
)


async def test_11_marks_that_turn_or_hide_or_pile_up_are_kept_and_isolated(ann: Person) -> None:
    await _is_kept_and_shown(ann, STRANGE, STRANGE)


@pytest.mark.parametrize("text", MARKUP, ids=["HTML", "Markdown", "Typst"])
@on_a_file
async def test_12_markup_is_shown_as_typed(ann: Person, text: str) -> None:
    await _is_kept_and_shown(ann, text, text)


@on_a_file
async def test_11_the_card_and_the_page_are_drawn_of_it(ann: Person) -> None:
    await _is_drawn(ann, STRANGE)


@on_a_file
async def test_12_on_the_card_and_the_page_it_is_no_markup(ann: Person) -> None:
    await _is_drawn(ann, MARKUP[2])


async def _is_drawn(ann: Person, text: str) -> None:
    await ann.say(text, SAY("ask-nearest"))
    await ann.say("/week", "Your week so far")
    await ann.user.says("/page")
    await ann.journey.phone.until(lambda: [call.ok for call in ann.calls("sendDocument")] == [True], PATIENCE)
    assert [call.ok for call in ann.calls("sendPhoto")] == [True]


@on_a_file
async def test_25_a_forward_is_never_the_person_s_own_word(ann: Person) -> None:
    await ann.user.forwards("furious")
    await ann.sees(SAY("forwarded"))
    await ann.user.says_via_bot("furious")
    await ann.sees(SAY("forwarded"))
    assert await ann.moments() == []


@on_a_file
async def test_25_a_group_is_declined_once_and_a_group_that_moves_is_no_matter(ann: Person) -> None:
    group = ann.journey.phone.group("Friends")
    await ann.user.says("/week@phone_test_bot", group)
    await ann.journey.phone.until(
        lambda: any(m.body.get("text") == SAY("only-private") for m in group.messages.values())
    )
    await ann.user.migrates(group)
    await ann.say("/help", SAY("help"))


async def test_25_a_channel_and_a_group_leave_nothing_behind(ann: Person) -> None:
    phone, mine = ann.journey.phone, await ann.texts()
    channel = {"id": -1_000_000_000_001, "type": "channel", "title": "News"}
    post = {"message_id": 1, "date": 1, "chat": channel, "text": THOUGHT}
    for kind in ("channel_post", "edited_channel_post", "message"):
        phone.inject({kind: post})
    other_bot = {"id": 2000, "is_bot": True, "first_name": "Other", "username": "other_test_bot"}
    group = {"id": -7, "type": "group", "title": "Friends"}
    for sender in (other_bot, {"id": ann.user.id, "is_bot": False, "first_name": "Ann"}):
        phone.inject({"message": {**post, "message_id": 2, "chat": group, "from": sender}})
    calls = len(ann.calls("sendMessage"))
    await ann.journey.settled()
    assert len(ann.calls("sendMessage")) == calls
    assert await ann.texts() == mine
    async with ann.journey.app.storage.transaction() as tx:
        assert [await people.by_chat(tx, chat) for chat in (-1_000_000_000_001, -7, 2000)] == [None] * 3


async def test_an_update_that_cannot_be_read_holds_nobody_up(ann: Person) -> None:
    ann.journey.phone.inject({"message": {"message_id": "x", "chat": {"id": ann.user.id}, "text": THOUGHT}})
    ann.journey.phone.inject({"message": message_of(ann, text="/help", message_id=10**30)})
    await ann.say("/help", SAY("help"))
    await ann.journey.settled()
    async with ann.journey.app.storage.transaction() as tx:
        assert await updates.quarantined(tx) >= 1
        assert await people.by_chat(tx, ann.user.id) is not None
