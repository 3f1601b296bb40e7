"""The phone in a test's hand."""

from __future__ import annotations

import asyncio

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from coach.phone import Phone, running_phone


async def _echo(bot: Bot) -> None:
    offset = 0
    while True:
        for update in await bot.get_updates(offset=offset, timeout=10):
            offset = update.update_id + 1
            if update.message and update.message.text:
                keys = InlineKeyboardMarkup([[InlineKeyboardButton("Again", callback_data="again")]])
                await update.message.reply_text(f"You said: {update.message.text}", reply_markup=keys)
            elif update.callback_query:
                await update.callback_query.answer("Again, then")
                await update.callback_query.edit_message_text("Again.")


async def test_a_whole_exchange_with_a_polling_bot(phone: Phone, bot: Bot) -> None:
    running = asyncio.create_task(_echo(bot))
    ann = phone.user("Ann")
    await ann.says("hello")
    line = await ann.sees(r"You said: h\w+")
    assert line.buttons == (("Again",),)
    await ann.taps("Again")
    assert (await ann.sees("Again.")).edited
    await ann.settled(quiet=0.05)
    assert ann.toasts == ["Again, then"]
    assert ann.transcript() == "Ann: hello\nUnsaid: Again. (edited)"
    assert phone.pending == []
    assert phone.refusals == []
    running.cancel()


async def test_looking_is_at_what_is_new(phone: Phone, bot: Bot) -> None:
    ann = phone.user("Ann")
    await ann.says("/start")
    await bot.send_message(ann.id, "same words")
    await ann.sees("same words")
    with pytest.raises(AssertionError, match="Ann never saw 'same words'"):
        await ann.sees("same words", timeout=0.01)
    await bot.send_message(ann.id, "same words")
    assert [line.text for line in ann.news()] == ["same words"]
    assert ann.news() == []


async def test_a_button_that_is_not_there_says_what_is(phone: Phone, bot: Bot) -> None:
    ann = phone.user("Ann")
    await ann.says("/start")
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("Sad", callback_data="s")]])
    await bot.send_message(ann.id, "Which?", reply_markup=keys)
    with pytest.raises(LookupError, match=r"no button 'Angry'[\s\S]*\[Sad\]"):
        await ann.taps("Angry")


async def test_unconfirmed_updates_are_not_settled(phone: Phone) -> None:
    ann = phone.user("Ann")
    await ann.says("nobody listens")
    with pytest.raises(AssertionError, match="not settled: 1 updates"):
        await ann.settled(timeout=0.05)


async def test_people_see_only_their_own_chat(phone: Phone, bot: Bot) -> None:
    ann, bea = phone.user("Ann"), phone.user("Bea")
    await ann.says("mine")
    await bea.says("hers")
    await bot.send_message(ann.id, "for Ann")
    assert [line.text for line in bea.screen()] == ["hers"]
    await bea.presses("forged", 1, owner=ann)
    press = phone.pending[-1]["callback_query"]
    assert (press["from"]["id"], press["message"]["chat"]["id"]) == (bea.id, ann.id)


async def test_two_phones_do_not_share_a_world() -> None:
    async with running_phone() as one, running_phone() as other:
        await one.user("Ann").says("x")
        assert one.url != other.url
        assert other.pending == []
