"""What is about PostgreSQL alone: its pool, and which of its errors mean that it is away."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import dialect

from coach.model import DeliveryKind, Slot
from coach.storage import KeyRing, Storage, StorageAwayError, Transaction, deliveries, people, postgresql
from coach.storage.tables import Instant
from tests.conftest import Admit
from tests.databases import Server
from tests.fakes import IDLE, MONDAY

SECRET = "hunter2"
HANG_UP = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'unsaid'"


@pytest.fixture
def url(server: Server, _template: str) -> Iterator[str]:
    with server.database(_template) as url:
        yield url


async def _sql(tx: Transaction, sql: str) -> None:
    await (await tx.session.connection()).exec_driver_sql(sql)


# ── away


UNREACHABLE = {
    "nobody listens": f"postgresql://unsaid:{SECRET}@127.0.0.1:{{port}}/unsaid",
    "there is no such host": f"postgresql://unsaid:{SECRET}@nowhere.invalid/unsaid",
    "there is no such database": "postgresql://unsaid@/nowhere?host={folder}",
    "there is no such user": "postgresql://nobody@/postgres?host={folder}",
    "a setting nobody knows": "postgresql://unsaid@/postgres?host={folder}&nothing=1",
    "a word where a kind of encryption belongs": "postgresql://unsaid@/postgres?host={folder}&sslmode=maybe",
    "encryption that the server has not": "postgresql://unsaid@127.0.0.1:{port}/postgres?sslmode=require",
}


@pytest.mark.parametrize("address", UNREACHABLE.values(), ids=UNREACHABLE.keys())
async def test_a_server_that_is_not_to_be_had_is_away_and_its_address_is_not_told(
    address: str, server: Server, keys: KeyRing
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = address.format(port=taken.getsockname()[1], folder=server.folder)
        with pytest.raises(StorageAwayError) as caught:
            await Storage.open(url, keys)
    assert str(caught.value).isidentifier()
    assert caught.value.__suppress_context__
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    "sqlstate",
    ["08006", "25006", "25P03", "40001", "40P01", "53100", "53300", "55P03", "57P01", "57P03", "57014", "58030"],
)
async def test_what_will_pass_is_away(storage: Storage, sqlstate: str) -> None:
    async def somebody_comes() -> None:
        async with storage.transaction() as tx:
            await people.admit(tx, 7, "en", MONDAY, IDLE)
            await _sql(tx, f"DO $$BEGIN RAISE EXCEPTION '{SECRET}' USING ERRCODE = '{sqlstate}'; END$$")

    with pytest.raises(StorageAwayError) as caught:
        await somebody_comes()
    assert SECRET not in str(caught.value)
    async with storage.transaction() as tx:
        assert await people.latest(tx) is None


@pytest.mark.parametrize("sqlstate", ["22001", "23505", "42P01", "P0001", "XX000"])
async def test_what_is_our_own_mistake_is_not(storage: Storage, sqlstate: str) -> None:
    with pytest.raises(Exception, match=SECRET) as caught:
        async with storage.transaction() as tx:
            await _sql(tx, f"DO $$BEGIN RAISE EXCEPTION '{SECRET}' USING ERRCODE = '{sqlstate}'; END$$")
    assert not isinstance(caught.value, StorageAwayError)


async def test_a_deadlock_ends_for_one_of_the_two(storage: Storage, admit: Admit) -> None:
    one, other = (await admit(7)).id, (await admit(8)).id
    met = asyncio.Barrier(2)

    async def crossing(first: int, then: int) -> None:
        async with storage.transaction() as tx:
            await people.by_id(tx, first)
            await met.wait()
            await people.by_id(tx, then)

    ended = await asyncio.gather(crossing(one, other), crossing(other, one), return_exceptions=True)
    assert sorted(map(repr, ended)) == ["None", "StorageAwayError('DeadlockDetectedError')"]


@pytest.fixture
async def other(url: str) -> AsyncIterator[asyncpg.Connection]:
    """Another program on the same database."""
    connection = await asyncpg.connect(url)
    yield connection
    await connection.close()


async def test_connections_that_the_server_closed_are_replaced_unnoticed(
    storage: Storage, other: asyncpg.Connection
) -> None:
    async with storage.transaction() as tx:
        await people.admit(tx, 7, "en", MONDAY, IDLE)
    await other.execute(HANG_UP)
    await asyncio.sleep(0.05)
    async with storage.transaction() as tx:
        assert await people.latest(tx) is not None


async def test_a_connection_that_breaks_in_the_middle_is_away_and_heals(
    storage: Storage, other: asyncpg.Connection
) -> None:
    async def two_come() -> None:
        async with storage.transaction() as tx:
            await people.admit(tx, 7, "en", MONDAY, IDLE)
            await other.execute(HANG_UP)
            await people.admit(tx, 8, "en", MONDAY, IDLE)

    with pytest.raises(StorageAwayError):
        await two_come()
    async with storage.transaction() as tx:
        assert await people.latest(tx) is None


async def test_a_server_that_says_nothing_is_away(url: str, keys: KeyRing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresql, "_PATIENCE", 0.2)
    storage = await Storage.open(url, keys)
    with pytest.raises(StorageAwayError):
        async with storage.transaction() as tx:
            await _sql(tx, "SELECT pg_sleep(5)")
    async with storage.transaction() as tx:
        assert await people.latest(tx) is None
    await storage.close()


async def test_more_who_want_in_than_the_pool_has_connections_wait_and_are_served(storage: Storage) -> None:
    async def admitted(chat_id: int) -> None:
        async with storage.transaction() as tx:
            await people.admit(tx, chat_id, "en", MONDAY, IDLE)
            await asyncio.sleep(0)

    await asyncio.gather(*(admitted(chat_id) for chat_id in range(60)))
    async with storage.transaction() as tx:
        assert (await tx.session.exec(text("SELECT count(*) FROM person"))).scalar_one() == 60  # type: ignore[call-overload]  # plain SQL


# ── what goes in


def test_an_instant_keeps_its_zone() -> None:
    kept = Instant().process_bind_param(MONDAY, dialect())
    assert kept == MONDAY
    assert kept is not None
    assert kept.tzinfo is not None


async def test_two_who_claim_at_the_same_time_share_what_is_due(storage: Storage, admit: Admit) -> None:
    for chat_id in range(10):
        person = await admit(chat_id)
        async with storage.transaction() as tx:
            slot = Slot(kind=DeliveryKind.PROMPT, key="a", due_at=MONDAY, expires_at=MONDAY + timedelta(hours=1))
            await deliveries.plan(tx, [deliveries.Promised(person.id, DeliveryKind.PROMPT, iter([slot]))])
    async with storage.transaction() as one, storage.transaction() as other:
        first = await deliveries.claim(one, MONDAY, timedelta(minutes=5), 6)
        second = await deliveries.claim(other, MONDAY, timedelta(minutes=5), 6)
    assert (len(first), len(second)) == (6, 4)
    assert not {one.id for one in first} & {one.id for one in second}
