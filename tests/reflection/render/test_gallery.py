"""The weeks of the golden texts, drawn. To accept a new picture, delete the file, run twice, and look at it."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import pytest

from coach.reflection.render import card
from coach.reflection.render.draw import _compiler, _inputs

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
    picture = GALLERY / f"{week.__name__}{suffix}.png"
    drawn = draw(sheet_of(*week(moment)))
    if not picture.exists():
        picture.write_bytes(drawn)
        pytest.fail(f"{picture.name} is new: look at it")
    assert drawn == picture.read_bytes(), f"{picture.name} looks different now"
