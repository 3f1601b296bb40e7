"""Logs: one JSON object a line on standard error, and never a word that a person wrote.

Our own lines name events, kinds, counts and error types. Lines of libraries come in as their template only: the values
that belong into it are what could be a text, a name or an address with the token. The token is struck out of whatever
is left.
"""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{4,}")


class _Templates(logging.Handler):
    """Passes a library's line on without its values: what went wrong where, not with what."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else None
        log = structlog.get_logger(record.name)
        template = record.msg if isinstance(record.msg, str) and record.args else f"{record.module}.{record.funcName}"
        extra = {"error": error} if error else {}
        log.log(record.levelno, template, **extra)


def configure(level: str) -> None:
    """Set up logging for the process. `level` is debug, info, warning or error."""
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", key="time"),
            strike_out_tokens,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(handlers=[_Templates()], level=logging.WARNING, force=True)
    logging.captureWarnings(True)


def strike_out_tokens(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """The last net: whatever looks like a token goes."""
    return {
        key: _TOKEN.sub("…", value) if isinstance(value, str) and key != "time" else value
        for key, value in line.items()
    }
