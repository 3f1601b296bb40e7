import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from coach.storage import Storage, StorageAwayError, audit
from tests.fakes import MONDAY

WHAT = ("invite", "invitation 1")


async def test_what_was_noted_comes_back_in_its_order(storage: Storage) -> None:
    async with storage.transaction() as tx:
        await audit.note(tx, MONDAY, *WHAT)
        await audit.note(tx, MONDAY, "backup", who="x" * 99)
    async with storage.transaction() as tx:
        assert await audit.entries(tx) == [
            (MONDAY, audit.operator(), *WHAT),
            (MONDAY, "x" * 64, "backup", ""),
        ]


@pytest.mark.parametrize("deed", ["DELETE FROM audit", "UPDATE audit SET who = 'nobody'"])
async def test_nothing_in_it_is_changed_or_deleted(storage: Storage, deed: str) -> None:
    async with storage.transaction() as tx:
        await audit.note(tx, MONDAY, *WHAT)

    async def cover_up() -> None:
        async with storage.transaction() as tx:
            await tx.run(text(deed))

    with pytest.raises((DBAPIError, StorageAwayError)):
        await cover_up()
    async with storage.transaction() as tx:
        assert [entry.who for entry in await audit.entries(tx)] == [audit.operator()]


def test_who_it_is_the_environment_does_not_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    before = audit.operator()
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "somebody-else")
    assert audit.operator() == before != "somebody-else"
