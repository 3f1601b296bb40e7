"""A person's text as tokens: lower case, without apostrophes, each with its place in the text."""

import re
from bisect import bisect_right
from collections.abc import Callable, Container
from itertools import accumulate

_TOKEN = re.compile(r"\w+(?:\*\w+)*|'s\b|[^\w\s]|\n")
_MARKS = ",.!?\n"  # tokens wherever they stand
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
        text = spaced = _plain(text)
        self._pieces = text.split(" ")
        self._unlike: dict[int, str] = {}  # what is written where the form is another
        self._before: list[int] = []
        self._ends: list[int] = []
        self.forms = forms = list[str]()
        for mark in _MARKS:
            spaced = spaced.replace(mark, f" {mark} ")
        for piece in spaced.split(" "):
            if piece in known and "'" not in piece:  # nearly always: one token, and spelt as it is known
                forms.append(piece)
            elif piece:
                for found in _TOKEN.findall(piece):
                    form = found if found in known else _form(found, correct)
                    if form != found:
                        self._unlike[len(forms)] = found
                    forms.append(form)

    def span(self, first: int, last: int) -> tuple[int, int]:
        """From the first token's start to the end of the token before `last`, in the original text."""
        if not self._ends:  # measured only in a text where something was found
            self._measure()
        start, final, end = self._before[first], self._before[last - 1], self._before[last]
        return start + bisect_right(self._ends, start), end + bisect_right(self._ends, final)

    def _measure(self) -> None:
        """Places without spaces are the lengths before them; as many spaces as pieces stand before a token's piece."""
        written = self.forms.copy()
        for at, found in self._unlike.items():
            written[at] = found
        self._before = list(accumulate(map(len, written), initial=0))
        self._ends = list(accumulate(map(len, self._pieces)))


def tokens(text: str, correct: Callable[[str], str] = str, known: Container[str] = ()) -> Tokens:
    """Split once, left to right, in linear time. `correct` may replace a word that is not `known` by the one it was
    meant to be. A possessive or contracted 's of a noun becomes a token of its own: "mum's" is "mum" and "'s"."""
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
