"""Which letters can be drawn: measured against Typst itself, which refuses a tagged page with a missing glyph."""

import json
from typing import Any

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.reflection.render import page
from coach.reflection.render.draw import _fonts as typst_fonts
from coach.reflection.render.glyphs import _fonts, covered, drawable, families

SCRIPTS = {
    "latin": "Tiếng Việt, čeština, íslenska, ħ ɣ ŋ ɛ ꞌ",
    "greek": "Είμαι λυπημένος ἄνθρωπος",
    "cyrillic": "Мені сумно, ҡайғы, ӱзгӧн",
    "armenian": "Ես տխուր եմ",
    "georgian": "მე მოწყენილი ვარ",
    "hebrew": "אני עצוב הַיּוֹם",
    "arabic": "اشتقت إلى أمي، بہت اداس، غمگین",
    "syriac": "ܐܢܐ ܟܪܝܐ",
    "thaana": "އަހަރެން ދެރަ",
    "nko": "ߒ ߕߍ߫ ߛߎߝߐ߫",
    "ethiopic": "አዝኛለሁ",
    "devanagari": "मैं उदास हूँ, क्षत्रिय",
    "bengali": "আমার মন খারাপ",
    "gurmukhi": "ਮੈਂ ਉਦਾਸ ਹਾਂ",
    "gujarati": "હું દુઃખી છું",
    "oriya": "ମୁଁ ଦୁଃଖିତ",
    "tamil": "நான் சோகமாக இருக்கிறேன்",
    "telugu": "నేను బాధగా ఉన్నాను",
    "kannada": "ನನಗೆ ಬೇಸರ",
    "malayalam": "എനിക്ക് സങ്കടം",
    "sinhala": "මට දුකයි ශ්‍රී",
    "thai": "ฉันเศร้าน้ำตา",
    "lao": "ຂ້ອຍເສົ້າ",
    "khmer": "ខ្ញុំសោកសៅ",
    "myanmar": "ငါဝမ်းနည်းတယ်",
    "tibetan": "ང་སེམས་སྐྱོ་གི་འདུག",
    "mongolian": "ᠪᠢ ᠭᠤᠨᠢᠭᠯᠠᠵᠤ",
    "chinese": "我很難過，我很难过，嘅㗎𨋢",
    "japanese": "かなしい、カナシイ、悲しい、ｶﾅｼｲ、𠮟る",
    "korean": "슬퍼요 ㅠㅠ ㅋㅋㅋ",
    "cherokee": "ᎣᏏᏲ ꭳꮟᏺ",
    "canadian": "ᐃᓄᒃᑎᑐᑦ",
    "tifinagh": "ⵜⴰⵎⴰⵣⵉⵖⵜ",
    "adlam": "𞤆𞤵𞤤𞤢𞤪",
    "yi": "ꆈꌠꁱꂷ",
    "fancy": "𝓯𝓪𝓷𝓬𝔂 𝕠𝕟𝕖 Ⓐ ㊗ ｆｕｌｌ",
    "faces": "ʕ•ᴥ•ʔ ¯\\_(ツ)_/¯ (╯°□°)╯︵ ┻━┻ ٩(◕‿◕｡)۶ ಠ_ಠ ♡ ★ → ✓ ☺ ☹",
}
EMOJI = "😬 🥹 🫠 👩‍👩‍👧 👨🏿‍🦰 🧑🏽‍❤️‍💋‍🧑🏻 👁️‍🗨️ ❤️‍🔥 ❤️ ☺️ ☹️ ✌🏽 👍🏽 1️⃣ #️⃣ ©️ 🏳️‍🌈 🏳️‍⚧️ 🏴‍☠️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇩🇪 🇺🇦 🇿🇦 ↔️ 🈶 🅰️"


@pytest.mark.parametrize("sample", [*SCRIPTS.values(), EMOJI], ids=[*SCRIPTS, "emoji"])
def test_what_a_phone_can_type_is_drawn_as_typed(sample: str, moment: Any, sheet_of: Any) -> None:
    assert covered(sample)
    assert page(sheet_of([moment(5, "sad", text=sample)]), "a4")


@settings(max_examples=60, deadline=None)
@given(text=st.text(min_size=1, max_size=40))
def test_whatever_was_typed_no_page_has_an_empty_box(text: str) -> None:
    """Typst raises for a glyph that no font has."""
    template = b"""
    #let fonts = json(bytes(sys.inputs.fonts))
    #set document(title: "one line")
    #set text(font: ("Libertinus Serif", ..fonts), lang: "en")
    #sys.inputs.line"""
    shown = drawable(text)
    assert typst.compile(
        template,
        format="pdf",
        pdf_standards="ua-1",
        font_paths=typst_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"line": shown, "fonts": json.dumps(families(shown))},
    )


def test_what_no_font_has_is_told_by_its_name() -> None:
    assert drawable("a 𒀀𒀁𒀂 b") == "a [cuneiform] b"
    assert drawable("\uf8ff") == "[U+F8FF]"
    assert not covered("\uf8ff")


def test_a_mark_that_the_letters_font_lacks_is_left_out() -> None:
    assert drawable("न\u1dfa") == "न"


def test_brackets_that_were_typed_stay() -> None:
    assert drawable("[cuneiform][cuneiform] [[") == "[cuneiform][cuneiform] [["


def test_the_fonts_that_are_listed_are_the_fonts_that_are_shipped() -> None:
    assert set(_fonts()) <= set(typst_fonts().families())
    assert {font.family for font in typst_fonts().fonts() if font.path} == set(_fonts())
