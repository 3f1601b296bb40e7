import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from coach.dialogue.states import AddingPrompt, ChoosingTimes, ChoosingZone, NamingShelf
from coach.dialogue.table import BEFORE_YES
from coach.feelings import Whom
from coach.messages import Button
from tests.dialogue.conftest import ANNA
from tests.dialogue.samples import SENTENCE, STATES, name
from tests.dialogue.talk import NOW, Shown, Talk

OPEN_STATES = [state for state in STATES if not isinstance(state, (*BEFORE_YES, AddingPrompt, NamingShelf))]
ODD = (
    "<b>bold</b> & *stars* _under_ `code` #set page",
    "לא ידעתי מה להגיד לו אחרי זה",
    "it hurt \u202e backwards \u2066 and on",
    "👩‍👩‍👧 😡😡😡 👍🏽 and so on, again and again",
    "e" + "\u0301" * 100 + " is a storm of marks here",
    "\n\n  he looked   at\tthe clock again \n",
)
typed = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=200)


def at(state: object) -> Talk:
    """In the middle of a conversation, with the open question on the screen."""
    talk = Talk(ANNA, state)  # type: ignore[arg-type]  # one of the samples
    ticket = getattr(state, "ticket", None)
    if ticket:
        talk.screen[90] = Shown("", ((Button(label="x", data=f"41.{ticket}.x."),),))
        talk.open = 90
    return talk


@given(typed)
@example("\u200b")
@settings(max_examples=80, deadline=None)
def test_whatever_is_typed_out_of_the_blue_is_kept_as_typed(text: str) -> None:
    talk = Talk(ANNA)
    talk.types(text)
    assert talk.text == text
    assert talk.moment.at == NOW


@pytest.mark.parametrize("text", ODD)
def test_odd_characters_are_kept_and_quoted_as_typed(talk: Talk, text: str) -> None:
    talk.types(text)
    assert talk.text == text
    assert " ".join(text.split())[:12] in talk.said
    talk.taps("another word") if "another word" in talk.labels else None
    talk.taps("sad", "sad is right", "1", "that's all")
    assert " ".join(text.split())[:12] in talk.said


def test_the_longest_message_is_kept_whole_and_quoted_in_part(talk: Talk) -> None:
    thought = ("he looked at the clock " * 200)[:4096].strip()
    talk.types(thought)
    assert talk.text == thought
    assert talk.said.startswith("“he looked at the clock he looked")
    assert len(talk.said) < 400


@pytest.mark.parametrize("state", OPEN_STATES, ids=name)
@pytest.mark.parametrize("text", [SENTENCE, *ODD])
def test_a_sentence_is_kept_whatever_is_asked(state: object, text: str) -> None:
    talk = at(state)
    talk.types(text)
    assert text in talk.words


@pytest.mark.parametrize("question", ["times", "time zone", "session", "their name", "pause"])
def test_a_thought_in_the_middle_of_a_setting_is_kept_aside(talk: Talk, question: str) -> None:
    talk.calls("/settings")
    talk.taps(question)
    state = talk.state
    talk.types("I'm so angry at my therapist for looking at the clock")
    assert talk.said.startswith("I kept “I'm so angry at my therapist for looking at the clock” as a moment.\n\n")
    assert talk.text == "I'm so angry at my therapist for looking at the clock"
    assert talk.moment.whom == (Whom.THERAPIST,)
    assert not talk.moment.feelings
    assert talk.state == state
    talk.taps("leave it as it is")
    assert talk.idle


@pytest.mark.parametrize("thought", ["angry", "my mum", "it was all too much today", "😡"])
def test_a_feeling_a_person_or_five_words_make_a_thought(talk: Talk, thought: str) -> None:
    talk.calls("/time")
    talk.types(thought)
    assert talk.text == thought
    assert isinstance(talk.state, ChoosingTimes)


@pytest.mark.parametrize("slip", ["7.3o", "eightish", "\u200b \u200b \u200b \u200b \u200b", "?"])
def test_a_slip_is_no_thought(talk: Talk, slip: str) -> None:
    talk.calls("/time")
    talk.types(slip)
    assert not talk.moments
    assert talk.said.startswith("I could not read a time there.")


@pytest.mark.parametrize("feeling", ["angry", "hurt"])
def test_a_feeling_is_not_taken_for_a_city(talk: Talk, feeling: str) -> None:
    talk.calls("/timezone")
    talk.types(feeling)
    assert talk.text == feeling
    assert talk.person == ANNA
    assert isinstance(talk.state, ChoosingZone)


def test_what_was_kept_aside_can_be_taken_back_and_the_question_stays(talk: Talk) -> None:
    talk.calls("/time")
    talk.types(SENTENCE)
    talk.calls("/undo")
    assert not talk.moments
    talk.taps("08:00")
    assert talk.idle


def test_understood_words_are_offered_back(talk: Talk) -> None:
    talk.types("furious that he looked at the clock")
    assert talk.said == "“furious that he looked at the clock”\n\nWhich word is nearest?"
    assert talk.labels[0] == "furious"
    assert talk.labels[-3:] == ["another word", "not sure", "leave it as it is"]
    assert not talk.moment.feelings, "nothing is guessed"
    talk.taps("furious", "4")
    assert talk.said == "Furious, 4 of 5: “furious that he looked at the clock”."


def test_a_long_thought_in_parts_joins(talk: Talk) -> None:
    first, second = "he looked at the clock, " * 170, "and i said nothing"
    talk.types(first)
    talk.types(second)
    assert talk.text == first + second


def test_a_long_answer_in_parts_joins(talk: Talk) -> None:
    first, second = "that he stays with me, " * 180, "for one whole minute"
    talk.calls("/feel")
    talk.taps("sad", "sad is right", "2", "what I wanted")
    talk.types(first)
    talk.types(second)
    assert [part.text for part in talk.moment.wanted] == [first, second]


def test_a_new_thought_after_the_mirror_is_a_new_moment(talk: Talk) -> None:
    talk.types("he looked at the clock again")
    talk.taps("sad", "sad is right", "2")
    talk.types("and now it rains and rains")
    assert [len(moment.text) for moment in talk.moments.values()] == [1, 1]


def test_a_thought_long_after_a_full_message_is_a_new_one(talk: Talk) -> None:
    talk.types("he looked at the clock, " * 170)
    talk.taps("sad", "sad is right", "2")
    talk.waits(hours=1)
    talk.types("and now it rains and rains")
    assert len(talk.moments) == 2


def test_two_messages_of_one_thought_are_not_run_together(talk: Talk) -> None:
    talk.types("he looked at the clock")
    talk.types("and then he yawned")
    talk.taps("sad")
    assert talk.said.startswith("“he looked at the clock and then he yawned”")
    assert talk.words == ["he looked at the clock", "and then he yawned"]


def test_a_voice_note_is_kept_and_asked_for_one_word(talk: Talk) -> None:
    talk.speaks()
    assert talk.said.startswith("I kept your voice note where it is")
    talk.taps("glad", "glad is right", "no number", "that's all")
    assert talk.moment.voice == "voice-1"
    assert talk.said == "Glad."
