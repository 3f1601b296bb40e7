"""What comes again: what was put off in an earlier week, and what has waited longest on the list."""

import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.model import Heard, Moment, Part, Sentence, Share, UnsaidItem, UnsaidState
from coach.reflection import week_words
from coach.reflection.statements import Kind, Opening
from coach.texts import texts
from tests.reflection.conftest import END, START, item, let_go, said
from tests.reflection.weeks import AnyWeek, any_weeks

SAY = texts("en")
SENTENCE = Sentence(when=Part(text="you looked at the clock"), wished=Part(text="you had stayed with me"))


def put_off(moment: Moment, hours: float) -> Moment:
    return moment.model_copy(update={"share": Share.NOT_YET, "shared_at": START + timedelta(hours=hours)})


def with_sentence(one: UnsaidItem) -> UnsaidItem:
    return one.model_copy(update={"sentence": SENTENCE})


# ── whatever there is


@given(any_weeks(), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_no_order_of_rows_makes_a_difference(any_week: AnyWeek, rng: random.Random) -> None:
    moments, items = list(any_week.moments), list(any_week.items)
    rng.shuffle(moments)
    rng.shuffle(items)
    assert AnyWeek(moments, items).facts() == any_week.facts()


@given(any_weeks())
@settings(max_examples=150, deadline=None)
def test_every_opening_is_there_may_be_brought_and_reads_like_no_other(any_week: AnyWeek) -> None:
    facts = any_week.facts()
    moments = {one.id: one for one in any_week.moments}
    items = {one.id: one for one in any_week.items if one.moment_id is None}
    assert len(facts.openings) <= 3
    assert len({text(opening) for opening in facts.openings}) == len(facts.openings)
    for opening in facts.openings:
        (one,) = opening.ids
        assert one in moments or one in items
        assert one in items or not moments[one].private
        for waits in (moments.get(one), items.get(one)):
            assert waits is None or not rests(waits)
        listed = [item for item in any_week.items if one in (item.id, item.moment_id)]
        assert all(item.state is UnsaidState.OPEN for item in listed) or opening.told.share is Share.NOT_YET


@given(any_weeks())
@settings(max_examples=150, deadline=None)
def test_the_lines_are_the_openings_and_every_moment_with_something_to_tell_once(any_week: AnyWeek) -> None:
    facts = any_week.facts()
    assert facts.lines[: len(facts.openings)] == tuple(opening.ids[0] for opening in facts.openings)
    tellable = {told.ids[0] for told in facts.told if told.tellable}
    assert Counter(facts.lines) == Counter(tellable | {opening.ids[0] for opening in facts.openings})


@given(any_weeks())
@settings(max_examples=150, deadline=None)
def test_what_comes_again_has_one_place_each_and_the_rule_decides_which(any_week: AnyWeek) -> None:
    facts = any_week.facts()
    kinds = Counter(opening.kind for opening in facts.openings)
    assert kinds[Kind.NOT_YET] <= 1
    assert kinds[Kind.WAITING] <= 1
    if longest := longest_waiting(any_week):
        shown = {text(opening) for opening in facts.openings}
        full = {Kind.BRING, Kind.NOT_YET, Kind.THERAPIST} == set(kinds)
        assert kinds[Kind.WAITING] or full or longest & shown
    for opening in facts.openings:
        assert opening.earlier == (opening.ids[0] not in {one.id for one in any_week.week})
        assert opening.earlier or opening.kind not in (Kind.NOT_YET, Kind.WAITING)


def rests(one: Moment | UnsaidItem) -> bool:
    at = one.put_off_at if isinstance(one, UnsaidItem) else one.shared_at if one.share is Share.NOT_YET else None
    return at is not None and at >= START


def text(opening: Opening) -> str:
    told = opening.told
    if told.sentence and told.sentence.wished:
        return told.sentence.wished.text
    return told.quote.words if told.quote else " ".join(named.word.casefold() for named in told.feelings)


def longest_waiting(any_week: AnyWeek) -> set[str]:
    """What the items that nothing forbids would read like, put on the list before the week and never put off."""
    moments = {one.id: one for one in any_week.moments}
    here = {one.id for one in any_week.week}
    return {
        one.words[0].text if one.words else one.sentence.wished.text
        for one in any_week.items
        if one.state is UnsaidState.OPEN and one.at < START and one.put_off_at is None and one.moment_id not in here
        and (one.moment_id is None or moments[one.moment_id].share not in (Share.PRIVATE, Share.NOT_YET))
        and (one.words or (one.sentence and one.sentence.wished))
    }  # fmt: skip


# ── what waits longest


def test_what_waits_longest_on_the_list_has_a_place_and_says_for_how_long(moment: Any, facts_of: Any) -> None:
    week = [moment(1, "hurt", therapist=True, text="a"), moment(2, "sad", strength=4, text="b")]
    facts = facts_of(week, [], END, [item(-200, "newer"), item(-900, "older")])
    assert [opening.kind for opening in facts.openings] == [Kind.THERAPIST, Kind.WAITING, Kind.STRONGEST]
    assert "“older”\nThis has been on your list for six weeks. What would you say of it today?" in week_words(
        facts, SAY, "en"
    )


def test_it_leaves_its_place_to_what_is_marked_put_off_and_about_the_therapist(moment: Any, facts_of: Any) -> None:
    week = [moment(1, "sad", bring=True, text="a"), moment(2, "hurt", therapist=True, text="b")]
    earlier = [put_off(moment(-90, "low", text="c"), -50)]
    facts = facts_of(week, earlier, END, [item(-900, "older")])
    assert [opening.kind for opening in facts.openings] == [Kind.BRING, Kind.NOT_YET, Kind.THERAPIST]


def test_of_an_earlier_week_the_moment_itself_is_told_and_not_its_day(moment: Any, facts_of: Any) -> None:
    old = moment(-400, "hurt", strength=4, therapist=True, bring=True)
    facts = facts_of([], [old], END, [item(-400, of=old)])
    (opening,) = facts.openings
    assert opening.ids == (old.id,)
    assert "Hurt, 4 of 5, toward your therapist\nThis has been on your list" in week_words(facts, SAY, "en")


def test_what_was_put_on_the_list_this_week_is_marked_whatever_it_is_from(moment: Any, facts_of: Any) -> None:
    old = moment(-400, "hurt", text="an old one", bring=True)
    facts = facts_of([moment(5, "sad")], [old], END, [item(20, "a new one"), item(30, of=old)])
    assert Counter(opening.kind for opening in facts.openings)[Kind.BRING] == 2


def test_a_moment_of_the_week_asks_once_though_it_is_on_the_list(moment: Any, facts_of: Any) -> None:
    one = moment(5, "sad", bring=True, text="a")
    assert [opening.kind for opening in facts_of([one], [], END, [item(6, of=one)]).openings] == [Kind.BRING]


def test_an_item_whose_moment_is_no_more_tells_its_own_words(moment: Any, facts_of: Any) -> None:
    orphan = item(-50, of=moment(-60, text="still here"))
    (opening,) = facts_of([], [], END, [orphan]).openings
    assert opening.told.text == "still here"


# ── the sentence


def test_the_sentence_that_was_built_is_quoted_and_asked_about(moment: Any, facts_of: Any) -> None:
    one = moment(5, "hurt", strength=4, therapist=True, bring=True, text="the clock again")
    week = [one, moment(8, "sad", text="rain")]
    words = week_words(facts_of(week, [], END, [with_sentence(item(6, of=one))]), SAY, "en")
    assert (
        "1. Hurt, 4 of 5, toward your therapist: “When you looked at the clock, I wished you had stayed with me”\n"
        "You made this sentence for it. How does it sound to you by now?"
    ) in words
    assert "Hurt, 4 of 5: “the clock again”" in words


def test_a_sentence_from_no_moment_opens_too(facts_of: Any) -> None:
    facts = facts_of([], [], END, [with_sentence(item(-50, "you looked at the clock"))])
    assert "“When you looked at the clock, I wished you had stayed with me”\nYou made" in week_words(facts, SAY, "en")


def test_under_a_single_moment_its_sentence_stands_before_the_question(moment: Any, facts_of: Any) -> None:
    one = moment(5, "hurt", bring=True, text="the clock again")
    words = week_words(facts_of([one], [], END, [with_sentence(item(6, of=one))]), SAY, "en")
    assert "Hurt: “the clock again”" in words
    assert words.endswith("stayed with me”\nYou made this sentence for it. How does it sound to you by now?")


def test_two_sentences_ask_two_questions(facts_of: Any) -> None:
    new = with_sentence(item(5, "b")).model_copy(update={"sentence": Sentence(wished=Part(text="to stay"))})
    facts = facts_of([], [], END, [with_sentence(item(-50, "a")), new])
    assert [(opening.asks, opening.nth) for opening in facts.openings] == [("sentence", 0), ("sentence", 1)]


# ── not yet


def test_one_of_the_list_that_is_put_off_rests_this_week_and_comes_again(facts_of: Any) -> None:
    one = item(-200, "the parking")
    assert facts_of([], [], END, [one.model_copy(update={"put_off_at": START})]).openings == ()
    (again,) = facts_of([], [], END, [one.model_copy(update={"put_off_at": START - timedelta(hours=1)})]).openings
    assert again.kind is Kind.NOT_YET


def test_what_was_put_off_again_stands_behind_the_others(moment: Any, facts_of: Any) -> None:
    twice, once = put_off(moment(-600, text="old"), -10), put_off(moment(-90, text="new"), -50)
    (opening,) = facts_of([], [twice, once]).openings
    assert opening.ids == (once.id,)


@pytest.mark.parametrize("ended", [said, let_go])
def test_what_was_said_or_let_go_after_it_was_put_off_comes_no_more(moment: Any, facts_of: Any, ended: Any) -> None:
    one = put_off(moment(-200, text="a"), -190)
    assert facts_of([], [one], END, [ended(-195, of=one)]).openings == ()


def test_what_was_said_and_then_put_off_comes_again(moment: Any, facts_of: Any) -> None:
    one = put_off(moment(-200, text="a"), -100)
    facts = facts_of([], [one], END, [said(-195, heard=Heard.NOT, of=one)])
    assert [opening.kind for opening in facts.openings] == [Kind.NOT_YET]


def test_what_was_said_and_brought_again_waits_again(moment: Any, facts_of: Any) -> None:
    one = moment(5, text="a", bring=True)
    again = item(50, of=one).model_copy(update={"id": moment(0).id})
    facts = facts_of([one], [], END, [said(6, of=one), again])
    assert [opening.kind for opening in facts.openings] == [Kind.BRING]
    assert facts.unsaid.said == facts.unsaid.waiting == 1
