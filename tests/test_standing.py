"""``coach status``: beside a bot that runs, without its token."""

import asyncio
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from coach.standing import as_json, as_table
from coach.storage.status import Status
from tests.faults.process import PATIENCE, Bot, Home
from tests.flows.conftest import home
from tests.flows.journey import SAY

__all__ = ["home"]

BUSY = Status(
    people=12_345,
    due=1_200,
    due_oldest=31.25,
    next_due=datetime(2026, 3, 2, 9, tzinfo=UTC),
    owed=3,
    owed_oldest=0.5,
    set_aside=1,
    over={"prompt": {"sent": 4000, "unknown": 2}, "check_in": {"failed": 1}},
    late_p50=0.24,
    late_p99=1.46,
    budget_used=0.975,
    halted_until=datetime(2026, 3, 2, 9, 0, 30, tzinfo=UTC),
)


def test_the_table_says_it_plainly() -> None:
    assert as_table(BUSY).splitlines() == [
        "people                  12,345",
        "due now                 1,200, the oldest for 31.2 s",
        "due next                2026-03-02 09:00:00 UTC",
        "answers owed            3, the oldest for 0.5 s",
        "updates set aside       1",
        "late, in the last hour  half within 0.2 s, 99 of 100 within 1.5 s",
        "send budget             98% used just now, nothing is sent until 09:00:30 UTC",
        "due in the last hour          sent   unknown   expired    failed",
        "prompt                       4,000         2         0         0",
        "week                             0         0         0         0",
        "check in                         0         0         0         1",
    ]


def test_the_table_of_an_empty_house_has_no_holes() -> None:
    quiet = Status(0, 0, 0.0, None, 0, 0.0, 0, {}, None, None, 0.0, None)
    assert "None" not in as_table(quiet)
    assert "nothing is planned" in as_table(quiet)


def test_a_program_can_read_it() -> None:
    assert json.loads(as_json(BUSY)) == {
        **BUSY._asdict(),
        "next_due": "2026-03-02T09:00:00+00:00",
        "halted_until": "2026-03-02T09:00:30+00:00",
    }


async def _told(environment: dict[str, str], *arguments: str) -> tuple[int, str, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "coach.cli", "status", *arguments),
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


async def test_it_looks_at_a_running_bot_without_its_token(home: Home) -> None:
    bot, ann = await Bot.started(home), home.phone.user("Marguerite")
    await ann.says("/start")
    await ann.sees(SAY("welcome"), PATIENCE)
    without = {
        name: value for name, value in home.environment().items() if name not in ("COACH_TOKEN", "COACH_KEY_FILE")
    }
    code, out, _ = await _told(without, "--json")
    assert (code, json.loads(out)["people"]) == (0, 1)
    code, out, _ = await _told(without)
    assert (code, out.splitlines()[0]) == (0, "people                  1")
    assert "Marguerite" not in out
    assert await bot.stops() == 0


async def test_where_there_is_no_database_it_says_so_and_makes_none(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'unsaid.sqlite3'}"
    code, _, err = await _told({**os.environ, "COACH_DATABASE_URL": url})
    assert code == 2
    assert err.startswith("there is no database to look at")
    assert list(tmp_path.iterdir()) == []  # noqa: ASYNC240  # an empty folder blocks nobody
