"""Messages as data → calls to the Bot API. Says what became of each; never raises for what the other side does."""

from typing import Any

from telegram import Bot, InputFile
from telegram.error import TelegramError

from coach import measures
from coach.bot.outcomes import classify
from coach.bot.wire import Payload
from coach.messages import Close, Drawing, Edit, Fate, File, Keyboard, Message, Photo, Remove, Say, SendOutcome, Toast

_NO_PREVIEW = '{"is_disabled": true}'


class TelegramOutbox:
    """Sends plain text only: what a person wrote can never become markup."""

    def __init__(self, bot: Bot, *, paid: bool = False, protect: bool = False) -> None:
        """`bot` speaks over a `Wire`. With `paid`, messages go out as paid broadcasts: over thirty a second cost. With
        `protect`, what quotes a person, or may be changed into something that does, cannot be forwarded or saved."""
        self._bot = bot
        self._protected: dict[str, Any] = {"protect_content": True} if protect else {}
        self._paid: dict[str, Any] = {"allow_paid_broadcast": True} if paid else {}

    async def send(self, chat_id: int, message: Message) -> SendOutcome:
        outcome = await self._outcome(chat_id, message)
        if not isinstance(message, Remove):  # nothing was said, and Telegram may decline
            measures.sent(outcome.fate)
        return outcome

    async def _outcome(self, chat_id: int, message: Message) -> SendOutcome:
        try:
            return SendOutcome(fate=Fate.SENT, message_id=await self._call(chat_id, message))
        except TelegramError as error:
            return _with_target(classify(error), message)

    async def _post(self, method: str, chat_id: int, values: dict[str, Any]) -> Any:
        """One call without PTB's objects: a message goes out in a third of the time that its own methods take."""
        return await self._bot.request.post(f"{self._bot.base_url}/{method}", Payload({"chat_id": chat_id, **values}))

    async def _call(self, chat_id: int, message: Message) -> int | None:
        match message:
            case Say():
                sent = await self._post("sendMessage", chat_id, _text(message) | self._paid | self._kept(message))
                return int(sent["message_id"])
            case Edit():
                await self._post("editMessageText", chat_id, _text(message) | {"message_id": message.target})
                return message.target
            case Close():
                await self._post("editMessageReplyMarkup", chat_id, {"message_id": message.target})
                return message.target
            case Remove():
                await self._post("deleteMessages", chat_id, {"message_ids": list(message.targets)})
                return None
            case Toast():
                await self._bot.answer_callback_query(message.press_id, message.text or None)
                return None
            case File():
                file = InputFile(message.content, filename=message.name)
                ways = self._paid | self._protected
                document = await self._bot.send_document(chat_id, file, caption=message.caption, **ways)
                return document.message_id
            case Photo():
                picture = InputFile(message.content, filename=message.name)
                return (await self._bot.send_photo(chat_id, picture, **self._paid, **self._protected)).message_id
            case Drawing():
                raise TypeError("a drawing is drawn before it is sent")

    def _kept(self, message: Say) -> dict[str, Any]:
        """Numbers to call in need are neither quoted nor asked about: those can be copied."""
        return self._protected if message.keyboard or "“" in message.text else {}


def _text(message: Say | Edit) -> dict[str, Any]:
    values: dict[str, Any] = {"text": message.text, "link_preview_options": _NO_PREVIEW}
    if message.keyboard:
        values["reply_markup"] = {"inline_keyboard": _rows(message.keyboard)}
    return values


def _rows(keyboard: Keyboard) -> list[list[dict[str, str]]]:
    return [[{"text": button.label, "callback_data": button.data} for button in row] for row in keyboard]


def _with_target(outcome: SendOutcome, message: Message) -> SendOutcome:
    """An edit that changed nothing still stands on the message it was meant for."""
    if outcome.fate is Fate.SENT and isinstance(message, Edit | Close):
        return outcome.model_copy(update={"message_id": message.target})
    return outcome
