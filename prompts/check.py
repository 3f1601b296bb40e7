"""The lint of the content: what a prompt's text must keep to, and how much there is of what.

    Library + LanguageRules → problems (one a broken rule) + coverage (counts) → Report → text or JSON

It judges form and words, not taste: a prompt can pass here and still be flat.
"""

import json
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib.resources.abc import Traversable
from itertools import combinations
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict
from rapidfuzz import fuzz, utils
from textstat.backend.metrics import flesch_kincaid_grade  # type: ignore[import-untyped]  # ships no types

from prompts.loader import CONTENT, SETTINGS_FILE, Library, LibraryError, languages, read_library
from prompts.schema import Level, Occasion, Prompt, Strand

MAX_GRADE = 5.5
"""Flesch–Kincaid. The promise is 6 by dictionary syllables; without that dictionary the count here is lower by
0.4 grades on average over the English library (measured against CMUdict), so the limit is lower too."""

ALIKE = 82.0
"""Two texts this similar, of 100 by rapidfuzz's token-sort ratio, ask the same thing."""

LEAST = {
    Strand.NAMING: 40,
    Strand.BODY: 25,
    Strand.NEAR_AND_FAR: 25,
    Strand.KEPT_IN: 25,
    Strand.SHELVES: 20,
    Strand.SECURE_BASE: 20,
    Strand.INNER_PARENT: 20,
    Strand.MY_THERAPIST: 30,
    Strand.ANGER: 30,
    Strand.WARM: 20,
    Strand.REPAIR: 15,
    Strand.BOTH_AT_WORK: 20,
    Strand.ROUGH_WATER: 15,
    Strand.LEFT_UNSAID: 15,
}
LEAST_AN_OCCASION = 5


Words = Annotated[re.Pattern[str], BeforeValidator(lambda pattern: re.compile(pattern, re.IGNORECASE))]


class LanguageRules(BaseModel):
    """What is language-bound in the lint: read from `_language.toml` beside the strands."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    readability: str
    therapist: Words
    day_so_far: Words
    forbidden: dict[str, Words]


@dataclass(frozen=True)
class Problem:
    where: str
    rule: str
    detail: str


@dataclass(frozen=True)
class Coverage:
    """Counts of prompts; `strands` maps to (there are, at least)."""

    total: int
    strands: dict[str, tuple[int, int]]
    levels: dict[str, int]
    occasions: dict[str, int]
    with_answers: int
    hardest_grade: float


@dataclass(frozen=True)
class Report:
    language: str
    problems: tuple[Problem, ...]
    coverage: Coverage

    @property
    def ok(self) -> bool:
        return not self.problems

    def text(self) -> str:
        counts = self.coverage
        lines = [f"{self.language}: {counts.total} prompts, hardest grade {counts.hardest_grade:.1f}"]
        lines += [f"  {name:<14}{there:>4} of at least {least}" for name, (there, least) in counts.strands.items()]
        lines += [
            f"  {', '.join(f'{name} {count}' for name, count in group.items())}"
            for group in (counts.levels, counts.occasions)
        ]
        lines.append(f"  {counts.with_answers} with own quick answers")
        lines += [f"  {problem.where}: {problem.rule}: {problem.detail}" for problem in self.problems]
        return "\n".join([*lines, "  clean" if self.ok else f"  {len(self.problems)} problems"])

    def json(self) -> str:
        return json.dumps(asdict(self) | {"ok": self.ok}, ensure_ascii=False, indent=2)


def check_all() -> tuple[Report, ...]:
    """One report a packaged language; a library that does not load gives a report with that one problem."""
    return tuple(check_folder(language, CONTENT / language) for language in languages())


def check_folder(language: str, folder: Traversable) -> Report:
    try:
        return check(read_library(language, folder), read_rules(language, folder))
    except LibraryError as error:
        broken = Problem(where=language, rule="loads", detail=str(error))
        return Report(language, (broken,), _coverage(Library(language, ()), "en_us"))


def read_rules(language: str, folder: Traversable) -> LanguageRules:
    try:
        return LanguageRules(**tomllib.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise LibraryError(f"{language}/{SETTINGS_FILE}: {error}") from error


def check(library: Library, rules: LanguageRules) -> Report:
    coverage = _coverage(library, rules.readability)
    problems = [
        Problem(prompt.id, rule, detail) for prompt in library.prompts for rule, detail in _faults(prompt, rules)
    ]
    problems += _near_duplicates(library.prompts)
    problems += _too_few(library.language, coverage)
    return Report(library.language, tuple(problems), coverage)


def grade(text: str, locale: str) -> float:
    """Flesch–Kincaid grade, computed offline.

    textstat downloads a pronouncing dictionary for a locale spelt "en…"; in capitals it counts syllables by
    the hyphenation patterns that it ships with instead.
    """
    return float(flesch_kincaid_grade(text, locale.upper()))


def _faults(prompt: Prompt, rules: LanguageRules) -> Iterator[tuple[str, str]]:
    text = prompt.text
    if text.count("?") != 1 or not text.endswith("?"):
        yield "one question", text
    if (reading := grade(text, rules.readability)) > MAX_GRADE:
        yield "grade", f"{reading:.1f}: {text}"
    if len(prompt.answers) == 1 or len(set(prompt.answers)) < len(prompt.answers):
        yield "answers", "two to four different ones, or none"
    if not prompt.about_therapist and rules.therapist.search(text):
        yield "strand", "speaks of the therapist, so it is not for everyone"
    if _out_of_its_hour(prompt, rules):
        yield "looks_back", text
    for words in (text, *prompt.answers):
        yield from _tones(words, rules)


def _tones(words: str, rules: LanguageRules) -> Iterator[tuple[str, str]]:
    if "!" in words:
        yield "exclamation mark", words
    for tone, pattern in rules.forbidden.items():
        if found := pattern.search(words):
            yield tone, f"“{found.group()}” in: {words}"


def _out_of_its_hour(prompt: Prompt, rules: LanguageRules) -> bool:
    speaks_of_day = bool(rules.day_so_far.search(prompt.text))
    any_hour = prompt.occasion is Occasion.ANY
    return any_hour and speaks_of_day and not prompt.looks_back


def _near_duplicates(prompts: tuple[Prompt, ...]) -> Iterator[Problem]:
    plain = [utils.default_process(prompt.text) for prompt in prompts]
    for (one, first), (other, second) in combinations(zip(prompts, plain, strict=True), 2):
        if fuzz.token_sort_ratio(first, second, score_cutoff=ALIKE):
            yield Problem(other.id, "near-duplicate", f"of {one.id}: {one.text} / {other.text}")


def _too_few(language: str, coverage: Coverage) -> Iterator[Problem]:
    for strand, (there, least) in coverage.strands.items():
        if there < least:
            yield Problem(language, "coverage", f"{strand}: {there} of at least {least}")
    for occasion, there in coverage.occasions.items():
        if there < LEAST_AN_OCCASION:
            yield Problem(language, "coverage", f"{occasion}: {there} of at least {LEAST_AN_OCCASION}")


def _coverage(library: Library, locale: str) -> Coverage:
    prompts = library.prompts
    strands = Counter(prompt.strand for prompt in prompts)
    levels = Counter(prompt.level for prompt in prompts)
    occasions = Counter(prompt.occasion for prompt in prompts)
    return Coverage(
        total=len(prompts),
        strands={str(strand): (strands[strand], LEAST[strand]) for strand in Strand},
        levels={str(level): levels[level] for level in Level},
        occasions={str(occasion): occasions[occasion] for occasion in Occasion},
        with_answers=sum(bool(prompt.answers) for prompt in prompts),
        hardest_grade=max((grade(prompt.text, locale) for prompt in prompts), default=0.0),
    )
