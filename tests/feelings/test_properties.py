"""What holds for every text there is."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.feelings import Family, Recognition, Whom, recogniser, word_named

PIECES = (
    *("not", "i'm", "she", "was", "felt", "sad", "angry,", "and", ".", "!", "?", "because", "if", "would", "my", "mum"),
    *("K.", "'s", "therapist", "so", "a", "bit", "😡", "❤️", ":(", "low", "miss", "her", "down", "never", "hurt", "him"),
    *("scared", "of", "being", "ignored", "love", "the", "dog", "is", "'", "--", "\n", "\x00", "\ud800", "\u202e"),
)
ANY_TEXT = st.text(st.characters(codec=None), max_size=200)
LIKELY_TEXT = st.lists(st.sampled_from(PIECES), max_size=30).map(" ".join)


@settings(deadline=None, max_examples=300)
@given(ANY_TEXT | LIKELY_TEXT, st.lists(ANY_TEXT | st.sampled_from(["K.", "Joy"]), max_size=3))
def test_no_text_and_no_name_raises_and_what_comes_back_is_in_order(text: str, names: list[str]) -> None:
    found = recogniser().recognise(text, therapist_names=names)
    starts = [feeling.span[0] for feeling in found.feelings]
    assert starts == sorted(starts)
    assert all(0 <= feeling.span[0] < feeling.span[1] <= len(text) for feeling in found.feelings)
    assert len({feeling.word for feeling in found.feelings}) == len(found.feelings)
    assert len(set(found.whom)) == len(found.whom)
    for feeling in found.feelings:
        word = word_named(feeling.word)
        assert word is not None
        assert (word.family, word.strength) == (feeling.family, feeling.strength_hint)


@given(LIKELY_TEXT)
def test_the_same_text_gives_the_same_answer(text: str) -> None:
    assert recogniser().recognise(text) == recogniser().recognise(text)


@given(LIKELY_TEXT)
def test_capitals_change_no_feeling(text: str) -> None:
    def said(found: Recognition) -> list[str]:
        return [feeling.word for feeling in found.feelings]

    assert said(recogniser().recognise(text.upper())) == said(recogniser().recognise(text.lower()))


@given(st.sampled_from(Family), st.sampled_from(Whom))
def test_families_and_people_are_their_own_names(family: Family, who: Whom) -> None:
    assert (str(family), str(who)) == (family.value, who.value)


@pytest.mark.parametrize(
    "piece",
    ["sad ", "i am not ", "so ", "low ", "😡", "and sad, ", "sad mum ", "if i so very ", "of being sad ", "a", "'"],
)
def test_a_hundred_thousand_characters_take_linear_time(piece: str) -> None:
    def seconds(size: int) -> float:
        text = piece * (size // len(piece))
        start = time.process_time()
        recogniser().recognise(text)
        return time.process_time() - start

    seconds(1_000)
    small = min(seconds(10_000) for _ in range(3))
    assert min(seconds(100_000) for _ in range(2)) < 40 * small + 0.5
