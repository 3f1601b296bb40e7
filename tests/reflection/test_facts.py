from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from pydantic import ValidationError

from coach.feelings import Family
from coach.model import Did, Moment, Named, Share
from coach.reflection import WeekFacts, week_facts
from coach.reflection.statements import Statement
from tests.reflection.conftest import END, START, item


def test_a_statement_about_nothing_cannot_be_built() -> None:
    with pytest.raises(ValidationError):
        Statement(ids=())


def test_words_and_families_are_counted_by_moment(moment: Any, facts_of: Any) -> None:
    twice = moment(1, "annoyed", "annoyed", "furious")
    facts = facts_of([twice, moment(2, "annoyed"), moment(3, "sad")])
    angry, sad = facts.families
    assert (angry.family, angry.count, sad.count) == (Family.ANGRY, 2, 1)
    assert [(word.word, word.count) for word in angry.words] == [("annoyed", 2), ("furious", 1)]
    assert twice.id in angry.words[1].ids


def test_a_word_is_new_only_where_there_is_a_before(moment: Any, facts_of: Any) -> None:
    week = [moment(1, "annoyed"), moment(2, "Sad")]
    assert facts_of(week).new_words == ()
    assert [word.word for word in facts_of(week, [moment(-900, "sad")]).new_words] == ["annoyed"]


def test_a_moment_without_a_word_is_counted_and_gets_none(moment: Any, facts_of: Any) -> None:
    silent = moment(1, strength=5, text="grey", bring=True)
    facts = facts_of([silent, moment(2, "sad", strength=2), moment(3, "glad", strength=1)])
    assert facts.unnamed.ids == (silent.id,)
    assert silent.id not in {id_ for family in facts.families for id_ in family.ids}
    assert facts.strongest.told[0].feelings[0].word == "sad"
    assert facts.openings[0].told.quote.words == "grey"


def test_nothing_stands_out_where_all_strengths_are_the_same(moment: Any, facts_of: Any) -> None:
    assert facts_of([moment(1, "sad", strength=4), moment(2, "glad", strength=4)]).strongest is None


def test_what_was_done_counts_only_where_it_is_known(moment: Any, facts_of: Any) -> None:
    dids = [Did.SAID, Did.KEPT_IN, None, Did.KEPT_IN, None]
    facts = facts_of([moment(hour, "sad", did=did) for hour, did in enumerate(dids)])
    assert [(done.did, done.count, done.known) for done in facts.done] == [
        (Did.KEPT_IN, 2, 3),
        (Did.SAID, 1, 3),
    ]


def test_the_therapist_has_words_strengths_and_quotes(moment: Any, facts_of: Any) -> None:
    toward = moment(1, "hurt", strength=4, text="the clock", therapist=True)
    therapist = facts_of([toward, moment(2, "hurt")]).therapist
    assert therapist.ids == (toward.id,)
    assert [(word.word, word.count) for word in therapist.words] == [("hurt", 1)]
    assert (therapist.told[0].strength, therapist.told[0].quote.words) == (4, "the clock")


def test_a_change_stands_on_the_moments_of_both_sides(moment: Any, facts_of: Any) -> None:
    week = [moment(hour, "angry") for hour in range(8)]
    before = [moment(-20 * nth - 1, "angry" if nth < 3 else "sad") for nth in range(20)]
    more, less = facts_of(week, before).changes
    assert (more.what, more.now, more.now_all, more.before, more.before_all) == (Family.ANGRY, 8, 8, 3, 20)
    assert set(more.ids) == {one.id for one in [*week, *before[:3]]}
    assert (less.what, less.more) == (Family.SAD, False)


@pytest.mark.parametrize(("this_week", "earlier"), [(4, 20), (8, 9)])
def test_no_change_is_told_from_too_few_moments(this_week: int, earlier: int, moment: Any, facts_of: Any) -> None:
    week = [moment(hour, "angry") for hour in range(this_week)]
    before = [moment(-20 * nth - 1, "sad") for nth in range(earlier)]
    assert facts_of(week, before).changes == ()


def test_what_was_noted_four_times_in_all_is_no_tendency(moment: Any, facts_of: Any) -> None:
    before = [moment(-12 * nth - 1, "sad" if nth % 2 else "calm") for nth in range(50)]
    rare = [moment(hour, "angry") for hour in range(4)]
    assert facts_of([*rare, moment(5, "calm")], before).changes == ()
    assert facts_of([*rare, moment(5, "angry")], before).changes[0].what is Family.ANGRY


def test_the_comparison_ends_four_weeks_back(moment: Any, facts_of: Any) -> None:
    week = [moment(hour, "angry") for hour in range(8)]
    long_ago = [moment(-24 * 28 - 1 - nth, "sad") for nth in range(50)]
    assert facts_of(week, long_ago).changes == ()


def test_four_weeks_back_it_is_the_same_time_on_the_clock_whatever_the_clocks_did() -> None:
    """The clocks went back on 25 October: four weeks before Thursday 15:00 it is 15:00 too, an hour earlier in UTC."""
    start = datetime(2026, 11, 5, 15, tzinfo=UTC)
    edge = datetime(2026, 10, 8, 14, 30, tzinfo=UTC)

    def noted(number: int, at: datetime, word: str, family: Family) -> Moment:
        named = (Named(word=word, family=family),)
        return Moment(id=UUID(int=number), at=at, zone="Europe/London", feelings=named)

    week = [noted(n, start + timedelta(hours=n), "angry", Family.ANGRY) for n in range(1, 9)]
    inside = [noted(50 + n, edge + timedelta(minutes=n), "sad", Family.SAD) for n in range(20)]
    before = [one.model_copy(update={"at": one.at - timedelta(hours=1)}) for one in inside]
    window = (start, start + timedelta(weeks=1))
    assert week_facts(week, inside, window, "Europe/London", window[1]).changes[0].before_all == 20
    assert week_facts(week, before, window, "Europe/London", window[1]).changes == ()


def test_what_was_private_before_the_week_is_no_part_of_a_drawn_comparison_or_count(moment: Any) -> None:
    week = [moment(hour, "angry") for hour in range(8)]
    open_, hidden = ([moment(-20 * nth - 1, "sad") for nth in range(10)] for _ in range(2))
    hidden = [one.model_copy(update={"share": Share.PRIVATE}) for one in hidden]
    items = [item(-20, of=open_[0]), item(-20, of=hidden[0])]

    def drawn(private: bool) -> WeekFacts:
        earlier = [*open_, *hidden]
        return week_facts(week, earlier, (START, END), "Europe/London", END, items=items, private=private)

    def compared(facts: WeekFacts) -> int:
        return next(change.before_all for change in facts.changes)

    assert (compared(drawn(private=True)), compared(drawn(private=False))) == (20, 10)
    assert [facts.unsaid and facts.unsaid.waiting for facts in (drawn(True), drawn(False))] == [2, 1]


def test_kept_in_is_compared_among_moments_that_say(moment: Any, facts_of: Any) -> None:
    week = [moment(hour, "sad", did=Did.KEPT_IN) for hour in range(7)]
    before = [moment(-20 * nth - 1, "sad", did=Did.SAID if nth < 15 else None) for nth in range(30)]
    (change,) = facts_of(week, before).changes
    assert (change.what, change.now_all, change.before_all) == (Did.KEPT_IN, 7, 15)


def test_dates_are_local_and_the_end_is_outside(moment: Any) -> None:
    start, end = datetime(2026, 11, 15, 11, tzinfo=UTC), datetime(2026, 11, 22, 11, tzinfo=UTC)
    facts = week_facts([moment(80)], [], (start, end), "Pacific/Auckland", end)
    assert (facts.first, facts.last, facts.running) == (date(2026, 11, 16), date(2026, 11, 22), False)


def test_a_running_week_ends_today_until_its_last_day(moment: Any, facts_of: Any) -> None:
    early = facts_of([moment(1)], now=datetime(2026, 11, 14, 9, tzinfo=UTC))
    on_the_day = facts_of([moment(1)], now=datetime(2026, 11, 19, 13, tzinfo=UTC))
    assert (early.last, early.running) == (date(2026, 11, 14), True)
    assert (on_the_day.last, on_the_day.running) == (date(2026, 11, 19), False)


def test_the_clock_going_back_makes_no_day_of_its_own(moment: Any) -> None:
    start = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    both = [moment(0).model_copy(update={"id": UUID(int=n), "at": start + timedelta(hours=n)}) for n in (0, 1)]
    facts = week_facts(both, [], (start, start + timedelta(hours=169)), "Europe/London", start)
    assert facts.days == 1
    assert [told.at.hour for told in facts.told] == [1, 1]
