from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from coach import answers
from coach.bot import polling
from coach.phone import running_phone
from scheduler import delivery
from tests.fakes import MONDAY
from tests.faults.process import Home
from tests.flows.journey import Person, journey

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


on_a_file = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
"""For a fault that the database has no part in: once is enough."""


@pytest.fixture
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is tried again is tried soon; how long it waits is a matter of other tests."""
    monkeypatch.setattr(polling, "_FIRST_WAIT", 0.02)
    monkeypatch.setattr(answers, "_FIRST_WAIT", 0.02)
    monkeypatch.setattr(delivery, "_FIRST_WAIT", timedelta(seconds=0.1), raising=False)


@pytest.fixture
async def ann(tmp_path: Path, url: str, key_file: Path, _soon: None) -> AsyncIterator[Person]:
    """Somebody who is set up: Berlin, 08:00 and 20:00, Thursday at 15:00. It is Monday, ten in the morning there."""
    async with journey(tmp_path, MONDAY, database_url=url, key_file=key_file) as begun:
        person = begun.person()
        await person.set_up()
        await begun.settled()
        person.user.news()
        yield person


def message_of(ann: Person, **content: Any) -> dict[str, Any]:
    """A message of hers as Telegram tells it, for what the phone would not let her send."""
    private = {"id": ann.user.id, "type": "private", "first_name": "Ann"}
    sender = {"id": ann.user.id, "is_bot": False, "first_name": "Ann"}
    return {"message_id": 9001, "date": 1, "chat": private, "from": sender, **content}
