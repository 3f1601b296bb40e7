"""What the flows are told with: people on the phone, the real bot behind it, and a clock that can be moved.

The bot reaches the phone by HTTP alone. What it keeps is read from its own storage, never from its memory.
"""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlmodel import select

from coach import app as product
from coach.app import App
from coach.clock import ShiftedClock
from coach.model import Delivery, DeliveryKind, DeliveryState, Moment
from coach.phone import Phone, PhoneUser, running_phone
from coach.phone.drive import Line
from coach.phone.switchboard import Call
from coach.settings import Settings, load_settings
from coach.storage import deliveries, moments, people
from coach.storage.people import Known
from coach.storage.tables import DeliveryRow
from coach.texts import texts
from coach.zones import local
from tests.flows.waiting import eventually

SAY = texts("en")
PATIENCE = 30.0  # seconds; a machine that does other things too is slow at a start
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NEXT = r"(?s)."
_UNDERWAY = (DeliveryState.DUE, DeliveryState.CLAIMED, DeliveryState.SENDING)


@dataclass
class Journey:
    """One phone, one bot, one clock."""

    phone: Phone
    clock: ShiftedClock
    app: App

    def person(self, name: str = "Ann", language: str | None = "en") -> "Person":
        return Person(self, self.phone.user(name, language))

    def go_to(self, instant: datetime) -> None:
        self.clock.advance_to(instant)
        self.app.jobs.wake()

    async def settled(self) -> None:
        await self.phone.settled(timeout=PATIENCE)


@dataclass
class Person:
    """Somebody with the phone. Every step waits for what it is answered with."""

    journey: Journey
    user: PhoneUser

    async def sees(self, pattern: str) -> Line:
        return await self.user.sees(pattern, PATIENCE)

    async def say(self, text: str, sees: str) -> Line:
        await self.user.says(text)
        return await self.sees(sees)

    async def tap(self, label: str, sees: str) -> Line:
        await self.user.taps(label)
        return await self.sees(sees)

    async def set_up(self, place: str = "Berlin", times: str = "08:00 and 20:00", session: str = "Thursday") -> Line:
        """In taps but for the place; `session` is a day, at 15:00, or the button for none."""
        await self.say("/start", SAY("welcome"))
        await self.tap(SAY("button-begin"), SAY("ask-zone"))
        await self.say(place, SAY("ask-times"))
        await self.tap(times, SAY("ask-day"))
        if session == SAY("button-no-session"):
            return await self.tap(session, SAY("set-up"))
        await self.tap(session, SAY("ask-hour", day=session))
        return await self.tap("15:00", SAY("set-up"))

    async def known(self) -> Known | None:
        async with self.journey.app.storage.transaction() as tx:
            return await people.by_chat(tx, self.user.id)

    async def moments(self) -> list[Moment]:
        async with self.journey.app.storage.transaction() as tx:
            known = await people.by_chat(tx, self.user.id)
            return await moments.between(tx, known.person.id, None, None) if known else []

    async def texts(self) -> list[str]:
        """What is kept of her own words, as text."""
        return [part.text for moment in await self.moments() for part in moment.text]

    def calls(self, method: str) -> list[Call]:
        """Those of the bot, to anybody."""
        return [call for call in self.journey.phone.calls if call.method == method]

    async def ending(self, slot: str) -> str:
        """How a slot ended, once it did."""

        async def over() -> str:
            async with self.journey.app.storage.transaction() as tx:
                state = (await tx.session.exec(select(DeliveryRow.state).where(DeliveryRow.slot == slot))).one()
            return "" if state in _UNDERWAY else state

        return await eventually(over)

    async def planned(self, kind: DeliveryKind = DeliveryKind.PROMPT) -> Delivery | None:
        async with self.journey.app.storage.transaction() as tx:
            known = await people.by_chat(tx, self.user.id)
            found = await deliveries.planned(tx, known.person.id) if known else []
        return next((one for one in found if one.kind is kind), None)

    async def at_next(self, kind: DeliveryKind = DeliveryKind.PROMPT) -> tuple[datetime, Line]:
        """Go to the next of a kind: when it was due, in the person's own time, and what came."""
        await self.journey.settled()
        self.user.news()
        known, due = await self.known(), await self.planned(kind)
        assert known is not None
        assert due is not None, "nothing is planned"
        self.journey.go_to(due.due_at)
        line = await self.sees(NEXT)
        await self.journey.settled()
        self.user.news()
        return local(known.person.zone, due.due_at), line


def settings_for(phone: Phone, folder: Path, **given: Any) -> Settings:
    fixed = {"token": phone.token, "api_url": phone.url, "key_file": folder / "keys", "access": "open"}
    return load_settings(**{**fixed, "database_url": f"sqlite:///{folder / 'unsaid.sqlite3'}", **given})


@asynccontextmanager
async def journey(folder: Path, start: datetime | None = None, **given: Any) -> AsyncIterator[Journey]:
    """The product against a phone, from `start` (aware) on. At the end no call may have broken the Bot API's rules."""
    clock = ShiftedClock(start)
    async with running_phone(now=clock.now) as phone:
        async with running(phone, folder, clock, **given) as app:
            yield Journey(phone, clock, app)
        assert phone.refusals == []


@asynccontextmanager
async def running(phone: Phone, folder: Path, clock: ShiftedClock, **given: Any) -> AsyncIterator[App]:
    async with product.started(settings_for(phone, folder, **given), clock, random.Random(7)) as app:
        taking = asyncio.create_task(app.run())
        try:
            yield app
        finally:
            await phone.settled(timeout=PATIENCE)
            async with app.storage.transaction():  # nobody is in the middle of one while it is held
                taking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await taking
