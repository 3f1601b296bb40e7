from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from coach.phone import running_phone
from tests.faults.process import Home

Tally = Callable[..., None]


@pytest.fixture
def tally(record_property: Callable[[str, object], None]) -> Tally:
    """Takes what a test of a fault counted, for the table of `tests.faults.table`: how many `tries`, and how many of
    them were `survived`; what was `lost` and what came twice (`doubled`)."""
    return lambda **counted: record_property("tally", counted)


@pytest.fixture
async def home(tmp_path: Path, url: str, key_file: Path) -> AsyncIterator[Home]:
    """A phone for a bot that is a process, and a place for that bot. No call may have broken the Bot API's rules."""
    async with running_phone() as phone:
        home = Home(tmp_path, phone, url, key_file)
        yield home
        home.left_alone()
        assert phone.refusals == []
