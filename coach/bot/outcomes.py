"""What became of a call to Telegram, from what PTB raised. The one place where errors are read."""

import os
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from coach.messages import Fate, SendOutcome

os.environ.setdefault("PTB_TIMEDELTA", "true")  # PTB's own switch for what its next version does
_GONE = ("bot was blocked by the user", "user is deactivated")
_NO_SUCH_METHOD = "Not Found"  # PTB reads every 404 as a wrong token
_TOO_LARGE = "(413)"
_ALREADY_SO = "message is not modified"


class NotSentError(NetworkError):
    """The connection never stood, or its turn never came: surely nothing was sent."""


class LostError(NetworkError):
    """The connection broke on the way: it may have been taken."""


def classify(error: TelegramError) -> SendOutcome:
    """The fate of a send that raised. PTB's `BadRequest` is a `NetworkError`, so the order of these lines matters."""
    if isinstance(error, RetryAfter):
        return SendOutcome(fate=Fate.WAIT, retry_after=_seconds(error.retry_after))
    if isinstance(error, ChatMigrated):
        return SendOutcome(fate=Fate.REFUSED, moved_to=error.new_chat_id)
    if isinstance(error, Forbidden):
        gone = any(reason in error.message for reason in _GONE)
        return SendOutcome(fate=Fate.BLOCKED if gone else Fate.REJECTED)
    if isinstance(error, BadRequest):
        return SendOutcome(fate=Fate.SENT if _ALREADY_SO in error.message.lower() else Fate.REJECTED)
    if isinstance(error, InvalidToken) and error.message == _NO_SUCH_METHOD:
        return SendOutcome(fate=Fate.REJECTED)
    if isinstance(error, InvalidToken | Conflict):
        return SendOutcome(fate=Fate.REFUSED)
    if isinstance(error, NetworkError):
        return SendOutcome(fate=_network(error))
    return SendOutcome(fate=Fate.UNKNOWN)


def _network(error: NetworkError) -> Fate:
    """Surely not taken where the connection never stood or Telegram answered with an error of its own; else unknown."""
    if _TOO_LARGE in error.message:
        return Fate.REJECTED
    return Fate.UNKNOWN if isinstance(error, TimedOut | LostError) else Fate.REFUSED


def _seconds(value: float | timedelta) -> float:
    return value.total_seconds() if isinstance(value, timedelta) else float(value)
