"""What a sheet says."""

from typing import Any


def some(moment: Any) -> list[Any]:
    return [
        moment(5, "sad", strength=2, text="the bus left", wanted="a hand"),
        moment(30, "angry", strength=4, text="he looked away", therapist=True, bring=True),
        moment(60, "sad", strength=3, text="it rained"),
        moment(90, "calm", text="long bath"),
        moment(95, text="nothing much"),
    ]


def test_every_line_stands_on_moments(moment: Any, sheet_of: Any) -> None:
    sheet = sheet_of(some(moment))
    assert all(part.ids for part in (*sheet.lines, *sheet.openings, *sheet.legend, *sheet.strip.marks))


def test_the_legend_counts_every_family_and_the_moments_without_a_word(moment: Any, sheet_of: Any) -> None:
    counted = {entry.name: len(entry.ids) for entry in sheet_of(some(moment)).legend}
    assert counted == {"sad": 2, "angry": 1, "calm": 1, "no word": 1}


def test_the_key_explains_only_what_is_there(moment: Any, sheet_of: Any) -> None:
    assert sheet_of([moment(5, "sad", strength=2), moment(9, "sad", strength=2)]).key == ()
    assert len(sheet_of(some(moment)).key) == 3


def test_a_week_without_moments_has_lines_and_no_picture_of_nothing(sheet_of: Any) -> None:
    sheet = sheet_of([])
    assert sheet.strip is None
    assert len(sheet.plain) == 3


def test_a_quote_is_in_the_sheet_as_typed(moment: Any, sheet_of: Any) -> None:
    typed = '#panic() $x$ *a* _b_ @ref \\ `code` "q" <label> // [x] ~ = /* \U00012000'
    (opening,) = sheet_of([moment(5, "sad", text=typed)]).openings
    assert typed in opening.text
