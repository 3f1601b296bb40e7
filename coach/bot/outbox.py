"""Messages as data → calls to the Bot API. Says what became of each; never raises for what the other side does."""

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputFile, LinkPreviewOptions
from telegram.error import TelegramError

from coach import measures
from coach.bot.outcomes import classify
from coach.messages import Close, Drawing, Edit, Fate, File, Keyboard, Message, Photo, Say, SendOutcome, Toast

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


class TelegramOutbox:
    """Sends plain text only: what a person wrote can never become markup."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, chat_id: int, message: Message) -> SendOutcome:
        outcome = await self._outcome(chat_id, message)
        measures.sent(outcome.fate)
        return outcome

    async def _outcome(self, chat_id: int, message: Message) -> SendOutcome:
        try:
            return SendOutcome(fate=Fate.SENT, message_id=await self._call(chat_id, message))
        except TelegramError as error:
            return _with_target(classify(error), message)

    async def _call(self, chat_id: int, message: Message) -> int | None:
        match message:
            case Say():
                sent = await self._bot.send_message(
                    chat_id, message.text, reply_markup=_markup(message.keyboard), link_preview_options=_NO_PREVIEW
                )
                return sent.message_id
            case Edit():
                await self._bot.edit_message_text(
                    message.text,
                    chat_id,
                    message.target,
                    reply_markup=_markup(message.keyboard),
                    link_preview_options=_NO_PREVIEW,
                )
                return message.target
            case Close():
                await self._bot.edit_message_reply_markup(chat_id, message.target)
                return message.target
            case Toast():
                await self._bot.answer_callback_query(message.press_id, message.text or None)
                return None
            case File():
                file = InputFile(message.content, filename=message.name)
                return (await self._bot.send_document(chat_id, file, caption=message.caption)).message_id
            case Photo():
                picture = InputFile(message.content, filename=message.name)
                return (await self._bot.send_photo(chat_id, picture)).message_id
            case Drawing():
                raise TypeError("a drawing is drawn before it is sent")


def _markup(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    rows = [[InlineKeyboardButton(button.label, callback_data=button.data) for button in row] for row in keyboard]
    return InlineKeyboardMarkup(rows) if rows else None


def _with_target(outcome: SendOutcome, message: Message) -> SendOutcome:
    """An edit that changed nothing still stands on the message it was meant for."""
    if outcome.fate is Fate.SENT and isinstance(message, Edit | Close):
        return outcome.model_copy(update={"message_id": message.target})
    return outcome
