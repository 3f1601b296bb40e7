"""The phone in a test's hand: people who write and tap, what they see, and all that the bot did.

    async with running_phone(now=clock.now) as phone:
        ann = phone.user("Ann")
        await ann.says("/start")
        await ann.sees("Which time zone")
        await ann.taps("Later")

Everything happens in the caller's event loop; the bot, wherever it runs, comes in over HTTP.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from coach.phone import images, people, screen
from coach.phone.faults import Fault, Planned
from coach.phone.pageapi import FIRST_ID, Control, Page
from coach.phone.server import serving
from coach.phone.switchboard import Call, Switchboard
from coach.phone.world import Chat, Json, Message, Notice, User, World

TOKEN = "1000:test-token-of-the-built-in-phone"  # noqa: S105 - opens nothing but this phone
FIRST_GROUP = -4_000_001


@dataclass(frozen=True)
class Line:
    """One message on the screen. ``data`` maps a button's label to its callback data."""

    message_id: int
    who: str
    mine: bool
    text: str
    buttons: tuple[tuple[str, ...], ...]
    data: dict[str, str]
    edited: bool
    media: Json | None
    raw: Json

    def __str__(self) -> str:
        rows = "".join("\n    " + " ".join(f"[{label}]" for label in row) for row in self.buttons)
        media = f"({self.media['kind']}) " if self.media else ""
        return f"{self.who}: {media}{self.text}{' (edited)' if self.edited else ''}{rows}"


def _line(message: Message, viewer: int) -> Line:
    seen = screen.view(message, viewer)
    return Line(
        message_id=seen["id"],
        who=seen["who"],
        mine=seen["mine"],
        text=seen["text"],
        buttons=tuple(tuple(button["text"] for button in row) for row in seen["buttons"]),
        data={
            button["text"]: button["callback_data"]
            for row in seen["buttons"]
            for button in row
            if "callback_data" in button
        },
        edited=seen["edited"],
        media=seen["media"],
        raw=message.body,
    )


class PhoneUser:
    """A person with the phone. What they do is done at once; ``sees`` and ``settled`` wait."""

    def __init__(self, phone: Phone, user: User) -> None:
        self._phone, self.user = phone, user
        self._looked = 0

    @property
    def id(self) -> int:
        return self.user.id

    @property
    def _world(self) -> World:
        return self._phone.world

    @property
    def _chat(self) -> Chat:
        return self._world.chats[self.user.id]

    # What they do

    async def says(self, text: str, chat: Chat | None = None) -> int:
        """The (last) message's id."""
        return people.says(self._world, self.user, text, chat)[-1].id

    async def edits(self, message_id: int, text: str) -> None:
        people.edits(self._world, self.user, message_id, text)

    async def taps(self, label: str) -> str | None:
        """The newest button of that label, under a message or on the reply keyboard; returns the press's id."""
        for line in reversed(self.screen()):
            if label in line.data:
                return people.presses(self._world, self.user, line.data[label], line.message_id)
        for row in (self._chat.keyboard or {}).get("keyboard", []):
            for button in row:
                if button["text"] == label:
                    people.taps_keyboard(self._world, self.user, button)
                    return None
        raise LookupError(f"no button {label!r} on {self.user.first_name}'s screen:\n{self.transcript()}")

    async def presses(
        self, data: str, message_id: int, *, inaccessible: bool = False, owner: PhoneUser | None = None
    ) -> str:
        """Any data on any message, forged or old; ``owner``: on a message in that person's chat."""
        chat = owner._chat if owner else None
        return people.presses(self._world, self.user, data, message_id, inaccessible=inaccessible, chat=chat)

    def _sends(self, content: Json) -> int:
        return people.sends(self._world, self.user, content).id

    async def sends_location(self, latitude: float, longitude: float) -> int:
        return self._sends(people.location(latitude, longitude))

    async def sends_sticker(self, emoji: str = "🙂") -> int:
        return self._sends(people.sticker(self._world, emoji))

    async def sends_voice(self, seconds: int = 7, content: bytes = b"OggS") -> int:
        return self._sends(people.voice(self._world, seconds, content))

    async def sends_video(self, seconds: int = 3) -> int:
        return self._sends(people.video(self._world, seconds))

    async def sends_photo(self, content: bytes | None = None, caption: str = "") -> int:
        content = content or images.plain_png(90, 60, (222, 209, 188))
        file = self._world.keep("photo.png", content, "image/png", "photos")
        words = {"caption": caption} if caption else {}
        return self._sends({**people.photo(file), **words})

    async def sends_document(self, name: str, content: bytes) -> int:
        file = self._world.keep(name, content, "application/octet-stream", "documents")
        return self._sends(people.document(file))

    async def sends_poll(self, question: str = "Which?", options: Sequence[str] = ("One", "Other")) -> int:
        return self._sends(people.poll(self._world, question, list(options)))

    async def sends_contact(self) -> int:
        return self._sends(people.contact(self.user))

    async def forwards(self, text: str, sender: str = "Someone else") -> int:
        return self._sends(people.forwarded(self._world, text, sender))

    async def says_via_bot(self, text: str) -> int:
        return self._sends(people.via_bot(text))

    async def migrates(self, group: Chat) -> Chat:
        return people.migrates(self._world, self.user, group, -1_001_000_000_000 + group.id)

    async def blocks(self) -> None:
        people.blocks(self._world, self.user)

    async def unblocks(self) -> None:
        people.unblocks(self._world, self.user)

    async def deactivates(self) -> None:
        self.user.deactivated = True

    # What they see

    def screen(self) -> list[Line]:
        """Every message still there, oldest first."""
        return [_line(one, self.id) for one in self._chat.messages.values() if not one.deleted]

    def transcript(self) -> str:
        return "\n".join(map(str, self.screen()))

    @property
    def keyboard(self) -> list[list[str]]:
        """The reply keyboard's labels."""
        rows = (self._chat.keyboard or {}).get("keyboard", [])
        return [[button["text"] for button in row] for row in rows]

    @property
    def toasts(self) -> list[str]:
        notices = (one for one in self._world.journal if one.chat_id == self.id and one.kind == "toast")
        return [one.what["text"] for one in notices if one.what["text"]]

    def news(self) -> list[Line]:
        """The bot's messages and edits since the last look; now looked at."""
        found = [line for _, line in self._unseen()]
        self._looked = len(self._world.journal)
        return found

    def _unseen(self) -> list[tuple[int, Line]]:
        journal = self._world.journal
        return [
            (index, _line(Message(notice.what, text_edited=notice.kind == "edited"), self.id))
            for index, notice in enumerate(journal[self._looked :], self._looked + 1)
            if self._from_bot(notice)
        ]

    def _from_bot(self, notice: Notice) -> bool:
        told = notice.kind in {"message", "edited"} and notice.chat_id == self.id
        return told and bool(notice.what["from"]["is_bot"])

    async def sees(self, pattern: str | re.Pattern[str], timeout: float = 5.0) -> Line:  # noqa: ASYNC109 - the caller's words
        """The next message or edit of the bot, since the last look, that contains or matches ``pattern``."""

        def look() -> tuple[int, Line] | None:
            return next((one for one in self._unseen() if _matches(pattern, one[1])), None)

        if (found := await self._world.pulse.until(look, timeout)) is None:
            news = "\n".join(str(line) for _, line in self._unseen()) or "(nothing)"
            raise AssertionError(
                f"{self.user.first_name} never saw {pattern!r}\n--- new:\n{news}\n--- screen:\n{self.transcript()}"
            )
        self._looked = found[0]
        return found[1]

    async def settled(self, quiet: float = 0.15, timeout: float = 5.0) -> None:  # noqa: ASYNC109 - as above
        await self._phone.settled(quiet, timeout)


def _matches(pattern: str | re.Pattern[str], line: Line) -> bool:
    if isinstance(pattern, str) and pattern in line.text:
        return True
    try:
        return re.search(pattern, line.text) is not None
    except re.error:
        return False


class Phone:
    """The phone, its people, and what the bot did."""

    def __init__(self, switchboard: Switchboard, port: int) -> None:
        self._switchboard = switchboard
        self.world = switchboard.world
        self.url = f"http://127.0.0.1:{port}"
        self.token = self.world.token

    def user(self, first_name: str, language_code: str | None = "en", user_id: int | None = None) -> PhoneUser:
        """A new person, who has not yet written to the bot."""
        number = user_id or FIRST_ID + len(self.world.users) + 1
        return PhoneUser(self, self.world.add_user(first_name, language_code, number))

    def group(self, title: str) -> Chat:
        return self.world.add_group(title, "group", FIRST_GROUP - len(self.world.chats))

    @property
    def calls(self) -> list[Call]:
        return self._switchboard.calls

    @property
    def refusals(self) -> list[Call]:
        return self._switchboard.refusals

    @property
    def pending(self) -> list[Json]:
        return self.world.updates.pending

    def fail(self, method: str | None, how: Fault, times: int = 1, chat: int | None = None) -> None:
        """The next ``times`` calls of ``method`` (any if None), to ``chat`` (any if None), fail like this."""
        self._switchboard.planned.append(Planned(how, method, chat, times))

    def inject(self, update: Json) -> None:
        """Anything as an update; with an ``update_id`` of its own it keeps it."""
        self.world.updates.inject(update)

    def messages_held(self) -> AbstractContextManager[None]:
        """While inside, presses overtake messages."""
        return self.world.updates.messages_held()

    def restart_update_ids(self, at: int) -> None:
        self.world.updates.restart(at)

    async def until(self, look: Callable[[], Any], timeout: float = 5.0) -> Any:  # noqa: ASYNC109 - as in ``sees``
        """The first truthy thing ``look`` returns, looked for whenever the phone's world changes."""
        found = await self.world.pulse.until(lambda: look() or None, timeout)
        if found is None:
            raise AssertionError("it never came true")
        return found

    async def settled(self, quiet: float = 0.15, timeout: float = 5.0) -> None:  # noqa: ASYNC109 - as in ``sees``
        """Until no update is unconfirmed, no call open, and nothing was called for ``quiet`` seconds."""
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout
        while (rest := self._rest(quiet, loop.time())) > 0:
            if loop.time() > end:
                raise AssertionError(f"not settled: {len(self.pending)} updates unconfirmed")
            await asyncio.sleep(rest)

    def _rest(self, quiet: float, now: float) -> float:
        working = any(one.outcome == "open" and one.method != "getUpdates" for one in self.calls[-200:])
        if self.pending or working:
            return min(quiet, 0.02)
        return self._switchboard.last_activity + quiet - now


@asynccontextmanager
async def running_phone(
    port: int = 0,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    *,
    token: str = TOKEN,
    bot_name: str = "Unsaid",
    controls: Sequence[Control] = (),
    zone: Callable[[], str] = lambda: "UTC",
) -> AsyncIterator[Phone]:
    """A phone on 127.0.0.1, for as long as the block lasts. ``now`` gives aware UTC."""
    switchboard = Switchboard(World(now, token, bot_name))
    page = Page(switchboard.world, controls, zone)
    async with serving(switchboard, page, port) as bound:
        yield Phone(switchboard, bound)
