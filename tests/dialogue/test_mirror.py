import pytest

from coach.dialogue.states import Mirrored
from coach.feelings import Whom
from coach.model import Did
from tests.dialogue.talk import Talk


@pytest.fixture
def told(talk: Talk) -> Talk:
    """A sentence about the therapist was typed and named."""
    talk.types("he looked at the clock while i was talking to my therapist")
    talk.taps("another word") if "another word" in talk.labels else None
    talk.taps("angry", "angry is right", "4")
    return talk


def test_an_exchange_as_it_should_sound(told: Talk) -> None:
    words = "“he looked at the clock while i was talking to my therapist”"
    assert told.said == f"Angry, 4 of 5, toward your therapist: {words}."
    assert told.labels == ["what I wanted", "what I did with it", "not about my therapist", "bring it", "that's all"]
    told.taps("what I wanted")
    told.types("that he stays with me for one minute")
    assert told.said == "You wanted “that he stays with me for one minute”."
    told.taps("bring it")
    assert told.said == (
        f"Angry, 4 of 5, toward your therapist: {words}. You wanted “that he stays with me for one minute”.\n\n"
        "It is on your list. If you want a sentence for it: /say"
    )
    assert told.idle
    assert told.moment.bring


def test_what_is_brought_names_the_day_of_the_session(told: Talk) -> None:
    told.person = told.person.model_copy(update={"appointment": None})
    told.calls("/session Thursday 15:00")
    told.calls("/feel")
    told.taps("sad", "sad is right", "1", "bring it")
    assert told.said == "Sad, 1 of 5.\n\nIt is on your list for Thursday. If you want a sentence for it: /say"


@pytest.mark.parametrize(
    ("change", "waits"),
    [
        ("moved to Wed 10:00", "It is on your list for Wednesday."),
        ("moved to today 18:00", "It is on your list for Monday."),
        ("moved to tomorrow 10:00", "It is on your list for Tuesday."),
        ("cancelled", "It is on your list for Thursday 12 March."),
        ("on 3 Mar 9:00", "It is on your list for Tuesday."),
    ],
)
def test_what_is_brought_names_the_next_session_that_there_really_is(talk: Talk, change: str, waits: str) -> None:
    talk.calls("/session Thursday 15:00")
    talk.calls(f"/session {change}")
    talk.calls("/unsaid the clock")
    assert talk.said == f"“the clock”\n\n{waits} If you want a sentence for it: /say"


def test_while_they_are_away_for_nobody_knows_how_long_no_day_is_named(talk: Talk) -> None:
    talk.calls("/session Thursday 15:00")
    talk.calls("/away")
    talk.taps("I don't know yet")
    talk.calls("/unsaid the clock")
    assert "It is on your list. If" in talk.said


def test_the_mirror_shows_only_what_was_said(talk: Talk) -> None:
    talk.calls("/feel")
    talk.taps("sad", "sad is right", "no number")
    assert talk.said == "Sad."
    talk.taps("that's all")
    assert talk.said == "Sad."


def test_because_is_asked_of_a_feeling_without_words(talk: Talk) -> None:
    talk.calls("/feel")
    talk.taps("sad", "sad is right", "2", "because…")
    assert talk.said == "Sad, 2 of 5.\n\nBecause of what?"
    talk.types("nobody rang")
    assert talk.said == "Because “nobody rang”."
    talk.taps("that's all")
    assert talk.said == "Sad, 2 of 5, because “nobody rang”."


def test_a_sentence_right_after_the_mirror_is_the_because(talk: Talk) -> None:
    talk.calls("/feel")
    talk.taps("sad", "sad is right", "2")
    talk.types("nobody rang")
    assert talk.said == "Sad, 2 of 5, because “nobody rang”."
    assert talk.words == ["nobody rang"]


def test_a_sentence_an_hour_after_the_mirror_is_a_moment_of_its_own(talk: Talk) -> None:
    talk.calls("/feel")
    talk.taps("sad", "sad is right", "2")
    talk.waits(hours=1)
    talk.types("nobody rang")
    assert len(talk.moments) == 2


def test_at_most_two_more_questions(talk: Talk) -> None:
    talk.calls("/feel")
    talk.taps("sad", "sad is right", "2", "because…")
    talk.types("nobody rang")
    talk.taps("what I did with it", "it came out sideways")
    assert talk.labels == ["it's about my therapist", "bring it", "that's all"]
    assert talk.said == "Sad, 2 of 5, because “nobody rang”. It came out sideways."


def test_a_skipped_question_counts_as_asked(talk: Talk) -> None:
    talk.calls("/feel")
    talk.taps("sad", "sad is right", "2", "because…", "skip", "what I wanted", "skip")
    assert talk.labels == ["it's about my therapist", "bring it", "that's all"]
    assert not talk.words


def test_what_was_done_may_be_told_in_own_words(talk: Talk) -> None:
    talk.calls("/feel")
    talk.taps("sad", "sad is right", "2", "what I did with it")
    talk.types("ate in the car")
    assert talk.said == "What you did with it: “ate in the car”."
    assert talk.moment.did is None


@pytest.mark.parametrize("did", Did)
def test_what_was_done_may_be_tapped(talk: Talk, did: Did) -> None:
    talk.calls("/feel")
    talk.taps("sad", "sad is right", "2", "what I did with it", talk_label(did))
    assert talk.moment.did is did


def talk_label(did: Did) -> str:
    return {Did.SAID: "said it", Did.KEPT_IN: "kept it in", Did.SIDEWAYS: "it came out sideways"}[did]


def test_toward_the_therapist_or_not_is_a_tap(told: Talk) -> None:
    told.taps("not about my therapist")
    assert Whom.THERAPIST not in told.moment.whom
    assert told.said.startswith("Angry, 4 of 5: “")
    told.taps("it's about my therapist")
    assert Whom.THERAPIST in told.moment.whom
    assert told.said.startswith("Angry, 4 of 5, toward your therapist: “")
    assert isinstance(told.state, Mirrored)


@pytest.mark.parametrize("button", ["because…", "what I wanted", "what I did with it"])
def test_words_that_cannot_be_seen_are_not_quoted(talk: Talk, button: str) -> None:
    talk.calls("/feel")
    talk.taps("sad", "sad is right", "2", button)
    talk.types("\u200b")
    assert talk.said == "Kept."
    talk.taps("that's all")
    assert talk.said == "Sad, 2 of 5."


def test_a_quote_is_cut_only_on_the_screen(talk: Talk) -> None:
    wish = "that he stays with me " * 40
    talk.calls("/feel")
    talk.taps("sad", "sad is right", "2", "what I wanted")
    talk.types(wish)
    assert talk.said.endswith("stays…”.")
    assert talk.words == [wish]
