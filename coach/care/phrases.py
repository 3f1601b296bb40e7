"""Patterns over words: the notation that `en.toml` is written in, and matching it fast.

A pattern is a row of places, and a text fits where its words, in their plain form and without the small ones between,
stand in those places one after the other::

    kill|die myself          one of these, then that
    [my|his]                 may be there
    wake*                    any word that begins so
    keep_going               two words in one place
    ~   ...                  up to three, up to seven words of the same sentence
    !at|in                   not followed by one of these
    ^dont|not                not after one of these
    .                        where the sentence ends
    {body}                   a group of words, from [slots]

With ``&`` between them the places may stand in any order, anywhere in one sentence, and ``!`` means nowhere in it::

    count*|hold & pills & !doctor
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import compress, count
from operator import attrgetter
from string import digits
from typing import NamedTuple

_TOKEN = re.compile(r"[^\W_]+(?:\*+[^\W_]+)*|[.!?;:\n]|[^\w\s,\"()/-]")
_SUFFIX = re.compile(r"(?<=\w)'(?:(?:s|d|ll|ve|re|m)\b)?")
_APOSTROPHE = re.compile("[’‘´`ʼ]")
_NUMBER = re.compile(r" \d+(?= )")
_BETWEEN = ',"()/-_'
_ENDS = ".!?;:\n"
_PERSONS = "kin|friend|someone|therapist"
_GAP = rf"(?: (?!\.|(?:{_PERSONS}) )\S+){{0,3}}?"
_REACH = r"(?: (?!\. )\S+){0,7}?"
_LONG = 7
_STEM = 4
"""Letters by which a text and a pattern first find each other."""
_NONE: frozenset[str] = frozenset()
_LEAST = 1e-4


class Reader:
    """Texts as rows of plain words: every word in the form that stands for it, the small ones left out."""

    def __init__(self, words: Mapping[str, str], passed: str, real: str = "") -> None:
        self._plain: dict[str, str] = {}
        self._phrases: dict[tuple[str, ...], str] = {}
        for form, others in words.items():
            for other in (*others.split(), form):
                parts = tuple(other.split("_"))
                if len(parts) > 1:
                    self._phrases[parts] = form
                else:
                    self._plain.setdefault(other, form)
        self._plain |= dict.fromkeys(passed.split(), "") | dict.fromkeys(_ENDS, ".") | {"": ""}
        self._begin = {
            first: frozenset(parts[1] for parts in self._phrases if parts[0] == first) for first, *_ in self._phrases
        }
        slips = {slip: self._plain[word] for word in self._plain if len(word) >= _LONG for slip in _slips(word)}
        self._plain = slips | {word: word for word in real.split()} | self._plain

    def row(self, text: str) -> str:
        """ " . i want die . . " from "I really want to die.": every mark that ends a sentence is a point."""
        words = _words(text)
        for at in [*compress(count(), map(self._begin.__contains__, words))]:
            if not self._begin.get(words[at], _NONE).isdisjoint(words[at + 1 : at + 2]):
                self._join(words, at)
        row = f" . {' '.join(filter(None, map(self._plain.get, words, words)))} . "
        return _NUMBER.sub(" num", row) if any(map(row.__contains__, digits)) else row

    def _join(self, words: list[str], at: int) -> None:
        """Put one word in the place of the phrase that begins here, if one does."""
        for length in (3, 2):
            form = self._phrases.get(tuple(words[at : at + length]))
            if form is not None:
                words[at : at + length] = [form, *[""] * (length - 1)]
                return


def _words(text: str) -> list[str]:
    """Lower case, without the 's of "he's"; every mark but those between words is one of its own."""
    text = text.lower()
    if not text.isascii():
        text = _APOSTROPHE.sub("'", text)
    if "'" in text:
        text = _SUFFIX.sub("", text)
    spaced = text
    for mark in _BETWEEN:
        spaced = spaced.replace(mark, " ")
    for mark in _ENDS:
        spaced = spaced.replace(mark, " . ")
    words = spaced.split()
    rare = not "".join(words).replace(".", "").isalnum()
    return _TOKEN.findall(text) if rare else words


class Row:
    """A text as plain words, with what patterns look at."""

    __slots__ = ("_sentences", "keys", "text", "words")

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = frozenset(text.split())
        self.keys = self.words.union([word[:_STEM] + "*" for word in self.words])
        self._sentences: list[tuple[int, str, frozenset[str]]] = []

    @property
    def sentences(self) -> list[tuple[int, str, frozenset[str]]]:
        """Where each begins, with a space before and after it, and its words."""
        if not self._sentences:
            first = 0
            for words in self.text.split(" . "):
                self._sentences.append((first, f" {words} ", frozenset(words.split())))
                first += len(words) + len(" . ")
        return self._sentences


class Fit(NamedTuple):
    """A pattern that fits, and from where to where in the row."""

    pattern: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class InOrder:
    """Words that stand one after the other."""

    places: re.Pattern[str]

    def spans(self, row: Row) -> Iterator[tuple[int, int]]:
        return (found.span() for found in self.places.finditer(row.text))


class Words(NamedTuple):
    """Any of these: whole words, and what stands in a sentence as it is written here, several words or the beginning
    of one."""

    whole: frozenset[str]
    written: tuple[str, ...]

    def are_in(self, sentence: str, words: frozenset[str]) -> bool:
        return not self.whole.isdisjoint(words) or any(map(sentence.__contains__, self.written))


@dataclass(frozen=True, slots=True)
class Together:
    """Words that stand in one sentence, in any order."""

    wanted: tuple[Words, ...]
    unwanted: Words

    def spans(self, row: Row) -> Iterator[tuple[int, int]]:
        if self._wanted_in(row.text, row.words):  # before it is looked at sentence by sentence
            for first, sentence, words in row.sentences:
                if self._wanted_in(sentence, words) and not self.unwanted.are_in(sentence, words):
                    yield first, first + len(sentence) - 2

    def _wanted_in(self, text: str, words: frozenset[str]) -> bool:
        for any_of in self.wanted:  # noqa: SIM110  # a generator costs more than what it looks at
            if not any_of.are_in(text, words):
                return False
        return True


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern, ready: `needs` are the words, or beginnings of words, of which each group has to be there,
    rarest first."""

    line: str
    places: InOrder | Together
    needs: tuple[frozenset[str], ...]
    rank: int = 0

    def could_fit(self, keys: frozenset[str]) -> bool:
        for need in self.needs:  # noqa: SIM110  # a generator costs more than what it looks at
            if need.isdisjoint(keys):
                return False
        return True


class Patterns:
    """Many patterns in ranked lists, of which only those are tried whose rarest words the text has."""

    def __init__(
        self,
        ranked: Iterable[tuple[str, frozenset[str]]],
        reader: Reader,
        slots: Mapping[str, str],
        common: Mapping[str, float],
    ) -> None:
        """Of each list the lines, and beginnings of words of which a text must have one besides (none: no matter)."""
        self._by_key: dict[str, list[tuple[frozenset[str], Pattern]]] = {}

        def weight(need: frozenset[str]) -> float:
            return sum(common.get(key, _LEAST) for key in need)

        def need(options: list[str]) -> frozenset[str]:
            """Of each option the rarest word; nothing where one of them may be anything."""
            keys = list(map(_keys, options))
            return frozenset([min(of, key=lambda key: common.get(key, 0)) for of in keys]) if all(keys) else _NONE

        for rank, (lines, besides) in enumerate(ranked):
            for line in filter(None, map(str.strip, lines.splitlines())):
                places, wanted = _compiled(line, reader, slots)
                needs = sorted(filter(None, (*map(need, wanted), besides)), key=weight)
                if not needs:
                    raise ValueError(f"nothing to look for in {line!r}")
                pattern = Pattern(line, places, tuple(needs), rank)
                for key in needs[0]:
                    self._by_key.setdefault(key, []).append((pattern.needs[:2][-1], pattern))

    def found(self, row: Row) -> Iterator[tuple[int, Fit]]:
        """Every pattern that fits, with its rank, and where; the lowest rank first."""
        keys = row.keys
        fitting = [
            pattern
            for key in self._by_key.keys() & keys
            for second, pattern in self._by_key[key]
            if not second.isdisjoint(keys) and pattern.could_fit(keys)
        ]
        fitting.sort(key=_rank)
        for pattern in fitting:
            for first, last in pattern.places.spans(row):
                yield pattern.rank, Fit(pattern.line, first, last)


_rank = attrgetter("rank")


def _compiled(line: str, reader: Reader, slots: Mapping[str, str]) -> tuple[InOrder | Together, list[list[str]]]:
    """The pattern, and the groups of which each has to have one in a text."""
    line = re.sub(r"\{(\w+)\}", lambda slot: slots[slot[1]], line)
    if " & " in line:
        return _together(line, reader)
    regex, wanted = "", []
    for place in line.split():
        if place == "~":
            regex += _GAP
        elif place == "...":
            regex += _REACH
        elif place[0] == "!":
            regex += f"(?! (?:{'|'.join(_alternatives(place[1:], reader))}) )"
        elif place[0] == "^":
            regex += "".join(f"(?<! {word})" for word in _alternatives(place[1:], reader))
        elif place[0] == "[":
            regex += f"(?: (?:{'|'.join(_alternatives(place[1:-1], reader))}))?"
        else:
            wanted.append(_alternatives(place, reader))
            regex += f" (?:{'|'.join(wanted[-1])})"
    return InOrder(re.compile(f"{regex}(?= )")), wanted


def _together(line: str, reader: Reader) -> tuple[Together, list[list[str]]]:
    places = line.split(" & ")
    wanted = [_alternatives(place, reader) for place in places if place[0] != "!"]
    unwanted = [option for place in places if place[0] == "!" for option in _alternatives(place[1:], reader)]
    return Together(tuple(map(_any_of, wanted)), _any_of(unwanted)), wanted


def _any_of(options: list[str]) -> Words:
    whole = frozenset(option for option in options if " " not in option and not option.endswith(r"\w*"))
    others = (option for option in options if option not in whole)
    return Words(whole, tuple(f" {option[:-3]}" if option.endswith(r"\w*") else f" {option} " for option in others))


def _alternatives(place: str, reader: Reader) -> list[str]:
    options = []
    for option in place.split("|"):
        if option == ".":
            options.append(r"\.")
        elif option.endswith("*"):
            options.append(re.escape(option[:-1].replace("_", " ")).replace(r"\ ", " ") + r"\w*")
        else:
            plain = reader.row(option.replace("_", " "))[3:-3]
            options.append(re.escape(plain).replace(r"\ ", " "))
    if not any(options):
        raise ValueError(f"{place!r} holds only words that are passed over")
    return list(dict.fromkeys(filter(None, options)))


def _keys(option: str) -> list[str]:
    """What shows that a text may have this: its words, and the first letters of one that is only begun. Too few letters
    show nothing."""
    *words, last = option.replace("\\w*", "*").replace("\\", "").split(" ")
    return (
        words
        if len(last) <= _STEM and last.endswith("*")
        else [*words, last if last[-1] != "*" else last[:_STEM] + "*"]
    )


def _slips(word: str) -> set[str]:
    """What a hurried thumb makes of a long word: a letter too few or doubled, or two swapped."""
    return {
        slip
        for at in range(1, len(word))
        for slip in (
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
            word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :],
        )
    } - {word}
