"""A prompt, and a moment on its way to its word."""

from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime

from coach.dialogue.states.base import Question
from coach.feelings import Family
from coach.messages import Say
from coach.model import Moment, Named


class Asking(Question):
    """A prompt is there, and what is typed before `until` (aware UTC) answers it."""

    until: AwareDatetime
    prompt_id: str
    head: str
    answers: tuple[str, ...] = ()
    about_therapist: bool = False
    delivery_id: int


class Prompted(Asking):
    """It waits for a tap or a sentence."""

    at: Literal["prompted"] = "prompted"


class PuttingOff(Asking):
    """Until when is it put off?"""

    at: Literal["putting_off"] = "putting_off"


class Covered(Question):
    """Something came by itself and lies covered, since an aware UTC instant: what it `shows` once it is tapped, and the
    saved state that is `under` it. `card` where a picture of the week follows; `beside` is the message that was open
    before it."""

    at: Literal["covered"] = "covered"
    shows: Say
    under: str
    since: AwareDatetime
    delivery_id: int
    card: bool = False
    beside: int | None = None


class Naming(Question):
    """A moment is kept and looks for its word. `head` is what stands above the question, such as the prompt."""

    moment: Moment
    head: str = ""


class PickingFamily(Naming):
    at: Literal["family"] = "family"


class PickingWord(Naming):
    """`offered` are the words behind the buttons, by number; `more` words of `family` come on the next page."""

    at: Literal["word"] = "word"
    offered: tuple[Named, ...]
    family: Family | None = None
    page: int = 0


class PickingBody(Naming):
    """Not sure: is it pleasant (None until told)? Then, is it restless?"""

    at: Literal["body"] = "body"
    pleasant: bool | None = None


class PickingStrength(Naming):
    at: Literal["strength"] = "strength"


class Mirrored(Naming):
    """The moment was said back; up to two more questions can be tapped. `since` is an aware UTC instant."""

    at: Literal["mirrored"] = "mirrored"
    since: AwareDatetime
    asked: int = 0


class Cared(Question):
    """What was written asked for care and was answered. What is typed within half an hour of `since` (aware UTC)
    belongs to it."""

    at: Literal["cared"] = "cared"
    moment: Moment
    since: AwareDatetime


class Aspect(StrEnum):
    """What can be told of a feeling once it has its name."""

    BECAUSE = "because"
    WANTED = "wanted"
    DID = "did"


class Telling(Naming):
    """One of the follow-up questions is open. `asked` counts it."""

    at: Literal["telling"] = "telling"
    aspect: Aspect
    asked: int


class Filing(Naming):
    """A moment that was said back is filed: which shelf, and once that is told, does it fit?"""

    at: Literal["filing"] = "filing"
    since: AwareDatetime
    asked: int = 0
    offered: tuple[UUID, ...]
    shelf: UUID | None = None
