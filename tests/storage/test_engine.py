import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.dialects import postgresql
from sqlmodel import SQLModel, select

from coach.storage import KeyRing, Storage, StorageAwayError, WrongKeyError, database_file, engine, known_url, people
from coach.storage.tables import Instant, PersonRow
from tests.fakes import IDLE, MONDAY


@contextmanager
def raw(database: Path) -> Iterator[sqlite3.Connection]:
    """The database as another program sees it."""
    with closing(sqlite3.connect(database, isolation_level=None, timeout=0)) as connection:
        yield connection


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_BUSY_MS", 20)


# ── opening


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("secure_delete", 1), ("busy_timeout", 10_000), ("foreign_keys", 1), ("synchronous", 2)],
)
async def test_the_pragma_is_really_set(storage: Storage, pragma: str, value: object) -> None:
    async with storage.transaction() as tx:
        assert (await tx.run(text(f"PRAGMA {pragma}"))).scalar_one() == value


async def test_the_files_can_be_read_by_their_owner_only(tmp_path: Path, keys: KeyRing) -> None:
    path = tmp_path / "deep" / "unsaid.sqlite3"
    storage = await Storage.open(f"sqlite:///{path}", keys)
    modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
    await storage.close()
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert set(modes) == {"unsaid.sqlite3", "unsaid.sqlite3-wal", "unsaid.sqlite3-shm"}
    assert set(modes.values()) == {0o600}


async def test_a_database_opens_again_with_its_key(storage: Storage, database: Path, keys: KeyRing) -> None:
    await storage.close()
    again = await Storage.open(f"sqlite:///{database}", keys)
    await again.close()


def _content(database: Path) -> str:
    with raw(database) as connection:
        return "\n".join(connection.iterdump())


async def test_a_wrong_key_is_refused_and_nothing_is_written(storage: Storage, database: Path) -> None:
    await storage.close()
    before = _content(database)
    with pytest.raises(WrongKeyError):
        await Storage.open(f"sqlite:///{database}", KeyRing.fresh())
    assert _content(database) == before


async def test_a_wrong_key_does_not_even_bring_the_tables_up_to_date(
    storage: Storage, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await storage.close()
    before = _content(database)
    monkeypatch.setattr(engine, "_migrate", lambda connection: connection.exec_driver_sql("CREATE TABLE newer (id)"))
    with pytest.raises(WrongKeyError):
        await Storage.open(f"sqlite:///{database}", KeyRing.fresh())
    assert _content(database) == before


async def test_people_without_a_word_to_try_the_key_on_are_not_given_another_key(
    storage: Storage, database: Path, keys: KeyRing
) -> None:
    async with storage.transaction() as tx:
        await people.admit(tx, 7, "en", MONDAY, IDLE)
    await storage.close()
    with raw(database) as connection:
        connection.execute("DELETE FROM canary")
    with pytest.raises(WrongKeyError):
        await Storage.open(f"sqlite:///{database}", keys)


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


@pytest.mark.usefixtures("impatient")
async def test_a_locked_database_cannot_be_opened(storage: Storage, database: Path, keys: KeyRing) -> None:
    await storage.close()
    with raw(database) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageAwayError):
            await Storage.open(f"sqlite:///{database}", keys)


@pytest.mark.parametrize("url", ["", "nonsense", "mysql://db/unsaid", "sqlite", "/data/unsaid.sqlite3"])
def test_a_url_of_another_kind_is_not_known(url: str) -> None:
    with pytest.raises(ValueError, match="not a database"):
        known_url(url)


def test_a_url_names_its_file() -> None:
    assert database_file("sqlite:////data/unsaid.sqlite3") == Path("/data/unsaid.sqlite3")
    assert database_file("sqlite://") is None


# ── migrations


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Connection]:
    made = create_engine(f"sqlite:///{tmp_path}/bare.sqlite3")
    with made.connect() as connection:
        yield connection
    made.dispose()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "coach.storage:migrations")
    config.attributes["connection"] = connection
    return config


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, SQLModel.metadata))


def test_the_migrations_lead_to_the_tables_as_they_are_written_here(bare: Connection) -> None:
    command.upgrade(_config(bare), "head")
    assert _differences(bare) == []


def test_the_comparison_sees_a_missing_table(bare: Connection) -> None:
    command.upgrade(_config(bare), "head")
    bare.execute(text("DROP TABLE source"))
    assert _differences(bare) != []


def test_every_migration_can_be_taken_back_and_made_again(bare: Connection) -> None:
    command.upgrade(_config(bare), "head")
    command.downgrade(_config(bare), "base")
    left = bare.execute(text("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"))
    assert list(left.scalars()) == ["alembic_version"]
    command.upgrade(_config(bare), "head")
    assert _differences(bare) == []


async def test_a_migration_that_makes_a_table_anew_keeps_the_rows_that_point_to_it(
    storage: Storage, database: Path, keys: KeyRing, monkeypatch: pytest.MonkeyPatch
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

    monkeypatch.setattr(engine, "_migrate", remake)
    await (await Storage.open(f"sqlite:///{database}", keys)).close()
    with raw(database) as connection:
        assert connection.execute("SELECT count(*) FROM answer").fetchone() == (1,)


# ── instants


async def test_an_instant_comes_back_aware_and_in_utc(storage: Storage) -> None:
    there = datetime(2026, 7, 1, 9, 30, 15, 123456, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    async with storage.transaction() as tx:
        await people.admit(tx, 7, "en", there, IDLE)
    async with storage.transaction() as tx:
        found = (await tx.session.exec(select(PersonRow.created_at))).one()
    assert found == there
    assert found.tzinfo is UTC


async def test_a_naive_instant_is_refused(storage: Storage) -> None:
    with pytest.raises(Exception, match="time zone"):
        async with storage.transaction() as tx:
            await people.admit(tx, 7, "en", datetime(2026, 7, 1, 9, 30), IDLE)  # noqa: DTZ001  # that is the point


def test_another_engine_keeps_the_zone() -> None:
    kept = Instant().process_bind_param(MONDAY, postgresql.dialect())  # type: ignore[no-untyped-call]  # it ships no types
    assert kept == MONDAY
    assert kept.tzinfo is UTC


# ── transactions


async def test_what_raises_leaves_nothing(storage: Storage) -> None:
    async def half_a_turn() -> None:
        async with storage.transaction() as tx:
            await people.admit(tx, 7, "en", MONDAY, IDLE)
            raise KeyError

    with pytest.raises(KeyError):
        await half_a_turn()
    async with storage.transaction() as tx:
        assert await people.by_chat(tx, 7) is None


@pytest.fixture
async def impatient_storage(impatient: None, database: Path, keys: KeyRing) -> Storage:
    return await Storage.open(f"sqlite:///{database}", keys)


async def test_a_locked_database_is_away_and_heals(impatient_storage: Storage, database: Path) -> None:
    with raw(database) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StorageAwayError):
            async with impatient_storage.transaction() as tx:
                await people.admit(tx, 7, "en", MONDAY, IDLE)
        other.execute("ROLLBACK")
    async with impatient_storage.transaction() as tx:
        assert await people.by_chat(tx, 7) is None
        await people.admit(tx, 7, "en", MONDAY, IDLE)
    await impatient_storage.close()


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
