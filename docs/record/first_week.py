"""Records docs/a-first-week.md: one person's first week. What the person says is written here; what the bot says is
whatever it says.
"""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from recorder import Recorder, recording

from coach import logs

BEGIN = datetime(2026, 11, 23, 18, 40, tzinfo=UTC)
SEED = 7
HEAD = """# A first week

One person's first week with Unsaid, recorded through the built-in phone by `docs/record/first_week.py`: the real bot, a
set clock, and what one person might say. A tapped button is in *italics*, the buttons of the open question in `code`.
"""


async def live(week: Recorder) -> None:
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
    await week.says("none. but last thursday he looked at the clock while i was talking about mum")
    await week.taps("sad")
    await week.taps("hurt", "4")
    await week.taps("what I wanted")
    await week.says("that he stays with me for one minute")
    await week.taps("it's about my therapist")
    await week.taps("bring it")

    week.heading("Thursday, the day of the session")
    await week.next_thing()
    await week.next_thing()
    await week.taps("bring it, private, not yet…")
    await week.taps("next")
    await week.taps("not yet")
    await week.taps("done")
    await week.next_thing()
    await week.taps("warm")
    await week.taps("yes")
    await week.taps("yes")
    await week.taps("partly")
    await week.taps("said")
    await week.taps("partly")
    await week.taps("no, that's all")
    await week.passes(hours=1)
    await week.says("i said it. the clock. he went quiet and then he thanked me")
    await week.taps("not sure")
    await week.taps("pleasant")
    await week.taps("quiet")
    await week.taps("relieved", "3")
    await week.taps("it's about my therapist")
    await week.taps("that's all")
    await week.next_thing()

    week.heading("Friday")
    await week.next_thing()
    await week.next_thing()

    week.heading("Saturday")
    await week.next_thing()
    await week.passes(hours=6)
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


async def record() -> str:
    async with recording(BEGIN, SEED) as week:
        await live(week)
    return "\n".join([HEAD, *week.lines])


if __name__ == "__main__":
    logs.configure("error")
    Path(sys.argv[1]).write_text(asyncio.run(record()), encoding="utf-8")
