"""The door, the settings, and what concerns the person whole."""

from datetime import time
from enum import StrEnum
from typing import Literal

from coach.dialogue.states.base import Choosing, Question


class Welcome(Question):
    """What this is and is not; nothing is kept before it is accepted."""

    at: Literal["welcome"] = "welcome"


class ChoosingZone(Choosing):
    """Where are you? `offered` are the zones behind the buttons, by number."""

    at: Literal["zone"] = "zone"
    offered: tuple[str, ...] = ()


class ChoosingTimes(Choosing):
    """When shall I ask?"""

    at: Literal["times"] = "times"


class ChoosingHours(Choosing):
    """Surprise you between which hours?"""

    at: Literal["hours"] = "hours"


class ChoosingCount(Choosing):
    """How many surprises a day?"""

    at: Literal["count"] = "count"
    start: time
    end: time


class ChoosingLevel(Choosing):
    """How plainly may prompts speak of your therapist?"""

    at: Literal["level"] = "level"


class ChoosingName(Choosing):
    """What do you call your therapist?"""

    at: Literal["name"] = "name"


class ChoosingTendency(Choosing):
    """When something hurts, what do you tend to do?"""

    at: Literal["tendency"] = "tendency"


class ChoosingQuiet(Choosing):
    """Quiet between which hours?"""

    at: Literal["quiet"] = "quiet"


class ChoosingDays(Question):
    """On which weekdays? What is tapped holds at once."""

    at: Literal["days"] = "days"


class ChoosingPause(Choosing):
    """Quiet for how long?"""

    at: Literal["pause"] = "pause"


class Mode(StrEnum):
    """What can be on or off. The values are the names of their fields in `Profile`."""

    DISCREET = "discreet"
    TIDY = "tidy"


class ChoosingMode(Choosing):
    """On or off?"""

    at: Literal["mode"] = "mode"
    mode: Mode


class Settings(Question):
    """All settings, one button each."""

    at: Literal["settings"] = "settings"


class OwnPrompts(Question):
    """The person's own prompts lie open, to be removed or added to."""

    at: Literal["own"] = "own"


class AddingPrompt(Question):
    """What is typed now becomes a prompt."""

    at: Literal["adding"] = "adding"


class Forgetting(Question):
    """Really everything?"""

    at: Literal["forgetting"] = "forgetting"


class ForgettingEarly(Question):
    """Really everything? Asked before the welcome was accepted: nothing else is kept here either."""

    at: Literal["forgetting_early"] = "forgetting_early"
