"""``kill -9`` of one of two replicas again and again, while everybody's prompt is due at once.

    two bots ──claim, send, settle──▶ one PostgreSQL          the phone counts what arrives
       └── one of them, whichever, is killed and another is born, each time that so many more were claimed

What a dead bot had in its hands stays claimed until its lease ends: at the end here, when nobody lives, if not before.
What arrived and is told to be unknown must have been on its way when a bot was killed. How many kills and deliveries
there are can be set, as KILLS and DELIVERIES; the share of a kill takes about a second to send.
"""

import asyncio
import contextlib
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from coach.model import DeliveryState
from coach.storage import KeyRing
from scheduler.tick import AT_ONCE
from tests.bench.crowd import CHAT, begun
from tests.databases import Server
from tests.faults.conftest import Tally
from tests.faults.process import Home, Nursery, alive, killed
from tests.flows.waiting import eventually

KILLS, DELIVERIES = int(os.environ.get("KILLS", 8)), int(os.environ.get("DELIVERIES", 400))
SEED = 20261126
SHARE = DELIVERIES // (KILLS + 1)
PATIENCE = 90.0  # seconds without anything done
SENT, UNKNOWN = DeliveryState.SENT, DeliveryState.UNKNOWN


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    with server.database() as url:
        yield url


@dataclass
class Ledger:
    """The rows, read and set past the bots."""

    rows: Any

    async def waiting(self) -> int:
        """Due by now, and nobody has claimed them."""
        return int(await self.rows.fetchval("SELECT count(*) FROM delivery WHERE state = 'due' AND due_at <= now()"))

    async def on_their_way(self) -> set[int]:
        """The chats that something is being sent to, as far as is written down."""
        query = "SELECT chat_id FROM delivery JOIN person ON person.id = person_id WHERE state = 'sending'"
        return {chat for (chat,) in await self.rows.fetch(query)}

    async def untouched(self) -> bool:
        """Nothing is due, claimed or being sent."""
        query = (
            "SELECT 1 FROM delivery WHERE state IN ('claimed', 'sending') OR state = 'due' AND due_at <= now() LIMIT 1"
        )
        return await self.rows.fetchval(query) is None

    async def leases_end(self) -> None:
        await self.rows.execute("UPDATE delivery SET lease_until = now() WHERE lease_until IS NOT NULL")

    async def ends(self) -> dict[int, list[str]]:
        """How the slots of each chat ended. What is planned for later is none of them."""
        query = (
            "SELECT chat_id, state FROM delivery JOIN person ON person.id = person_id "
            "WHERE state <> 'due' OR due_at <= now() ORDER BY delivery.id"
        )
        found: dict[int, list[str]] = {}
        for chat, state in await self.rows.fetch(query):
            found.setdefault(chat, []).append(state)
        return found


@dataclass
class Replicas:
    """Two bots at a time. One that ends by itself is replaced, as a supervisor does."""

    nursery: Nursery
    pids: list[int] = field(default_factory=list)

    async def full(self) -> None:
        self.pids = list(filter(alive, self.pids))
        while len(self.pids) < 2:
            self.pids.append(await self.nursery.bears())

    async def loses(self, rng: random.Random) -> None:
        with contextlib.suppress(ProcessLookupError):
            await killed(self.pids.pop(rng.randrange(2)))

    async def until(self, look: Callable[[], Awaitable[bool]]) -> None:
        """Something that they bring about."""

        async def there() -> bool:
            await self.full()
            return await look()

        await eventually(there, PATIENCE)

    async def stop(self) -> None:
        """What they have in their hands they bring to its end first."""
        for pid in self.pids:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        await eventually(lambda: not any(map(alive, self.pids)), PATIENCE)
        self.pids.clear()


async def _crowd(home: Home) -> None:
    """Everybody's prompt is due now."""
    now, keys = datetime.now(UTC), KeyRing.from_file(home.key_file)
    crowd = await asyncio.to_thread(begun, home.url, keys, now)
    await asyncio.to_thread(crowd.grow, 1, DELIVERIES, now)
    await asyncio.to_thread(crowd.fall_due, range(1, DELIVERIES + 1), now - timedelta(seconds=1))
    for number in range(1, DELIVERIES + 1):
        home.phone.user("P", user_id=CHAT + number).user.known = True


async def _come_to(most: int, ledger: Ledger, replicas: Replicas) -> None:
    """Until no more than so many wait, however long that takes while it goes on."""
    while (waiting := await ledger.waiting()) > most:

        async def fewer(than: int = waiting) -> bool:
            return await ledger.waiting() < than

        await replicas.until(fewer)


def _arrived(home: Home) -> Counter[int]:
    """How often something was sent to each chat and taken."""
    taken = (call for call in home.phone.calls if call.method == "sendMessage" and call.ok)
    return Counter(int(call.params["chat_id"]) for call in taken)


@pytest.mark.timeout(600 + 6 * KILLS)
async def test_22_kills_of_one_of_two_replicas_lose_nothing_and_double_nothing(
    home: Home, tally: Tally, capsys: pytest.CaptureFixture[str]
) -> None:
    began, rng, caught = time.monotonic(), random.Random(SEED), set[int]()
    await _crowd(home)
    nursery = await Nursery.opened(home, COACH_SEND_RATE=str(SHARE))
    replicas, ledger = Replicas(nursery), Ledger(await asyncpg.connect(home.url))
    await replicas.full()
    for kill in range(1, KILLS + 1):
        await _come_to(DELIVERIES - kill * SHARE, ledger, replicas)
        await asyncio.sleep(rng.uniform(0, 0.1))
        await replicas.loses(rng)
        caught |= await ledger.on_their_way()
        await replicas.full()
    await _come_to(0, ledger, replicas)
    await replicas.stop()
    await ledger.leases_end()
    await replicas.until(ledger.untouched)
    await replicas.stop()
    await nursery.closed()

    ends, came = await ledger.ends(), _arrived(home)
    await ledger.rows.close()
    states = Counter(state for chat in ends.values() for state in chat)
    lost = sum(max(0, states.count(SENT) - came[chat]) for chat, states in ends.items())
    doubled = sum(max(0, came[chat] - states.count(SENT) - states.count(UNKNOWN)) for chat, states in ends.items())
    tally(tries=KILLS, survived=KILLS, lost=lost, doubled=doubled)
    told = (
        f"{dict(states)}, {came.total()} arrived, {len(caught)} on their way at a kill, {lost} lost, {doubled} doubled"
    )
    with capsys.disabled():
        took = time.monotonic() - began
        sys.stdout.write(f"\nseed {SEED}, {KILLS} kills in {DELIVERIES} deliveries, {took:.0f} s: {told}\n")
    assert set(states) <= {SENT, UNKNOWN}
    assert (len(ends), lost, doubled) == (DELIVERIES, 0, 0)
    assert {chat for chat, states in ends.items() if UNKNOWN in states and came[chat]} <= caught
    assert states[UNKNOWN] <= KILLS * AT_ONCE
