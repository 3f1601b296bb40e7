"""What asks for care is recognised, what only sounds like it is not, by category and on the test half."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.care import Care, care_reader
from coach.care.measure import Labelled, Report, labelled, measure
from coach.care.phrases import Patterns, Reader, Row

DATA = Path(__file__).parents[1] / "data"
SENTENCES = labelled((DATA / "care.jsonl").read_text("utf-8").splitlines())
PIECES = (
    "i",
    "want",
    "to",
    "die",
    "he",
    "hit",
    "me",
    "my",
    "therapist",
    "kissed",
    "not",
    "if",
    "pills",
    "the",
    ".",
    '"',
)


def care_of(text: str, *names: str) -> Care | None:
    return care_reader().recognise(text, names)


def test_the_set_is_large_unique_and_well_labelled() -> None:
    assert len(SENTENCES) >= 400
    assert len({sentence.text for sentence in SENTENCES}) == len(SENTENCES)
    halves = [sentence.half for sentence in SENTENCES]
    assert min(halves.count("tune"), halves.count("test")) >= 200
    unasked = {"figurative", "everyday", "anger", "quoted"}
    assert all((sentence.care is None) or sentence.category not in unasked for sentence in SENTENCES)
    assert all(sentence.care for sentence in SENTENCES if sentence.category in ("clear", "indirect"))


@pytest.mark.parametrize("half", ["tune", "test"])
def test_the_goals_are_met(half: str) -> None:
    report = measure(care_reader(), [sentence for sentence in SENTENCES if sentence.half == half])
    assert report.clear >= 0.95
    assert report.indirect >= 0.8
    assert report.false_alarms_everyday <= 0.03
    assert report.false_alarms <= 0.03


def test_what_people_write_about_their_feelings_hardly_ever_alarms() -> None:
    lines = (DATA / "feelings.jsonl").read_text("utf-8").splitlines()
    alarms = [text for text in (json.loads(line)["text"] for line in lines) if care_of(text)]
    assert len(alarms) <= 0.01 * len(lines), alarms


@pytest.mark.parametrize("kind", list(Care))
def test_every_kind_is_found_where_it_is_said_clearly(kind: Care) -> None:
    said = [sentence for sentence in SENTENCES if sentence.category == "clear" and sentence.care is kind]
    assert measure(care_reader(), said).clear >= 0.95


@pytest.mark.parametrize(
    "text",
    [
        "I'm not going to kill myself.",
        "im not suicidal",
        "i dont want to hurt myself but the thought is there",
    ],
)
def test_one_denial_does_not_leave_the_path(text: str) -> None:
    assert care_of(text) is Care.SELF_HARM


@pytest.mark.parametrize(
    "text",
    [
        "this deadline is killing me",
        "dying of embarrassment",
        "I could kill him for that",
        "I want to kill this bug",
        "we watched suicide squad",
        'listening to "I want to die" by a band I like',
        "i want to stop",
        "my therapist touched a nerve",
    ],
)
def test_a_manner_of_speaking_is_left_alone(text: str) -> None:
    assert care_of(text) is None


def test_apostrophes_capitals_and_slips_change_nothing() -> None:
    for text in ("I don't want to be here anymore", "dont want to be here anymore", "I DON’T WANT TO BE HERE ANY MORE"):
        assert care_of(text) is Care.SELF_HARM
    for text in ("feeling suicdal", "feeling sucidal", "feeling suiciidal", "feeling suicdial"):
        assert care_of(text) is Care.SELF_HARM


def test_a_sentence_says_it_among_others() -> None:
    assert care_of("Nice walk today. Then he hit me. We had soup.") is Care.VIOLENCE
    assert care_of("This job is killing me. I want to die.") is Care.SELF_HARM


def test_danger_to_oneself_comes_before_what_a_therapist_did() -> None:
    assert care_of("my therapist kissed me and now i want to die") is Care.SELF_HARM


def test_who_was_named_last_is_whom_he_means() -> None:
    assert care_of("my therapist was odd today. he grabbed my arm") is Care.THERAPIST_HARM
    assert care_of("my husband was odd today. he grabbed my arm") is Care.VIOLENCE
    assert care_of("my brother needs help. he asked me to lend him money") is None
    assert care_of("he asked me to lend him money") is Care.THERAPIST_HARM


def test_a_therapist_is_known_by_name() -> None:
    assert care_of("Wolff kissed me") is None
    assert care_of("Wolff kissed me", "Wolff") is Care.THERAPIST_HARM


def test_ones_own_past_is_answered_and_a_dead_relative_is_not() -> None:
    assert care_of("i tried to kill myself when i was 17") is Care.SELF_HARM
    assert care_of("my uncle killed himself when i was nine") is None
    assert care_of("my dad used to hit me when i was little") is None
    assert care_of("my sister tried to kill herself last night") is Care.SELF_HARM


def test_false_alarms_and_misses_are_counted_apart() -> None:
    sentences = [
        Labelled("i want to die", Care.SELF_HARM, "clear", "tune"),
        Labelled("he hit me", Care.SELF_HARM, "clear", "tune"),
        Labelled("nothing of the kind", Care.VIOLENCE, "indirect", "tune"),
        Labelled("he hit me again", None, "everyday", "tune"),
        Labelled("tea", None, "anger", "tune"),
    ]
    assert measure(care_reader(), sentences) == Report(0.5, 0.0, 0.5, 1.0)


@settings(deadline=None, max_examples=200)
@given(st.text(st.characters(codec=None), max_size=200) | st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join))
def test_no_text_raises(text: str) -> None:
    assert care_of(text, "", "K.", text[:5]) in (None, *Care)


# ── the notation


def fits(pattern: str, text: str) -> bool:
    reader = Reader({"go": "goes going", "soon": "before_long"}, "to really", "")
    return any(Patterns([(0, pattern)], reader, {"who": "he|she"}, {}).found(Row(reader.row(text))))


@pytest.mark.parametrize(
    ("pattern", "text", "does"),
    [
        ("he go", "He really goes.", True),
        ("he go", "he is going", False),
        ("{who} go", "she goes", True),
        ("he [often] go", "he often goes", True),
        ("he ~ go", "he one two three goes", True),
        ("he ~ go", "he one two three four goes", False),
        ("he ... go", "he one two three four goes", True),
        ("he ... go", "he one. two goes", False),
        ("he go !home", "he goes home", False),
        ("^never he go", "never he goes", False),
        ("he go .", "he goes. She stays.", True),
        ("he go .", "he goes home", False),
        ("sing*", "singing", True),
        ("go soon", "going before long", True),
        ("bridge & river", "the river under a bridge", True),
        ("bridge & river", "a river. a bridge", False),
        ("bridge & river & !swim", "bridge, swim, river", False),
        ("he go & home", "home, said she, when he goes", True),
        ("he ~ go & home", "home, where he often goes", True),
        ("he go & home", "home goes he", False),
        ("he go & home", "he goes. Home.", False),
        ("he . go", "he. goes", True),
        ("go num", "he goes 12", True),
        ("go 911", "he goes 911", True),
        ("go 911", "he goes 12", False),
    ],
)
def test_a_pattern_reads_as_it_is_written(pattern: str, text: str, does: bool) -> None:
    assert fits(pattern, text) is does


def test_a_pattern_of_nothing_but_small_words_is_refused() -> None:
    with pytest.raises(ValueError, match="passed over"):
        fits("to really", "to really")
