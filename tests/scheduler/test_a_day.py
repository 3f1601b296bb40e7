"""Twenty-four hours of people in every zone, in the nights that the clocks change: each promise is kept once.

The ticker, the storage and the conversation are the real ones, over a clock that jumps to whatever is due next. What is
owed to whom is worked out apart from them, by walking through what the clocks on the walls showed. How many people
there are can be set, as PEOPLE; then all goes out over HTTP, to the phone's server, and there are more nights.
"""

import os
import random
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import text

from coach.answers import Answers
from coach.bot import Telegram
from coach.conversation import Conversation
from coach.door import Access, Door
from coach.messages import Outbox, Say
from coach.model import Appointment, DeliveryKind, FixedTimes, Person, Schedule, Surprise
from coach.pacing import Pace
from coach.phone import running_phone
from coach.storage import KeyRing, Storage, people
from scheduler.delivery import Deliverer
from scheduler.tick import Ticker
from scheduler.timing import slots
from tests.fakes import IDLE, FakeOutbox, FixedClock, Naps
from tests.scheduler.test_timing import ZONES, first_seen, shown, spread, walk

PEOPLE = int(os.environ.get("PEOPLE", len(ZONES)))
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SUNDAY, SESSION, MINUTES = 6, clock_time(10), 50
WHOLE = "PEOPLE" in os.environ
NIGHTS = {
    "Europe goes forward": datetime(2026, 3, 28, 18, tzinfo=UTC),
    "America goes back": datetime(2026, 10, 31, 22, tzinfo=UTC),
}
"""When the day begins. Each of these nights ends in a Sunday."""


class Came(NamedTuple):
    """What was sent to one person: which promise, when that was due, and when it was sent."""

    kind: str
    slot: str
    at: datetime
    sent: datetime


class Silent(Answers):
    """Owes what is said beside what is due, and does not say it: pictures of a thousand weeks take their time."""

    def submit(self, owed: Iterable[object]) -> None: ...


@pytest.fixture
def url(database: Path) -> str:
    return f"sqlite:///{database}"


def _schedule(rng: random.Random) -> Schedule:
    """Half of the times are in the hours in which clocks change."""
    if rng.random() < 0.1:
        return Surprise(
            count=rng.randint(1, 5), start=clock_time(rng.randint(0, 9)), end=clock_time(rng.randint(16, 23))
        )
    hours = [rng.randint(0, 3) if rng.random() < 0.5 else rng.randint(0, 23) for _ in range(rng.randint(1, 2))]
    return FixedTimes(times=tuple(clock_time(hour, rng.choice((0, 0, 30))) for hour in hours))


async def _crowd(storage: Storage, conversation: Conversation, now: datetime, rng: random.Random) -> list[Person]:
    """Everybody is set up and has their first promises planned; every third has a session on Sundays."""
    found: list[Person] = []
    for begin in range(0, PEOPLE, 500):
        async with storage.transaction() as tx:
            some = []
            for number in range(begin, min(begin + 500, PEOPLE)):
                known = await people.admit(tx, number + 1, "en", now - DAY, IDLE)
                session = Appointment(weekday=SUNDAY, at=SESSION, minutes=MINUTES) if number % 3 == 0 else None
                given = {"schedule": _schedule(rng), "zone": ZONES[number % len(ZONES)], "appointment": session}
                some.append(known.person.model_copy(update={**given, "begun": True}))
                people.save(tx, some[-1], IDLE, now - DAY)
            await conversation.plan(tx, some, now)
        found += some
    return found


def _whole_minute(at: datetime) -> datetime:
    """The next: it brings together what was drawn to the second."""
    return at + -timedelta(seconds=at.second, microseconds=at.microsecond) % MINUTE


@asynccontextmanager
async def _outbox(clock: FixedClock) -> AsyncIterator[tuple[Outbox, Any]]:
    """Where messages go, and how many came to each chat."""
    if not WHOLE:
        fake = FakeOutbox()
        yield fake, lambda: Counter(chat for chat, message in fake.taken if isinstance(message, Say))
        return
    async with AsyncExitStack() as stack:
        phone = await stack.enter_async_context(running_phone(now=clock.now))
        for number in range(PEOPLE):
            phone.user("P", user_id=number + 1).user.known = True
        telegram = Telegram(phone.token, phone.url)
        await telegram.start()
        stack.push_async_callback(telegram.stop)
        taken = (call for call in phone.calls if call.method == "sendMessage" and call.ok)
        yield telegram.outbox, lambda: Counter(int(call.params["chat_id"]) for call in taken)
        assert phone.refusals == []


async def _came(storage: Storage) -> dict[int, list[Came]]:
    """By person, in order."""
    query = text("SELECT person_id, kind, slot, due_at, sent_at FROM delivery WHERE state = 'sent' ORDER BY due_at")
    found: dict[int, list[Came]] = {}
    async with storage.transaction() as tx:
        for owner, kind, slot, *instants in await tx.run(query):
            at, sent = (datetime.fromisoformat(instant).replace(tzinfo=UTC) for instant in instants)
            found.setdefault(owner, []).append(Came(kind, slot, at, sent))
    return found


# ── what is owed, worked out apart


@cache
def _walls(zone: str, start: datetime) -> list[tuple[datetime, datetime]]:
    return walk(zone, start + 12 * HOUR, 84)


def _days(zone: str, start: datetime) -> list[date]:
    return [shown(zone, start).date() + n * DAY for n in (-1, 0, 1, 2)]


def _owed(person: Person, start: datetime) -> dict[str, datetime]:
    """What somebody with fixed times, and everybody with a session or a week, is owed in the day from `start` on."""
    steps, days = _walls(person.zone, start), _days(person.zone, start)
    times = person.schedule.times if isinstance(person.schedule, FixedTimes) else ()
    walls = {f"{day}T{at:%H:%M}": datetime.combine(day, at) for day in days for at in times}
    owed = spread({key: first_seen(steps, wall) for key, wall in walls.items()}, start, start + DAY)
    for day in (day for day in days if day.weekday() == SUNDAY):
        session = first_seen(steps, datetime.combine(day, SESSION))
        evening = first_seen(steps, datetime.combine(day, clock_time(18)))
        assert session is not None
        assert evening is not None
        if person.appointment is None:
            owed |= {f"week:{day}": evening}
        else:
            owed |= {f"week:{day}": session - 2 * HOUR, f"after:{day}": session + (MINUTES + 30) * MINUTE}
    return {key: at for key, at in owed.items() if start < at < start + DAY}


def _surprises_hold(person: Person, came: list[Came], start: datetime) -> None:
    """As many as were wanted in the hours that the day has whole, an hour apart, and none outside of the hours."""
    wanted = person.schedule
    assert isinstance(wanted, Surprise)
    assert all(one.at - before.at >= HOUR for before, one in pairwise(came))
    steps = _walls(person.zone, start)
    for day in _days(person.zone, start):
        ends = [first_seen(steps, datetime.combine(day, at)) for at in (wanted.start, wanted.end)]
        opening, closing = min(at or start for at in ends), max(at or start for at in ends)
        on_the_day = [one.at for one in came if one.slot.startswith(f"{day}#")]
        assert all(opening <= at <= closing for at in on_the_day)
        if start < opening and closing < start + DAY:
            assert len(on_the_day) == wanted.count, (person.zone, day)


@pytest.mark.timeout(120 + PEOPLE)
@pytest.mark.parametrize("night", list(NIGHTS) if WHOLE else list(NIGHTS)[:1])
async def test_14_every_promise_of_a_day_is_kept_once(
    url: str, keys: KeyRing, night: str, capsys: pytest.CaptureFixture[str]
) -> None:
    began, start = time.monotonic(), NIGHTS[night]
    clock, storage = FixedClock(start), await Storage.open(url, keys)
    async with _outbox(clock) as (outbox, sent):
        pace = Pace(outbox, storage, clock, Naps())
        speaker = Silent(storage, pace, clock, Naps())
        conversation = Conversation(storage, speaker, clock, slots, Access(Door.OPEN), random.Random(1))
        ticker = Ticker(storage, Deliverer(storage, pace, conversation, clock), conversation, pace, clock, 1e6)
        crowd = await _crowd(storage, conversation, start, random.Random(2026))
        ticks = 0
        while (due := await ticker.tick()) is not None and _whole_minute(due) < start + DAY:
            clock.at, ticks = _whole_minute(due), ticks + 1
        came = await _came(storage)
        assert sent() == Counter({person.chat_id: len(came[person.id]) for person in crowd if person.id in came})
    await storage.close()
    for person in crowd:
        kept = came.get(person.id, [])
        prompts = [one for one in kept if one.kind == DeliveryKind.PROMPT]
        if isinstance(person.schedule, Surprise):
            _surprises_hold(person, prompts, start)
            kept = [one for one in kept if one not in prompts]
        assert sorted((one.slot, one.at) for one in kept) == sorted(_owed(person, start).items()), person
        assert all(one.at <= one.sent < one.at + MINUTE for one in came.get(person.id, []))
    with capsys.disabled():
        total = sum(map(len, came.values()))
        sys.stdout.write(f"\n{PEOPLE} people, {total} messages, {ticks} ticks, {time.monotonic() - began:.0f} s\n")
