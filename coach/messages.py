"""What the bot says, as data, and what became of it. Knows no Telegram: `bot` turns these into calls.

A message that *opens* a question is the one whose buttons count from then on. Storage remembers it as the person's
open message; `target=None` in `Close` means that one, resolved only when the message goes out, because a
message's id is not known before it was sent.
"""

from enum import StrEnum
from typing import Annotated, Literal, Protocol

from pydantic import AwareDatetime, ConfigDict, Field

from coach.model import Frozen


class Button(Frozen):
    """`data` comes back when it is tapped: at most 64 bytes."""

    label: str
    data: str


Keyboard = tuple[tuple[Button, ...], ...]


class Stay(StrEnum):
    """How long a message is of use in a chat that is kept tidy, where its kind does not tell.

    WAITS: until the question in it is over. LONG: whatever follows, as long as there is. KEPT: it is not removed.
    """

    WAITS = "waits"
    LONG = "long"
    KEPT = "kept"


class InChat(Frozen):
    """What changes the chat. `tidy` where its person has the chat kept tidy."""

    tidy: bool = False


class Say(InChat):
    """A new message; `opens` when its buttons ask the question that is open from now on."""

    kind: Literal["say"] = "say"
    text: str
    keyboard: Keyboard = ()
    opens: bool = False
    stay: Stay | None = None


class Edit(InChat):
    """A message takes a new text and new buttons; said anew where the old one can no longer be changed."""

    kind: Literal["edit"] = "edit"
    target: int
    text: str
    keyboard: Keyboard = ()
    opens: bool = False
    stay: Stay | None = None


class Close(InChat):
    """A message keeps its text and loses its buttons; with `unless_open`, only if it is not the open question's.
    `through` where the person closed it: they have read it."""

    kind: Literal["close"] = "close"
    target: int | None = None
    unless_open: bool = False
    through: bool = False


class Remove(Frozen):
    """Messages go from the chat, at most a hundred, ours or the person's. Those that are gone already do no harm."""

    kind: Literal["remove"] = "remove"
    targets: tuple[int, ...]


class Toast(Frozen):
    """The answer to a press, with or without a line that fades. Worth nothing once the press is old."""

    kind: Literal["toast"] = "toast"
    press_id: str
    text: str = ""


class File(Frozen):
    """A document with a caption. `content` is carried as base64 in JSON."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")
    kind: Literal["file"] = "file"
    name: str
    content: bytes
    caption: str = ""


class Photo(Frozen):
    """A picture that the chat shows. `content` is PNG, carried as base64 in JSON."""

    model_config = ConfigDict(ser_json_bytes="base64", val_json_bytes="base64")
    kind: Literal["photo"] = "photo"
    name: str
    content: bytes


class Form(StrEnum):
    """What is drawn: of a week a card for the phone or a page for the room; of a month or a year a card of counts; and
    the copy of everything, which is made in the same way."""

    CARD = "card"
    PAGE = "page"
    MONTH = "month"
    YEAR = "year"
    EXPORT = "export"


class Drawing(InChat):
    """A picture that is owed and drawn when it goes out: the week that holds `at`, or `back` weeks earlier."""

    kind: Literal["drawing"] = "drawing"
    form: Form
    at: AwareDatetime
    back: int = 0


Message = Annotated[Say | Edit | Close | Toast | File | Photo | Drawing | Remove, Field(discriminator="kind")]


class Fate(StrEnum):
    """Everything that can become of one send.

    SENT: Telegram took it. BLOCKED: the person is gone until they come back. WAIT: a 429, not taken. REFUSED: surely
    not taken, worth another try (5xx, no connection). REJECTED: never will be taken as it is. UNKNOWN: may have been.
    """

    SENT = "sent"
    BLOCKED = "blocked"
    WAIT = "wait"
    REFUSED = "refused"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


class SendOutcome(Frozen):
    """The fate of one send. `retry_after` is in seconds; `moved_to` is the chat's new id after a migration."""

    fate: Fate
    message_id: int | None = None
    retry_after: float = 0.0
    moved_to: int | None = None


class Outbox(Protocol):
    """Sends one message to one chat and says what became of it. Never raises for what Telegram or the network does."""

    async def send(self, chat_id: int, message: Message) -> SendOutcome: ...
