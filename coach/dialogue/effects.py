"""What is to be done about an event. The dialogue decides; the conversation does, in this order, in one transaction."""

from dataclasses import dataclass
from uuid import UUID

from coach.messages import Form, Message
from coach.model import CheckIn, Moment, Person, Shelf, UnsaidItem
from prompts import Outcome


@dataclass(frozen=True)
class Keep:
    """Write this moment, new or changed."""

    moment: Moment


@dataclass(frozen=True)
class Drop:
    """Take this moment back, whole."""

    moment_id: UUID


@dataclass(frozen=True)
class Change:
    """The person is now like this; what is planned for them follows."""

    person: Person


@dataclass(frozen=True)
class Met:
    """How a prompt was met."""

    delivery_id: int
    outcome: Outcome


@dataclass(frozen=True)
class Send:
    """Say this."""

    message: Message


@dataclass(frozen=True)
class AskAboutTherapist:
    """Choose a prompt about the therapist and ask it now."""


@dataclass(frozen=True)
class ShowWeek:
    """The reflection on the week `back` weeks ago; 0 is the present one."""

    back: int


@dataclass(frozen=True)
class ShowPage:
    """The same week as a page to bring or to send."""

    back: int


@dataclass(frozen=True)
class ShowTrend:
    """The month or the year, in words and as a card."""

    form: Form


@dataclass(frozen=True)
class Export:
    """Hand over everything there is of this person."""


@dataclass(frozen=True)
class Forget:
    """Delete everything there is of this person, then say `farewell`."""

    farewell: str


@dataclass(frozen=True)
class KeepShelf:
    """Write this shelf, new or changed."""

    shelf: Shelf


@dataclass(frozen=True)
class MergeShelves:
    """Everything filed on one shelf now stands on the other, and the first is no more."""

    shelf_id: UUID
    into_id: UUID


@dataclass(frozen=True)
class KeepItem:
    """Write this unsaid item, new or changed."""

    item: UnsaidItem


@dataclass(frozen=True)
class DropItem:
    """Take this unsaid item back, whole."""

    item_id: UUID


@dataclass(frozen=True)
class KeepCheckIn:
    """Write what was told after a session, as far as it was."""

    check_in: CheckIn


Effect = (
    Keep
    | Drop
    | Change
    | Met
    | Send
    | AskAboutTherapist
    | ShowWeek
    | ShowPage
    | Export
    | Forget
    | KeepShelf
    | MergeShelves
    | ShowTrend
    | KeepItem
    | DropItem
    | KeepCheckIn
)
