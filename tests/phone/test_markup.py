"""Text with entities, as Telegram reads it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.phone import markup


def _plain(kind: str, offset: int, length: int, **more: str) -> dict[str, object]:
    return {"type": kind, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("source", "text", "entities"),
    [
        ("a <b>b</b>", "a b", [_plain("bold", 2, 1)]),
        ("<b>😀<i>x</i></b>", "😀x", [_plain("bold", 0, 3), _plain("italic", 2, 1)]),
        ("&lt;b&gt; &amp; &#x27;", "<b> & '", []),
        ('<a href="https://example.org/?a=1&amp;b=2">l</a>', "l", None),
        ("<blockquote expandable>q</blockquote>", "q", [_plain("expandable_blockquote", 0, 1)]),
        ('<span class="tg-spoiler">s</span>', "s", [_plain("spoiler", 0, 1)]),
    ],
)
def test_html_is_read(source: str, text: str, entities: list[dict[str, object]] | None) -> None:
    link = [_plain("text_link", 0, 1, url="https://example.org/?a=1&b=2")]
    assert markup.parse(source, "HTML") == (text, link if entities is None else entities)


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("é<x>", 'Unsupported start tag "x" at byte offset 2'),
        ("</b>", "Unexpected end tag at byte offset 0"),
        ("<b>x</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b", "Unclosed start tag at byte offset 0"),
    ],
)
def test_broken_html_is_refused(source: str, told: str) -> None:
    with pytest.raises(markup.UnparsableError) as error:
        markup.parse(source, "HTML")
    assert str(error.value) == f"can't parse entities: {told}"


def test_markdown_is_read() -> None:
    text, entities = markup.parse(r"*b* _i_ __u__ ~s~ ||h|| `c` [l](https://example.org) 1\.", "MarkdownV2")
    assert text == "b i u s h c l 1."
    kinds = ["bold", "italic", "underline", "strikethrough", "spoiler", "code", "text_link"]
    assert [entity["type"] for entity in entities] == kinds
    assert [entity["offset"] for entity in entities] == [0, 2, 4, 6, 8, 10, 12]


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ("a.", "Character '.' is reserved and must be escaped with the preceding '\\'"),
        ("é*b", "Can't find end of Bold entity at byte offset 2"),
        ("[l](x", "Can't find end of a URL at byte offset 0"),
    ],
)
def test_broken_markdown_is_refused(source: str, told: str) -> None:
    with pytest.raises(markup.UnparsableError) as error:
        markup.parse(source, "MarkdownV2")
    assert str(error.value) == f"can't parse entities: {told}"


@pytest.mark.parametrize(
    ("text", "found"),
    [("/start now", [(0, 6)]), ("see /say, or /week", [(4, 4), (13, 5)]), ("a/b 1/2", []), ("😀 /x", [(3, 2)])],
)
def test_commands_are_found_where_telegram_finds_them(text: str, found: list[tuple[int, int]]) -> None:
    assert [(one["offset"], one["length"]) for one in markup.commands(text)] == found


@given(st.text())
def test_escaped_html_comes_back_as_it_was(text: str) -> None:
    from html import escape

    assert markup.parse(escape(text), "HTML") == (text, [])


@given(st.text(alphabet="ab \n😀"), st.integers(0, 6), st.integers(1, 6))
def test_trimming_keeps_an_entity_on_its_words(text: str, offset: int, length: int) -> None:
    units = text.encode("utf-16-le")
    entity = {"type": "bold", "offset": offset, "length": min(length, max(len(units) // 2 - offset, 0))}
    before = units[2 * offset : 2 * (offset + entity["length"])]
    trimmed, kept = markup.trimmed(text, [entity])
    assert trimmed == text.strip(" \n")
    for one in kept:
        after = trimmed.encode("utf-16-le")[2 * one["offset"] : 2 * (one["offset"] + one["length"])]
        assert after in before
