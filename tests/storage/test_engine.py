from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlmodel import select

from coach.storage import KeyRing, Storage, StorageAwayError, WrongKeyError, known_url, people
from coach.storage.tables import PersonRow
from tests.databases import locked, rows
from tests.fakes import IDLE, MONDAY

# ── opening


async def test_a_database_opens_again_with_its_key(storage: Storage, url: str, keys: KeyRing) -> None:
    await storage.close()
    again = await Storage.open(url, keys)
    await again.close()


async def test_a_wrong_key_is_refused_and_nothing_is_written(url: str) -> None:
    before = await rows(url)
    with pytest.raises(WrongKeyError):
        await Storage.open(url, KeyRing.fresh())
    assert await rows(url) == before


async def test_people_without_a_word_to_try_the_key_on_are_not_given_another_key(
    storage: Storage, url: str, keys: KeyRing
) -> None:
    async with storage.transaction() as tx:
        await people.admit(tx, 7, "en", MONDAY, IDLE)
        await tx.session.exec(text("DELETE FROM canary"))  # type: ignore[call-overload]  # plain SQL
    with pytest.raises(WrongKeyError):
        await Storage.open(url, keys)


@pytest.mark.usefixtures("impatient")
async def test_a_locked_database_cannot_be_opened(url: str, keys: KeyRing) -> None:
    async with locked(url):
        with pytest.raises(StorageAwayError):
            await Storage.open(url, keys)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "nonsense",
        "mysql://db/unsaid",
        "sqlite",
        "/data/unsaid.sqlite3",
        "postgresql",
        "postgresql://db:port/unsaid",
    ],
)
def test_a_url_of_another_kind_is_not_known(url: str) -> None:
    with pytest.raises(ValueError, match="not a database"):
        known_url(url)


@pytest.mark.parametrize(
    "url", ["sqlite:////data/unsaid.sqlite3", "postgresql://unsaid:a%40b@db:5432/unsaid?sslmode=require"]
)
def test_a_url_that_is_known_stays_as_it_is(url: str) -> None:
    assert known_url(url) == url


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


@pytest.mark.usefixtures("impatient")
async def test_a_locked_database_is_away_and_heals(url: str, keys: KeyRing) -> None:
    storage = await Storage.open(url, keys)
    async with locked(url):
        with pytest.raises(StorageAwayError):
            async with storage.transaction() as tx:
                await people.admit(tx, 7, "en", MONDAY, IDLE)
    async with storage.transaction() as tx:
        assert await people.by_chat(tx, 7) is None
        await people.admit(tx, 7, "en", MONDAY, IDLE)
    await storage.close()
