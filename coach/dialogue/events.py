"""What happened, as data: everything a person can do in a chat, a prompt falling due, a week that is told.

`trigger` is the column of the transition table that an event stands in.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from prompts import Prompt


class Attachment(StrEnum):
    """What was sent besides words."""

    STICKER = "sticker"
    PICTURE = "picture"
    FILE = "file"
    CONTACT = "contact"
    POLL = "poll"
    OTHER = "other"


@dataclass(frozen=True)
class Command:
    """``/name arguments``. A command that the bot does not know has a row too."""

    name: str
    arguments: str = ""

    @property
    def trigger(self) -> str:
        return f"/{self.name}"


@dataclass(frozen=True)
class Text:
    """Something typed, cleaned of what cannot be stored; otherwise as it came."""

    text: str
    message_id: int
    trigger = "text"


@dataclass(frozen=True)
class Edited:
    """An earlier message now says something else."""

    text: str
    message_id: int
    trigger = "edit"


@dataclass(frozen=True)
class Tap:
    """A button: `owner` and `ticket` as the button carried them. `message_id` is None where it can no longer be edited,
    `press_id` where the label was typed."""

    press_id: str | None
    message_id: int | None
    owner: int
    ticket: str
    action: str
    value: str = ""

    @property
    def trigger(self) -> str:
        return f"tap {self.action}"


@dataclass(frozen=True)
class Location:
    """A shared place, in degrees."""

    latitude: float
    longitude: float
    trigger = "location"


@dataclass(frozen=True)
class Voice:
    """A spoken note, kept by Telegram's reference to it."""

    file_id: str
    message_id: int
    trigger = "voice"


@dataclass(frozen=True)
class Other:
    """Something that the bot keeps nothing of."""

    attachment: Attachment
    trigger = "other"


@dataclass(frozen=True)
class Forwarded:
    """Somebody else's words, or an inline bot's: never stored as the person's own."""

    trigger = "forward"


@dataclass(frozen=True)
class PromptDue:
    """The bot asks. `delivery_id` is where it is recorded how the prompt was met; what is typed after `until` (aware
    UTC) is no answer to it any more. `fewer`: nothing came back for days, and from here on there are fewer."""

    prompt: Prompt
    delivery_id: int
    until: datetime
    fewer: bool = False
    trigger = "prompt"


@dataclass(frozen=True)
class WeekTold:
    """The bot tells the week, `back` weeks ago: its words, and the lines that can be decided about, by their ids.
    `delivery_id` where it came by itself."""

    words: str
    lines: tuple[UUID, ...]
    back: int = 0
    delivery_id: int | None = None
    trigger = "week"


@dataclass(frozen=True)
class CheckInDue:
    """A session is over: the bot asks how it was. `delivery_id` is the message that asks."""

    delivery_id: int
    trigger = "check_in"


@dataclass(frozen=True)
class CalendarFile:
    """A shared calendar, as the text of its file; None where it could not be had, or is too large."""

    text: str | None = field(repr=False)
    trigger = "calendar"


Event = (
    Command
    | Text
    | Edited
    | Tap
    | Location
    | Voice
    | Other
    | Forwarded
    | PromptDue
    | WeekTold
    | CheckInDue
    | CalendarFile
)
