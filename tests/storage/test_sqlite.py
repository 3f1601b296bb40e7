"""What is about SQLite's file: its pragmas, its modes, its log."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, event, text

from coach.storage import KeyRing, Storage, StorageAwayError, database_file, migrations, people, updates
from tests.conftest import Admit
from tests.databases import kept
from tests.fakes import IDLE, MONDAY
from tests.storage.test_at_rest import say_it_all


@contextmanager
def raw(database: Path) -> Iterator[sqlite3.Connection]:
    """The database as another program sees it."""
    with closing(sqlite3.connect(database, isolation_level=None, timeout=0)) as connection:
        yield connection


@pytest.fixture
def url(database: Path) -> str:
    return f"sqlite:///{database}"


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("secure_delete", 1), ("busy_timeout", 10_000), ("foreign_keys", 1), ("synchronous", 2)],
)
async def test_the_pragma_is_really_set(storage: Storage, pragma: str, value: object) -> None:
    async with storage.transaction() as tx:
        assert (await tx.session.exec(text(f"PRAGMA {pragma}"))).scalar_one() == value  # type: ignore[call-overload]  # plain SQL


async def test_the_files_can_be_read_by_their_owner_only(tmp_path: Path, keys: KeyRing) -> None:
    path = tmp_path / "deep" / "unsaid.sqlite3"
    storage = await Storage.open(f"sqlite:///{path}", keys)
    modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
    await storage.close()
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert set(modes) == {"unsaid.sqlite3", "unsaid.sqlite3-wal", "unsaid.sqlite3-shm"}
    assert set(modes.values()) == {0o600}


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    path = tmp_path / "letter.txt"
    path.write_bytes(b"this is a letter, not a database. " * 40)
    return path


async def test_a_file_that_is_no_database_cannot_be_opened(letter: Path, keys: KeyRing) -> None:
    with pytest.raises(StorageAwayError):
        await Storage.open(f"sqlite:///{letter}", keys)


async def test_a_folder_that_cannot_be_made_is_said_plainly(tmp_path: Path, keys: KeyRing) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageAwayError):
        await Storage.open(f"sqlite:///{tmp_path}/file/unsaid.sqlite3", keys)


def test_a_url_names_its_file() -> None:
    assert database_file("sqlite:////data/unsaid.sqlite3") == Path("/data/unsaid.sqlite3")
    assert database_file("sqlite://") is None


async def test_a_migration_that_makes_a_table_anew_keeps_the_rows_that_point_to_it(
    storage: Storage, url: str, database: Path, keys: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with storage.transaction() as tx:
        await people.admit(tx, 7, "en", MONDAY, IDLE)
    await storage.close()
    with raw(database) as connection:
        connection.execute(
            "INSERT INTO answer (person_id, created_at, content) VALUES (1, '2026-03-02 09:00:00', x'00')"
        )

    def remake(connection: Connection) -> None:
        connection.exec_driver_sql("CREATE TABLE anew AS SELECT * FROM person")
        connection.exec_driver_sql("DROP TABLE person")
        connection.exec_driver_sql("ALTER TABLE anew RENAME TO person")

    monkeypatch.setattr(migrations, "are_done", lambda _connection: False)
    monkeypatch.setattr(migrations, "run", remake)
    await (await Storage.open(url, keys)).close()
    with raw(database) as connection:
        assert connection.execute("SELECT count(*) FROM answer").fetchone() == (1,)


async def test_a_commit_that_fails_leaves_nothing_half_written(storage: Storage) -> None:
    def full(_connection: Connection) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    async def two_come() -> None:
        async with storage.transaction() as tx:
            await people.admit(tx, 7, "en", MONDAY, IDLE)
            await people.admit(tx, 8, "en", MONDAY, IDLE)

    event.listen(storage._engine.sync_engine, "commit", full)
    with pytest.raises(StorageAwayError) as caught:
        await two_come()
    event.remove(storage._engine.sync_engine, "commit", full)
    assert str(caught.value) == "OperationalError"
    async with storage.transaction() as tx:
        assert await people.latest(tx) is None


@pytest.fixture
async def impatient_storage(impatient: None, url: str, keys: KeyRing) -> Storage:
    return await Storage.open(url, keys)


async def test_scrubbing_empties_the_log_beside_the_database(storage: Storage, database: Path) -> None:
    async with storage.transaction() as tx:
        await people.admit(tx, 7, "en", MONDAY, IDLE)
    log = database.with_name(f"{database.name}-wal")
    assert log.stat().st_size > 0
    assert await storage.scrub()
    assert log.stat().st_size == 0


async def test_scrubbing_says_when_a_reader_was_in_the_way(impatient_storage: Storage, database: Path) -> None:
    with raw(database) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM person").fetchall()
        async with impatient_storage.transaction() as tx:
            await people.admit(tx, 7, "en", MONDAY, IDLE)
        assert not await impatient_storage.scrub()
    assert await impatient_storage.scrub()
    await impatient_storage.close()


async def test_a_forgotten_person_leaves_no_trace_in_the_files(storage: Storage, admit: Admit, url: str) -> None:
    """Not even a sealed one: the canary is a zone, which is in clear, and the sealed bytes themselves."""
    person_id = await say_it_all(storage, admit)
    async with storage.transaction() as tx:
        known = await people.by_id(tx, person_id)
        assert known is not None
        moved = known.person.model_copy(update={"zone": "Antarctica/Troll"})
        await people.save(tx, moved, known.dialogue, MONDAY)
    async with storage.transaction() as tx:
        found = await tx.session.connection()
        sealed = [
            bytes(row[0])
            for column in ("moment.content", "person.content", "answer.content", "quarantine.content")
            for row in await found.exec_driver_sql(f"SELECT content FROM {column.partition('.')[0]}")
        ]
    await storage.scrub()
    assert b"antarctica/troll" in await kept(url)
    found = await kept(url)
    assert all(row.lower() in found for row in sealed)
    async with storage.transaction() as tx:
        await updates.forget_chat(tx, 7)
        await people.forget(tx, person_id)
    assert b"antarctica/troll" in await kept(url)
    assert await storage.scrub()
    assert b"antarctica/troll" not in await kept(url)
    left = await kept(url)
    assert not any(row[-32:].lower() in left for row in sealed)
