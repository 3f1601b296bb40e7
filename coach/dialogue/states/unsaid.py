"""What waits to be said, and what is asked after a session."""

from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from coach.dialogue.states.base import Question
from coach.model import CheckIn


class AboutUnsaid(Question):
    """A question about what waits to be said: the scene has the items."""


class UnsaidList(AboutUnsaid):
    """What waits lies open. `offered` are the items behind the buttons, by number; `saying` when one of them is to get
    its sentence."""

    at: Literal["unsaid"] = "unsaid"
    offered: tuple[UUID, ...] = ()
    page: int = 0
    saying: bool = False


class UnsaidShown(AboutUnsaid):
    """One item: said, not yet, let go, or a sentence for it?"""

    at: Literal["unsaid_item"] = "unsaid_item"
    item_id: UUID


class Hearing(AboutUnsaid):
    """It was said: how was it heard? Asked after a session, `check_in` goes on with what else is `waiting`."""

    at: Literal["hearing"] = "hearing"
    item_id: UUID
    check_in: CheckIn | None = None
    waiting: tuple[UUID, ...] = ()


class Clause(StrEnum):
    """The three parts of the sentence to say."""

    WHEN = "when"
    FELT = "felt"
    WISHED = "wished"


class Saying(AboutUnsaid):
    """A part of the sentence is asked for; `retyping` when it alone is. `since` is an aware UTC instant."""

    at: Literal["saying"] = "saying"
    since: AwareDatetime
    asks: Clause
    item_id: UUID | None = None
    felt: tuple[str, ...] = ()
    retyping: bool = False


class SentenceShown(AboutUnsaid):
    """The sentence is there, whole; a part of it can be typed anew."""

    at: Literal["sentence"] = "sentence"
    item_id: UUID


class AfterSession(AboutUnsaid):
    """`check_in` is what was told so far."""

    check_in: CheckIn


class AfterFeeling(AfterSession):
    """What did you feel toward them?"""

    at: Literal["after_feeling"] = "after_feeling"


class Alliance(StrEnum):
    """The three questions on the two of them. The values are the names of their fields in `CheckIn`."""

    RESPECTED = "respected"
    SAME_WORK = "same_work"
    COULD_SPEAK = "could_speak"


class AfterAlliance(AfterSession):
    at: Literal["after_alliance"] = "after_alliance"
    asks: Alliance


class AfterItem(AfterSession):
    """Did you say it? The first of `waiting` is the one asked about."""

    at: Literal["after_item"] = "after_item"
    waiting: tuple[UUID, ...] = Field(min_length=1)


class AfterUnsaid(AfterSession):
    """Is there anything left unsaid?"""

    at: Literal["after_unsaid"] = "after_unsaid"
