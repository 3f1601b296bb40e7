"""One of several processes leads, and another takes over; on a real PostgreSQL, each process a storage of its own."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import asyncpg
import pytest

from coach.storage import KeyRing, Storage, leading
from tests.databases import Server
from tests.fakes import until

HELD = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
END = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leading, "_ASK_EVERY", 0.05)


@pytest.fixture
def url(server: Server, _template: str) -> Iterator[str]:
    with server.database(_template) as url:
        yield url


@pytest.fixture
async def other(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url)
    yield connection
    await connection.close()


@dataclass
class Stage:
    """Who works at the moment, and who did."""

    at_work: list[str] = field(default_factory=list)
    ever: list[str] = field(default_factory=list)
    most: int = 0

    def work(self, name: str) -> Callable[[], "asyncio.Future[None]"]:
        async def work() -> None:
            self.at_work.append(name)
            self.ever.append(name)
            self.most = max(self.most, len(self.at_work))
            try:
                await asyncio.Event().wait()
            finally:
                self.at_work.remove(name)

        return lambda: asyncio.ensure_future(work())


@pytest.fixture
def stage() -> Stage:
    return Stage()


@asynccontextmanager
async def replica(url: str, keys: KeyRing, stage: Stage, name: str) -> AsyncIterator["asyncio.Task[None]"]:
    storage = await Storage.open(url, keys)
    task = asyncio.create_task(storage.lead("polling", stage.work(name)))
    yield task
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await storage.close()


async def test_of_three_one_leads_and_when_it_goes_another_does(url: str, keys: KeyRing, stage: Stage) -> None:
    async with replica(url, keys, stage, "a") as first:
        await until(lambda: stage.at_work == ["a"])
        async with replica(url, keys, stage, "b"), replica(url, keys, stage, "c"):
            await asyncio.sleep(0.3)
            assert stage.ever == ["a"]
            first.cancel()
            await until(lambda: stage.at_work in (["b"], ["c"]))
            await asyncio.sleep(0.2)
    assert stage.most == 1
    assert len(stage.ever) <= 3  # the last one may lead for an instant, once the second went


async def test_who_loses_the_connection_stops_at_once_and_another_takes_over(
    url: str, keys: KeyRing, stage: Stage, other: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with replica(url, keys, stage, "a"):
        await until(lambda: stage.at_work == ["a"])
        async with replica(url, keys, stage, "b"):
            await asyncio.sleep(0.2)
            with monkeypatch.context() as slower:  # whoever lost it waits before it asks again
                slower.setattr(leading, "_ASK_EVERY", 2.0)
                await other.execute(END)
                await until(lambda: stage.at_work == ["b"])
    assert stage.ever[:2] == ["a", "b"]
    assert stage.most == 1


async def test_a_connection_that_falls_silent_counts_as_lost(
    url: str, keys: KeyRing, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with replica(url, keys, stage, "a"):
        await until(lambda: stage.at_work == ["a"])
        monkeypatch.setattr(leading, "_ASK_WITHIN", 0.0)
        await until(lambda: stage.at_work == [])


async def test_work_that_ends_by_itself_ends_the_lead_and_its_error_is_told(
    url: str, keys: KeyRing, other: asyncpg.Connection
) -> None:
    async def fails() -> None:
        raise OSError("of the work's own")

    async def ends() -> None:
        return

    storage = await Storage.open(url, keys)
    await storage.lead("polling", ends)
    with pytest.raises(OSError, match="of the work's own"):
        await storage.lead("polling", fails)
    assert await other.fetchval(HELD) == 0
    await storage.close()


async def test_while_the_database_is_away_nobody_leads_and_then_somebody_does(
    url: str, keys: KeyRing, stage: Stage, other: asyncpg.Connection, server: Server
) -> None:
    name = server.name(url)
    admin = await asyncpg.connect(url.replace(f"/{name}?", "/postgres?"))
    async with replica(url, keys, stage, "a"):
        await until(lambda: stage.at_work == ["a"])
        await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        await other.execute(END)
        await until(lambda: stage.at_work == [])
        await asyncio.sleep(0.2)
        assert stage.ever == ["a"]
        await admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
        await until(lambda: stage.at_work == ["a"])
    await admin.close()


async def test_names_do_not_stand_in_each_others_way(url: str, keys: KeyRing, stage: Stage) -> None:
    async with replica(url, keys, stage, "a"):
        storage = await Storage.open(url, keys)
        task = asyncio.create_task(storage.lead("another", stage.work("b")))
        await until(lambda: sorted(stage.at_work) == ["a", "b"])
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await storage.close()


async def test_a_file_has_one_process_and_that_leads(tmp_path_factory: pytest.TempPathFactory, keys: KeyRing) -> None:
    storage = await Storage.open(f"sqlite:///{tmp_path_factory.mktemp('one') / 'unsaid.sqlite3'}", keys)
    done: list[int] = []

    async def work() -> None:
        done.append(1)

    await storage.lead("polling", work)
    assert done == [1]
    await storage.close()
