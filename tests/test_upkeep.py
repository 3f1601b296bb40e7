# small files of our own block nobody
"""What an operator does, by the commands, beside a bot that runs."""

import asyncio
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from coach.cli import main
from coach.phone import PhoneUser
from coach.storage import KeyRing, audit
from tests.faults.process import PATIENCE, Bot, Home
from tests.flows.conftest import home, key_file
from tests.flows.journey import SAY

__all__ = ["home", "key_file"]

SENTENCE = "furious that he looked at the clock while I was talking about mum"


async def coach(home: Home, *arguments: str, **more: str) -> tuple[int, str, str]:
    """A command as a process of its own: its exit code, and what it said."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "coach.cli", *arguments),
        env=home.environment(**more),
        cwd=home.folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'unsaid.sqlite3'}"


class TestBesideARunningBot:
    @pytest.fixture
    def url(self, bare: str) -> str:
        return bare

    async def test_the_drill(self, home: Home) -> None:
        """What somebody said is read back through a new bot, on a database that was lost, after two rotations."""
        bot, ann = await Bot.started(home), home.phone.user("Ann")
        await _says_it(ann)
        file = home.folder / "unsaid.backup"
        code, out, err = await coach(home, "rotate-key")
        assert (code, "key 2" in out) == (0, True), err
        code, out, err = await coach(home, "backup", str(file))
        assert (code, str(file) in out) == (0, True), err
        code, out, err = await coach(home, "rotate-key")
        assert (code, "key 3" in out) == (0, True), err
        await ann.says("/week")
        await ann.sees(SENTENCE, PATIENCE)
        await home.phone.settled()
        assert await bot.stops() == 0
        assert SENTENCE.encode() not in file.read_bytes()
        home.url = f"sqlite:///{home.folder / 'new.sqlite3'}"
        code, out, err = await coach(home, "restore", str(file))
        assert (code, "1 person" in out) == (0, True), err
        code, out, err = await coach(home, "check")
        assert code == 0, out + err
        ann.news()
        bot = await Bot.started(home)
        await ann.says("/week")
        await ann.sees(SENTENCE, PATIENCE)
        await home.phone.settled()
        assert await bot.stops() == 0
        told = [(entry.what, entry.kind) for entry in await _audit(home)]
        assert told == [("rotate-key", "key 2"), ("restore", "")]

    async def test_a_bot_that_runs_follows_and_old_keys_go_only_when_nothing_needs_them(self, home: Home) -> None:
        bot, ann = await Bot.started(home), home.phone.user("Ann")
        await _says_it(ann)
        assert (await coach(home, "rotate-key"))[0] == 0
        ben = home.phone.user("Ben")
        await _says_it(ben)
        code, out, _ = await coach(home, "check", "--offline")
        assert code == 0
        assert "key 1:" not in out
        code, out, _ = await coach(home, "rotate-key", "--prune")
        assert (code, "Taken out: key 1." in out) == (0, True)
        assert KeyRing.from_file(home.key_file).numbers == {2}
        await ann.says("/week")
        await ann.sees(SENTENCE, PATIENCE)
        await home.phone.settled()
        assert await bot.stops() == 0
        assert (await coach(home, "check", "--offline"))[0] == 0

    async def test_an_invitation_opens_until_it_is_revoked(self, home: Home) -> None:
        bot = await Bot.started(home, COACH_ACCESS="invite")
        code, out, err = await coach(home, "invite", "--uses", "2", "--days", "30")
        assert code == 0, err
        ticket = out.strip().rpartition("?start=")[2]
        assert out.startswith("https://t.me/phone_test_bot?start=")
        ann = home.phone.user("Ann")
        await ann.says(f"/start {ticket}")
        await ann.sees(SAY("welcome"), PATIENCE)
        code, out, _ = await coach(home, "invite", "list")
        assert "1 of 2 came in" in out
        number = next(line.split()[0] for line in out.splitlines() if "1 of 2" in line)
        assert (await coach(home, "invite", "revoke", number))[0] == 0
        assert (await coach(home, "invite", "revoke", number))[0] == 1
        ben = home.phone.user("Ben")
        await ben.says(f"/start {ticket}")
        await ben.sees(SAY("invitation-used"), PATIENCE)
        await home.phone.settled()
        assert await bot.stops() == 0
        _, out, _ = await coach(home, "audit")
        told = [line.split(maxsplit=4)[3:] for line in out.splitlines()]
        me = audit.operator()
        assert [who for who, _ in told] == [me, me, "telegram", me]
        assert ticket not in out
        assert str(ann.id) not in out


async def _says_it(user: PhoneUser) -> None:
    """From the start to a moment that is stored."""
    for text, sees in (("/start", "welcome"), ("London", "ask-times"), (SENTENCE, "ask-nearest")):
        await user.says(text)
        await user.sees(SAY(sees), PATIENCE)
        if text == "/start":
            await user.taps(SAY("button-begin"))
            await user.sees(SAY("ask-zone"), PATIENCE)
        if text == "London":
            for label, then in (("20:00", "ask-day"), (SAY("button-no-session"), "set-up")):
                await user.taps(label)
                await user.sees(SAY(then), PATIENCE)


async def _audit(home: Home) -> list[audit.Entry]:
    storage = await home.storage()
    async with storage.transaction() as tx:
        found = await audit.entries(tx)
    await storage.close()
    return found


# ── refusals: nothing is changed, and no secret is shown


COMMANDS = (
    ("run",),
    ("check", "--offline"),
    ("rotate-key",),
    ("rotate-key", "--prune"),
    ("backup", "unsaid.backup"),
    ("move", "--to", "sqlite:///other.sqlite3"),
)


@pytest.fixture
async def used(home: Home) -> Home:
    """A bot that ran and stopped."""
    bot = await Bot.started(home)
    await home.phone.settled()
    assert await bot.stops() == 0
    return home


def _files(home: Home) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(home.folder.iterdir()) if file.is_file()}


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("key", ["missing", "another"])
async def test_without_its_key_nothing_is_done_to_a_database(used: Home, key: str, command: tuple[str, ...]) -> None:
    used.key_file.unlink()
    if key == "another":
        KeyRing.create(used.key_file)
    before = _files(used)
    code, out, err = await coach(used, *command)
    assert code == (1 if command[0] == "check" else 2)
    assert ("no key file" if key == "missing" else "does not belong to this database") in out + err
    assert _files(used) == before


async def test_check_says_what_is_there_and_shows_no_secret(used: Home) -> None:
    code, out, err = await coach(used, "check")
    assert code == 0, out + err
    assert "@phone_test_bot" in out
    assert "canary.content        key 1: 1" in out
    assert used.phone.token not in out
    assert used.key_file.read_text().split('"')[5] not in out


async def test_check_finds_what_is_wrong(used: Home) -> None:
    code, out, _ = await coach(used, "check", COACH_TOKEN="1:nobody-has-this")
    assert (code, "knows no bot with this token" in out) == (1, True)
    code, out, _ = await coach(used, "check", COACH_API_URL="http://127.0.0.1:1")
    assert (code, "does not answer" in out) == (1, True)
    code, out, _ = await coach(used, "check", COACH_LOG_LEVEL="loud", COACH_TOKEN="hush")
    assert (code, "COACH_LOG_LEVEL" in out, "hush" in out) == (1, True, False)
    code, out, _ = await coach(used, "check", "--offline", COACH_DATABASE_URL=f"sqlite:///{used.folder}/none.sqlite3")
    assert (code, "cannot be opened" in out, (used.folder / "none.sqlite3").exists()) == (1, True, False)
    with closing(sqlite3.connect(used.folder / "unsaid.sqlite3", isolation_level=None)) as found:
        found.execute("UPDATE canary SET content = x'0100000009'")
    code, out, _ = await coach(used, "check", "--offline")
    assert (code, "not all of it is in the key file" in out) == (1, True)


async def test_check_finds_a_damaged_file(used: Home) -> None:
    database = used.folder / "unsaid.sqlite3"
    with closing(sqlite3.connect(database)) as found:
        (page,) = found.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_moment_person_at'").fetchone()
        (size,) = found.execute("PRAGMA page_size").fetchone()
    with database.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * 64)
    code, out, _ = await coach(used, "check", "--offline")
    assert (code, "wrong  integrity" in out) == (1, True)


async def test_restoring_onto_what_is_there_and_backing_up_onto_a_file_are_refused(used: Home) -> None:
    assert (await coach(used, "backup", "one"))[0] == 0
    before = _files(used)
    code, _, err = await coach(used, "backup", "one")
    assert (code, "one is there already" in err) == (1, True)
    code, _, err = await coach(used, "restore", "one")
    assert (code, "Nothing was restored: the database to move to is not empty" in err) == (1, True)
    assert _files(used) == before


async def test_a_code_needs_no_telegram(used: Home) -> None:
    code, out, _ = await coach(used, "invite", "--code", COACH_TOKEN="")
    assert (code, "t.me" in out, len(out.strip())) == (0, False, 16)
    code, _, err = await coach(used, "invite", COACH_TOKEN="")
    assert (code, "--code" in err) == (1, True)


@pytest.mark.parametrize("given", [("--uses", "0"), ("--days", "1001"), ("--days", "soon")])
def test_an_invitation_without_bounds_is_refused(given: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["invite", *given])
    assert "invite" in capsys.readouterr().err
