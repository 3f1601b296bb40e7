"""What a person says, taps or names is nowhere in what is kept, and in no line of the logs, even at DEBUG.

One bot, as a process with a clock that is moved, lives through somebody's month; then all that it kept and printed, and
what an operator's commands made of it, is searched for each word. Once they said /forget, nothing of them is left.
"""

import base64
import json
import math
import os
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote, quote_plus

import asyncpg
import httpx
import pytest

from coach.clock import ShiftedClock
from coach.phone import PhoneUser, running_phone
from coach.storage import database_file, people
from tests.databases import Server, rows
from tests.faults.process import PATIENCE, Bot, Home
from tests.faults.searching import SURE, found_in, words
from tests.flows.journey import SAY
from tests.flows.waiting import free_port

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NUMBER = 5_123_456_789_012
FIRST_NAME = "Marguerite"
THERAPIST = "Korvinius"
SAID = (
    "furious that he glanced at the clock while I spoke about mother",
    "ashamed because I swallowed every sentence on Tuesday",
    "strangely tender toward grandmother's yellow teapot",
    "lonely behind the lighthouse after the orchestra had gone",
    "afraid that Müßiggang and naïve daydreams bore everybody",
    "glad about the harmonica under the staircase",
    "jealous of the pharmacist with her umbrella",
    "numb among the porcelain elephants in the corridor",
    "grateful that someone repaired the wheelbarrow quietly",
    "annoyed by the thermometer and the whispering upstairs",
    "tender when the locksmith hummed a lullaby",
    "sad that the greenhouse was emptied without goodbye",
)
EDITED = "furious that he glanced at the doorway instead"
WISH = "that somebody stays beside the window with me"
REASON = "because the therapist yawned twice"
MALFORMED = "half a quarrel about thunderstorms"
CAPTION = "photographs of the abandoned orchard"
FORWARDED = "somebody else's lighthouse keeper"
OWN_PROMPT = "What did the carpenter in you notice?"
SHELF = "Abandoned in the cellar"
CLAUSES = ("you rummaged in your briefcase", "overlooked entirely", "that you looked upward")
CARE = "i want to kill myself behind the sawmill"
LEFT = "that I rehearsed the farewell in the bathtub"
ALL = (
    *SAID, EDITED, WISH, REASON, MALFORMED, CAPTION, FORWARDED, OWN_PROMPT, SHELF, *CLAUSES, CARE, LEFT, THERAPIST,
    FIRST_NAME,
)  # fmt: skip


@dataclass
class Month:
    """Somebody's month. `tapped` are the labels of all buttons that were tapped."""

    home: Home
    bot: Bot
    clock: ShiftedClock
    ann: PhoneUser
    pages: str
    tapped: set[str] = field(default_factory=set)

    async def tap(self, label: str, sees: str) -> None:
        self.tapped.add(label)
        await self.ann.taps(label)
        await self.ann.sees(sees, PATIENCE)

    async def say(self, text: str, sees: str) -> int:
        message_id = await self.ann.says(text)
        await self.ann.sees(sees, PATIENCE)
        return message_id

    async def until(self, instant: datetime, sees: str) -> None:
        await self._goes_to(instant - timedelta(hours=1))
        await self.say("/resume", "I am back")  # what is due next is planned from here
        await self._goes_to(instant)
        await self.ann.sees(sees, PATIENCE)

    async def _goes_to(self, instant: datetime) -> None:
        await self.ann.settled(quiet=0.05, timeout=PATIENCE)
        self.ann.news()
        self.clock.advance_to(instant)
        await self.bot.goes_to(instant)

    async def lived(self) -> None:
        await self._begins()
        await self._first_days()
        for week in range(4):
            await self._passes(MONDAY + timedelta(weeks=week), SAID[3 + 2 * week : 5 + 2 * week])
        await self._looks_back()

    async def _begins(self) -> None:
        await self.say("/start", SAY("welcome"))
        await self.tap(SAY("button-begin"), SAY("ask-zone"))
        await self.ann.sends_location(48.85, 2.35)
        await self.ann.sees(SAY("ask-times"), PATIENCE)
        await self.tap(SAY("button-evening"), SAY("ask-day"))
        await self.tap("Thursday", SAY("ask-hour", day="Thursday"))
        await self.tap("15:00", SAY("set-up"))
        await self.say("/settings", SAY("settings-head"))
        await self.tap(SAY("button-name"), SAY("ask-name"))
        await self.say(THERAPIST, THERAPIST)
        await self.say(f"/myprompt {OWN_PROMPT}", OWN_PROMPT)
        await self.say("/shelves", SAY("shelves-none"))
        await self.tap(SAY("button-shelf-make"), SAY("ask-shelf"))
        await self.say(SHELF, "fits 0")

    async def _first_days(self) -> None:
        first = await self.say(SAID[0], "Which word")
        await self.tap("furious", "How strong")
        await self.tap("5", "5 of 5")
        await self.tap(SAY("button-wanted"), SAY("ask-wanted"))
        await self.say(WISH, WISH)
        await self.tap(SAY("button-did"), SAY("ask-did"))
        await self.tap("it came out sideways", SAY("did-sideways"))
        await self.tap(SAY("button-file"), SAY("ask-file"))
        await self.tap(SHELF, "does this fit")
        await self.tap(SAY("button-fits"), "fits")
        await self.tap(SAY("button-bring"), "on your list")
        await self.ann.edits(first, EDITED)
        await self.say("/feel", SAY("ask-family"))
        await self.tap("numb", "fits closer")
        await self.tap("numb is right", "How strong")
        await self.tap("2", "2 of 5")
        await self.tap(SAY("button-because"), SAY("ask-because"))
        await self.say(REASON, REASON)
        await self.say(SAID[1], "Which word")
        await self.say("/undo", SAID[1])
        await self.say(SAID[2], SAID[2])
        await self.ann.sends_photo(caption=CAPTION)
        await self.ann.sees(CAPTION, PATIENCE)
        await self.ann.forwards(FORWARDED)
        await self.ann.sees(SAY("forwarded"), PATIENCE)
        await self.say(f"/say {CLAUSES[0]}", SAY("ask-say-felt"))
        await self.say(CLAUSES[1], SAY("ask-say-wished"))
        await self.say(CLAUSES[2], SAY("say-whole"))
        await self._what_cannot_be_read()

    async def _what_cannot_be_read(self) -> None:
        private = {"id": self.ann.id, "type": "private", "first_name": FIRST_NAME}
        self.home.phone.inject({"message": {"message_id": "none", "chat": private, "text": MALFORMED}})
        await self.ann.sees(SAY("something-broke"), PATIENCE)
        self.home.phone.inject({"callback_query": {"id": "1", "data": MALFORMED, "from": {"first_name": FIRST_NAME}}})

    async def _passes(self, monday: datetime, told: tuple[str, ...]) -> None:
        """Two prompts that are answered, the week's words and its card, the session, and what is told after it."""
        for day, text in enumerate(told):
            await self.until(monday + timedelta(days=day, hours=10, minutes=1), r"(?s).")
            await self.say(text, text)
        await self.until(monday + timedelta(days=3, hours=3, minutes=1), "week")
        await self.until(monday + timedelta(days=3, hours=6, minutes=21), r"(?s).")
        await self.say(LEFT if monday == MONDAY else told[0], r"(?s).")

    async def _looks_back(self) -> None:
        await self.say(CARE, "I won't ask you to name that")
        await self.tap(SAY("button-care-mine"), SAY("care-mine"))
        for command in ("/therapist", "/week", "/week 2", "/unsaid", "/month", "/year"):
            await self.say(command, r"(?s).")
            await self.ann.settled(quiet=0.05, timeout=PATIENCE)
        await self.say("/away until 7 Jan", r"(?s).")
        await self.say("/export", SAY("export-caption"))
        await self.ann.settled(timeout=PATIENCE)

    async def forgets(self) -> None:
        await self.say("/forget", SAY("ask-forget"))
        await self.tap(SAY("button-forget"), SAY("forgotten"))
        await self.ann.settled(timeout=PATIENCE)


@pytest.fixture
async def month(tmp_path: Path, url: str, key_file: Path, intake: str) -> AsyncIterator[Month]:
    clock, hook, pages = ShiftedClock(MONDAY), free_port(), free_port()
    (tmp_path / "tmp").mkdir()
    async with running_phone(now=clock.now) as phone:
        home = Home(tmp_path, phone, url, key_file)
        given = {
            "COACH_INTAKE": intake, "COACH_METRICS_LISTEN": f"127.0.0.1:{pages}", "COACH_LOG_LEVEL": "debug",
            "COACH_WEBHOOK_URL": f"http://127.0.0.1:{hook}/", "COACH_LISTEN": f"127.0.0.1:{hook}",
            "TMPDIR": str(tmp_path / "tmp"),
        }  # fmt: skip
        bot = await Bot.started(home, MONDAY, **given)
        yield Month(home, bot, clock, phone.user(FIRST_NAME, user_id=NUMBER), f"http://127.0.0.1:{pages}")
        home.left_alone()
        assert phone.refusals == []


async def _checkpointed(url: str, server: Server) -> Path:
    """The folder of PostgreSQL's own files of this database, with all that was written by now."""
    connection = await asyncpg.connect(url)
    number = await connection.fetchval("SELECT oid FROM pg_database WHERE datname = current_database()")
    await connection.execute("CHECKPOINT")
    await connection.close()
    return server.folder / "data" / "base" / str(number)


async def _kept_by(home: Home, request: pytest.FixtureRequest, since: float = math.inf) -> bytes:
    """All that lies in the bot's folder, and of PostgreSQL its files of this database, its new log and what it says."""
    found = [path for path in home.folder.rglob("*") if path.is_file()]
    if database_file(home.url) is None:
        server: Server = request.getfixturevalue("server")
        found += (await _checkpointed(home.url, server)).iterdir()
        found += [path for path in (server.folder / "data" / "pg_wal").glob("0*") if path.stat().st_mtime >= since]
        found.append(server.folder / "log")
    return b"\n".join(path.read_bytes() for path in found)


async def _page(month: Month) -> bytes:
    """The metrics, but for what they are called."""
    async with httpx.AsyncClient(base_url=month.pages) as client:
        page = (await client.get("/metrics")).content
    return b"\n".join(line for line in page.splitlines() if not line.startswith(b"# HELP"))


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("url", "intake"), [("sqlite", "polling"), ("postgresql", "webhook")], indirect=["url"])
async def test_no_word_of_a_month_is_in_the_files_the_backup_the_logs_the_metrics_or_the_status(
    month: Month, request: pytest.FixtureRequest
) -> None:
    home, since, before = month.home, time.time(), await _kept_by(month.home, request, time.time())
    await month.lived()
    all_words = words([*ALL, *month.tapped], SURE)
    secret = all_words - found_in(before, all_words)  # what was there before they came was not theirs
    assert len(secret) > 0.7 * len(all_words)
    assert {THERAPIST, FIRST_NAME, "Müßiggang", "lighthouse", "briefcase", "sawmill"} <= secret
    metrics, printed = await _page(month), b""
    for command in (("status",), ("status", "--json"), ("check", "--offline"), ("audit",), ("backup", "unsaid.backup")):
        printed += await home.told(*command)
    assert (home.folder / "unsaid.backup").stat().st_size > 100_000
    assert found_in(await _kept_by(month.home, request, since), secret) == set()
    written = "\n".join(row for table in (await rows(home.url)).values() for row in table)
    assert found_in(written.encode(), secret) == set()
    (home.folder / "unsaid.backup").unlink()
    await _leaves_no_trace(month, request)

    logs, said = bytes(month.bot.out), words(ALL)
    assert logs.count(b"delivery.over") >= 16
    assert b"update.set_aside" in logs
    assert home.phone.token.partition(":")[2].encode() not in logs
    assert str(home.phone.world.webhook.get("secret") or "nothing").encode() not in logs
    assert b"unsaid_people 1.0" in metrics
    assert b"people" in printed
    assert found_in(logs, said) == found_in(metrics, said) == found_in(printed, words(ALL, SURE)) == set()


async def _leaves_no_trace(month: Month, request: pytest.FixtureRequest) -> None:
    """They say /forget, and the bot is stopped. What PostgreSQL keeps in its own files is not promised."""
    traces = (NUMBER.to_bytes(6, "big"), b"Europe/Paris", str(NUMBER).encode())
    there = await _kept_by(month.home, request) if database_file(month.home.url) else b""
    await month.forgets()
    assert await month.bot.stops() == 0
    left = "\n".join(row for table in (await rows(month.home.url)).values() for row in table)
    assert str(NUMBER) not in left
    assert "Europe/Paris" not in left
    if there:
        assert [trace in there for trace in traces[:2]] == [True, True]
        assert [trace in await _kept_by(month.home, request) for trace in traces] == [False] * 3


async def test_the_search_finds_a_word_wherever_it_is_planted(home: Home, request: pytest.FixtureRequest) -> None:
    """In the log of the file and in the file, or in PostgreSQL's files; in the rows; in a backup."""
    planted, since = "Plantigrade", time.time()
    storage = await home.storage()
    async with storage.transaction() as tx:
        await people.admit(tx, NUMBER, planted.lower(), MONDAY, "idle")
    assert found_in(await _kept_by(home, request, since), [planted]) == {planted}
    await storage.scrub()
    assert found_in(await _kept_by(home, request, since), [planted]) == {planted}
    assert found_in(repr(await rows(home.url)).encode(), [planted, THERAPIST]) == {planted}
    await storage.close()
    await home.told("backup", "unsaid.backup")
    assert found_in((home.folder / "unsaid.backup").read_bytes(), [planted, THERAPIST]) == {planted}


def test_the_search_finds_what_is_there_however_it_is_spelled() -> None:
    """In each of these a word was planted."""
    said = "and Müßiggang with Marguerite"
    spelled = [
        *(said.encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be")),
        said.upper().encode(),
        quote(said).encode(),
        quote_plus(said).encode(),
        json.dumps(said).encode(),
        *(base64.b64encode(b"x" * before + said.encode()) for before in range(3)),
        *(base64.urlsafe_b64encode(b"x" * before + said.encode()) for before in range(3)),
    ]
    for content in spelled:
        around = b"\x00\x07" + content + b"\xff"
        assert found_in(around, ["Müßiggang", "Marguerite", "Korvinius"]) == {"Müßiggang", "Marguerite"}, content
    assert found_in(os.urandom(1 << 20), words(ALL, SURE)) == set()
    assert words(["he let me down, Ann"]) == {"down"}
