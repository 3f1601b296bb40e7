import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from coach.feelings import Family, Whom
from coach.model import Did, Moment, Named, Part, words_of
from coach.quoting import one_line
from coach.reflection import WeekFacts, week_facts, week_words
from coach.reflection.statements import Kind, Statement
from coach.texts import texts

START = datetime(2026, 11, 12, 15, 0, tzinfo=UTC)
WINDOW = (START, START + timedelta(weeks=1))
ZONES = ["Europe/London", "Pacific/Kiritimati", "America/St_Johns", "Asia/Kathmandu"]
SAY = texts("en")

typed = st.one_of(
    st.just(""),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="“”"), max_size=300),
    st.text(st.sampled_from("ab \n👩\u200d👧🏽e\u0301لا\u202e🇬🇧"), max_size=400),
)
parts = st.lists(typed.map(lambda text: Part(text=text)), max_size=2).map(tuple)
named = st.builds(
    Named,
    word=st.one_of(st.sampled_from(["sad", "let down", "furious", "calm", "numb"]), st.text(max_size=60)),
    family=st.sampled_from(Family),
)


def moments(first_hour: int, last_hour: int, most: int) -> st.SearchStrategy[list[Moment]]:
    one = st.builds(
        Moment,
        id=st.uuids(),
        at=st.integers(first_hour, last_hour).map(lambda hours: START + timedelta(hours=hours)),
        zone=st.just("Europe/London"),
        text=parts,
        feelings=st.lists(named, max_size=3).map(tuple),
        strength=st.none() | st.integers(1, 5),
        whom=st.sampled_from([(), (Whom.THERAPIST,), (Whom.WORK,)]),
        because=parts,
        wanted=parts,
        did=st.none() | st.sampled_from(Did),
        did_words=parts,
        bring=st.booleans(),
    )
    return st.lists(one, max_size=most, unique_by=lambda moment: moment.id)


weeks = st.tuples(moments(0, 167, 9), moments(-1400, -1, 5))


@given(weeks, st.sampled_from(ZONES), st.sampled_from(["en", "de", "ar", "zz", "?"]), st.integers(-200, 400))
@settings(max_examples=80, deadline=None)
def test_any_week_is_said_in_at_most_1200_characters(week: Any, zone: str, language: str, hours: int) -> None:
    facts = week_facts(*week, WINDOW, zone, START + timedelta(hours=hours))
    words = week_words(facts, SAY, language)
    assert 0 < len(words) <= 1200
    assert "\n\n\n" not in words


@given(weeks)
@settings(max_examples=40, deadline=None)
def test_every_quote_is_something_that_was_typed(week: Any) -> None:
    said = [
        one_line(words_of(text))
        for moment in week[0]
        for text in (moment.text, moment.because, moment.wanted, moment.did_words)
    ]
    words = week_words(week_facts(*week, WINDOW, "Europe/London", WINDOW[1]), SAY, "en")
    for quote in re.findall("“\u2068?(.*?)\u2069?”", words):
        shown = quote.removesuffix("…")
        assert any(line.startswith(shown) for line in said)


@given(weeks, st.randoms(use_true_random=False))
@settings(max_examples=30, deadline=None)
def test_the_order_of_moments_changes_nothing(week: Any, random: Any) -> None:
    shuffled = [random.sample(half, len(half)) for half in week]
    assert week_facts(*week, WINDOW, "UTC", START) == week_facts(*shuffled, WINDOW, "UTC", START)


@given(weeks)
@settings(max_examples=30, deadline=None)
def test_every_statement_stands_on_moments_that_there_are(week: Any) -> None:
    this_week, earlier = ({moment.id for moment in half} for half in week)
    facts = week_facts(*week, WINDOW, "UTC", START)
    for statement in _statements(facts):
        assert statement.ids
        assert set(statement.ids) <= this_week | earlier
        assert this_week & set(statement.ids) or statement in facts.changes


@given(weeks)
@settings(max_examples=30, deadline=None)
def test_openings_are_at_most_three_and_never_of_one_moment(week: Any) -> None:
    openings = week_facts(*week, WINDOW, "UTC", START).openings
    assert len({opening.ids for opening in openings}) == len(openings) <= 3
    assert len({(opening.kind, opening.nth) for opening in openings}) == len(openings)


def _statements(value: Any) -> Iterator[Statement]:
    if isinstance(value, Statement):
        yield value
    if isinstance(value, Statement | WeekFacts):
        for name in type(value).model_fields:
            yield from _statements(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from _statements(item)


def test_too_much_to_say_leaves_out_whole_lines_and_keeps_the_openings(moment: Any, facts_of: Any) -> None:
    long = "and then there was one more thing that nobody had asked about, "
    week = [
        moment(hour, "let down", strength=hour % 5 + 1, therapist=hour % 2 == 0, bring=hour % 3 == 0,
               did=Did.KEPT_IN, text=f"{hour} {long * 3}", wanted=f"{hour} wish {long * 3}")
        for hour in range(30)
    ]  # fmt: skip
    facts = facts_of(week)
    words = week_words(facts, SAY, "en")
    lines = words.splitlines()
    whole = {line for line in lines if "“" in line}
    assert len(words) <= 1200
    assert len(facts.openings) == 3
    assert all(any(line.startswith(f"{nth}. ") for line in lines) for nth in (1, 2, 3))
    assert all(line.count("“") == line.count("”") == 1 for line in whole)
    assert "You wanted:" not in lines


def test_a_quote_is_shown_once(moment: Any, facts_of: Any) -> None:
    week = [
        moment(hour, "hurt", strength=3, therapist=True, bring=True, text=f"thing {hour}", wanted="time")
        for hour in range(8)
    ]
    quotes = re.findall("“.*?”", week_words(facts_of(week), SAY, "en"))
    assert len(quotes) == len(set(quotes)) == 9


def test_markup_is_shown_as_typed(moment: Any, facts_of: Any) -> None:
    text = "<b>no</b> *no* { $count } [x](y) #no &amp;"
    assert f"“{text}”" in week_words(facts_of([moment(1, "sad", text=text)]), SAY, "en")


def test_parts_of_a_long_thought_are_one_quote(moment: Any, facts_of: Any) -> None:
    one = moment(1, "sad").model_copy(update={"text": (Part(text="he looked"), Part(text="away"))})
    assert "“he looked away”" in week_words(facts_of([one]), SAY, "en")


def test_a_running_week_says_so_even_when_empty(facts_of: Any) -> None:
    words = week_words(facts_of([], now=START + timedelta(days=2)), SAY, "en")
    assert words.startswith("Nothing is noted so far, Thu 12 Nov to Sat 14 Nov.")
    assert words.count("?") == 1


def test_every_phrase_that_the_code_can_name_is_there() -> None:
    named = ["week-open-" + kind.replace("_", "-") for kind in Kind]
    assert all(SAY.has(key) for key in named)
    assert {SAY("week-family", family=family) for family in Family} == {str(family) for family in Family}


def test_ids_survive_as_json(moment: Any, facts_of: Any) -> None:
    facts = facts_of([moment(1, "sad", text="so")], [moment(-1, "calm")])
    again = WeekFacts.model_validate_json(facts.model_dump_json())
    assert week_words(again, SAY, "en") == week_words(facts, SAY, "en")
    assert again.told[0].ids == (UUID(int=1),)


def test_a_day_has_its_date_where_the_week_has_two_of_its_name(moment: Any, facts_of: Any) -> None:
    """A week from Thursday to Thursday; in one from Monday to Sunday every name is enough."""
    first, last, between = (moment(*one, strength=3) for one in ((2, "sad"), (165, "calm"), (40, "glad")))
    told = week_words(facts_of([first, last, between]), SAY, "en")
    assert "Sad, 3 of 5, on Thu 12 Nov" in told
    assert "Calm, 3 of 5, on Thu 19 Nov" in told
    assert "Glad, 3 of 5, on Saturday" in told
    week = (START - timedelta(days=3), START + timedelta(days=3))
    assert "One moment, on Thursday." in week_words(facts_of([first], window=week), SAY, "en")
