"""The bot as a process: it says who it is, talks, stops when told to; without a token it says how to get one."""

import asyncio
import os
import sys
from pathlib import Path

from coach.phone import running_phone
from tests.faults.process import RUN, Bot, Home
from tests.flows.journey import PATIENCE, SAY


async def test_coach_run_talks_and_ends_when_told_to(home: Home) -> None:
    bot = await Bot.started(home)
    ann = home.phone.user("Ann")
    await ann.says("/start")
    await ann.sees(SAY("welcome"), PATIENCE)
    await home.phone.settled()
    assert await bot.stops() == 0
    assert home.phone.pending == []
    assert b"@phone_test_bot is here." in bot.out


async def test_coach_run_ends_when_told_to_in_its_first_moments(home: Home) -> None:
    for _ in range(3):
        bot = await Bot.started(home)
        assert await bot.stops() == 0


async def test_coach_run_prints_an_invitation_where_one_is_needed(home: Home) -> None:
    bot = await Bot.started(home, COACH_ACCESS="invite")
    await home.phone.settled()
    assert await bot.stops() == 0
    assert b"https://t.me/phone_test_bot?start=" in bot.out


async def _refused(folder: Path, **environment: str) -> list[str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *RUN,
        stderr=asyncio.subprocess.PIPE,
        env={"HOME": str(folder), **environment},
        cwd=folder,
    )
    _, told = await process.communicate()
    assert process.returncode == 2
    return told.decode().splitlines()


async def test_without_a_token_three_lines_say_how_to_get_one(tmp_path: Path) -> None:
    lines = await _refused(tmp_path)
    assert len(lines) == 3
    assert "@BotFather" in lines[1]
    assert list(tmp_path.iterdir()) == []  # noqa: ASYNC240  # an empty folder blocks nobody


async def test_bad_settings_are_all_named_and_none_is_shown(tmp_path: Path) -> None:
    lines = await _refused(tmp_path, COACH_TOKEN="hush hush", COACH_ACCESS="nobody", COACH_LOG_LEVEL="loud")
    assert [line.partition(":")[0] for line in lines] == ["COACH_TOKEN", "COACH_ACCESS", "COACH_LOG_LEVEL"]
    assert not any(word in line for line in lines for word in ("hush", "nobody", "loud"))


async def test_a_lost_key_file_stops_the_start_and_changes_nothing(home: Home) -> None:
    bot = await Bot.started(home)
    await home.phone.settled()
    assert await bot.stops() == 0
    database = home.folder / "unsaid.sqlite3"
    before = database.read_bytes()
    home.key_file.unlink()
    ours = {name: value for name, value in home.environment().items() if name.startswith("COACH_")}
    lines = await _refused(home.folder, **ours)
    assert "key file" in lines[0]
    assert database.read_bytes() == before


async def test_a_token_that_nobody_has_ends_with_a_sentence(tmp_path: Path) -> None:
    async with running_phone() as phone:
        environment = {
            **os.environ,
            "COACH_TOKEN": "1:nobody-has-this",
            "COACH_API_URL": phone.url,
            "COACH_DATABASE_URL": f"sqlite:///{tmp_path / 'unsaid.sqlite3'}",
            "COACH_KEY_FILE": str(tmp_path / "keys"),
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "coach.cli", "run", env=environment, stderr=asyncio.subprocess.PIPE
        )
        _, told = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode == 2
    assert "The Bot API knows no bot with this token." in told.decode()
    assert "nobody-has-this" not in told.decode()
