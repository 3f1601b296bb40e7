"""Discreet mode: what comes by itself tells nothing until it is tapped."""

import pytest

from coach.dialogue.states import AfterFeeling, Covered, Mirrored, PickingFamily, PickingWord, Prompted, ReadingWeek
from coach.feelings import Whom
from coach.messages import Stay
from coach.model import Person
from coach.texts import texts
from tests.dialogue.conftest import ANNA
from tests.dialogue.talk import CHOICES, PLAIN, Talk

COVER = "A moment for you?"
HARM = "i want to die"
CLOSED = texts("en")("toast-closed")


@pytest.fixture
def talk() -> Talk:
    """With somebody who wants it discreet."""
    return Talk(_discreet(ANNA))


def _discreet(person: Person, on: bool = True) -> Person:
    return person.model_copy(update={"profile": person.profile.model_copy(update={"discreet": on})})


def _comes(talk: Talk, what: str) -> None:
    match what:
        case "prompt":
            talk.is_asked_by_itself()
        case "quieter":
            talk.is_asked_by_itself(fewer=True)
        case "choices":
            talk.is_asked_by_itself(CHOICES)
        case "check-in":
            talk.comes_out_by_itself()
        case "empty week":
            talk.is_told_by_itself("Your week: nothing yet")
        case "week":
            talk.types("he looked at the clock")
            talk.taps("leave it as it is")
            talk.is_told_by_itself("Your week: a good one", talk.moment)


EVERYTHING = ("prompt", "quieter", "choices", "check-in", "week", "empty week")


@pytest.mark.parametrize("what", EVERYTHING)
def test_all_that_comes_by_itself_looks_the_same(talk: Talk, what: str) -> None:
    _comes(talk, what)
    assert (talk.said, talk.labels) == (COVER, ["yes", "not now"])
    buttons = [talk.data_of(label).split(".")[2:] for label in talk.labels]
    assert buttons == [["open", ""], ["leave", ""]]


@pytest.mark.parametrize("what", EVERYTHING)
def test_without_the_mode_nothing_is_covered(what: str) -> None:
    talk = Talk(ANNA)
    _comes(talk, what)
    assert talk.said != COVER


def test_what_the_person_asks_for_is_said_in_the_open(talk: Talk) -> None:
    talk.is_asked(CHOICES)
    assert talk.said == CHOICES.text
    talk.is_told("Your week: quiet")
    assert talk.said == "Your week: quiet"
    talk.calls("/help")
    assert talk.said.startswith("I ask one short question")


def test_a_tap_turns_the_cover_into_the_question_with_its_buttons(talk: Talk) -> None:
    plain = Talk(ANNA)
    plain.is_asked()
    talk.is_asked_by_itself()
    cover = talk.open
    talk.taps("yes")
    assert (talk.open, talk.said, talk.labels) == (cover, PLAIN.text, plain.labels)
    talk.taps("sad", "sad is right", "3")
    assert isinstance(talk.state, Mirrored)
    assert (talk.moment.prompt_id, talk.moment.delivery_id) == (PLAIN.id, 1)
    assert talk.met == [(1, "answered")]


def test_a_second_tap_changes_nothing_and_says_nothing(talk: Talk) -> None:
    talk.is_asked_by_itself()
    cover, data = talk.open, talk.data_of("yes")
    talk.taps("yes")
    talk.presses(cover, data)
    assert talk.refused
    assert talk.toasts == ["", ""]
    assert talk.labels
    assert isinstance(talk.state, Prompted)


def test_a_cover_that_cannot_be_edited_any_more_is_opened_below(talk: Talk) -> None:
    talk.is_asked_by_itself()
    cover = talk.open
    talk.presses(None, talk.data_of("yes"))
    assert talk.open != cover
    assert talk.said == PLAIN.text


def test_a_cover_of_earlier_is_closed_by_a_newer_question(talk: Talk) -> None:
    talk.is_asked_by_itself()
    cover, data = talk.open, talk.data_of("yes")
    talk.is_asked_by_itself(CHOICES, 2)
    talk.presses(cover, data)
    assert talk.toasts == [CLOSED]
    talk.taps("yes")
    assert talk.said == CHOICES.text


def test_what_is_never_opened_is_not_answered(talk: Talk) -> None:
    talk.is_asked_by_itself()
    talk.is_asked_by_itself(CHOICES, 2)
    assert talk.met == []
    talk.taps("yes")
    assert talk.met == []


@pytest.mark.parametrize("what", EVERYTHING)
def test_it_can_be_left_unseen_and_that_is_no_answer(talk: Talk, what: str) -> None:
    _comes(talk, what)
    before = dict(talk.moments)
    talk.taps("not now")
    assert talk.idle
    assert talk.said == "Another time."
    assert (talk.met, talk.moments, talk.drawn, talk.check_ins) == ([], before, [], {})


# ── typed beside it


@pytest.mark.parametrize("word", ["yes", "Yes.", "ok", "OK", "Sure", "go on"])
def test_a_yes_opens_it_too(talk: Talk, word: str) -> None:
    talk.is_asked_by_itself()
    talk.types(word)
    assert talk.said == PLAIN.text
    assert isinstance(talk.state, Prompted)
    assert talk.moments == {}


def test_other_words_are_a_moment_of_their_own_not_an_answer_to_what_nobody_saw(talk: Talk) -> None:
    assert CHOICES.about_therapist
    talk.is_asked_by_itself(CHOICES, 2)
    talk.types("so tired of the rain today")
    assert talk.text == "so tired of the rain today"
    assert (talk.moment.prompt_id, talk.moment.delivery_id) == (None, None)
    assert Whom.THERAPIST not in talk.moment.whom
    assert talk.met == []
    assert isinstance(talk.state, PickingFamily | PickingWord)


@pytest.mark.parametrize("words", ["meh", "no", "7", "?"])
def test_even_a_word_that_means_little_is_kept(talk: Talk, words: str) -> None:
    talk.is_asked_by_itself()
    talk.types(words)
    assert talk.text == words


def test_a_voice_note_is_kept_as_well(talk: Talk) -> None:
    talk.is_asked_by_itself()
    talk.speaks()
    assert talk.moment.voice == "voice-1"
    assert talk.moment.delivery_id is None


def test_words_that_ask_for_care_are_answered_at_once(talk: Talk) -> None:
    talk.is_asked_by_itself()
    talk.types(HARM)
    assert talk.moment.care is not None
    assert talk.moment.prompt_id is None
    assert talk.met == []


def test_a_time_puts_the_question_off_unseen(talk: Talk) -> None:
    talk.is_asked_by_itself(delivery=4)
    talk.types("in 20 minutes")
    assert talk.person.later is not None
    assert talk.person.later.delivery_id == 4
    assert talk.said == "It comes back at 09:20."
    assert not any(PLAIN.text in shown.text for shown in talk.screen.values())


def test_a_time_is_no_answer_to_a_check_in_and_is_kept(talk: Talk) -> None:
    talk.comes_out_by_itself()
    talk.types("tonight")
    assert talk.text == "tonight"


# ── opened late


def test_how_long_words_answer_it_begins_when_it_is_seen(talk: Talk) -> None:
    talk.is_asked_by_itself()
    talk.waits(hours=5)
    talk.taps("yes")
    talk.waits(minutes=89)
    talk.types("he looked at the clock")
    assert talk.moment.prompt_id == PLAIN.id
    assert talk.met == [(1, "answered")]


def test_so_it_does_after_a_session(talk: Talk) -> None:
    talk.comes_out_by_itself()
    talk.waits(hours=5)
    talk.taps("yes")
    assert isinstance(talk.state, AfterFeeling)
    talk.types("angry")
    assert talk.check_in.at == talk.now
    assert talk.moment.toward_therapist


def test_a_week_is_opened_with_its_lines(talk: Talk) -> None:
    _comes(talk, "week")
    talk.waits(days=3)
    talk.taps("yes")
    assert talk.said == "Your week: a good one"
    assert isinstance(talk.state, ReadingWeek)
    assert talk.state.delivery_id == 5
    talk.taps("bring it, private, not yet…", "bring it")
    assert talk.moment.bring


def test_a_week_without_lines_is_opened_and_asks_nothing(talk: Talk) -> None:
    talk.is_asked()
    _comes(talk, "empty week")
    talk.taps("yes")
    assert talk.said == "Your week: nothing yet"
    assert talk.idle


def test_the_picture_of_a_week_follows_once_it_is_opened(talk: Talk) -> None:
    told_at = talk.now
    _comes(talk, "empty week")
    assert talk.drawn == []
    talk.waits(days=3)
    talk.taps("yes")
    assert [(drawing.form, drawing.at) for drawing in talk.drawn] == [("card", told_at)]
    _comes(talk, "prompt")
    talk.taps("yes")
    assert len(talk.drawn) == 1


def test_that_it_gets_quieter_is_not_said_to_who_has_just_come(talk: Talk) -> None:
    talk.is_asked_by_itself(fewer=True)
    talk.taps("yes")
    assert talk.said == f"{texts('en')('fewer-covered')}\n\n{PLAIN.text}"


# ── beside an open cover


@pytest.mark.parametrize("line", ["/help", "/help_now", "/privacy", "/undo", "/week 900", "/nonsense", "/discreet off"])
def test_it_stays_to_be_opened_whatever_is_remarked_beside_it(talk: Talk, line: str) -> None:
    talk.is_asked_by_itself()
    talk.calls(line)
    assert isinstance(talk.state, Covered)
    talk.taps("yes")
    assert talk.said == PLAIN.text


def test_it_is_opened_after_the_mode_was_switched_off(talk: Talk) -> None:
    talk.is_asked_by_itself()
    talk.calls("/discreet off")
    assert not talk.person.profile.discreet
    talk.taps("yes")
    assert talk.said == PLAIN.text
    talk.is_asked_by_itself(CHOICES, 2)
    assert talk.said == CHOICES.text


def test_a_question_that_was_open_before_the_mode_stays_as_it_is() -> None:
    talk = Talk(ANNA)
    talk.is_asked()
    talk.person = _discreet(talk.person)
    talk.taps("sad")
    assert isinstance(talk.state, PickingWord)


def test_a_cover_stays_in_the_chat_like_the_question_under_it(talk: Talk) -> None:
    talk.is_asked_by_itself()
    assert isinstance(talk.state, Covered)
    assert talk.state.shows.stay is Stay.WAITS
    talk.is_told_by_itself("Your week: quiet")
    assert isinstance(talk.state, Covered)
    assert talk.state.shows.stay is Stay.LONG


def test_what_is_put_off_is_asked_for_anew_by_itself(talk: Talk) -> None:
    talk.is_asked_by_itself()
    talk.taps("yes", "later", "15 min")
    talk.waits(minutes=15)
    talk.is_asked_by_itself(delivery=2)
    assert talk.said == COVER
