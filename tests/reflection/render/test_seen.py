"""Without colour: every family is told by its outline, and every mark stands out from the paper by lightness alone.

Contrast is WCAG 2.2's ratio of relative luminances; 3 is its floor for marks that carry meaning (1.4.11), 4.5 for text.
"""

import json
import struct
import zlib
from itertools import combinations
from typing import Any

import pytest
import typst

from coach.feelings import Family
from coach.reflection.render.draw import CARD_WIDTH, PHONE_WIDTH, _folder
from coach.reflection.render.strip import _RADII

INPUTS = {"sheet": json.dumps({"fonts": [], "language": "en"})}
LEAST_APART = 0.2


def _query(source: str, what: str) -> Any:
    found = typst.query(source.encode(), what, field="value", one=True, root=_folder("templates"), sys_inputs=INPUTS)
    return json.loads(found)


@pytest.fixture(scope="module")
def colours() -> dict[str, str]:
    named = '#import "/style.typ": *\n#metadata(hues + (paper: paper, ink: ink, muted: muted)) <all>'
    found: dict[str, str] = _query(named, "<all>")
    return {name: value.partition('"')[2].partition('"')[0] for name, value in found.items()}


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("family", Family)
def test_every_mark_stands_out_from_the_paper_in_grey(family: Family, colours: dict[str, str]) -> None:
    assert contrast(colours[family], colours["paper"]) >= 3


@pytest.mark.parametrize("text", ["ink", "muted"])
def test_every_letter_stands_out_from_paper_and_panel(text: str, colours: dict[str, str]) -> None:
    assert min(contrast(colours[text], colours["paper"]), contrast(colours[text], "#ffffff")) >= 4.5


@pytest.mark.parametrize("filled", ["true", "false"])
def test_no_two_families_have_one_outline(filled: str) -> None:
    """As small as the smallest mark, filled or hollow: of all that either covers, a fifth and more is not shared."""
    covered = {family: _covered(family, filled) for family in Family}
    for one, other in combinations(Family, 2):
        apart = len(covered[one] ^ covered[other]) / len(covered[one] | covered[other])
        assert apart >= LEAST_APART, f"{one} and {other} differ in {apart:.0%}"


def _covered(family: Family, filled: str) -> set[tuple[int, int]]:
    """The pixels of a mark that are no paper and no tint; green is dark in every hue."""
    radius = min(_RADII.values())
    source = f"""#import "/style.typ": shape
    #set page(width: 20pt, height: 20pt, margin: 2pt)
    #shape("{family}", {radius}pt, filled: {filled})"""
    drawn = typst.compile(
        source.encode(),
        format="png",
        ppi=CARD_WIDTH / PHONE_WIDTH * 72,
        root=_folder("templates"),
        sys_inputs=INPUTS,
    )
    assert isinstance(drawn, bytes)
    return {(x, y) for y, row in enumerate(_rows(drawn)) for x, green in enumerate(row[1::4]) if green < 200}


def _rows(png: bytes) -> list[bytes]:
    """Eight bits of red, green, blue and alpha a pixel, as Typst writes them (PNG, ISO 15948, section 9)."""
    width, height = struct.unpack(">II", png[16:24])
    packed, at = b"", 8
    while at < len(png):
        size, kind = struct.unpack(">I4s", png[at : at + 8])
        packed += png[at + 8 : at + 8 + size] if kind == b"IDAT" else b""
        at += size + 12
    raw, step = zlib.decompress(packed), 4 * width + 1
    rows = [bytes(step - 1)]
    for start in range(0, height * step, step):
        rows.append(_unfiltered(raw[start], raw[start + 1 : start + step], rows[-1]))
    return rows[1:]


def _unfiltered(how: int, line: bytes, above: bytes) -> bytes:
    row = bytearray()
    for place, value in enumerate(line):
        left, corner = (row[place - 4], above[place - 4]) if place >= 4 else (0, 0)
        up = above[place]
        near = min((left, up, corner), key=lambda one: abs(left + up - corner - one))
        row.append((value + (0, left, up, (left + up) // 2, near)[how]) % 256)
    return bytes(row)
