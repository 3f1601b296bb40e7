"""PTB's Application without its updater: it keeps the bot and the handlers; taking updates in is ours."""

import asyncio
import time
import warnings
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from telegram import Bot, BotCommand, Update
from telegram.error import BadRequest, InvalidToken, RetryAfter, TelegramError
from telegram.ext import Application, ApplicationBuilder

from coach.bot.handlers import handlers
from coach.bot.intake import Intake, Raw
from coach.bot.outbox import TelegramOutbox
from coach.bot.polling import Polling
from coach.bot.wire import Wire
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
_AT_ONCE = 464  # more than what is scheduled takes at once, so that an answer never waits for it
_ANSWER_WITHIN = 20.0
_WEBHOOK_AT_ONCE = 40
_ASK_AFTER, _LATELY, _ASK_WITHIN = 30.0, 90.0, 3.0
_DECLINED = "Telegram declines; for a webhook: it takes https at port 443, 80, 88 or 8443, see COACH_WEBHOOK_URL"
_log = structlog.get_logger(__name__)


class _Strict(Application):  # type: ignore[type-arg]  # six type parameters that nothing here uses
    """An error in a handler reaches the intake, which must know that an update had no effect."""

    async def process_error(self, update: object, error: Exception, *_args: Any, **_kwargs: Any) -> bool:
        raise error


class TokenRefusedError(Exception):
    """The Bot API knows no bot with this token."""


class NotReachedError(Exception):
    """Telegram does not answer just now."""


async def bot_name(token: str, api_url: str) -> str:
    """Ask Telegram once who we are: the bot's user name. Raises `TokenRefusedError`, `NotReachedError`."""
    wires = [Wire(at_once=1, read_timeout=_ANSWER_WITHIN) for _ in range(2)]
    bot = Bot(token, base_url=f"{api_url}/bot", request=wires[0], get_updates_request=wires[1])
    try:
        async with asyncio.timeout(_ANSWER_WITHIN), bot:
            return bot.username
    except InvalidToken:
        raise TokenRefusedError from None
    except (TelegramError, TimeoutError) as error:
        raise NotReachedError(type(error).__name__) from None


class Telegram:
    """The bot: it is started, takes updates until it is stopped, and has an outbox."""

    def __init__(
        self,
        token: str,
        api_url: str,
        *,
        paid: bool = False,
        protect: bool = False,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        """`api_url` is where the Bot API is served, such as ``https://api.telegram.org``; `paid` and `protect` are the
        outbox's."""
        wire = Wire(at_once=_AT_ONCE, read_timeout=_ANSWER_WITHIN)
        self._application = (
            ApplicationBuilder()
            .application_class(_Strict)
            .token(token)
            .base_url(f"{api_url}/bot")
            .base_file_url(f"{api_url}/file/bot")
            .request(wire)
            .get_updates_request(Wire(at_once=1, read_timeout=_POLL + 10))
            .updater(None)
            .job_queue(None)
            .build()
        )
        self.outbox: Outbox = TelegramOutbox(self._application.bot, paid=paid, protect=protect)
        self._seconds = seconds
        self._answered_at = float("-inf")

    async def start(self) -> str:
        """Reach Telegram, waiting for it as long as it takes; returns the bot's user name.

        Raises `TokenRefusedError` where there is no such bot.
        """
        await self._reach(self._application.initialize)
        return self._application.bot.username

    async def _reach(self, call: Callable[[], Awaitable[object]]) -> None:
        """Call until Telegram takes it: what it declines today can be mended, there or here."""
        tries = 0
        while True:
            try:
                await call()
                self._answered_at = self._seconds()
                return
            except InvalidToken:
                raise TokenRefusedError from None
            except TelegramError as error:
                tries += 1
                meaning = _DECLINED if isinstance(error, BadRequest) else "Telegram is not reached"
                _log.warning("telegram.not_reached", error=type(error).__name__, tries=tries, meaning=meaning)
                await asyncio.sleep(min(30.0, 0.5 * 2.0 ** min(tries, 6)))

    async def answers(self) -> bool:
        """Whether Telegram answered lately. Asks it who we are where nothing was heard for half a minute."""
        if self._seconds() - self._answered_at > _ASK_AFTER:
            try:
                async with asyncio.timeout(_ASK_WITHIN):
                    await self._application.bot.get_me()
                self._answered_at = self._seconds()
            except RetryAfter:
                self._answered_at = self._seconds()
            except (TelegramError, TimeoutError) as error:
                _log.warning("telegram.silent", error=type(error).__name__)
        return self._seconds() - self._answered_at < _LATELY

    async def show_commands(self, say: Say) -> None:
        """Fill the menu. Where Telegram declines, the commands work all the same."""
        menu = [BotCommand(name, say(f"command-{name.replace('_', '-')}")) for name in COMMANDS]
        try:
            await self._application.bot.set_my_commands(menu)
        except TelegramError as error:
            _log.warning("telegram.no_menu", error=type(error).__name__)

    def intake(self, conversation: Conversation) -> Intake:
        """Where this bot's updates go in; once, after the start."""
        self._application.add_handlers(handlers(conversation, self._application.bot.username))
        return Intake(self._handle, conversation.set_aside)

    async def poll(self, intake: Intake) -> None:
        """Fetch updates until cancelled, in place of any webhook."""
        await self._reach(self._end_webhook)
        await Polling(self._fetch, intake).run()

    async def set_webhook(self, url: str, secret: str) -> None:
        """From here on Telegram posts updates to `url`, until somebody polls. None that wait are dropped."""

        async def call() -> None:
            await self._application.bot.set_webhook(
                url,
                secret_token=secret,
                allowed_updates=ALLOWED_UPDATES,
                max_connections=_WEBHOOK_AT_ONCE,
                drop_pending_updates=False,
            )

        await self._reach(call)

    async def _end_webhook(self) -> None:
        """Updates go to a webhook or to us. A server that knows no webhooks has none to end."""
        try:
            await self._application.bot.delete_webhook(drop_pending_updates=False)
        except InvalidToken:  # PTB's word for a 404; a token that is wrong did not come past `initialize`
            _log.info("telegram.no_webhooks")

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
        self._answered_at = self._seconds()
        return [raw for raw in found if isinstance(raw.get("update_id"), int)]

    async def _handle(self, raw: Raw) -> None:
        await self._application.process_update(Update.de_json(dict(raw), self._application.bot))
