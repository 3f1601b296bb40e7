"""The words a person reads."""

import re

import pytest

from coach.feelings import Family, Word, from_body, word_named, words
from coach.feelings.lexicon import lexicon

EVERY_WORD = [word for family in Family for word in words(family)]
FORBIDDEN = re.compile(
    r"!|\b(should|must|just|why don.t you|journey|mindful|valid|disorder|syndrome|symptom|toxic|trauma)\b", re.I
)


@pytest.mark.parametrize("family", Family)
def test_a_family_has_eighteen_words(family: Family) -> None:
    assert len(words(family)) == 18


def test_every_word_stands_once_and_is_found_by_its_name() -> None:
    assert len({word.word for word in EVERY_WORD}) == len(EVERY_WORD)
    assert all(word_named(word.word) is word for word in EVERY_WORD)
    assert word_named("no such word") is None


@pytest.mark.parametrize("word", EVERY_WORD, ids=lambda word: word.word)
def test_a_word_is_explained_in_one_plain_line(word: Word) -> None:
    assert 10 <= len(word.means) <= 90
    assert "\n" not in word.means
    assert not word.means.endswith(".")
    assert not FORBIDDEN.search(" ".join((word.word, word.means, *word.synonyms, *word.slang)))
    assert word.word not in word.means.lower().split()


def test_strength_hints_lie_between_one_and_five_and_use_the_range() -> None:
    assert {word.strength for word in EVERY_WORD} == {2, 3, 4, 5}


@pytest.mark.parametrize("family", Family)
def test_toward_the_therapist_the_flagged_words_come_first_and_none_is_lost(family: Family) -> None:
    toward = words(family, toward_therapist=True)
    flags = [word.toward_therapist for word in toward]
    assert flags == sorted(flags, reverse=True)
    assert set(toward) == set(words(family))
    assert sum(flags) >= 1


@pytest.mark.parametrize("name", ["judged", "unseen", "held", "let down", "dismissed", "attached"])
def test_the_words_that_belong_to_therapy_are_flagged(name: str) -> None:
    word = word_named(name)
    assert word is not None
    assert word.toward_therapist


def test_the_body_leads_to_eight_words_of_its_own_quadrant() -> None:
    quadrants = {
        (pleasant, restless): from_body(pleasant, restless) for pleasant in (True, False) for restless in (True, False)
    }
    assert all(len(offered) == 8 for offered in quadrants.values())
    assert len({word.word for offered in quadrants.values() for word in offered}) == 32
    pleasant = {Family.WARM, Family.GLAD, Family.CALM}
    for (is_pleasant, _), offered in quadrants.items():
        assert all((word.family in pleasant) == is_pleasant for word in offered)


def test_there_are_many_ways_to_type_a_feeling() -> None:
    assert lexicon("en").surface_forms >= 5_000
