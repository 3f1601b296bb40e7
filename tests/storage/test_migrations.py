import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from typing import TypeVar

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlmodel import SQLModel

from coach.storage import KeyRing, Storage, WrongKeyError, migrations, people
from coach.storage.engine import kind_of
from tests.databases import rows
from tests.fakes import IDLE, MONDAY

T = TypeVar("T")


@pytest.fixture
async def connection(bare: str) -> AsyncIterator[AsyncConnection]:
    engine = kind_of(bare).engine(bare, migrating=True)
    async with engine.begin() as connection:
        yield connection
    await engine.dispose()


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "coach.storage:migrations")
    config.attributes["connection"] = connection
    return config


def _differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return list(compare_metadata(context, SQLModel.metadata))


async def test_the_migrations_lead_to_the_tables_as_they_are_written_here(connection: AsyncConnection) -> None:
    await connection.run_sync(migrations.run)
    assert await connection.run_sync(_differences) == []


async def test_the_comparison_sees_a_missing_table(connection: AsyncConnection) -> None:
    await connection.run_sync(migrations.run)
    await connection.exec_driver_sql("DROP TABLE source")
    assert await connection.run_sync(_differences) != []


async def test_every_migration_can_be_taken_back_and_made_again(connection: AsyncConnection) -> None:
    await connection.run_sync(migrations.run)
    await connection.run_sync(lambda it: command.downgrade(_config(it), "base"))
    left = await connection.run_sync(lambda it: inspect(it).get_table_names())
    assert left == ["alembic_version"]
    await connection.run_sync(migrations.run)
    assert await connection.run_sync(_differences) == []


def test_the_newest_revision_is_known_without_alembic() -> None:
    config = Config()
    config.set_main_option("script_location", "coach.storage:migrations")
    assert migrations.head() == ScriptDirectory.from_config(config).get_current_head()


async def test_a_database_is_done_once_it_was_migrated(connection: AsyncConnection) -> None:
    assert not await connection.run_sync(migrations.are_done)
    await connection.run_sync(migrations.run)
    assert await connection.run_sync(migrations.are_done)
    await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    assert not await connection.run_sync(migrations.are_done)


async def test_alembic_is_left_alone_where_there_is_nothing_to_do(
    url: str, keys: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in [name for name in sys.modules if name.partition(".")[0] == "alembic"]:
        monkeypatch.delitem(sys.modules, name)
    await (await Storage.open(url, keys)).close()
    assert "alembic" not in sys.modules


async def test_two_who_open_an_empty_database_at_once_both_find_it_ready(bare: str, keys: KeyRing) -> None:
    opened = await asyncio.gather(Storage.open(bare, keys), Storage.open(bare, keys))
    for number, storage in enumerate(opened):
        async with storage.transaction() as tx:
            await people.admit(tx, number, "en", MONDAY, IDLE)
    for storage in opened:
        await storage.close()
    assert len((await rows(bare))["person"]) == 2


async def test_a_wrong_key_does_not_even_bring_the_tables_up_to_date(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = await rows(url)
    monkeypatch.setattr(migrations, "are_done", lambda _connection: False)
    monkeypatch.setattr(migrations, "run", _makes("CREATE TABLE newer (id INTEGER)"))
    with pytest.raises(WrongKeyError):
        await Storage.open(url, KeyRing.fresh())
    assert await rows(url) == before


def _makes(sql: str) -> Callable[[Connection], object]:
    return lambda connection: connection.exec_driver_sql(sql)
