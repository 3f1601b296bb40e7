"""Whom a sentence concerns."""

import pytest

from coach.feelings import Whom, recogniser


def whom(text: str, *names: str) -> list[str]:
    return [who.value for who in recogniser().recognise(text, therapist_names=names).whom]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my shrink", ["therapist"]), ("in session he yawned", ["therapist"]),
        ("my counsellor", ["therapist"]),
        ("my husband", ["partner"]), ("my ex", ["partner"]), ("gf", ["partner"]),
        ("mum rang", ["parent"]), ("my dad's temper", ["parent"]), ("the kids", ["child"]),
        ("my gran", ["family"]),
        ("mother-in-law", ["family"]), ("my best mate", ["friend"]), ("my boss", ["work"]),
        ("at work", ["work"]),
        ("angry at myself", ["self"]), ("the neighbour", ["other"]),
    ],
)  # fmt: skip
def test_people_are_known_by_their_role(text: str, expected: list[str]) -> None:
    assert whom(text) == expected


@pytest.mark.parametrize(
    "text", ["it doesn't work", "i worked out", "partner in crime", "when i was a kid", "by myself", "oh boy"]
)
def test_some_roles_are_no_people(text: str) -> None:
    assert whom(text) == []


def test_everyone_is_named_once_in_order() -> None:
    assert whom("my wife and my mum and then my wife again, and the boss") == ["partner", "parent", "work"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("pissed that K. looked at the clock", "K."), ("pissed that K looked", "K."),
        ("k. looked away", "K."), ("k's voice", "K"),
        ("Lind was late", "Lind"), ("lind was late", "Lind"), ("i miss dr lind", "Dr Lind"),
    ],
)  # fmt: skip
def test_a_therapist_is_known_by_name(text: str, name: str) -> None:
    assert whom(text, name)[0] == "therapist"


@pytest.mark.parametrize("text", ["k", "k fine", "ok", "kk"])
def test_an_initial_is_not_a_yes(text: str) -> None:
    assert whom(text, "K.") == []


def test_a_name_that_is_a_feeling_word_is_the_name() -> None:
    found = recogniser().recognise("Joy was late", therapist_names=["Joy"])
    assert (found.feelings, found.whom) == ((), (Whom.THERAPIST,))


def test_the_named_therapist_feels_for_themselves() -> None:
    assert recogniser().recognise("K. was angry", therapist_names=["K."]).feelings == ()


def test_blank_names_name_nobody() -> None:
    assert whom("so angry", "", " ", ".") == []


@pytest.mark.parametrize("text", ["angry at T for being late", "T's voice", "left session early", "quit therapy"])
def test_people_in_therapy_have_their_own_words_for_it(text: str) -> None:
    assert whom(text) == ["therapist"]


@pytest.mark.parametrize("text", ["my T-shirt", "i can t", "session with my pt", "her husband", "our team lost"])
def test_what_looks_like_someone_and_is_not(text: str) -> None:
    assert whom(text) == []
