from datetime import timedelta
from uuid import UUID

from coach.feelings import Family, Whom
from coach.model import Did, Moment, Named, Part
from coach.storage import Storage, moments
from tests.conftest import Admit
from tests.fakes import MONDAY


def moment(hours: float = 0, number: int = 1) -> Moment:
    """One with everything in it."""
    return Moment(
        id=UUID(int=number),
        at=MONDAY + timedelta(hours=hours),
        zone="Europe/London",
        text=(Part(message_id=11, text="he looked "), Part(message_id=12, text="at the clock 🕰 ’")),
        feelings=(Named(word="let down", family=Family.SAD),),
        strength=4,
        whom=(Whom.THERAPIST,),
        because=(Part(message_id=13, text="it was my turn"),),
        wanted=(Part(message_id=14, text="that he stays"),),
        did=Did.KEPT_IN,
        did_words=(Part(message_id=15, text="smiled"), Part(text="tapped")),
        voice="file-1",
        prompt_id="naming.one",
        delivery_id=3,
        bring=True,
    )


async def test_a_moment_comes_back_word_for_word(storage: Storage, admit: Admit) -> None:
    person = await admit()
    async with storage.transaction() as tx:
        moments.keep(tx, person.id, moment())
    async with storage.transaction() as tx:
        assert await moments.between(tx, person.id, None, None) == [moment()]


async def test_keeping_it_again_changes_it_and_adds_none(storage: Storage, admit: Admit) -> None:
    person = await admit()
    changed = moment().model_copy(update={"strength": 1})
    async with storage.transaction() as tx:
        moments.keep(tx, person.id, moment())
    async with storage.transaction() as tx:
        moments.keep(tx, person.id, changed)
        assert await moments.between(tx, person.id, None, None) == [changed]


async def test_a_moment_is_found_by_each_message_it_was_written_in(storage: Storage, admit: Admit) -> None:
    person = await admit()
    async with storage.transaction() as tx:
        moments.keep(tx, person.id, moment())
        for message_id in range(11, 16):
            assert await moments.by_message(tx, person.id, message_id) == moment()
        assert await moments.by_message(tx, person.id, 16) is None


async def test_a_message_of_the_same_number_in_another_chat_is_another(storage: Storage, admit: Admit) -> None:
    one, other = await admit(7), await admit(8)
    async with storage.transaction() as tx:
        moments.keep(tx, one.id, moment(number=1))
        moments.keep(tx, other.id, moment(number=2))
        assert await moments.by_message(tx, one.id, 11) == moment(number=1)
        assert await moments.by_message(tx, other.id, 11) == moment(number=2)


async def test_the_latest_is_the_newest_by_when_it_was_noticed(storage: Storage, admit: Admit) -> None:
    person, other = await admit(7), await admit(8)
    async with storage.transaction() as tx:
        assert await moments.latest(tx, person.id) is None
        for number, hours in enumerate((1, 5, 3), start=1):
            moments.keep(tx, person.id, moment(hours, number))
        moments.keep(tx, other.id, moment(9, 9))
        assert await moments.latest(tx, person.id) == moment(5, 2)


async def test_what_is_taken_back_is_gone_with_its_messages(storage: Storage, admit: Admit) -> None:
    person = await admit()
    async with storage.transaction() as tx:
        moments.keep(tx, person.id, moment(0, 1))
        moments.keep(tx, person.id, moment(1, 2).model_copy(update={"text": ()}))
        moments.drop(tx, person.id + 1, UUID(int=2))
        moments.drop(tx, person.id, UUID(int=1))
        assert [kept.id for kept in await moments.between(tx, person.id, None, None)] == [UUID(int=2)]
        assert await moments.by_message(tx, person.id, 11) is None


async def test_a_span_takes_its_start_and_leaves_its_end(storage: Storage, admit: Admit) -> None:
    """Also to the microsecond: instants are text in SQLite, and have to sort as time does."""
    person, other = await admit(7), await admit(8)
    tick = timedelta(microseconds=1)
    ats = (MONDAY - tick, MONDAY, MONDAY + tick, MONDAY + timedelta(days=7) - tick, MONDAY + timedelta(days=7))
    async with storage.transaction() as tx:
        for number, at in reversed(list(enumerate(ats))):
            moments.keep(tx, person.id, moment(0, number).model_copy(update={"at": at}))
        moments.keep(tx, other.id, moment(0, 99))
        week = await moments.between(tx, person.id, MONDAY, MONDAY + timedelta(days=7))
        assert [kept.at for kept in week] == list(ats[1:4])
        assert [kept.at for kept in await moments.between(tx, person.id, None, None)] == list(ats)
