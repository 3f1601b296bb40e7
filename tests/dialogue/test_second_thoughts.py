import pytest

from coach.dialogue.states import Mirrored, Naming, PickingFamily, Prompted
from tests.dialogue.talk import PLAIN, Talk


def test_an_edit_follows_silently(talk: Talk) -> None:
    message = talk.types("i hate it when he yawns")
    said = talk.said
    talk.edits(message, "I hate it when he sighs")
    assert talk.text == "I hate it when he sighs"
    assert talk.said == said
    talk.taps("another word") if "another word" in talk.labels else None
    talk.taps("angry")
    assert talk.said.startswith("“I hate it when he sighs”"), "the open question follows too"


@pytest.mark.parametrize(
    ("button", "field"), [("because…", "because"), ("what I wanted", "wanted"), ("what I did with it", "did_words")]
)
def test_an_edit_of_an_answer_follows_too(talk: Talk, button: str, field: str) -> None:
    talk.calls("/feel")
    talk.taps("sad", "sad is right", "2", button)
    message = talk.types("nobody wrang")
    talk.edits(message, "nobody rang")
    assert [part.text for part in getattr(talk.moment, field)] == ["nobody rang"]
    talk.taps("that's all")
    assert "“nobody rang”" in talk.said


def test_an_edit_of_one_part_leaves_the_others(talk: Talk) -> None:
    talk.types("he looked at the clock")
    second = talk.types("and yawnd and yawned")
    talk.edits(second, "and yawned")
    assert talk.words == ["he looked at the clock", "and yawned"]


def test_an_edit_of_an_older_moment_leaves_the_open_question(talk: Talk) -> None:
    message = talk.types("he looked at the clock")
    talk.taps("leave it as it is")
    talk.is_asked()
    talk.edits(message, "she looked at the clock")
    assert talk.text == "she looked at the clock"
    assert isinstance(talk.state, Prompted)


def test_an_edit_of_something_that_was_never_kept_is_nothing(talk: Talk) -> None:
    talk.edits(1, "never said")
    assert talk.idle
    assert not talk.screen


def test_an_edit_to_nothing_keeps_the_moment(talk: Talk) -> None:
    message = talk.types("he looked at the clock again")
    talk.edits(message, "")
    talk.taps("sad", "sad is right", "2", "that's all")
    assert talk.said == "Sad, 2 of 5."


def test_the_last_one_is_taken_back_with_its_question(talk: Talk) -> None:
    talk.types("he looked at the clock again")
    talk.calls("/undo")
    assert not talk.moments
    assert talk.idle
    assert talk.said == "Taken back: “he looked at the clock again”"
    talk.calls("/undo")
    assert talk.said == "There is nothing to take back."


def test_only_the_last_one_is_taken_back(talk: Talk) -> None:
    for thought in ("he looked at the clock again", "and nobody rang all day"):
        talk.types(thought)
        talk.taps("leave it as it is")
    talk.calls("/undo")
    assert talk.words == ["he looked at the clock again"]


def test_a_prompt_stays_open_when_an_older_moment_is_taken_back(talk: Talk) -> None:
    talk.types("he looked at the clock again")
    talk.taps("leave it as it is")
    talk.is_asked()
    talk.calls("/undo")
    assert not talk.moments
    talk.taps("sad")
    assert talk.said.startswith(PLAIN.text)


def test_a_sentence_while_a_prompt_waits_answers_it(talk: Talk) -> None:
    talk.is_asked()
    talk.types("he looked at the clock again")
    assert isinstance(talk.state, PickingFamily)
    assert talk.moment.prompt_id == PLAIN.id


def test_a_prompt_after_the_mirror_closes_it(talk: Talk) -> None:
    talk.calls("/feel")
    talk.taps("sad", "sad is right", "2")
    assert isinstance(talk.state, Mirrored)
    talk.is_asked()
    assert talk.moment.strength == 2
    assert not isinstance(talk.state, Naming)


@pytest.mark.parametrize("command", ["/help", "/privacy", "/help_now", "/week", "/export", "/nonsense"])
def test_asking_for_something_else_leaves_the_question_open(talk: Talk, command: str) -> None:
    talk.is_asked()
    talk.calls(command)
    talk.taps("sad")
    assert talk.moment.feelings


def test_everything_goes_only_after_a_yes(talk: Talk) -> None:
    talk.types("he looked at the clock again")
    talk.calls("/forget")
    assert talk.moments
    talk.taps("keep it")
    assert talk.idle
    assert talk.moments
    talk.calls("/forget")
    talk.taps("delete everything")
    assert talk.gone
