import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from coach.storage import Storage, access
from coach.storage.access import Invitation
from tests.fakes import MONDAY

CODE = "come-in"


async def test_a_code_lets_one_person_in_once(storage: Storage) -> None:
    async with storage.transaction() as tx:
        number = await access.invite(tx, CODE, MONDAY)
        assert await access.redeem(tx, "come-on", MONDAY) is None
        assert await access.redeem(tx, CODE, MONDAY) == number
        assert await access.redeem(tx, CODE, MONDAY) is None


@pytest.mark.parametrize(("days", "lets_in"), [(6.99, True), (7, False)])
async def test_a_code_lives_a_week(storage: Storage, days: float, lets_in: bool) -> None:
    async with storage.transaction() as tx:
        await access.invite(tx, CODE, MONDAY)
        assert (await access.redeem(tx, CODE, MONDAY + timedelta(days=days)) is not None) is lets_in


async def test_a_code_lives_as_long_and_lets_in_as_many_as_it_was_told(storage: Storage) -> None:
    async with storage.transaction() as tx:
        await access.invite(tx, CODE, MONDAY, uses=2, lives=timedelta(days=30))
        later = MONDAY + timedelta(days=29)
        assert [bool(await access.redeem(tx, CODE, later)) for _ in range(3)] == [True, True, False]
        await access.invite(tx, "again", MONDAY, uses=2, lives=timedelta(days=30))
        assert await access.redeem(tx, "again", MONDAY + timedelta(days=30)) is None


async def test_of_many_who_come_at_once_no_more_get_in_than_it_says(storage: Storage) -> None:
    async with storage.transaction() as tx:
        await access.invite(tx, CODE, MONDAY, uses=3)

    async def comes() -> bool:
        async with storage.transaction() as tx:
            return await access.redeem(tx, CODE, MONDAY) is not None

    assert sum(await asyncio.gather(*(comes() for _ in range(8)))) == 3


async def test_who_is_turned_back_in_the_end_used_nothing_up(storage: Storage) -> None:
    async with storage.transaction() as tx:
        await access.invite(tx, CODE, MONDAY)

    async def breaks() -> None:
        async with storage.transaction() as tx:
            assert await access.redeem(tx, CODE, MONDAY)
            raise LookupError

    with pytest.raises(LookupError):
        await breaks()
    async with storage.transaction() as tx:
        assert await access.redeem(tx, CODE, MONDAY)


async def test_a_revoked_one_lets_nobody_in(storage: Storage) -> None:
    async with storage.transaction() as tx:
        number = await access.invite(tx, CODE, MONDAY, uses=5)
        assert await access.revoke(tx, number, MONDAY)
        assert await access.redeem(tx, CODE, MONDAY) is None
        assert not await access.revoke(tx, number, MONDAY)
        assert not await access.revoke(tx, number + 1, MONDAY)


async def test_the_list_shows_those_that_still_let_somebody_in(storage: Storage) -> None:
    async with storage.transaction() as tx:
        for code in ("used", "over", "revoked", "open"):
            await access.invite(tx, code, MONDAY, lives=timedelta(days=1 if code == "over" else 3))
        await access.redeem(tx, "used", MONDAY)
        await access.revoke(tx, 3, MONDAY)
        found = await access.open_ones(tx, MONDAY + timedelta(days=1))
    assert found == [Invitation(4, MONDAY, MONDAY + timedelta(days=3), 1, 0)]


async def test_those_of_the_version_before_go_on_as_they_were(storage: Storage) -> None:
    """It writes neither an end nor a number of uses, and marks what is used by its instant alone."""
    async with storage.transaction() as tx:
        zone = "" if tx.dialect == "sqlite" else "+00"
        for code, day, used in (
            ("fresh", "02", "NULL"),
            ("old", "01", "NULL"),
            ("used", "02", "'2026-03-02 09:00:00'"),
        ):
            values = f"'{access._hash(code)}', '2026-03-{day} 09:00:00{zone}', {used}"
            await tx.run(text(f"INSERT INTO invitation (code_hash, created_at, used_at) VALUES ({values})"))
        now = MONDAY + timedelta(days=6.5)
        assert [code for code in ("fresh", "old", "used") if await access.redeem(tx, code, now)] == ["fresh"]


async def test_the_code_itself_is_not_kept(storage: Storage) -> None:
    async with storage.transaction() as tx:
        await access.invite(tx, CODE, MONDAY)
        rows = (await tx.run(text("SELECT * FROM invitation"))).all()
    assert CODE not in repr(rows)
