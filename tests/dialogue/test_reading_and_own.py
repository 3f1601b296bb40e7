from coach import learn
from coach.dialogue.own_prompts import MOST_OWN
from coach.feelings import Family, words
from prompts import HurtTendency
from tests.dialogue.talk import Talk


def test_a_word_can_be_looked_up_by_name(talk: Talk) -> None:
    talk.calls("/words resentful")
    assert talk.said.startswith("resentful: ")


def test_an_unknown_word_is_said_to_be_unknown(talk: Talk) -> None:
    talk.calls("/words xyzzy")
    assert talk.said == "I don't know that word yet. /words shows the ones I know."


def test_every_family_shows_all_of_its_words(talk: Talk) -> None:
    for family in Family:
        talk.calls("/words")
        talk.taps(family)
        assert all(f"\n{word.word}: {word.means}" in talk.said for word in words(family))
        assert len(talk.said) <= 4096


def test_all_cards_can_be_leafed_through(talk: Talk) -> None:
    talk.calls("/learn")
    talk.taps(learn.cards()[0].title)
    for card in learn.cards():
        assert card.text in talk.said
        assert card.source.reference in talk.said
        talk.taps("next card")
    assert learn.cards()[0].text in talk.said


def test_the_titles_turn_page_by_page(talk: Talk) -> None:
    talk.calls("/learn")
    seen = list(talk.labels)
    while "more" in talk.labels:
        talk.taps("more")
        seen += talk.labels
    assert {card.title for card in learn.cards()} <= set(seen)


def test_a_question_of_ones_own_is_added_listed_and_removed(talk: Talk) -> None:
    talk.calls("/myprompt")
    talk.taps("add one")
    talk.types("what did i  swallow\ntoday?")
    assert [own.text for own in talk.person.profile.own_prompts] == ["what did i swallow today?"]
    talk.calls("/myprompt")
    assert "1. what did i swallow today?" in talk.said
    talk.taps("remove: what did i swallow today?")
    assert talk.person.profile.own_prompts == ()


def test_a_number_is_never_given_twice(talk: Talk) -> None:
    talk.calls("/myprompt first?")
    talk.calls("/myprompt")
    talk.taps("remove: first?")
    talk.calls("/myprompt second?")
    assert [own.number for own in talk.person.profile.own_prompts] == [2]


def test_a_question_that_is_too_long_is_told_and_not_cut(talk: Talk) -> None:
    talk.calls("/myprompt " + "why " * 60)
    assert talk.person.profile.own_prompts == ()
    assert talk.said == "That is a long one. Up to 200 characters work."


def test_there_is_an_end_to_questions_of_ones_own(talk: Talk) -> None:
    for number in range(MOST_OWN + 1):
        talk.calls(f"/myprompt number {number}?")
    assert len(talk.person.profile.own_prompts) == MOST_OWN


def test_what_the_person_does_when_hurt_is_kept(talk: Talk) -> None:
    talk.calls("/settings")
    talk.taps("when it hurts", "go quiet")
    assert talk.person.profile.hurt_tendency is HurtTendency.QUIET
