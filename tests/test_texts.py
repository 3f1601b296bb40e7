"""Every phrase is there, fits, is used, and keeps to the voice."""

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from itertools import product
from pathlib import Path
from typing import NamedTuple

import pytest
from fluent.syntax import FluentParser
from fluent.syntax import ast as fluent
from fluent.syntax.visitor import Visitor

import coach
from coach import places
from coach.bot.application import COMMANDS
from coach.care import Care
from coach.dialogue.about_therapist import TENDENCIES
from coach.dialogue.calendar import AWAY_SPANS
from coach.dialogue.events import Attachment
from coach.dialogue.pausing import SPANS
from coach.dialogue.putting_off import SPANS as LATER_SPANS
from coach.dialogue.states import Alliance, Aspect, Clause, Mode, ShelfDeed
from coach.feelings import Family
from coach.model import Degree, Did, Heard, Share
from coach.reflection.statements import Kind
from coach.reflection.trends import Span
from coach.texts import FALLBACK, TextValue, languages, texts
from prompts import TherapistLevel

CODE = Path(coach.__file__).parent

SWITCHED = [f"{mode}-{turn}" for mode in Mode for turn in ("on", "off")]
HOLES: dict[str, Iterable[str]] = {
    "ask-{aspect}": Aspect,
    "button-later-{span}": LATER_SPANS,
    "button-level-{level}": TherapistLevel,
    "button-pause-{span}": SPANS,
    "button-tendency-{one}": TENDENCIES,
    "button-{aspect}": Aspect,
    "care-{}": [care.replace("_", "-") for care in Care],
    "care-{}-end": [care.replace("_", "-") for care in Care],
    "button-{did}": Did,
    "button-{name}": ("morning", "midday", "evening"),
    "button-{whom}": ("them", "not-them"),
    "command-{}": [name.replace("_", "-") for name in COMMANDS],
    "did-{}": [did.replace("_", "-") for did in Did],
    "family-{family}": Family,
    "help-now-{head}": ("crisis", "violence", "youth", "harmed"),
    "level-set-{}": TherapistLevel,
    "other-{}": Attachment,
    "region-{name}": places.regions(),
    "settings-level-{}": TherapistLevel,
    "sheet-{band}": ("night", "morning", "afternoon", "evening"),
    "week-open-{}": [*(kind.replace("_", "-") for kind in Kind), "sentence"],
    "ask-shelf-{deed}": ShelfDeed,
    "button-shelf-{deed}": ShelfDeed,
    "button-share-{}": [share.replace("_", "-") for share in Share],
    "share-{}": [share.replace("_", "-") for share in Share],
    "lines-{}": [share.replace("_", "-") for share in Share],
    "shared-{}": [share.replace("_", "-") for share in Share],
    "trend-families-{}": Span,
    "trend-sheet-{}": Span,
    "trend-title-{}": Span,
    "after-{}": [asks.replace("_", "-") for asks in Alliance],
    "ask-say-{clause}": Clause,
    "ask-say-{}": Clause,
    "button-degree-{degree}": Degree,
    "button-heard-{heard}": Heard,
    "button-say-{clause}": Clause,
    "unsaid-said-{heard}": Heard,
    "{key}-kind": ("week-empty", "week-empty-running"),
    "{key}-question": ("week-empty", "week-empty-running"),
    "button-away-{span}": AWAY_SPANS,
    "ask-{mode}": Mode,
    "button-{mode}": Mode,
    "button-mode-{turn}": ("on", "off"),
    "mode-{how}": SWITCHED,
    "mode-set-{how}": SWITCHED,
}
"""What stands in the hole of a key that is put together; a hole that is no plain name is `{}`."""

LISTED = {key for hole, values in HOLES.items() for key in (re.sub(r"\{\w*\}", str(value), hole) for value in values)}
"""Every key that is put together."""

FORBIDDEN = (
    "!",
    "should",
    "must",
    "just",
    "try to",
    "why don't you",
    "valid",
    "mindful",
    "journey",
    "well done",
    "missed",
)
MOST_UNITS = 4096


class Asked(NamedTuple):
    """A phrase that the code asks for, by its key or the shape of it, with the arguments that it gives."""

    where: str
    key: str
    given: frozenset[str]


@cache
def asked() -> tuple[Asked, ...]:
    return tuple(found for path in sorted(CODE.rglob("*.py")) for found in _asked_in(path))


def _asked_in(path: Path) -> Iterator[Asked]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not (isinstance(node, ast.Call) and node.args and _speaks(node.func)):
            continue
        given = frozenset(keyword.arg for keyword in node.keywords if keyword.arg)
        for key in _keys(node.args[0]):
            yield Asked(f"{path.relative_to(CODE)}:{node.lineno}", key, given)


def _speaks(function: ast.expr) -> bool:
    called = ast.unparse(function)
    return called.rpartition(".")[2] in ("say", "_say") or called.startswith("texts(")


def _keys(argument: ast.expr) -> Iterator[str]:
    match argument:
        case ast.Constant(value=str(key)):
            yield key
        case ast.IfExp(body=body, orelse=otherwise):
            yield from (*_keys(body), *_keys(otherwise))
        case ast.JoinedStr(values=values):
            yield "".join(_piece(value) for value in values)


def _piece(value: ast.expr) -> str:
    match value:
        case ast.Constant(value=str(text)):
            return text
        case ast.FormattedValue(value=ast.Name(id=name)):
            return f"{{{name}}}"
    return "{}"


@cache
def strings() -> tuple[ast.expr, ...]:
    """Every string in the code, and every one that is put together: a key may stand in a variable before it is said."""
    trees = (ast.parse(path.read_text("utf-8")) for path in CODE.rglob("*.py"))
    return tuple(node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant | ast.JoinedStr))


def shapes() -> set[str]:
    return {key for node in strings() if isinstance(node, ast.JoinedStr) for key in _keys(node)}


def constants() -> set[str]:
    return {node.value for node in strings() if isinstance(node, ast.Constant) and isinstance(node.value, str)}


class _Arguments(Visitor):
    """The arguments of one phrase, and for those that it chooses by, what it knows."""

    def __init__(self) -> None:
        self.names: dict[str, set[str]] = {}

    def visit_VariableReference(self, node: fluent.VariableReference) -> None:  # noqa: N802  # the library's name
        self.names.setdefault(node.id.name, set())

    def visit_SelectExpression(self, node: fluent.SelectExpression) -> None:  # noqa: N802  # the library's name
        assert isinstance(node.selector, fluent.VariableReference)
        keys = (variant.key for variant in node.variants)
        known = {key.name if isinstance(key, fluent.Identifier) else key.value for key in keys}
        self.names.setdefault(node.selector.id.name, set()).update(known)
        self.generic_visit(node)


@cache
def phrases(language: str = FALLBACK) -> dict[str, dict[str, set[str]]]:
    """Every key of a language, with the arguments of its phrase."""
    found: dict[str, dict[str, set[str]]] = {}
    for file in resources.files("coach.texts").joinpath(language).iterdir():
        for entry in FluentParser().parse(file.read_text("utf-8")).body:
            assert not isinstance(entry, fluent.Junk), (file.name, entry.content)
            if isinstance(entry, fluent.Message):
                assert entry.id.name not in found, f"{entry.id.name} stands there twice"
                arguments = _Arguments()
                arguments.visit(entry)
                found[entry.id.name] = arguments.names
    return found


def renderings(key: str) -> Iterator[str]:
    """The phrase as it is said, in every one of its forms."""
    arguments = phrases()[key]
    samples: list[list[TextValue]] = [
        [_sample(value) for value in sorted(known)] or ["x"] for known in arguments.values()
    ]
    for values in product(*samples):
        yield texts(FALLBACK)(key, **dict(zip(arguments, values, strict=True)))


def _sample(variant: str) -> TextValue:
    numbers = {"one": 1, "few": 3, "many": 20}
    return int(variant) if variant.isdigit() else numbers.get(variant, variant)


def test_every_phrase_that_the_code_asks_for_exists() -> None:
    missing = [f"{one.where} {one.key}" for one in asked() if "{" not in one.key and one.key not in phrases()]
    assert not missing


def test_every_key_that_is_put_together_is_known_here_and_exists() -> None:
    holes = {one.key for one in asked() if "{" in one.key}
    assert holes <= set(HOLES) <= shapes()
    assert LISTED - set(phrases()) == set()


def test_every_phrase_is_used() -> None:
    assert not set(phrases()) - constants() - LISTED


def test_every_phrase_gets_the_arguments_that_it_needs() -> None:
    lacking = [
        f"{one.where} {one.key}: {set(needed) - one.given}"
        for one in asked()
        if (needed := phrases().get(one.key)) and set(needed) - one.given
    ]
    assert not lacking


@pytest.mark.parametrize("key", phrases())
def test_a_phrase_can_be_said_and_keeps_to_the_voice(key: str) -> None:
    for said in renderings(key):
        assert said.strip()
        assert "{" not in said
        assert len(said.encode("utf-16-le")) // 2 <= MOST_UNITS
        found = [word for word in FORBIDDEN if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said.lower())]
        assert not found, said


@pytest.mark.parametrize("key", [key for key in phrases() if key.startswith("button-")])
def test_a_button_fits_on_a_phone(key: str) -> None:
    assert all(len(said) <= 30 for said in renderings(key))


@pytest.mark.parametrize("language", sorted(languages() - {FALLBACK}))
def test_another_language_says_nothing_that_english_does_not(language: str) -> None:
    assert set(phrases(language)) <= set(phrases())


def test_an_unknown_language_speaks_english() -> None:
    assert texts("tlh")("kept") == texts("en")("kept") == "Kept."


def test_an_unknown_phrase_and_a_missing_argument_are_errors() -> None:
    with pytest.raises(KeyError):
        texts("en")("no-such-phrase")
    with pytest.raises(ValueError, match="times-set"):
        texts("en")("times-set")


def test_words_of_a_person_are_never_read_as_markup() -> None:
    assert texts("en")("told-because", words="“{ $x } <b> *”") == "Because “{ $x } <b> *”."
