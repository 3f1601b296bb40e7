"""The bot as a process: it says who it is, talks, stops when told to; without a token it says how to get one."""

import asyncio
import sys
from pathlib import Path

from coach.phone import running_phone
from tests.faults.process import RUN, Bot, Home
from tests.flows.journey import PATIENCE, SAY


async def test_coach_run_talks_and_ends_when_told_to(tmp_path: Path) -> None:
    async with running_phone() as phone:
        bot = await Bot.started(Home(tmp_path, phone))
        ann = phone.user("Ann")
        await ann.says("/start")
        await ann.sees(SAY("welcome"), PATIENCE)
        await phone.settled()
        assert await bot.stops() == 0
        assert phone.pending == []
        assert phone.refusals == []
    assert b"@phone_test_bot is here." in bot.out


async def test_coach_run_is_told_to_stop_while_it_is_starting(tmp_path: Path) -> None:
    async with running_phone() as phone:
        for _ in range(5):
            bot = await Bot.started(Home(tmp_path, phone))
            assert await bot.stops() == 0


async def test_coach_run_prints_an_invitation_where_one_is_needed(tmp_path: Path) -> None:
    async with running_phone() as phone:
        bot = await Bot.started(Home(tmp_path, phone), COACH_ACCESS="invite")
        await phone.settled()
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


async def test_a_lost_key_file_stops_the_start_and_changes_nothing(tmp_path: Path) -> None:
    async with running_phone() as phone:
        home = Home(tmp_path, phone)
        bot = await Bot.started(home)
        await phone.settled()
        assert await bot.stops() == 0
        before = home.database.read_bytes()
        (tmp_path / "keys").unlink()
        lines = await _refused(tmp_path, **{k: v for k, v in home.environment().items() if k.startswith("COACH_")})
    assert "key file" in lines[0]
    assert home.database.read_bytes() == before
