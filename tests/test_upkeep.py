# ruff: noqa: ASYNC240  # small files of our own block nobody
"""What an operator does, by the commands, beside a bot that runs."""

import asyncio
import sqlite3
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest

from coach.cli import main
from coach.phone import Phone, running_phone
from coach.settings import Settings, variable
from coach.storage import KeyRing, Storage, audit
from tests.faults.process import RUN
from tests.flows.conftest import Begin, begin
from tests.flows.journey import SAY

__all__ = ["begin"]

SENTENCE = "furious that he looked at the clock while I was talking about mum"
Coach = Callable[..., Awaitable[tuple[int, str]]]


@pytest.fixture
def keys_here(tmp_path: Path) -> Path:
    return tmp_path / "keys"


@pytest.fixture
def where(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Sets the environment of the commands."""
    for name in Settings.model_fields:
        monkeypatch.delenv(variable(name), raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COACH_KEY_FILE", str(tmp_path / "keys"))

    def set_(**given: object) -> None:
        for name, value in given.items():
            monkeypatch.setenv(variable(name), str(value))

    return set_


@pytest.fixture
def coach(where: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> Coach:
    """A command in a thread and an event loop of its own: its exit code, and all that it said."""

    async def command(*arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        code = await asyncio.to_thread(main, arguments)
        told = capsys.readouterr()
        return code, told.out + told.err

    return command


class TestBesideARunningBot:
    async def test_the_drill(
        self, begin: Begin, bare: str, coach: Coach, where: Callable[..., None], tmp_path: Path
    ) -> None:
        """What somebody said is read back through a new bot on a new database, from a backup between two rotations."""
        where(database_url=bare)
        ann = (await begin(database_url=bare)).person()
        await ann.set_up("London")
        await ann.say(SENTENCE, SAY("ask-nearest"))
        assert (await coach("rotate-key"))[0] == 0
        code, told = await coach("backup", "unsaid.backup")
        assert code == 0, told
        assert (await coach("rotate-key"))[0] == 0
        await ann.say("/week", SENTENCE)
        assert SENTENCE.encode() not in (tmp_path / "unsaid.backup").read_bytes()
        new = f"sqlite:///{tmp_path}/new.sqlite3"
        where(database_url=new)
        code, told = await coach("restore", "unsaid.backup")
        assert (code, "1 person" in told) == (0, True), told
        journey = await begin(database_url=new)
        journey.phone.restart_update_ids(1_000_000)  # Telegram goes on from where it was
        again = journey.phone.user("Ann", user_id=ann.user.id)
        await again.says("/week")
        await again.sees(SENTENCE, 30)
        code, told = await coach("audit")
        assert [line.split()[4:] for line in told.splitlines()] == [["rotate-key", "key", "2"], ["restore"]]

    async def test_a_bot_that_runs_follows_and_an_old_key_goes_when_nothing_needs_it(
        self, begin: Begin, bare: str, coach: Coach, where: Callable[..., None], keys_here: Path
    ) -> None:
        where(database_url=bare)
        journey = await begin(database_url=bare)
        ann, ben = journey.person("Ann"), journey.person("Ben")
        await ann.set_up("London")
        assert (await coach("rotate-key"))[0] == 0
        await ben.set_up("London")
        code, told = await coach("check", "--offline")
        assert (code, "key 1:" in told, "key 2:" in told) == (0, False, True)
        code, told = await coach("rotate-key", "--prune")
        assert (code, "Taken out: key 1." in told) == (0, True)
        assert KeyRing.from_file(keys_here).numbers == {2}
        await ann.say(SENTENCE, SAY("ask-nearest"))
        await ben.say(SENTENCE, SAY("ask-nearest"))
        assert (await coach("check", "--offline"))[0] == 0
        assert (await coach("rotate-key", "--prune")) == (0, "There is no older key to take out.\n")

    async def test_an_invitation_opens_until_it_is_revoked(
        self, begin: Begin, bare: str, coach: Coach, where: Callable[..., None]
    ) -> None:
        journey = await begin(database_url=bare, access="invite")
        where(database_url=bare, token=journey.phone.token, api_url=journey.phone.url)
        code, told = await coach("invite", "--uses", "2", "--days", "30")
        link, _, ticket = told.splitlines()[-1].partition("?start=")
        assert (code, link) == (0, "https://t.me/phone_test_bot")
        ann, ben = journey.person("Ann"), journey.person("Ben")
        await ann.say(f"/start {ticket}", SAY("welcome"))
        code, told = await coach("invite", "list")
        assert (told.split()[0], "1 of 2 came in" in told) == ("1", True)
        assert [(await coach("invite", "revoke", "1"))[0] for _ in range(2)] == [0, 1]
        await ben.say(f"/start {ticket}", SAY("invitation-used"))
        assert (await coach("invite", "list"))[1] == "No invitation lets anybody in.\n"
        code, told = await coach("audit")
        me = audit.operator()
        assert [line.split()[3:5] for line in told.splitlines()] == [
            [me, "invite"],
            ["telegram", "enter"],
            [me, "revoke"],
        ]
        assert ticket not in told
        assert str(ann.user.id) not in told


# ── refusals: nothing is changed, and no secret is shown


COMMANDS = (
    ("check", "--offline"),
    ("rotate-key",),
    ("rotate-key", "--prune"),
    ("backup", "unsaid.backup"),
    ("move", "--to", "sqlite:///other.sqlite3"),
)


@pytest.fixture
async def used(tmp_path: Path, where: Callable[..., None], keys_here: Path) -> Path:
    """The folder of a bot that ran and stopped."""
    url = f"sqlite:///{tmp_path}/unsaid.sqlite3"
    await (await Storage.open(url, KeyRing.create(keys_here))).close()
    where(database_url=url)
    return tmp_path


@pytest.fixture
async def phone(where: Callable[..., None]) -> AsyncIterator[Phone]:
    async with running_phone() as phone:
        where(token=phone.token, api_url=phone.url)
        yield phone


def _files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file()}


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("key", ["missing", "another"])
async def test_without_its_key_nothing_is_done_to_a_database(
    used: Path, coach: Coach, keys_here: Path, key: str, command: tuple[str, ...]
) -> None:
    keys_here.unlink()
    if key == "another":
        KeyRing.create(keys_here)
    before = _files(used)
    code, told = await coach(*command)
    assert code == (1 if command[0] == "check" else 2)
    assert ("no key file" if key == "missing" else "does not belong to this database") in told
    assert _files(used) == before


async def test_nor_does_the_bot_start_with_another_key(used: Path, keys_here: Path, where: Callable[..., None]) -> None:
    keys_here.unlink()
    KeyRing.create(keys_here)
    before = _files(used)
    where(token="1:nobody-has-this")
    process = await asyncio.create_subprocess_exec(sys.executable, *RUN, stderr=asyncio.subprocess.PIPE)
    _, told = await process.communicate()
    assert (process.returncode, "does not belong to this database" in told.decode()) == (2, True)
    assert _files(used) == before


async def test_check_says_what_is_there_and_shows_no_secret(
    used: Path, coach: Coach, phone: Phone, keys_here: Path
) -> None:
    code, told = await coach("check")
    assert (code, "@phone_test_bot" in told) == (0, True), told
    assert "canary.content        key 1: 1" in told
    assert phone.token not in told
    assert keys_here.read_text().split('"')[5] not in told


async def test_check_finds_what_is_wrong(used: Path, coach: Coach, phone: Phone, where: Callable[..., None]) -> None:
    where(token="1:nobody-has-this")
    code, told = await coach("check")
    assert (code, "knows no bot with this token" in told) == (1, True)
    where(token=phone.token, api_url="http://127.0.0.1:1")
    code, told = await coach("check")
    assert (code, "does not answer" in told) == (1, True)
    with closing(sqlite3.connect(used / "unsaid.sqlite3", isolation_level=None)) as found:
        found.execute("UPDATE canary SET content = x'0100000009'")
    code, told = await coach("check", "--offline")
    assert (code, "not all of it is in the key file" in told) == (1, True)
    where(database_url=f"sqlite:///{used}/none.sqlite3")
    code, told = await coach("check", "--offline")
    assert (code, "cannot be opened" in told, (used / "none.sqlite3").exists()) == (1, True, False)
    where(log_level="loud", token="hush")
    code, told = await coach("check")
    assert (code, "COACH_LOG_LEVEL" in told, "hush" in told) == (1, True, False)


async def test_check_finds_a_damaged_file(used: Path, coach: Coach) -> None:
    database = used / "unsaid.sqlite3"
    with closing(sqlite3.connect(database)) as found:
        (page,) = found.execute("SELECT rootpage FROM sqlite_master WHERE name = 'ix_moment_person_at'").fetchone()
        (size,) = found.execute("PRAGMA page_size").fetchone()
    with database.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * 64)
    code, told = await coach("check", "--offline")
    assert (code, "wrong  integrity" in told) == (1, True), told


async def test_restoring_onto_what_is_there_and_backing_up_onto_a_file_are_refused(used: Path, coach: Coach) -> None:
    assert (await coach("backup", "one"))[0] == 0
    before = _files(used)
    code, told = await coach("backup", "one")
    assert (code, "one is there already" in told) == (1, True)
    code, told = await coach("restore", "one")
    assert (code, "Nothing was restored: the database to move to is not empty" in told) == (1, True)
    assert _files(used) == before


async def test_a_code_needs_no_telegram(used: Path, coach: Coach) -> None:
    code, told = await coach("invite", "--code")
    assert (code, "t.me" in told, len(told.strip())) == (0, False, 16)
    code, told = await coach("invite")
    assert (code, "--code" in told) == (1, True)


@pytest.mark.parametrize("given", [("--uses", "0"), ("--days", "1001"), ("--days", "soon")])
def test_an_invitation_without_bounds_is_refused(given: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["invite", *given])
    assert "invite" in capsys.readouterr().err
