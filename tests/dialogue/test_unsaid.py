"""What waits to be said: how it comes onto the list, how it leaves, and the sentence for it."""

import pytest

from coach.dialogue import items
from coach.dialogue.effects import KeepItem
from coach.dialogue.events import Command
from coach.model import Heard, Part, UnsaidState
from tests.dialogue.talk import Talk

CLOCK = "he looked at the clock"
SAID_TO = "when I rang you on Friday"


def marked(talk: Talk, words: str = CLOCK) -> Talk:
    """A sentence was typed, named, and marked to bring."""
    talk.types(f"{words}, K. did")
    talk.taps("another word") if "another word" in talk.labels else None
    talk.taps("angry", "annoyed", "4", "bring it")
    return talk


def test_what_is_brought_waits_in_its_own_words(talk: Talk) -> None:
    marked(talk)
    assert talk.item.words == talk.moment.text
    assert (talk.item.moment_id, talk.item.state) == (talk.moment.id, UnsaidState.OPEN)
    assert [name.word for name in talk.item.feelings] == ["annoyed"]


def test_a_moment_waits_once(talk: Talk) -> None:
    marked(talk)
    again = talk.moment.model_copy(update={"bring": False})
    talk._apply(KeepItem(items.of_moment(again, talk._scene(Command("unsaid")))))
    assert len(talk.items) == 1


def test_a_feeling_without_words_waits_by_its_name(talk: Talk) -> None:
    talk.calls("/feel")
    talk.taps("sad", "sad is right", "1", "bring it")
    talk.calls("/unsaid")
    assert talk.said == "Sad\n\nSince today."


def test_words_after_the_command_wait_too(talk: Talk) -> None:
    talk.calls("/unsaid I was hurt when she  yawned")
    assert talk.said == ("“I was hurt when she yawned”\n\nIt is on your list. If you want a sentence for it: /say")
    assert talk.item.words == (Part(text="I was hurt when she  yawned"),)
    assert talk.idle


def test_an_empty_list_says_how_to_fill_it(talk: Talk) -> None:
    talk.calls("/unsaid")
    assert talk.said.startswith("Nothing waits to be said.")
    assert talk.idle


def test_the_list_is_oldest_first_with_ages_in_words(talk: Talk) -> None:
    for text, days in (("one", 14), ("two", 20), ("three", 1)):
        talk.calls(f"/unsaid {text}")
        talk.waits(days=days)
    talk.calls("/unsaid four")
    talk.calls("/unsaid")
    assert talk.said == (
        "Still unsaid, the oldest first. Which one?\n\n"
        "1. “one”\nFor five weeks.\n\n"
        "2. “two”\nFor three weeks.\n\n"
        "3. “three”\nFor a day.\n\n"
        "4. “four”\nSince today."
    )
    assert talk.labels == ["1. one", "2. two", "3. three", "4. four", "close"]


def test_a_long_list_has_pages(talk: Talk) -> None:
    for number in range(8):
        talk.calls(f"/unsaid thing {number}")
    talk.calls("/unsaid")
    assert talk.labels == [*(f"{n + 1}. thing {n}" for n in range(6)), "more", "close"]
    talk.taps("more")
    assert talk.labels == ["7. thing 6", "8. thing 7", "back", "close"]
    talk.taps("8. thing 7", "let go")
    assert [item.state for item in talk.items.values()][-2:] == [UnsaidState.OPEN, UnsaidState.LET_GO]


@pytest.mark.parametrize(
    ("label", "heard", "told"),
    [
        ("heard", Heard.HEARD, "Said, and heard."),
        ("partly", Heard.PARTLY, "Said, and partly heard."),
        ("not", Heard.NOT, "Said, and not heard."),
        ("it got worse", Heard.WORSE, "Said, and it got worse."),
        ("skip", None, "Said."),
    ],
)
def test_said_asks_how_it_was_heard(talk: Talk, label: str, heard: Heard | None, told: str) -> None:
    talk.calls("/unsaid one")
    talk.waits(days=2)
    talk.calls("/unsaid")
    talk.taps("said")
    assert talk.said == "“one”\n\nHow was it heard?"
    assert (talk.item.state, talk.item.said_at, talk.item.heard) == (UnsaidState.SAID, talk.now, None)
    talk.taps(label)
    assert talk.item.heard is heard
    assert talk.said == f"“one”\n\n{told}"
    assert talk.idle


def test_not_yet_changes_nothing_and_shows_the_others(talk: Talk) -> None:
    talk.calls("/unsaid one")
    talk.calls("/unsaid two")
    before = dict(talk.items)
    talk.calls("/unsaid")
    talk.taps("1. one", "not yet")
    assert talk.said.startswith("“one”\n\nIt stays on your list.\n\nStill unsaid")
    assert talk.labels == ["1. two", "close"]
    assert talk.items == before


def test_what_was_let_go_waits_no_more(talk: Talk) -> None:
    talk.calls("/unsaid one")
    talk.calls("/unsaid")
    talk.taps("let go")
    assert (talk.item.state, talk.said) == (UnsaidState.LET_GO, "“one”\n\nLet go.")
    talk.calls("/unsaid")
    assert talk.said.startswith("Nothing waits")


def test_words_typed_while_the_list_is_open_are_a_moment(talk: Talk) -> None:
    talk.calls("/unsaid one")
    talk.calls("/unsaid")
    talk.types(CLOCK)
    assert talk.text == CLOCK
    assert len(talk.items) == 1


def test_undo_takes_the_moment_off_the_list(talk: Talk) -> None:
    marked(talk)
    talk.calls("/unsaid something else")
    talk.calls("/undo")
    assert not talk.moments
    assert [item.moment_id for item in talk.items.values()] == [None]


def test_an_item_that_was_undone_meanwhile_is_told_so(talk: Talk) -> None:
    marked(talk)
    talk.calls("/unsaid")
    talk.calls("/undo")
    talk.taps("said")
    assert talk.said == "That one is not on your list any more."
    assert talk.idle


def test_editing_the_message_edits_what_waits(talk: Talk) -> None:
    message = talk.types(CLOCK)
    talk.taps("another word") if "another word" in talk.labels else None
    talk.taps("angry", "angry is right", "4", "bring it")
    talk.edits(message, "he looked away")
    assert [part.text for part in talk.item.words] == ["he looked away"]


# ── the sentence


def test_three_answers_make_one_sentence(talk: Talk) -> None:
    talk.calls("/say")
    talk.types("you looked at the clock")
    talk.taps("sad")
    talk.types("you had asked me one thing more.")
    assert talk.said.startswith(
        "“When you looked at the clock, I felt sad, and I wished you had asked me one thing more”\n\n"
    )
    talk.taps("that's all")
    assert talk.said.endswith("It is on your list.")
    assert talk.idle
    talk.calls("/unsaid")
    assert "looked at the clock, I felt sad" in talk.said


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        (("looked away", None, None), "“When you looked away”"),
        (("When you looked away", "felt small", None), "“When you looked away, I felt small”"),
        ((None, "small", None), "“I felt small”"),
        ((None, None, "for more time"), "“I wished for more time”"),
        (("looked away", "small", None), "“When you looked away, I felt small”"),
        (("looked away", None, "for more time"), "“When you looked away, I wished for more time”"),
        ((None, "small", "for more time"), "“I felt small, and I wished for more time”"),
        ((SAID_TO, "I felt far off", None), "“When I rang you on Friday, I felt far off”"),
    ],
)
def test_any_part_can_be_skipped_and_no_beginning_is_doubled(
    talk: Talk, steps: tuple[str | None, ...], told: str
) -> None:
    talk.calls("/say")
    for text in steps:
        talk.types(text) if text else talk.taps("skip")
    assert talk.said.split("\n\n")[0] == told


def test_a_sentence_of_nothing_is_not_kept(talk: Talk) -> None:
    talk.calls("/say")
    talk.taps("skip", "skip", "skip")
    assert (talk.said, talk.items) == ("Left as it was.", {})


def test_the_feelings_offered_are_those_of_the_moment(talk: Talk) -> None:
    marked(talk)
    talk.calls("/unsaid")
    talk.taps("a sentence for it")
    talk.types("looked at the clock")
    assert talk.labels == ["annoyed", "skip", "that's all"]
    talk.taps("annoyed", "skip")
    assert talk.said.startswith("“When you looked at the clock, I felt annoyed”")
    assert len(talk.items) == 1
    assert talk.item.moment_id == talk.moment.id
    assert talk.item.words == talk.moment.text


def test_a_part_can_be_typed_anew(talk: Talk) -> None:
    talk.calls("/say")
    talk.types("looked at the clock")
    talk.taps("sad", "skip", "When you …")
    talk.types("yawned")
    assert talk.said.startswith("“When you yawned, I felt sad”")
    assert [part.text for part in talk.item.words] == ["yawned"]
    talk.taps("I wished …", "skip")
    assert talk.said.startswith("“When you yawned, I felt sad”")


def test_the_sentence_asks_which_when_something_waits(talk: Talk) -> None:
    talk.calls("/unsaid one")
    talk.calls("/unsaid two")
    talk.calls("/say")
    assert talk.labels == ["1. two", "2. one", "something new", "close"]
    talk.taps("2. one")
    talk.types("yawned")
    assert [bool(item.sentence) for item in talk.items.values()] == [True, False]
    talk.calls("/say")
    talk.taps("something new")
    talk.types("were late")
    assert len(talk.items) == 3


def test_words_after_say_are_the_first_part(talk: Talk) -> None:
    talk.calls("/say looked at the clock")
    assert talk.said.startswith("“When you looked at the clock”\n\n“I felt …”")


def test_a_sentence_typed_an_hour_later_is_a_moment(talk: Talk) -> None:
    talk.calls("/say")
    talk.waits(hours=1)
    talk.types(CLOCK)
    assert talk.text == CLOCK
    assert not talk.items


def test_editing_a_part_edits_the_sentence(talk: Talk) -> None:
    talk.calls("/say")
    message = talk.types("looked at the clock")
    talk.edits(message, "looked at your phone")
    talk.taps("skip", "skip")
    assert talk.said.startswith("“When you looked at your phone”")


def test_a_sentence_of_any_length_can_be_shown(talk: Talk) -> None:
    talk.calls("/say")
    for _ in range(3):
        talk.types("word " * 800)
    assert len(talk.said) < 1200
    assert talk.item.sentence is not None
    assert talk.item.sentence.wished is not None
    assert talk.item.sentence.wished.text == "word " * 800
