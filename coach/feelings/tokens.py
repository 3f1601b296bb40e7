"""A person's text as tokens: lower case, without apostrophes, each with its place in the text."""

import re
from collections.abc import Callable
from dataclasses import dataclass

_TOKEN = re.compile(r"[^\W_]+(?:['*][^\W_]+)*|'s\b|[^\w\s]|\n")
_APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")
# Invisible joiners, variation selectors and skin tones change how an emoji looks, not what it says.
_INVISIBLE = frozenset(map(chr, (0xFE0E, 0xFE0F, 0x200B, 0x200E, 0x200F, *range(0x1F3FB, 0x1F400))))
# Without their apostrophe these would be another word.
_KEEP = frozenset(("i'll", "we're", "he'll", "she'll", "we'll", "i'd", "we'd", "he'd", "she'd"))
# Here 's is not a noun's, and the whole is one of the small words.
_IS = frozenset(
    ("he's", "she's", "it's", "that's", "what's", "there's", "who's", "let's", "here's", "how's", "where's", "one's")
)


@dataclass(frozen=True, slots=True)
class Tokens:
    """Parallel lists, because the rules look at neighbours all the time; `starts` and `ends` are offsets
    into the original text."""

    forms: list[str]
    starts: list[int]
    ends: list[int]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """From the first token's start to the end of the token before `last`."""
        return self.starts[first], self.ends[last - 1]


def tokens(text: str, known: Callable[[str], str] = str) -> Tokens:
    """Split once, left to right, in linear time. `known` may replace a word by the one it was meant to be.
    A possessive or contracted 's of a noun becomes a token of its own: "mum's" is "mum" and "'s"."""
    read = Tokens([], [], [])
    add_form, add_start, add_end = read.forms.append, read.starts.append, read.ends.append
    lowered = _lowered(text.translate(_APOSTROPHES))
    for match in _TOKEN.finditer(lowered):
        form = match.group()
        start, end = match.span()
        if len(form) == 1:
            if form in _INVISIBLE or (form == "-" and _inside_word(lowered, start)):
                continue
        elif "'" not in form:
            form = known(form)
        elif form.endswith("'s") and form not in _IS and len(form) > 2:
            add_form(known(form[:-2]))
            add_start(start)
            add_end(end - 2)
            start, form = end - 2, "'s"
        elif form not in _KEEP and form != "'s":
            form = form.replace("'", "")
        add_form(form)
        add_start(start)
        add_end(end)
    return read


def _lowered(text: str) -> str:
    """Lower case of the same length: some capitals grow when lowered, which would shift every offset."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(low if len(low := char.lower()) == 1 else char for char in text)


def _inside_word(text: str, at: int) -> bool:
    return 0 < at < len(text) - 1 and text[at - 1].isalnum() and text[at + 1].isalnum()
