import asyncio
import gc
import io
import json
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote, quote_plus

import httpx
import pytest
import structlog
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from telegram import Bot
from telegram.error import TelegramError

from coach import logs
from coach.web import listening

Lines = Callable[[], list[dict[str, Any]]]
TOKEN = "123456789:AAtest-token_of-a-bot"
PASSWORD = "p@ss/word of the database"
WEBHOOK = "a-secret-that-nobody-guesses"
SAID = "he looked at the clock"


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    """Logging as the product sets it up, at its most talkative; all that came out, each line as JSON."""
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    logs.configure("debug", [PASSWORD, WEBHOOK])
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers[:] = before
    root.setLevel(level)
    logging.captureWarnings(False)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    structlog.reset_defaults()


def test_our_lines_are_json_with_a_level_and_a_time(lines: Lines) -> None:
    structlog.get_logger("ours").info("delivery.over", kind="prompt", latest=0.5)
    (line,) = lines()
    assert line.pop("time").endswith("Z")
    assert line == {"event": "delivery.over", "kind": "prompt", "latest": 0.5, "level": "info"}


def test_lines_below_the_level_stay_away(lines: Lines) -> None:
    logs.configure("error")
    structlog.get_logger("another").warning("quiet")
    assert lines() == []


@pytest.mark.parametrize(
    "value",
    [
        f"https://api.telegram.org/bot{TOKEN}/getMe",
        [f"bot{TOKEN}"],
        {"deep": {"url": TOKEN}},
        ValueError(TOKEN),
        TOKEN.encode(),
    ],
    ids=["a text", "a list", "a mapping", "an error", "bytes"],
)
def test_a_token_is_struck_out_wherever_it_hides(lines: Lines, value: object) -> None:
    structlog.get_logger("token").info(f"asked {TOKEN}", value=value)
    (line,) = lines()
    assert "test-token" not in json.dumps(line)
    assert line["event"] == "asked …"


def test_striking_out_leaves_times_and_numbers_alone(lines: Lines) -> None:
    structlog.get_logger("numbers").info("at 2026-03-02T09:15:30", count=123456, pair={"123456": "abcdef"})
    (line,) = lines()
    assert (line["event"], line["count"], line["pair"]) == ("at 2026-03-02T09:15:30", 123456, {"123456": "abcdef"})


def test_a_librarys_values_never_pass(lines: Lines) -> None:
    logging.getLogger("telegram.ext").warning("No handler for %s from %d", SAID, 7)
    (line,) = lines()
    assert line["event"] == "No handler for %s from %d"
    assert line["library"] == "telegram.ext"
    assert SAID not in json.dumps(line)


def test_a_line_that_a_library_had_put_together_passes_as_where_it_came_from(lines: Lines) -> None:
    logging.getLogger("telegram.ext").error(f"cannot parse {SAID}")  # noqa: G004  # that is what libraries do
    (line,) = lines()
    assert line["event"].startswith("test_logs.")
    assert SAID not in json.dumps(line)


def test_of_an_error_only_its_kind_passes(lines: Lines) -> None:
    try:
        raise LookupError(SAID)
    except LookupError:
        logging.getLogger("apscheduler").exception("Job %s raised", SAID)
    (line,) = lines()
    assert line["error"] == "LookupError"
    assert SAID not in json.dumps(line)


def test_an_object_logged_as_a_message_is_not_shown(lines: Lines) -> None:
    logging.getLogger("any").error({"text": SAID})
    assert SAID not in json.dumps(lines())


def test_a_librarys_idle_talk_is_not_heard(lines: Lines) -> None:
    logging.getLogger("httpx").info("HTTP Request: %s", f"https://api.telegram.org/bot{TOKEN}/getMe")
    assert lines() == []


@pytest.mark.parametrize(("number", "level"), [(35, "warning"), (55, "critical"), (49, "error")])
def test_a_level_that_a_library_made_up_does_no_harm(lines: Lines, number: int, level: str) -> None:
    logging.getLogger("odd").log(number, "odd %s", SAID)
    (line,) = lines()
    assert line["level"] == level


def test_a_warning_of_python_says_nothing_of_its_text(lines: Lines) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(SAID, UserWarning, stacklevel=1)
    assert SAID not in json.dumps(lines())


# Secrets and errors, wherever they hide


@pytest.mark.parametrize("secret", [PASSWORD, WEBHOOK, TOKEN])
@pytest.mark.parametrize("spelled", [str, quote, quote_plus, lambda one: quote(one, safe=""), repr, json.dumps])
def test_a_secret_that_the_program_knows_is_struck_out_however_it_is_spelled(
    lines: Lines, secret: str, spelled: Callable[[str], str]
) -> None:
    structlog.get_logger("secret").info(f"opens {spelled(secret)}", url=f"postgresql://unsaid:{spelled(secret)}@db/x")
    written = json.dumps(lines())
    assert not any(part in written for part in ("ss/word", "ss%2Fword", "nobody-guesses", "test-token"))


def test_a_password_too_short_to_strike_out_leaves_lines_as_they_are() -> None:
    assert json.loads(logs.Render(["e", ""])(None, "info", {"event": "event"})) == {"event": "event"}


class _Says:
    """Something that tells everything about itself."""

    def __repr__(self) -> str:
        return SAID


@pytest.mark.parametrize("value", [ValueError(SAID), _Says(), [ValueError(SAID)], {"deep": {"error": _Says()}}])
def test_of_what_is_no_plain_value_only_its_kind_passes(lines: Lines, value: object) -> None:
    structlog.get_logger("ours").error("failed", value=value)
    written = json.dumps(lines())
    assert SAID not in written
    assert type(value).__name__ in written or "ValueError" in written or "_Says" in written


@pytest.mark.parametrize("how", [True, "the error", "as the interpreter gives it"])
def test_a_traceback_handed_to_our_own_log_is_its_kind(lines: Lines, how: object) -> None:
    log = structlog.get_logger("ours")
    try:
        raise LookupError(SAID)
    except LookupError as error:
        given = {"the error": error, "as the interpreter gives it": sys.exc_info()}.get(str(how), True)
        log.error("failed", exc_info=given)
    assert lines()[0]["error"] == "LookupError"
    assert SAID not in json.dumps(lines())


def _crash(secret: str = SAID) -> None:
    local = {"text": secret}
    raise LookupError(f"{local} of {TOKEN}") from ValueError(secret)


def test_a_crash_tells_its_kind_and_the_way_it_took_and_nothing_else(lines: Lines) -> None:
    try:
        _crash()
    except LookupError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    (line,) = lines()
    assert (line["event"], line["error"]) == ("crashed", "LookupError")
    assert line["through"][-1].endswith(" _crash")
    assert not any(part in json.dumps(line) for part in (SAID, "test-token"))


def test_a_crash_of_a_thread_tells_no_more(lines: Lines) -> None:
    thread = threading.Thread(target=_crash)
    thread.start()
    thread.join()
    assert lines()[0]["error"] == "LookupError"
    assert SAID not in json.dumps(lines())


def test_an_error_that_python_cannot_raise_tells_no_more(lines: Lines) -> None:
    class Last:
        def __del__(self) -> None:
            _crash()

    last = Last()
    del last
    assert lines()[0]["error"] == "LookupError"
    assert SAID not in json.dumps(lines())


# The libraries themselves, at their most talkative


@pytest.fixture
def talkative(lines: Lines) -> Iterator[Lines]:
    """Every library logs at DEBUG, and all of it reaches our handler."""
    root = logging.getLogger()
    root.setLevel(logging.DEBUG)
    names = (
        "telegram",
        "telegram.ext",
        "httpx",
        "httpcore",
        "asyncio",
        "sqlalchemy.engine",
        "sqlalchemy.pool",
        "uvicorn.error",
    )
    levels = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield lines
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def _private(lines: list[dict[str, Any]]) -> list[str]:
    written = json.dumps(lines, ensure_ascii=False)
    return [part for part in (SAID, "test-token", "nobody-guesses", PASSWORD, "Marguerite") if part in written]


async def test_telegrams_library_and_http_tell_neither_token_nor_text(talkative: Lines) -> None:
    bot = Bot(TOKEN, base_url="http://127.0.0.1:9/bot")
    async with httpx.AsyncClient():
        with pytest.raises(TelegramError):
            await bot.send_message(7, SAID)
        with pytest.raises(TelegramError):
            await bot.set_webhook("http://127.0.0.1/hook", secret_token=WEBHOOK)
    libraries = {line["library"].partition(".")[0] for line in talkative()}
    assert {"telegram", "httpcore"} <= libraries
    assert _private(talkative()) == []


def test_sqlalchemy_tells_neither_statements_values_nor_passwords(talkative: Lines) -> None:
    engine = create_engine("sqlite://", echo=False, hide_parameters=True)
    with engine.connect() as connection:
        connection.execute(text("select :said"), {"said": SAID})
        with pytest.raises(DBAPIError):
            connection.execute(text("select nothing from nowhere where a = :said"), {"said": SAID})
    engine.dispose()
    assert "sqlalchemy.engine.Engine" in {line["library"] for line in talkative()}
    assert _private(talkative()) == []


async def test_asyncio_tells_nothing_of_a_task_that_failed_unseen(talkative: Lines) -> None:
    async def fails() -> None:
        _crash("Marguerite")

    task = asyncio.create_task(fails(), name=SAID)
    await asyncio.sleep(0)
    del task
    gc.collect()
    asyncio.get_running_loop().call_exception_handler({"message": SAID, "exception": ValueError(SAID)})
    assert "asyncio" in {line["library"] for line in talkative()}
    assert _private(talkative()) == []


async def test_the_web_server_tells_nothing_of_a_request_that_broke(talkative: Lines) -> None:
    async def breaks(_scope: Any, _receive: Any, _send: Any) -> None:
        _crash("Marguerite")

    async with listening("127.0.0.1", 0, breaks) as port, httpx.AsyncClient() as client:
        answer = await client.post(f"http://127.0.0.1:{port}/{SAID}?{TOKEN}", content=SAID, headers={"X": WEBHOOK})
        assert answer.status_code == 500
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(f"{SAID}\r\n\r\n".encode())
        await writer.drain()
        writer.close()
    assert "uvicorn.error" in {line["library"] for line in talkative()}
    assert _private(talkative()) == []
