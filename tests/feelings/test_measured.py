"""The goals on the test half, whose failures nobody looked at one by one while tuning."""

from pathlib import Path

import pytest

from coach.feelings import Family, Whom, recogniser
from coach.feelings.measure import Labelled, Score, labelled, measure

SENTENCES = labelled((Path(__file__).parents[1] / "data" / "feelings.jsonl").read_text("utf-8").splitlines())


def half(name: str) -> list[Labelled]:
    return [sentence for sentence in SENTENCES if sentence.half == name]


def test_the_set_is_large_unique_and_well_labelled() -> None:
    assert len(SENTENCES) >= 600
    assert len({sentence.text for sentence in SENTENCES}) == len(SENTENCES)
    assert min(len(half("tune")), len(half("test"))) >= 300
    for sentence in SENTENCES:
        assert sentence.families <= {family.value for family in Family}
        assert sentence.whom <= {who.value for who in Whom}


@pytest.mark.parametrize("name", ["tune", "test"])
def test_the_goals_are_met(name: str) -> None:
    report = measure(recogniser(), half(name))
    assert report.families.precision >= 0.95
    assert report.families.recall >= 0.85
    assert report.whom.precision >= 0.9
    assert report.whom.recall >= 0.8


def test_a_wrong_a_missed_and_a_right_label_are_counted_apart() -> None:
    sentences = [
        Labelled("so angry", frozenset({"angry"}), frozenset(), "tune"),
        Labelled("so angry", frozenset({"sad"}), frozenset({"parent"}), "tune"),
    ]
    report = measure(recogniser(), sentences)
    assert (report.families, report.whom) == (Score(1, 1, 1), Score(0, 0, 1))
    assert (report.families.precision, report.families.recall, report.whom.recall) == (0.5, 0.5, 0.0)
    assert report.by_label["family: sad"] == Score(0, 0, 1)


def test_nothing_said_is_nothing_wrong() -> None:
    assert (Score(0, 0, 0).precision, Score(0, 0, 0).recall) == (1.0, 1.0)
