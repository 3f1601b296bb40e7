import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from coach.storage import Storage, StorageAwayError, audit
from tests.fakes import MONDAY

ENTRY = audit.Entry(MONDAY, "root", "invite", "invitation 1")


async def test_what_was_noted_comes_back_in_its_order(storage: Storage) -> None:
    async with storage.transaction() as tx:
        await audit.note(tx, ENTRY)
        await audit.note(tx, ENTRY._replace(who="x" * 99, what="revoke"))
    async with storage.transaction() as tx:
        assert await audit.entries(tx) == [ENTRY, ENTRY._replace(who="x" * 64, what="revoke")]


@pytest.mark.parametrize("deed", ["DELETE FROM audit", "UPDATE audit SET who = 'nobody'"])
async def test_nothing_in_it_is_changed_or_deleted(storage: Storage, deed: str) -> None:
    async with storage.transaction() as tx:
        await audit.note(tx, ENTRY)

    async def cover_up() -> None:
        async with storage.transaction() as tx:
            await tx.run(text(deed))

    with pytest.raises((DBAPIError, StorageAwayError)):
        await cover_up()
    async with storage.transaction() as tx:
        assert await audit.entries(tx) == [ENTRY]
