"""Logs: one JSON object a line on standard error, and never a word that a person wrote.

::

    our lines ──────────────┐
    libraries' ─▶ template ─┼─▶ errors → their kinds ─▶ JSON ─▶ secrets struck out ─▶ standard error
    crashes ─▶ kind, place ─┘

Our own lines name events, kinds, counts and error types. Lines of libraries come in as their template only: the values
that belong into it are what could be a text, a name or an address with the token. Of an error its kind passes, and of a
crash the places in the code that it came through: what it says, and the values on the way, could be anything. The
secrets that the program knows, and whatever looks like a token, are struck out of the finished line.
"""

import json
import logging
import re
import sys
import threading
import traceback
from collections.abc import Iterable, MutableMapping
from types import TracebackType
from typing import Any
from urllib.parse import quote, quote_plus

import structlog

_JSON = structlog.processors.JSONRenderer(ensure_ascii=False, default=lambda value: type(value).__name__)
_TOKEN = r"\d{3,}(?::|%3[Aa])[A-Za-z0-9_-]{4,}"  # noqa: S105  # what one looks like
_PLACES = 12
_SHORTEST = 4  # characters: striking out less would leave nothing of any line


class _Templates(logging.Handler):
    """Passes a library's line on without its values: what went wrong where, not with what."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        if error == "CancelledError":  # being stopped is no failure
            return
        log = structlog.get_logger(record.name)
        template = record.msg if isinstance(record.msg, str) and record.args else f"{record.module}.{record.funcName}"
        extra = {"error": error} if error else {}
        log.log(_known_level(record.levelno), template, library=record.name, **extra)


def _known_level(number: int) -> int:
    """Levels that a library made up count as the one below them."""
    return min(logging.CRITICAL, max(logging.DEBUG, number // 10 * 10))


def configure(level: str, secrets: Iterable[str] = ()) -> None:
    """Set up logging for the process. `level` is debug, info, warning or error; `secrets` never pass."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", key="time"),
            only_kinds,
            Render(secrets),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[_Templates()], level=logging.WARNING, force=True)
    logging.captureWarnings(True)
    sys.excepthook = lambda _kind, error, trace: crashed(error, trace)
    threading.excepthook = lambda given: crashed(given.exc_value, given.exc_traceback)
    sys.unraisablehook = lambda given: crashed(given.exc_value, given.exc_traceback)


def crashed(error: BaseException | None, trace: TracebackType | None) -> None:
    """What Python prints of an error that nobody caught, with neither its text nor any value."""
    if isinstance(error, KeyboardInterrupt | SystemExit):
        return
    frames = list(traceback.walk_tb(trace))[-_PLACES:]
    places = [f"{frame.f_globals.get('__name__')}:{line} {frame.f_code.co_name}" for frame, line in frames]
    structlog.get_logger("crash").critical("crashed", error=type(error).__name__, through=places)


def only_kinds(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Errors, however they came into a line, become their kinds."""
    caught = line.pop("exc_info", None)
    if caught:
        error = caught if isinstance(caught, BaseException) else sys.exc_info()[1]
        line.setdefault("error", error)
    line.pop("stack_info", None)
    for name, value in line.items():
        if isinstance(value, BaseException):
            line[name] = type(value).__name__
    return line


def _spelled(secret: str) -> tuple[str, ...]:
    """As it is, in a line of JSON, and in an address, in the ways that there are."""
    return secret, json.dumps(secret)[1:-1], quote(secret), quote(secret, safe=""), quote_plus(secret)


class Render:
    """The line as JSON. The last net, over the finished line: known secrets go, and whatever looks like a token."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        spelled = {way for secret in secrets if len(secret) >= _SHORTEST for way in _spelled(secret)}
        longest_first = sorted(map(re.escape, spelled), key=len, reverse=True)
        self._struck = re.compile("|".join([*longest_first, _TOKEN]))

    def __call__(self, logger: Any, method: str, line: MutableMapping[str, Any]) -> str:
        return self._struck.sub("…", str(_JSON(logger, method, line)))
