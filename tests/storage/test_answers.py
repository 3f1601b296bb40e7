import pytest
from sqlalchemy import text

from coach.messages import Button, Close, Edit, File, Message, Say, Toast
from coach.storage import Storage, answers, people
from coach.storage.keys import SealBrokenError
from tests.conftest import Admit
from tests.fakes import MONDAY

KEYS = ((Button(label="angry", data="1.ticket.word.0"),),)
ALL: list[Message] = [
    Say(text="hello ’ 🕰", keyboard=KEYS, opens=True),
    Edit(target=2**40, text="changed", keyboard=KEYS),
    Close(target=5, unless_open=True),
    Toast(press_id="press", text="…"),
    File(name="unsaid.json", content=bytes(range(256)), caption="yours"),
]


async def test_every_kind_of_message_comes_back_as_it_was_in_its_order(storage: Storage, admit: Admit) -> None:
    person = await admit(7)
    async with storage.transaction() as tx:
        written = await answers.owe(tx, [(person.id, 7, one) for one in ALL], MONDAY)
    async with storage.transaction() as tx:
        assert await answers.take_over(tx, MONDAY, everything=True) == written
    assert [answer.message for answer in written] == ALL
    assert {(answer.chat_id, answer.created_at) for answer in written} == {(7, MONDAY)}


async def test_what_was_said_is_gone_and_the_rest_stays(storage: Storage, admit: Admit) -> None:
    person = await admit(7)
    async with storage.transaction() as tx:
        first, second, *_ = await answers.owe(tx, [(person.id, 7, one) for one in ALL], MONDAY)
        answers.said(tx, first)
        assert (await answers.take_over(tx, MONDAY, everything=True))[0] == second


async def test_nothing_is_owed_to_whoever_left(storage: Storage, admit: Admit) -> None:
    one, other = await admit(7), await admit(8)
    async with storage.transaction() as tx:
        await answers.owe(tx, [(one.id, 7, message) for message in ALL], MONDAY)
        kept = await answers.owe(tx, [(other.id, 8, message) for message in ALL[:1]], MONDAY)
        answers.drop_all(tx, one.id)
        assert await answers.take_over(tx, MONDAY, everything=True) == kept


async def test_an_answer_follows_its_person_to_a_new_chat(storage: Storage, admit: Admit) -> None:
    person = await admit(7)
    async with storage.transaction() as tx:
        await answers.owe(tx, [(person.id, 7, one) for one in ALL[:1]], MONDAY)
        people.move_chat(tx, person.id, 8)
    async with storage.transaction() as tx:
        assert [answer.chat_id for answer in await answers.take_over(tx, MONDAY, everything=True)] == [8]


async def test_an_answer_given_to_somebody_else_does_not_open(storage: Storage, admit: Admit) -> None:
    one, other = await admit(7), await admit(8)
    async with storage.transaction() as tx:
        await answers.owe(tx, [(one.id, 7, message) for message in ALL[:1]], MONDAY)
        await tx.run(text(f"UPDATE answer SET person_id = {other.id}"))
        with pytest.raises(SealBrokenError):
            await answers.take_over(tx, MONDAY, everything=True)
