"""`coach demo`: the real bot, the built-in phone, and a clock that can be moved. Nothing leaves this computer.

The bot reaches the phone only by the Bot API over HTTP, as it reaches Telegram. What the strip beside the phone does
goes past the bot: it sets the clock forward, or writes a month of moments for whoever is on the phone. Data lives in a
temporary folder and goes when the demo ends.
"""

import asyncio
import random
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from coach import app as product
from coach import logs
from coach.app import App
from coach.clock import ShiftedClock
from coach.model import Delivery, DeliveryKind, Person
from coach.phone import Control, Phone, running_phone
from coach.sample import sample_month, sample_unsaid
from coach.settings import Settings, load_settings
from coach.storage import deliveries, moments, people, unsaid
from coach.zones import local

_DAY = timedelta(days=1)
_STEP = timedelta(hours=1)
_SAY_HELLO = "Say hello on the phone first: tap Start."


def run(port: int) -> int:
    """Serve the demo on `port` of the loopback interface until it is interrupted. Returns the exit code."""
    logs.configure("warning")
    try:
        asyncio.run(_run(port))
    except KeyboardInterrupt:
        print("\nGone, with everything in it.")
    except OSError as error:
        print(f"The page cannot be served on port {port}: {error.strerror}. Another one: coach demo --port {port + 1}")
        return 2
    return 0


async def _run(port: int) -> None:
    clock = ShiftedClock()
    demo = Demo(clock)
    with tempfile.TemporaryDirectory(prefix="unsaid-demo-") as folder:
        async with running_phone(port=port, now=clock.now, controls=demo.controls(), zone=demo.zone) as phone:
            demo.phone = phone
            async with product.started(_settings(phone, Path(folder)), clock, random.SystemRandom()) as running:
                demo.app = running
                print(f"Unsaid is on the phone at {phone.url}    (Ctrl+C ends it)", flush=True)
                await running.run()


def _settings(phone: Phone, folder: Path) -> Settings:
    return load_settings(
        token=phone.token,
        api_url=phone.url,
        database_url=f"sqlite:///{folder / 'demo.sqlite3'}",
        key_file=folder / "demo.keys",
        access="open",
    )


class Demo:
    """The strip beside the phone. Moves time only forward; speaks for the person on the phone, never for the bot."""

    app: App
    phone: Phone

    def __init__(self, clock: ShiftedClock) -> None:
        self._clock = clock
        self._zone = "UTC"

    def controls(self) -> tuple[Control, ...]:
        return (
            Control("prompt", "next prompt", "Goes to the next question's time", self.next_prompt),
            Control("day", "+1 day", "Lets a day pass, with what falls due in it", self.one_day),
            Control("session", "session day", "Goes to two hours before it: the week comes", self.session_day),
            Control("after", "after the session", "Goes to half an hour after it: a few questions come", self.after_it),
            Control("month", "a sample month", "Writes five weeks of somebody's moments", self.sample),
        )

    def zone(self) -> str:
        """The zone of the person on the phone, as of the last control."""
        return self._zone

    async def next_prompt(self) -> str:
        due = await self._due(DeliveryKind.PROMPT)
        if due is None:
            return await self._nothing("No question is planned. /time sets when I ask.")
        await self._go_to(due)
        return f"It is {self._here()}."

    async def one_day(self) -> str:
        """Each thing that falls due within the day comes at its own time."""
        end = self._clock.now() + _DAY
        came = 0
        while (due := await self._due()) is not None and due.due_at <= end and came < 20:
            await self._go_to(due)
            came += 1
        await self._pass_until(end)
        self.app.jobs.wake()
        return f"It is {self._here()}. {came or 'Nothing'} came in between."

    async def session_day(self) -> str:
        due = await self._due(DeliveryKind.WEEK)
        if due is None:
            return await self._nothing("No week is planned while it is quiet. /resume ends that.")
        await self._go_to(due)
        return f"It is {self._here()}: the week has come."

    async def after_it(self) -> str:
        due = await self._due(DeliveryKind.CHECK_IN)
        if due is None:
            return await self._nothing("No session is planned. /session sets when it is.")
        await self._go_to(due)
        return f"It is {self._here()}: the session is over."

    async def sample(self) -> str:
        person = await self._person()
        if person is None:
            return _SAY_HELLO
        month = sample_month(self._clock.now(), person.zone, person.appointment)
        async with self.app.storage.transaction() as tx:
            for moment in month:
                moments.keep(tx, person.id, moment)
            for item in sample_unsaid(self._clock.now(), person.zone, person.appointment):
                unsaid.keep(tx, person.id, item)
        return f"{len(month)} moments of the last five weeks are there now. Try /week."

    async def _due(self, kind: DeliveryKind | None = None) -> Delivery | None:
        """The next thing planned for the person on the phone."""
        person = await self._person()
        if person is None:
            return None
        async with self.app.storage.transaction() as tx:
            planned = await deliveries.planned(tx, person.id)
        return next((delivery for delivery in planned if kind in (None, delivery.kind)), None)

    async def _go_to(self, due: Delivery) -> None:
        """Move the clock to a delivery, and let it happen."""
        await self._pass_until(due.due_at)
        await self.app.ticker.tick()
        self.app.jobs.wake()

    async def _pass_until(self, end: datetime) -> None:
        """What is to go from a tidy chat goes on the way: in days at once it would be too old to go."""
        while (now := self._clock.now()) < end:
            self._clock.advance_to(min(end, now + _STEP))
            await self.app.sweeper.sweep()

    async def _person(self) -> Person | None:
        async with self.app.storage.transaction() as tx:
            known = await people.latest(tx)
        if known is not None:
            self._zone = known.person.zone
        return known.person if known else None

    async def _nothing(self, otherwise: str) -> str:
        return otherwise if await self._person() else _SAY_HELLO

    def _here(self) -> str:
        return local(self._zone, self._clock.now()).strftime("%A %H:%M")
