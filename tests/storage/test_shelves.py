from datetime import timedelta
from uuid import UUID

from coach.model import Filed, Shelf
from coach.storage import Storage, moments, people, shelves
from tests.conftest import Admit
from tests.databases import kept
from tests.fakes import MONDAY
from tests.storage.test_moments import moment

HURT = Shelf(id=UUID(int=2), name="Relationships hurt me")
GOOD = Shelf(id=UUID(int=1), name="I have to be good")


async def test_shelves_come_back_in_the_order_they_were_made_and_changed(storage: Storage, admit: Admit) -> None:
    person = await admit()
    async with storage.transaction() as tx:
        await shelves.keep(tx, person.id, HURT, MONDAY)
        await shelves.keep(tx, person.id, GOOD, MONDAY + timedelta(hours=1))
        changed = HURT.model_copy(update={"archived": True})
        await shelves.keep(tx, person.id, changed, MONDAY + timedelta(hours=2))
        assert await shelves.of(tx, person.id) == (changed, GOOD)


async def test_merging_moves_the_filings_and_takes_the_shelf_away(storage: Storage, admit: Admit) -> None:
    person, other = await admit(7), await admit(8)
    on_both = (Filed(shelf_id=HURT.id, fits=True), Filed(shelf_id=GOOD.id, fits=False))
    async with storage.transaction() as tx:
        for shelf in (HURT, GOOD):
            await shelves.keep(tx, person.id, shelf, MONDAY)
        await moments.keep(tx, person.id, moment(0, 1).model_copy(update={"filed": on_both}))
        await moments.keep(tx, person.id, moment(1, 2).model_copy(update={"filed": on_both[:1]}))
        await moments.keep(tx, other.id, moment(1, 3).model_copy(update={"filed": on_both[:1]}))
        await shelves.merge(tx, person.id, HURT.id, GOOD.id)
        assert await shelves.of(tx, person.id) == (GOOD,)
        fits = Filed(shelf_id=GOOD.id, fits=True)
        assert await shelves.filings(tx, person.id) == (on_both[1:], (fits,))
        assert await shelves.filings(tx, other.id) == (on_both[:1],)


async def test_shelves_of_somebody_else_are_neither_seen_nor_changed(storage: Storage, admit: Admit) -> None:
    one, other = await admit(7), await admit(8)
    async with storage.transaction() as tx:
        await shelves.keep(tx, one.id, HURT, MONDAY)
        await shelves.merge(tx, other.id, HURT.id, GOOD.id)
        assert await shelves.of(tx, other.id) == ()
        assert await shelves.of(tx, one.id) == (HURT,)


async def test_a_label_is_not_in_clear_and_goes_with_its_person(storage: Storage, admit: Admit, url: str) -> None:
    person = await admit()
    async with storage.transaction() as tx:
        await shelves.keep(tx, person.id, HURT, MONDAY)
    assert b"hurt me" not in await kept(url)
    async with storage.transaction() as tx:
        await people.forget(tx, person.id)
        assert await shelves.of(tx, person.id) == ()
