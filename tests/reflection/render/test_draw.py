"""The finished picture and the finished page."""

import json
import re
import struct
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coach.model import Did
from coach.reflection.render import card, page
from coach.reflection.render.draw import _folder, _fonts, _inputs

MARKUP = '#panic("x") #import "a.typ" $x^2$ *a* _b_ @ref \\ \\u{41} `code` ``` "q" <label> // x /* [y] ~ --- = h + i'
WORDS = ("sad", "angry", "calm", "grateful", "ashamed", "numb", "anxious", "hopeful")


def width(png: bytes) -> int:
    assert png.startswith(b"\x89PNG")
    return int(struct.unpack(">I", png[16:20])[0])


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_the_card_is_1080_pixels_wide(moment: Any, sheet_of: Any) -> None:
    assert width(card(sheet_of([moment(5, "sad", strength=3)]))) == 1080
    assert width(card(sheet_of([]))) == 1080


@pytest.mark.parametrize("template", ["card", "page"])
def test_markup_that_was_typed_stays_text(template: str, moment: Any, sheet_of: Any) -> None:
    """Were any of it code, Typst would stop here; were it markup, it would not be one piece of text any more."""
    sheet = sheet_of([moment(5, "sad", text=MARKUP[:119])])
    laid_out = typst.query(
        _folder("templates") / f"{template}.typ",
        "enum",
        root=_folder("templates"),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=_inputs(sheet, {"width": 390, "paper": "a4"}),
    )
    text, *_ = json.loads(laid_out)[0]["children"][0]["body"]["children"]
    assert text == {"func": "text", "text": f"Sad: “{MARKUP[:119]}”"}


def test_markup_in_every_field_stops_nothing(moment: Any, sheet_of: Any) -> None:
    typed = {"text": MARKUP, "because": MARKUP, "wanted": MARKUP, "did_words": MARKUP}
    sheet = sheet_of([moment(5, MARKUP, therapist=True, bring=True, **typed), moment(9, MARKUP, **typed)])
    assert width(card(sheet)) == 1080
    assert pages(page(sheet, "a4")) == 1


@pytest.mark.parametrize(("paper", "box"), [("a4", (595, 841)), ("us-letter", (612, 792))])
def test_the_page_is_one_sheet_of_the_paper_asked_for(
    paper: Any, box: tuple[int, int], moment: Any, sheet_of: Any
) -> None:
    pdf = page(sheet_of([moment(5, "sad", text="one")]), paper)
    found = re.search(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", pdf)
    assert found
    assert (int(float(found[1])), int(float(found[2]))) == box
    assert pages(pdf) == 1


@pytest.mark.parametrize("paper", ["a4", "us-letter"])
def test_forty_moments_with_long_texts_are_one_page(paper: Any, moment: Any, sheet_of: Any) -> None:
    """On Letter there is less room; no line is cut there, whole ones leave."""
    long = {"because": "because " * 60, "wanted": "ő" * 500, "did_words": "ه" * 400}
    moments = [
        moment(1 + 4.1 * nth, WORDS[nth % 8], text=f"{nth} " * 200, strength=1 + nth % 5, did=Did.KEPT_IN,
               therapist=nth % 3 == 0, bring=nth % 2 == 0, **long)
        for nth in range(40)
    ]  # fmt: skip
    pdf = page(sheet_of(moments), paper)
    assert pages(pdf) == 1


def test_the_page_is_tagged_titled_and_in_a_language(moment: Any, sheet_of: Any) -> None:
    pdf = page(sheet_of([moment(5, "sad", text="one")]), "a4")
    for mark in (
        b"/StructTreeRoot",
        b"/MarkInfo<</Marked true",
        b"/Lang",
        b"/S/H1",
        b"/S/H2",
        b"/S/Figure",
        b"pdfuaid:part",
        b"Your week, Thu 12 Nov",
    ):
        assert mark.replace(b" ", b"") in pdf.replace(b" ", b""), mark


def test_the_same_sheet_gives_the_same_bytes(moment: Any, sheet_of: Any) -> None:
    sheet = sheet_of([moment(5, "sad", text="one 🥹")])
    assert card(sheet) == card(sheet)
    assert page(sheet, "a4") == page(sheet, "a4")


def test_a_joined_emoji_keeps_all_its_parts(moment: Any, sheet_of: Any) -> None:
    """The text font has the second sign of this flag, and dropped the first without a word."""
    flag, part = (
        sheet_of([moment(5, "sad", text=text)]) for text in ("\U0001f3f3\ufe0f\u200d\u26a7\ufe0f", "\u26a7\ufe0f")
    )
    assert card(flag) != card(part)


def test_many_threads_draw_what_one_thread_draws(moment: Any, sheet_of: Any) -> None:
    sheet = sheet_of([moment(5, "sad", text="one")])
    alone = card(sheet)
    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(card, [sheet] * 8)) == {alone}


def _moments(moment: Any, drawn: list[tuple[Any, ...]]) -> list[Any]:
    return [
        moment(
            hours, *words, strength=strength, text=text, because=because, wanted=wanted, did=did, therapist=t, bring=b
        )
        for hours, words, strength, text, because, wanted, did, t, b in drawn
    ]


ANY_TEXT = st.one_of(
    st.text(max_size=150),
    st.sampled_from(["", "ه" * 140, "W" * 140, "😬" * 150, "x" + "\u0301" * 100, MARKUP, "ｗ" * 120, "ꦀ" * 130]),
)
ANY_MOMENT = st.tuples(
    st.floats(0, 167),
    st.lists(st.sampled_from((*WORDS, "W" * 60, "गुस्सा")), max_size=3),
    st.none() | st.integers(1, 5),
    ANY_TEXT,
    ANY_TEXT,
    ANY_TEXT,
    st.none() | st.sampled_from(Did),
    st.booleans(),
    st.booleans(),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(drawn=st.lists(ANY_MOMENT, max_size=45), paper=st.sampled_from(["a4", "us-letter"]))
def test_whatever_the_week_was_the_page_is_one_page(drawn: Any, paper: Any, moment: Any, sheet_of: Any) -> None:
    sheet = sheet_of(_moments(moment, drawn))
    assert pages(page(sheet, paper)) == 1
    assert width(card(sheet)) == 1080
