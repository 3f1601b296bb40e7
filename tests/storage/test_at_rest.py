"""What somebody who has the files, but not the key, can find in them."""

from collections.abc import Iterator
from datetime import time
from pathlib import Path

import pytest

from coach.app import key_ring, opened
from coach.messages import Button, Say
from coach.model import Appointment, Profile
from coach.settings import Settings
from coach.storage import (
    KeyFileError,
    KeyRing,
    Storage,
    answers,
    database_file,
    moments,
    people,
    recall,
    removals,
    unsaid,
    updates,
)
from prompts import Asked, Outcome, Strand
from tests.conftest import Admit
from tests.databases import Server, kept
from tests.fakes import MONDAY
from tests.storage.test_moments import moment
from tests.storage.test_unsaid import CHECK_IN, item

WORDS = (
    "clock", "my turn", "he stays", "smiled", "tapped", "let down", "therapist", "kept_in", "file-1",
    "naming.one", "Quillon", "direct", "resentful", "mirrored", "strength", "ticket",
    "looked away", "you stayed", "partly", "let_go", "respected", "discreet",
)  # fmt: skip


async def say_it_all(storage: Storage, admit: Admit) -> int:
    profile = Profile.model_validate({"therapist_level": "direct", "therapist_names": ("Quillon",), "discreet": True})
    person = await admit(7, profile=profile, appointment=Appointment(weekday=3, at=time(15)))
    async with storage.transaction() as tx:
        moments.keep(tx, person.id, moment())
        unsaid.keep(tx, person.id, item())
        unsaid.keep_check_in(tx, person.id, CHECK_IN)
        people.save_dialogue(tx, person.id, '{"at":"mirrored","ticket":"t","moment":"resentful"}')
        told = Say(text="Let down, 4 of 5: resentful", keyboard=((Button(label="resentful", data="1.t.word.0"),),))
        await answers.owe(tx, [(person.id, 7, one) for one in [told]], MONDAY)
        number = await recall.record_asked(tx, person.id, Asked("naming.one", Strand.ANGER, MONDAY, Outcome.IGNORED))
        recall.keep(tx, (await recall.of_each(tx, [person.id], MONDAY))[person.id])
        await recall.record_outcome(tx, person.id, number, Outcome.ANSWERED, MONDAY)
        updates.quarantine(tx, 5, 7, '{"text": "resentful at the clock"}', "ValueError", MONDAY)
        removals.note(tx, person.id, 5, MONDAY, MONDAY)
    return person.id


async def test_no_word_that_was_said_tapped_or_named_is_to_be_found(storage: Storage, admit: Admit, url: str) -> None:
    await say_it_all(storage, admit)
    found = await kept(url)
    assert b"europe" not in found
    assert [word for word in WORDS if word.lower().encode() in found] == []


async def test_the_search_would_find_a_word_that_is_there(storage: Storage, admit: Admit, url: str) -> None:
    await admit(7, zone="Europe/London")
    assert b"europe/london" in await kept(url)


async def test_the_key_is_not_in_the_database(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    url = f"sqlite:///{tmp_path}/data/unsaid.sqlite3"
    KeyRing.create(tmp_path / "unsaid.keys")
    storage = await Storage.open(url, KeyRing.from_file(tmp_path / "unsaid.keys"))
    await storage.close()
    key = (tmp_path / "unsaid.keys").read_bytes().split(b'"')[5]
    assert key.lower() not in await kept(url)


# ── whose keys


def _settings(tmp_path: Path) -> Settings:
    return Settings(
        database_url=f"sqlite:///{tmp_path}/unsaid.sqlite3", key_file=tmp_path / "unsaid.keys", _env_file=None
    )


def test_the_very_first_start_makes_the_keys_and_the_next_finds_them(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    sealed = key_ring(settings).seal("a.b", 1, b"x")
    before = settings.key_file.read_bytes()
    assert key_ring(settings).open("a.b", 1, sealed) == b"x"
    assert settings.key_file.read_bytes() == before


def test_a_database_whose_key_file_is_missing_gets_no_other_key(tmp_path: Path) -> None:
    settings = _settings(tmp_path)
    file = database_file(settings.database_url)
    assert file is not None
    file.write_bytes(b"SQLite format 3")
    with pytest.raises(KeyFileError, match="no key file"):
        key_ring(settings)
    assert not settings.key_file.exists()


async def test_a_server_s_database_whose_key_file_is_missing_gets_no_other_key_either(
    lived_on: str, tmp_path: Path
) -> None:
    settings = Settings(database_url=lived_on, key_file=tmp_path / "unsaid.keys", _env_file=None)
    with pytest.raises(KeyFileError, match="no key file"):
        await opened(settings)
    assert not settings.key_file.exists()


@pytest.fixture
def lived_on(server: Server, _template: str) -> Iterator[str]:
    """A PostgreSQL database that has its key."""
    with server.database(_template) as url:
        yield url
