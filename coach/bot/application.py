"""PTB's Application without its updater: it keeps the bot and the handlers; fetching is `intake`'s."""

import asyncio
import warnings
from collections.abc import Mapping
from typing import Any

import structlog
from telegram import BotCommand, Update
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ApplicationBuilder
from telegram.request import HTTPXRequest

from coach.bot.handlers import handlers
from coach.bot.intake import Intake, Raw
from coach.bot.outbox import TelegramOutbox
from coach.conversation import Conversation
from coach.messages import Outbox
from coach.texts import Say

COMMANDS = (  # in the menu, in this order
    "week",
    "unsaid",
    "say",
    "feel",
    "therapist",
    "page",
    "month",
    "year",
    "shelves",
    "undo",
    "words",
    "learn",
    "myprompt",
    "session",
    "away",
    "back",
    "settings",
    "days",
    "quiet",
    "pause",
    "resume",
    "help",
    "help_now",
    "privacy",
    "forget",
)
ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
_POLL = 30
_AT_ONCE = 64
_log = structlog.get_logger(__name__)


class _Strict(Application):  # type: ignore[type-arg]  # six type parameters that nothing here uses
    """An error in a handler reaches the intake, which must know that an update had no effect."""

    async def process_error(self, update: object, error: Exception, *_args: Any, **_kwargs: Any) -> bool:
        raise error


class TokenRefusedError(Exception):
    """The Bot API knows no bot with this token."""


class Telegram:
    """The bot: it is started, takes updates until it is stopped, and has an outbox."""

    def __init__(self, token: str, api_url: str) -> None:
        """`api_url` is where the Bot API is served, such as ``https://api.telegram.org``."""
        self._application = (
            ApplicationBuilder()
            .application_class(_Strict)
            .token(token)
            .base_url(f"{api_url}/bot")
            .base_file_url(f"{api_url}/file/bot")
            .request(HTTPXRequest(connection_pool_size=_AT_ONCE, pool_timeout=30, read_timeout=20, write_timeout=20))
            .get_updates_request(HTTPXRequest(connection_pool_size=1, read_timeout=_POLL + 10))
            .updater(None)
            .job_queue(None)
            .build()
        )
        self.outbox: Outbox = TelegramOutbox(self._application.bot)

    async def start(self) -> str:
        """Reach Telegram, waiting for it as long as it takes; returns the bot's user name.

        Raises `TokenRefusedError` where there is no such bot.
        """
        tries = 0
        while True:
            try:
                await self._application.initialize()
                await self._end_webhook()
                return self._application.bot.username
            except InvalidToken:
                raise TokenRefusedError from None
            except TelegramError as error:
                tries += 1
                _log.warning("telegram.not_reached", error=type(error).__name__, tries=tries)
                await asyncio.sleep(min(30.0, 0.5 * 2.0 ** min(tries, 6)))

    async def _end_webhook(self) -> None:
        """Updates go to a webhook or to us. A server that knows no webhooks has none to end."""
        try:
            await self._application.bot.delete_webhook(drop_pending_updates=False)
        except InvalidToken:  # PTB's word for a 404; a token that is wrong did not come past `initialize`
            _log.info("telegram.no_webhooks")

    async def show_commands(self, say: Say) -> None:
        """Fill the menu. Where Telegram declines, the commands work all the same."""
        menu = [BotCommand(name, say(f"command-{name.replace('_', '-')}")) for name in COMMANDS]
        try:
            await self._application.bot.set_my_commands(menu)
        except TelegramError as error:
            _log.warning("telegram.no_menu", error=type(error).__name__)

    async def take_updates(self, conversation: Conversation) -> None:
        """Poll until cancelled."""
        self._application.add_handlers(handlers(conversation, self._application.bot.username))
        await Intake(self._fetch, self._handle, conversation.set_aside).run()

    async def stop(self) -> None:
        await self._application.shutdown()

    async def _fetch(self, offset: int | None) -> list[Raw]:
        """Updates as JSON: parsing them one by one lets one bad update hold up nobody."""
        wanted: dict[str, Any] = {"timeout": _POLL, "allowed_updates": list(ALLOWED_UPDATES)}
        if offset is not None:
            wanted["offset"] = offset
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # PTB recommends its own get_updates, which parses all or nothing
            found: list[Mapping[str, Any]] = await self._application.bot.do_api_request("getUpdates", wanted)
        return [raw for raw in found if isinstance(raw.get("update_id"), int)]

    async def _handle(self, raw: Raw) -> None:
        await self._application.process_update(Update.de_json(dict(raw), self._application.bot))
