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

With ``&`` between them the places may stand in any order, anywhere in one sentence, and ``!`` means nowhere in it. What
stands between two ``&`` may be a row of its own::

    count*|hold & pills & !doctor
    not see & next_year|future & !job
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import compress, count
from string import digits
from typing import Any, NamedTuple

_TOKEN = re.compile(r"[^\W_]+(?:\*+[^\W_]+)*|[.!?;:\n]|[^\w\s,\"()/-]")
_SUFFIX = re.compile(r"'(?<=\w')(?:(?:s|d|ll|ve|re|m)\b)?")
_APOSTROPHE = re.compile("[’‘´`ʼ]")
_NUMBER = re.compile(r" (?!(?:000|11[0-9]|911|988|999) )\d+(?= )")  # but not those that call for help
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
_POINT = " . "


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


class Sentence:
    """Plain words with a point before and after them. `first` is where that begins in its row, `keys` are the words and
    what they begin with."""

    __slots__ = ("first", "keys", "text")

    def __init__(self, words: str, first: int) -> None:
        self.text, self.first, split = f"{_POINT}{words}{_POINT}", first, words.split()
        self.keys = {".", *split, *[word[:_STEM] + "*" for word in split if len(word) >= _STEM]}


class Row:
    """A text as plain words, as a whole and sentence by sentence."""

    __slots__ = ("first", "keys", "sentences", "text")

    def __init__(self, text: str) -> None:
        self.text, self.first, self.sentences = text, 0, list[Sentence]()
        first = -len(_POINT)
        for words in text.split(_POINT):
            if words:
                self.sentences.append(Sentence(words, first))
            first += len(words) + len(_POINT)
        self.keys = set[str]().union(*[sentence.keys for sentence in self.sentences])


class Fit(NamedTuple):
    """A pattern that fits, the rank of its list, and from where to where in the row it fits."""

    rank: int
    pattern: str
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class InOrder:
    """Words that stand one after the other."""

    places: re.Pattern[str]

    def spans(self, row: Sentence | Row) -> Iterator[tuple[int, int]]:
        return (found.span() for found in self.places.finditer(row.text))

    def are_in(self, sentence: Sentence) -> bool:
        return self.places.search(sentence.text) is not None


@dataclass(frozen=True, slots=True)
class Words:
    """Any of these: whole words, and what stands in a sentence as it is written here, several words or the beginning
    of one."""

    whole: frozenset[str]
    written: tuple[str, ...]

    def are_in(self, sentence: Sentence) -> bool:
        return not self.whole.isdisjoint(sentence.keys) or any(map(sentence.text.__contains__, self.written))


@dataclass(frozen=True, slots=True)
class Together:
    """Words that stand in one sentence, in any order."""

    wanted: tuple[Words | InOrder, ...]
    unwanted: Words

    def spans(self, sentence: Sentence) -> Iterator[tuple[int, int]]:
        for any_of in self.wanted:
            if not any_of.are_in(sentence):
                return
        if not self.unwanted.are_in(sentence):
            yield len(_POINT), len(sentence.text) - len(_POINT)


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern, ready: `needs` are the words, or beginnings of words, of which each group has to be there,
    rarest first."""

    line: str
    places: InOrder | Together
    needs: tuple[frozenset[str], ...]
    rank: int

    def could_fit(self, keys: set[str]) -> bool:
        for need in self.needs:  # noqa: SIM110  # a generator costs more than what it looks at
            if need.isdisjoint(keys):
                return False
        return True


class Patterns:
    """Many patterns in ranked lists, of which only those are tried whose rarest words a sentence has."""

    def __init__(
        self, ranked: Iterable[tuple[int, str]], reader: Reader, slots: Mapping[str, str], common: Mapping[str, float]
    ) -> None:
        self._within = _Index()
        self._across = _Index()  # what goes on behind the end of a sentence

        def weight(need: frozenset[str]) -> float:
            return sum(common.get(key, _LEAST) for key in need)

        def need(options: list[str]) -> frozenset[str]:
            """Of each option the rarest word; nothing where one of them may be anything."""
            keys = list(map(_keys, options))
            return frozenset([min(of, key=lambda key: common.get(key, 0)) for of in keys]) if all(keys) else _NONE

        for rank, lines in ranked:
            for line in filter(None, map(str.strip, lines.splitlines())):
                places, wanted = _compiled(line, reader, slots)
                needs = sorted(filter(None, map(need, wanted)), key=weight)
                if not needs:
                    raise ValueError(f"nothing to look for in {line!r}")
                index = self._across if _goes_on(line) else self._within
                index.put(Pattern(line, places, tuple(needs), rank))

    def found(self, row: Row) -> Iterator[Fit]:
        """Every pattern that fits, and where; the lowest rank first."""
        fitting = self._across.could_fit(row)
        for sentence in row.sentences:
            fitting += self._within.could_fit(sentence)
        fitting.sort(key=_rank)
        for pattern, part in fitting:
            for first, last in pattern.places.spans(part):
                yield Fit(pattern.rank, pattern.line, part.first + first, part.first + last)


class _Index:
    """Patterns by the rarest of the words that they need."""

    def __init__(self) -> None:
        self._by_key: dict[str, list[tuple[frozenset[str], Pattern]]] = {}

    def put(self, pattern: Pattern) -> None:
        for key in pattern.needs[0]:
            self._by_key.setdefault(key, []).append((pattern.needs[:2][-1], pattern))

    def could_fit(self, row: Sentence | Row) -> list[tuple[Pattern, Any]]:
        keys = row.keys
        return [
            (pattern, row)
            for key in self._by_key.keys() & keys
            for second, pattern in self._by_key[key]
            if not second.isdisjoint(keys) and pattern.could_fit(keys)
        ]


def _rank(found: tuple[Pattern, Any]) -> int:
    return found[0].rank


def _goes_on(line: str) -> bool:
    """Whether the end of a sentence may stand in the midst of it."""
    return " & " not in line and any("." in re.split(r"[\[\]|]", place) for place in line.split()[1:-1])


def _compiled(line: str, reader: Reader, slots: Mapping[str, str]) -> tuple[InOrder | Together, list[list[str]]]:
    """The pattern, and the groups of which each has to have one in a text."""
    parts = re.sub(r"\{(\w+)\}", lambda slot: slots[slot[1]], line).split(" & ")
    if len(parts) == 1:
        return _in_order(parts[0], reader)
    wanted: list[Words | InOrder] = []
    groups: list[list[str]] = []
    unwanted: list[str] = []
    for part in parts:
        if part[0] == "!":
            unwanted += _alternatives(part[1:], reader)
        elif " " in part:
            row, of_row = _in_order(part, reader)
            wanted.append(row)
            groups += of_row
        else:
            groups.append(_alternatives(part, reader))
            wanted.append(_any_of(groups[-1]))
    return Together(tuple(wanted), _any_of(unwanted)), groups


def _in_order(line: str, reader: Reader) -> tuple[InOrder, list[list[str]]]:
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
