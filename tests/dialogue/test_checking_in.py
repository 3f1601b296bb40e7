"""After a session: one question at a time, each can be skipped, and "that's all" ends it."""

import pytest

from coach.feelings import Family, Whom
from coach.model import CheckIn, Degree, Heard, UnsaidState
from tests.dialogue.talk import Talk


@pytest.fixture
def out(talk: Talk) -> Talk:
    """The session is over; two things had been waiting."""
    talk.calls("/unsaid one")
    talk.calls("/unsaid two")
    talk.comes_out(delivery=9)
    return talk


def test_the_questions_in_their_order(out: Talk) -> None:
    asked = [out.said]
    for label in ("angry", "yes", "partly", "no", "said", "not", "let go"):
        out.taps(label)
        asked.append(out.said.split("\n\n")[-1])
    assert asked == [
        "After the session: what do you feel toward your therapist?",
        "Did you feel respected?",
        "Were the two of you at work on the same thing?",
        "Could you say what was on your mind?",
        "Did you say it?",
        "How was it heard?",
        "Did you say it?",
        "Is anything left unsaid? You can type it here.",
    ]
    out.types("that I nearly did not come")
    assert out.said == "“that I nearly did not come”\n\nKept. /unsaid shows what still waits."
    assert out.idle


def test_every_answer_is_kept(out: Talk) -> None:
    out.taps("angry", "yes", "partly", "no", "said", "it got worse", "let go")
    out.types("that I nearly did not come")
    one, two, left = out.items.values()
    assert (one.state, one.heard, two.state) == (UnsaidState.SAID, Heard.WORSE, UnsaidState.LET_GO)
    assert [part.text for part in left.words] == ["that I nearly did not come"]
    assert out.check_in == CheckIn(
        id=out.check_in.id,
        at=out.now,
        delivery_id=9,
        moment_id=out.moment.id,
        respected=Degree.YES,
        same_work=Degree.PARTLY,
        could_speak=Degree.NO,
        left_unsaid=left.id,
    )


def test_the_feeling_is_a_moment_toward_the_therapist(out: Talk) -> None:
    out.taps("warm")
    assert out.said == "Warm, toward your therapist.\n\nDid you feel respected?"
    assert [name.family for name in out.moment.feelings] == [Family.WARM]
    assert (out.moment.whom, out.moment.delivery_id) == ((Whom.THERAPIST,), 9)


def test_a_typed_word_is_the_feeling_and_a_sentence_is_kept_whole(out: Talk) -> None:
    out.types("Resentful.")
    assert [name.word for name in out.moment.feelings] == ["resentful"]
    out.calls("/undo")
    out.comes_out()
    out.types("as if he wanted me gone")
    assert out.text == "as if he wanted me gone"
    assert out.said.endswith("Did you feel respected?")


def test_not_sure_goes_on_and_keeps_nothing(out: Talk) -> None:
    out.taps("not sure")
    assert out.said == "Did you feel respected?"
    assert not out.moments


def test_skipping_all_of_it_keeps_nothing(out: Talk) -> None:
    out.taps("skip", "skip", "skip", "skip", "not yet", "not yet", "no, that's all")
    assert (out.moments, out.check_ins) == ({}, {})
    assert all(item.state is UnsaidState.OPEN for item in out.items.values())
    assert out.said == "Left open."


@pytest.mark.parametrize("before", [(), ("skip",), ("angry", "yes"), ("skip", "skip", "skip", "skip")])
def test_that_is_all_ends_it_at_once(out: Talk, before: tuple[str, ...]) -> None:
    out.taps(*before, "that's all")
    assert out.idle


def test_what_was_told_before_it_ended_is_kept(out: Talk) -> None:
    out.taps("skip", "no", "that's all")
    assert (out.check_in.respected, out.check_in.same_work) == (Degree.NO, None)
    assert out.said == "Kept. /unsaid shows what still waits."


def test_one_tap_says_not_yet_for_all_of_them(out: Talk) -> None:
    out.taps("skip", "skip", "skip", "skip", "not yet, none of these")
    assert out.said == "Is anything left unsaid? You can type it here."


def test_with_nothing_on_the_list_the_questions_are_five(talk: Talk) -> None:
    talk.comes_out()
    talk.taps("skip", "skip", "skip", "skip")
    assert talk.said == "Is anything left unsaid? You can type it here."
    talk.taps("no, that's all")
    assert talk.idle


@pytest.mark.parametrize("passed", [(), ("skip", "skip", "skip", "skip", "not yet, none of these")])
def test_words_typed_long_after_are_a_moment_of_their_own(out: Talk, passed: tuple[str, ...]) -> None:
    out.taps(*passed)
    out.waits(hours=4)
    out.types("the bus left while I was waving")
    assert out.text == "the bus left while I was waving"
    assert len(out.items) == 2
    assert not out.check_ins


def test_words_typed_at_the_questions_on_the_two_of_them_are_a_moment(out: Talk) -> None:
    out.taps("skip")
    out.types("the bus left while I was waving")
    assert out.text == "the bus left while I was waving"


def test_a_typed_label_answers_too(out: Talk) -> None:
    out.types("angry")
    out.types("partly")
    assert out.check_in.respected is Degree.PARTLY
    assert not out.words[2:]


def _put_off(talk: Talk) -> None:
    """A thought on the list, and something typed there: not yet, to both, under the week."""
    talk.types("he looked at the clock")
    talk.taps("angry", "angry is right", "4", "bring it")
    talk.calls("/unsaid you rang")
    talk.is_told("Your week", talk.moment, list(talk.items.values())[-1])
    talk.taps("bring it, private, not yet…", "not yet", "not yet")


def test_what_was_put_off_this_week_is_not_asked_about(talk: Talk) -> None:
    talk.calls("/session Thu 9:00")
    _put_off(talk)
    talk.waits(days=3, hours=1)
    talk.calls("/unsaid one more")
    talk.comes_out()
    talk.taps("angry", "yes", "yes", "yes")
    assert talk.said.startswith("“one more”")
    assert "not yet, none of these" not in talk.labels
    talk.taps("let go")
    assert talk.said.endswith("Is anything left unsaid? You can type it here.")


def test_after_the_next_session_it_is(talk: Talk) -> None:
    talk.calls("/session Thu 9:00")
    _put_off(talk)
    talk.waits(days=10, hours=1)
    talk.comes_out()
    talk.taps("angry", "yes", "yes", "yes")
    assert talk.said.startswith("“he looked at the clock”")
    talk.taps("let go")
    assert talk.said.startswith("“you rang”")
