"""What a real bot library makes of the phone's answers."""

from __future__ import annotations

import os
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from telegram import (
    Bot,
    BotCommand,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import (
    BadRequest,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from coach.phone import Fault, Phone, PhoneUser, images, wire


def keys(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label) for label in labels]])


@pytest.fixture
async def ann(phone: Phone) -> PhoneUser:
    ann = phone.user("Ann")
    await ann.says("/start")
    return ann


async def test_a_message_appears_with_its_buttons(bot: Bot, ann: PhoneUser) -> None:
    await bot.send_message(ann.id, "One breath. /say", reply_markup=keys("Angry", "Sad"))
    line = await ann.sees("One breath")
    assert line.buttons == (("Angry", "Sad"),)
    assert line.raw["entities"] == [{"type": "bot_command", "offset": 12, "length": 4}]


async def test_an_edit_changes_the_message_in_place_and_drops_the_keys(bot: Bot, ann: PhoneUser) -> None:
    message = await bot.send_message(ann.id, "Which word?", reply_markup=keys("hurt"))
    await message.edit_text("Hurt.")
    assert [line.text for line in ann.screen()] == ["/start", "Hurt."]
    assert ann.screen()[-1].edited
    assert ann.screen()[-1].buttons == ()


@pytest.mark.parametrize(
    ("call", "told"),
    [
        ({"text": "a" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": " \n "}, "message text is empty"),
        ({"chat_id": 5, "text": "x"}, "chat not found"),
        ({"text": "<x>", "parse_mode": "HTML"}, 'can\'t parse entities: Unsupported start tag "x" at byte offset 0'),
        ({"text": "a.", "parse_mode": "MarkdownV2"}, "can't parse entities: Character '.' is reserved"),
        ({"text": "x", "entities": [{"type": "bold", "offset": 0, "length": 2}]}, "ENTITY_BOUNDS_INVALID"),
        ({"text": "x", "colour": "red"}, 'unknown parameter "colour"'),
        ({"text": 7}, 'can\'t parse parameter "text"'),
        ({"text": "x", "message_effect_id": "1"}, 'the phone does not play the parameter "message_effect_id"'),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "k", "callback_data": "é" * 33}]]}},
            "BUTTON_DATA_INVALID",
        ),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "k"}]]}},
            "text buttons are unallowed in the inline keyboard",
        ),
        (
            {"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "k", "callback_data": "1"}]] * 101}},
            "reply markup is too long",
        ),
    ],
)
async def test_a_wrong_message_is_refused_in_telegrams_words(
    phone: Phone, ann: PhoneUser, call: dict[str, object], told: str
) -> None:
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{phone.url}/bot{phone.token}/sendMessage", json={"chat_id": ann.id, **call})
    assert answer.status_code == 400
    assert answer.json()["ok"] is False
    assert answer.json()["error_code"] == 400
    assert answer.json()["description"].startswith(f"Bad Request: {told}")
    assert len(ann.screen()) == 1


async def test_only_broken_rules_are_refusals(phone: Phone, bot: Bot, ann: PhoneUser) -> None:
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(5, "x")
    assert phone.refusals == []
    with pytest.raises(BadRequest):
        await bot.send_message(ann.id, "a" * 4097)
    with pytest.raises(BadRequest, match="The phone does not play the method"):
        await bot.send_dice(ann.id)
    assert [call.method for call in phone.refusals] == ["sendMessage", "sendDice"]


async def test_an_unchanged_edit_is_refused(bot: Bot, ann: PhoneUser) -> None:
    message = await bot.send_message(ann.id, "same", reply_markup=keys("a"))
    with pytest.raises(BadRequest, match="Message is not modified"):
        await message.edit_text("same", reply_markup=keys("a"))
    await message.edit_text("same", reply_markup=keys("b"))
    assert not ann.screen()[-1].edited


async def test_a_message_that_is_gone_cannot_be_edited(bot: Bot, ann: PhoneUser) -> None:
    message = await bot.send_message(ann.id, "x")
    assert await message.delete()
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await message.edit_text("y")
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await message.delete()


async def test_nothing_is_deleted_after_two_days(bot: Bot, ann: PhoneUser, clock: Any) -> None:
    message = await bot.send_message(ann.id, "x")
    clock.forward(hours=48)
    fresh = await bot.send_message(ann.id, "y")
    clock.forward(seconds=1)
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await message.delete()
    assert await bot.delete_messages(ann.id, [fresh.message_id, 999])
    assert [line.text for line in ann.screen()] == ["/start", "x"]


async def test_a_press_is_answered_once_and_in_time(bot: Bot, ann: PhoneUser, clock: Any) -> None:
    await bot.send_message(ann.id, "x", reply_markup=keys("a"))
    first, second = await ann.taps("a"), await ann.taps("a")
    assert await bot.answer_callback_query(first, "Saved")
    assert ann.toasts == ["Saved"]
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(first)
    clock.forward(seconds=151)
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(second)


async def test_who_cannot_be_reached_is_told_apart(phone: Phone, bot: Bot, ann: PhoneUser) -> None:
    with pytest.raises(Forbidden, match="can't initiate conversation"):
        await bot.send_message(phone.user("Bea").id, "x")
    await ann.blocks()
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ann.id, "x")
    await ann.says("back again")
    await bot.send_message(ann.id, "x")
    await ann.deactivates()
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(ann.id, "x")


async def test_a_wrong_token_and_an_unknown_method_are_refused(phone: Phone, bot: Bot) -> None:
    with pytest.raises(InvalidToken):
        await Bot("1000:another", base_url=f"{phone.url}/bot").get_me()
    with pytest.raises(EndPointNotFound):
        await bot.do_api_request("sendCarrierPigeon")


async def test_planned_faults_come_in_order_and_then_end(phone: Phone, bot: Bot, ann: PhoneUser) -> None:
    expected = [
        (Fault.TOO_MANY(30), RetryAfter),
        (Fault.BAD_GATEWAY, NetworkError),
        (Fault.RESET_BEFORE, NetworkError),
        (Fault.RESET_AFTER, NetworkError),
        (Fault.GARBAGE, TelegramError),
        (Fault.HANG, TimedOut),
        (Fault.HANG_AFTER, TimedOut),
    ]
    for fault, _ in expected:
        phone.fail("sendMessage", fault)
    for fault, error in expected:
        with pytest.raises(error):
            await bot.send_message(ann.id, fault.name, read_timeout=0.2)
    await bot.send_message(ann.id, "at last")
    assert [line.text for line in ann.screen()] == ["/start", "reset after", "hang after", "at last"]


async def test_a_fault_for_one_chat_leaves_the_others_alone(phone: Phone, bot: Bot, ann: PhoneUser) -> None:
    bea = phone.user("Bea")
    await bea.says("/start")
    phone.fail("sendMessage", Fault.TOO_MANY(5), chat=bea.id, times=2)
    await bot.send_message(ann.id, "x")
    with pytest.raises(RetryAfter):
        await bot.send_message(bea.id, "x")


async def test_a_document_comes_back_byte_for_byte(bot: Bot, ann: PhoneUser) -> None:
    content = os.urandom(100_000) + b"\r\n\r\n--\r\n"
    sent = await bot.send_document(ann.id, content, filename="wéek.bin", caption="c")
    assert sent.document is not None
    assert sent.document.file_name == "wéek.bin"
    file = await bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == content


async def test_a_photo_can_be_sent_again_by_its_id(bot: Bot, ann: PhoneUser) -> None:
    sent = await bot.send_photo(ann.id, images.plain_png(30, 20, (1, 2, 3)))
    again = await bot.send_photo(ann.id, sent.photo[-1].file_id)
    assert (again.photo[-1].width, again.photo[-1].height) == (30, 20)
    with pytest.raises(BadRequest, match="Image_process_failed"):
        await bot.send_photo(ann.id, b"not a picture")


async def test_the_reply_keyboard_comes_and_goes(bot: Bot, ann: PhoneUser) -> None:
    where = KeyboardButton("Here", request_location=True)
    await bot.send_message(ann.id, "Where?", reply_markup=ReplyKeyboardMarkup([[where], ["Later"]]))
    assert ann.keyboard == [["Here"], ["Later"]]
    await ann.taps("Here")
    assert ann.screen()[-1].media == {"kind": "location", "file_id": None, "latitude": 52.52, "longitude": 13.4}
    await bot.send_message(ann.id, "Thanks", reply_markup=ReplyKeyboardRemove())
    assert ann.keyboard == []
    await bot.send_message(ann.id, "Say it", reply_markup=ForceReply(input_field_placeholder="your words"))


async def test_what_the_bot_says_of_itself_is_kept_by_language(bot: Bot) -> None:
    await bot.set_my_commands([BotCommand("week", "Your week")])
    await bot.set_my_description("English")
    await bot.set_my_description("Deutsch", language_code="de")
    assert [command.command for command in await bot.get_my_commands()] == ["week"]
    assert (await bot.get_my_description("de")).description == "Deutsch"
    assert (await bot.get_my_description("fr")).description == "English"
    assert (await bot.get_my_name()).name == "Unsaid"
    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await bot.set_my_commands([BotCommand("Week", "x")])
    with pytest.raises(BadRequest):
        await bot.set_my_short_description("x" * 121)


async def test_a_group_that_moved_tells_its_new_id(phone: Phone, bot: Bot, ann: PhoneUser) -> None:
    group = phone.group("A group")
    await bot.send_message(group.id, "x")
    new = await ann.migrates(group)
    with pytest.raises(TelegramError, match=str(new.id)):
        await bot.send_message(group.id, "x")


@settings(max_examples=30, deadline=None)
@given(content=st.binary(min_size=1, max_size=300))
def test_any_bytes_survive_a_multipart_form(content: bytes) -> None:
    request = httpx.Request("POST", "http://localhost", files={"document": ("f", content)}, data={"chat_id": "5"})
    given_back = wire._from_multipart(request.headers["content-type"], request.read())
    assert given_back["document"].content == content
    assert given_back["chat_id"] == "5"
