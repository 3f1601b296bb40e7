"""A person's text as tokens: lower case, without apostrophes and letter runs, each with its place in the text."""

import re
from collections.abc import Callable
from dataclasses import dataclass

_TOKEN = re.compile(r"[^\W_]+(?:['*][^\W_]+)*|[^\w\s]|\n")
_APOSTROPHES = str.maketrans("’‘ʼ`´", "'''''")
_RUN = re.compile(r"(.)\1{2,}")
# Invisible joiners, variation selectors and skin tones change how an emoji looks, not what it says.
_INVISIBLE = frozenset(map(chr, (0xFE0E, 0xFE0F, 0x200B, 0x200E, 0x200F, *range(0x1F3FB, 0x1F400))))
# Without their apostrophe these would be another word.
_KEEP = frozenset("i'm i'll we're he'll she'll we'll i'd we'd he'd she'd they'd you'd i've they'll you'll".split())
_IS = frozenset("he's she's it's that's what's there's who's let's here's how's where's one's".split())


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
    plain = text.translate(_APOSTROPHES)
    lowered = plain.lower()
    if len(lowered) != len(plain):  # some capitals grow when lowered, which would shift every offset
        lowered = "".join(low if len(low := char.lower()) == 1 else char for char in plain)
    for match in _TOKEN.finditer(lowered):
        form = match.group()
        if form in _INVISIBLE or (form == "-" and _inside_word(lowered, match.start())):
            continue
        start, end = match.span()
        if "'" in form:
            if form.endswith("'s") and form not in _IS:
                _append(read, known(form[:-2]), start, end - 2)
                start, form = end - 2, "'s"
            elif form not in _KEEP:
                form = form.replace("'", "")
        elif len(form) > 2:
            form = known(form)
        _append(read, form, start, end)
    return read


def without_runs(word: str) -> tuple[str, str]:
    """The two words that a drawn-out one can stand for: "saaad" is "saad" or "sad"."""
    return _RUN.sub(r"\1\1", word), _RUN.sub(r"\1", word)


def _inside_word(text: str, at: int) -> bool:
    return 0 < at < len(text) - 1 and text[at - 1].isalnum() and text[at + 1].isalnum()


def _append(read: Tokens, form: str, start: int, end: int) -> None:
    read.forms.append(form)
    read.starts.append(start)
    read.ends.append(end)
