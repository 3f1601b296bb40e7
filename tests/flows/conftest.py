from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.faults.conftest import home
from tests.flows.journey import MONDAY, Journey, Person
from tests.flows.journey import journey as start_journey

__all__ = ["Begin", "ann", "begin", "home", "journey"]

Begin = Callable[..., Awaitable[Journey]]


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A database that is not there yet."""
    return f"sqlite:///{tmp_path / 'unsaid.sqlite3'}"


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """Keys that are not there yet either."""
    return tmp_path / "keys"


@pytest.fixture
async def begin(tmp_path: Path) -> AsyncIterator[Begin]:
    """Start the product, from any instant on and with any settings."""
    async with AsyncExitStack() as stack:
        yield lambda *given, **settings: stack.enter_async_context(start_journey(tmp_path, *given, **settings))


@pytest.fixture
async def journey(begin: Begin) -> Journey:
    """From a Monday morning on, whatever day it is where the tests run."""
    return await begin(MONDAY)


@pytest.fixture
async def ann(journey: Journey) -> Person:
    """Somebody who is set up: Berlin, 08:00 and 20:00, Thursday at 15:00."""
    person = journey.person()
    await person.set_up()
    return person
