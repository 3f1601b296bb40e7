"""``kill -9`` at any instant while twenty people talk and prompts fall due: nothing is lost, nothing is doubled.

    people ── texts, taps ──▶ phone ◀── HTTP ──▶ bot ──▶ database        killed, born again at once, killed …
       └── write prompts that fall due within seconds ──────▶ ┘

What counts is read from the database and from the calls that the phone got, never from what the bot says of itself.
How many kills there are can be set, as KILLS.
"""

import asyncio
import os
import random
import sqlite3
import sys
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlmodel import col

from coach.model import DeliveryKind, DeliveryState, Moment, Slot
from coach.phone import PhoneUser
from coach.phone.drive import Line
from coach.phone.switchboard import Call
from coach.storage import Storage, answers, deliveries, moments, people
from coach.storage.tables import DeliveryRow
from prompts import load
from tests.faults.conftest import Tally
from tests.faults.process import Home, Nursery, killed
from tests.flows.journey import SAY
from tests.flows.waiting import eventually

KILLS, PEOPLE, SEED = int(os.environ.get("KILLS", 12)), 20, 20261123
LONGEST_LIFE = 1.4  # seconds
PATIENCE = 60.0  # seconds: a person waits through several deaths
PROMPTS = {prompt.text for prompt in load("en").prompts}


@pytest.fixture
def url(database: Path) -> str:
    """A file: what several replicas on one server do is a matter of its own."""
    return f"sqlite:///{database}"


@dataclass
class Storm:
    """What the people share: where the bot's rows are, and whether it still dies."""

    storage: Storage
    over: bool = False


@dataclass
class Talker:
    """Somebody who answers prompts and talks, and waits for an answer before the next thing."""

    user: PhoneUser
    rng: random.Random
    storm: Storm
    told: dict[str, int] = field(default_factory=dict)
    planted: int = 0
    skipped: int = 0

    async def lives(self) -> None:
        while not self.storm.over:
            await self._plants()
            if self.rng.random() < 0.5:
                await self._meets_a_prompt()
            await self._tells(f"furious that he looked away, {self.user.id} {len(self.told)} times")

    async def sets_up(self) -> None:
        await self.user.says("/start")
        await self._sees(SAY("welcome"))
        await self._taps(SAY("button-begin"), SAY("ask-zone"))
        await self._taps("London", SAY("ask-times"))
        await self._taps("20:00", SAY("ask-day"))
        await self._taps(SAY("button-no-session"), SAY("set-up"))

    async def _tells(self, text: str) -> None:
        await self.user.says(text)
        offer = await self._sees(f"“{text}”")
        await self._taps(self.rng.choice(offer.buttons[0]), rf"(?s)“{text}”.*How strong")
        strength = self.told[text] = self.rng.randint(1, 5)
        for label in (str(strength), SAY("button-that-is-all")):
            await self._taps(label, f"{strength} of 5.*: “{text}”")

    async def _meets_a_prompt(self) -> None:
        """One that falls due within a second; it may also have been lost between a claim and a send."""
        self.user.news()
        phone, prompts = self.user._phone, self._prompts
        before = prompts()
        await asyncio.wait({asyncio.ensure_future(phone.world.pulse.until(lambda: prompts() > before or None, 4))})
        if prompts() > before and self.rng.random() < 0.3:
            self.skipped += 1
            await self._taps(SAY("button-skip"), SAY("skipped"))

    def _prompts(self) -> int:
        return sum(line.text in PROMPTS for line in self.user.screen())

    async def _plants(self) -> None:
        now = datetime.now(UTC)
        due = now + timedelta(seconds=self.rng.uniform(0, 1))
        key = f"storm {self.planted}"
        slot = Slot(kind=DeliveryKind.PROMPT, key=key, due_at=due, expires_at=due + timedelta(minutes=90))
        async with self.storm.storage.transaction() as tx:
            known = await people.by_chat(tx, self.user.id)
            assert known is not None
            await deliveries.plan(tx, [deliveries.Promised(known.person.id, DeliveryKind.PROMPT, iter([slot]))])
        self.planted += 1

    async def _taps(self, label: str, sees: str) -> Line:
        await self.user.taps(label)
        return await self._sees(sees)

    async def _sees(self, pattern: str) -> Line:
        return await self.user.sees(pattern, PATIENCE)


async def _dies_often(storage: Storage, nursery: Nursery, rng: random.Random) -> None:
    """At any instant of a life, its first steps included. Between two lives ten minutes pass."""
    for _ in range(KILLS):
        bot = await nursery.bears()
        if rng.random() < 0.8:
            await nursery.here()
        await asyncio.sleep(rng.uniform(0, LONGEST_LIFE))
        await killed(bot)
        await _ten_minutes_later(storage)


async def _ten_minutes_later(storage: Storage) -> None:
    """What a dead bot had claimed is free again, what it had put off is due: set back, so that nobody has to wait."""
    rows, now = update(DeliveryRow), datetime.now(UTC)
    async with storage.transaction() as tx:
        await tx.session.exec(rows.where(col(DeliveryRow.lease_until).is_not(None)).values(lease_until=now))
        put_off = col(DeliveryRow.state) == DeliveryState.DUE, col(DeliveryRow.attempts) > 0
        await tx.session.exec(rows.where(*put_off).values(due_at=now))


@pytest.mark.timeout(200 + 4 * KILLS)
async def test_22_kills_lose_nothing_and_double_nothing(
    home: Home, tally: Tally, capsys: pytest.CaptureFixture[str]
) -> None:
    began, rng = time.monotonic(), random.Random(SEED)
    nursery = await Nursery.opened(home)
    first = await nursery.bears()
    await nursery.here()
    storm = Storm(await home.storage())
    talkers = [Talker(home.phone.user(f"P{n}"), random.Random(SEED + n), storm) for n in range(PEOPLE)]
    await asyncio.gather(*(talker.sets_up() for talker in talkers))
    talking = asyncio.gather(*(talker.lives() for talker in talkers))
    await killed(first)
    await _dies_often(storm.storage, nursery, rng)
    storm.over = True
    last = await nursery.bears()
    await talking
    await killed(last)
    await _ten_minutes_later(storm.storage)
    last = await nursery.bears()
    await nursery.here()
    await _everything_is_over(home)
    await home.phone.settled(timeout=PATIENCE)
    await killed(last)
    await nursery.closed()

    stored = [moment for talker in talkers for moment in await _moments(storm.storage, talker)]
    figures = _figures(home, talkers, stored)
    tally(tries=KILLS, survived=KILLS, lost=figures["lost"], doubled=figures["doubled"])
    with capsys.disabled():
        sys.stdout.write(f"\nseed {SEED}, {KILLS} kills, {time.monotonic() - began:.0f} s: {figures}\n")
    _every_reply_is_stored_once(talkers, stored)
    _every_slot_is_used_at_most_once(home, talkers)
    await _all_are_answered(home, storm.storage)
    assert figures["told"] >= max(PEOPLE, 2 * KILLS)
    assert figures["prompts sent"] >= PEOPLE // 2
    await storm.storage.close()


async def _everything_is_over(home: Home) -> None:
    """No row is claimed, being sent, or due by now."""
    begun = "select count(*) from delivery where state in ('claimed', 'sending') or (state = 'due' and due_at <= ?)"

    def over() -> bool:
        with closing(sqlite3.connect(home.folder / "unsaid.sqlite3")) as database:
            (left,) = database.execute(begun, (f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f}",)).fetchone()
        return not int(left)

    await eventually(over, PATIENCE)


def _rows(home: Home) -> list[tuple[int, str, str, int | None]]:
    """Chat, slot, state and message of every prompt that was ever planned."""
    query = "select chat_id, slot, state, message_id from delivery join person on person.id = person_id where kind = ?"
    with closing(sqlite3.connect(home.folder / "unsaid.sqlite3")) as database:
        return database.execute(query, (DeliveryKind.PROMPT,)).fetchall()


def _sent(home: Home) -> list[Call]:
    """Every prompt that came to a chat."""
    return [
        call
        for call in home.phone.calls
        if call.method == "sendMessage" and call.params.get("text") in PROMPTS and call.result
    ]


async def _moments(storage: Storage, talker: Talker) -> list[Moment]:
    async with storage.transaction() as tx:
        known = await people.by_chat(tx, talker.user.id)
        assert known is not None
        return await moments.between(tx, known.person.id, None, None)


def _figures(home: Home, talkers: list[Talker], stored: list[Moment]) -> dict[str, int]:
    told = Counter(text for talker in talkers for text in talker.told)
    kept = Counter(part.text for moment in stored for part in moment.text)
    states = Counter(state for *_, state, _ in _rows(home))
    says = [(call.params["chat_id"], str(call.params)) for call in home.phone.calls if call.method == "sendMessage"]
    return {
        "told": told.total(),
        "stored": kept.total(),
        "lost": (told - kept).total(),
        "doubled": (kept - told).total(),
        "slots planted": sum(talker.planted for talker in talkers),
        "prompts sent": len(_sent(home)),
        **{f"slots {state}": count for state, count in sorted(states.items())},
        "answers said again": len(says) - len(set(says)),
    }


def _every_reply_is_stored_once(talkers: list[Talker], stored: list[Moment]) -> None:
    kept = Counter(part.text for moment in stored for part in moment.text)
    assert kept == Counter(text for talker in talkers for text in talker.told)
    strengths = {moment.text[0].text: moment.strength for moment in stored if moment.text}
    assert strengths == {text: strength for talker in talkers for text, strength in talker.told.items()}


def _every_slot_is_used_at_most_once(home: Home, talkers: list[Talker]) -> None:
    rows, sent = _rows(home), _sent(home)
    assert len({(chat, slot) for chat, slot, *_ in rows}) == len(rows)
    arrived = {(call.params["chat_id"], call.result["message_id"]) for call in sent}
    assert {(chat, message) for chat, _, state, message in rows if state == DeliveryState.SENT} <= arrived
    for talker in talkers:
        used = [state for chat, _, state, _ in rows if chat == talker.user.id]
        came = [call.params["text"] for call in sent if call.params["chat_id"] == talker.user.id]
        assert len(set(came)) == len(came)
        assert used.count(DeliveryState.SENT) <= len(came)
        assert len(came) <= used.count(DeliveryState.SENT) + used.count(DeliveryState.UNKNOWN)


async def _all_are_answered(home: Home, storage: Storage) -> None:
    async with storage.transaction() as tx:
        assert await answers.take_over(tx, datetime.now(UTC), everything=True) == []
    assert home.phone.pending == []
    assert all(press.answered for press in home.phone.world.presses.values())
