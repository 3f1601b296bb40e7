"""What a person says, taps or names is nowhere in the database and in no line of the logs, even at DEBUG.

One bot, as a process, lives through a scripted week; then all that it kept and printed is searched for each word.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from coach.phone import PhoneUser
from coach.storage import people
from tests.databases import kept, shape
from tests.faults.process import PATIENCE, Bot, Home
from tests.flows.journey import SAY
from tests.flows.waiting import free_port

FIRST_NAME = "Marguerite"
THERAPIST = "Korvinius"
SAID = (
    "furious that he glanced at the clock while I spoke about mother",
    "ashamed because I swallowed every sentence on Tuesday",
    "strangely tender toward grandmother's yellow teapot",
)
EDITED = "furious that he glanced at the doorway instead"
WISH = "that somebody stays beside the window with me"
REASON = "because the therapist yawned twice"
MALFORMED = "half a quarrel about thunderstorms"
CAPTION = "photographs of the abandoned orchard"
FORWARDED = "somebody else's lighthouse keeper"
WORD = re.compile(r"[^\W\d_]{4,}")


def words(texts: Iterable[str]) -> set[str]:
    """Every word of four letters or more."""
    return {word for text in texts for word in WORD.findall(text)}


def found_in(content: bytes, wanted: Iterable[str]) -> set[str]:
    """The words that stand anywhere in `content`, in UTF-8 or either UTF-16, as said, in small letters or in capitals.

    By chance four given bytes stand in a hundred thousand random ones once in 40,000 times.
    """
    return {
        word
        for word in wanted
        for spelled in {word, word.lower(), word.capitalize()}
        if any(spelled.encode(encoding) in content for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
    }


async def _a_week(home: Home) -> set[str]:
    """Somebody's week; returns every label that was tapped."""
    ann, tapped = home.phone.user(FIRST_NAME), set[str]()

    async def tap(label: str, sees: str) -> None:
        tapped.add(label)
        await ann.taps(label)
        await ann.sees(sees, PATIENCE)

    async def say(text: str, sees: str) -> int:
        message_id = await ann.says(text)
        await ann.sees(sees, PATIENCE)
        return message_id

    await say("/start", SAY("welcome"))
    await tap(SAY("button-begin"), SAY("ask-zone"))
    await ann.sends_location(48.85, 2.35)
    await ann.sees(SAY("ask-times"), PATIENCE)
    await tap(SAY("button-evening"), SAY("ask-day"))
    await tap(SAY("button-no-session"), SAY("set-up"))
    await say("/discreet on", SAY("mode-set-discreet-on"))
    await say("/tidy on", SAY("mode-set-tidy-on"))
    await say("/settings", SAY("settings-head"))
    await tap(SAY("button-name"), SAY("ask-name"))
    await say(THERAPIST, THERAPIST)

    first = await say(SAID[0], "Which word")
    await tap("furious", "How strong")
    await tap("5", "5 of 5")
    await tap(SAY("button-wanted"), SAY("ask-wanted"))
    await say(WISH, WISH)
    await tap(SAY("button-did"), SAY("ask-did"))
    await tap("it came out sideways", SAY("did-sideways"))
    await tap(SAY("button-bring"), SAY("brought"))
    await ann.edits(first, EDITED)

    await say("/feel", SAY("ask-family"))
    await tap("numb", "fits closer")
    await tap("numb is right", "How strong")
    await tap("2", "2 of 5")
    await tap(SAY("button-because"), SAY("ask-because"))
    await say(REASON, REASON)
    await say(SAID[1], "Which word")
    await say("/undo", SAID[1])
    await say(SAID[2], SAID[2])
    await ann.sends_photo(caption=CAPTION)
    await ann.sees(CAPTION, PATIENCE)
    await ann.forwards(FORWARDED)
    await ann.sees(SAY("forwarded"), PATIENCE)
    await _what_cannot_be_read(home, ann)
    await say("/therapist", r"(?s).")
    await say("/week", "Your week so far")
    await say("/export", SAY("export-caption"))
    await ann.settled(timeout=PATIENCE)
    return tapped


async def _what_cannot_be_read(home: Home, ann: PhoneUser) -> None:
    private = {"id": ann.id, "type": "private", "first_name": FIRST_NAME}
    home.phone.inject({"message": {"message_id": "none", "chat": private, "text": MALFORMED}})
    await ann.sees(SAY("something-broke"), PATIENCE)
    home.phone.inject({"callback_query": {"id": "1", "data": MALFORMED, "from": {"first_name": FIRST_NAME}}})


@pytest.mark.timeout(180)
@pytest.mark.parametrize("intake", ["polling", "webhook"])
async def test_no_word_of_a_week_is_in_the_files_the_logs_or_the_metrics(home: Home, intake: str) -> None:
    hook, pages = free_port(), free_port()
    posted = {"COACH_WEBHOOK_URL": f"http://127.0.0.1:{hook}/", "COACH_LISTEN": f"127.0.0.1:{hook}"}
    given = {"COACH_INTAKE": intake, "COACH_METRICS_LISTEN": f"127.0.0.1:{pages}", "COACH_LOG_LEVEL": "debug"}
    bot = await Bot.started(home, **given, **posted)
    tapped = await _a_week(home)
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{pages}") as client:
        page = (await client.get("/metrics")).content
    metrics = b"\n".join(line for line in page.splitlines() if not line.startswith(b"# HELP"))  # our own words
    said = (*SAID, EDITED, WISH, REASON, MALFORMED, CAPTION, FORWARDED, THERAPIST, FIRST_NAME)
    made_of = await shape(home.url)
    secret = (words(said) | words(tapped)) - words([made_of, made_of.lower()])
    assert found_in(await kept(home.url), secret) == set()
    assert await bot.stops() == 0
    assert found_in(await kept(home.url), secret) == set()

    logs = bytes(bot.out)
    assert b"update.set_aside" in logs
    assert home.phone.token.encode() not in logs
    assert home.phone.token.partition(":")[2].encode() not in logs
    assert found_in(logs, [*said, *words(said)]) == set()
    assert str(home.phone.world.webhook.get("secret") or "nothing").encode() not in logs
    assert b"unsaid_people 1.0" in metrics
    assert found_in(metrics, [*said, *words(said)]) == set()


def test_the_search_finds_what_is_there_in_clear(tmp_path: Path) -> None:
    planted = tmp_path / "unsaid.sqlite3"
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        planted.write_bytes(b"\x00\x07" + "and Marguerite said".encode(encoding) + b"\xff")
        assert found_in(planted.read_bytes(), ["Marguerite", "Korvinius"]) == {"Marguerite"}
    assert words(["he let me down, Ann"]) == {"down"}


async def test_the_search_finds_a_word_that_a_table_holds_in_clear(home: Home) -> None:
    bot = await Bot.started(home)
    storage = await home.storage()
    async with storage.transaction() as tx:
        await people.admit(tx, 77, THERAPIST.lower(), datetime.now(UTC), "idle")
    await storage.close()
    assert found_in(await kept(home.url), [THERAPIST]) == {THERAPIST}
    assert await bot.stops() == 0
