"""How updates reach a bot: by polling, by webhook, late, twice, out of order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import Conflict

from coach.phone import Phone
from coach.phone.webhook import SECRET_HEADER


async def test_updates_stay_until_confirmed(phone: Phone, bot: Bot) -> None:
    ann = phone.user("Ann")
    await ann.says("one")
    await ann.says("two")
    assert len(await bot.get_updates(limit=1)) == 1
    both = await bot.get_updates()
    assert [update.message.text for update in both] == ["one", "two"]
    left = await bot.get_updates(offset=both[0].update_id + 1)
    assert [update.message.text for update in left] == ["two"]
    assert len(phone.pending) == 1
    assert await bot.get_updates(offset=both[1].update_id + 1) == ()
    assert phone.pending == []


async def test_a_negative_offset_keeps_only_the_newest(phone: Phone, bot: Bot) -> None:
    ann = phone.user("Ann")
    for text in ("one", "two", "three"):
        await ann.says(text)
    assert [update.message.text for update in await bot.get_updates(offset=-1)] == ["three"]
    assert len(phone.pending) == 1


async def test_a_waiting_poll_gets_what_comes(phone: Phone, bot: Bot) -> None:
    waiting = asyncio.create_task(bot.get_updates(timeout=20))
    await phone.until(lambda: phone.calls and phone.calls[-1].outcome == "open")
    await phone.user("Ann").says("now")
    assert [update.message.text for update in await asyncio.wait_for(waiting, 5)] == ["now"]


async def test_a_second_poller_ends_the_first(phone: Phone, bot: Bot) -> None:
    async with Bot(phone.token, base_url=f"{phone.url}/bot") as other:
        first = asyncio.create_task(bot.get_updates(timeout=20))
        await phone.until(lambda: any(call.outcome == "open" for call in phone.calls))
        second = asyncio.create_task(other.get_updates(timeout=20))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await asyncio.wait_for(first, 5)
        await phone.user("Ann").says("for the second")
        assert len(await asyncio.wait_for(second, 5)) == 1


async def test_only_the_wanted_kinds_come(phone: Phone, bot: Bot) -> None:
    await bot.get_updates(allowed_updates=["message"])
    ann = phone.user("Ann")
    mine = await ann.says("a text")
    await ann.edits(mine, "another")
    await ann.blocks()
    assert [sorted(update) for update in phone.pending] == [["message", "update_id"]]


async def test_a_press_can_overtake_a_text(phone: Phone, bot: Bot) -> None:
    ann = phone.user("Ann")
    await ann.says("/start")
    await bot.get_updates(offset=(await bot.get_updates())[-1].update_id + 1)
    keys = InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="a")]])
    await bot.send_message(ann.id, "x", reply_markup=keys)
    with phone.messages_held():
        await ann.says("typed first")
        await ann.taps("a")
    press, text = await bot.get_updates()
    assert press.callback_query is not None
    assert text.message is not None
    assert press.update_id < text.update_id


async def test_presses_are_forgotten_sooner_than_messages(phone: Phone, clock: Any) -> None:
    ann = phone.user("Ann")
    await ann.says("x")
    await ann.presses("data", 1)
    clock.forward(seconds=151)
    assert ["message" in update for update in phone.pending] == [True]
    clock.forward(hours=24)
    assert phone.pending == []


async def test_a_number_used_before_is_delivered_again(phone: Phone, bot: Bot) -> None:
    ann = phone.user("Ann")
    await ann.says("x")
    (update,) = phone.pending
    await bot.get_updates()
    phone.inject(update)
    assert [one.update_id for one in await bot.get_updates(offset=update["update_id"] + 1)] == [1]
    assert await bot.get_updates(offset=update["update_id"] + 1) == ()


async def test_numbers_can_start_again_lower(phone: Phone, bot: Bot) -> None:
    phone.restart_update_ids(900)
    ann = phone.user("Ann")
    await ann.says("before the quiet week")
    (before,) = await bot.get_updates()
    phone.restart_update_ids(5)
    await ann.says("after it")
    (after,) = await bot.get_updates(offset=before.update_id + 1)
    assert (before.update_id, after.update_id) == (900, 5)


async def test_a_long_thought_comes_in_parts_that_fit(phone: Phone) -> None:
    words = "word " * 1700 + "😀" * 3000
    ann = phone.user("Ann")
    await ann.says(words)
    texts = [update["message"]["text"] for update in phone.pending]
    assert len(texts) == 4
    assert all(len(text.encode("utf-16-le")) <= 2 * 4096 for text in texts)
    assert "".join("".join(texts).split()) == "".join(words.split())


async def test_a_press_on_a_message_that_is_gone_is_inaccessible(phone: Phone, bot: Bot) -> None:
    ann = phone.user("Ann")
    await ann.says("/start")
    message = await bot.send_message(ann.id, "x")
    await message.delete()
    await ann.presses("old", message.message_id)
    assert phone.pending[-1]["callback_query"]["message"]["date"] == 0


class Hook:
    """A bot's webhook, which answers as told and keeps what it got."""

    def __init__(self) -> None:
        self.got: list[tuple[str | None, dict[str, Any]]] = []
        self.answers: list[Response] = []

    async def take(self, request: Request) -> Response:
        self.got.append((request.headers.get(SECRET_HEADER), await request.json()))
        return self.answers.pop(0) if self.answers else Response()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        app = Starlette(routes=[Route("/hook", self.take, methods=["POST"])])
        config = uvicorn.Config(app, lifespan="off", log_config=None, access_log=False)
        config.load()
        state = uvicorn.server.ServerState()
        make = config.http_protocol_class
        server = await asyncio.get_running_loop().create_server(
            lambda: make(config=config, server_state=state, app_state={}), "127.0.0.1", 0
        )
        try:
            yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/hook"
        finally:
            server.close()


async def test_a_webhook_gets_updates_in_order_and_again_until_it_takes_them(phone: Phone, bot: Bot) -> None:
    hook, ann = Hook(), phone.user("Ann")
    hook.answers = [Response(status_code=500)]
    async with hook.running() as url:
        await bot.set_webhook(url, secret_token="a-secret", allowed_updates=["message"])
        with pytest.raises(Conflict, match="can't use getUpdates method while webhook is active"):
            await bot.get_updates()
        await ann.says("one")
        await ann.says("two")
        await phone.until(lambda: not phone.pending)
        assert [update["message"]["text"] for _, update in hook.got] == ["one", "one", "two"]
        assert {secret for secret, _ in hook.got} == {"a-secret"}
        info = await bot.get_webhook_info()
        assert (info.url, info.pending_update_count) == (url, 0)
        assert info.last_error_message == "Wrong response from the webhook: 500 Internal Server Error"
        await bot.delete_webhook()
        assert await bot.get_updates() == ()


async def test_a_webhooks_answer_that_names_a_method_is_called(phone: Phone, bot: Bot) -> None:
    hook, ann = Hook(), phone.user("Ann")
    async with hook.running() as url:
        await bot.set_webhook(url)
        hook.answers = [JSONResponse({"method": "sendMessage", "chat_id": ann.id, "text": "by the way"})]
        await ann.says("x")
        await ann.sees("by the way")


async def test_a_webhook_elsewhere_is_refused(phone: Phone, bot: Bot) -> None:
    with pytest.raises(Exception, match="this machine only"):
        await bot.set_webhook("https://example.org/hook")
    assert [call.method for call in phone.refusals] == ["setWebhook"]
