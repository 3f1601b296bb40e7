"""The weeks of the golden texts, drawn. To accept a new picture, delete the file, run twice, and look at it."""

import re
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from coach.reflection.render import card, trend, trend_sheet
from coach.reflection.render.draw import _compiler, _inputs
from coach.reflection.trends import Span, trend_facts
from coach.texts import texts
from tests.reflection import unusual

HERE = Path(__file__).parent
GALLERY = HERE.parents[2] / "docs" / "gallery"


def _weeks() -> list[Any]:
    spec = spec_from_file_location("golden_weeks", HERE.parent / "test_golden.py")
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return list(module.WEEKS)


def preview(sheet: Any) -> bytes:
    """The page as a picture."""
    drawn = _compiler("page").compile(format="png", ppi=110, sys_inputs=_inputs(sheet, {"paper": "a4"}))
    assert isinstance(drawn, bytes)
    return drawn


@pytest.mark.parametrize("week", _weeks(), ids=lambda week: week.__name__)
@pytest.mark.parametrize(("draw", "suffix"), [(card, ""), (preview, "_page")], ids=["card", "page"])
def test_the_week_looks_as_it_was_looked_at(week: Any, draw: Any, suffix: str, moment: Any, sheet_of: Any) -> None:
    _looks_as_before(f"{week.__name__}{suffix}.png", draw(sheet_of(*week(moment))))


@pytest.mark.parametrize(
    ("span", "told"), [(Span.MONTH, unusual.a_month), (Span.YEAR, unusual.a_year)], ids=["month", "year"]
)
def test_the_longer_view_looks_as_it_was_looked_at(span: Span, told: Any, moment: Any) -> None:
    facts = trend_facts(told(moment), span, "Europe/London", unusual.NOW, room_since=unusual.NOW)
    _looks_as_before(f"{told.__name__}.png", trend(trend_sheet(facts, texts("en"), "en")))


def test_every_picture_is_told_about_and_every_picture_told_about_is_there() -> None:
    shown = set(re.findall(r"\(([a-z_]+\.png)\)", (GALLERY / "README.md").read_text(encoding="utf-8")))
    assert shown == {picture.name for picture in GALLERY.glob("*.png")}


def _looks_as_before(name: str, drawn: bytes) -> None:
    picture = GALLERY / name
    if not picture.exists():
        picture.write_bytes(drawn)
        pytest.fail(f"{name} is new: look at it")
    assert drawn == picture.read_bytes(), f"{name} looks different now"
