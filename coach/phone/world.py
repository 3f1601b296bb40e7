"""The phone's world: people, chats, messages, presses, files, and what the bot has told about itself.

Pure state, no HTTP. Messages are kept as the JSON objects a bot would get. Whatever a person would notice
(a message, an edit, a toast, typing) becomes a ``Notice`` in the journal, in order; the page and the tests
read nothing else.
"""

from __future__ import annotations

import copy
import hashlib
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from coach.phone.pulse import Pulse
from coach.phone.rules import RefusedError
from coach.phone.updates import PRESS_LIFE, Updates

Json = dict[str, Any]
NoticeKind = Literal["message", "edited", "deleted", "reaction", "toast", "typing", "keyboard", "profile"]


@dataclass
class User:
    """A person with this phone. ``known`` once they have written: until then a bot cannot reach them."""

    id: int
    first_name: str
    language_code: str | None
    known: bool = False
    blocked: bool = False
    deactivated: bool = False

    def plain(self) -> Json:
        user: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        return {**user, "language_code": self.language_code} if self.language_code else user


@dataclass
class Message:
    """A message as the bot sees it (``body``), and what became of it on the screen."""

    body: Json
    deleted: bool = False
    text_edited: bool = False
    reactions: list[str] = field(default_factory=list)

    @property
    def id(self) -> int:
        return int(self.body["message_id"])


@dataclass
class Chat:
    id: int
    type: str
    title: str
    user: User | None = None
    migrated_to: int | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    keyboard: Json | None = None

    def plain(self) -> Json:
        name = "first_name" if self.type == "private" else "title"
        return {"id": self.id, "type": self.type, name: self.title}


@dataclass
class Press:
    """A callback query: good for one answer, within its life."""

    id: str
    user: User
    at: datetime
    answered: bool = False


@dataclass(frozen=True)
class File:
    id: str
    name: str
    content: bytes
    mime: str
    path: str

    @property
    def unique_id(self) -> str:
        return "U" + self.id[-16:]


@dataclass(frozen=True)
class Notice:
    """Something a person in this chat would notice; ``what`` is a snapshot."""

    kind: NoticeKind
    chat_id: int
    what: Json


class World:
    """Everything, in one place, for one bot. ``now`` gives aware UTC."""

    def __init__(self, now: Callable[[], datetime], token: str, bot_name: str) -> None:
        self.now, self.token = now, token
        self.me: Json = {
            "id": int(token.split(":")[0]),
            "is_bot": True,
            "first_name": bot_name,
            "username": "phone_test_bot",
        }
        self.pulse = Pulse()
        self.updates = Updates(now, self.pulse.beat, first_id=1)
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.presses: dict[str, Press] = {}
        self.files: dict[str, File] = {}
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.about: dict[tuple[str, str], str] = {("name", ""): bot_name}
        self.menu_buttons: dict[int | None, Json] = {}
        self.webhook: Json = {}
        self.journal: list[Notice] = []
        self.on_notice: list[Callable[[Notice], None]] = []
        self._ids = itertools.count(1)

    def stamp(self) -> int:
        return int(self.now().timestamp())

    def number(self) -> int:
        return next(self._ids)

    # People and chats

    def add_user(self, first_name: str, language_code: str | None, user_id: int) -> User:
        user = self.users[user_id] = User(user_id, first_name, language_code)
        self.chats[user_id] = Chat(user_id, "private", first_name, user)
        return user

    def add_group(self, title: str, type_: str, chat_id: int) -> Chat:
        chat = self.chats[chat_id] = Chat(chat_id, type_, title)
        return chat

    def find(self, chat_id: object) -> Chat:
        chat = self.chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise RefusedError("chat not found")
        return chat

    def reach(self, chat_id: object) -> Chat:
        """The chat, if the bot may write to it now."""
        chat = self.find(chat_id)
        if chat.migrated_to:
            text = "group chat was upgraded to a supergroup chat"
            raise RefusedError(text, migrate_to_chat_id=chat.migrated_to)
        if (user := chat.user) is not None:
            if user.deactivated:
                raise RefusedError("user is deactivated", 403)
            if user.blocked:
                raise RefusedError("bot was blocked by the user", 403)
            if not user.known:
                raise RefusedError("bot can't initiate conversation with a user", 403)
        return chat

    # Messages

    def post(self, chat: Chat, sender: Json, content: Json) -> Message:
        """Puts a message into a chat; telling the bot about it is the caller's business."""
        body = {
            "message_id": self.number(),
            "from": sender,
            "chat": chat.plain(),
            "date": self.stamp(),
            **content,
        }
        message = chat.messages[body["message_id"]] = Message(body)
        self.notice("message", chat, message.body)
        return message

    def revise(self, chat: Chat, message: Message, *, content: Json, drop: set[str]) -> None:
        """Changes a message in place, as an edit does."""
        before = message.body.get("text"), message.body.get("caption")
        for name in drop:
            message.body.pop(name, None)
        message.body.update(content, edit_date=self.stamp())
        message.text_edited |= before != (message.body.get("text"), message.body.get("caption"))
        self.notice("edited", chat, message.body)

    def remove(self, chat: Chat, message: Message) -> None:
        message.deleted = True
        self.notice("deleted", chat, {"message_id": message.id})

    def standing(self, chat: Chat, message_id: object) -> Message | None:
        message = chat.messages.get(message_id) if isinstance(message_id, int) else None
        return None if message is None or message.deleted else message

    # Files

    def keep(self, name: str, content: bytes, mime: str, folder: str) -> File:
        number = self.number()
        ending = name.rsplit(".", 1)[-1] if "." in name else "bin"
        file_id = "PHONE" + hashlib.sha256(f"{number}/{name}".encode()).hexdigest()[:40]
        file = File(file_id, name, content, mime, f"{folder}/file_{number}.{ending}")
        self.files[file_id] = file
        return file

    # Presses

    def add_press(self, user: User) -> Press:
        press = Press(str(7_000_000_000 + self.number()), user, self.now())
        self.presses[press.id] = press
        return press

    def answer(self, press_id: str) -> Press:
        """The press, for its one answer in time."""
        press = self.presses.get(press_id)
        if press is None or press.answered or self.now() - press.at > PRESS_LIFE:
            raise RefusedError("query is too old and response timeout expired or query ID is invalid")
        press.answered = True
        return press

    # What people notice

    def notice(self, kind: NoticeKind, chat: Chat, what: Json) -> None:
        notice = Notice(kind, chat.id, copy.deepcopy(what))
        self.journal.append(notice)
        for tell in self.on_notice:
            tell(notice)
        self.pulse.beat()

    def notice_everywhere(self, kind: NoticeKind) -> None:
        for chat in self.chats.values():
            self.notice(kind, chat, {})
