"""What a prompt is: its text, what it asks about, how directly, and when it may be asked."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

MAX_TEXT = 200
MAX_ANSWER = 24


class Strand(StrEnum):
    """The fourteen things a prompt may ask about. Values are stored and name the files: never rename one."""

    NAMING = "naming"
    BODY = "body"
    NEAR_AND_FAR = "near_and_far"
    KEPT_IN = "kept_in"
    SHELVES = "shelves"
    SECURE_BASE = "secure_base"
    INNER_PARENT = "inner_parent"
    MY_THERAPIST = "my_therapist"
    ANGER = "anger"
    WARM = "warm"
    REPAIR = "repair"
    BOTH_AT_WORK = "both_at_work"
    ROUGH_WATER = "rough_water"
    LEFT_UNSAID = "left_unsaid"


THERAPIST_STRANDS = frozenset({Strand.MY_THERAPIST, Strand.ANGER, Strand.WARM, Strand.REPAIR, Strand.BOTH_AT_WORK})


class Level(StrEnum):
    GENTLE = "gentle"
    DIRECT = "direct"


class Occasion(StrEnum):
    """When a prompt makes sense; everything but ANY is asked on that occasion only."""

    ANY = "any"
    MORNING = "morning"
    EVENING = "evening"
    BEFORE_SESSION = "before_session"
    AFTER_SESSION = "after_session"
    AWAY = "away"
    QUIET_SPELL = "quiet_spell"
    ROUGH_WATER = "rough_water"


PromptId = Annotated[str, StringConstraints(pattern=r"^[a-z_]+\.[a-z0-9-]+$", max_length=40)]
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_TEXT)]
Answer = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=MAX_ANSWER)]


class Prompt(BaseModel):
    """One question. Without own `answers` it is answered on the grid of feelings.

    `strand` is None for a prompt that a person wrote; the library has none of those. `looks_back`: it asks about
    the day so far, which makes no sense in the morning.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: PromptId
    text: Text
    strand: Strand | None
    level: Level = Level.GENTLE
    occasion: Occasion = Occasion.ANY
    looks_back: bool = False
    answers: tuple[Answer, ...] = Field(default=(), max_length=4)

    @property
    def about_therapist(self) -> bool:
        return self.strand in THERAPIST_STRANDS


def own_prompt(number: int, text: str) -> Prompt:
    """A prompt that the person wrote, ready to take part in the choice; ValueError past 200 characters."""
    return Prompt(id=f"own.{number}", text=text, strand=None)
