"""How much of what asks for care is recognised, how often it is seen where it is not, and what looking costs."""

import json
from collections.abc import Iterator
from pathlib import Path

from coach.care import care_reader
from coach.care.measure import labelled, measure
from tests.bench import Row, timed
from tests.bench.engines import Engine
from tests.bench.words import THOUGHT

DATA = Path(__file__).parents[1] / "data"


def rows(_engines: list[Engine]) -> Iterator[Row]:
    reader = care_reader()
    with (DATA / "care.jsonl").open(encoding="utf-8") as lines:
        report = measure(reader, [one for one in labelled(lines) if one.half == "test"])
    yield Row("care: recall, clear, test half", report.clear, "", goal=0.95, better="more")
    yield Row("care: recall, indirect, test half", report.indirect, "", goal=0.8, better="more")
    yield Row("care: false alarms, everyday, test half", report.false_alarms_everyday, "", goal=0.03)
    yield Row("care: false alarms, all kinds, test half", report.false_alarms, "", goal=0.03)
    with (DATA / "feelings.jsonl").open(encoding="utf-8") as lines:
        feelings = [reader.recognise(json.loads(line)["text"]) is not None for line in lines]
    yield Row("care: false alarms, sentences on feelings", sum(feelings) / len(feelings), "", goal=0.01)
    median, least, most = (seconds * 1e6 for seconds in timed(lambda: reader.recognise(THOUGHT), 300))
    yield Row("looking for care in 300 characters", median, "µs", goal=50, least=least, most=most)
