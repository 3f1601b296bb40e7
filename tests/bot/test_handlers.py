"""Updates as Telegram sends them, as JSON, and the event that each becomes."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Bot, Document, Update
from telegram.error import BadRequest, TelegramError, TimedOut
from telegram.ext import Application, ApplicationBuilder

from coach.bot.handlers import clean, handlers
from coach.calendar_file import LARGEST
from coach.dialogue.events import (
    Attachment,
    CalendarFile,
    Command,
    Edited,
    Event,
    Forwarded,
    Location,
    Other,
    Tap,
    Text,
    Voice,
)
from coach.door import Sender
from tests.bot.shapes import ANN, GROUP, NAME, message, press, update

STICKER = {"width": 1, "height": 1, "type": "regular", "is_animated": False, "is_video": False}
FILE = {"file_id": "FILE", "file_unique_id": "U"}


@dataclass
class Listener:
    """Hears what a conversation would."""

    taken: list[tuple[int, Sender, Event]] = field(default_factory=list)
    others: list[tuple[Any, ...]] = field(default_factory=list)

    async def take(self, update_id: int, sender: Sender, event: Event) -> None:
        self.taken.append((update_id, sender, event))

    async def decline(self, *given: Any) -> None:
        self.others.append(("decline", *given))

    async def left(self, *given: Any) -> None:
        self.others.append(("left", *given))

    async def returned(self, *given: Any) -> None:
        self.others.append(("returned", *given))


@dataclass
class Reading:
    application: "Application[Any, Any, Any, Any, Any, Any]"
    listener: Listener

    async def event(self, raw: dict[str, Any]) -> Event | None:
        """The event that an update becomes; None for one that is nobody's turn."""
        before = len(self.listener.taken)
        await self.application.process_update(Update.de_json(raw, self.application.bot))
        assert len(self.listener.taken) <= before + 1
        return self.listener.taken[-1][2] if len(self.listener.taken) > before else None


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> Reading:
    """PTB's real dispatch; nothing is fetched or sent."""
    monkeypatch.setattr(Application, "_check_initialized", lambda _self: None)
    application = ApplicationBuilder().bot(Bot("1:none")).updater(None).job_queue(None).build()
    listener = Listener()
    application.add_handlers(handlers(listener, NAME))  # type: ignore[arg-type]  # it hears all that a conversation would
    return Reading(application, listener)


MESSAGES: list[tuple[str, dict[str, Any], Event]] = [
    ("a sentence", {"text": "he looked away"}, Text("he looked away", 7)),
    ("spaces stay as typed", {"text": " he\n looked "}, Text(" he\n looked ", 7)),
    ("NUL goes", {"text": "he\x00 looked"}, Text("he looked", 7)),
    ("a lone surrogate is replaced", {"text": "he \ud83d looked"}, Text("he \ufffd looked", 7)),
    ("right to left stays", {"text": "\u202eהביט\u200d e\u0301\u0301"}, Text("\u202eהביט\u200d e\u0301\u0301", 7)),
    ("markup stays", {"text": "<b>*he*</b> #set"}, Text("<b>*he*</b> #set", 7)),
    ("nothing but NUL", {"text": "\x00"}, Other(Attachment.OTHER)),
    ("a command", {"text": "/week"}, Command("week")),
    ("a command with a name", {"text": f"/week@{NAME} 2"}, Command("week", "2")),
    ("capitals", {"text": "/WEEK"}, Command("week")),
    ("arguments", {"text": "/time 7:30,  9pm "}, Command("time", "7:30,  9pm")),
    ("arguments on a new line", {"text": "/time\n7:30"}, Command("time", "7:30")),
    ("a command that nobody knows", {"text": "/dance"}, Command("dance")),
    ("a slash is no command", {"text": "/ or so"}, Text("/ or so", 7)),
    ("a command within a sentence", {"text": "he said /week to me"}, Text("he said /week to me", 7)),
    ("a path", {"text": "/home/ann is where it is"}, Text("/home/ann is where it is", 7)),
    ("a caption", {"photo": [{**FILE, "width": 1, "height": 1}], "caption": "my room"}, Text("my room", 7)),
    ("a voice note", {"voice": {**FILE, "duration": 3}}, Voice("FILE", 7)),
    (
        "a voice note whose reference cannot be kept",
        {"voice": {**FILE, "file_id": "F\x00\ud83d", "duration": 3}},
        Voice("F\ufffd", 7),
    ),
    ("a place", {"location": {"latitude": 52.5, "longitude": 13.4}}, Location(52.5, 13.4)),
    ("a sticker", {"sticker": {**FILE, **STICKER}}, Other(Attachment.STICKER)),
    ("a picture", {"photo": [{**FILE, "width": 1, "height": 1}]}, Other(Attachment.PICTURE)),
    ("a video", {"video": {**FILE, "width": 1, "height": 1, "duration": 1}}, Other(Attachment.PICTURE)),
    ("a round video", {"video_note": {**FILE, "length": 1, "duration": 1}}, Other(Attachment.PICTURE)),
    ("a file", {"document": FILE}, Other(Attachment.FILE)),
    ("music", {"audio": {**FILE, "duration": 1}}, Other(Attachment.FILE)),
    ("a contact", {"contact": {"phone_number": "0", "first_name": "x"}}, Other(Attachment.CONTACT)),
    ("a die", {"dice": {"emoji": "🎲", "value": 1}}, Other(Attachment.OTHER)),
    (
        "a forward",
        {"text": "hers", "forward_origin": {"type": "hidden_user", "date": 0, "sender_user_name": "x"}},
        Forwarded(),
    ),
    (
        "a forwarded command",
        {"text": "/forget", "forward_origin": {"type": "hidden_user", "date": 0, "sender_user_name": "x"}},
        Forwarded(),
    ),
    ("an inline bot's", {"text": "its", "via_bot": {"id": 5, "is_bot": True, "first_name": "x"}}, Forwarded()),
]


@pytest.mark.parametrize(("content", "event"), [row[1:] for row in MESSAGES], ids=[row[0] for row in MESSAGES])
async def test_every_kind_of_message_becomes_its_event(reading: Reading, content: dict[str, Any], event: Event) -> None:
    assert await reading.event(update(1, message=message(7, **content))) == event


async def test_an_edit_names_the_message_that_it_changes(reading: Reading) -> None:
    edit = message(7, text="he looked\x00 at me", edit_date=5)
    assert await reading.event(update(1, edited_message=edit)) == Edited("he looked at me", 7)


async def test_a_message_edited_into_a_command_is_an_edit(reading: Reading) -> None:
    assert await reading.event(update(1, edited_message=message(7, text="/forget", edit_date=5))) == Edited(
        "/forget", 7
    )


async def test_a_place_that_moves_on_says_nothing_again(reading: Reading) -> None:
    moved = message(7, location={"latitude": 1.0, "longitude": 1.0}, edit_date=5)
    assert await reading.event(update(1, edited_message=moved)) is None


async def test_a_service_message_is_nobody_s_words(reading: Reading) -> None:
    pinned = message(7, pinned_message=message(6, text="old"))
    assert await reading.event(update(1, message=pinned)) is None


async def test_the_sender_is_the_chat_with_the_language_of_their_telegram(reading: Reading) -> None:
    await reading.event(update(3, message=message(7, text="hello")))
    sent_at = datetime.fromtimestamp(message(7, text="hello")["date"], UTC)
    assert reading.listener.taken[0][:2] == (3, Sender(ANN["id"], "de", sent_at, 7))


STORED = ("a sentence", "a command", "a place", "right to left stays", "a command that nobody knows")
ELSEWHERE_NOT = ("a caption", "a voice note", "a sticker", "a picture", "a file", "a contact", "a forward",
                 "a forwarded command", "an inline bot's")  # fmt: skip


@pytest.mark.parametrize(("name", "may"), [*((one, True) for one in STORED), *((one, False) for one in ELSEWHERE_NOT)])
async def test_what_is_stored_may_go_from_the_chat_and_what_is_not_may_not(
    reading: Reading, name: str, may: bool
) -> None:
    (content,) = [content for one, content, _ in MESSAGES if one == name]
    await reading.event(update(3, message=message(7, **content)))
    assert reading.listener.taken[0][1].message_id == (7 if may else None)


async def test_an_edit_and_a_press_are_no_new_message(reading: Reading) -> None:
    await reading.event(update(3, edited_message=message(7, text="hello", edit_date=5)))
    await reading.event(update(4, callback_query=press("9.abcd.word.1")))
    assert [taken[1].message_id for taken in reading.listener.taken] == [None, None]


PRESSES: list[tuple[str, dict[str, Any], Tap]] = [
    ("ours", press("9.abcd.word.1"), Tap("55", 7, 9, "abcd", "word", "1")),
    ("without a value", press("9.abcd.leave."), Tap("55", 7, 9, "abcd", "leave", "")),
    ("somebody else's data", press("menu:open"), Tap("55", 7, 0, "", "", "")),
    ("an owner that is no number", press("x.abcd.word.1"), Tap("55", 7, 0, "", "", "")),
    ("NUL and a surrogate", press("9.abcd.wo\x00rd.\ud83d"), Tap("55", 7, 9, "abcd", "word", "\ufffd")),
    ("no data", press(None), Tap("55", 7, 0, "", "", "")),
    ("an inaccessible message", press("9.abcd.word.1", date=0), Tap("55", None, 9, "abcd", "word", "1")),
]


@pytest.mark.parametrize(("query", "tap"), [row[1:] for row in PRESSES], ids=[row[0] for row in PRESSES])
async def test_every_press_becomes_a_tap(reading: Reading, query: dict[str, Any], tap: Tap) -> None:
    assert await reading.event(update(1, callback_query=query)) == tap


async def test_a_press_without_any_message_is_still_answered(reading: Reading) -> None:
    query = {key: value for key, value in press("9.abcd.word.1").items() if key != "message"}
    assert await reading.event(update(1, callback_query={**query, "inline_message_id": "i"})) == Tap(
        "55", None, 9, "abcd", "word", "1"
    )


ELSEWHERE: list[dict[str, Any]] = [
    update(1, message=message(7, chat=GROUP, text="he looked away")),
    update(1, message=message(7, chat=GROUP, text="/week")),
    update(1, message=message(7, chat=GROUP, text="/week@another_bot")),
    update(1, edited_message=message(7, chat=GROUP, text="he looked", edit_date=5)),
    update(1, channel_post=message(7, chat={**GROUP, "type": "channel"}, text=f"/week@{NAME}x")),
    update(1, callback_query=press("9.abcd.word.1", chat=GROUP)),
    update(1, message=message(7, chat=GROUP, new_chat_members=[ANN])),
]


@pytest.mark.parametrize("raw", ELSEWHERE)
async def test_only_private_chats_are_heard(reading: Reading, raw: dict[str, Any]) -> None:
    assert await reading.event(raw) is None
    assert reading.listener.others == []


async def test_a_command_in_a_group_that_names_the_bot_is_declined(reading: Reading) -> None:
    await reading.event(update(4, message=message(7, chat=GROUP, text=f"/week@{NAME.upper()}")))
    assert reading.listener.others == [("decline", 4, GROUP["id"], "only-private", None)]


@pytest.mark.parametrize(("status", "heard"), [("kicked", "left"), ("member", "returned")])
async def test_blocking_and_coming_back_are_heard(reading: Reading, status: str, heard: str) -> None:
    bot = {"id": 1, "is_bot": True, "first_name": "Unsaid"}
    old, new = ({"user": bot, "status": one, "until_date": 0} for one in ("member", status))
    private = {"id": ANN["id"], "type": "private"}
    change = {"chat": private, "from": ANN, "date": 0, "old_chat_member": old, "new_chat_member": new}
    await reading.event(update(4, my_chat_member=change))
    assert reading.listener.others == [(heard, 4, ANN["id"])]


def test_cleaning_leaves_whole_emoji_and_every_script_alone() -> None:
    whole = "🙂👩‍👩‍👧 ශ්‍රී \ud83d\ude42"
    assert clean(whole) == "🙂👩‍👩‍👧 ශ්‍රී 🙂"


# ── a calendar file


class _Handed:
    """A file as Telegram hands it over."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    async def download_as_bytearray(self) -> bytearray:
        return bytearray(self._content)


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[bytes | TelegramError]:
    """What the next downloads give."""
    given: list[bytes | TelegramError] = []

    async def get_file(_document: Document) -> _Handed:
        found = given.pop(0)
        if isinstance(found, TelegramError):
            raise found
        return _Handed(found)

    monkeypatch.setattr(Document, "get_file", get_file)
    return given


def _document(**more: object) -> dict[str, Any]:
    return update(1, message=message(5, document={**FILE, "file_size": 300, **more}))


@pytest.mark.parametrize(
    "document",
    [{"file_name": "Session.ICS"}, {"mime_type": "text/calendar"}, {"file_name": "a.ics", "file_size": LARGEST}],
)
async def test_a_calendar_is_fetched(
    reading: Reading, handed: list[bytes | TelegramError], document: dict[str, object]
) -> None:
    handed.append(b"BEGIN:\x00VCALENDAR\xff")
    assert await reading.event(_document(**document)) == CalendarFile("BEGIN:VCALENDAR\ufffd")


@pytest.mark.parametrize("document", [{"file_name": "ics.pdf"}, {}])
async def test_any_other_file_is_not(reading: Reading, document: dict[str, object]) -> None:
    assert await reading.event(_document(**document)) == Other(Attachment.FILE)


@pytest.mark.parametrize("given", [TimedOut(), BadRequest("file is too big"), b"x" * (LARGEST + 1)])
async def test_a_calendar_that_cannot_be_had_has_no_text(
    reading: Reading, handed: list[bytes | TelegramError], given: bytes | TelegramError
) -> None:
    handed.append(given)
    assert await reading.event(_document(file_name="a.ics")) == CalendarFile(None)


async def test_a_calendar_that_is_too_large_is_not_even_fetched(
    reading: Reading, handed: list[bytes | TelegramError]
) -> None:
    assert await reading.event(_document(file_name="a.ics", file_size=LARGEST + 1)) == CalendarFile(None)


async def test_a_calendar_with_a_caption_or_passed_on_is_a_calendar(
    reading: Reading, handed: list[bytes | TelegramError]
) -> None:
    handed += [b"one", b"two"]
    file = {**FILE, "file_size": 3, "file_name": "a.ics"}
    assert await reading.event(update(1, message=message(5, document=file, caption="my session"))) == CalendarFile(
        "one"
    )
    origin = {"type": "hidden_user", "sender_user_name": "K", "date": 1}
    assert await reading.event(update(1, message=message(5, document=file, forward_origin=origin))) == CalendarFile(
        "two"
    )
