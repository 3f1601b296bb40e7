from datetime import date, time, timedelta

import pytest

from coach.conversation import NOT_INTO
from coach.dialogue import load_state, save_state
from coach.dialogue.states import AfterFeeling, Idle, Prompted
from coach.messages import Close, Fate, Say, SendOutcome
from coach.model import Appointment, AwayPeriod, Calendar, Delivery, DeliveryKind, DeliveryState, Person
from coach.storage import Storage, StorageAwayError, Transaction, deliveries, people, recall
from prompts import NothingToAskError
from scheduler import delivery as module
from scheduler import due
from scheduler.timing import slots
from tests.fakes import BLOCKED, IDLE, MONDAY, REFUSED, REJECTED, SENT, UNKNOWN, wait_for
from tests.scheduler.conftest import House

PROMPT, WEEK, CHECK_IN = DeliveryKind.PROMPT, DeliveryKind.WEEK, DeliveryKind.CHECK_IN


async def _due(house: House, kind: DeliveryKind = PROMPT) -> Delivery:
    """Time goes on until one of this kind is due, and it is claimed; what else falls due is let go."""
    async with house.storage.transaction() as tx:
        for _ in range(30):
            instant = await deliveries.next_due(tx)
            assert instant is not None
            house.clock.at = max(house.clock.at, instant)
            for found in await deliveries.claim(tx, instant, due.LEASE, 10):
                if found.kind is kind:
                    return found
                deliveries.settle(tx, found, DeliveryState.EXPIRED, instant)
                await house.conversation.plan(tx, [(await _somebody(tx)).person], instant)
    raise LookupError(kind)


async def _somebody(tx: Transaction) -> people.Known:
    known = await people.latest(tx)
    assert known is not None
    return known


async def _state_of(house: House, claimed: Delivery) -> str:
    kinds = [state for kind, state in await house.deliveries() if kind == claimed.kind]
    return kinds[0]


async def test_a_prompt_is_sent_and_the_next_is_planned(house: House, anna: Person) -> None:
    claimed = await _due(house)
    assert await house.deliverer.handle_one(claimed)
    assert [state for kind, state in await house.deliveries() if kind == "prompt"] == ["sent", "due"]
    assert await due.next_due(house.storage) == claimed.due_at + timedelta(hours=4)
    known = await house.known()
    state = load_state(known.dialogue)
    assert isinstance(state, Prompted)
    assert house.outbox.texts(7) == [state.head]
    assert known.open_message == 1001
    async with house.storage.transaction() as tx:
        (asked,) = await recall.history(tx, anna.id, claimed.due_at)
    assert asked.prompt_id == state.prompt_id


async def test_being_asked_is_no_sign_of_the_person(house: House, anna: Person) -> None:
    before = (await house.known()).spoke_at
    await house.deliverer.handle_one(await _due(house))
    assert (await house.known()).spoke_at == before


async def test_the_week_is_sent_and_opens_nothing(house: House, anna: Person) -> None:
    assert await house.deliverer.handle_one(await _due(house, WEEK))
    assert len(house.outbox.texts(7)) == 1
    known = await house.known()
    assert (known.dialogue, known.open_message) == (IDLE, None)


async def test_the_old_keyboard_goes_once_the_new_prompt_is_there(house: House, anna: Person) -> None:
    await house.deliverer.handle_one(await _due(house))
    await house.deliverer.handle_one(await _due(house))
    kinds = [message.kind for _, message in house.outbox.taken]
    assert kinds == ["say", "say", "close"]
    assert house.outbox.taken[-1] == (7, Close(target=1001))
    assert (await house.known()).open_message == 1002


async def test_a_prompt_that_was_not_sent_leaves_the_old_keyboard(house: House, anna: Person) -> None:
    await house.deliverer.handle_one(await _due(house))
    house.outbox.script.append(REFUSED)
    await house.deliverer.handle_one(await _due(house))
    assert [message.kind for _, message in house.outbox.tried] == ["say", "say"]


# ── when it is not sent at all


@pytest.mark.parametrize(("minutes", "sent"), [(89, True), (90, False)])
async def test_a_prompt_that_comes_too_late_is_dropped_and_the_next_planned(
    house: House, anna: Person, minutes: int, sent: bool
) -> None:
    claimed = await _due(house)
    house.clock.forward(minutes=minutes)
    assert await house.deliverer.handle_one(claimed) is sent
    assert await _state_of(house, claimed) == ("sent" if sent else "expired")
    assert len(house.outbox.tried) == sent
    assert await due.next_due(house.storage) == claimed.due_at + timedelta(hours=4)


async def test_a_person_in_the_middle_of_an_answer_is_asked_later(house: House, anna: Person) -> None:
    claimed = await _due(house)
    async with house.storage.transaction() as tx:
        people.save(tx, anna, '{"at":"settings","ticket":"t"}', house.clock.now())
    assert not await house.deliverer.handle_one(claimed)
    assert house.outbox.tried == []
    assert await due.next_due(house.storage) == house.clock.now() + NOT_INTO
    house.clock.forward(minutes=NOT_INTO.total_seconds() / 60)
    (again,) = await house.claim()
    assert await house.deliverer.handle_one(again)
    assert again.id == claimed.id


async def test_a_person_who_answers_until_the_window_ends_is_asked_next_time(house: House, anna: Person) -> None:
    claimed = await _due(house)
    house.clock.forward(minutes=85)
    async with house.storage.transaction() as tx:
        people.save(tx, anna, '{"at":"settings","ticket":"t"}', house.clock.now())
    assert not await house.deliverer.handle_one(claimed)
    assert await _state_of(house, claimed) == "expired"
    assert await due.next_due(house.storage) == claimed.due_at + timedelta(hours=4)


async def test_a_pause_that_began_meanwhile_is_kept(house: House, anna: Person) -> None:
    claimed = await _due(house)
    async with house.storage.transaction() as tx:
        people.save(tx, anna.model_copy(update={"paused": True}), IDLE, house.clock.now())
    assert not await house.deliverer.handle_one(claimed)
    assert house.outbox.tried == []
    assert ("prompt", "due") not in await house.deliveries()


@pytest.mark.parametrize(("until", "sent"), [(date(2026, 3, 3), False), (date(2026, 3, 2), True)])
async def test_a_pause_until_a_day_is_kept_until_that_day(house: House, anna: Person, until: date, sent: bool) -> None:
    claimed = await _due(house)
    async with house.storage.transaction() as tx:
        people.save(tx, anna.model_copy(update={"paused_until": until}), IDLE, house.clock.now())
    assert await house.deliverer.handle_one(claimed) is sent


async def test_whoever_left_gets_nothing_and_nothing_more_is_planned(house: House, anna: Person) -> None:
    claimed = await _due(house)
    async with house.storage.transaction() as tx:
        people.mark_gone(tx, anna.id, house.clock.now())
        deliveries.cancel(tx, anna.id)
    assert not await house.deliverer.handle_one(claimed)
    assert house.outbox.tried == []
    assert await due.next_due(house.storage) is None


async def test_whoever_was_forgotten_meanwhile_gets_nothing(house: House, anna: Person) -> None:
    claimed = await _due(house)
    async with house.storage.transaction() as tx:
        people.forget(tx, anna.id)
    assert not await house.deliverer.handle_one(claimed)
    assert house.outbox.tried == []


# ── after a session


async def _after_session(house: House, anna: Person) -> Delivery:
    """It is Thursday, half an hour after the session, and the check-in is claimed."""
    person = anna.model_copy(update={"appointment": Appointment(weekday=3, at=time(15))})
    house.clock.at = MONDAY.replace(day=5, hour=16, minute=20)
    async with house.storage.transaction() as tx:
        people.save(tx, person, IDLE, house.clock.now() - timedelta(hours=3))
        deliveries.cancel(tx, anna.id)
        after = house.clock.now() - timedelta(minutes=1)
        await deliveries.plan(tx, [deliveries.Promised(person.id, CHECK_IN, slots(CHECK_IN, person, after))])
    (claimed,) = await house.claim()
    assert (claimed.kind, claimed.slot) == (CHECK_IN, "after:2026-03-05")
    return claimed


async def test_after_the_session_it_is_asked_what_was_felt_toward_the_therapist(house: House, anna: Person) -> None:
    claimed = await _after_session(house, anna)
    assert await house.deliverer.handle_one(claimed)
    state = load_state((await house.known()).dialogue)
    assert isinstance(state, AfterFeeling)
    assert house.outbox.texts(7) == ["After the session: what do you feel toward your therapist?"]


async def test_who_says_after_all_that_they_are_away_is_not_asked_after_a_session(house: House, anna: Person) -> None:
    claimed = await _after_session(house, anna)
    away = Calendar(away=(AwayPeriod(start=date(2026, 3, 5)),))
    async with house.storage.transaction() as tx:
        people.save(tx, anna.model_copy(update={"calendar": away}), IDLE, house.clock.now())
    assert not await house.deliverer.handle_one(claimed)
    assert house.outbox.tried == []
    assert await _state_of(house, claimed) == "expired"


async def test_the_check_in_waits_for_who_is_in_the_middle_of_an_answer(house: House, anna: Person) -> None:
    claimed = await _after_session(house, anna)
    async with house.storage.transaction() as tx:
        people.save(tx, (await house.known()).person, '{"at":"settings","ticket":"t"}', house.clock.now())
    assert not await house.deliverer.handle_one(claimed)
    assert await _state_of(house, claimed) == "due"


async def test_where_no_prompt_fits_the_slot_is_over(
    house: House, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*_arguments: object) -> None:
        raise NothingToAskError

    monkeypatch.setattr(house.conversation, "ask", nothing)
    claimed = await _due(house)
    assert not await house.deliverer.handle_one(claimed)
    assert await _state_of(house, claimed) == "failed"
    assert await due.next_due(house.storage) == claimed.due_at + timedelta(hours=4)


async def test_whoever_lost_the_row_sends_nothing_and_leaves_the_conversation_alone(house: House, anna: Person) -> None:
    late = await _due(house)
    house.clock.forward(seconds=due.LEASE.total_seconds())
    await due.take_back(house.storage, house.conversation, house.clock.now())
    (again,) = await house.claim()
    assert not await house.deliverer.handle_one(late)
    assert (await house.known()).dialogue == IDLE
    assert await house.deliverer.handle_one(again)
    assert not await house.deliverer.handle_one(again)
    assert len(house.outbox.tried) == 1


# ── every fate


@pytest.mark.parametrize(
    ("kind", "outcome", "state"),
    [
        (PROMPT, SENT, "sent"),
        (PROMPT, wait_for(30), "due"),
        (PROMPT, REFUSED, "due"),
        (PROMPT, UNKNOWN, "unknown"),
        (PROMPT, REJECTED, "failed"),
        (PROMPT, BLOCKED, "failed"),
        (WEEK, SENT, "sent"),
        (WEEK, wait_for(30), "due"),
        (WEEK, REFUSED, "due"),
        (WEEK, UNKNOWN, "due"),
        (WEEK, REJECTED, "failed"),
        (WEEK, BLOCKED, "failed"),
    ],
    ids=lambda value: value.fate if isinstance(value, SendOutcome) else str(value),
)
async def test_each_fate_has_its_end(
    house: House, anna: Person, kind: DeliveryKind, outcome: SendOutcome, state: str
) -> None:
    claimed = await _due(house, kind)
    house.outbox.script.append(outcome)
    assert await house.deliverer.handle_one(claimed) is (outcome is SENT)
    rows = [found for of, found in await house.deliveries() if of == kind]
    over = [] if state == "due" else [state]
    assert [found for found in rows if found not in ("due", "expired")] == over
    assert rows.count("due") == (0 if outcome is BLOCKED else 1)


async def test_telegrams_own_time_is_kept(house: House, anna: Person) -> None:
    claimed = await _due(house)
    house.outbox.script.append(wait_for(30))
    await house.deliverer.handle_one(claimed)
    assert await due.next_due(house.storage) == house.clock.now() + timedelta(seconds=30)


async def test_a_wait_of_no_time_is_a_wait_all_the_same(house: House, anna: Person) -> None:
    claimed = await _due(house)
    house.outbox.script.append(wait_for(0))
    await house.deliverer.handle_one(claimed)
    again = await due.next_due(house.storage)
    assert again is not None
    assert again > house.clock.now() + timedelta(seconds=1)


async def test_a_refused_prompt_knocks_ever_more_slowly_within_its_window(house: House, anna: Person) -> None:
    claimed = await _due(house)
    house.outbox.script.extend([REFUSED] * 40)
    waits = []
    while (row := claimed) and await _state_of(house, row) == "claimed":
        await house.deliverer.handle_one(claimed)
        again = await due.next_due(house.storage)
        assert again is not None
        waits.append(again - house.clock.now())
        house.clock.at = again
        found = await house.claim()
        claimed = found[0]
        if claimed.id != row.id:
            break
    assert waits[0] <= timedelta(seconds=4)
    assert max(waits[:-1]) <= timedelta(minutes=10)
    assert 8 < len(house.outbox.tried) < 40
    assert (await house.deliveries())[0] == ("prompt", "expired")


async def test_a_prompt_that_surely_did_not_arrive_leaves_the_conversation_as_it_was(
    house: House, anna: Person
) -> None:
    for outcome in (wait_for(30), REFUSED, REJECTED):
        house.outbox.script.append(outcome)
        await house.deliverer.handle_one(await _due(house))
        assert (await house.known()).dialogue == IDLE
    async with house.storage.transaction() as tx:
        assert await recall.history(tx, anna.id, house.clock.now() - timedelta(days=2)) == []


async def test_a_prompt_that_may_have_arrived_can_be_answered(house: House, anna: Person) -> None:
    house.outbox.script.append(UNKNOWN)
    await house.deliverer.handle_one(await _due(house))
    assert isinstance(load_state((await house.known()).dialogue), Prompted)


async def test_what_the_person_did_meanwhile_is_not_undone(
    house: House, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They spoke while the prompt was on its way, and it never arrived."""
    moved = save_state(Idle()).replace("}", ', "later": 1}')

    async def send(chat_id: int, message: Say) -> SendOutcome:
        async with house.storage.transaction() as tx:
            people.save(tx, anna, moved, house.clock.now())
        return REFUSED

    monkeypatch.setattr(house.outbox, "send", send)
    await house.deliverer.handle_one(await _due(house))
    assert (await house.known()).dialogue == moved


async def test_whoever_blocked_the_bot_is_gone_and_nothing_is_planned(house: House, anna: Person) -> None:
    house.outbox.script.append(BLOCKED)
    await house.deliverer.handle_one(await _due(house))
    assert (await house.known()).gone
    assert await due.next_due(house.storage) is None


async def test_20_a_chat_that_moved_is_followed_at_the_next_try(house: House, anna: Person) -> None:
    house.outbox.script.append(SendOutcome(fate=Fate.REFUSED, moved_to=9))
    await house.deliverer.handle_one(await _due(house))
    await house.deliverer.handle_one(await _due(house))
    assert [chat for chat, _ in house.outbox.tried] == [7, 9]


# ── a database that is away


async def test_what_was_sent_while_the_database_was_away_is_written_down_later(
    house: House, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    claimed = await _due(house)
    naps = _away_while_settling(house, monkeypatch, times=3)
    assert await house.deliverer.handle_one(claimed)
    assert await _state_of(house, claimed) == "sent"
    assert len(house.outbox.tried) == 1
    assert naps == sorted(naps)
    assert len(naps) == 3


async def test_what_can_never_be_written_down_ends_with_its_lease_and_is_not_repeated(
    house: House, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    claimed = await _due(house)
    with monkeypatch.context() as away:
        _away_while_settling(house, away, times=99)
        await house.deliverer.handle_one(claimed)
    assert await _state_of(house, claimed) == "sending"
    house.clock.forward(seconds=due.LEASE.total_seconds())
    await house.ticker.tick()
    assert await _state_of(house, claimed) == "unknown"
    assert len(house.outbox.tried) == 1


def _away_while_settling(house: House, monkeypatch: pytest.MonkeyPatch, times: int) -> list[float]:
    """The database fails so often from the moment that a message is on its way. Returns what is slept meanwhile."""
    naps: list[float] = []
    send, transaction = house.outbox.send, Storage.transaction
    left = 0

    async def sent(chat_id: int, message: Say) -> SendOutcome:
        nonlocal left
        left = times
        return await send(chat_id, message)

    def sometimes(storage: Storage) -> object:
        nonlocal left
        if left > 0:
            left -= 1
            raise StorageAwayError
        return transaction(storage)

    async def nap(seconds: float) -> None:
        naps.append(seconds)

    monkeypatch.setattr(house.outbox, "send", sent)
    monkeypatch.setattr(Storage, "transaction", sometimes)
    monkeypatch.setattr(module, "asyncio", type("Naps", (), {"sleep": staticmethod(nap)}))
    return naps
