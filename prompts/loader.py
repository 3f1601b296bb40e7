"""Reading the content: one TOML file a strand, packaged with the code and read once."""

import tomllib
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from pydantic import ValidationError

from prompts.schema import Level, Occasion, Prompt, Strand

CONTENT = files("prompts") / "library"
SETTINGS_FILE = "_language.toml"


class LibraryError(ValueError):
    """Content that cannot be used; the message names the file and, where there is one, the prompt's id."""


class Library:
    """All prompts of one language, in the order of the files. Holds content only; it knows no person."""

    def __init__(self, language: str, prompts: Iterable[Prompt]) -> None:
        self.language = language
        self.prompts = tuple(prompts)
        self._by_id = {prompt.id: prompt for prompt in self.prompts}
        self._bound: dict[frozenset[Occasion], frozenset[Strand | None]] = {}
        self._candidates: dict[tuple[Strand | None, frozenset[Occasion], bool], tuple[Prompt, ...]] = {}
        if len(self._by_id) < len(self.prompts):
            raise LibraryError(f"{language}: an id is used twice")

    def get(self, prompt_id: str) -> Prompt:
        """The prompt of that id; KeyError where a stored id is no longer in the library."""
        return self._by_id[prompt_id]

    def candidates(
        self, strand: Strand | None, occasions: frozenset[Occasion], *, gentle_only: bool
    ) -> tuple[Prompt, ...]:
        """A strand's prompts for these occasions, remembered because the choice asks for it all the time."""
        key = (strand, occasions, gentle_only)
        if key not in self._candidates:
            self._candidates[key] = tuple(
                prompt
                for prompt in self.prompts
                if prompt.strand is strand
                and prompt.occasion in occasions
                and not (gentle_only and prompt.level is Level.DIRECT)
                and not (prompt.looks_back and Occasion.MORNING in occasions)
            )
        return self._candidates[key]

    def bound_to(self, occasions: frozenset[Occasion]) -> frozenset[Strand | None]:
        """The strands with prompts that belong to one of these occasions."""
        if occasions not in self._bound:
            self._bound[occasions] = frozenset(p.strand for p in self.prompts if p.occasion in occasions)
        return self._bound[occasions]


@lru_cache
def load(language: str) -> Library:
    """The packaged library of a language ("en"); LibraryError where it is missing or broken."""
    return read_library(language, CONTENT / language)


@lru_cache
def languages() -> tuple[str, ...]:
    return tuple(sorted(folder.name for folder in CONTENT.iterdir() if folder.is_dir()))


def read_library(language: str, folder: Traversable) -> Library:
    """Read every strand's file in a folder, so that a draft outside the package can be checked as well."""
    if not folder.is_dir():
        raise LibraryError(f"{language}: no prompts in this language; there are: {', '.join(languages())}")
    strand_files = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".toml") and entry.name != SETTINGS_FILE),
        key=lambda entry: entry.name,
    )
    found: dict[str, str] = {}
    prompts = []
    for file in strand_files:
        for prompt in _read_strand(file, f"{language}/{file.name}"):
            if prompt.id in found:
                raise LibraryError(f"{language}/{file.name}: {prompt.id}: id already used in {found[prompt.id]}")
            found[prompt.id] = f"{language}/{file.name}"
            prompts.append(prompt)
    return Library(language, prompts)


def _read_strand(file: Traversable, name: str) -> list[Prompt]:
    stem = file.name.removesuffix(".toml")
    if stem not in set(Strand):
        raise LibraryError(f"{name}: no strand is called {stem!r}; there are: {', '.join(Strand)}")
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LibraryError(f"{name}: {error}") from error
    entries = content.pop("prompt", None)
    if content or not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise LibraryError(f"{name}: expected [[prompt]] tables and nothing else")
    return [_prompt(entry, Strand(stem), name) for entry in entries]


def _prompt(entry: dict[str, Any], strand: Strand, name: str) -> Prompt:
    prompt_id = str(entry.get("id", "a prompt without id"))
    if not prompt_id.startswith(f"{strand}."):
        raise LibraryError(f"{name}: {prompt_id}: ids here begin with {strand!s} and a dot")
    if "strand" in entry:
        raise LibraryError(f"{name}: {prompt_id}: the file gives the strand")
    try:
        return Prompt(**entry, strand=strand)
    except ValidationError as error:
        faults = "; ".join(f"{_where(fault['loc'])}{fault['msg']}" for fault in error.errors())
        raise LibraryError(f"{name}: {prompt_id}: {faults}") from error


def _where(location: tuple[int | str, ...]) -> str:
    return f"{'.'.join(map(str, location))}: " if location else ""
