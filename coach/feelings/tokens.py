"""A person's text as tokens: lower case, without apostrophes, each with its place in the text."""

import re
from collections.abc import Callable, Container

_TOKEN = re.compile(r"\w+(?:\*\w+)*|'s\b|[^\w\s]|\n")
_MARKS = tuple((mark, f" {mark} ") for mark in ",.!?\n")  # tokens wherever they stand
# Every space but " " and the end of a line, and what stands between words like one.
_GAP = re.compile(r"[_\t\v\f\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
_APOSTROPHES = "’‘´`"
# U+02BC counts as a letter, so a word keeps the apostrophe that is written so. A possessive 's is no part of
# its word; the 's of "he's" is.
_LETTER_APOSTROPHE = "ʼ"
_HE = ("he", "she", "it", "that", "what", "there", "who", "let", "here", "how", "where", "one")
_HE_IS = "|".join(rf"(?<=\b{word}')(?=s\b)" for word in _HE)
_INNER = re.compile(rf"'(?:(?<=\w')(?!s\b)(?=\w)|{_HE_IS})")
# Without their apostrophe these would be another word.
_KEEP = frozenset(f"{word}ʼ{end}" for word in ("i", "he", "she", "we") for end in ("ll", "d")) | {"weʼre"}
# Invisible joiners, variation selectors and skin tones change how an emoji looks, not what it says.
_INVISIBLE = "".join(map(chr, (0xFE0E, 0xFE0F, 0x200B, 0x200E, 0x200F, *range(0x1F3FB, 0x1F400))))


class Tokens:
    """The words and marks of a text, and where in the text they stand."""

    def __init__(self, text: str, correct: Callable[[str], str], known: Container[str]) -> None:
        self._plain = spaced = _plain(text)
        self._spans: list[tuple[int, int]] = []
        self.forms = forms = list[str]()
        for mark, apart in _MARKS:
            spaced = spaced.replace(mark, apart)
        for piece in spaced.split(" "):
            if piece in known:  # nearly always: one token, and spelt as it is known
                forms.append(piece)
            elif piece:
                forms += [_form(found, correct) for found in _TOKEN.findall(piece)]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """From the first token's start to the end of the token before `last`, in the original text."""
        if not self._spans:  # measured only in a text where somebody asks
            self._spans = [found.span() for found in _TOKEN.finditer(self._plain)]
        return self._spans[first][0], self._spans[last - 1][1]


def tokens(text: str, correct: Callable[[str], str] = str, known: Container[str] = ()) -> Tokens:
    """Split once, left to right, in linear time. `correct` may replace a word that is not `known` by the one it was
    meant to be; no known one has an apostrophe. A possessive or contracted 's of a noun becomes a token of its own:
    "mum's" is "mum" and "'s"."""
    return Tokens(text, correct, known)


def _plain(text: str) -> str:
    """Lower case, one kind of apostrophe, no hyphens inside words, and as long as before."""
    text = _GAP.sub(" ", _lowered(text))
    if not text.isascii():
        for odd in (*_APOSTROPHES, _LETTER_APOSTROPHE):
            text = text.replace(odd, "'")
        for unseen in _INVISIBLE:
            text = text.replace(unseen, " ")
    if "'" in text:
        text = _INNER.sub(_LETTER_APOSTROPHE, text)
    return _HYPHEN.sub(" ", text) if "-" in text else text


def _lowered(text: str) -> str:
    """Lower case of the same length: some capitals grow when lowered, which would shift every offset."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def _form(found: str, correct: Callable[[str], str]) -> str:
    if _LETTER_APOSTROPHE not in found:
        return correct(found)
    return found.replace(_LETTER_APOSTROPHE, "'" if found in _KEEP else "")
