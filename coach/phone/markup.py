"""Text with entities, as Telegram counts and parses it: offsets and lengths in UTF-16 code units.

Faults are reported as Telegram reports them, with byte offsets into the UTF-8 source.
"""

from __future__ import annotations

import html
import re
from typing import Any, NoReturn

Entities = list[dict[str, Any]]

_COMMAND = re.compile(r"(?<![\w/@])/[A-Za-z0-9_]{1,32}(?:@\w{3,32})?(?![\w/])")
_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_MARKS = {
    "```": ("pre", "Pre"),
    "||": ("spoiler", "Spoiler"),
    "__": ("underline", "Underline"),
    "*": ("bold", "Bold"),
    "_": ("italic", "Italic"),
    "~": ("strikethrough", "Strikethrough"),
    "`": ("code", "Code"),
    "[": ("text_link", "TextUrl"),
}
_RESERVED = "_*[]()~`>#+-=|{}.!"


class UnparsableError(ValueError):
    """The markup cannot be read; the text is Telegram's explanation."""


def units(text: str) -> int:
    """Length in UTF-16 code units, which is how Telegram counts."""
    return len(text) + sum(letter > "\uffff" for letter in text)


def commands(text: str) -> Entities:
    """The ``/commands`` Telegram finds in a text by itself."""
    return [
        {"type": "bot_command", "offset": units(text[: found.start()]), "length": len(found.group())}
        for found in _COMMAND.finditer(text)
    ]


def parse(text: str, mode: str | None) -> tuple[str, Entities]:
    """Plain text and entities; raises ``UnparsableError``."""
    match (mode or "").lower():
        case "":
            return text, []
        case "html":
            return _Html(text).parsed()
        case "markdownv2":
            return _MarkdownV2(text).parsed()
    raise UnparsableError("unsupported parse_mode")


def trimmed(text: str, entities: Entities) -> tuple[str, Entities]:
    """Without the white space around it, which Telegram drops; entities move along or shrink."""
    lead = units(text) - units(text.lstrip(" \n\t\r"))
    text = text.strip(" \n\t\r")
    end, kept = units(text), []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        stop = min(entity["offset"] + entity["length"] - lead, end)
        if stop > start:
            kept.append({**entity, "offset": start, "length": stop - start})
    return text, kept


class _Parser:
    def __init__(self, source: str) -> None:
        self.source, self.at = source, 0
        self.out: list[str] = []
        self.length = 0
        self.entities: Entities = []

    def put(self, text: str) -> None:
        self.out.append(text)
        self.length += units(text)

    def close(self, kind: str, start: int, **extra: str) -> None:
        if self.length > start:
            self.entities.append({"type": kind, "offset": start, "length": self.length - start, **extra})

    def fail(self, why: str, at: int | None = None) -> NoReturn:
        offset = len(self.source[: self.at if at is None else at].encode())
        raise UnparsableError(f"can't parse entities: {why.replace('{at}', f'at byte offset {offset}')}")

    def result(self) -> tuple[str, Entities]:
        return "".join(self.out), sorted(self.entities, key=lambda one: (one["offset"], -one["length"]))


class _Html(_Parser):
    def parsed(self) -> tuple[str, Entities]:
        self.open: list[tuple[str, int, dict[str, str]]] = []
        for piece in re.finditer(r"<[^>]*>?|&#?\w+;|[^<&]+|&", self.source):
            self.at = piece.start()
            text = piece.group()
            if text.startswith("</"):
                self._end(text)
            elif text.startswith("<"):
                self._start(text)
            else:
                self.put(html.unescape(text) if text.startswith("&") else text)
        if self.open:
            self.fail(f'Can\'t find end tag corresponding to start tag "{self.open[-1][0]}"')
        return self.result()

    def _start(self, tag: str) -> None:
        name = re.match(r"<([a-zA-Z0-9-]*)", tag)[1].lower()  # type: ignore[index]  # always matches "<"
        if not tag.endswith(">"):
            self.fail("Unclosed start tag {at}")
        if name not in _TAGS:
            self.fail(f'Unsupported start tag "{name}" {{at}}')
        attributes = dict(re.findall(r"""([\w-]+)\s*=\s*["']?([^"'>]*)["']?""", tag))
        if name == "span" and attributes.get("class") != "tg-spoiler":
            self.fail('Tag "span" must have class "tg-spoiler" {at}')
        if re.search(r"\sexpandable", tag):
            attributes["expandable"] = ""
        self.open.append((name, self.length, attributes))

    def _end(self, tag: str) -> None:
        name = tag[2:].rstrip(">").strip().lower()
        if not self.open:
            self.fail("Unexpected end tag {at}")
        expected, start, attributes = self.open.pop()
        if name and name != expected:
            self.fail(f'Unmatched end tag {{at}}, expected "</{expected}>", found "</{name}>"')
        if expected == "a":
            self._link(start, html.unescape(attributes.get("href", "")))
        elif expected == "blockquote" and "expandable" in attributes:
            self.close("expandable_blockquote", start)
        else:
            self.close(_TAGS[expected], start)

    def _link(self, start: int, url: str) -> None:
        if url:
            self.close("text_link", start, url=url)


class _MarkdownV2(_Parser):
    def parsed(self) -> tuple[str, Entities]:
        self.open: list[tuple[str, int, int]] = []
        while self.at < len(self.source):
            self._step()
        if self.open:
            mark, _, at = self.open[-1]
            self.fail(f"Can't find end of {_MARKS[mark][1]} entity {{at}}", at)
        return self.result()

    def _step(self) -> None:
        inside = self.open[-1][0] if self.open else ""
        rest = self.source[self.at : self.at + 3]
        if rest[0] == "\\" and len(rest) > 1 and ord(rest[1]) < 127:
            self.put(rest[1])
            self.at += 2
        elif inside in {"`", "```"} and not rest.startswith(inside):
            self._literal()
        elif rest[0] == "]" and inside == "[":
            self._close_link()
        elif mark := next((mark for mark in _MARKS if rest.startswith(mark)), None):
            self._mark(mark, inside)
        elif rest[0] in _RESERVED:
            self.fail(f"Character '{rest[0]}' is reserved and must be escaped with the preceding '\\'")
        else:
            self._literal()

    def _literal(self) -> None:
        self.put(self.source[self.at])
        self.at += 1

    def _mark(self, mark: str, inside: str) -> None:
        at, self.at = self.at, self.at + len(mark)
        if mark == inside:
            _, start, _ = self.open.pop()
            self.close(_MARKS[mark][0], start)
            return
        self.open.append((mark, self.length, at))
        if mark == "```" and (language := re.compile(r"\w*\n").match(self.source, self.at)):
            self.at = language.end()

    def _close_link(self) -> None:
        _, start, at = self.open.pop()
        url = re.compile(r"\]\(((?:\\.|[^)\\])*)\)").match(self.source, self.at)
        if url is None:
            self.fail("Can't find end of a URL {at}", at)
        self.close("text_link", start, url=re.sub(r"\\(.)", r"\1", url[1]))
        self.at = url.end()
