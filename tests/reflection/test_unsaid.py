"""What the reflection says of the unsaid list, and how the openings take from it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from coach.ages import age
from coach.model import Heard, Share
from coach.reflection import week_facts, week_words
from coach.reflection.render import week_sheet
from coach.reflection.statements import Unsaid
from coach.texts import texts
from tests.reflection.conftest import END, START, item, let_go, said

SAY = texts("en")


def test_counts_are_over_all_time_and_stand_on_their_items(moment: Any, facts_of: Any) -> None:
    items = [said(-3000, "a", Heard.HEARD), said(-900, "b", Heard.PARTLY), item(-700, "c"), let_go(-50, "d")]
    assert facts_of([], [], END, items).unsaid == Unsaid(
        ids=tuple(one.id for one in items[:3]), said=2, heard=1, waiting=1, oldest_days=36
    )


@pytest.mark.parametrize("items", [[], [let_go(-50, "d")], [item(200, "next week")]])
def test_without_anything_said_or_waiting_nothing_is_told(items: Any, facts_of: Any) -> None:
    assert facts_of([], [], END, items).unsaid is None
    assert facts_of([], [], END, items).openings == ()


def test_the_order_of_items_makes_no_difference(moment: Any, facts_of: Any) -> None:
    items = [item(-700, "c"), item(-900, "b"), said(-3000, "a", Heard.HEARD)]
    assert facts_of([], [], END, items) == facts_of([], [], END, items[::-1])


@pytest.mark.parametrize(
    ("said_", "heard", "waiting", "days", "told"),
    [
        (7, 5, 3, 36, "Said so far: 7, of which heard: 5. Still unsaid: 3, the oldest for five weeks."),
        (1, 1, 0, 0, "Said so far: one, and it was heard."),
        (1, 0, 1, 0, "Said so far: one. Still unsaid: one, since today."),
        (0, 0, 1, 1, "Still unsaid: one, for a day."),
        (0, 0, 2, 0, "Still unsaid: 2, since today."),
    ],
)
def test_the_line_says_it_in_words(said_: int, heard: int, waiting: int, days: int, told: str, facts_of: Any) -> None:
    unsaid = Unsaid(ids=(UUID(int=1),), said=said_, heard=heard, waiting=waiting, oldest_days=days)
    words = week_words(facts_of([]).model_copy(update={"unsaid": unsaid}), SAY, "en")
    assert told in words.split("\n")


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (1, "a day"),
        (6, "six days"),
        (7, "a week"),
        (36, "five weeks"),
        (62, "eight weeks"),
        (63, "two months"),
        (365, "a year"),
        (400, "13 months"),
        (729, "24 months"),
        (730, "two years"),
        (3650, "10 years"),
    ],
)
def test_ages_are_rounded_down_to_what_people_say(days: int, told: str) -> None:
    assert age(days, SAY) == told


def test_what_was_said_or_let_go_is_nothing_to_open_with(moment: Any, facts_of: Any) -> None:
    one, two = moment(1, "hurt", therapist=True, bring=True, text="a"), moment(2, "sad", bring=True, text="b")
    facts = facts_of([one, two], [], END, [said(1, of=one), let_go(2, of=two)])
    assert facts.openings == ()
    assert facts.bring == ()


def test_the_age_counts_midnights_of_the_zone(facts_of: Any) -> None:
    late = item(-1, "x").model_copy(update={"at": START.replace(hour=23, minute=30)})
    now = START.replace(hour=23, minute=45) + timedelta(minutes=30)
    facts = week_facts([], [], (START, END), "Europe/London", now, items=[late])
    assert facts.unsaid is not None
    assert facts.unsaid.oldest_days == 1


def test_the_page_has_the_line_and_loses_it_with_its_private_moment(moment: Any) -> None:
    week = [moment(5, "sad", text="a", bring=True), moment(9, "calm", text="b"), moment(12, "sad", text="c")]
    private = [week[0].model_copy(update={"share": Share.PRIVATE}), *week[1:]]

    def lines(told: Any) -> list[str]:
        items = [item(5, of=week[0])]
        facts = week_facts(told, [], (START, END), "Europe/London", END, items=items, private=False)
        return [line.text for line in week_sheet(facts, SAY, "en").lines if line.text.startswith("Still unsaid")]

    assert len(lines(week)) == 1
    assert not lines(private)
