"""Very different weeks, and what each of them reads like. To accept a new reading, delete the file and run twice."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from coach.model import Did, Heard, Moment, UnsaidItem
from coach.reflection import week_words
from coach.reflection.trend_words import trend_words
from coach.reflection.trends import Span, trend_facts
from coach.texts import texts
from tests.reflection import unusual
from tests.reflection.conftest import END, item, let_go, said

GOLDEN = Path(__file__).parent / "golden"
Weeks = Callable[[Any], unusual.Week | tuple[list[Moment], list[Moment]]]
WithItems = Callable[[Any], tuple[list[Moment], list[Moment], list[UnsaidItem]]]
CLOCK = "he looked at the clock while i was talking about mum"


def before(moment: Any, **words: int) -> list[Moment]:
    """Four weeks before the week, each word so many times, spread evenly; kept in every third time."""
    names = [word.replace("_", " ") for word, times in words.items() for _ in range(times)]
    gap = 660 / max(1, len(names))
    return [
        moment(-6 - gap * place, word, strength=2, did=Did.KEPT_IN if place % 3 == 0 else Did.SAID)
        for place, word in enumerate(names)
    ]


def empty(moment: Any) -> tuple[list[Moment], list[Moment]]:
    return [], before(moment, sad=4)


def one_moment(moment: Any) -> tuple[list[Moment], list[Moment]]:
    only = moment(
        126,
        "let down",
        strength=4,
        text=CLOCK,
        wanted="that he stays with me for one minute",
        did=Did.KEPT_IN,
        therapist=True,
        bring=True,
    )
    return [only], before(moment, sad=4, angry=3)


def one_tap(moment: Any) -> tuple[list[Moment], list[Moment]]:
    return [moment(30, "exhausted", strength=3)], []


def nine_mixed(moment: Any) -> tuple[list[Moment], list[Moment]]:
    week = [
        moment(5, "annoyed", strength=2, text="the bus left while i was waving at it", did=Did.SAID),
        moment(20, "let down", strength=4, text=CLOCK, therapist=True, did=Did.KEPT_IN, bring=True,
               wanted="that he stays with me for one minute"),
        moment(29, "sad", strength=3, because="my sister did not ring back", did=Did.KEPT_IN),
        moment(51, "calm", strength=2, text="long bath, phone in the other room"),
        moment(76, "furious", strength=5, text="said fine when she asked if i could take the late shift again",
               did=Did.KEPT_IN, wanted="to be asked like a person"),
        moment(99, "sad", strength=2),
        moment(103, "grateful", strength=3, text="he remembered the name of my old dog", therapist=True),
        moment(124, "annoyed", strength=3, did=Did.SIDEWAYS, did_words="slammed the dishwasher"),
        moment(150, text="nothing much. grey", did=Did.KEPT_IN),
    ]  # fmt: skip
    return week, before(moment, sad=14, annoyed=9, calm=8, grateful=3)


def forty_moments(moment: Any) -> tuple[list[Moment], list[Moment]]:
    words = ["anxious", "lonely", "tense", "annoyed", "sad", "numb", "hopeful", "ashamed", "calm", "grateful"]
    texts_said = [
        "woke at four and the list was already running",
        "everyone at lunch knew each other and i counted the windows",
        "my shoulders are up by my ears",
        "",
        "could not find one thing to say about the weekend when they asked, so i said it was nice, and then i heard "
        "myself say it was nice again to the next person",
        "nothing. cotton wool",
        "",
        "she said my name in front of all of them",
        "",
        "the neighbour left tomatoes at the door",
    ]
    week = [
        moment(
            1 + place * 4.1,
            words[place % 10],
            strength=1 + place % 5,
            text=texts_said[place % 10] if place // 10 == place % 4 else "",
            wanted="to be left alone and also to be found" if place % 13 == 4 else "",
            did=(Did.KEPT_IN, None, Did.SAID, Did.KEPT_IN)[place % 4],
            therapist=place % 10 == 4,
            bring=place in (7, 14, 25, 31, 38),
        )
        for place in range(40)
    ]
    return week, before(moment, anxious=30, lonely=10, tense=20, annoyed=20, sad=10, hopeful=9, calm=11, grateful=9)


def all_anger(moment: Any) -> tuple[list[Moment], list[Moment]]:
    said = [
        ("furious", 5, "he told the story as if he had been there"),
        ("annoyed", 2, "the printer"),
        ("resentful", 4, "they thanked everyone but me"),
        ("furious", 4, "again the dishes. AGAIN"),
        ("annoyed", 3, ""),
        ("angry", 3, "i said it does not matter. it matters"),
        ("annoyed", 2, "loud chewing"),
        ("angry", 4, "nobody asked"),
    ]
    week = [
        moment(10 + 19 * place, word, strength=strength, text=text, did=Did.KEPT_IN if place % 2 else Did.SIDEWAYS)
        for place, (word, strength, text) in enumerate(said)
    ]
    return week, before(moment, sad=12, calm=8, annoyed=4)


def all_toward_the_therapist(moment: Any) -> tuple[list[Moment], list[Moment]]:
    week = [
        moment(2, "hurt", strength=5, text=CLOCK, did=Did.KEPT_IN, therapist=True),
        moment(26, "angry", strength=4, text="i pay her to remember and she forgot", did=Did.KEPT_IN, therapist=True),
        moment(50, "ashamed", strength=4, text="i was angry at the only one who helps", therapist=True),
        moment(73, "longing", strength=3, because="i wanted to ring her and it was only saturday", therapist=True),
        moment(98, "grateful", strength=3, text="she laughed at the right place", did=Did.SAID, therapist=True),
        moment(140, "hurt", strength=2, therapist=True, wanted="to be the one she thinks of"),
    ]
    return week, []


def emoji_and_arabic(moment: Any) -> tuple[list[Moment], list[Moment]]:
    week = [
        moment(8, "sad", strength=4, text="اشتقت إلى أمي اليوم", did=Did.KEPT_IN),
        moment(33, "glad", strength=3, text="👩‍👩‍👧 came over 🥹🥹 and we made مجدرة together"),
        moment(60, "hurt", strength=3, text="قال لي:\n\n“لا بأس” ثم نظر إلى الساعة", therapist=True, bring=True),
        moment(90, "tense", text="😬" * 150),
        moment(120, "calm", strength=1, text="🌧️"),
    ]
    return week, before(moment, sad=3, calm=2)


def no_strengths(moment: Any) -> tuple[list[Moment], list[Moment]]:
    week = [
        moment(12, "lonely", text="ate standing up"),
        moment(37, "lonely", did=Did.KEPT_IN),
        moment(61, "hopeful", text="wrote to my brother and did not send it yet", wanted="to have a brother"),
        moment(88, "tense"),
    ]
    return week, before(moment, lonely=3, tense=4)


def only_skipped_words(moment: Any) -> tuple[list[Moment], list[Moment]]:
    return [moment(12), moment(14), moment(60), moment(110)], []


def words_without_feelings(moment: Any) -> tuple[list[Moment], list[Moment]]:
    week = [
        moment(9, text="don't know. it is like waiting for a train that was cancelled"),
        moment(55, text="fine"),
        moment(130, text="something about her voice on the phone", therapist=True),
    ]
    return week, []


def more_anger_than_before(moment: Any) -> tuple[list[Moment], list[Moment]]:
    words = ["angry", "annoyed", "annoyed", "resentful", "angry", "sad", "annoyed", "calm", "furious"]
    said = {0: "they moved my desk while i was out", 3: "it is always me who stays", 6: "he hummed. all day"}
    week = [
        moment(6 + 17 * place, word, strength=3, did=Did.KEPT_IN, text=said.get(place, ""))
        for place, word in enumerate(words)
    ]
    return week, before(moment, sad=18, calm=12, annoyed=4)


WEEKS = [
    empty,
    one_moment,
    one_tap,
    nine_mixed,
    forty_moments,
    all_anger,
    all_toward_the_therapist,
    emoji_and_arabic,
    no_strengths,
    only_skipped_words,
    words_without_feelings,
    more_anger_than_before,
    unusual.the_hour_that_came_twice,
    unusual.a_session_put_off_to_saturday,
    unusual.a_fortnight,
    unusual.silence_after_a_bad_session,
    unusual.nothing_since_a_bad_session,
]


def ten_ever_marked(moment: Any) -> tuple[list[Moment], list[Moment], list[UnsaidItem]]:
    week = [
        moment(20, "annoyed", strength=3, text="he looked at the clock again", therapist=True, bring=True),
        moment(60, "sad", strength=2, text="it rained all day"),
        moment(90, "calm", strength=2, text="long bath"),
    ]
    old = moment(-860, "hurt", strength=4, text="she forgot the name of my sister", therapist=True, bring=True)
    ever = [said(-200 - 24 * n, f"thing {n}", Heard.HEARD if n < 5 else Heard.NOT) for n in range(7)]
    return week, [old], [*ever, item(-860, of=old), item(-300, "that I nearly stopped coming"), item(20, of=week[0])]


def empty_with_something_waiting(moment: Any) -> tuple[list[Moment], list[Moment], list[UnsaidItem]]:
    return [], [], [item(-30, "I wanted you to ask about the exam"), let_go(-60, "the parking")]


def one_moment_that_was_said(moment: Any) -> tuple[list[Moment], list[Moment], list[UnsaidItem]]:
    only = moment(30, "angry", strength=3, text=CLOCK, therapist=True, bring=True)
    return [only], [], [said(30, heard=Heard.HEARD, of=only)]


def one_moment_and_an_older_one(moment: Any) -> tuple[list[Moment], list[Moment], list[UnsaidItem]]:
    old = moment(-400, "sad", strength=3, bring=True)
    return [moment(30, "angry", strength=3, text="the bus left")], [old], [item(-400, of=old)]


WITH_ITEMS: list[WithItems] = [
    ten_ever_marked,
    empty_with_something_waiting,
    one_moment_that_was_said,
    one_moment_and_an_older_one,
]


@pytest.mark.parametrize("week", WITH_ITEMS, ids=lambda week: week.__name__)
def test_the_week_with_an_unsaid_list_reads_as_it_was_read_aloud(week: WithItems, moment: Any, facts_of: Any) -> None:
    told, earlier, items = week(moment)
    _reads_as_before(week.__name__, week_words(facts_of(told, earlier, END, items), texts("en"), "en"))


@pytest.mark.parametrize("week", WEEKS, ids=lambda week: week.__name__)
def test_the_week_reads_as_it_was_read_aloud(week: Weeks, moment: Any, facts_of: Any) -> None:
    words = week_words(facts_of(*week(moment)), texts("en"), "en")
    _reads_as_before(week.__name__, words)


@pytest.mark.parametrize(
    ("span", "told"), [(Span.MONTH, unusual.a_month), (Span.YEAR, unusual.a_year)], ids=["month", "year"]
)
def test_the_longer_view_reads_as_it_was_read_aloud(span: Span, told: Any, moment: Any) -> None:
    facts = trend_facts(told(moment), span, "Europe/London", unusual.NOW)
    _reads_as_before(told.__name__, trend_words(facts, texts("en"), "en"))


def _reads_as_before(name: str, words: str) -> None:
    golden = GOLDEN / f"{name}.txt"
    if not golden.exists():
        golden.write_text(words + "\n", encoding="utf-8")
        pytest.fail(f"{golden.name} is new: read it aloud")
    assert words + "\n" == golden.read_text(encoding="utf-8")
