from itertools import combinations
from typing import Any

import pytest

from coach.model import Did
from coach.reflection.openings import ONCE
from coach.reflection.statements import Kind
from coach.texts import texts


def test_the_order_is_marked_then_therapist_then_kept_in(moment: Any, facts_of: Any) -> None:
    kept = moment(1, "sad", strength=5, did=Did.KEPT_IN, text="a")
    toward = moment(2, "hurt", therapist=True, text="b")
    marked = moment(3, "calm", bring=True, text="c")
    loud = moment(4, "furious", strength=5, did=Did.SAID, text="d")
    openings = facts_of([loud, kept, toward, marked], [moment(-1, "sad")]).openings
    assert [opening.ids[0] for opening in openings] == [marked.id, toward.id, kept.id]
    assert [opening.kind for opening in openings] == [Kind.BRING, Kind.THERAPIST, Kind.KEPT_IN]


def test_then_come_the_strongest_and_a_new_word(moment: Any, facts_of: Any) -> None:
    week = [moment(1, "sad", strength=4), moment(2, "sad", strength=2), moment(3, "resentful"), moment(4, text="so")]
    openings = facts_of(week, [moment(-1, "sad")]).openings
    assert [opening.kind for opening in openings] == [Kind.STRONGEST, Kind.NEW_WORD, Kind.OWN_WORDS]
    assert openings[1].word == "resentful"


def test_what_was_said_to_the_therapist_is_not_unsaid(moment: Any, facts_of: Any) -> None:
    week = [moment(1, "hurt", therapist=True, did=Did.SAID, text="b")]
    assert [opening.kind for opening in facts_of(week).openings] == [Kind.OWN_WORDS]


def test_of_one_kind_the_strongest_then_words_then_the_latest(moment: Any, facts_of: Any) -> None:
    tap = moment(9, "sad", strength=4, bring=True)
    old, new = (moment(hour, "sad", strength=4, bring=True, text=f"at {hour}") for hour in (1, 5))
    faint = moment(8, "sad", strength=1, bring=True, text="faint")
    openings = facts_of([tap, faint, old, new]).openings
    assert openings[0].ids == (new.id,)


def test_a_moment_opens_once_and_the_next_of_its_kind_steps_in(moment: Any, facts_of: Any) -> None:
    both = moment(1, "hurt", strength=5, therapist=True, bring=True, text="a")
    other = moment(2, "hurt", strength=1, therapist=True, text="b")
    marked = moment(3, "sad", strength=1, bring=True, text="c")
    kinds = {opening.ids[0]: opening.kind for opening in facts_of([both, other, marked]).openings}
    assert kinds == {both.id: Kind.BRING, other.id: Kind.THERAPIST, marked.id: Kind.STRONGEST}


def test_marked_ones_fill_up_before_any_other_words(moment: Any, facts_of: Any) -> None:
    week = [moment(hour, "sad", bring=hour < 3, text=f"text {hour}") for hour in range(9)]
    openings = facts_of(week).openings
    assert [(opening.kind, opening.nth) for opening in openings] == [(Kind.BRING, nth) for nth in range(3)]


def test_two_that_read_the_same_are_one(moment: Any, facts_of: Any) -> None:
    week = [moment(hour, "sad", bring=True, text=text) for hour, text in enumerate(["Again", "again ", "other"])]
    week += [moment(5, "numb", bring=True), moment(6, "numb", bring=True)]
    quotes = [opening.told.quote for opening in facts_of(week).openings]
    assert [quote.words if quote else None for quote in quotes] == ["other", "again", None]


def test_a_skipped_moment_opens_nothing(moment: Any, facts_of: Any) -> None:
    assert facts_of([moment(1, bring=True, strength=5), moment(2, therapist=True)]).openings == ()


@pytest.mark.parametrize("asks", [*(kind for kind in Kind if kind not in ONCE), "sentence"])
def test_each_kind_asks_three_different_single_questions(asks: str) -> None:
    asked = [question(asks, nth) for nth in range(3)]
    assert all(one != other for one, other in combinations(asked, 2))
    for one in asked:
        plain(one)


@pytest.mark.parametrize("asks", sorted(ONCE))
@pytest.mark.parametrize("days", [0, 1, 40])
def test_what_comes_again_asks_a_single_question(asks: str, days: int) -> None:
    plain(question(asks, 0, days))


def question(asks: str, nth: int, days: int = 0) -> str:
    key = f"week-open-{asks.replace('_', '-')}"
    return texts("en")(key, nth=nth, word="sad", days=days, age="six weeks")


def plain(asked: str) -> None:
    assert asked.endswith("?")
    assert asked.count("?") == 1
    assert not any(word in asked.lower() for word in ("why", "should", "must", "just", "!"))
