"""Discreet mode, from the row that falls due to the message that a phone shows, and back."""

from datetime import time, timedelta
from itertools import count

import pytest

from coach.dialogue import load_state
from coach.dialogue.events import Command, Event, Tap, Text
from coach.dialogue.states import Covered, Prompted
from coach.door import Sender
from coach.messages import Close, Edit, Photo, Remove, Say
from coach.model import Appointment, DeliveryKind, Person, Profile
from coach.storage import Storage, deliveries, recall
from scheduler.timing import slots
from tests.conftest import Admit
from tests.fakes import IDLE, MONDAY, REFUSED, UNKNOWN, FakeOutbox, FixedClock, until
from tests.scheduler.conftest import House, build

COVER = "A moment for you?"
ANNA = Sender(7, "en")
_updates = count(1)


@pytest.fixture
async def anna(house: House, admit: Admit) -> Person:
    person = await admit(7, profile=Profile(discreet=True), appointment=Appointment(weekday=3, at=time(15)))
    await house.plan(person)
    return person


async def _does(house: House, event: Event) -> None:
    await house.conversation.take(next(_updates), ANNA, event)
    await until(lambda: not house.conversation._speaker.owes(7))


async def _taps(house: House, label: str, message: int | None = None) -> None:
    """The newest button of that name, on the open message if no other is named."""
    (data,) = [
        button.data
        for _, said in house.outbox.taken
        if isinstance(said, Say | Edit)
        for row in said.keyboard
        for button in row
        if button.label == label
    ][-1:]
    owner, ticket, action, value = data.split(".", 3)
    at = message or (await house.known()).open_message
    await _does(house, Tap("press", at, int(owner), ticket, action, value))


async def _next(house: House) -> None:
    """Time goes on to whatever is due next, and it goes out."""
    async with house.storage.transaction() as tx:
        due = await deliveries.next_due(tx)
    assert due is not None
    house.clock.at = max(due, house.clock.at)
    await house.ticker.tick()


async def _due_now(house: House, person: Person, kind: DeliveryKind) -> None:
    """The next of a kind is all that is due."""
    async with house.storage.transaction() as tx:
        deliveries.cancel(tx, person.id)
        slot = next(slots(kind, person, house.clock.now()))
        await deliveries.plan(tx, [deliveries.Promised(person.id, kind, iter([slot]))])
    house.clock.at = slot.due_at


async def test_a_prompt_comes_covered_and_is_opened_in_place(house: House, anna: Person) -> None:
    await _next(house)
    assert house.outbox.texts(7) == [COVER]
    covered = load_state((await house.known()).dialogue)
    assert isinstance(covered, Covered)
    await _taps(house, "yes")
    known = await house.known()
    prompted = load_state(known.dialogue)
    assert isinstance(prompted, Prompted)
    edit = house.outbox.taken[-1][1]
    assert isinstance(edit, Edit)
    assert (edit.target, edit.text) == (1001, prompted.head)
    assert known.open_message == 1001


async def test_what_was_asked_is_recorded_though_nobody_has_seen_it(house: House, anna: Person) -> None:
    await _next(house)
    async with house.storage.transaction() as tx:
        (asked,) = await recall.history(tx, anna.id, MONDAY)
    assert asked.outcome == "ignored"


async def test_another_process_opens_what_this_one_covered(
    house: House, anna: Person, storage: Storage, still: FixedClock
) -> None:
    await _next(house)
    later = build(storage, FakeOutbox(taken=list(house.outbox.taken)), still)
    await _taps(later, "yes")
    assert isinstance(load_state((await later.known()).dialogue), Prompted)


async def test_covers_do_not_pile_up(house: House, anna: Person) -> None:
    await _next(house)
    await _next(house)
    assert house.outbox.texts(7) == [COVER, COVER]
    assert house.outbox.taken[-1] == (7, Remove(targets=(1001,)))
    await _taps(house, "yes", 1002)
    assert isinstance(load_state((await house.known()).dialogue), Prompted)


async def test_one_that_is_too_old_to_go_loses_its_buttons(house: House, anna: Person) -> None:
    await _next(house)
    house.clock.forward(days=2)
    await _next(house)
    await _next(house)
    assert house.outbox.taken[-1] == (7, Close(target=1001))


async def test_one_that_was_opened_stays_and_loses_its_buttons(house: House, anna: Person) -> None:
    await _next(house)
    await _taps(house, "yes")
    house.clock.forward(hours=1)
    await _next(house)
    assert house.outbox.taken[-1] == (7, Close(target=1001))


@pytest.mark.parametrize("outcome", [UNKNOWN, REFUSED])
async def test_what_stands_above_a_cover_that_may_not_have_come_is_not_taken_away(
    house: House, anna: Person, outcome: object
) -> None:
    await _does(house, Text("he looked at the clock again", 50))
    await _taps(house, "leave it as it is")
    house.outbox.script.append(outcome)  # type: ignore[arg-type]
    await _next(house)
    await _next(house)
    assert not [said for _, said in house.outbox.tried if isinstance(said, Remove)]


async def test_a_cover_that_surely_did_not_arrive_leaves_all_as_it_was(house: House, anna: Person) -> None:
    house.outbox.script.append(REFUSED)
    await _next(house)
    assert (await house.known()).dialogue == IDLE


async def test_who_opens_nothing_for_three_days_is_asked_less(house: House, anna: Person) -> None:
    while (await house.known()).person.fewer is None:
        await _next(house)
        assert house.clock.now() < MONDAY + timedelta(days=5)
    assert set(house.outbox.texts(7)) == {COVER}
    await _taps(house, "yes")
    assert (await house.known()).person.fewer is None
    assert "so it stays as before" in house.outbox.texts(7)[-1]


async def test_the_check_in_comes_covered(house: House, anna: Person) -> None:
    await _due_now(house, anna, DeliveryKind.CHECK_IN)
    await house.ticker.tick()
    assert house.outbox.texts(7) == [COVER]
    await _taps(house, "yes")
    assert house.outbox.texts(7)[-1] == "After the session: what do you feel toward your therapist?"


async def test_a_cover_is_no_answer_in_the_middle_of_which_somebody_is(house: House, anna: Person) -> None:
    await _next(house)
    async with house.storage.transaction() as tx:
        due = await deliveries.next_due(tx)
    assert due is not None
    house.clock.at = due - timedelta(minutes=1)
    await _does(house, Command("help"))
    await _next(house)
    assert house.clock.now() == due
    assert house.outbox.texts(7)[-1] == COVER


# ── the week


async def _says_something(house: House) -> None:
    await _does(house, Text("furious that he looked at the clock", 50))
    await _taps(house, "furious")
    await _taps(house, "4")
    await _taps(house, "that's all")
    house.outbox.taken.clear()
    house.clock.forward(hours=1)


async def test_the_week_comes_covered_and_its_picture_once_it_is_opened(house: House, anna: Person) -> None:
    await _says_something(house)
    await _due_now(house, anna, DeliveryKind.WEEK)
    await house.ticker.tick()
    await until(lambda: not house.conversation._speaker.owes(7))
    assert [said for _, said in house.outbox.taken if isinstance(said, Photo)] == []
    assert house.outbox.texts(7) == [COVER]
    house.clock.forward(days=2)
    await _taps(house, "yes")
    assert "he looked at the clock" in house.outbox.texts(7)[-1]
    assert isinstance(house.outbox.taken[-1][1], Photo)
    await _taps(house, "yes")
    assert len([said for _, said in house.outbox.taken if isinstance(said, Photo)]) == 1


async def test_a_week_that_is_due_in_the_middle_of_an_answer_waits(house: House, anna: Person) -> None:
    await _due_now(house, anna, DeliveryKind.WEEK)
    await _does(house, Text("he looked at the clock again", 50))
    house.outbox.taken.clear()
    await house.ticker.tick()
    assert house.outbox.taken == []
    house.clock.forward(minutes=10)
    await house.ticker.tick()
    assert house.outbox.texts(7) == [COVER]


async def test_but_not_beyond_its_time(house: House, anna: Person) -> None:
    await _due_now(house, anna, DeliveryKind.WEEK)
    house.clock.forward(minutes=115)
    await _does(house, Text("he looked at the clock again", 50))
    house.outbox.taken.clear()
    await house.ticker.tick()
    assert house.outbox.texts(7) == [COVER]
    await _taps(house, "yes")
    assert "he looked at the clock again" in house.outbox.texts(7)[-1]


async def test_the_week_that_is_asked_for_comes_in_the_open(house: House, anna: Person) -> None:
    await _says_something(house)
    await _does(house, Command("week"))
    assert "he looked at the clock" in house.outbox.texts(7)[0]


async def test_after_the_mode_is_off_all_comes_in_the_open_and_the_cover_still_opens(
    house: House, anna: Person
) -> None:
    await _next(house)
    await _does(house, Command("discreet", "off"))
    await _taps(house, "yes")
    assert isinstance(load_state((await house.known()).dialogue), Prompted)
    house.clock.forward(hours=1)
    await _next(house)
    assert COVER not in house.outbox.texts(7)[-1]


async def test_nothing_of_what_lies_under_a_cover_is_sent_with_it(house: House, anna: Person) -> None:
    await _next(house)
    ((_, message),) = house.outbox.taken
    covered = load_state((await house.known()).dialogue)
    assert isinstance(covered, Covered)
    sent = message.model_dump_json()
    assert covered.shows.text not in sent
    assert "prompt" not in sent
