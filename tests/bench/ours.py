"""All that the measurements ask of the product, in one place: when its inside changes, this file follows."""

import asyncio
import random
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from datetime import time as clock_time
from typing import Any

import uvloop
from telegram import Update
from telegram.ext import Application, ApplicationBuilder

import prompts
from coach.bot import Telegram
from coach.bot.handlers import handlers
from coach.clock import SystemClock
from coach.conversation import Conversation
from coach.door import Access, Door
from coach.model import Delivery, DeliveryKind, FixedTimes, Moment
from coach.pacing import Pace
from coach.storage import KeyRing, Storage, deliveries, moments, people, recall
from coach.storage.answers import Answer
from prompts import Asked, Outcome
from scheduler.delivery import Deliverer
from scheduler.due import LEASE
from scheduler.jobs import Jobs
from scheduler.sweep import Sweeper
from scheduler.tick import Ticker
from scheduler.timing import slots
from tests.bench.server import TOKEN

IDLE = '{"at":"idle"}'
UNBOUNDED = 1e9


def runner() -> asyncio.Runner:
    """A loop of the kind that `coach run` uses."""
    return asyncio.Runner(loop_factory=uvloop.new_event_loop)


@dataclass
class Kept:
    """Instead of sending answers: they are committed and wait."""

    owed: list[Answer] = field(default_factory=list)

    def submit(self, owed: Iterable[Answer]) -> None:
        self.owed.extend(owed)

    def drop(self, chat_id: int) -> None: ...


@dataclass
class House:
    """The product as one process has it, over one database and one Bot API."""

    storage: Storage
    conversation: Conversation
    ticker: Ticker
    jobs: Jobs
    application: Application[Any, Any, Any, Any, Any, Any]

    async def deliver(self) -> None:
        """Everything that is due: claimed, chosen, sealed, sent, settled, and the next planned."""
        await self.ticker.tick()

    async def on_time(self) -> None:
        """Run as the product does, woken by its own clock, until cancelled."""
        self.jobs.start()
        try:
            await asyncio.Event().wait()
        finally:
            await self.jobs.stop()

    async def turns(self, updates: Iterable[Mapping[str, Any]], at_once: int) -> None:
        """Take updates as the bot does, from their JSON to the commit; so many chats side by side."""
        await handled(self.application, updates, at_once)

    async def claim(self, now: datetime, most: int) -> list[Delivery]:
        async with self.storage.transaction() as tx:
            return await deliveries.claim(tx, now, LEASE, most)

    async def keep(self, person_id: int, kept: Iterable[Moment]) -> None:
        async with self.storage.transaction() as tx:
            for moment in kept:
                moments.keep(tx, person_id, moment)


async def _nothing() -> None: ...


@asynccontextmanager
async def house(url: str, keys: KeyRing, api: str, rate: float = UNBOUNDED) -> AsyncIterator[House]:
    """Open the product over a database and the Bot API at `api`, with a send budget of `rate` a second."""
    clock, rng = SystemClock(), random.Random(1)
    storage = await Storage.open(url, keys)
    telegram = Telegram(TOKEN, api)
    name = await telegram.start()
    speaker: Any = Kept()
    conversation = Conversation(storage, speaker, clock, slots, Access(Door.OPEN), rng)
    pace = Pace(telegram.outbox, storage, clock)
    deliverer = Deliverer(storage, pace, conversation, clock)
    ticker = Ticker(storage, deliverer, conversation, pace, clock, rate)
    sweeper = Sweeper(storage, pace, conversation, clock, rate)
    application = bare_application(api)
    application.add_handlers(handlers(conversation, name))
    await application.initialize()
    try:
        yield House(storage, conversation, ticker, Jobs(ticker, sweeper, storage, clock, _nothing), application)
    finally:
        await application.shutdown()
        await telegram.stop()
        await storage.close()


def bare_application(api: str) -> Application[Any, Any, Any, Any, Any, Any]:
    """PTB's Application without its updater and job queue: it only handles."""
    return ApplicationBuilder().token(TOKEN).base_url(f"{api}/bot").updater(None).job_queue(None).build()


async def handled(
    application: Application[Any, Any, Any, Any, Any, Any], updates: Iterable[Mapping[str, Any]], at_once: int
) -> None:
    """Hand updates to an application's handlers, so many at once."""
    waiting: Iterator[Mapping[str, Any]] = iter(updates)

    async def one_after_the_other() -> None:
        for raw in waiting:
            await application.process_update(Update.de_json(dict(raw), application.bot))

    await asyncio.gather(*(one_after_the_other() for _ in range(at_once)))


async def first_person(url: str, keys: KeyRing, chat_id: int, now: datetime, history: int) -> None:
    """Somebody who is set up: prompts at 9 and 21, quiet for an hour, asked `history` prompts before, two a day."""
    storage = await Storage.open(url, keys)
    picked = random.Random(2).choices(prompts.load("en").prompts, k=history)
    async with storage.transaction() as tx:
        person = (await people.admit(tx, chat_id, "en", now, IDLE)).person
        times = FixedTimes(times=(clock_time(9), clock_time(21)))
        person = person.model_copy(update={"schedule": times, "zone": "Europe/Berlin", "begun": True})
        people.save(tx, person, IDLE, now - timedelta(hours=1))
        for place, prompt in enumerate(picked):
            at = now - timedelta(hours=12 * (history - place))
            await recall.record_asked(tx, person.id, Asked(prompt.id, prompt.strand, at, Outcome.ANSWERED))
        recall.keep(tx, (await recall.of_each(tx, [person.id], now))[person.id])
        kind = DeliveryKind.PROMPT
        await deliveries.plan(tx, [deliveries.Promised(person.id, kind, slots(kind, person, now))])
    await storage.close()
