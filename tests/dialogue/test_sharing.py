import pytest

from coach.dialogue.states import DecidingLine, ReadingWeek
from coach.model import Moment, Part, Share
from tests.dialogue.samples import NAMED, TOLD, WORDLESS
from tests.dialogue.talk import PLAIN, Talk

WEEK = "Your week so far"


@pytest.fixture
def week(talk: Talk) -> Talk:
    """A week was told, with two things to open with."""
    talk.moments = {one.id: one for one in (NAMED, WORDLESS)}
    talk.is_told(WEEK, NAMED, WORDLESS)
    return talk


def test_the_week_comes_with_a_number_for_each_thing_to_open_with(week: Talk) -> None:
    assert week.labels == ["1", "2", "close"]
    assert week.said.startswith(WEEK)


@pytest.mark.parametrize(
    ("label", "share", "line"),
    [
        ("bring it", Share.BRING, "1. You bring it."),
        ("keep it private", Share.PRIVATE, "1. It stays private: not on the card, not on the page."),
        ("not yet", Share.NOT_YET, "1. Not yet. It comes again next week."),
    ],
)
def test_a_decision_is_kept_with_its_moment_and_the_words_stay(week: Talk, label: str, share: Share, line: str) -> None:
    week.taps("1")
    assert "1. Annoyed, 3 of 5" in week.said
    week.taps(label)
    assert week.moments[NAMED.id].share is share
    assert week.moments[NAMED.id].shared_at == week.now
    assert week.moments[WORDLESS.id].share is None
    assert week.said.startswith(f"{WEEK}\n\n{line}\n\n")
    week.taps("close")
    assert week.said == f"{WEEK}\n\n{line}"


def test_a_second_thought_replaces_the_first(week: Talk) -> None:
    week.taps("2", "keep it private", "2", "not yet")
    assert week.moments[WORDLESS.id].share is Share.NOT_YET
    assert week.said.count("2. ") == 1


def test_leaving_a_line_decides_nothing(week: Talk) -> None:
    week.taps("1", "leave it as it is")
    assert week.moments[NAMED.id] == NAMED
    assert isinstance(week.state, ReadingWeek)


def test_a_week_without_anything_to_open_with_leaves_the_open_question(talk: Talk) -> None:
    talk.is_asked(PLAIN)
    before = talk.state
    talk.is_told(WEEK)
    assert talk.said == WEEK
    assert talk.state == before


def test_a_single_thing_has_no_number(talk: Talk) -> None:
    talk.moments = {TOLD.id: TOLD}
    talk.is_told(WEEK, TOLD)
    assert talk.labels == ["decide", "close"]
    talk.taps("decide", "keep it private")
    assert "\n\nIt stays private" in talk.said


def test_what_was_edited_meanwhile_is_decided_about_as_it_is_now(week: Talk) -> None:
    week.taps("1")
    week.edits(NAMED.text[0].message_id or 0, "he looked away")
    week.taps("keep it private")
    kept: Moment = week.moments[NAMED.id]
    assert kept.private
    assert kept.text == (Part(message_id=NAMED.text[0].message_id, text="he looked away"),)


def test_what_was_taken_back_meanwhile_cannot_be_decided_about(week: Talk) -> None:
    week.taps("1")
    assert isinstance(week.state, DecidingLine)
    del week.moments[NAMED.id]
    week.taps("bring it")
    assert week.refused
    assert NAMED.id not in week.moments


def test_a_thought_typed_under_the_week_is_a_moment(week: Talk) -> None:
    week.types("and then i was furious on the way home")
    assert "and then i was furious on the way home" in week.words
