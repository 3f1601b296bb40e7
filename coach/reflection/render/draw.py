"""Typst, warm: a sheet in, a picture or a page out.

A `typst.Compiler` must not be entered twice at once, so every thread has its own; the fonts behind them are read once
a process. Only the shipped fonts and the text font inside Typst draw.
"""

import json
import threading
from datetime import UTC, datetime, time
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from coach.reflection.render.glyphs import drawable, families
from coach.reflection.render.multiples import TrendSheet
from coach.reflection.render.sheet import Sheet

if TYPE_CHECKING:
    import typst

Paper = Literal["a4", "us-letter"]
CARD_WIDTH = 1080
PHONE_WIDTH = 390
_INCH = 72
_local = threading.local()


def card(sheet: Sheet) -> bytes:
    """A PNG, `CARD_WIDTH` pixels wide and as tall as the week needs, laid out in points of a phone's width."""
    drawn = _compiler("card").compile(
        format="png", ppi=CARD_WIDTH / PHONE_WIDTH * _INCH, sys_inputs=_inputs(sheet, {"width": PHONE_WIDTH})
    )
    return _bytes(drawn)


def trend(sheet: TrendSheet) -> bytes:
    """A PNG like the week's card, of a month or a year."""
    drawn = _compiler("trend").compile(
        format="png", ppi=CARD_WIDTH / PHONE_WIDTH * _INCH, sys_inputs=_inputs(sheet, {"width": PHONE_WIDTH})
    )
    return _bytes(drawn)


def page(sheet: Sheet, paper: Paper) -> bytes:
    """A PDF of one page with tags, language and title (PDF/UA-1, ISO 14289-1). Same sheet, same bytes."""
    drawn = _compiler("page").compile(
        format="pdf",
        pdf_standards="ua-1",
        sys_inputs=_inputs(sheet, {"paper": paper}),
        timestamp=datetime.combine(sheet.day, time(), UTC),
    )
    return _bytes(drawn)


def _compiler(template: str) -> "typst.Compiler":
    import typst  # here: a bot that has nothing to draw yet does without its memory

    compilers: dict[str, typst.Compiler] = _local.__dict__
    if template not in compilers:
        folder = _folder("templates")
        compilers[template] = typst.Compiler(folder / f"{template}.typ", root=folder, font_paths=_fonts())
    return compilers[template]


@cache
def _fonts() -> "typst.Fonts":
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[_folder("fonts")])


def _folder(name: str) -> Path:
    return Path(str(resources.files("coach.reflection.render") / name))


def _inputs(sheet: Sheet | TrendSheet, more: dict[str, Any]) -> dict[str, str]:
    """The whole sheet as one JSON text: nothing a person typed is anywhere else."""
    shown = _drawable(sheet.model_dump(mode="json"))
    fonts = families(json.dumps(shown, ensure_ascii=False))
    return {"sheet": json.dumps(shown | more | {"fonts": fonts})}


def _drawable(value: Any) -> Any:
    if isinstance(value, str):
        return drawable(value)
    if isinstance(value, list):
        return [_drawable(one) for one in value]
    return {key: _drawable(one) for key, one in value.items()} if isinstance(value, dict) else value


def _bytes(drawn: Any) -> bytes:
    if not isinstance(drawn, bytes):
        raise TypeError("a sheet fills more than one page")
    return drawn
