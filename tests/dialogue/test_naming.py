import pytest

from coach.dialogue.states import PickingStrength
from coach.feelings import Family, Whom, words
from coach.model import Did, Named
from tests.dialogue.conftest import ANNA
from tests.dialogue.talk import CHOICES, PLAIN, Talk

GRID = ["angry", "sad", "afraid", "ashamed", "not sure", "numb", "warm", "glad", "calm"]


def test_a_prompt_is_answered_in_four_taps(talk: Talk) -> None:
    talk.is_asked()
    assert talk.said == PLAIN.text
    assert talk.labels == [*GRID, "skip", "later"]
    talk.taps("angry", "annoyed", "4", "that's all")
    assert talk.idle
    assert talk.said == f"{PLAIN.text}\n\nAnnoyed, 4 of 5."
    assert talk.moment.feelings == (Named(word="annoyed", family=Family.ANGRY),)
    assert (talk.moment.prompt_id, talk.moment.delivery_id) == (PLAIN.id, 1)
    assert talk.met == [(1, "answered")]
    assert len(talk.screen) == 1, "every tap edits the message that it stands on"


def test_a_prompt_can_be_skipped(talk: Talk) -> None:
    talk.is_asked()
    talk.taps("skip")
    assert talk.idle
    assert talk.met == [(1, "skipped")]
    assert not talk.moments
    assert talk.said == f"{PLAIN.text}\n\nLeft open."


def test_a_prompt_with_its_own_answers_takes_one_and_looks_for_a_feeling(talk: Talk) -> None:
    talk.is_asked(CHOICES)
    assert talk.labels == ["yes", "not today", "name a feeling", "skip", "later"]
    talk.taps("yes")
    assert talk.labels[:9] == GRID
    assert talk.moment.answer == "yes"
    assert talk.moment.whom == (Whom.THERAPIST,)
    talk.taps("leave it as it is")
    assert talk.idle
    assert talk.met == [(1, "answered")]


def test_an_answer_that_was_tapped_is_said_back(talk: Talk) -> None:
    talk.is_asked(CHOICES)
    talk.taps("yes", "angry", "angry is right", "3")
    assert talk.said == f"{CHOICES.text}\n\nAngry, 3 of 5, toward your therapist: “yes”."
    assert "because…" in talk.labels


def test_a_prompt_is_answered_by_a_sentence_or_a_voice_note(talk: Talk) -> None:
    talk.is_asked(CHOICES)
    talk.types("the way he looked at the clock")
    talk.is_asked(PLAIN, delivery=2)
    talk.speaks()
    assert [moment.delivery_id for moment in talk.moments.values()] == [1, 2]
    assert talk.met == [(1, "answered"), (2, "answered")]


def test_a_feeling_instead_of_the_prompts_own_answers(talk: Talk) -> None:
    talk.is_asked(CHOICES)
    talk.taps("name a feeling")
    assert talk.labels[:9] == GRID
    assert talk.moment.answer is None


def test_a_prompt_takes_the_place_of_an_unanswered_one(talk: Talk) -> None:
    talk.is_asked()
    talk.is_asked(CHOICES, delivery=2)
    assert [shown.text for shown in talk.screen.values() if shown.keyboard] == [CHOICES.text]


@pytest.mark.parametrize("family", Family)
def test_the_words_of_a_family_come_round_again(talk: Talk, family: Family) -> None:
    talk.calls("/feel")
    talk.taps(family)
    first, seen = talk.labels, set()
    for _ in range(10):
        seen |= set(talk.labels[:-3])
        talk.taps("more words")
        if talk.labels == first:
            break
    assert talk.labels == first
    assert seen == {word.word for word in words(family)}


def test_back_leads_from_the_words_to_the_families(talk: Talk) -> None:
    talk.calls("/feel")
    talk.taps("angry", "back", "sad", "sad is right", "no number", "that's all")
    assert talk.moment.feelings == (Named(word="sad", family=Family.SAD),)
    assert talk.moment.strength is None


@pytest.mark.parametrize(
    "way", [("pleasant", "lively"), ("pleasant", "quiet"), ("unpleasant", "restless"), ("unpleasant", "heavy")]
)
def test_not_sure_finds_a_word_through_the_body(talk: Talk, way: tuple[str, str]) -> None:
    talk.calls("/feel")
    talk.taps("not sure", *way)
    assert talk.said == "Which word is nearest?"
    word = talk.labels[0]
    talk.taps(word, "2", "that's all")
    assert talk.moment.feelings[0].word == word


def test_a_word_of_their_own_stands_in_for_those_on_the_screen(talk: Talk) -> None:
    talk.calls("/feel")
    talk.taps("angry")
    talk.types("Seething.")
    assert talk.said == "Seething. How strong, from 1 to 5?"
    talk.types("5")
    assert talk.moment.feelings == (Named(word="seething", family=Family.ANGRY),)
    assert talk.moment.strength == 5


def test_a_known_word_may_be_typed_at_the_grid(talk: Talk) -> None:
    talk.calls("/feel")
    talk.types("Furious")
    assert talk.moment.feelings == (Named(word="furious", family=Family.ANGRY),)


@pytest.mark.parametrize("odd", ["<b>x</b>", "sea\nsick", "😤", "שונא", "{$word}", "a" * 32])
def test_an_own_word_may_be_odd(talk: Talk, odd: str) -> None:
    talk.calls("/feel")
    talk.taps("angry")
    talk.types(odd)
    talk.taps("1", "that's all")
    assert talk.moment.feelings == (Named(word=" ".join(odd.split()), family=Family.ANGRY),)
    assert talk.said.lower() == f"{' '.join(odd.split())}, 1 of 5."


@pytest.mark.parametrize("nothing", ["\u200b", " .,", "\u2060\u200b"])
def test_what_cannot_be_seen_is_no_word(talk: Talk, nothing: str) -> None:
    talk.calls("/feel")
    talk.taps("angry")
    talk.types(nothing)
    assert talk.moment.feelings == (Named(word="angry", family=Family.ANGRY),)
    assert talk.said == "Angry. How strong, from 1 to 5?"


def test_more_of_the_thought_belongs_to_the_moment_that_looks_for_its_word(talk: Talk) -> None:
    talk.calls("/feel")
    talk.taps("angry", "annoyed")
    talk.types("because he looked at the clock, twice")
    assert isinstance(talk.state, PickingStrength)
    talk.taps("2")
    assert talk.said == "Annoyed, 2 of 5: “because he looked at the clock, twice”."


def test_did_is_told_by_a_tap(talk: Talk) -> None:
    talk.calls("/feel")
    talk.taps("sad", "sad is right", "2", "what I did with it", "kept it in")
    assert talk.said == "Sad, 2 of 5. You kept it in."
    assert talk.moment.did is Did.KEPT_IN
    assert talk.person == ANNA


def test_typing_the_labels_leads_all_the_way(talk: Talk) -> None:
    talk.is_asked()
    for label in ("angry", "annoyed", "4", "what I did with it", "kept it in", "that’s all"):
        talk.types(label)
    assert talk.idle
    assert talk.moment.feelings[0].word == "annoyed"
    assert (talk.moment.strength, talk.moment.did, talk.moment.text) == (4, Did.KEPT_IN, ())


def test_a_sentence_typed_hours_after_a_prompt_is_a_moment_of_its_own(talk: Talk) -> None:
    talk.is_asked(CHOICES)
    talk.waits(hours=3)
    talk.types("slept badly and feel sad")
    assert talk.met == []
    assert talk.moment.prompt_id is None
    assert not talk.moment.toward_therapist


def test_a_sentence_typed_hours_after_a_half_named_moment_is_a_new_one(talk: Talk) -> None:
    talk.types("he looked at the clock")
    talk.waits(hours=3)
    talk.types("so lonely tonight")
    assert len(talk.moments) == 2
