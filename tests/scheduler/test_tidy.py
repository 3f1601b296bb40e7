"""Tidy mode: what goes from the chat, when, and what stays; from what is said and heard to the call that removes it."""

import asyncio
from datetime import time, timedelta
from uuid import UUID

import pytest

from coach import measures
from coach.dialogue import load_state
from coach.dialogue.events import Voice
from coach.dialogue.states import Idle, Prompted
from coach.feelings import Family
from coach.messages import Remove
from coach.model import Appointment, DeliveryKind, Moment, Named, Part, Person, Profile
from coach.storage import KeyRing, Storage, StorageAwayError, deliveries, moments, people, removals
from coach.tidying import LONGEST, SOON, TOO_OLD, WHILE
from tests.conftest import Admit
from tests.fakes import BLOCKED, MONDAY, REFUSED, REJECTED, SENT, UNKNOWN, FakeOutbox, FixedClock, until, wait_for
from tests.scheduler.chat import Chat
from tests.scheduler.conftest import House, build

SAID = "he looked at the clock again"
MIRROR = f"Angry, 4 of 5: “{SAID}”."


@pytest.fixture
async def anna(house: House, admit: Admit) -> Person:
    person = await admit(7, profile=Profile(tidy=True), appointment=Appointment(weekday=3, at=time(15)))
    await house.plan(person)
    return person


@pytest.fixture
def chat(house: House, anna: Person) -> Chat:
    return Chat(house)


async def _answers(chat: Chat) -> None:
    """A thought, and all that is asked about it."""
    await chat.says(SAID)
    await chat.taps("angry", "angry is right", "4", "that's all")


async def _nothing_due(chat: Chat, anna: Person) -> None:
    async with chat.house.storage.transaction() as tx:
        deliveries.cancel(tx, anna.id)


def _minutes(span: timedelta) -> float:
    return span.total_seconds() / 60


async def test_an_exchange_that_is_over_goes_a_few_minutes_later_and_is_stored(chat: Chat, anna: Person) -> None:
    await _answers(chat)
    assert chat.screen() == [SAID, MIRROR]
    await chat.waits(minutes=_minutes(SOON) - 1)
    assert chat.screen() == [SAID, MIRROR]
    await chat.waits(minutes=1)
    assert chat.screen() == []
    async with chat.house.storage.transaction() as tx:
        (moment,) = await moments.between(tx, anna.id, None, None)
    assert [part.text for part in moment.text] == [SAID]
    assert await chat.noted() == 0


async def test_it_goes_in_one_call(chat: Chat) -> None:
    await _answers(chat)
    await chat.waits(minutes=10)
    (remove,) = [message for _, message in chat.house.outbox.taken if isinstance(message, Remove)]
    assert remove.targets == (1, 1001)


async def test_without_the_mode_nothing_is_noted_and_nothing_goes(house: House, admit: Admit) -> None:
    await house.plan(await admit(7))
    chat = Chat(house)
    await _answers(chat)
    await chat.next()
    assert await chat.noted() == 0
    await chat.waits(hours=40)
    assert chat.gone == []


async def test_a_question_that_the_person_began_is_there_for_an_hour_after_the_last_tap(chat: Chat) -> None:
    await chat.says("/feel")
    await chat.waits(minutes=50)
    await chat.taps("sad")
    await chat.waits(minutes=_minutes(WHILE) - 1)
    assert chat.starts() == ["Sad. Is there a word tha"]
    await chat.waits(minutes=1)
    assert chat.screen() == []


async def test_a_question_that_goes_is_over(chat: Chat) -> None:
    await chat.says("/feel")
    await chat.waits(minutes=60)
    known = await chat.house.known()
    assert (load_state(known.dialogue), known.open_message) == (Idle(), None)
    await chat.says("sad")
    assert len(chat.screen()) == 2


async def test_a_prompt_waits_until_it_is_answered(chat: Chat) -> None:
    await chat.next()
    (prompt,) = chat.screen()
    await chat.waits(hours=3)
    assert chat.screen() == [prompt]
    await chat.taps("sad", "sad is right", "3", "that's all")
    await chat.waits(minutes=10)
    assert chat.screen() == []


async def test_a_prompt_that_was_answered_by_a_sentence_goes_with_it(chat: Chat) -> None:
    await chat.next()
    await chat.says(SAID)
    await chat.taps("leave it as it is")
    assert len(chat.screen()) == 3
    await chat.waits(minutes=10)
    assert chat.screen() == []


async def test_a_prompt_that_nobody_answers_goes_when_a_newer_one_is_there(chat: Chat) -> None:
    await chat.next()
    (first,) = chat.screen()
    await chat.next()
    assert chat.screen()[0] == first
    await chat.waits(minutes=10)
    assert len(chat.screen()) == 1
    assert first not in chat.screen()
    assert isinstance(load_state((await chat.house.known()).dialogue), Prompted)


async def test_and_before_telegram_would_not_remove_it_any_more(chat: Chat, anna: Person) -> None:
    await chat.next()
    await _nothing_due(chat, anna)
    await chat.waits(minutes=_minutes(LONGEST) - 1)
    assert len(chat.screen()) == 1
    await chat.waits(minutes=1)
    assert chat.screen() == []
    assert LONGEST < TOO_OLD
    assert isinstance(load_state((await chat.house.known()).dialogue), Idle)


async def test_while_somebody_is_being_asked_their_chat_is_left_alone(chat: Chat, anna: Person) -> None:
    """The old message may be the one that stands open until the new one is there."""
    await chat.says("/feel")
    await chat.waits(minutes=40)
    house = chat.house
    async with house.storage.transaction() as tx:
        due = await deliveries.next_due(tx)
    assert due is not None
    house.clock.at = due
    ready = await house.deliverer.prepare(await house.claim())
    await chat.waits(minutes=61)
    assert 1001 not in chat.gone
    assert isinstance(load_state((await house.known()).dialogue), Prompted)
    for one in ready:
        await house.deliverer.deliver(one)
    await chat.waits(minutes=10)
    assert len(chat.screen()) == 1
    assert isinstance(load_state((await house.known()).dialogue), Prompted)


async def test_a_cover_that_a_newer_one_took_away_is_not_taken_away_again(house: House, admit: Admit) -> None:
    await house.plan(await admit(7, profile=Profile(tidy=True, discreet=True)))
    chat = Chat(house)
    await chat.next()
    await chat.next()
    assert chat.gone == [1001]
    assert await chat.noted() == 1
    await chat.taps("yes", "skip")
    await chat.waits(minutes=10)
    assert chat.gone == [1001, 1002]


# ── the week, pictures and files


async def _something(chat: Chat, anna: Person) -> None:
    angry = Named(word="angry", family=Family.ANGRY)
    moment = Moment(id=UUID(int=1), at=MONDAY, zone="UTC", text=(Part(text=SAID),), feelings=(angry,))
    async with chat.house.storage.transaction() as tx:
        moments.keep(tx, anna.id, moment)
    chat.house.clock.forward(minutes=1)


async def test_the_week_and_its_picture_are_there_for_two_days_whatever_is_asked_meanwhile(
    chat: Chat, anna: Person
) -> None:
    await _something(chat, anna)
    await chat.next_of(DeliveryKind.WEEK, anna)
    words, picture = chat.screen()
    assert picture == "photo"
    await chat.says("/help")
    await chat.next_of(DeliveryKind.CHECK_IN, anna)
    await _nothing_due(chat, anna)
    await chat.waits(hours=40)
    assert chat.screen()[:2] == [words, picture]
    await chat.waits(hours=4)
    assert words not in chat.screen()
    assert picture not in chat.screen()


async def test_a_week_that_was_closed_has_been_read(chat: Chat, anna: Person) -> None:
    await _something(chat, anna)
    await chat.next_of(DeliveryKind.WEEK, anna)
    await chat.taps("close")
    await chat.waits(minutes=10)
    assert chat.screen() == ["photo"]


async def test_a_week_that_was_asked_for_stays_as_long(chat: Chat, anna: Person) -> None:
    await _something(chat, anna)
    await _nothing_due(chat, anna)
    await chat.says("/week")
    await chat.says("/month")
    await chat.waits(hours=45)
    assert [words for words in chat.screen() if words == "photo"] == ["photo", "photo"]
    assert len(chat.screen()) == 4
    await chat.waits(hours=1)
    assert chat.screen() == []


async def test_files_that_were_asked_for_stay(chat: Chat, anna: Person) -> None:
    await _something(chat, anna)
    await chat.says("/page")
    await chat.says("/export")
    await chat.waits(hours=47)
    assert chat.screen() == ["file", "file"]


@pytest.mark.parametrize("line", ["/help_now", "/help_now Portugal", "/help_now Nowhere", "i want to die", "he hit me"])
async def test_whom_to_call_is_always_there_to_be_read(chat: Chat, line: str) -> None:
    await chat.says(line)
    (mine, lines) = chat.screen()
    await chat.waits(hours=47)
    assert chat.screen() == [lines]
    assert mine == line


async def test_also_the_numbers_below_it(chat: Chat) -> None:
    await chat.says("i want to die")
    await chat.taps("more people to call", "close")
    await chat.waits(hours=47)
    assert len(chat.screen()) == 2


async def test_what_is_not_stored_here_is_not_taken_away(chat: Chat) -> None:
    """The handlers name no message where something would be lost."""
    await chat.does(Voice("voice-1", 51))
    await chat.waits(hours=47)
    assert 51 not in chat.gone


async def test_remarks_and_commands_go(chat: Chat) -> None:
    for line in ("/help", "/privacy", "/nonsense", "/undo", "/time 8:00"):
        await chat.says(line)
    assert len(chat.screen()) == 10
    await chat.waits(minutes=10)
    assert chat.screen() == []


# ── on and off


async def test_it_begins_when_it_is_switched_on(house: House, admit: Admit) -> None:
    await house.plan(await admit(7))
    chat = Chat(house)
    await _answers(chat)
    await chat.says("/tidy on")
    await _answers(chat)
    await chat.waits(minutes=10)
    assert chat.screen() == [SAID, MIRROR]


async def test_what_waits_stays_once_it_is_switched_off(chat: Chat) -> None:
    await _answers(chat)
    await chat.says("/tidy off")
    assert await chat.noted() == 0
    await chat.says("/tidy on")
    await chat.waits(hours=1)
    assert chat.starts() == [SAID[:24], "/tidy off", MIRROR[:24], "Tidy mode is off. What i"]


async def test_what_was_on_its_way_when_it_was_switched_off_stays_too(chat: Chat, anna: Person) -> None:
    await chat.says("/tidy off")
    async with chat.house.storage.transaction() as tx:
        removals.note(tx, anna.id, 1001, MONDAY, MONDAY)
    await chat.waits(minutes=10)
    assert chat.gone == []
    assert await chat.noted() == 0


async def test_who_is_forgotten_leaves_no_note(chat: Chat) -> None:
    await _answers(chat)
    await chat.says("/forget")
    await chat.taps("delete everything")
    assert await chat.noted() == 0
    await chat.waits(hours=40)
    assert chat.gone == []


async def test_of_who_was_forgotten_meanwhile_nothing_is_noted(storage: Storage, admit: Admit) -> None:
    await admit(7)
    async with storage.transaction() as tx:
        removals.note(tx, 99, 1, MONDAY, MONDAY)
    async with storage.transaction() as tx:
        assert await removals.waiting(tx, MONDAY, 10) == []


# ── what Telegram does


async def test_what_telegram_declines_is_tried_alone_counted_and_left(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[tuple[str, int]] = []
    monkeypatch.setattr(measures, "removed", lambda outcome, count: counted.append((outcome, count)))
    await _answers(chat)
    chat.house.outbox.script.extend([REJECTED, REJECTED, SENT])
    await chat.waits(minutes=10)
    assert chat.screen() == [SAID]
    assert [pair for pair in counted if pair[1]] == [("declined", 1), ("removed", 1)]
    assert await chat.noted() == 0


async def test_what_is_too_old_is_not_even_asked_for(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[tuple[str, int]] = []
    monkeypatch.setattr(measures, "removed", lambda outcome, count: counted.append((outcome, count)))
    await _answers(chat)
    chat.house.outbox.tried.clear()
    await chat.waits(hours=48)
    assert chat.house.outbox.tried == []
    assert [pair for pair in counted if pair[1]] == [("too_old", 2)]
    assert await chat.noted() == 0


@pytest.mark.parametrize("outcome", [REFUSED, UNKNOWN, wait_for(1)])
async def test_what_did_not_work_just_now_is_tried_again(chat: Chat, outcome: object) -> None:
    await _answers(chat)
    chat.house.outbox.script.append(outcome)  # type: ignore[arg-type]
    await chat.waits(minutes=10)
    assert chat.screen() == [SAID, MIRROR]
    await chat.waits(minutes=2)
    assert chat.screen() == []


async def test_who_blocked_the_bot_is_left_alone(chat: Chat) -> None:
    await _answers(chat)
    chat.house.outbox.script.append(BLOCKED)
    await chat.waits(minutes=10)
    assert await chat.noted() == 0


async def test_a_hundred_go_in_a_call(chat: Chat, anna: Person) -> None:
    async with chat.house.storage.transaction() as tx:
        for number in range(250):
            removals.note(tx, anna.id, number, MONDAY, MONDAY)
    await chat.waits(minutes=1)
    calls = [message for _, message in chat.house.outbox.taken if isinstance(message, Remove)]
    assert [len(call.targets) for call in calls] == [100, 100, 50]


# ── with others, and after a kill


async def test_what_a_killed_process_took_is_taken_again(chat: Chat, storage: Storage, still: FixedClock) -> None:
    await _answers(chat)
    chat.house.outbox.open.clear()
    still.forward(minutes=10)
    chat.house.outbox.tried.clear()
    dying = asyncio.create_task(chat.house.sweeper.sweep())
    await until(lambda: chat.house.outbox.tried)
    dying.cancel()
    await asyncio.gather(dying, return_exceptions=True)
    another = build(storage, FakeOutbox(), still)
    await another.sweeper.sweep()
    assert another.outbox.tried == []
    still.forward(minutes=2)
    await another.sweeper.sweep()
    assert [message for _, message in another.outbox.taken] == [Remove(targets=(1, 1001))]


async def test_of_two_that_sweep_at_once_one_removes_it(
    chat: Chat, storage: Storage, still: FixedClock, url: str, keys: KeyRing
) -> None:
    await _answers(chat)
    other = await Storage.open(url, keys)
    another = build(other, FakeOutbox(), still)
    still.forward(minutes=10)
    chat.house.outbox.tried.clear()
    await asyncio.gather(*(house.sweeper.sweep() for house in (chat.house, another) for _ in range(5)))
    await other.close()
    removed = [message for _, message in (*chat.house.outbox.tried, *another.outbox.tried)]
    assert removed == [Remove(targets=(1, 1001))]


async def test_an_answer_and_what_is_to_go_are_committed_together(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    """A turn that fails leaves neither."""
    monkeypatch.setattr("coach.storage.answers.owe", _away)
    with pytest.raises(StorageAwayError):
        await chat.says(SAID)
    assert await chat.noted() == 0


async def _away(*_: object) -> list[object]:
    raise StorageAwayError("OperationalError")


# ── the budget


async def test_it_keeps_to_the_rate(storage: Storage, admit: Admit, still: FixedClock) -> None:
    house = build(storage, FakeOutbox(), still, rate=10)
    async with storage.transaction() as tx:
        for chat_id in range(1, 9):
            known = await people.admit(tx, chat_id, "en", MONDAY, '{"at":"idle"}')
            people.save(tx, known.person.model_copy(update={"profile": Profile(tidy=True)}), '{"at":"idle"}', MONDAY)
            removals.note(tx, known.person.id, 1, MONDAY, MONDAY)
    still.forward(minutes=1)
    await house.sweeper.sweep()
    assert len(house.outbox.taken) == 2
    still.forward(seconds=1)
    await house.sweeper.sweep()
    assert len(house.outbox.taken) == 4


async def test_what_is_due_to_be_said_goes_first_unless_this_gets_late(chat: Chat, anna: Person) -> None:
    async with chat.house.storage.transaction() as tx:
        due = await deliveries.next_due(tx)
        assert due is not None
        removals.note(tx, anna.id, 1, MONDAY, due - timedelta(minutes=59))
    chat.house.clock.at = due
    await chat.waits()
    assert chat.gone == []
    await chat.waits(minutes=1)
    assert chat.gone == [1]
