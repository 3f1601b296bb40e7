"""Writes down a conversation with the real bot through the built-in phone, as Markdown.

Chance is seeded and the clock is set, so that the same program records the same conversation.
"""

import asyncio
import random
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path

from coach import app
from coach.clock import ShiftedClock
from coach.phone import PhoneUser, running_phone
from coach.settings import load_settings
from coach.storage import deliveries, people
from coach.zones import local

ZONE = "Europe/Lisbon"


class Recorder:
    """Speaks for the person, and writes down what both say."""

    def __init__(self, person: PhoneUser, running: app.App, clock: ShiftedClock) -> None:
        self._person = person
        self._app = running
        self._clock = clock
        self.lines: list[str] = []
        self._seen: dict[int, str] = {}

    def heading(self, title: str) -> None:
        self.lines.append(f"\n## {title}\n")

    async def says(self, text: str) -> None:
        self.lines.append(f"**She** {text}\n")
        await self._person.says(text)
        await self._listen()

    async def taps(self, *labels: str) -> None:
        """One tap after the other on one message, of which only the last state is written down."""
        for label in labels:
            await self._person.taps(label)
            await self._person.settled(quiet=0.5, timeout=30)
        tapped = ", ".join(f"*{label}*" for label in labels)
        self.lines.append(f"(taps {tapped})\n")
        await self._listen()

    async def next_thing(self) -> None:
        """Whatever falls due next, at its time."""
        async with self._app.storage.transaction() as tx:
            known = await people.latest(tx)
            planned = await deliveries.planned(tx, known.person.id) if known else []
        self._clock.advance_to(planned[0].due_at)
        await self._app.ticker.tick()
        self.lines.append(f"\n*{local(ZONE, self._clock.now()):%A, %H:%M}*\n")
        await self._listen()

    async def passes(self, hours: int, *, noted: bool = True) -> None:
        """Some hours in which nothing falls due."""
        self._clock.advance_to(self._clock.now() + timedelta(hours=hours))
        if noted:
            self.lines.append(f"\n*{local(ZONE, self._clock.now()):%A, %H:%M}*\n")

    async def _listen(self) -> None:
        await self._person.settled(quiet=0.5, timeout=30)
        latest = {line.message_id: line for line in self._person.news() if line.text}
        for line in latest.values():
            if self._seen.get(line.message_id) == line.text:
                continue
            self._seen[line.message_id] = line.text
            buttons = " ".join(f"`{label}`" for row in line.buttons for label in row)
            text = line.text.replace("\n", "  \n> ")
            self.lines.append(f"> **Unsaid** {text}" + (f"  \n> {buttons}" if buttons else "") + "\n")


@asynccontextmanager
async def recording(begin: datetime, seed: int) -> AsyncIterator[Recorder]:
    """A bot and a phone from `begin` (aware) on. Raises where the phone refused a call."""
    clock = ShiftedClock(begin)
    with tempfile.TemporaryDirectory() as folder:
        async with running_phone(now=clock.now) as phone:
            settings = load_settings(
                token=phone.token,
                api_url=phone.url,
                database_url=f"sqlite:///{folder}/recorded.sqlite3",
                key_file=Path(folder) / "keys",
                access="open",
            )
            async with app.started(settings, clock, random.Random(seed)) as running:  # noqa: S311  # a recording
                taking = asyncio.create_task(running.run())
                yield Recorder(phone.user("She"), running, clock)
                taking.cancel()
                if phone.refusals:
                    raise RuntimeError(f"the phone refused {len(phone.refusals)} calls")
