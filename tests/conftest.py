"""What several suites build on: a real database, a clock, an outbox, somebody to talk to.

Who asks for `storage` or `url` runs twice, on a SQLite file and on PostgreSQL. What is about SQLite's file alone asks
for `database`, and lets its module's `url` be that file.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import time
from pathlib import Path

import pytest

from coach import pacing
from coach.model import FixedTimes, Person
from coach.storage import KeyRing, Storage, people, postgresql, sqlite
from tests import databases
from tests.fakes import IDLE, FakeOutbox, FixedClock, Naps

Admit = Callable[..., Awaitable[Person]]


@pytest.fixture
def still() -> FixedClock:
    return FixedClock()


@pytest.fixture
def outbox() -> FakeOutbox:
    return FakeOutbox()


@pytest.fixture
def naps() -> Naps:
    return Naps()


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "unsaid.keys"
    KeyRing.create(path)
    return path


@pytest.fixture(scope="session")
def keys(key_file: Path) -> KeyRing:
    return KeyRing.from_file(key_file)


@pytest.fixture(scope="session")
def _migrated(tmp_path_factory: pytest.TempPathFactory, keys: KeyRing) -> bytes:
    """An empty database: migrating one for each test would take most of their time."""
    path = tmp_path_factory.mktemp("empty") / "unsaid.sqlite3"
    asyncio.run(_migrate(f"sqlite:///{path}", keys))
    return path.read_bytes()


async def _migrate(url: str, keys: KeyRing) -> None:
    await (await Storage.open(url, keys)).close()


@pytest.fixture
def database(tmp_path: Path, _migrated: bytes) -> Path:
    path = tmp_path / "unsaid.sqlite3"
    path.write_bytes(_migrated)
    return path


@pytest.fixture(scope="session")
def server() -> Iterator[databases.Server]:
    with databases.started() as server:
        yield server


@pytest.fixture(scope="session")
def _template(server: databases.Server, keys: KeyRing) -> Iterator[str]:
    with server.database() as url:
        asyncio.run(_migrate(url, keys))
        yield server.name(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A database with no rows in it, ready to be opened with `keys`."""
    if request.param == "sqlite":
        yield f"sqlite:///{request.getfixturevalue('database')}"
        return
    with request.getfixturevalue("server").database(request.getfixturevalue("_template")) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def bare(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database with nothing in it, not even tables."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/bare.sqlite3"
        return
    with request.getfixturevalue("server").database() as url:
        yield url


@pytest.fixture
async def storage(url: str, keys: KeyRing) -> AsyncIterator[Storage]:
    storage = await Storage.open(url, keys)
    yield storage
    await storage.close()


@pytest.fixture(autouse=True)
def _fast_fingers(monkeypatch: pytest.MonkeyPatch) -> None:
    """People here tap as fast as the machine goes, and the built-in phone asks for no pace."""
    monkeypatch.setattr(pacing, "BURST", 10_000)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """What opens a database from here on waits for no lock to speak of."""
    monkeypatch.setattr(sqlite, "_BUSY_MS", 20)
    monkeypatch.setattr(postgresql, "_LIMITS", "SET lock_timeout = '20ms'")


@pytest.fixture
def admit(storage: Storage, still: FixedClock) -> Admit:
    """Lets somebody in who is set up already; what is given changes the person."""

    async def somebody(chat_id: int = 7, **changes: object) -> Person:
        async with storage.transaction() as tx:
            known = await people.admit(tx, chat_id, "en", still.now(), IDLE)
            person = known.person.model_copy(update={"schedule": FixedTimes(times=(time(20),)), **changes})
            people.save(tx, person, IDLE, still.now())
        return person

    return somebody
