import io
import json
import random
import zipfile
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta
from typing import Any

import pytest
import structlog.testing
from sqlmodel import SQLModel, func, select

from coach import asking, conversation, turns
from coach.answers import Answers
from coach.conversation import BusyError, Conversation
from coach.dialogue import load_state
from coach.dialogue.events import Command, Edited, Event, Forwarded, Tap, Text
from coach.dialogue.states import AfterFeeling, Idle, Prompted, Question, Welcome
from coach.door import Access, Door, Sender
from coach.messages import Button, Close, Edit, File, Photo, Say, Toast
from coach.model import Delivery, DeliveryKind, Heard, Moment, Part, Person, UnsaidItem, UnsaidState
from coach.storage import Storage, access, budget, deliveries, moments, people, recall, unsaid, updates
from coach.texts import texts
from prompts import NothingToAskError
from tests.conftest import Admit
from tests.databases import rows
from tests.fakes import MONDAY, REFUSED, FakeOutbox, FixedClock, Naps, every, until

ANNA, BEN = Sender(7, "en"), Sender(8, "en")
SAID = "he looked at the clock, and I was furious"


class Talk:
    """A conversation with everything real but the network and the clock."""

    def __init__(self, storage: Storage, outbox: FakeOutbox, clock: FixedClock, naps: Naps, who: Access) -> None:
        self.storage, self.outbox, self.clock = storage, outbox, clock
        self.speaker = Answers(storage, outbox, clock, naps)
        self.conversation = Conversation(storage, self.speaker, clock, every(4), who, random.Random(1))
        self.plans = 0
        self.conversation.on_plan = self._planned
        self._update = 0

    def _planned(self) -> None:
        self.plans += 1

    async def take(self, event: Event, sender: Sender = ANNA, update_id: int | None = None) -> list[str]:
        """What is said to the sender because of it."""
        before = len(self.outbox.texts(sender.chat_id))
        self._update += 1
        await self.conversation.take(update_id or self._update, sender, event)
        await self.quiet()
        return self.outbox.texts(sender.chat_id)[before:]

    async def tap(self, label: str, sender: Sender = ANNA) -> list[str]:
        return await self.take(self.press(label, sender), sender)

    def press(self, label: str, sender: Sender = ANNA) -> Tap:
        """A tap on the newest button of that name."""
        for number, (chat, message) in reversed(list(enumerate(self.outbox.taken))):
            if chat == sender.chat_id and isinstance(message, Say | Edit):
                for button in _buttons(message.keyboard):
                    if button.label == label:
                        owner, ticket, action, value = button.data.split(".", 3)
                        at = message.target if isinstance(message, Edit) else 1001 + _said(self.outbox, number)
                        return Tap("press", at, int(owner), ticket, action, value)
        raise LookupError(label)

    async def quiet(self) -> None:
        await until(lambda: not any(self.speaker.owes(chat) for chat in (7, 8)))

    async def told(self, chat_id: int = 7) -> list[Moment]:
        async with self.storage.transaction() as tx:
            known = await people.by_chat(tx, chat_id)
            return await moments.between(tx, known.person.id, None, None) if known else []

    async def known(self, chat_id: int = 7) -> people.Known:
        async with self.storage.transaction() as tx:
            known = await people.by_chat(tx, chat_id)
        assert known is not None
        return known

    async def rows(self) -> dict[str, int]:
        """How much is in each table that knows people."""
        async with self.storage.transaction() as tx:
            return {
                table.name: count
                for table in SQLModel.metadata.sorted_tables
                if {"person_id", "chat_id"} & set(table.columns.keys())
                and (count := (await tx.session.exec(select(func.count()).select_from(table))).one())
            }


def _buttons(keyboard: Iterable[Iterable[Button]]) -> list[Button]:
    return [button for row in keyboard for button in row]


def _said(outbox: FakeOutbox, before: int) -> int:
    return sum(isinstance(message, Say | File | Photo) for _, message in outbox.taken[:before])


@pytest.fixture
def who() -> Access:
    return Access(Door.OPEN)


@pytest.fixture
async def talk(storage: Storage, outbox: FakeOutbox, still: FixedClock, naps: Naps, who: Access) -> AsyncIterator[Talk]:
    talk = Talk(storage, outbox, still, naps, who)
    yield talk
    await talk.speaker.close()


# ── one effect


async def test_an_update_that_comes_twice_has_one_effect(talk: Talk, admit: Admit) -> None:
    await admit(7)
    assert await talk.take(Text(SAID, 50), update_id=500)
    assert await talk.take(Text(SAID, 50), update_id=500) == []
    assert len(await talk.told()) == 1


async def test_every_kind_of_turn_has_one_effect(talk: Talk, admit: Admit) -> None:
    await admit(7)
    for _ in range(2):
        await talk.conversation.left(600, 7)
        await talk.conversation.returned(601, 7)
        await talk.conversation.decline(602, 8, "not-invited", "en")
        await talk.conversation.set_aside(603, 7, "{}", "ValueError")
        await talk.quiet()
    assert talk.outbox.texts(8) == [texts("en")("not-invited")]
    assert talk.outbox.texts(7) == [texts("en")("something-broke")]
    assert not (await talk.known()).gone


async def test_a_turn_that_fails_leaves_nothing_and_can_be_taken_again(
    talk: Talk, admit: Admit, monkeypatch: pytest.MonkeyPatch
) -> None:
    await admit(7)
    with monkeypatch.context() as broken:
        broken.setattr(people, "save", None)
        with pytest.raises(TypeError):
            await talk.take(Text(SAID, 50), update_id=500)
    assert talk.outbox.tried == []
    assert await talk.told() == []
    assert await talk.take(Text(SAID, 50), update_id=500)
    assert len(await talk.told()) == 1


# ── who may enter


async def test_a_new_person_meets_the_welcome_whatever_they_came_with(talk: Talk) -> None:
    assert await talk.take(Text(SAID, 50)) == [texts("en")("welcome")]
    assert isinstance(load_state((await talk.known()).dialogue), Welcome)
    assert await talk.told() == []


async def test_the_language_of_a_persons_telegram_is_theirs(talk: Talk) -> None:
    await talk.take(Command("start"), Sender(7, "pt-BR"))
    await talk.take(Command("start"), Sender(8, None))
    assert (await talk.known(7)).person.language == "pt"
    assert (await talk.known(8)).person.language == "en"


class TestByInvitation:
    @pytest.fixture
    def who(self) -> Access:
        return Access(Door.INVITED, frozenset({8}))

    @pytest.mark.parametrize("event", [Text(SAID, 50), Command("start"), Command("help"), Forwarded()])
    async def test_who_was_not_invited_gets_one_line_and_leaves_no_row(self, talk: Talk, event: Event) -> None:
        assert await talk.take(event) == [texts("en")("not-invited")]
        assert await talk.rows() == {}

    async def test_a_button_that_a_stranger_presses_stops_waiting(self, talk: Talk) -> None:
        press = Tap("p1", 50, 1, "abcdefgh", "word", "0")
        assert await talk.take(press) == [texts("en")("not-invited")]
        assert talk.outbox.taken[0] == (7, Toast(press_id="p1"))

    async def test_a_stranger_cannot_make_us_talk_for_ever(self, talk: Talk) -> None:
        said = [await talk.take(Text(SAID, number)) for number in range(70)]
        assert [line for lines in said for line in lines] == [texts("en")("not-invited")] * 3
        assert await talk.rows() == {}
        talk.clock.forward(minutes=10)
        assert await talk.take(Text(SAID, 99)) == [texts("en")("not-invited")]

    async def test_an_update_of_theirs_that_breaks_leaves_no_row_either(self, talk: Talk) -> None:
        await talk.conversation.set_aside(600, 7, SAID, "ValueError")
        assert await talk.rows() == {}
        assert talk.outbox.tried == []

    async def test_an_invitation_lets_one_person_in(self, talk: Talk) -> None:
        async with talk.storage.transaction() as tx:
            await access.invite(tx, "come-in", MONDAY)
        assert await talk.take(Command("start", "come-in")) == [texts("en")("welcome")]
        assert await talk.take(Command("start", "come-in"), Sender(9, "en")) == []
        await until(lambda: not talk.speaker.owes(9))
        assert talk.outbox.texts(9) == [texts("en")("invitation-used")]
        assert await talk.rows() == {"person": 1}

    async def test_an_invitation_lapses_after_a_week(self, talk: Talk) -> None:
        async with talk.storage.transaction() as tx:
            await access.invite(tx, "come-in", MONDAY)
        talk.clock.forward(days=7)
        assert await talk.take(Command("start", "come-in")) == [texts("en")("invitation-used")]

    async def test_whoever_is_listed_comes_in_without_one(self, talk: Talk) -> None:
        assert await talk.take(Command("start"), BEN) == [texts("en")("welcome")]

    async def test_whoever_is_in_stays_in(self, talk: Talk, admit: Admit) -> None:
        await admit(7)
        assert await talk.take(Command("help")) == [texts("en")("help")]


class TestByList:
    @pytest.fixture
    def who(self) -> Access:
        return Access(Door.LISTED, frozenset({8}))

    async def test_only_those_who_are_listed_come_in(self, talk: Talk) -> None:
        assert await talk.take(Command("start"), BEN) == [texts("en")("welcome")]
        assert await talk.take(Command("start")) == [texts("en")("not-invited")]

    async def test_an_invitation_opens_nothing(self, talk: Talk) -> None:
        async with talk.storage.transaction() as tx:
            await access.invite(tx, "come-in", MONDAY)
        assert await talk.take(Command("start", "come-in")) == [texts("en")("not-invited")]
        assert await talk.rows() == {}


# ── what is kept and handed over


def exported(file: File) -> bytes:
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        return archive.read("export.json")


async def test_the_export_holds_what_was_said_word_for_word(talk: Talk, admit: Admit) -> None:
    await admit(7)
    await talk.take(Text(SAID, 50))
    await talk.take(Command("export"))
    (file,) = [message for _, message in talk.outbox.taken if isinstance(message, File)]
    found = json.loads(exported(file))
    assert file.name == "unsaid-2026-03-02.zip"
    assert [moment["text"] for moment in found["moments"]] == [[{"message_id": 50, "text": SAID}]]
    assert found["moments"] == [moment.model_dump(mode="json", exclude_none=True) for moment in await talk.told()]


async def test_the_export_holds_nobody_elses(talk: Talk, admit: Admit) -> None:
    await admit(7)
    await admit(8)
    await talk.take(Text(SAID, 50), BEN)
    await talk.take(Command("export"))
    (file,) = [message for _, message in talk.outbox.taken if isinstance(message, File)]
    assert SAID.encode() not in exported(file)


async def test_the_week_comes_on_demand_in_the_persons_own_words(talk: Talk, admit: Admit) -> None:
    await admit(7)
    await talk.take(Text(SAID, 50))
    (week,) = await talk.take(Command("week"))
    assert SAID in week
    (before,) = await talk.take(Command("week", "2"))
    assert SAID not in before


async def test_a_forgotten_person_leaves_no_row_and_gets_one_farewell(talk: Talk, admit: Admit) -> None:
    await admit(7)
    await talk.take(Text(SAID, 50))
    await talk.conversation.set_aside(600, 7, SAID, "ValueError")
    await talk.take(Command("therapist"))
    await talk.take(Command("forget"))
    said = await talk.tap(texts("en")("button-forget"))
    assert said == [texts("en")("forgotten")]
    assert await talk.rows() == {}
    assert await talk.take(Text("hello", 51)) == [texts("en")("welcome")]


async def test_a_button_of_who_is_forgotten_stops_waiting_when_it_is_pressed(talk: Talk, admit: Admit) -> None:
    await admit(7)
    await talk.take(Command("feel"))
    old = talk.press("angry")
    await talk.take(Command("forget"))
    await talk.tap(texts("en")("button-forget"))
    assert await talk.take(old) == [texts("en")("welcome")]
    assert old.press_id is not None
    assert (7, Toast(press_id=old.press_id)) in talk.outbox.taken


async def test_the_page_of_a_week_with_nothing_in_it_is_a_line(talk: Talk, admit: Admit) -> None:
    await admit(7)
    assert await talk.take(Command("page")) == [texts("en")("page-empty")]
    assert await talk.take(Command("page", "2")) == [texts("en")("page-empty")]


async def test_of_who_is_forgotten_no_table_keeps_even_the_number_of_the_chat(
    talk: Talk, admit: Admit, url: str
) -> None:
    number = 987_654_321
    who = Sender(number, "en")
    await admit(number)
    async with talk.storage.transaction() as tx:
        await budget.throttled(tx, number, MONDAY, MONDAY + timedelta(seconds=9))
    await talk.conversation.set_aside(600, number, SAID, "ValueError")
    await talk.conversation.take(601, who, Text(SAID, 50))
    await talk.conversation.take(602, who, Command("forget"))
    await until(lambda: not talk.speaker.owes(number))
    tables = [name for name, found in (await rows(url)).items() if str(number) in "".join(found)]
    assert sorted(tables) == ["budget", "person", "quarantine"]
    await talk.conversation.take(603, who, talk.press(texts("en")("button-forget"), who))
    await until(lambda: not talk.speaker.owes(number))
    assert str(number) not in "".join(row for found in (await rows(url)).values() for row in found)


async def test_forgetting_stops_what_was_still_owed(talk: Talk, admit: Admit) -> None:
    await admit(7)
    await talk.take(Text(SAID, 50))
    await talk.take(Command("forget"))
    press = talk.press(texts("en")("button-forget"))
    talk.outbox.open.clear()
    talk.outbox.script.append(REFUSED)
    await talk.conversation.take(900, ANNA, Command("export"))
    await talk.conversation.take(901, ANNA, press)
    talk.outbox.open.set()
    await talk.quiet()
    assert talk.outbox.texts(7)[-1] == texts("en")("forgotten")
    assert not any(isinstance(message, File) for _, message in talk.outbox.taken)


async def test_a_question_about_the_therapist_can_be_called_for(talk: Talk, admit: Admit) -> None:
    await admit(7)
    await talk.take(Command("therapist"))
    known = await talk.known()
    state = load_state(known.dialogue)
    assert isinstance(state, Prompted)
    assert state.about_therapist
    async with talk.storage.transaction() as tx:
        (asked,) = await recall.history(tx, known.person.id, MONDAY)
    assert asked.prompt_id == state.prompt_id


async def test_where_there_is_nothing_to_ask_that_is_said(
    talk: Talk, admit: Admit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*_arguments: object) -> None:
        raise NothingToAskError

    monkeypatch.setattr(asking, "choose_about_therapist", nothing)
    await admit(7)
    assert await talk.take(Command("therapist")) == [texts("en")("nothing-to-ask")]


# ── coming and going


async def _planned(storage: Storage) -> bool:
    async with storage.transaction() as tx:
        return await deliveries.next_due(tx) is not None


async def test_a_change_of_times_is_planned_and_wakes_the_scheduler(talk: Talk, admit: Admit) -> None:
    await admit(7)
    await talk.take(Command("help"))
    assert not await _planned(talk.storage)
    assert talk.plans == 0
    await talk.take(Command("time", "7:30"))
    assert await _planned(talk.storage)
    assert talk.plans == 1


async def test_nothing_is_planned_or_owed_for_whoever_left_until_they_are_back(talk: Talk, admit: Admit) -> None:
    await admit(7)
    await talk.take(Command("time", "7:30"))
    talk.outbox.open.clear()
    await talk.conversation.take(900, ANNA, Command("help"))
    await talk.conversation.take(901, ANNA, Command("privacy"))
    await talk.conversation.left(902, 7)
    talk.outbox.script.append(REFUSED)
    talk.outbox.open.set()
    await talk.quiet()
    assert (await talk.known()).gone
    assert not await _planned(talk.storage)
    assert await talk.rows() == {"person": 1}
    assert texts("en")("help") not in talk.outbox.texts(7)
    assert texts("en")("privacy") not in talk.outbox.texts(7)
    await talk.conversation.returned(903, 7)
    assert not (await talk.known()).gone
    assert await _planned(talk.storage)


async def test_whoever_writes_is_back(talk: Talk, admit: Admit) -> None:
    await admit(7)
    await talk.conversation.left(900, 7)
    await talk.take(Text("hello", 50))
    assert not (await talk.known()).gone
    assert await _planned(talk.storage)


async def test_a_stranger_who_leaves_or_returns_leaves_no_row(talk: Talk) -> None:
    await talk.conversation.left(900, 7)
    await talk.conversation.returned(901, 7)
    assert await talk.rows() == {}


# ── what goes wrong


async def test_an_update_that_breaks_is_kept_sealed_and_its_person_is_told(talk: Talk, admit: Admit) -> None:
    await admit(7)
    await talk.conversation.set_aside(600, 7, SAID, "ValueError")
    await talk.quiet()
    assert talk.outbox.texts(7) == [texts("en")("something-broke")]
    async with talk.storage.transaction() as tx:
        assert await updates.quarantined(tx) == 1


async def test_an_update_that_took_effect_before_it_broke_is_not_called_broken(talk: Talk, admit: Admit) -> None:
    await admit(7)
    await talk.take(Command("help"), update_id=500)
    await talk.conversation.set_aside(500, 7, SAID, "ValueError")
    await talk.quiet()
    assert texts("en")("something-broke") not in talk.outbox.texts(7)


async def test_an_update_that_nobody_can_be_told_of_is_kept(talk: Talk) -> None:
    await talk.conversation.set_aside(600, None, SAID, "ValueError")
    async with talk.storage.transaction() as tx:
        assert await updates.quarantined(tx) == 1


async def test_a_refused_event_is_logged_without_what_is_in_it(
    talk: Talk, admit: Admit, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = await admit(7)
    log = structlog.testing.CapturingLogger()
    monkeypatch.setattr(turns, "_log", log)
    await talk.take(Tap("press-5", 50, person.id, "oldticket", "word", SAID))
    (call,) = log.calls
    assert (call.method_name, call.args) == ("info", ("event.refused",))
    assert call.kwargs == {"trigger": "tap word", "state": "idle"}


async def test_an_old_keyboard_of_somebody_else_changes_nothing(talk: Talk, admit: Admit) -> None:
    await admit(7)
    await admit(8)
    await talk.take(Command("forget"), BEN)
    stolen = talk.press(texts("en")("button-forget"), BEN)
    await talk.take(stolen, ANNA)
    assert (await talk.rows())["person"] == 2


# ── a prompt falls due


async def _ask(talk: Talk, delivery_id: int = 3) -> conversation.Opening:
    async with talk.storage.transaction() as tx:
        known = await people.by_chat(tx, 7)
        assert known is not None
        now = talk.clock.now()
        delivery = Delivery(
            id=delivery_id,
            person_id=known.person.id,
            kind=DeliveryKind.PROMPT,
            slot="a",
            due_at=now,
            expires_at=now + timedelta(minutes=90),
            attempts=1,
        )
        about = await asking.recollections(tx, [known.person.id], now)
        return await talk.conversation.ask(tx, known, about[known.person.id], delivery, now)


async def _state(talk: Talk) -> Any:
    return load_state((await talk.known()).dialogue)


async def test_asking_opens_a_question_that_can_be_answered(talk: Talk, admit: Admit) -> None:
    await admit(7)
    opening = await _ask(talk)
    state = await _state(talk)
    assert isinstance(state, Prompted)
    assert opening.asked is not None
    assert (state.delivery_id, state.prompt_id) == (3, opening.asked.prompt_id)
    assert opening.message.opens
    assert opening.before is None


async def test_a_prompt_does_not_fall_into_an_answer(talk: Talk, admit: Admit) -> None:
    await admit(7)
    await talk.take(Text(SAID, 50))
    assert isinstance(await _state(talk), Question)
    with pytest.raises(BusyError) as caught:
        await _ask(talk)
    assert caught.value.until == MONDAY + conversation.NOT_INTO
    talk.clock.at = caught.value.until
    opening = await _ask(talk)
    assert opening.before == Close(target=1001)


async def test_a_prompt_follows_one_that_nobody_answered_and_closes_it(talk: Talk, admit: Admit) -> None:
    person = await admit(7)
    await _ask(talk)
    async with talk.storage.transaction() as tx:
        people.set_open_message(tx, person.id, 77)
    assert (await _ask(talk, 4)).before == Close(target=77)


async def test_a_prompt_that_surely_did_not_arrive_was_never_asked(talk: Talk, admit: Admit) -> None:
    await admit(7)
    opening = await _ask(talk)
    async with talk.storage.transaction() as tx:
        talk.conversation.unask(tx, await _again(tx), 4, opening.unasked)
    assert isinstance(await _state(talk), Prompted)
    async with talk.storage.transaction() as tx:
        talk.conversation.unask(tx, await _again(tx), 3, opening.unasked)
    assert isinstance(await _state(talk), Idle)


async def _again(tx: Any) -> people.Known:
    known = await people.by_chat(tx, 7)
    assert known is not None
    return known


async def test_every_kind_is_planned_once(talk: Talk, admit: Admit) -> None:
    person: Person = await admit(7)
    for _ in range(2):
        async with talk.storage.transaction() as tx:
            await talk.conversation.plan(tx, [person], MONDAY)
    assert set(conversation.DUE_KINDS) == set(DeliveryKind) - {DeliveryKind.ASKED}
    assert (await talk.rows())["delivery"] == 2, "no session, no check-in"
    async with talk.storage.transaction() as tx:
        due = await deliveries.claim(tx, MONDAY + timedelta(days=8), timedelta(1), 9)
    assert {delivery.kind for delivery in due} == {DeliveryKind.PROMPT, DeliveryKind.WEEK}


# ── what is unsaid, and after a session


async def _come_out(talk: Talk, delivery_id: int = 5) -> conversation.Opening:
    """The check-in falls due and goes out."""
    async with talk.storage.transaction() as tx:
        known, now = await _again(tx), talk.clock.now()
        delivery = Delivery(
            id=delivery_id,
            person_id=known.person.id,
            kind=DeliveryKind.PROMPT,
            slot="a",
            due_at=now,
            expires_at=now + timedelta(minutes=90),
            attempts=1,
        )
        opening = talk.conversation.check_in(tx, known, delivery, now)
    await talk.outbox.send(7, opening.message)
    return opening


async def _items(talk: Talk) -> list[UnsaidItem]:
    async with talk.storage.transaction() as tx:
        return await unsaid.all_of(tx, (await _again(tx)).person.id)


async def test_what_is_brought_waits_until_it_was_said(talk: Talk, admit: Admit) -> None:
    await admit(7)
    await talk.take(Text("K. looked at the clock while I was talking", 50))
    for label in ("angry", "annoyed", "4", "bring it"):
        await talk.tap(label)
    (moment,), (item,) = await talk.told(), await _items(talk)
    assert (item.moment_id, item.words) == (moment.id, moment.text)
    assert "looked at the clock" in (await talk.take(Command("unsaid")))[0]
    await talk.tap("said")
    assert (await talk.tap("not"))[-1].endswith("Said, and not heard.")
    (item,) = await _items(talk)
    assert (item.state, item.heard) == (UnsaidState.SAID, Heard.NOT)


async def test_undo_takes_an_item_back_with_its_moment(talk: Talk, admit: Admit) -> None:
    await admit(7)
    await talk.take(Command("feel"))
    for label in ("sad", "sad is right", "3", "bring it"):
        await talk.tap(label)
    assert await _items(talk)
    await talk.take(Command("undo"))
    assert await _items(talk) == []


async def test_an_edited_message_changes_what_waits(talk: Talk, admit: Admit) -> None:
    await admit(7)
    await talk.take(Command("say"))
    await talk.take(Text("you yawned", 61))
    await talk.take(Edited("you looked away", 61))
    (item,) = await _items(talk)
    assert item.words == (Part(message_id=61, text="you looked away"),)


async def test_the_check_in_is_asked_answered_and_exported(talk: Talk, admit: Admit) -> None:
    person = await admit(7)
    await talk.take(Command("unsaid", "I nearly did not come"))
    opening = await _come_out(talk)
    assert (opening.asked, opening.before) == (None, None)
    for label in ("warm", "yes", "partly", "no", "said", "heard", "no, that's all"):
        await talk.tap(label)
    assert isinstance(await _state(talk), Idle)
    await talk.take(Command("export"))
    file = next(message for _, message in talk.outbox.taken if isinstance(message, File))
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        found = json.loads(archive.read("export.json"))
    (kept,), (item,), (moment,) = found["check_ins"], found["unsaid"], found["moments"]
    assert (kept["respected"], kept["same_work"], kept["could_speak"]) == ("yes", "partly", "no")
    assert (kept["delivery_id"], kept["moment_id"]) == (5, moment["id"])
    assert (item["state"], item["heard"]) == ("said", "heard")
    assert moment["whom"] == ["therapist"]
    assert person.id


async def test_after_a_session_nobody_asks_of_what_was_put_off_for_it(talk: Talk, admit: Admit) -> None:
    await admit(7)
    await talk.take(Text(SAID, 50))
    for label in ("furious", "4", "bring it"):
        await talk.tap(label)
    await talk.take(Command("week"))
    for label in ("bring it, private, not yet…", "not yet"):
        await talk.tap(label)
    talk.clock.forward(hours=1)
    await _come_out(talk)
    for label in ("warm", "yes", "partly"):
        await talk.tap(label)
    assert (await talk.tap("no"))[-1] == "Is anything left unsaid? You can type it here."


async def test_a_check_in_does_not_fall_into_an_answer_and_is_taken_back_unless_it_arrived(
    talk: Talk, admit: Admit
) -> None:
    await admit(7)
    await talk.take(Text(SAID, 50))
    with pytest.raises(BusyError):
        await _come_out(talk)
    talk.clock.forward(minutes=10)
    opening = await _come_out(talk)
    assert opening.before == Close(target=1001)
    assert isinstance(await _state(talk), AfterFeeling)
    async with talk.storage.transaction() as tx:
        talk.conversation.unask(tx, await _again(tx), 5, opening.unasked)
    assert not isinstance(await _state(talk), AfterFeeling)


async def test_the_week_tells_what_is_unsaid(talk: Talk, admit: Admit) -> None:
    await admit(7)
    await talk.take(Command("unsaid", "I nearly did not come"))
    talk.clock.forward(days=36)
    (words, *_) = await talk.take(Command("week"))
    assert "Still unsaid: one, for five weeks." in words


async def test_a_young_week_points_to_the_one_before_only_where_there_is_something(talk: Talk, admit: Admit) -> None:
    await admit(7)
    await talk.take(Text(SAID, 50))
    (words, *_) = await talk.take(Command("week"))
    assert "/week 2" not in words
    talk.clock.forward(days=7)
    (words, *_) = await talk.take(Command("week"))
    assert words.endswith("This week is young. /week 2 shows the one before.")
    talk.clock.forward(days=5)
    (words, *_) = await talk.take(Command("week"))
    assert "young" not in words


# ── too much at once


class TestTooMuch:
    async def test_what_comes_faster_than_a_person_writes_is_told_once_and_has_no_effect(
        self, talk: Talk, admit: Admit
    ) -> None:
        await admit(7)
        for number in range(60):
            await talk.conversation.take(1000 + number, ANNA, Command("help"))
        await talk.quiet()
        assert await talk.take(Text(SAID, 50), update_id=2000) == [texts("en")("too-much")]
        assert await talk.take(Text(SAID, 51), update_id=2001) == []
        assert await talk.told() == []
        assert await talk.take(Command("help_now"), update_id=2002) != [], "help is always there"
        talk.clock.forward(seconds=3)
        assert texts("en")("too-much") not in await talk.take(Text(SAID, 52), update_id=2003)
        assert len(await talk.told()) == 1

    async def test_it_counts_as_taken_and_does_not_come_to_life_later(self, talk: Talk, admit: Admit) -> None:
        await admit(7)
        for number in range(61):
            await talk.conversation.take(1000 + number, ANNA, Text(SAID, 50))
        await talk.quiet()
        talk.clock.forward(minutes=5)
        assert await talk.take(Text(SAID, 50), update_id=1060) == []

    async def test_what_waited_for_us_was_not_said_at_once(self, talk: Talk, admit: Admit) -> None:
        await admit(7)
        for number in range(90):
            sent_at = MONDAY - timedelta(minutes=90 - number)
            await talk.conversation.take(1000 + number, Sender(7, "en", sent_at), Command("help"))
        await talk.quiet()
        assert texts("en")("too-much") not in talk.outbox.texts(7)
