"""Every error that a send can end in, and what it means for what was sent: made by hand, and met over HTTP."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from coach import measures
from coach.bot import wire
from coach.bot.outbox import TelegramOutbox
from coach.bot.outcomes import LostError, NotSentError, classify
from coach.bot.wire import Wire
from coach.messages import Button, Close, Edit, Fate, File, Message, Photo, Remove, Say, SendOutcome, Toast
from coach.phone import Fault, Phone, PhoneUser, running_phone
from coach.phone.images import plain_png

LABEL, DATA = "glad", "1.abc.word.0"


MADE: list[tuple[TelegramError, Fate]] = [
    (Forbidden("Forbidden: bot was blocked by the user"), Fate.BLOCKED),
    (Forbidden("Forbidden: user is deactivated"), Fate.BLOCKED),
    (Forbidden("Forbidden: bot can't initiate conversation with a user"), Fate.REJECTED),
    (Forbidden("Forbidden: something new"), Fate.REJECTED),
    (BadRequest("Message is not modified: specified new message content is exactly the same"), Fate.SENT),
    (BadRequest("Message to edit not found"), Fate.REJECTED),
    (BadRequest("Chat not found"), Fate.REJECTED),
    (Conflict("terminated by other getUpdates request"), Fate.REFUSED),
    (InvalidToken("Unauthorized"), Fate.REFUSED),
    (NotSentError("ClientConnectorError"), Fate.REFUSED),
    (TimedOut(), Fate.UNKNOWN),
    (LostError("ServerDisconnectedError"), Fate.UNKNOWN),
    (NetworkError("Bad Gateway"), Fate.REFUSED),
    (NetworkError("Internal Server Error (500)"), Fate.REFUSED),
    (TelegramError("Invalid server response"), Fate.UNKNOWN),
]


@pytest.mark.parametrize(("error", "fate"), MADE, ids=lambda value: repr(value) if isinstance(value, Exception) else "")
def test_every_error_has_one_fate(error: TelegramError, fate: Fate) -> None:
    assert classify(error).fate is fate


@pytest.mark.parametrize("told", [30, timedelta(seconds=30)])
def test_retry_after_is_kept_in_seconds(told: int | timedelta) -> None:
    assert classify(RetryAfter(told)) == SendOutcome(fate=Fate.WAIT, retry_after=30.0)


def test_a_chat_that_moved_says_where_to() -> None:
    assert classify(ChatMigrated(-100123)) == SendOutcome(fate=Fate.REFUSED, moved_to=-100123)


@pytest.fixture
async def phone() -> AsyncIterator[Phone]:
    async with running_phone() as phone:
        yield phone


@pytest.fixture
async def ann(phone: Phone) -> PhoneUser:
    ann = phone.user("Ann")
    await ann.says("hello")
    return ann


@pytest.fixture
async def outbox(phone: Phone) -> AsyncIterator[TelegramOutbox]:
    """The real one, with little patience."""
    request = Wire(at_once=8, read_timeout=0.4)
    async with Bot(phone.token, base_url=f"{phone.url}/bot", request=request) as bot:
        yield TelegramOutbox(bot)


OVER_HTTP: list[tuple[Fault, SendOutcome]] = [
    (Fault.TOO_MANY(30), SendOutcome(fate=Fate.WAIT, retry_after=30.0)),
    (Fault.BAD_GATEWAY, SendOutcome(fate=Fate.REFUSED)),
    (Fault.REFUSED(500, "Internal Server Error"), SendOutcome(fate=Fate.REFUSED)),
    (Fault.REFUSED(403, "Forbidden: bot was blocked by the user"), SendOutcome(fate=Fate.BLOCKED)),
    (Fault.REFUSED(403, "Forbidden: user is deactivated"), SendOutcome(fate=Fate.BLOCKED)),
    (Fault.REFUSED(403, "Forbidden: not for you"), SendOutcome(fate=Fate.REJECTED)),
    (Fault.REFUSED(400, "Bad Request: chat not found"), SendOutcome(fate=Fate.REJECTED)),
    (
        Fault.REFUSED(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=-1007),
        SendOutcome(fate=Fate.REFUSED, moved_to=-1007),
    ),
    (Fault.REFUSED(401, "Unauthorized"), SendOutcome(fate=Fate.REFUSED)),
    (Fault.REFUSED(409, "Conflict: terminated"), SendOutcome(fate=Fate.REFUSED)),
    (Fault.RESET_BEFORE, SendOutcome(fate=Fate.UNKNOWN)),
    (Fault.RESET_AFTER, SendOutcome(fate=Fate.UNKNOWN)),
    (Fault.HANG, SendOutcome(fate=Fate.UNKNOWN)),
    (Fault.HANG_AFTER, SendOutcome(fate=Fate.UNKNOWN)),
    (Fault.GARBAGE, SendOutcome(fate=Fate.UNKNOWN)),
]


@pytest.mark.parametrize(("fault", "outcome"), OVER_HTTP, ids=lambda value: getattr(value, "name", "") or "")
async def test_every_fault_has_its_fate_over_http(
    phone: Phone, ann: PhoneUser, outbox: TelegramOutbox, fault: Fault, outcome: SendOutcome
) -> None:
    phone.fail("sendMessage", fault)
    assert await outbox.send(ann.id, Say(text="hello")) == outcome


async def test_a_server_that_is_not_there_took_nothing() -> None:
    closed = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    port = closed.sockets[0].getsockname()[1]
    closed.close()
    await closed.wait_closed()
    request = Wire(at_once=1, read_timeout=1)
    await request.initialize()
    outbox = TelegramOutbox(Bot("1:none", base_url=f"http://127.0.0.1:{port}/bot", request=request))
    assert (await outbox.send(1, Say(text="hello"))).fate is Fate.REFUSED
    await request.shutdown()


async def test_a_full_pool_sent_nothing(phone: Phone, ann: PhoneUser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "_TURN_WITHIN", timedelta(seconds=0.05))
    phone.fail("sendMessage", Fault.HANG)
    request = Wire(at_once=1, read_timeout=1)
    await request.initialize()
    outbox = TelegramOutbox(Bot(phone.token, base_url=f"{phone.url}/bot", request=request))
    stuck = asyncio.create_task(outbox.send(ann.id, Say(text="first")))
    await phone.until(lambda: any(call.method == "sendMessage" for call in phone.calls))
    assert (await outbox.send(ann.id, Say(text="second"))).fate is Fate.REFUSED
    assert (await stuck).fate is Fate.UNKNOWN
    await request.shutdown()


async def test_an_edit_that_changes_nothing_stands_on_its_message(ann: PhoneUser, outbox: TelegramOutbox) -> None:
    keyboard = ((Button(label=LABEL, data=DATA),),)
    said = await outbox.send(ann.id, Say(text="Which word?", keyboard=keyboard))
    assert said.message_id is not None
    again = Edit(target=said.message_id, text="Which word?", keyboard=keyboard)
    assert await outbox.send(ann.id, again) == SendOutcome(fate=Fate.SENT, message_id=said.message_id)


async def test_each_kind_of_message_becomes_its_call(phone: Phone, ann: PhoneUser, outbox: TelegramOutbox) -> None:
    said = await outbox.send(ann.id, Say(text="<b>Which</b> word?", keyboard=((Button(label=LABEL, data=DATA),),)))
    target = said.message_id or 0
    press = await ann.taps(LABEL)
    messages: list[Message] = [
        Toast(press_id=str(press), text="closed"),
        Edit(target=target, text="_This_ one", keyboard=((Button(label=LABEL, data=DATA),),)),
        Close(target=target),
        File(name="all.json", content=b"{}", caption="everything"),
    ]
    fates = [(await outbox.send(ann.id, message)).fate for message in messages]
    assert fates == [Fate.SENT] * 4
    assert ann.toasts == ["closed"]
    edited, document = ann.screen()[-2:]
    assert (edited.text, edited.buttons) == ("_This_ one", ())
    assert (document.text, document.media and document.media["kind"]) == ("everything", "document")
    assert phone.refusals == []


async def test_messages_of_both_go_in_one_call_and_what_is_gone_does_no_harm(
    phone: Phone, ann: PhoneUser, outbox: TelegramOutbox
) -> None:
    ours, theirs = (await outbox.send(ann.id, Say(text="hello"))).message_id or 0, await ann.says("mine")
    before = len(ann.screen())
    remove = Remove(targets=(ours, theirs, 999))
    assert (await outbox.send(ann.id, remove)).fate is Fate.SENT
    assert len(ann.screen()) == before - 2
    assert (await outbox.send(ann.id, remove)).fate is Fate.SENT
    assert phone.refusals == []


async def test_one_that_is_two_days_old_spoils_the_call(ann: PhoneUser, outbox: TelegramOutbox, phone: Phone) -> None:
    old = (await outbox.send(ann.id, Say(text="old"))).message_id or 0
    phone.world.now = lambda: datetime.now(UTC) + timedelta(hours=49)
    new = (await outbox.send(ann.id, Say(text="new"))).message_id or 0
    assert (await outbox.send(ann.id, Remove(targets=(old, new)))).fate is Fate.REJECTED
    assert [line.text for line in ann.screen()][-2:] == ["old", "new"]
    assert (await outbox.send(ann.id, Remove(targets=(new,)))).fate is Fate.SENT


async def test_what_is_removed_counts_as_nothing_that_was_sent(
    ann: PhoneUser, outbox: TelegramOutbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[Fate] = []
    monkeypatch.setattr(measures, "sent", counted.append)
    await outbox.send(ann.id, Say(text="hello"))
    await outbox.send(ann.id, Remove(targets=(1,)))
    assert counted == [Fate.SENT]


async def test_an_old_press_can_no_longer_be_answered(ann: PhoneUser, outbox: TelegramOutbox) -> None:
    assert (await outbox.send(ann.id, Toast(press_id="12345"))).fate is Fate.REJECTED


def test_a_method_that_the_server_does_not_know_is_not_tried_again() -> None:
    assert classify(InvalidToken("Not Found")).fate is Fate.REJECTED
    assert classify(InvalidToken("Unauthorized")).fate is Fate.REFUSED


def test_what_is_too_large_is_not_tried_again() -> None:
    assert classify(NetworkError("Request Entity Too Large (413)")).fate is Fate.REJECTED


async def test_what_quotes_a_person_is_protected_where_that_is_wanted(phone: Phone, ann: PhoneUser) -> None:
    """Numbers to call are not. An edit keeps its message's protection, so a question is protected from the first."""
    asking = ((Button(label="yes", data="1.t.word.0"),),)
    messages: list[Message] = [
        Say(text="You said “hello”."),
        Say(text="Which?", keyboard=asking),
        Say(text="In danger: 112"),
    ]
    messages += [File(name="a.pdf", content=b"%PDF"), Photo(name="a.png", content=plain_png(20, 20, (9, 9, 9)))]
    for protect in (False, True):
        request = Wire(at_once=8, read_timeout=5)
        async with Bot(phone.token, base_url=f"{phone.url}/bot", request=request) as bot:
            outbox = TelegramOutbox(bot, protect=protect)
            before = len(phone.calls)
            for message in messages:
                assert (await outbox.send(ann.id, message)).fate is Fate.SENT
        sent = [call.result for call in phone.calls[before:] if call.method.startswith("send")]
        found = [bool(one.get("has_protected_content")) for one in sent]
        assert found == ([True, True, False, True, True] if protect else [False] * 5)
