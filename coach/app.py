"""The composition root: the only place that builds things and joins them.

settings → keys, storage → listeners → bot → answers → conversation → scheduler
"""

import asyncio
import contextlib
import gc
import random
import secrets
import signal
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog

from coach import copies, measures
from coach.answers import Answers
from coach.bot import Telegram
from coach.care import care_reader
from coach.care.lines import NO_LINES, OwnLines, read_own
from coach.clock import Clock, SystemClock
from coach.conversation import DUE_KINDS, Conversation
from coach.door import Door
from coach.export import Copy
from coach.feelings import recogniser
from coach.pacing import Pace
from coach.settings import FREE_RATE, Settings, SettingsError
from coach.storage import (
    KeyFileError,
    KeyRing,
    Storage,
    StorageAwayError,
    WrongKeyError,
    access,
    audit,
    database_file,
    deliveries,
)
from coach.storage.status import Status, status
from coach.texts import texts
from scheduler.delivery import Deliverer
from scheduler.jobs import Jobs
from scheduler.sweep import Sweeper
from scheduler.tick import Ticker
from scheduler.timing import slots

if TYPE_CHECKING:
    from coach.web import Front

_log = structlog.get_logger(__name__)
_NOT_STORED = {"database": False, "key": False}


@dataclass(frozen=True)
class App:
    """The running product: what the command line and the demo may touch."""

    bot_name: str
    storage: Storage
    conversation: Conversation
    ticker: Ticker
    sweeper: Sweeper
    jobs: Jobs
    telegram: Telegram
    take_updates: Callable[[], Awaitable[None]]

    async def run(self) -> None:
        """Take updates until cancelled."""
        await self.take_updates()


@asynccontextmanager
async def started(settings: Settings, clock: Clock, rng: random.Random) -> AsyncIterator[App]:
    """Everything up, in order; everything down again, in the other. Raises `KeyFileError`, `WrongKeyError`,
    `SettingsError` where an address is taken.

    `rng` draws tickets, which nobody may guess: outside of a recording it is a `random.SystemRandom`.
    """
    if settings.token is None:
        raise ValueError("no token")
    async with AsyncExitStack() as stack:
        storage = await opened(settings)
        stack.push_async_callback(storage.close)
        paid = settings.send_rate > FREE_RATE
        telegram = Telegram(
            settings.token.get_secret_value(), settings.api_url, paid=paid, protect=settings.protect_content
        )
        stack.push_async_callback(telegram.stop)
        front = await _listen(stack, settings, storage, telegram, clock)
        bot_name = await telegram.start()
        pace = Pace(telegram.outbox, storage, clock)
        speaker = Answers(storage, pace, clock)
        stack.push_async_callback(speaker.close)
        access_ = settings.who_may_enter()
        conversation = Conversation(storage, speaker, clock, slots, access_, rng, own_lines(settings))
        deliverer = Deliverer(storage, pace, conversation, clock)
        ticker = Ticker(storage, deliverer, conversation, pace, clock, settings.send_rate)
        sweeper = Sweeper(storage, pace, conversation, clock, settings.send_rate)
        jobs = Jobs(ticker, sweeper, storage, clock, speaker.look_after)
        conversation.on_plan = jobs.wake
        await speaker.resume()
        await telegram.show_commands(texts("en"))
        jobs.start()
        stack.push_async_callback(jobs.stop)
        threading.Thread(target=_warm_up, daemon=True).start()
        taking = _taking(settings, storage, telegram, conversation, front)
        yield App(bot_name, storage, conversation, ticker, sweeper, jobs, telegram, taking)


async def _listen(
    stack: AsyncExitStack, settings: Settings, storage: Storage, telegram: Telegram, clock: Clock
) -> "Front | None":
    """What can be asked from outside, before Telegram is reached: who watches us must see us start."""
    if settings.listen is None and settings.metrics_listen is None:
        return None
    from coach import web  # a bot that only polls and is not watched starts without

    if settings.metrics_listen is not None:
        page = web.metrics(partial(_standing, storage, clock, settings.send_rate))
        await stack.enter_async_context(web.listening(*settings.metrics_listen, page))
    if settings.listen is None:
        return None
    looks = web.Look(partial(_stored, storage), _NOT_STORED), web.Look(partial(_heard, telegram), {"telegram": False})
    front = web.Front(looks, settings.webhook())
    await stack.enter_async_context(web.listening(*settings.listen, front.app))
    return front


async def _stored(storage: Storage) -> dict[str, bool]:
    try:
        await storage.trial()
    except StorageAwayError:
        return _NOT_STORED
    except WrongKeyError:
        return {"database": True, "key": False}
    return {"database": True, "key": True}


async def _heard(telegram: Telegram) -> dict[str, bool]:
    return {"telegram": await telegram.answers()}


async def _standing(storage: Storage, clock: Clock, rate: float) -> Status:
    async with storage.transaction() as tx:
        return await status(tx, clock.now(), rate)


def _taking(
    settings: Settings, storage: Storage, telegram: Telegram, conversation: Conversation, front: "Front | None"
) -> Callable[[], Awaitable[None]]:
    """How updates come in until that is cancelled."""
    intake = telegram.intake(conversation)
    webhook, url = settings.webhook(), settings.webhook_url

    async def posted() -> None:
        """The webhook stays when this replica goes: others may live on, and what is posted meanwhile comes again."""
        if front is None or webhook is None or url is None:
            raise ValueError("no webhook")
        async with front.taking(intake.take):
            await telegram.set_webhook(url, webhook[1])
            await asyncio.Event().wait()

    async def polling() -> None:
        measures.polls(True)
        _log.info("polling.begun")
        try:
            await telegram.poll(intake)
        finally:
            measures.polls(False)
            _log.info("polling.ended")

    async def polled() -> None:
        """One replica polls. The others wait for it to go."""
        await storage.lead("polling", polling)

    return polled if webhook is None else posted


def _warm_up() -> None:
    """What is built at its first use would keep somebody waiting: what reads their words. Then all that is there stays,
    so that looking for what can go need not look at it."""
    recogniser()
    care_reader()
    gc.collect()
    gc.freeze()


async def opened(settings: Settings) -> Storage:
    """The storage. Keys made for a server's database that turns out to have its own are thrown away again."""
    had_keys = settings.key_file.exists()
    try:
        return await Storage.open(settings.database_url, key_ring(settings))
    except WrongKeyError:
        if had_keys:
            raise
        settings.key_file.unlink()
        raise KeyFileError(f"there is no key file at {settings.key_file}") from None


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


async def invite(storage: Storage, now: datetime, uses: int = 1, lives: timedelta = access.LIVES) -> str:
    """A new invitation: the code that lets so many people in, for so long."""
    code = secrets.token_urlsafe(12)
    async with storage.transaction() as tx:
        number = await access.invite(tx, code, now, uses, lives)
        await audit.note(tx, now, "invite", f"invitation {number}")
    return code


def link(bot_name: str, code: str) -> str:
    """What an invited person opens."""
    return f"https://t.me/{bot_name}?start={code}"


async def take_in(settings: Settings, copy: Copy, chat_id: int, clock: Clock) -> None:
    """``coach import``: the copy becomes the person of a chat, and what they are promised is planned. Raises what
    `started` does, and `SomebodyElsesError`; then nothing was written."""
    storage = await opened(settings)
    try:
        async with storage.transaction() as tx:
            now = clock.now()
            person = await copies.take_in(tx, chat_id, copy, now)
            promised = [deliveries.Promised(person.id, kind, slots(kind, person, now)) for kind in DUE_KINDS]
            await deliveries.plan(tx, promised)
            await audit.note(tx, now, "import")
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
            code = await invite(app.storage, clock.now())
            announce(f"To let one person in, within a week: {link(app.bot_name, code)}")
        running = asyncio.create_task(app.run())
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({running, stopping}, return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
    _log.info("stopped")
