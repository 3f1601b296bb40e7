from datetime import timedelta

import pytest

from coach.dialogue.states import DecidingLine, ReadingWeek
from coach.model import Moment, Part, Sentence, Share, UnsaidItem, UnsaidState
from tests.dialogue.samples import GONE, JUST_SAID, MARKED, NAMED, SENTENCED, TOLD, WORDLESS
from tests.dialogue.talk import PLAIN, Talk

WEEK = "Your week so far"
ASKS = "bring it, private, not yet…"
OTHER = TOLD.model_copy(update={"id": WORDLESS.id, "text": (Part(message_id=70, text="it rained"),), "whom": ()})


@pytest.fixture
def week(talk: Talk) -> Talk:
    """A week was told, with two lines."""
    talk.moments = {one.id: one for one in (NAMED, OTHER)}
    talk.is_told(WEEK, NAMED, OTHER)
    return talk


def waits(talk: Talk) -> list[UnsaidItem]:
    return [item for item in talk.items.values() if item.state is UnsaidState.OPEN]


# ── line by line


def test_one_tap_under_the_week_opens_its_lines_and_the_week_stays_as_it_was_told(week: Talk) -> None:
    assert week.labels == [ASKS, "close"]
    told = week.open
    week.taps(ASKS)
    assert week.open != told
    assert week.screen[told or 0].text == WEEK
    assert week.said == (
        "Line 1 of 2\n\nAnnoyed, 3 of 5, toward your therapist: “he looked at the clock”.\n\nNothing decided so far."
    )
    assert week.labels == ["bring it", "private", "not yet", "next", "done"]


def test_every_tap_edits_the_one_message_of_the_lines(week: Talk) -> None:
    week.taps(ASKS)
    message, count = week.open, len(week.screen)
    for label in ("next", "back", "private", "not yet"):
        week.taps(label)
        assert len(week.screen) == count
    assert week.screen[message or 0].text == week.said


def test_closing_leaves_the_week_as_it_was_told(week: Talk) -> None:
    week.taps("close")
    assert week.idle
    assert [shown.text for shown in week.screen.values()] == [WEEK]


@pytest.mark.parametrize(
    ("label", "share", "line"),
    [
        ("bring it", Share.BRING, "You bring it. It is on your list."),
        ("private", Share.PRIVATE, "It stays with you: not on the card, not on the page, not on your list."),
        ("not yet", Share.NOT_YET, "Not yet. It stays off the page this week, and comes again."),
    ],
)
def test_a_decision_is_kept_with_its_moment_and_the_next_line_follows(
    week: Talk, label: str, share: Share, line: str
) -> None:
    week.taps(ASKS, label)
    assert week.moments[NAMED.id].share is share
    assert week.moments[NAMED.id].shared_at == week.now
    assert week.moments[OTHER.id].share is None
    assert week.said == f"{line}\n\nLine 2 of 2\n\n“it rained”\n\nNothing decided so far."


def test_a_line_says_what_was_decided_of_it_and_a_second_thought_replaces_the_first(week: Talk) -> None:
    week.taps(ASKS, "private", "back")
    assert week.said.endswith("So far: private.")
    week.taps("not yet", "back")
    assert week.said.endswith("So far: not yet.")
    assert week.moments[NAMED.id].share is Share.NOT_YET


def test_after_the_last_line_it_says_how_many_there_are_of_each(week: Talk) -> None:
    week.taps(ASKS, "bring it", "private")
    assert week.idle
    assert week.said.endswith("Now: 1 to bring, 1 private. /page draws the week as it is.")


def test_done_with_nothing_decided_leaves_all_as_it_was(week: Talk) -> None:
    week.taps(ASKS, "next", "done")
    assert week.said == "Left as it was. /week opens it again."
    assert week.moments == {NAMED.id: NAMED, OTHER.id: OTHER}


def test_the_lines_of_an_older_week_point_to_its_own_page(talk: Talk) -> None:
    talk.moments = {NAMED.id: NAMED}
    talk.is_told(WEEK, NAMED, back=1)
    talk.taps(ASKS, "private")
    assert "/page 2 draws" in talk.said


def test_a_week_without_lines_leaves_the_open_question(talk: Talk) -> None:
    talk.is_asked(PLAIN)
    before = talk.state
    talk.is_told(WEEK)
    assert talk.said == WEEK
    assert talk.state == before


def test_a_second_tap_decides_nothing_about_the_next_line(week: Talk) -> None:
    week.taps(ASKS)
    message, data = week.open, week.data_of("private")
    week.presses(message, data)
    week.presses(message, data)
    assert week.refused
    assert week.moments[OTHER.id] == OTHER


def test_a_tap_on_the_lines_of_last_week_changes_nothing(week: Talk) -> None:
    week.taps(ASKS)
    message, data = week.open, week.data_of("private")
    week.is_told("The next week", OTHER)
    week.presses(message, data)
    assert week.refused
    assert week.moments == {NAMED.id: NAMED, OTHER.id: OTHER}


def test_what_was_edited_meanwhile_is_decided_about_as_it_is_now(week: Talk) -> None:
    week.taps(ASKS)
    week.edits(NAMED.text[0].message_id or 0, "he looked away")
    week.taps("private")
    kept: Moment = week.moments[NAMED.id]
    assert kept.private
    assert kept.text == (Part(message_id=NAMED.text[0].message_id, text="he looked away"),)


def test_what_was_taken_back_meanwhile_is_passed_over(week: Talk) -> None:
    week.taps(ASKS)
    assert isinstance(week.state, DecidingLine)
    del week.moments[NAMED.id]
    week.taps("bring it")
    assert week.said.startswith("That one is not here any more.\n\nLine 2 of 2")
    assert NAMED.id not in week.moments
    assert not week.items
    week.taps("back")
    assert week.said == "Left as it was. /week opens it again."


def test_a_week_whose_lines_are_all_gone_is_left(week: Talk) -> None:
    week.moments.clear()
    week.taps(ASKS)
    assert week.idle


def test_a_thought_typed_under_the_week_is_a_moment(week: Talk) -> None:
    assert isinstance(week.state, ReadingWeek)
    week.types("and then i was furious on the way home")
    assert "and then i was furious on the way home" in week.words


# ── what the unsaid list makes of it


def test_what_is_brought_waits_on_the_list_once(week: Talk) -> None:
    week.taps(ASKS, "bring it", "back", "bring it")
    (item,) = week.items.values()
    assert (item.moment_id, item.words, item.at) == (NAMED.id, NAMED.text, week.now)


def test_what_is_private_leaves_the_list_and_comes_back_with_its_sentence(week: Talk) -> None:
    week.items = {MARKED.id: MARKED.model_copy(update={"sentence": Sentence(when=Part(text="you looked away"))})}
    week.taps(ASKS)
    assert "“When you looked away”" in week.said
    week.taps("private")
    assert not waits(week)
    week.taps("back", "bring it")
    assert waits(week) == [MARKED.model_copy(update={"sentence": Sentence(when=Part(text="you looked away"))})]


def test_not_yet_leaves_the_list_as_it_is(week: Talk) -> None:
    week.taps(ASKS, "not yet")
    assert not week.items
    week.items = {MARKED.id: MARKED}
    week.taps("back", "not yet")
    assert waits(week) == [MARKED]


def test_not_yet_puts_back_what_private_took_off(week: Talk) -> None:
    week.items = {MARKED.id: MARKED}
    week.taps(ASKS, "private", "back", "not yet")
    assert waits(week) == [MARKED]


def test_what_was_said_says_so_and_brought_again_waits_a_second_time(week: Talk) -> None:
    said = MARKED.model_copy(update={"state": UnsaidState.SAID, "said_at": week.now})
    week.items = {said.id: said}
    week.taps(ASKS)
    assert week.said.endswith("\n\nSaid.")
    week.taps("bring it")
    (again,) = waits(week)
    assert again.moment_id == NAMED.id
    assert again.id != said.id
    assert week.items[said.id] == said


def test_what_was_said_and_is_put_off_afterwards_is_no_longer_only_said(week: Talk) -> None:
    week.items = {
        MARKED.id: MARKED.model_copy(update={"state": UnsaidState.SAID, "said_at": week.now - timedelta(hours=1)})
    }
    week.taps(ASKS, "not yet", "back")
    assert week.said.endswith("So far: not yet.")


def test_what_was_let_go_says_so(week: Talk) -> None:
    week.items = {MARKED.id: MARKED.model_copy(update={"state": UnsaidState.LET_GO})}
    week.taps(ASKS)
    assert week.said.endswith("\n\nLet go.")


# ── what is on the list by itself


@pytest.fixture
def listed(talk: Talk) -> Talk:
    """The week's only line is a sentence from the list."""
    talk.items = {SENTENCED.id: SENTENCED}
    talk.is_told(WEEK, SENTENCED)
    talk.taps(ASKS)
    return talk


def test_a_sentence_from_the_list_is_a_line_too(listed: Talk) -> None:
    assert listed.said == "Line 1 of 1\n\n“you rang”\n\n“When you rang”\n\nSo far: you bring it."


def test_put_off_it_stays_on_the_list_and_rests(listed: Talk) -> None:
    listed.taps("not yet")
    assert listed.items[SENTENCED.id] == SENTENCED.model_copy(update={"put_off_at": listed.now})


def test_brought_after_all_it_rests_no_more(listed: Talk) -> None:
    listed.items = {SENTENCED.id: SENTENCED.model_copy(update={"put_off_at": listed.now})}
    listed.taps("bring it")
    assert listed.item == SENTENCED


def test_private_it_leaves_the_list(listed: Talk) -> None:
    listed.taps("private")
    assert listed.item == SENTENCED.model_copy(update={"state": UnsaidState.LET_GO})
    assert listed.said.endswith("not on your list.\n\nNow: 1 private. /page draws the week as it is.")


def test_one_that_was_said_offers_nothing_to_decide(talk: Talk) -> None:
    talk.items = {JUST_SAID.id: JUST_SAID}
    talk.is_told(WEEK, JUST_SAID)
    talk.taps(ASKS)
    assert talk.said.endswith("\n\nSaid.")
    assert talk.labels == ["done"]


def test_one_that_is_gone_is_no_line(talk: Talk) -> None:
    talk.is_told(WEEK, JUST_SAID.model_copy(update={"id": GONE}))
    talk.taps(ASKS)
    assert talk.idle
