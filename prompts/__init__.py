"""The questions the bot asks, and which one is next.

    library/<language>/<strand>.toml ── loader.load ──→ Library ──┬─→ choose ──→ Prompt
                                                                  ├─→ check ───→ Report (the lint)
    History, Profile, Setting, Random ────────────────────────────┘   walk (try them in the terminal)

Invariants
- A prompt is one question of at most 200 characters; ids never change, for they are stored.
- The choice is a function of its arguments: time, chance and everything about the person are given to it.
- The rules on level, occasion, rough water and anger (see `choose`) never bend, whatever the library lacks.
- Nothing here imports the other packages, and nothing here is ever written.
"""

from prompts.choose import (
    HurtTendency,
    NothingToAskError,
    Profile,
    Setting,
    TherapistLevel,
    choose,
)
from prompts.history import Asked, History, Outcome
from prompts.loader import Library, LibraryError, languages, load
from prompts.schema import MAX_TEXT, Level, Occasion, Prompt, Strand, own_prompt

__all__ = [
    "MAX_TEXT",
    "Asked",
    "History",
    "HurtTendency",
    "Level",
    "Library",
    "LibraryError",
    "NothingToAskError",
    "Occasion",
    "Outcome",
    "Profile",
    "Prompt",
    "Setting",
    "Strand",
    "TherapistLevel",
    "choose",
    "languages",
    "load",
    "own_prompt",
]
