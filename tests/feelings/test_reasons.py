"""A feeling with its reason: "pissed that K. looked at the clock"."""

import pytest

from coach.feelings import Family, recogniser, words
from coach.feelings.lexicon import Kind, lexicon

NAMES = ("K.", "Dr Lind", "Mary")
REASONS = ("that", "when", "because", "bc", "cos", "since", "after", "as", ", because", "and then")
WHO = ("K.", "k.", "Dr Lind", "mary", "my therapist", "therapist", "my T", "mum", "my mum", "dave", "my husband")
OTHERS = ("the boss", "he", "she", "they", "you", "people", "everyone", "it")
BEFORE = ("i'm", "i feel", "feeling", "i was", "so")


def _said(word: str) -> bool:
    """Whether the word is a state by itself; "small" and "close" need a feel before them."""
    return any(
        form.kind is Kind.STATE
        for _, _, found in lexicon("en").phrases.matches(word.split())[0]
        if isinstance(found, tuple)
        for form in found
        if form.word.word == word
    )


# "Loving that" is mostly said of a show.
STATES = [word.word for family in Family for word in words(family) if _said(word.word) and word.word != "loving"]


def test_most_words_are_tried() -> None:
    assert len(STATES) > 80


@pytest.mark.parametrize("word", [*STATES, "pissed", "hurt", "mad", "cross", "gutted", "upset"])
def test_who_stands_in_the_reason_takes_no_feeling_away(word: str) -> None:
    meant = {feeling.word for feeling in recogniser().recognise(f"i'm {word}").feelings}
    assert meant
    for before in BEFORE:
        for reason in REASONS:
            for who in (*WHO, *OTHERS):
                text = f"{before} {word} {reason} {who} looked at the clock"
                found = recogniser().recognise(text, therapist_names=NAMES)
                assert meant <= {feeling.word for feeling in found.feelings}, text


@pytest.mark.parametrize("feeling", ["pissed", "hurt", "mad", "gutted", "annoyed", "sad", "relieved", "touched"])
@pytest.mark.parametrize("who", ["K.", "Dr Lind", "therapist", "mum"])
def test_the_word_between_may_be_left_out(feeling: str, who: str) -> None:
    found = recogniser().recognise(f"so {feeling} {who} forgot", therapist_names=NAMES)
    assert len(found.feelings) == 1


@pytest.mark.parametrize("text", ["angry customers at work", "anxious clients all day", "a sad mum", "calm seas"])
def test_a_person_who_is_described_feels_for_themselves(text: str) -> None:
    assert recogniser().recognise(text).feelings == ()
