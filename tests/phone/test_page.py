"""The page: what its server lets through, and what a person can do with it in a browser."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
from playwright.async_api import Browser, Page, async_playwright, expect
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup

from coach.phone import Control, Phone, images, running_phone

CHROMIUM = Path("/usr/bin/chromium")
QUIET = "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
in_a_browser = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no Chromium here"),
]


# The server's side


async def test_requests_for_another_host_are_refused(phone: Phone) -> None:
    async with httpx.AsyncClient(base_url=phone.url) as client:
        assert (await client.get("/", headers={"Host": "rebound.example"})).status_code == 403
        assert (await client.get("/", headers={"Host": "localhost:1"})).status_code == 200


async def test_posts_from_another_page_are_refused(phone: Phone) -> None:
    said = {"act": "says", "text": "not mine"}
    async with httpx.AsyncClient(base_url=phone.url) as client:
        foreign = await client.post("/do", json=said, headers={"Origin": "https://example.org"})
        plain = await client.post("/do", content=str(said), headers={"Content-Type": "text/plain"})
    assert (foreign.status_code, plain.status_code) == (403, 415)
    assert phone.pending == []


async def test_the_page_loads_nothing_from_elsewhere(phone: Phone) -> None:
    async with httpx.AsyncClient(base_url=phone.url) as client:
        for path in ("/", "/app.css", "/app.js", "/message.js", "/parts.js", "/icon.svg"):
            answer = await client.get(path)
            assert "default-src 'self'" in answer.headers["Content-Security-Policy"]
            links = re.findall(r"(?:src=|href=|url\(|@import)[\"']?(\w+:)?//", answer.text)
            assert links == []
            assert "innerHTML" not in answer.text


async def test_the_state_is_one_persons_chat(phone: Phone, bot: Bot) -> None:
    ann, bea = phone.user("Ann"), phone.user("Bea")
    await ann.says("/start")
    await bea.says("hers")
    await bot.send_message(ann.id, "hello")
    async with httpx.AsyncClient(base_url=phone.url) as client:
        first = (await client.get("/state?user=1")).json()
        second = (await client.get("/state?user=2")).json()
        assert (await client.get("/state?user=10")).status_code == 404
    assert [message["text"] for message in first["messages"]] == ["/start", "hello"]
    assert [message["text"] for message in second["messages"]] == ["hers"]


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_pair_of_colours_has_enough_contrast(theme: int) -> None:
    import coach.phone

    style = Path(coach.phone.__file__).with_name("page").joinpath("app.css").read_text()
    palette = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", style)
    colours = {name: (light, dark)[theme] for name, light, dark in palette}
    grounds = ("desk", "sheet", "card", "key", "key-over")
    pairs = [(ink, ground) for ink in ("ink", "soft") for ground in grounds]
    pairs += [("ink", "mine"), ("accent", "card"), ("accent", "sheet"), ("accent", "mine"), ("on-accent", "accent")]
    for pair in pairs:
        low, high = sorted(_luminance(colours[name]) for name in pair)
        assert (high + 0.05) / (low + 0.05) >= 4.5, pair


# In a browser


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET.split())
        yield browser
        await browser.close()


async def opened(browser: Browser, phone: Phone, width: int = 390, **more: object) -> Page:
    context = await browser.new_context(viewport={"width": width, "height": 844}, reduced_motion="reduce")
    page = await context.new_page()
    await page.goto(phone.url + str(more.get("path", "/")))
    await page.wait_for_selector("[data-ready]")
    return page


def keys(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label) for label in labels]])


class TestInABrowser:
    pytestmark = in_a_browser

    async def test_a_chat_by_keyboard_alone(self, browser: Browser, phone: Phone, bot: Bot) -> None:
        page = await opened(browser, phone)
        await page.get_by_role("button", name="Start").focus()
        await page.keyboard.press("Enter")
        (update,) = await bot.get_updates(timeout=5)
        person = update.message.from_user.id
        sent = await bot.send_message(person, "Which word?", reply_markup=keys("hurt", "angry"))
        await page.get_by_role("button", name="angry").focus()
        await page.keyboard.press("Enter")
        press = (await bot.get_updates(offset=update.update_id + 1, timeout=5))[0]
        assert press.callback_query.data == "angry"
        await press.callback_query.answer("Kept")
        await sent.edit_text("Angry. How strong?", reply_markup=keys("1", "2"))
        await expect(page.locator("#toast")).to_have_text("Kept")
        await expect(page.get_by_role("button", name="1")).to_be_focused()
        await page.locator("#text").focus()
        await page.keyboard.type("he looked")
        await page.keyboard.press("Shift+Enter")
        await page.keyboard.type("at the clock")
        await page.keyboard.press("Enter")
        await expect(page.locator(".mine .words").last).to_have_text("he looked\nat the clock")
        await page.keyboard.press("ArrowUp")
        await page.keyboard.press("Control+A")
        await page.keyboard.type("he sighed")
        await page.keyboard.press("Enter")
        await expect(page.locator(".mine .words").last).to_have_text("he sighed")
        assert "edited_message" in phone.pending[-1]
        assert phone.refusals == []

    async def test_markup_is_shown_as_typed(self, browser: Browser, phone: Phone, bot: Bot) -> None:
        page = await opened(browser, phone)
        await page.locator("#text").fill("<img src=x onerror=alert(1)> **x**")
        await page.locator("#text").press("Enter")
        await expect(page.locator(".mine .words")).to_have_text("<img src=x onerror=alert(1)> **x**")
        assert await page.locator(".mine img").count() == 0

    async def test_the_commands_open_and_filter(self, browser: Browser, phone: Phone, bot: Bot) -> None:
        await bot.set_my_commands([BotCommand("week", "Your week"), BotCommand("say", "A sentence")])
        page = await opened(browser, phone)
        await page.get_by_role("button", name="Commands").click()
        await expect(page.get_by_role("option")).to_have_count(2)
        await page.locator("#text").fill("/s")
        await expect(page.get_by_role("option")).to_have_count(1)
        await page.keyboard.press("Enter")
        await expect(page.locator(".mine .words")).to_have_text("/say")

    async def test_a_reload_brings_the_whole_chat_back(self, browser: Browser, phone: Phone, bot: Bot) -> None:
        page = await opened(browser, phone)
        await page.locator("#text").fill("hello")
        await page.keyboard.press("Enter")
        await expect(page.locator(".mine")).to_have_count(1)
        person = phone.pending[0]["message"]["from"]["id"]
        await bot.send_photo(person, images.plain_png(60, 40, (200, 190, 170)), caption="a picture")
        await bot.send_document(person, b"x" * 2000, filename="week.pdf")
        gone = await bot.send_message(person, "gone soon")
        await expect(page.locator(".bot")).to_have_count(3)
        await gone.delete()
        await expect(page.locator(".bot")).to_have_count(2)
        await page.reload()
        await expect(page.locator(".message")).to_have_count(3)
        await page.get_by_role("button", name="Picture").click()
        await expect(page.locator("#viewer")).to_be_visible()
        await page.keyboard.press("Escape")
        async with page.expect_download() as download:
            await page.get_by_role("link", name="week.pdf").click()
        assert (await download.value).suggested_filename == "week.pdf"

    async def test_a_location_button_shares_a_chosen_place(self, browser: Browser, phone: Phone, bot: Bot) -> None:
        page = await opened(browser, phone)
        await page.get_by_role("button", name="Start").click()
        await phone.until(lambda: phone.pending)
        person = phone.pending[0]["message"]["from"]["id"]
        where = ReplyKeyboardMarkup([[KeyboardButton("Share", request_location=True)]], one_time_keyboard=True)
        await bot.send_message(person, "Where?", reply_markup=where)
        await page.get_by_role("button", name="Share").click()
        await page.get_by_role("button", name="Tokyo").click()
        await phone.until(lambda: len(phone.pending) == 2)
        assert phone.pending[-1]["message"]["location"] == {"latitude": 35.68, "longitude": 139.69}
        await expect(page.locator("#keyboard")).to_be_hidden()

    @pytest.mark.parametrize("width", [390, 1280])
    async def test_the_demo_strip_runs_a_control(self, browser: Browser, clock: object, width: int) -> None:
        async def tomorrow() -> str:
            clock.forward(days=1)  # type: ignore[attr-defined]  # the fixture's Clock
            return "A day went by."

        control = Control("day", "One day later", "", tomorrow)
        async with running_phone(now=clock.now, controls=[control], zone=lambda: "Asia/Tokyo") as phone:  # type: ignore[attr-defined]  # as above
            page = await opened(browser, phone, width)
            if width == 390:
                await expect(page.get_by_role("button", name="One day later")).to_be_hidden()
                await page.get_by_role("button", name="Demo").click()
            await expect(page.locator("#clock-day")).to_have_text("Wednesday 25 November")
            await expect(page.locator("#clock-time")).to_have_text("03:00")
            await page.get_by_role("button", name="One day later").click()
            await expect(page.locator("#clock-day")).to_have_text("Thursday 26 November")
            await expect(page.locator("#told")).to_contain_text("A day went by.")

    async def test_typing_is_shown_until_the_message_comes(self, browser: Browser, phone: Phone, bot: Bot) -> None:
        page = await opened(browser, phone)
        await page.get_by_role("button", name="Start").click()
        await phone.until(lambda: phone.pending)
        person = phone.pending[0]["message"]["from"]["id"]
        await bot.send_chat_action(person, "typing")
        await expect(page.locator("#status")).to_have_text("typing…")
        await bot.send_message(person, "here")
        await expect(page.locator("#status")).to_have_text("bot")
        await expect(page.locator("#announce")).to_contain_text("here")

    async def test_nothing_is_wider_than_the_screen(self, browser: Browser, phone: Phone, bot: Bot) -> None:
        page = await opened(browser, phone, 320)
        await page.locator("#text").fill("a" * 300)
        await page.keyboard.press("Enter")
        await phone.until(lambda: phone.pending)
        person = phone.pending[0]["message"]["from"]["id"]
        await bot.send_message(person, "w" * 200, reply_markup=keys(*("a long label indeed",) * 4))
        await expect(page.locator(".bot")).to_have_count(1)
        assert await page.evaluate("document.documentElement.scrollWidth") == 320
        for earlier, later in pairwise(await page.locator(".bot .key").all()):
            left, right = await earlier.bounding_box(), await later.bounding_box()
            assert left is not None
            assert right is not None
            assert left["x"] + left["width"] <= right["x"]
            assert left["height"] >= 44

    async def test_each_person_has_their_own_phone(self, browser: Browser, phone: Phone) -> None:
        first = await opened(browser, phone)
        second = await opened(browser, phone, path="/?user=2")
        await second.locator("#text").fill("from the second")
        await second.keyboard.press("Enter")
        await expect(second.locator(".mine")).to_have_count(1)
        await expect(first.locator(".message")).to_have_count(0)
