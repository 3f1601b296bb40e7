"""Records docs/thirty-replies.md: thirty very different things a person may type, and what the bot answers."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from recorder import Recorder, recording

from coach import logs

BEGIN = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
SEED = 11
HEAD = """# Thirty replies

What people type when nobody tells them how, and what the bot answers; recorded through the built-in phone by
`docs/record/replies.py`. The therapist is called K. here. The buttons of each answer are in `code`.
"""
REPLIES = (
    "pissed that K. looked at the clock again",
    "i miss her. two weeks is so long",
    "meh",
    "😡😡",
    "not angry any more, just tired of it",
    "my boss was furious and i stood there like a child",
    "i feel nothing. like behind glass",
    "proud of myself today!! said no to my mum",
    "my chest is tight and i dont know why",
    "she was so sad and i couldnt help",
    "lonley",
    "K. remembered my dogs name and i nearly cried",
    "i bit my tongue again at dinner",
    "they get paid to care. thats all it is",
    "jealous of whoever sits there after me",
    "wtf was that session",
    "fine",
    "je suis triste",
    "אני כועסת על המטפל שלי",
    "I could kill him for saying that 😂",
    "scared to tell K. that i want to stop",
    "so ashamed i cancelled with a lie",
    "on edge all day, walked on eggshells around my husband",
    "actually ok. calm even. weird",
    "<b>angry</b> & *sad* #both",
    "he said he was disappointed in me. K. i mean",
    "ugh no words",
    "grateful and a bit embarrassed about how grateful",
    "why does it always have to be me who asks",
    "i think K. is bored of me",
)


async def replies(talk: Recorder) -> None:
    await talk.says("/start")
    await talk.taps("Yes, begin", "London", "08:00", "Thursday", "15:00")
    await talk.says("/settings")
    await talk.taps("their name")
    await talk.says("K.")
    talk.lines.clear()
    for reply in REPLIES:
        await talk.passes(hours=1, noted=False)
        await talk.says(reply)


async def record() -> str:
    async with recording(BEGIN, SEED) as talk:
        await replies(talk)
    return "\n".join([HEAD, *talk.lines])


if __name__ == "__main__":
    logs.configure("error")
    Path(sys.argv[1]).write_text(asyncio.run(record()), encoding="utf-8")
