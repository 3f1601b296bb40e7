from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.feelings import Family
from coach.model import Moment, Named, Share
from coach.reflection.render import trend, trend_sheet
from coach.reflection.trend_words import trend_words
from coach.reflection.trends import Span, TrendFacts, trend_facts
from coach.texts import texts
from tests.reflection.render.test_draw import MARKUP, width

NOW = datetime(2026, 11, 19, 18, 0, tzinfo=UTC)
WEEK_BEGAN = NOW - timedelta(days=4)
SAY = texts("en")


def noted(days_ago: float, word: str = "sad", family: Family = Family.SAD, number: int = 0, **more: Any) -> Moment:
    return Moment(
        id=UUID(int=number or abs(hash((days_ago, word)))),
        at=NOW - timedelta(days=days_ago),
        zone="Europe/London",
        feelings=(Named(word=word, family=family),),
        **more,
    )


def facts(*moments: Moment, span: Span = Span.MONTH, private: bool = True) -> TrendFacts:
    return trend_facts(moments, span, "Europe/London", NOW, room_since=None if private else WEEK_BEGAN)


A_MONTH = (
    noted(300, "sad"),
    noted(25, "sad"),
    noted(24, "resentful", Family.ANGRY),
    noted(10, "furious", Family.ANGRY),
    noted(9, "resentful", Family.ANGRY),
    noted(1, "let down"),
)


def test_a_month_is_four_weeks_that_end_today_and_a_year_twelve_months() -> None:
    month = facts(*A_MONTH)
    assert [(part.first, part.last) for part in month.parts][::3] == [
        (date(2026, 10, 23), date(2026, 10, 29)),
        (date(2026, 11, 13), date(2026, 11, 19)),
    ]
    year = facts(noted(340), span=Span.YEAR)
    assert (len(year.parts), year.parts[0].first, year.parts[-1].last) == (12, date(2025, 12, 1), date(2026, 11, 19))


def test_words_and_families_are_counted_part_by_part() -> None:
    found = facts(*A_MONTH)
    assert [(one.family, one.counts) for one in found.families] == [
        (Family.ANGRY, (1, 0, 2, 0)),
        (Family.SAD, (1, 0, 0, 1)),
    ]
    assert [len(part.words.words) if part.words else 0 for part in found.parts] == [2, 0, 2, 1]
    assert found.words == ("sad", "resentful", "furious", "let down")


def test_a_word_is_new_once_and_only_where_there_is_something_before_it() -> None:
    assert facts(*A_MONTH).new == ("resentful", "furious", "let down")
    assert facts(noted(25, "sad"), noted(2, "bitter")).new == ("bitter",)
    assert facts(noted(2, "sad"), noted(1, "bitter")).new == ()


def test_a_word_used_in_private_is_not_called_new_on_the_card() -> None:
    month = (noted(300), noted(25, "bitter", Family.ANGRY, share=Share.PRIVATE), noted(2, "bitter", Family.ANGRY))
    assert facts(*month, private=False).new == ()


def test_what_is_still_to_come_is_not_counted() -> None:
    assert facts(noted(3), noted(-0.1, "calm")).told == 1


def test_days_and_months_are_those_where_the_person_is() -> None:
    """At half past eleven in the morning in London it is the next day in Auckland."""
    at = datetime(2026, 10, 31, 11, 30, tzinfo=UTC)
    told = trend_facts([noted(0).model_copy(update={"at": at})], Span.YEAR, "Pacific/Auckland", NOW)
    assert [(part.first, len(part.told)) for part in told.parts] == [(date(2026, 11, 1), 1)]


def test_parts_before_the_first_moment_are_left_out() -> None:
    assert len(facts(noted(3), noted(2)).parts) == 1
    assert facts().parts == ()


def test_what_it_says() -> None:
    assert trend_words(facts(*A_MONTH), SAY, "en") == (
        "Your last four weeks, 23 Oct 2026 to 19 Nov 2026\n\n"
        "5 moments, 4 different feeling words.\n\n"
        "Moments a week, the oldest week first:\nAngry: 1 · 0 · 2 · 0\nSad: 1 · 0 · 0 · 1\n\n"
        "Different words: 2 · 0 · 2 · 1\n\n"
        "Words you had never used before: resentful, furious and let down."
    )
    assert trend_words(facts(), SAY, "en") == "Nothing is noted from 23 Oct 2026 to 19 Nov 2026."


def test_many_new_words_are_counted_past_the_last_twelve() -> None:
    words = trend_words(facts(noted(25), *(noted(2, f"word {n}", number=n + 1) for n in range(400))), SAY, "en")
    assert "word 399 and 388 more words." in words
    assert len(words) < 1200


def test_private_moments_are_told_in_the_chat_and_not_drawn() -> None:
    month = (*A_MONTH, noted(3, "secret", Family.NUMB, share=Share.PRIVATE))
    assert "secret" in trend_words(facts(*month), SAY, "en")
    sheet = trend_sheet(facts(*month, private=False), SAY, "en").model_dump_json()
    assert "secret" not in sheet
    assert "numb" not in sheet


def test_what_was_put_off_this_week_is_not_drawn_either_and_is_again_once_it_is_over() -> None:
    put_off = noted(9, "secret", Family.NUMB, share=Share.NOT_YET)
    for shared_at, drawn in ((WEEK_BEGAN, False), (WEEK_BEGAN - timedelta(minutes=1), True)):
        month = (*A_MONTH, put_off.model_copy(update={"shared_at": shared_at}))
        assert "secret" in trend_words(facts(*month), SAY, "en")
        sheet = trend_sheet(facts(*month, private=False), SAY, "en").model_dump_json()
        assert ("secret" in sheet) is ("numb" in sheet) is drawn


@given(
    st.lists(st.tuples(st.floats(0, 400), st.sampled_from(["sad", "Sad", "bitter", "let down"]), st.booleans())),
    st.sampled_from(Span),
    st.booleans(),
)
def test_every_count_stands_on_its_moments(found: list[tuple[float, str, bool]], span: Span, private: bool) -> None:
    moments = [
        noted(ago, word, number=n + 1, share=Share.PRIVATE if hidden else None)
        for n, (ago, word, hidden) in enumerate(found)
    ]
    shown = {moment.id for moment in moments if private or not moment.private}
    told = facts(*moments, span=span, private=private)
    inside = [one for part in told.parts for one in part.told]
    assert len(inside) == len(set(inside)) == told.told
    assert set(inside) <= shown
    for family in told.families:
        assert sum(family.counts) == family.count
        assert len(family.counts) == len(told.parts)
    for part in told.parts:
        for words in (part.words, part.new):
            assert words is None or set(words.ids) <= set(part.told)


@pytest.mark.parametrize("span", Span)
def test_the_card_is_drawn_at_the_width_of_a_phone(span: Span) -> None:
    assert width(trend(trend_sheet(facts(*A_MONTH, span=span), SAY, "en"))) == 1080
    assert width(trend(trend_sheet(facts(span=span), SAY, "en"))) == 1080


def test_a_word_that_looks_like_markup_stops_nothing() -> None:
    month = (noted(25), noted(2, MARKUP, Family.ANGRY))
    assert width(trend(trend_sheet(facts(*month), SAY, "en"))) == 1080
