"""Updates → events, by PTB handlers in order: the first that fits takes it. Private chats only.

What is typed is cleaned of the two things that no database keeps: NUL and lone surrogates. A forward, or what an inline
bot wrote, is never taken for the person's own words.
"""

import re
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from telegram import CallbackQuery, ChatMember, ChatMemberUpdated, Document, Message, Update
from telegram.constants import ChatType
from telegram.error import TelegramError
from telegram.ext import BaseHandler, CallbackQueryHandler, ChatMemberHandler, MessageHandler, TypeHandler, filters

from coach.calendar_file import LARGEST
from coach.conversation import Conversation
from coach.dialogue.buttons import read_press
from coach.dialogue.events import (
    Attachment,
    CalendarFile,
    Command,
    Edited,
    Event,
    Forwarded,
    Location,
    Other,
    Tap,
    Text,
    Voice,
)
from coach.door import Sender

Reader = Callable[[Message], Event]
Taker = Callable[[Update, Any], Coroutine[Any, Any, None]]
_log = structlog.get_logger(__name__)
_Handler = BaseHandler[Update, Any, None]

_COMMAND = re.compile(r"\A/[A-Za-z0-9_]{1,64}(@\w+)?(\s|$)", re.ASCII)  # not every server marks commands as entities


def handlers(conversation: Conversation, bot_name: str) -> list[_Handler]:
    """Every handler, in the order in which they are asked."""
    new = filters.UpdateType.MESSAGE
    readers: list[tuple[filters.BaseFilter, Reader]] = [
        (filters.UpdateType.EDITED_MESSAGE & (filters.TEXT | filters.CAPTION), _edited),
        (new & (filters.FORWARDED | filters.VIA_BOT), lambda message: Forwarded()),
        (new & filters.Regex(_COMMAND), _command),
        (new & (filters.TEXT | filters.CAPTION), _text),
        (new & filters.VOICE, _voice),
        (new & filters.LOCATION, _location),
        (new & ~filters.StatusUpdate.ALL, _other),
    ]
    return [
        _Elsewhere(conversation, bot_name),
        ChatMemberHandler(_membership(conversation), ChatMemberHandler.MY_CHAT_MEMBER),
        CallbackQueryHandler(_press(conversation)),
        MessageHandler(new & _CalendarDocument(), _calendar(conversation)),  # a forwarded one, too
        *(MessageHandler(fits, _message(conversation, read)) for fits, read in readers),
    ]


class _Elsewhere(TypeHandler[Update, Any, None]):
    """Whatever does not come from a private chat: a command there gets one line, all else gets nothing."""

    def __init__(self, conversation: Conversation, bot_name: str) -> None:
        super().__init__(Update, self._decline)
        self._conversation = conversation
        self._mention = f"@{bot_name}".lower()

    def check_update(self, update: object) -> bool:
        chat = update.effective_chat if isinstance(update, Update) else None
        return chat is not None and chat.type != ChatType.PRIVATE

    async def _decline(self, update: Update, _context: object) -> None:
        message, chat = update.message, update.effective_chat
        if message and chat and (message.text or "").startswith("/") and self._mention in (message.text or "").lower():
            await self._conversation.decline(update.update_id, chat.id, "only-private", None)


def _message(conversation: Conversation, read: Reader) -> Taker:
    async def take(update: Update, _context: object) -> None:
        message = update.effective_message
        if message is not None:
            await conversation.take(update.update_id, _sender(update), read(message))

    return take


class _CalendarDocument(filters.MessageFilter):
    """A file that is a calendar by its name or its type."""

    def filter(self, message: Message) -> bool:
        file = message.document
        if file is None:
            return False
        return file.mime_type == "text/calendar" or (file.file_name or "").lower().endswith(".ics")


def _calendar(conversation: Conversation) -> Taker:
    async def take(update: Update, _context: object) -> None:
        message = update.effective_message
        if message is not None and message.document is not None:
            event = CalendarFile(await _downloaded(message.document))
            await conversation.take(update.update_id, _sender(update), event)

    return take


async def _downloaded(document: Document) -> str | None:
    """The text of a file; None where it is too large, or Telegram does not hand it over."""
    if (document.file_size or 0) > LARGEST:
        return None
    try:
        content = await (await document.get_file()).download_as_bytearray()
    except TelegramError as error:
        _log.warning("calendar.not_fetched", error=type(error).__name__)
        return None
    return clean(content.decode("utf-8", "replace")) if len(content) <= LARGEST else None


def _press(conversation: Conversation) -> Taker:
    async def take(update: Update, _context: object) -> None:
        query = update.callback_query
        if query is not None:
            await conversation.take(
                update.update_id, Sender(query.from_user.id, query.from_user.language_code), _tap(query)
            )

    return take


def _membership(conversation: Conversation) -> Taker:
    async def take(update: Update, _context: object) -> None:
        change: ChatMemberUpdated | None = update.my_chat_member
        if change is None:
            return
        away = change.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
        move = conversation.left if away else conversation.returned
        await move(update.update_id, change.chat.id)

    return take


def _sender(update: Update) -> Sender:
    chat, user = update.effective_chat, update.effective_user
    if chat is None:
        raise ValueError("a message without a chat")
    message = update.effective_message
    sent_at = (message.edit_date or message.date) if message else None
    language = user.language_code if user else None
    return Sender(chat.id, language, sent_at, message.message_id if message and _can_go(update.message) else None)


def _can_go(new: Message | None) -> bool:
    """Whether nothing is lost when this message goes from the chat: its words are stored, and no picture, voice note or
    somebody else's message came with them."""
    return new is not None and bool(new.text or new.location) and not (new.forward_origin or new.via_bot)


def clean(text: str) -> str:
    """Without NUL; a lone surrogate becomes U+FFFD. All else stays as typed."""
    return text.replace("\x00", "").encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _text(message: Message) -> Event:
    text = clean(message.text or message.caption or "")
    return Text(text, message.message_id) if text.strip() else Other(Attachment.OTHER)


def _edited(message: Message) -> Event:
    return Edited(clean(message.text or message.caption or ""), message.message_id)


def _command(message: Message) -> Event:
    word, *arguments = clean(message.text or "").split(maxsplit=1)
    return Command(word[1:].partition("@")[0].lower(), "".join(arguments).strip())


def _voice(message: Message) -> Event:
    return Voice(clean(message.voice.file_id) if message.voice else "", message.message_id)


def _location(message: Message) -> Event:
    if message.location is None:
        return Other(Attachment.OTHER)
    return Location(message.location.latitude, message.location.longitude)


def _other(message: Message) -> Event:
    kinds = {
        Attachment.STICKER: message.sticker,
        Attachment.PICTURE: message.photo or message.video or message.animation or message.video_note,
        Attachment.FILE: message.document or message.audio,
        Attachment.CONTACT: message.contact,
        Attachment.POLL: message.poll,
    }
    return Other(next((kind for kind, there in kinds.items() if there), Attachment.OTHER))


def _tap(query: CallbackQuery) -> Tap:
    """A press, as its button carried it; what is none of our data finds no row.

    PTB makes a `Message` of an inaccessible one too: only its date tells.
    """
    press = read_press(clean(query.data or ""))
    message_id = query.message.message_id if query.message and query.message.is_accessible else None
    if press is None:
        return Tap(query.id, message_id, owner=0, ticket="", action="")
    return Tap(query.id, message_id, press.owner, press.ticket, press.action, press.value)
