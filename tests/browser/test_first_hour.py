"""What `make demo` promises, as a person meets it: the real program, a real browser, one hand.

With ``PICTURES=folder`` in the environment the screens on the way are saved there; the README's pictures come from it.
"""

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.async_api import Page, async_playwright, expect

CHROMIUM = Path("/usr/bin/chromium")
QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run "
    "--disable-background-networking --disable-component-update --disable-sync"
)
PHONE = {"width": 390, "height": 844}
TOMORROW = f"{datetime.now(UTC) + timedelta(days=1):%A}"
"""The session day, so that on any day there is a whole week to tell."""

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="there is no Chromium here"),
]


@pytest.fixture
async def demo() -> AsyncIterator[str]:
    """`coach demo` on a free port; yields the page's address."""
    command = (sys.executable, "-m", "coach.cli", "demo", "--port", "0")
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            while True:
                line = (await process.stdout.readline()).decode()
                assert line, "the demo ended before it was up"
                if found := re.search(r"http://\S+", line):
                    yield found[0]
                    break
    finally:
        process.send_signal(signal.SIGINT)
        async with asyncio.timeout(20):
            assert await process.wait() == 0


@asynccontextmanager
async def phone_at(url: str, scheme: str = "light") -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET.split())
        context = await browser.new_context(viewport=PHONE, color_scheme=scheme, device_scale_factor=2)
        page = await context.new_page()
        page.set_default_timeout(15_000)
        await page.goto(url)
        yield page
        await browser.close()


async def tap(page: Page, label: str) -> None:
    await page.get_by_role("button", name=label, exact=True).last.click()


async def say(page: Page, text: str) -> None:
    await page.get_by_label("Message", exact=True).fill(text)
    await page.keyboard.press("Enter")


async def strip(page: Page, label: str) -> None:
    await page.get_by_role("button", name="Demo", exact=True).click()
    await page.get_by_role("button", name=label).click()
    await expect(page.get_by_role("button", name="Demo", exact=True)).to_be_visible()


async def sees(page: Page, text: str) -> None:
    await expect(page.get_by_role("log").get_by_text(text).last).to_be_visible(timeout=15_000)


async def picture(page: Page, name: str) -> None:
    if folder := os.environ.get("PICTURES"):
        await page.wait_for_timeout(6000)  # what the strip said has faded by then
        await page.screenshot(path=Path(folder) / f"{name}.png")


async def test_a_first_hour_from_hello_to_the_week(demo: str) -> None:
    async with phone_at(demo) as page:
        await say(page, "/start")
        await picture(page, "welcome")
        await tap(page, "Yes, begin")
        await sees(page, "Where are you?")
        await say(page, "Lisbon")
        await tap(page, "08:00 and 20:00")
        await tap(page, TOMORROW)
        await tap(page, "15:00")
        await sees(page, "That is all I need.")
        await picture(page, "set-up")

        await strip(page, "next prompt")
        await expect(page.get_by_role("button", name="skip", exact=True).last).to_be_visible()
        await picture(page, "prompt")
        await say(page, "he looked at the clock while i was talking about mum")
        await sees(page, "nearest?")
        await tap(page, "angry")
        await picture(page, "words")
        await tap(page, "angry is right")
        await tap(page, "4")
        await sees(page, "Angry, 4 of 5")
        await tap(page, "what I wanted")
        await say(page, "that he stays with me for one minute")
        await sees(page, "You wanted “that he stays with me for one minute”.")
        await picture(page, "mirror")
        await tap(page, "bring it")
        await sees(page, "on your list")

        await strip(page, "a sample month")
        await say(page, "/week")
        await sees(page, "things you could open with")
        await picture(page, "week")


async def test_the_session_day_brings_the_week_by_itself(demo: str) -> None:
    async with phone_at(demo, "dark") as page:
        await say(page, "/start")
        await tap(page, "Yes, begin")
        await say(page, "Lisbon")
        await tap(page, "20:00")
        await tap(page, f"{datetime.now(ZoneInfo('Europe/Lisbon')) + timedelta(days=2):%A}")
        await tap(page, "15:00")
        await strip(page, "a sample month")
        await strip(page, "session day")
        await sees(page, "things you could open with")
        await picture(page, "week-dark")
        await strip(page, "after the session")
        await sees(page, "After the session: what do you feel toward your therapist?")
