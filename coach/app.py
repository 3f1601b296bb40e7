"""The composition root: the only place that builds things and joins them.

settings → keys, storage → bot → answers → conversation → scheduler
"""

import asyncio
import contextlib
import random
import secrets
import signal
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog

from coach import copies, places
from coach.answers import Answers
from coach.bot import Telegram
from coach.care.lines import NO_LINES, OwnLines, read_own
from coach.clock import Clock, SystemClock
from coach.conversation import DUE_KINDS, Conversation, Door
from coach.export import Copy
from coach.feelings import recogniser
from coach.settings import Settings, SettingsError
from coach.storage import KeyRing, Storage, access, database_file, deliveries
from coach.texts import texts
from scheduler.delivery import Deliverer
from scheduler.jobs import Jobs
from scheduler.tick import Ticker
from scheduler.timing import slots

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class App:
    """The running product: what the command line and the demo may touch."""

    bot_name: str
    storage: Storage
    conversation: Conversation
    ticker: Ticker
    jobs: Jobs
    telegram: Telegram

    async def run(self) -> None:
        """Take updates until cancelled."""
        await self.telegram.take_updates(self.conversation)


@asynccontextmanager
async def started(settings: Settings, clock: Clock, rng: random.Random) -> AsyncIterator[App]:
    """Everything up, in order; everything down again, in the other. Raises `KeyFileError`, `WrongKeyError`.

    `rng` draws tickets, which nobody may guess: outside of a recording it is a `random.SystemRandom`.
    """
    if settings.token is None:
        raise ValueError("no token")
    async with contextlib.AsyncExitStack() as stack:
        storage = await Storage.open(settings.database_url, key_ring(settings))
        stack.push_async_callback(storage.close)
        telegram = Telegram(settings.token.get_secret_value(), settings.api_url)
        stack.push_async_callback(telegram.stop)
        bot_name = await telegram.start()
        speaker = Answers(storage, telegram.outbox, clock)
        stack.push_async_callback(speaker.close)
        access_ = settings.who_may_enter()
        conversation = Conversation(storage, speaker, clock, slots, access_, rng, own_lines(settings))
        deliverer = Deliverer(storage, telegram.outbox, conversation, clock)
        ticker = Ticker(storage, deliverer, conversation, clock)
        jobs = Jobs(ticker, storage, clock)
        conversation.on_plan = jobs.wake
        await speaker.resume()
        await telegram.show_commands(texts("en"))
        jobs.start()
        stack.push_async_callback(jobs.stop)
        threading.Thread(target=_warm_up, daemon=True).start()
        yield App(bot_name, storage, conversation, ticker, jobs, telegram)


def _warm_up() -> None:
    """What is built at its first use would keep somebody waiting: the index of cities, and the recogniser."""
    recogniser()
    places.prepare()


def own_lines(settings: Settings) -> OwnLines:
    """The help lines that the operator added. `SettingsError` where the file cannot be read as such."""
    if settings.care_file is None:
        return NO_LINES
    try:
        return read_own(settings.care_file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise SettingsError(f"COACH_CARE_FILE: {reason}") from None


def key_ring(settings: Settings) -> KeyRing:
    """The keys, made at the very first start only: a database without its key file must not get another key."""
    file = database_file(settings.database_url)
    if not settings.key_file.exists() and (file is None or not file.exists() or file.stat().st_size == 0):
        return KeyRing.create(settings.key_file)
    return KeyRing.from_file(settings.key_file)


async def invite(app: App, clock: Clock) -> str:
    """A new one-time invitation, as the link that lets one person in."""
    code = secrets.token_urlsafe(12)
    async with app.storage.transaction() as tx:
        await access.invite(tx, code, clock.now())
    return f"https://t.me/{app.bot_name}?start={code}"


async def take_in(settings: Settings, copy: Copy, chat_id: int, clock: Clock) -> None:
    """``coach import``: the copy becomes the person of a chat, and what they are promised is planned. Raises what
    `started` does, and `SomebodyElsesError`; then nothing was written."""
    storage = await Storage.open(settings.database_url, key_ring(settings))
    try:
        async with storage.transaction() as tx:
            now = clock.now()
            person = await copies.take_in(tx, chat_id, copy, now)
            for kind in DUE_KINDS:
                await deliveries.plan(tx, person, kind, slots(kind, person, now), now)
    finally:
        await storage.close()


async def run(settings: Settings, announce: Callable[[str], None]) -> None:
    """``coach run``: until it is told to stop."""
    stop = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stop.set)
    clock = SystemClock()
    async with started(settings, clock, random.SystemRandom()) as app:
        announce(f"@{app.bot_name} is here.")
        if settings.who_may_enter().door is Door.INVITED:
            announce(f"To let one person in, within a week: {await invite(app, clock)}")
        running = asyncio.create_task(app.run())
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
    _log.info("stopped")
