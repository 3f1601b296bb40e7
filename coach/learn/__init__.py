"""Sixty-second cards on the ideas behind Unsaid, for whoever asks with /learn.

    learn/<language>.toml ── read once ──→ cards(language) ──→ tuple[Card, ...] ──→ the fixed phrases, the bot

Invariants
- A card takes about a minute aloud, is in our own words, and ends on one open question that leans toward the room.
- It tells what somebody found or thought, with its source; it advises nothing, diagnoses nobody, and promises nothing.
- A source was looked up before it was named, and its DOI is one that was read; `docs/sources.md` says how, and what
  the findings do not show.
- Ids never change, for a person's place among the cards may be stored. The order is the order to read them in.
- Pure: the packaged file is read once, and nothing is ever written.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

__all__ = ["Card", "Source", "cards"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(_Frozen):
    """Where a card's finding or idea can be read. `published_in` is the journal with volume and pages, or the
    publisher of a book."""

    authors: str
    year: Annotated[int, Field(ge=1900)]
    title: str
    published_in: str
    doi: Annotated[str, StringConstraints(pattern=r"^10\.\d{4,9}/\S+$")] | None = None

    @property
    def reference(self) -> str:
        """One line to stand under the card."""
        link = f" doi:{self.doi}" if self.doi else ""
        return f"{self.authors} ({self.year}). {self.title}. {self.published_in}.{link}"


class Card(_Frozen):
    """One idea: a title for the list, the telling, and the question that it leaves open."""

    id: Annotated[str, StringConstraints(pattern=r"^[a-z]+(-[a-z]+)*$")]
    title: Annotated[str, StringConstraints(min_length=1, max_length=40)]
    text: Annotated[str, StringConstraints(min_length=1, max_length=700)]
    question: Annotated[str, StringConstraints(max_length=200, pattern=r"^[^?]+\?$")]
    source: Source


def cards(language: str = "en") -> tuple[Card, ...]:
    """All cards of a language in reading order; FileNotFoundError where there are none in it."""
    return _read(language)


@cache
def _read(language: str) -> tuple[Card, ...]:
    packaged = files(__package__).joinpath(f"{language}.toml").read_text(encoding="utf-8")
    return tuple(Card.model_validate(entry) for entry in tomllib.loads(packaged)["card"])
