import io
import json
import logging
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import structlog

from coach import logs

Lines = Callable[[], list[dict[str, Any]]]
TOKEN = "123456789:AAtest-token_of-a-bot"
SAID = "he looked at the clock"


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Lines]:
    """Logging as the product sets it up, at its most talkative; all that came out, each line as JSON."""
    written = io.StringIO()
    monkeypatch.setattr(sys, "stderr", written)
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    logs.configure("debug")
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers[:] = before
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


def test_our_lines_are_json_with_a_level_and_a_time(lines: Lines) -> None:
    structlog.get_logger("ours").info("delivery.over", kind="prompt", late=0.5)
    (line,) = lines()
    assert line.pop("time").endswith("Z")
    assert line == {"event": "delivery.over", "kind": "prompt", "late": 0.5, "level": "info"}


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
