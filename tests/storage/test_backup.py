# ruff: noqa: ASYNC240  # small files of our own block nobody
import asyncio
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.config import Config

from coach.storage import KeyRing, Storage, WrongKeyError, people, sqlite, unsaid
from coach.storage.backup import CannotBackUpError, backup, restore
from coach.storage.engine import kind_of
from coach.storage.moving import CannotMoveError
from tests.conftest import Admit
from tests.databases import rows
from tests.fakes import IDLE, MONDAY
from tests.storage.test_at_rest import WORDS, say_it_all
from tests.storage.test_unsaid import item


def _unseen(_over: int, _of: int) -> None:
    pass


@pytest.fixture
async def lived_in(storage: Storage, admit: Admit, url: str) -> str:
    """A database with something in every table that a person fills; the bot still has it open."""
    await say_it_all(storage, admit)
    return url


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "safe").mkdir()
    return tmp_path / "safe" / "unsaid.backup"


async def test_what_was_backed_up_is_there_again_as_it_was(lived_in: str, bare: str, file: Path, keys: KeyRing) -> None:
    await backup(lived_in, keys, file, _unseen)
    before = file.read_bytes()
    counts = await restore(file, bare, keys, _unseen)
    assert {"person": 1, "moment": 1, "unsaid": 1, "check_in": 1, "delivery": 1, "answer": 1}.items() <= counts.items()
    again = file.with_name("again")
    await backup(bare, keys, again, _unseen)
    assert await rows(f"sqlite:///{again}") == await rows(f"sqlite:///{file}")
    assert file.read_bytes() == before


async def test_it_is_one_file_for_its_owner_alone_and_as_sealed_as_the_database(
    lived_in: str, file: Path, keys: KeyRing
) -> None:
    await backup(lived_in, keys, file, _unseen)
    assert [one.name for one in file.parent.iterdir()] == [file.name]
    assert file.stat().st_mode & 0o777 == 0o600
    found = file.read_bytes().lower()
    assert b"person" in found
    assert [word for word in WORDS if word.lower().encode() in found and word not in ("therapist",)] == []


async def test_it_holds_one_instant_whoever_writes_meanwhile(
    lived_in: str, file: Path, keys: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "_PAGES", 1)
    came: list[int] = []

    async def somebody_comes(chat_id: int) -> None:
        storage = await Storage.open(lived_in, keys)
        async with storage.transaction() as tx:
            person = (await people.admit(tx, chat_id, "en", MONDAY, IDLE)).person
            unsaid.keep(tx, person.id, item().model_copy(update={"id": uuid4()}))
        await storage.close()

    def in_the_middle(over: int, of: int) -> None:
        if 0 < over < of and len(came) < 3:
            came.append(9 + len(came))
            coming = threading.Thread(target=asyncio.run, args=(somebody_comes(came[-1]),))
            coming.start()
            coming.join()

    await backup(lived_in, keys, file, in_the_middle)
    assert len(came) == 3
    found = await rows(f"sqlite:///{file}")
    assert (len(found["person"]), len(found["unsaid"])) == (1, 1)
    assert len((await rows(lived_in))["person"]) == 4


async def test_progress_ends_at_all(lived_in: str, file: Path, keys: KeyRing) -> None:
    seen: list[tuple[int, int]] = []
    await backup(lived_in, keys, file, lambda over, of: seen.append((over, of)))
    assert seen[-1][0] == seen[-1][1] > 0


async def test_no_file_is_ever_overwritten(lived_in: str, file: Path, keys: KeyRing) -> None:
    file.write_text("somebody's letters")
    with pytest.raises(CannotBackUpError, match="is there already"):
        await backup(lived_in, keys, file, _unseen)
    assert file.read_text() == "somebody's letters"


async def test_nor_is_one_that_came_meanwhile(lived_in: str, file: Path, keys: KeyRing) -> None:
    with pytest.raises(CannotBackUpError, match="is there already"):
        await backup(lived_in, keys, file, lambda _over, _of: file.write_text("somebody's letters") and None)
    assert file.read_text() == "somebody's letters"
    assert [one.name for one in file.parent.iterdir()] == [file.name]


async def test_an_interrupted_backup_leaves_nothing(lived_in: str, file: Path, keys: KeyRing) -> None:
    def power_cut(_over: int, _of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await backup(lived_in, keys, file, power_cut)
    assert list(file.parent.iterdir()) == []


async def test_another_key_backs_up_and_restores_nothing(lived_in: str, bare: str, file: Path, keys: KeyRing) -> None:
    with pytest.raises(WrongKeyError):
        await backup(lived_in, KeyRing.fresh(), file, _unseen)
    assert list(file.parent.iterdir()) == []
    await backup(lived_in, keys, file, _unseen)
    with pytest.raises(WrongKeyError):
        await restore(file, bare, KeyRing.fresh(), _unseen)
    assert await rows(bare) == {}


async def test_a_database_with_somebody_in_it_is_not_overwritten(lived_in: str, file: Path, keys: KeyRing) -> None:
    await backup(lived_in, keys, file, _unseen)
    before = await rows(lived_in)
    with pytest.raises(CannotMoveError, match="to is not empty"):
        await restore(file, lived_in, keys, _unseen)
    assert await rows(lived_in) == before


@pytest.mark.parametrize("content", [None, b"", b"this is a letter, not a database. " * 40])
async def test_what_is_no_backup_restores_nothing(file: Path, bare: str, keys: KeyRing, content: bytes | None) -> None:
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CannotBackUpError, match="is no backup"):
        await restore(file, bare, keys, _unseen)
    assert await rows(bare) == {}


async def test_a_newer_versions_backup_restores_nothing(lived_in: str, bare: str, file: Path, keys: KeyRing) -> None:
    await backup(lived_in, keys, file, _unseen)
    with closing(sqlite3.connect(file, isolation_level=None)) as found:
        found.execute("UPDATE alembic_version SET version_num = '9999_later'")
    with pytest.raises(CannotBackUpError, match="newer version"):
        await restore(file, bare, keys, _unseen)
    assert await rows(bare) == {}


async def test_a_backup_of_an_older_version_is_brought_up_to_date_on_the_way(
    lived_in: str, bare: str, file: Path, keys: KeyRing
) -> None:
    await backup(lived_in, keys, file, _unseen)
    await _taken_back(f"sqlite:///{file}", "0004_budget")
    before = file.read_bytes()
    assert (await restore(file, bare, keys, _unseen))["person"] == 1
    await (await Storage.open(bare, keys)).close()
    assert file.read_bytes() == before


async def _taken_back(url: str, revision: str) -> None:
    engine = kind_of(url).engine(url, migrating=True)
    config = Config()
    config.set_main_option("script_location", "coach.storage:migrations")
    async with engine.begin() as connection:

        def downgrade(it: object) -> None:
            config.attributes["connection"] = it
            command.downgrade(config, revision)

        await connection.run_sync(downgrade)
    await engine.dispose()
    await asyncio.to_thread(sqlite.make_single, Path(url.removeprefix("sqlite:///")))
