from datetime import timedelta
from uuid import UUID

from coach.feelings import Family
from coach.model import CheckIn, Degree, Heard, Named, Part, Sentence, UnsaidItem, UnsaidState
from coach.storage import Storage, people, unsaid
from tests.conftest import Admit
from tests.fakes import MONDAY


def item(number: int = 1, hours: float = 0) -> UnsaidItem:
    """One with everything in it."""
    return UnsaidItem(
        id=UUID(int=number),
        at=MONDAY + timedelta(hours=hours),
        moment_id=UUID(int=number),
        words=(Part(message_id=11, text="he looked at the clock 🕰 ’"),),
        feelings=(Named(word="let down", family=Family.SAD),),
        sentence=Sentence(when=Part(message_id=12, text="looked away"), wished=Part(text="you stayed")),
        state=UnsaidState.SAID,
        said_at=MONDAY + timedelta(hours=hours + 1),
        heard=Heard.PARTLY,
    )


CHECK_IN = CheckIn(
    id=UUID(int=5),
    at=MONDAY,
    delivery_id=3,
    moment_id=UUID(int=1),
    respected=Degree.YES,
    same_work=Degree.PARTLY,
    could_speak=Degree.NO,
    left_unsaid=UUID(int=2),
)


async def test_an_item_comes_back_word_for_word(storage: Storage, admit: Admit) -> None:
    person = await admit()
    async with storage.transaction() as tx:
        unsaid.keep(tx, person.id, item())
    async with storage.transaction() as tx:
        assert await unsaid.all_of(tx, person.id) == [item()]


async def test_keeping_it_again_changes_it_and_adds_none(storage: Storage, admit: Admit) -> None:
    person = await admit()
    changed = item().model_copy(update={"heard": Heard.WORSE})
    async with storage.transaction() as tx:
        unsaid.keep(tx, person.id, item())
        unsaid.keep(tx, person.id, changed)
    async with storage.transaction() as tx:
        assert await unsaid.all_of(tx, person.id) == [changed]


async def test_items_come_newest_last_and_only_the_open_ones_wait(storage: Storage, admit: Admit) -> None:
    person = await admit()
    waits = item(2, hours=-3).model_copy(update={"state": UnsaidState.OPEN, "said_at": None, "heard": None})
    let_go = item(3, hours=-9).model_copy(update={"state": UnsaidState.LET_GO})
    async with storage.transaction() as tx:
        for one in (item(1), waits, let_go):
            unsaid.keep(tx, person.id, one)
        assert await unsaid.all_of(tx, person.id) == [let_go, waits, item(1)]
        assert await unsaid.open_of(tx, person.id) == [waits]


async def test_an_item_of_somebody_else_is_not_found_and_not_dropped(storage: Storage, admit: Admit) -> None:
    one, other = await admit(7), await admit(8)
    async with storage.transaction() as tx:
        unsaid.keep(tx, one.id, item())
        unsaid.drop(tx, other.id, item().id)
        assert await unsaid.all_of(tx, other.id) == []
        assert await unsaid.all_of(tx, one.id) == [item()]
        unsaid.drop(tx, one.id, item().id)
        assert await unsaid.all_of(tx, one.id) == []


async def test_a_check_in_is_kept_once_with_its_latest_answers(storage: Storage, admit: Admit) -> None:
    person = await admit()
    async with storage.transaction() as tx:
        unsaid.keep_check_in(tx, person.id, CHECK_IN.model_copy(update={"same_work": None}))
        unsaid.keep_check_in(tx, person.id, CHECK_IN)
    async with storage.transaction() as tx:
        assert await unsaid.check_ins_of(tx, person.id) == [CHECK_IN]


async def test_both_go_with_their_person(storage: Storage, admit: Admit) -> None:
    person = await admit()
    async with storage.transaction() as tx:
        unsaid.keep(tx, person.id, item())
        unsaid.keep_check_in(tx, person.id, CHECK_IN)
        people.forget(tx, person.id)
    async with storage.transaction() as tx:
        assert await unsaid.all_of(tx, person.id) == []
        assert await unsaid.check_ins_of(tx, person.id) == []
