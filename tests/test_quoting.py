import regex
from hypothesis import given
from hypothesis import strategies as st

from coach.quoting import QUOTE, clip, isolated, one_line, quoted


def test_only_white_space_is_changed() -> None:
    assert one_line("  he  LOOKED,\n\n\tat the\u00a0clock!!1  ") == "he LOOKED, at the clock!!1"


def test_what_cannot_be_seen_is_no_quote() -> None:
    assert one_line("\u200b\u2060 \n") == ""


def test_a_long_quote_ends_between_words() -> None:
    assert clip("one two three four", 13) == "one two…"
    assert clip("one two, three four", 12) == "one two…"


def test_a_text_without_spaces_ends_between_clusters() -> None:
    family = "👩‍👩‍👧"
    assert clip(family * 9, 12) == f"{family * 2}…"


def test_a_cluster_that_does_not_fit_is_not_halved() -> None:
    assert clip("a" + "\u0301" * 500) == ""


def test_right_to_left_words_cannot_turn_the_sentence() -> None:
    assert quoted("لا بأس") == "“\u2068لا بأس\u2069”"
    assert isolated("abc\u202edef") == "\u2068abc\u202edef\u2069"
    assert quoted("no") == "“no”"


@given(st.text(max_size=400), st.integers(2, 150))
def test_a_clipped_quote_is_the_beginning_and_whole_clusters(text: str, limit: int) -> None:
    line = one_line(text)
    shown = clip(line, limit)
    assert len(shown) <= limit
    if shown != line:
        kept = shown.removesuffix("…")
        assert line.startswith(kept)
        ends = {0} | {cluster.end() for cluster in regex.finditer(r"\X", line)}
        assert len(kept) in ends


@given(st.text(max_size=400))
def test_a_short_quote_is_never_clipped(text: str) -> None:
    line = one_line(text)
    assert clip(line, max(QUOTE, len(line))) == line


def test_markup_and_marks_stay_as_they_were_typed() -> None:
    assert quoted(one_line("he said “no” & <b>left</b> *twice*")) == "“he said “no” & <b>left</b> *twice*”"


def test_joiners_inside_what_can_be_seen_stay() -> None:
    assert one_line("👩\u200d👩\u200d👧 \u200b") == "👩\u200d👩\u200d👧 \u200b"
