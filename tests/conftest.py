"""What several suites build on: a real SQLite file in a folder of its own, a clock, an outbox, somebody to talk to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import time
from pathlib import Path

import pytest

from coach.model import FixedTimes, Person
from coach.storage import KeyRing, Storage, people
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
def keys() -> KeyRing:
    return KeyRing.fresh()


@pytest.fixture(scope="session")
def _migrated(tmp_path_factory: pytest.TempPathFactory, keys: KeyRing) -> bytes:
    """An empty database: migrating one for each test would take most of their time."""

    async def make(path: Path) -> None:
        await (await Storage.open(f"sqlite:///{path}", keys)).close()

    path = tmp_path_factory.mktemp("empty") / "unsaid.sqlite3"
    asyncio.run(make(path))
    return path.read_bytes()


@pytest.fixture
def database(tmp_path: Path, _migrated: bytes) -> Path:
    path = tmp_path / "unsaid.sqlite3"
    path.write_bytes(_migrated)
    return path


@pytest.fixture
async def storage(database: Path, keys: KeyRing) -> AsyncIterator[Storage]:
    storage = await Storage.open(f"sqlite:///{database}", keys)
    yield storage
    await storage.close()


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
