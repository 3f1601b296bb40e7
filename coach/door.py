"""Who may come in: decided before anything is kept of them.

a stranger's update ─▶ admitted ─▶ a person at the beginning of the conversation
                          └── not let in: what they are told, and no row
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from coach.dialogue import Event, Idle, save_state
from coach.dialogue.events import Command
from coach.storage import Transaction, access, audit, people
from coach.storage.people import Known


class Sender(NamedTuple):
    """Who an update came from: the private chat, the language that their Telegram is set to, and, where Telegram tells,
    when it was sent (aware): what waited for us comes all at once and was not said at once. `message_id` is the message
    it came in, where nothing is lost when that goes from the chat."""

    chat_id: int
    language: str | None
    sent_at: datetime | None = None
    message_id: int | None = None

    @property
    def speaks(self) -> str:
        """Their language as a code of ours."""
        return (self.language or "en").partition("-")[0].lower()[:8]


class Door(StrEnum):
    """Who may begin: anybody, those with an invitation, or nobody but those listed."""

    OPEN = "open"
    INVITED = "invited"
    LISTED = "listed"


@dataclass(frozen=True)
class Access:
    """`listed` are chat ids that come in by any door."""

    door: Door = Door.INVITED
    listed: frozenset[int] = frozenset()

    async def admitted(self, tx: Transaction, sender: Sender, event: Event, now: datetime) -> Known | None:
        """A new person, or None where they may not come in. An invitation is used up by that."""
        if not await self._may_enter(tx, sender, event, now):
            return None
        return await people.admit(tx, sender.chat_id, sender.speaks, now, save_state(Idle()))

    async def _may_enter(self, tx: Transaction, sender: Sender, event: Event, now: datetime) -> bool:
        if sender.chat_id in self.listed or self.door is Door.OPEN:
            return True
        code = _code(event)
        if self.door is not Door.INVITED or not code:
            return False
        number = await access.redeem(tx, code, now)
        if number is not None:
            await audit.note(tx, now, "enter", f"invitation {number}", audit.TELEGRAM)
        return number is not None

    def why_not(self, event: Event) -> str:
        """The key of what somebody is told who was not let in."""
        return "invitation-used" if _code(event) and self.door is Door.INVITED else "not-invited"


def _code(event: Event) -> str:
    """What came with the link that they opened."""
    return event.arguments if isinstance(event, Command) and event.name == "start" else ""
