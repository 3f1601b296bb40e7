"""What is kept private, and what waits for another week."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings

from coach.model import Moment, Share, UnsaidItem
from coach.reflection import WeekFacts, week_facts, week_words
from coach.reflection.render import week_sheet
from coach.reflection.statements import Kind
from coach.texts import texts
from tests.reflection.conftest import END, START
from tests.reflection.weeks import SHELF, AnyWeek, any_weeks, marked

SAY = texts("en")


def facts(week: list[Moment], earlier: list[Moment] | None = None, *, private: bool = True) -> WeekFacts:
    return week_facts(week, earlier or [], (START, END), "Europe/London", END, (SHELF,), private=private)


def shared(moment: Moment, share: Share, hours: float = 100) -> Moment:
    return moment.model_copy(update={"share": share, "shared_at": START + timedelta(hours=hours)})


def words(week: list[Moment], earlier: list[Moment] | None = None) -> str:
    return week_words(facts(week, earlier), SAY, "en")


# ── private


def held(one: Moment | UnsaidItem) -> bool:
    """Whether it is kept private, or was put off this week."""
    if isinstance(one, UnsaidItem):
        return one.put_off_at is not None and one.put_off_at >= START
    return one.private or (one.share is Share.NOT_YET and (one.shared_at or one.at) >= START)


@given(any_weeks())
@settings(max_examples=150, deadline=None)
def test_nothing_private_or_put_off_reaches_card_or_page(any_week: AnyWeek) -> None:
    found = any_week.facts(private=False)
    drawn = week_sheet(found, SAY, "en").model_dump_json() + found.model_dump_json()
    kept_back = {one.id for one in (*any_week.moments, *any_week.items) if held(one)}
    for one in kept_back:
        assert marked(one.int) not in drawn
        assert str(one) not in drawn
    assert len(found.told) == sum(one.id not in kept_back for one in any_week.week)


@given(any_weeks())
@settings(max_examples=150, deadline=None)
def test_every_statement_on_card_and_page_is_as_if_it_had_never_been(any_week: AnyWeek) -> None:
    """Families, words, strongest, therapist, done, reasons, wishes, changes, shelves, unsaid, openings. Only whether a
    word is new is still measured at everything."""
    used_before = Moment(
        id=UUID(int=900),
        at=START - timedelta(hours=900),
        zone="Europe/London",
        feelings=tuple({feeling.word: feeling for one in any_week.moments for feeling in one.feelings}.values()),
    )
    moments = [used_before, *any_week.moments]
    gone = {one.id for one in moments if held(one)}
    items = [one for one in any_week.items if one.moment_id not in gone and not held(one)]
    without = AnyWeek([one for one in moments if one.id not in gone], items)
    assert AnyWeek(moments, any_week.items).facts(private=False) == without.facts()


@pytest.mark.parametrize("share", [Share.PRIVATE, Share.NOT_YET])
def test_a_change_on_the_page_counts_without_them_on_both_sides(moment: Any, share: Share) -> None:
    week = [moment(hour, "angry") for hour in range(8)]
    before = [moment(-20 * nth - 1, "sad") for nth in range(20)]
    held_back = [shared(week[0], share), *week[1:]], [shared(before[0], share), *before[1:]]
    more, _ = facts(*held_back, private=False).changes
    assert (more.now_all, more.before_all) == (7, 19)
    assert not {week[0].id, before[0].id} & set(more.ids)


def test_in_the_chat_it_is_told_and_marked(moment: Any) -> None:
    week = [
        shared(moment(5, "hurt", text="she laughed", therapist=True), Share.PRIVATE),
        moment(9, "sad", text="rain"),
        moment(10, "calm", text="bath"),
        moment(11, "glad", text="tea"),
    ]
    assert "Hurt: “she laughed” (private)" in words(week)
    assert "“rain” (private)" not in words(week)


def test_a_wish_is_marked_too(moment: Any) -> None:
    week = [shared(moment(5, wanted="to be held"), Share.PRIVATE), moment(9, "sad", text="rain")]
    assert "You wanted “to be held” (private)" in words(week)


def test_a_private_moment_alone_is_told_whole_without_a_way_to_open(moment: Any) -> None:
    text = words([shared(moment(5, "hurt", text="she laughed", wanted="to go"), Share.PRIVATE)])
    assert "Hurt: “she laughed” (private)" in text
    assert "room" not in text


def test_a_word_used_in_private_is_not_called_new_on_the_page(moment: Any) -> None:
    earlier = [shared(moment(-30, "bitter"), Share.PRIVATE, -20), moment(-20, "sad")]
    found = facts([moment(5, "bitter"), moment(6, "sad")], earlier, private=False)
    assert found.new_words == ()


# ── not yet


def test_not_yet_is_not_offered_this_week_and_comes_again_the_next(moment: Any) -> None:
    waiting = shared(moment(5, "hurt", strength=5, text="she laughed", therapist=True), Share.NOT_YET)
    other = moment(9, "sad", text="rain")
    assert [opening.ids[0] for opening in facts([waiting, other]).openings] == [other.id]
    later = [one.model_copy(update={"at": one.at + timedelta(days=7), "id": UUID(int=500)}) for one in [other]]
    window = (END, END + timedelta(days=7))
    following = week_facts(later, [waiting, other], window, "Europe/London", window[1])
    assert (following.openings[0].kind, following.openings[0].ids[0]) == (Kind.NOT_YET, waiting.id)
    text = week_words(following, SAY, "en")
    assert "toward your therapist: “she laughed”\nYou said not yet to this, in an earlier week. How is it now?" in text


def test_said_again_it_waits_again(moment: Any) -> None:
    waiting = shared(moment(-30, "hurt", text="she laughed"), Share.NOT_YET, hours=-20)
    week = [moment(5, "sad", text="rain")]
    assert Kind.NOT_YET in [opening.kind for opening in facts(week, [waiting]).openings]
    again = shared(waiting, Share.NOT_YET, hours=20)
    assert Kind.NOT_YET not in [opening.kind for opening in facts(week, [again]).openings]


def test_of_several_the_oldest_comes_first_and_one_at_a_time(moment: Any) -> None:
    old, newer = (
        shared(moment(hours, "hurt", strength=n, text=f"at {n}"), Share.NOT_YET, hours=-20)
        for n, hours in enumerate((-90, -30), start=3)
    )
    found = facts([moment(5, "sad", text="rain")], [newer, old])
    assert [opening.ids[0] for opening in found.openings if opening.kind is Kind.NOT_YET] == [old.id]


def test_it_comes_again_after_an_empty_week_too(moment: Any) -> None:
    waiting = shared(moment(-30, "hurt", text="she laughed"), Share.NOT_YET, hours=-20)
    assert "Hurt: “she laughed”\nYou said not yet to this" in words([], [waiting])


def test_what_an_older_program_stored_as_marked_is_brought() -> None:
    old = '{"id":"00000000-0000-0000-0000-000000000001","at":"2026-03-02T09:00:00Z","zone":"UTC","bring":%s}'
    assert Moment.model_validate_json(old % "true").share is Share.BRING
    assert Moment.model_validate_json(old % "false").share is None
    decided = Moment.model_validate_json(old % 'true,"share":"private"')
    assert decided.private
    assert not decided.bring
