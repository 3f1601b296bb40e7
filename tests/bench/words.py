"""How much the recogniser understands, and how fast; how fast a prompt is chosen."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import prompts
from coach.feelings import recogniser
from coach.feelings.measure import labelled, measure
from prompts import Asked, History, Outcome, Profile, Setting
from tests.bench import Row, timed
from tests.bench.engines import Engine

SENTENCES = Path(__file__).parents[1] / "data" / "feelings.jsonl"
THOUGHT = (
    "so he looked at the clock again while i was talking about mum and i felt so small. i'm furious with him and "
    "with myself for not saying anything, i just smiled. on the way home i was close to tears. maybe i'm too much, he "
    "must be tired of me. my boss called too and i said yes again, ugh. cant sleep"
)[:300]


def rows(_engines: list[Engine]) -> Iterator[Row]:
    reader = recogniser()
    with SENTENCES.open(encoding="utf-8") as lines:
        report = measure(reader, [one for one in labelled(lines) if one.half == "test"])
    yield Row("feelings: precision, test half", report.families.precision, "", goal=0.95, better="more")
    yield Row("feelings: recall, test half", report.families.recall, "", goal=0.85, better="more")
    yield Row("whom: precision, test half", report.whom.precision, "", goal=0.9, better="more")
    yield Row("whom: recall, test half", report.whom.recall, "", goal=0.8, better="more")
    median, least, most = (seconds * 1e6 for seconds in timed(lambda: reader.recognise(THOUGHT), 300))
    yield Row("recognising 300 characters", median, "µs", goal=100, least=least, most=most)
    yield _choice()


def _choice() -> Row:
    library, rng, now = prompts.load("en"), random.Random(1), datetime(2026, 11, 23, 20, tzinfo=UTC)
    picked = random.Random(2).choices(library.prompts, k=180)
    asked = [
        Asked(prompt.id, prompt.strand, now - timedelta(hours=12 * (180 - place)), Outcome.ANSWERED)
        for place, prompt in enumerate(picked)
    ]

    def choose() -> None:
        prompts.choose(library, History(asked), Profile(), Setting(now=now), rng)

    median, least, most = (seconds * 1e6 for seconds in timed(choose, 200))
    return Row("choosing a prompt, 90 days of history", median, "µs", goal=120, least=least, most=most)
