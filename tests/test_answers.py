from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta

import pytest

from coach.answers import Answers, unwritten
from coach.messages import Button, Close, Edit, Fate, Message, Say, SendOutcome, Toast
from coach.model import DeliveryKind, Person
from coach.storage import KeyRing, Storage, answers, deliveries, people
from coach.storage.answers import Answer
from tests.conftest import Admit
from tests.databases import locked
from tests.fakes import (
    BLOCKED,
    MONDAY,
    REFUSED,
    REJECTED,
    SENT,
    UNKNOWN,
    FakeOutbox,
    FixedClock,
    Naps,
    every,
    until,
    wait_for,
)

HELLO, AGAIN, BYE = Say(text="hello"), Say(text="again"), Say(text="bye")
KEYS = ((Button(label="angry", data="1.t.word.0"),),)


@pytest.fixture
async def speaker(storage: Storage, outbox: FakeOutbox, still: FixedClock, naps: Naps) -> AsyncIterator[Answers]:
    speaker = Answers(storage, outbox, still, naps)
    yield speaker
    await speaker.close()


async def owe(storage: Storage, person: Person, *messages: Message) -> list[Answer]:
    async with storage.transaction() as tx:
        return await answers.owe(tx, [(person.id, person.chat_id, one) for one in messages], MONDAY)


async def owed(storage: Storage) -> list[Message]:
    """What is in the table, left to whose it is."""
    found: list[Answer] = []
    with suppress(LookupError):
        async with storage.transaction() as tx:
            found = await answers.take_over(tx, MONDAY, everything=True)
            raise LookupError
    return [answer.message for answer in found]


async def quiet(speaker: Answers, *chats: int) -> None:
    await until(lambda: not any(speaker.owes(chat) for chat in chats or (7, 8)))


# ── order


async def test_a_chat_gets_its_messages_in_order_whatever_becomes_of_each(
    storage: Storage, speaker: Answers, outbox: FakeOutbox, admit: Admit
) -> None:
    person = await admit(7)
    outbox.script.extend([REFUSED, UNKNOWN, SENT, wait_for(3), SENT, REFUSED])
    speaker.submit(await owe(storage, person, HELLO, AGAIN))
    speaker.submit(await owe(storage, person, BYE))
    await quiet(speaker)
    assert outbox.texts(7) == ["hello", "again", "bye"]


async def test_a_chat_that_has_to_wait_does_not_hold_up_the_others(
    storage: Storage, speaker: Answers, outbox: FakeOutbox, admit: Admit
) -> None:
    one, other = await admit(7), await admit(8)
    outbox.open.clear()
    speaker.submit(await owe(storage, one, HELLO, BYE))
    speaker.submit(await owe(storage, other, HELLO, BYE))
    await until(lambda: len(outbox.tried) == 2)
    assert sorted(chat for chat, _ in outbox.tried) == [7, 8]
    outbox.open.set()
    await quiet(speaker)
    assert outbox.busiest == 2


async def test_one_chat_gets_one_message_at_a_time(
    storage: Storage, speaker: Answers, outbox: FakeOutbox, admit: Admit
) -> None:
    speaker.submit(await owe(storage, await admit(7), HELLO, AGAIN, BYE))
    await quiet(speaker)
    assert outbox.busiest == 1


async def test_nothing_is_lost_that_comes_while_the_last_is_being_sent(
    storage: Storage, speaker: Answers, outbox: FakeOutbox, admit: Admit
) -> None:
    """At every point of the worker's end, one more message comes."""
    person = await admit(7)
    written = await owe(storage, person, *(Say(text=str(number)) for number in range(40)))
    for turns, answer in enumerate(written):
        speaker.submit([answer])
        for _ in range(turns):
            await outbox.send(0, Close(target=1))
    await quiet(speaker)
    assert outbox.texts(7) == [str(number) for number in range(40)]


# ── until it is surely said


@pytest.mark.parametrize("outcome", [REFUSED, UNKNOWN, wait_for(7.5), RuntimeError()], ids=repr)
async def test_what_is_not_surely_said_is_tried_again(
    storage: Storage,
    speaker: Answers,
    outbox: FakeOutbox,
    naps: Naps,
    admit: Admit,
    outcome: SendOutcome | Exception,
) -> None:
    outbox.script.extend([outcome, outcome])
    speaker.submit(await owe(storage, await admit(7), HELLO))
    await quiet(speaker)
    assert len(outbox.tried) == 3
    assert outbox.texts(7) == ["hello"]
    assert len(naps.taken) == 2
    assert min(naps.taken) > 0


async def test_telegrams_own_time_is_kept(
    storage: Storage, speaker: Answers, outbox: FakeOutbox, naps: Naps, admit: Admit
) -> None:
    outbox.script.extend([wait_for(30), wait_for(7.5)])
    speaker.submit(await owe(storage, await admit(7), HELLO))
    await quiet(speaker)
    assert naps.taken == [30, 7.5]


async def test_a_wait_of_no_time_is_a_wait_all_the_same(
    storage: Storage, speaker: Answers, outbox: FakeOutbox, naps: Naps, admit: Admit
) -> None:
    outbox.script.append(wait_for(0))
    speaker.submit(await owe(storage, await admit(7), HELLO))
    await quiet(speaker)
    assert naps.taken[0] >= 0.25


async def test_it_knocks_ever_more_slowly_and_at_least_once_a_minute(
    storage: Storage, speaker: Answers, outbox: FakeOutbox, naps: Naps, admit: Admit
) -> None:
    outbox.script.extend([REFUSED] * 20)
    speaker.submit(await owe(storage, await admit(7), HELLO))
    await quiet(speaker)
    assert naps.taken[0] <= 0.5
    assert naps.taken[4] >= 4
    assert 30 <= max(naps.taken) <= 60


async def test_the_row_goes_only_once_it_was_said(
    storage: Storage, speaker: Answers, outbox: FakeOutbox, admit: Admit
) -> None:
    outbox.open.clear()
    outbox.script.append(REFUSED)
    speaker.submit(await owe(storage, await admit(7), HELLO))
    await until(lambda: outbox.tried)
    assert await owed(storage) == [HELLO]
    outbox.open.set()
    await quiet(speaker)
    assert await owed(storage) == []


async def test_a_message_that_telegram_never_takes_holds_up_nothing(
    storage: Storage, speaker: Answers, outbox: FakeOutbox, admit: Admit
) -> None:
    outbox.script.append(REJECTED)
    speaker.submit(await owe(storage, await admit(7), HELLO, BYE))
    await quiet(speaker)
    assert outbox.texts(7) == ["bye"]
    assert await owed(storage) == []


async def test_after_a_day_a_message_is_not_tried_any_more(
    storage: Storage, speaker: Answers, outbox: FakeOutbox, still: FixedClock, admit: Admit
) -> None:
    person = await admit(7)
    written = await owe(storage, person, HELLO)
    still.forward(days=1, seconds=1)
    outbox.script.append(REFUSED)
    speaker.submit(written)
    await quiet(speaker)
    assert len(outbox.tried) == 1
    assert await owed(storage) == []


# ── crashes


async def test_after_a_crash_what_is_still_owed_is_said(
    storage: Storage, outbox: FakeOutbox, still: FixedClock, naps: Naps, admit: Admit
) -> None:
    await owe(storage, await admit(7), HELLO, BYE)
    await owe(storage, await admit(8), AGAIN)
    still.forward(seconds=answers.LEASE.total_seconds())
    later = Answers(storage, outbox, still, naps)
    await later.resume()
    await quiet(later)
    assert outbox.texts(7) == ["hello", "bye"]
    assert outbox.texts(8) == ["again"]
    assert await owed(storage) == []


async def test_what_was_being_sent_when_it_stopped_is_sent_again_by_the_next(
    storage: Storage, speaker: Answers, outbox: FakeOutbox, still: FixedClock, naps: Naps, admit: Admit
) -> None:
    outbox.open.clear()
    speaker.submit(await owe(storage, await admit(7), HELLO, BYE))
    await until(lambda: outbox.tried)
    await speaker.close()
    assert not speaker.owes(7)
    assert await owed(storage) == [HELLO, BYE]
    outbox.open.set()
    later = Answers(storage, outbox, still, naps)
    await later.resume()
    await quiet(later)
    assert outbox.texts(7) == ["hello", "bye"]


async def test_what_a_killed_replica_owed_is_said_by_another_and_what_a_living_one_owes_is_not(
    storage: Storage, outbox: FakeOutbox, still: FixedClock, admit: Admit
) -> None:
    outbox.open.clear()
    living, other = (Answers(storage, box, still, Naps()) for box in (outbox, FakeOutbox()))
    living.submit(await owe(storage, await admit(7), HELLO))
    await owe(storage, await admit(8), BYE)
    for seconds in (10, 10, 11):
        still.forward(seconds=seconds)
        await living.look_after()
        if seconds < 11:
            await other.look_after()
            assert not other.owes(8)
    assert living.owes(8)
    await other.look_after()
    assert not other.owes(7)
    outbox.open.set()
    await until(lambda: not living.owes(7) and not living.owes(8))
    assert sorted(outbox.texts()) == ["bye", "hello"]
    assert await owed(storage) == []
    for speaker in (living, other):
        await speaker.close()


async def test_closing_a_speaker_that_owes_nothing_is_nothing(speaker: Answers) -> None:
    await speaker.close()


# ── people who leave


async def test_whoever_blocked_the_bot_is_gone_and_owed_nothing(
    storage: Storage, speaker: Answers, outbox: FakeOutbox, admit: Admit
) -> None:
    person = await admit(7)
    async with storage.transaction() as tx:
        planned = every(4)(DeliveryKind.PROMPT, person, MONDAY)
        await deliveries.plan(tx, [deliveries.Promised(person.id, DeliveryKind.PROMPT, planned)])
    outbox.script.append(BLOCKED)
    speaker.submit(await owe(storage, person, HELLO, AGAIN, BYE))
    await quiet(speaker)
    async with storage.transaction() as tx:
        known = await people.by_chat(tx, 7)
        assert known is not None
        assert known.gone
        assert await deliveries.next_due(tx) is None
    assert await owed(storage) == []
    assert len(outbox.tried) == 1


async def test_whoever_was_forgotten_hears_nothing_of_what_was_still_owed(
    storage: Storage, speaker: Answers, outbox: FakeOutbox, still: FixedClock, admit: Admit
) -> None:
    person = await admit(7)
    outbox.open.clear()
    outbox.script.append(REFUSED)
    speaker.submit(await owe(storage, person, HELLO, AGAIN))
    await until(lambda: outbox.tried)
    async with storage.transaction() as tx:
        people.forget(tx, person.id)
    speaker.drop(7)
    speaker.submit([unwritten(7, BYE, still)])
    outbox.open.set()
    await quiet(speaker)
    assert outbox.texts(7) == ["bye"]


async def test_dropping_for_a_chat_that_is_owed_nothing_is_nothing(speaker: Answers) -> None:
    speaker.drop(7)
    assert not speaker.owes(7)


async def test_a_message_to_somebody_unknown_keeps_nothing(
    storage: Storage, speaker: Answers, outbox: FakeOutbox, still: FixedClock
) -> None:
    outbox.script.extend([REFUSED, BLOCKED])
    speaker.submit([unwritten(7, HELLO, still)])
    await quiet(speaker)
    assert len(outbox.tried) == 2
    async with storage.transaction() as tx:
        assert await people.by_chat(tx, 7) is None


# ── what is said


async def test_an_edit_whose_message_cannot_be_changed_is_said_anew(
    storage: Storage, speaker: Answers, outbox: FakeOutbox, admit: Admit
) -> None:
    person = await admit(7)
    outbox.script.append(REJECTED)
    speaker.submit(await owe(storage, person, Edit(target=5, text="angry", keyboard=KEYS, opens=True)))
    await quiet(speaker)
    assert [message for _, message in outbox.taken] == [Say(text="angry", keyboard=KEYS, opens=True)]
    async with storage.transaction() as tx:
        assert await people.open_message(tx, person.id) == 1001


@pytest.mark.parametrize(
    ("message", "opens"),
    [
        (Say(text="?", opens=True), 1001),
        (Edit(target=5, text="?", opens=True), 5),
        (Say(text="."), None),
        (Edit(target=5, text="."), None),
    ],
)
async def test_the_message_that_opens_a_question_becomes_the_open_one(
    storage: Storage, speaker: Answers, admit: Admit, message: Message, opens: int | None
) -> None:
    person = await admit(7)
    speaker.submit(await owe(storage, person, message))
    await quiet(speaker)
    async with storage.transaction() as tx:
        assert await people.open_message(tx, person.id) == opens


async def test_closing_the_open_question_finds_it_when_it_goes_out(
    storage: Storage, speaker: Answers, outbox: FakeOutbox, admit: Admit
) -> None:
    speaker.submit(await owe(storage, await admit(7), Say(text="?", opens=True), Close()))
    await quiet(speaker)
    assert outbox.taken[-1] == (7, Close(target=1001))


@pytest.mark.parametrize(
    ("close", "goes_out"),
    [
        (Close(target=5, unless_open=True), False),
        (Close(target=6, unless_open=True), True),
        (Close(target=5), True),
    ],
)
async def test_a_keyboard_is_closed_unless_it_is_the_open_questions(
    storage: Storage, speaker: Answers, outbox: FakeOutbox, admit: Admit, close: Close, goes_out: bool
) -> None:
    person = await admit(7)
    async with storage.transaction() as tx:
        people.set_open_message(tx, person.id, 5)
    speaker.submit(await owe(storage, person, close, BYE))
    await quiet(speaker)
    assert [message.kind for _, message in outbox.taken] == (["close", "say"] if goes_out else ["say"])


async def test_where_nothing_is_open_nothing_is_closed(
    storage: Storage, speaker: Answers, outbox: FakeOutbox, admit: Admit
) -> None:
    speaker.submit(await owe(storage, await admit(7), Close()))
    await quiet(speaker)
    assert outbox.tried == []
    assert await owed(storage) == []


@pytest.mark.parametrize(("seconds", "goes_out"), [(139, True), (140, False)])
async def test_a_press_that_telegram_has_forgotten_is_not_answered(
    storage: Storage,
    speaker: Answers,
    outbox: FakeOutbox,
    still: FixedClock,
    admit: Admit,
    seconds: int,
    goes_out: bool,
) -> None:
    written = await owe(storage, await admit(7), Toast(press_id="p"), BYE)
    still.forward(seconds=seconds)
    speaker.submit(written)
    await quiet(speaker)
    assert [message.kind for _, message in outbox.taken] == (["toast", "say"] if goes_out else ["say"])
    assert await owed(storage) == []


async def test_20_a_chat_that_moved_is_followed_and_remembered(
    storage: Storage, speaker: Answers, outbox: FakeOutbox, admit: Admit
) -> None:
    await admit(7)
    person = (await admit(8)).model_copy(update={"chat_id": 8})
    outbox.script.append(SendOutcome(fate=Fate.REFUSED, moved_to=9))
    speaker.submit(await owe(storage, person, HELLO))
    await quiet(speaker)
    assert outbox.texts(9) == ["hello"]
    async with storage.transaction() as tx:
        known = await people.by_chat(tx, 9)
    assert known is not None
    assert known.person.id == person.id


# ── a database that is away


@pytest.fixture
async def hasty(
    impatient: None, url: str, keys: KeyRing, outbox: FakeOutbox, still: FixedClock, naps: Naps
) -> AsyncIterator[tuple[Storage, Answers]]:
    storage = await Storage.open(url, keys)
    speaker = Answers(storage, outbox, still, naps)
    yield storage, speaker
    await speaker.close()
    await storage.close()


async def _somebody(storage: Storage) -> Person:
    async with storage.transaction() as tx:
        return (await people.admit(tx, 7, "en", MONDAY, "{}")).person


async def test_what_was_sent_while_the_database_was_away_is_sent_once_and_written_down_later(
    hasty: tuple[Storage, Answers], outbox: FakeOutbox, naps: Naps, url: str
) -> None:
    storage, speaker = hasty
    written = await owe(storage, await _somebody(storage), HELLO)
    async with locked(url):
        speaker.submit(written)
        await until(lambda: len(naps.taken) >= 2)
    await quiet(speaker)
    assert outbox.texts(7) == ["hello"]
    assert len(outbox.tried) == 1
    assert await owed(storage) == []


async def test_what_needs_the_database_first_waits_for_it(
    hasty: tuple[Storage, Answers], outbox: FakeOutbox, naps: Naps, url: str
) -> None:
    storage, speaker = hasty
    person = await _somebody(storage)
    async with storage.transaction() as tx:
        people.set_open_message(tx, person.id, 5)
    written = await owe(storage, person, Close(), BYE)
    async with locked(url):
        speaker.submit(written)
        await until(lambda: naps.taken)
        assert outbox.tried == []
    await quiet(speaker)
    assert [message.kind for _, message in outbox.taken] == ["close", "say"]


async def test_what_cannot_be_written_down_does_not_hold_up_the_next(
    storage: Storage, speaker: Answers, outbox: FakeOutbox, admit: Admit
) -> None:
    """A chat that moved to where another person already is."""
    await admit(9)
    person = await admit(7)
    outbox.script.append(SendOutcome(fate=Fate.REFUSED, moved_to=9))
    speaker.submit(await owe(storage, person, HELLO, BYE))
    await quiet(speaker)
    assert [message for _, message in outbox.taken] == [HELLO, BYE]


async def test_a_speaker_waits_by_sleeping(storage: Storage, outbox: FakeOutbox, still: FixedClock) -> None:
    outbox.script.append(wait_for(timedelta(milliseconds=20).total_seconds()))
    speaker = Answers(storage, outbox, still)
    speaker.submit([unwritten(7, HELLO, still)])
    await quiet(speaker)
    assert outbox.texts(7) == ["hello"]
