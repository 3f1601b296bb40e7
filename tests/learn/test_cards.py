from collections.abc import Callable, Iterator

import pytest
from pydantic import ValidationError
from rapidfuzz import fuzz

from coach.learn import Card, cards
from prompts.check import ALIKE, grade, read_rules
from prompts.loader import CONTENT

RULES = read_rules("en", CONTENT / "en")
HARDEST = 6.5
"""Flesch–Kincaid 7 by dictionary syllables; the offline count comes out about 0.4 lower (see `prompts.check`)."""

WORDS_A_MINUTE = 130
"""Read aloud without hurry, with the question and a breath before it still to come."""

CARDS = cards()
each_card = pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)


def wrong_tones(card: Card) -> Iterator[str]:
    for words in (card.title, card.text, card.question):
        if "!" in words:
            yield "exclamation mark"
        yield from (tone for tone, pattern in RULES.forbidden.items() if pattern.search(words))


def test_there_are_enough_and_not_too_many_to_read() -> None:
    assert 20 <= len(CARDS) <= 25


@pytest.mark.parametrize("name", [lambda card: card.id, lambda card: card.title, lambda card: card.question])
def test_no_two_cards_share_a_name_or_a_question(name: Callable[[Card], str]) -> None:
    assert len({name(card) for card in CARDS}) == len(CARDS)


def test_no_two_cards_tell_the_same() -> None:
    texts = [card.text for card in CARDS]
    closest = max(fuzz.token_sort_ratio(one, other) for one in texts for other in texts if one != other)
    assert closest < ALIKE


@each_card
def test_a_card_takes_at_most_a_minute(card: Card) -> None:
    assert len(card.text.split()) <= WORDS_A_MINUTE


@each_card
def test_a_card_is_plain_enough_for_a_tired_evening(card: Card) -> None:
    assert grade(card.text, RULES.readability) <= HARDEST
    assert grade(card.question, RULES.readability) <= HARDEST


@each_card
def test_a_card_keeps_to_the_voice(card: Card) -> None:
    assert not list(wrong_tones(card))


@pytest.mark.parametrize("lecture", ["You should say it.", "Well done.", "It heals trauma.", "Say it!"])
def test_a_lecture_would_be_heard(lecture: str) -> None:
    assert list(wrong_tones(CARDS[0].model_copy(update={"text": lecture})))


@each_card
def test_a_card_asks_once_and_only_at_its_end(card: Card) -> None:
    assert "?" not in card.title + card.text
    assert card.text == card.text.strip()


@each_card
def test_a_card_says_where_it_is_from(card: Card) -> None:
    assert card.source.authors
    assert f"({card.source.year})" in card.source.reference
    assert card.source.title in card.source.reference
    assert card.source.published_in in card.source.reference


def test_most_questions_name_the_room_or_who_is_in_it() -> None:
    leaning = [card for card in CARDS if any(word in card.question for word in ("therapist", "room", "session"))]
    assert len(leaning) >= 0.8 * len(CARDS)


def test_a_reference_ends_with_its_doi_where_there_is_one() -> None:
    with_doi = next(card.source for card in CARDS if card.source.doi)
    without = next(card.source for card in CARDS if not card.source.doi)
    assert with_doi.reference.endswith(f" doi:{with_doi.doi}")
    assert "doi" not in without.reference


def test_a_crossed_line_points_to_help_and_not_back_to_the_therapist() -> None:
    card = next(card for card in CARDS if card.id == "line")
    assert "/help_now" in card.text
    assert "not yours to mend" in card.text
    assert "outside" in card.question


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", "t" * 41),
        ("text", "t" * 701),
        ("question", "Two? Questions?"),
        ("question", "No question."),
        ("id", "Not An Id"),
        ("source", {"authors": "A", "year": 1988, "title": "T", "published_in": "P", "doi": "doi.org/10.1/x"}),
    ],
)
def test_a_card_that_breaks_the_form_does_not_load(field: str, value: object) -> None:
    with pytest.raises(ValidationError):
        Card.model_validate(CARDS[0].model_dump() | {field: value})


def test_a_card_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        CARDS[0].title = "another"  # type: ignore[misc]  # that it is refused is the claim


def test_the_cards_are_read_once() -> None:
    assert cards() is cards("en")


def test_a_language_without_cards_is_an_error() -> None:
    with pytest.raises(FileNotFoundError):
        cards("xx")
