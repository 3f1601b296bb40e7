"""Logs: one JSON object a line on standard error, and never a word that a person wrote.

Our own lines name events, kinds, counts and error types. Lines of libraries come in as their template only: the values
that belong into it are what could be a text, a name or an address with the token. The token is struck out of whatever
is left.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_JSON = structlog.processors.JSONRenderer(ensure_ascii=False)
_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{4,}")


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


def configure(level: str) -> None:
    """Set up logging for the process. `level` is debug, info, warning or error."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", key="time"),
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[_Templates()], level=logging.WARNING, force=True)
    logging.captureWarnings(True)


def render(logger: Any, method: str, line: MutableMapping[str, Any]) -> str:
    """The line as JSON. The last net, over the finished line: whatever looks like a token goes."""
    return _TOKEN.sub("…", str(_JSON(logger, method, line)))
