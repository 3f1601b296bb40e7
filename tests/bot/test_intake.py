"""Taking updates in: what is acknowledged when, and in which order things happen."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from telegram.error import Conflict, RetryAfter, TelegramError

from coach.bot.application import Telegram
from coach.bot.intake import Intake, Raw, chat_of
from coach.bot.polling import Polling
from coach.conversation import StorageAwayError
from coach.dialogue.events import Event, Text
from coach.door import Sender
from coach.phone import Phone, running_phone
from tests.bot.conftest import Logged
from tests.bot.shapes import GROUP, message, press, update
from tests.flows.waiting import eventually

SECRET = "he looked at the clock"


@dataclass
class Conversation:
    """Takes what it is given, once; away, broken or slow when told."""

    said: list[str] = field(default_factory=list)
    aside: list[tuple[int, int | None, str]] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)
    away: int = 0
    gates: dict[int, asyncio.Event] = field(default_factory=dict)

    async def take(self, update_id: int, sender: Sender, event: Event) -> None:
        if gate := self.gates.get(sender.chat_id):
            await gate.wait()
        if self.away:
            self.away -= 1
            raise StorageAwayError
        if update_id not in self.seen:
            self.seen.add(update_id)
            self.said.append(event.text if isinstance(event, Text) else event.trigger)

    async def set_aside(self, update_id: int, chat_id: int | None, _raw: str, reason: str) -> None:
        self.seen.add(update_id)
        self.aside.append((update_id, chat_id, reason))


@dataclass
class Taking:
    phone: Phone
    conversation: Conversation

    @property
    def offsets(self) -> list[int | None]:
        return [call.params.get("offset") for call in self.phone.calls if call.method == "getUpdates"]


@pytest.fixture
async def taking(no_waiting: list[float]) -> AsyncIterator[Taking]:
    """The real polling of the real bot against the phone; behind it a conversation of ours."""
    conversation = Conversation()
    async with running_phone() as phone:
        telegram = Telegram(phone.token, phone.url)
        assert await telegram.start() == "phone_test_bot"
        task = asyncio.create_task(telegram.poll(telegram.intake(conversation)))  # type: ignore[arg-type]  # all that it calls
        yield Taking(phone, conversation)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        await telegram.stop()


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the intake meant to wait; it does not."""
    meant: list[float] = []
    sleep = asyncio.sleep

    async def note(seconds: float) -> None:
        meant.append(seconds)
        await sleep(0)

    monkeypatch.setattr("coach.bot.polling.asyncio.sleep", note)
    return meant


async def test_the_offset_moves_only_after_the_turn_is_over(taking: Taking) -> None:
    ann, gate = taking.phone.user("Ann"), asyncio.Event()
    taking.conversation.gates[ann.id] = gate
    await ann.says("one")
    await taking.phone.until(lambda: taking.phone.calls[-1].method == "getUpdates" and taking.phone.calls[-1].ok)
    assert len(taking.phone.pending) == 1
    assert taking.offsets == [None]
    gate.set()
    await taking.phone.until(lambda: not taking.phone.pending)
    assert taking.conversation.said == ["one"]


async def test_storage_that_is_away_leaves_the_batch_and_loses_nothing(taking: Taking, no_waiting: list[float]) -> None:
    taking.conversation.away = 3
    ann, ben = taking.phone.user("Ann"), taking.phone.user("Ben")
    await ann.says("one")
    await ben.says("other")
    await ann.says("two")
    await taking.phone.until(lambda: not taking.phone.pending)
    assert sorted(taking.conversation.said) == ["one", "other", "two"]
    assert taking.conversation.said.index("one") < taking.conversation.said.index("two")
    assert taking.conversation.aside == []
    assert no_waiting


async def test_order_is_kept_within_a_chat(taking: Taking) -> None:
    ann, gate = taking.phone.user("Ann"), asyncio.Event()
    taking.conversation.gates[ann.id] = gate
    for number in range(30):
        await ann.says(str(number))
    gate.set()
    await taking.phone.until(lambda: not taking.phone.pending)
    assert taking.conversation.said == [str(number) for number in range(30)]


async def test_one_slow_chat_does_not_hold_up_another_of_its_batch(taking: Taking) -> None:
    ann, ben, gate = taking.phone.user("Ann"), taking.phone.user("Ben"), asyncio.Event()
    taking.conversation.gates[ann.id] = gate
    await ann.says("slow")
    await ben.says("quick")
    await eventually(lambda: taking.conversation.said == ["quick"])
    gate.set()
    await taking.phone.until(lambda: not taking.phone.pending)
    assert taking.conversation.said == ["quick", "slow"]


BROKEN: list[dict[str, Any]] = [
    {"update_id": 500, "message": {"text": SECRET, "chat": {"id": 77, "first_name": "Ann"}}},
    {"update_id": 501, "message": {"message_id": "x", "date": SECRET, "chat": {"id": 77, "type": "private"}}},
    {"update_id": 502, "message": [SECRET]},
    {"update_id": 503, "callback_query": {"data": SECRET}},
    {"update_id": 504, "edited_message": SECRET},
]


@pytest.mark.parametrize("broken", BROKEN, ids=lambda broken: str(broken["update_id"]))
async def test_what_cannot_be_read_is_set_aside_and_no_word_of_it_is_logged(
    taking: Taking, logged: Logged, broken: dict[str, Any]
) -> None:
    ann = taking.phone.user("Ann")
    taking.phone.inject(broken)
    await ann.says("after it")
    await taking.phone.until(lambda: not taking.phone.pending)
    assert [update_id for update_id, _, _ in taking.conversation.aside] == [broken["update_id"]]
    assert taking.conversation.said == ["after it"]
    assert "update.set_aside" in str(logged)
    assert SECRET not in str(logged)


async def test_what_cannot_even_be_set_aside_holds_nobody_up(logged: Logged) -> None:
    async def refuse(*_given: object) -> None:
        raise OverflowError(SECRET)

    intake = Intake(refuse, refuse)
    await intake.take_batch([update(1, message=message(1, text=SECRET))])
    assert "update.dropped" in str(logged)
    assert SECRET not in str(logged)


async def test_the_same_update_twice_has_one_effect(taking: Taking) -> None:
    again = update(900, message=message(3, text="once"))
    for _ in range(2):
        taking.phone.inject(again)
    await taking.phone.until(lambda: not taking.phone.pending)
    assert taking.conversation.said == ["once"]


async def test_numbers_that_begin_anew_below_are_accepted(taking: Taking) -> None:
    ann = taking.phone.user("Ann")
    taking.phone.restart_update_ids(900_000)
    await ann.says("before the quiet week")
    await taking.phone.until(lambda: not taking.phone.pending)
    taking.phone.restart_update_ids(40)
    await ann.says("after it")
    await ann.says("and again")
    await taking.phone.until(lambda: not taking.phone.pending)
    assert taking.conversation.said == ["before the quiet week", "after it", "and again"]


class _OverError(Exception):
    """Ends the intake of a test."""


async def _never(_offset: int | None) -> list[Raw]:
    raise _OverError


async def _waits(errors: list[Exception], no_waiting: list[float]) -> list[float]:
    remaining = iter(errors)

    async def fetch(_offset: int | None) -> list[Raw]:
        if (error := next(remaining, None)) is not None:
            raise error
        raise _OverError

    conversation = Conversation()
    with pytest.raises(_OverError):
        await Polling(fetch, Intake(_take, conversation.set_aside)).run()
    return no_waiting


async def _take(_raw: Raw) -> None:
    return None


async def test_a_second_poller_is_told_of_and_backed_off_from(no_waiting: list[float], logged: Logged) -> None:
    waits = await _waits([Conflict("terminated by other getUpdates request")] * 9, no_waiting)
    assert all(low <= wait <= 2 * low for wait, low in zip(waits, (0.5, 1, 2, 4, 8, 15, 15, 15, 15), strict=True))
    assert "another program takes this bot's updates; only one may" in str(logged)


async def test_a_server_that_says_when_is_believed(no_waiting: list[float]) -> None:
    assert await _waits([RetryAfter(17)], no_waiting) == [17.0]


async def test_an_error_of_any_kind_is_survived_and_said_without_its_text(
    no_waiting: list[float], logged: Logged
) -> None:
    assert len(await _waits([TelegramError(SECRET), StorageAwayError(SECRET)], no_waiting)) == 2
    assert SECRET not in str(logged)


async def test_two_bots_with_one_token_fight_over_http_and_say_so(taking: Taking, logged: Logged) -> None:
    rival = Telegram(taking.phone.token, taking.phone.url)
    await rival.start()
    task = asyncio.create_task(rival.poll(rival.intake(Conversation())))  # type: ignore[arg-type]  # as above
    await eventually(lambda: "another program takes this bot's updates" in str(logged))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await rival.stop()
    assert taking.phone.token not in str(logged.ours)


async def test_once_nothing_is_unconfirmed_the_offset_is_let_go() -> None:
    asked: list[int | None] = []
    batches = iter([[update(900, message=message(1, text="a"))], [], [update(3, message=message(2, text="b"))]])

    async def fetch(offset: int | None) -> list[Raw]:
        asked.append(offset)
        if (batch := next(batches, None)) is None:
            raise _OverError
        return list(batch)

    with pytest.raises(_OverError):
        await Polling(fetch, Intake(_take, Conversation().set_aside)).run()
    assert asked == [None, 901, None, 4]


@pytest.mark.parametrize(
    ("raw", "chat"),
    [
        (update(1, message=message(1, text="a")), 77),
        (update(1, message=message(1, chat=GROUP, text="a")), GROUP["id"]),
        (update(1, callback_query=press("1.a.b.c")), 77),
        (update(1, my_chat_member={"chat": {"id": 4}}), 4),
        (update(1, poll={"id": "1"}), None),
        (update(1, message="nonsense"), None),
        (update(1, message={"chat": "nonsense"}), None),
        (update(1), None),
    ],
)
def test_every_update_belongs_to_a_chat_or_to_none(raw: dict[str, Any], chat: int | None) -> None:
    assert chat_of(raw) == chat
