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
from dataclasses import dataclass, replace
from typing import NamedTuple

_TOKEN = re.compile(r"[^\W_]+(?:\*+[^\W_]+)*|[.!?;:\n]|[^\w\s,\"()/-]")
_SUFFIX = re.compile(r"(?<=\w)'(?:(?:s|d|ll|ve|re|m)\b)?")
_APOSTROPHE = re.compile("[’‘´`ʼ]")
_NUMBER = re.compile(r" \d+(?= )")
_PERSONS = "kin|friend|someone|therapist"
_GAP = rf"(?: (?!\.|(?:{_PERSONS}) )\S+){{0,3}}?"
_REACH = r"(?: (?!\. )\S+){0,7}?"
_LONG = 7
_STEM = 4
"""Letters by which a text and a pattern first find each other."""


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
        self._plain |= dict.fromkeys(passed.split(), "") | dict.fromkeys(".!?;:\n", ".") | {"": ""}
        self._begin = {parts[0] for parts in self._phrases}
        slips = {slip: self._plain[word] for word in self._plain if len(word) >= _LONG for slip in _slips(word)}
        self._plain = slips | {word: word for word in real.split()} | self._plain

    def row(self, text: str) -> str:
        """ " . i want die . . " from "I really want to die.": every mark that ends a sentence is a point."""
        text = text.lower()
        if not text.isascii():
            text = _APOSTROPHE.sub("'", text)
        if "'" in text:
            text = _SUFFIX.sub("", text)
        words = _TOKEN.findall(text)
        for at in [at for at, word in enumerate(words) if word in self._begin]:
            self._join(words, at)
        row = f" . {' '.join([plain for word in words if (plain := self._plain.get(word, word))])} . "
        return _NUMBER.sub(" num", row) if _NUMBER.search(row) else row

    def _join(self, words: list[str], at: int) -> None:
        """Put one word in the place of the phrase that begins here, if one does."""
        for length in (3, 2):
            form = self._phrases.get(tuple(words[at : at + length]))
            if form is not None:
                words[at : at + length] = [form, *[""] * (length - 1)]
                return


class Fit(NamedTuple):
    """A pattern that fits, and from where to where in the row."""

    pattern: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class InOrder:
    """Words that stand one after the other."""

    places: re.Pattern[str]

    def spans(self, row: str) -> Iterator[tuple[int, int]]:
        return (found.span() for found in self.places.finditer(row))


@dataclass(frozen=True, slots=True)
class Together:
    """Words that stand in one sentence, in any order."""

    wanted: tuple[tuple[str, ...], ...]
    unwanted: tuple[str, ...]

    def spans(self, row: str) -> Iterator[tuple[int, int]]:
        first = 0
        for words in row.split(" . "):
            if self._fits(f" {words} "):
                yield first, first + len(words)
            first += len(words) + len(" . ")

    def _fits(self, sentence: str) -> bool:
        for words in self.wanted:
            if not _any_in(sentence, words):
                return False
        return not _any_in(sentence, self.unwanted)


def _any_in(sentence: str, words: tuple[str, ...]) -> bool:
    for word in words:  # noqa: SIM110  # a generator costs more than what it looks at
        if word in sentence:
            return True
    return False


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern, ready: `needs` are the beginnings of words of which each group has to be there."""

    line: str
    places: InOrder | Together
    needs: tuple[frozenset[str], ...]

    def could_fit(self, stems: frozenset[str]) -> bool:
        """Of the groups behind the first, which is the rarest and was found already."""
        for need in self.needs[1:]:  # noqa: SIM110  # a generator costs more than what it looks at
            if need.isdisjoint(stems):
                return False
        return True


class Patterns:
    """Many patterns, of which only those are tried whose rarest word the text has."""

    def __init__(self, lines: Iterable[str], reader: Reader, slots: Mapping[str, str], common: frozenset[str]) -> None:
        self._by_stem: dict[str, list[Pattern]] = {}
        for line in filter(None, map(str.strip, lines)):
            pattern = _compiled(line, reader, slots)
            needs = sorted(pattern.needs, key=lambda need: (len(need & common), len(need)))
            pattern = replace(pattern, needs=tuple(needs))
            for stem in needs[0]:
                self._by_stem.setdefault(stem, []).append(pattern)
        self._stems = frozenset(self._by_stem)

    def found(self, row: str, stems: frozenset[str]) -> Iterator[Fit]:
        """Every pattern that fits, and where. `stems` are those of the row."""
        for stem in self._stems & stems:
            for pattern in self._by_stem[stem]:
                if pattern.could_fit(stems):
                    for first, last in pattern.places.spans(row):
                        yield Fit(pattern.line, first, last)


def stems(row: str) -> frozenset[str]:
    return frozenset([word[:_STEM] for word in row.split()])


def _compiled(line: str, reader: Reader, slots: Mapping[str, str]) -> Pattern:
    line = re.sub(r"\{(\w+)\}", lambda slot: slots[slot[1]], line)
    if " & " in line:
        return _together(line, reader)
    regex, needs = "", []
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
            options = _alternatives(place, reader)
            regex += f" (?:{'|'.join(options)})"
            needs.append(frozenset(filter(None, map(_need, options))) if all(map(_need, options)) else frozenset())
    wanted = tuple(need for need in needs if need)
    if not wanted:
        raise ValueError(f"nothing to look for in {line!r}")
    return Pattern(line, InOrder(re.compile(f"{regex}(?= )")), wanted)


def _together(line: str, reader: Reader) -> Pattern:
    wanted: list[tuple[tuple[str, ...], frozenset[str] | None]] = []
    unwanted: list[str] = []
    for place in line.split(" & "):
        options = _alternatives(place.lstrip("!"), reader)
        words = tuple(f" {option[:-3]}" if option.endswith(r"\w*") else f" {option} " for option in options)
        if place[0] == "!":
            unwanted.extend(words)
        else:
            wanted.append((words, frozenset(filter(None, map(_need, options))) if all(map(_need, options)) else None))
    needs = tuple(need for _, need in wanted if need)
    if not needs:
        raise ValueError(f"nothing to look for in {line!r}")
    return Pattern(line, Together(tuple(words for words, _ in wanted), tuple(unwanted)), needs)


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


def _need(option: str) -> str | None:
    """What a word of the text begins with if it can be this; None where that says nothing."""
    first = max(option.removesuffix(r"\w*").split(" "), key=len)
    if option.endswith(r"\w*") and len(first) < _STEM:
        return None
    return first.replace("\\", "")[:_STEM]


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
