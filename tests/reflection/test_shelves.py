from typing import Any
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from coach.model import Filed, Moment, Shelf
from coach.reflection import WeekFacts, week_facts, week_words
from coach.reflection.phrases import Phrases
from coach.reflection.render.lines import week_lines
from coach.texts import texts
from tests.reflection.conftest import END, START

HURT = Shelf(id=UUID(int=91), name="Relationships hurt me")
GOOD = Shelf(id=UUID(int=92), name="I have to be good", archived=True)
SAY = texts("en")


def filed(moment: Moment, *on: tuple[Shelf, bool]) -> Moment:
    return moment.model_copy(update={"filed": tuple(Filed(shelf_id=shelf.id, fits=fits) for shelf, fits in on)})


def facts(moments: list[Moment], shelves: tuple[Shelf, ...] = (HURT, GOOD)) -> WeekFacts:
    return week_facts(moments, [], (START, END), "Europe/London", END, shelves)


def a_week(moment: Any) -> list[Moment]:
    return [
        filed(moment(5, "sad", text="she did not ring"), (HURT, True)),
        filed(moment(9, "angry", text="he forgot again"), (HURT, True), (GOOD, True)),
        filed(moment(20, "warm", strength=4, text="my brother asked how i am"), (HURT, False)),
        filed(moment(40, "hurt", text="nobody saved a chair"), (HURT, True)),
        moment(60, "calm", text="long bath"),
    ]


def test_a_shelf_says_what_fits_and_quotes_what_does_not(moment: Any) -> None:
    words = week_words(facts(a_week(moment)), SAY, "en")
    assert "Relationships hurt me: fits 3, does not fit 1.\n" in words
    assert "The one that does not fit: Warm, 4 of 5: “my brother asked how i am”" in words


def test_the_most_used_comes_first_and_an_archived_one_still_counts(moment: Any) -> None:
    assert [(one.name, one.fits, len(one.exceptions)) for one in facts(a_week(moment)).shelves] == [
        (HURT.name, 3, 1),
        (GOOD.name, 1, 0),
    ]


def test_a_shelf_that_nothing_was_filed_on_this_week_is_not_spoken_of(moment: Any) -> None:
    assert facts([moment(5, "sad")]).shelves == ()


def test_a_filing_on_a_shelf_that_is_gone_is_no_statement(moment: Any) -> None:
    assert [one.name for one in facts(a_week(moment), (GOOD,)).shelves] == [GOOD.name]


def test_of_several_exceptions_the_strongest_with_words_is_quoted(moment: Any) -> None:
    week = [
        filed(moment(5, "sad", strength=5), (HURT, False)),
        filed(moment(6, "glad", strength=2, text="he waited"), (HURT, False)),
        filed(moment(7, "warm", strength=3, text="she stayed"), (HURT, False)),
    ]
    assert "One that does not fit: Warm, 3 of 5: “she stayed”" in week_words(facts(week), SAY, "en")


def test_the_page_says_it_too_with_the_moments_it_stands_on(moment: Any) -> None:
    week = a_week(moment)
    lines = week_lines(facts(week), SAY, Phrases(SAY, "en"))
    counted = next(line for line in lines if line.text.startswith(HURT.name))
    exception = next(line for line in lines if "does not fit:" in line.text)
    assert counted.ids == tuple(week[number].id for number in (0, 1, 2, 3))
    assert exception.ids == (week[2].id,)
    assert exception.keep < counted.keep


def test_a_single_moment_tells_its_shelf(moment: Any) -> None:
    words = week_words(facts([filed(moment(5, "sad", text="grey"), (HURT, True))]), SAY, "en")
    assert "Relationships hurt me: fits 1, does not fit 0." in words


@given(st.lists(st.tuples(st.sampled_from((HURT, GOOD)), st.booleans()), max_size=12))
def test_every_count_stands_on_its_moments(filings: list[tuple[Shelf, bool]]) -> None:
    week = [
        Moment(id=UUID(int=n), at=START, zone="UTC", filed=(Filed(shelf_id=shelf.id, fits=fits),))
        for n, (shelf, fits) in enumerate(filings)
    ]
    for found in facts(week).shelves:
        assert found.count == found.fits + len(found.exceptions) == sum(s.name == found.name for s, _ in filings)
