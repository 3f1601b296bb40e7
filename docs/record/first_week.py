"""Records docs/a-first-week.md: one person's first week, had through the built-in phone with the real bot.

Chance is seeded and the clock is set, so that the same program records the same week. What the person says is written
here; what the bot says is whatever it says.
"""

import asyncio
import random
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from coach import app, logs
from coach.clock import ShiftedClock
from coach.phone import PhoneUser, running_phone
from coach.settings import load_settings
from coach.storage import deliveries, people
from coach.zones import local

ZONE = "Europe/Lisbon"
BEGIN = datetime(2026, 11, 23, 18, 40, tzinfo=UTC)
SEED = 7
HEAD = """# A first week

One person's first week with Unsaid, recorded through the built-in phone by `docs/record/first_week.py`: the real bot, a
set clock, and what one person might say. A tapped button is in *italics*, the buttons of the open question in `code`.
"""


class Week:
    """Speaks for the person, and writes down what both say."""

    def __init__(self, person: PhoneUser, running: app.App, clock: ShiftedClock) -> None:
        self._person = person
        self._app = running
        self._clock = clock
        self.lines = [HEAD]
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
            await self._person.settled(timeout=30)
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

    async def passes(self, hours: int) -> None:
        """Some hours in which nothing falls due."""
        self._clock.advance_to(self._clock.now() + timedelta(hours=hours))
        self.lines.append(f"\n*{local(ZONE, self._clock.now()):%A, %H:%M}*\n")

    async def _listen(self) -> None:
        await self._person.settled(timeout=30)
        latest = {line.message_id: line for line in self._person.news() if line.text}
        for line in latest.values():
            if self._seen.get(line.message_id) == line.text:
                continue
            self._seen[line.message_id] = line.text
            buttons = " ".join(f"`{label}`" for row in line.buttons for label in row)
            text = line.text.replace("\n", "  \n> ")
            self.lines.append(f"> **Unsaid** {text}" + (f"  \n> {buttons}" if buttons else "") + "\n")


async def record() -> str:
    clock = ShiftedClock(BEGIN)
    with tempfile.TemporaryDirectory() as folder:
        async with running_phone(now=clock.now) as phone:
            settings = load_settings(
                token=phone.token,
                api_url=phone.url,
                database_url=f"sqlite:///{folder}/week.sqlite3",
                key_file=Path(folder) / "keys",
                access="open",
            )
            async with app.started(settings, clock, random.Random(SEED)) as running:  # noqa: S311  # a recording
                taking = asyncio.create_task(running.run())
                week = Week(phone.user("She"), running, clock)
                await live(week)
                taking.cancel()
                if phone.refusals:
                    raise RuntimeError(f"the phone refused {len(phone.refusals)} calls")
    return "\n".join(week.lines)


async def live(week: Week) -> None:
    week.heading("Monday, in the evening")
    await week.says("/start")
    await week.taps("Yes, begin")
    await week.says("Lisbon")
    await week.taps("08:00 and 20:00")
    await week.taps("Thursday", "15:00")
    await week.next_thing()
    await week.says("i thought id be relieved after the exam. nothing came")
    await week.taps("numb", "2")
    await week.taps("that's all")

    week.heading("Tuesday")
    await week.next_thing()
    await week.next_thing()
    await week.taps("tight")
    await week.taps("angry", "annoyed", "2")
    await week.taps("that's all")

    week.heading("Wednesday")
    await week.next_thing()
    await week.taps("skip")
    await week.passes(hours=5)
    await week.says("pissed off at my boss. said fine again when he asked for saturday")
    await week.taps("angry", "4")
    await week.taps("what I did with it")
    await week.taps("kept it in")
    await week.taps("that's all")
    await week.next_thing()
    await week.says("no. and last week he looked at the clock while i was talking about mum")
    await week.taps("sad")
    await week.taps("hurt", "4")
    await week.taps("what I wanted")
    await week.says("that he stays with me for one minute")
    await week.taps("bring it")

    week.heading("Thursday, the day of the session")
    await week.next_thing()
    await week.next_thing()
    await week.passes(hours=4)
    await week.says("i said it. the clock. he went quiet and then he thanked me")
    await week.taps("not sure")
    await week.taps("pleasant")
    await week.taps("quiet")
    await week.taps("relieved", "3")
    await week.taps("that's all")
    await week.next_thing()

    week.heading("Friday")
    await week.next_thing()
    await week.next_thing()

    week.heading("Saturday")
    await week.next_thing()
    await week.says("lonley. everyone has plans")
    await week.taps("lonely", "3")
    await week.taps("that's all")
    await week.says("it doesnt matter")
    await week.says("/undo")
    await week.says("/pause until tomorrow")

    week.heading("Sunday")
    await week.next_thing()
    await week.taps("skip")
    await week.says("/week")


if __name__ == "__main__":
    logs.configure("error")
    Path(sys.argv[1]).write_text(asyncio.run(record()), encoding="utf-8")
