from datetime import timedelta

from sqlalchemy import text

from coach.storage import Storage, updates
from tests.fakes import MONDAY


async def test_an_update_is_taken_once(storage: Storage) -> None:
    async with storage.transaction() as tx:
        assert await updates.take(tx, [500], MONDAY)
        assert not await updates.take(tx, [500], MONDAY)
    async with storage.transaction() as tx:
        assert not await updates.take(tx, [500], MONDAY)


async def test_numbers_may_begin_anew_below_the_last(storage: Storage) -> None:
    async with storage.transaction() as tx:
        assert await updates.take(tx, [2**40], MONDAY)
        assert await updates.take(tx, [3], MONDAY)


async def test_an_update_whose_turn_failed_can_be_taken_again(storage: Storage) -> None:
    try:
        async with storage.transaction() as tx:
            await updates.take(tx, [500], MONDAY)
            raise KeyError
    except KeyError:
        pass
    async with storage.transaction() as tx:
        assert await updates.take(tx, [500], MONDAY)


async def test_what_is_set_aside_is_sealed_and_its_reason_is_not(storage: Storage) -> None:
    async with storage.transaction() as tx:
        updates.quarantine(tx, 500, 7, '{"text": "angry"}', "ValueError" * 20, MONDAY)
        (row,) = await tx.run(text("SELECT reason, content FROM quarantine"))
        assert tx.open("quarantine.content", 0, row.content) == '{"text": "angry"}'
    assert row.reason.startswith("ValueError")
    assert len(row.reason) == 64
    assert b"angry" not in row.content


async def test_what_was_set_aside_goes_with_its_chat(storage: Storage) -> None:
    async with storage.transaction() as tx:
        for update_id, chat_id in ((1, 7), (2, 8), (3, None)):
            updates.quarantine(tx, update_id, chat_id, "{}", "ValueError", MONDAY)
        await updates.forget_chat(tx, 7)
        assert await updates.quarantined(tx) == 2


async def test_tidying_lets_go_of_what_is_too_old_to_matter(storage: Storage) -> None:
    async with storage.transaction() as tx:
        for days in (0, 3, 29, 31):
            await updates.take(tx, [days], MONDAY - timedelta(days=days))
            updates.quarantine(tx, days, 7, "{}", "ValueError", MONDAY - timedelta(days=days))
        await updates.tidy(tx, MONDAY)
        assert await updates.quarantined(tx) == 3
        assert await updates.take(tx, [0, 3], MONDAY) == {3}
