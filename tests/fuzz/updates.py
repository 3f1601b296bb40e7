"""Whatever Telegram may send, out of chance: whole updates by the published shapes.

``tests/data/update_shapes.json`` is what the Bot API's specification says of an update, type by type: each field with
its type, ``?`` behind one that may be absent, ``=`` before the only value. What is made here from a person's hand is as
Telegram would send it, in the person's own private chat.
"""

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Json = dict[str, Any]
SHAPES: dict[str, Any] = json.loads((Path(__file__).parents[1] / "data" / "update_shapes.json").read_text())
DEEPEST, MOST = 4, 200
CAPTION = 1024
TEXT = 4096

COMMANDS = (
    "start", "settings", "time", "quiet", "days", "timezone", "session", "pause", "resume", "feel", "therapist",
    "myprompt", "words", "learn", "week", "page", "export", "privacy", "help", "help_now", "month", "year", "unsaid",
    "say", "away", "back", "shelves", "week 2", "nonsense", "a" * 64,
)  # fmt: skip
TAKING_BACK = ("undo", "forget")
ANSWERS = (
    "4", "no", "yes", "furious", "Thursday", "Thu 15:00", "7:30", "9 to 21", "25:99", "3 days", "London", "Kathmandu",
    "later", "in 1 hour", "tonight", "until 7 Jan", "until 30 Feb", "22-7", "mon-fri", "every 2 weeks", "0", "-1",
    "99999999999999999999", "\u0665", "²", "…", "he", "Portugal", "2:30, 8:00", "10 to 22", "moved to Fri 9:00",
)  # fmt: skip
BASES = (
    "then she looked at the clock on the wall",
    "furious that he looked away while I spoke",
    "so lonely since the door closed behind me",
    "glad that somebody waited by the stairs",
    "my brother rang and I said nothing to him",
    "he yawned and I was ashamed of my long story",
    "I wanted him to ask once more",
)
STRANGE = (
    "\x00", "\ud83d", "\udc00", "\u202e", "\u200b", "\u2066", "e\u0301\u0323\u0301\u0300", "\u0301" * 40, "<b>", "</b>",
    "&amp;", "*", "_", "`", "[x](y)", "#set text(red)", "$x$", "@ref", "“", "”", '"', "\\", "{ $name }", "%s", "\n\n",
    "\t", "\r\n", "\u2028", "\ufffe", "\x1b[31m", "\x7f", "👩‍👩‍👧‍👦", "🇵🇹", "אבא", "مرحبا", "日本語", "İ", "ß", "ﬀ",
    "\U0010ffff",
    "'; DROP TABLE person;--", "=1+1", "../../etc/passwd", "\ufeff", "\u00ad", "…", "?", "!", "/", "//", "@", ".",
)  # fmt: skip


@dataclass(frozen=True)
class Made:
    """One update. `valid`: Telegram could have sent it. `nonce` is a word in `said`, which a person typed and which is
    nowhere else; `edits` the nonce that stood in that message before. `press` is to be answered, `spoken` too."""

    raw: Json
    chat: int
    valid: bool = True
    said: str = ""
    nonce: str = ""
    edits: str = ""
    press: str = ""
    spoken: bool = False

    @property
    def number(self) -> Any:
        return self.raw.get("update_id")


@dataclass
class Hand:
    """Somebody with a phone: what they have typed so far, and the buttons that were ever shown to them. `keeps`:
    nothing of theirs is taken back, so that all of it can be asked for; `kept` is what was found of it."""

    chat: int
    keeps: bool = False
    known: bool = True
    kept: set[str] = field(default_factory=set)
    typed: dict[int, str] = field(default_factory=dict)
    buttons: list[tuple[int, str, str]] = field(default_factory=list)


class Maker:
    """Makes updates. `now` is in Unix seconds, `number` draws the numbers of updates, messages and words."""

    def __init__(self, rng: random.Random, now: int, number: Callable[[], int]) -> None:
        self._rng = rng
        self._now = now
        self._number = number
        self._room = MOST

    def any(self, hand: Hand) -> Made:
        """Something that a person may do, or that Telegram may tell of itself."""
        rng, self._room = self._rng, MOST
        ways: Sequence[tuple[int, Callable[[Hand], Made]]] = (
            (26, self.thought), (12, self.tap), (8, self.command), (7, self.edit), (5, self.answer),
            (3, self.captioned), (6, self.other_content), (3, self.forged_tap), (2, self.forward), (2, self.garland),
            (2, self.edit_of_something), (2, self.place), (2, self.membership), (3, self.elsewhere),
            (6, self.other_kind),
        )  # fmt: skip
        ways = [way for way in ways if way[0] and (hand.typed or way[1] != self.edit)]
        return rng.choices([make for _, make in ways], [weight for weight, _ in ways])[0](hand)

    # ── by a person's hand

    def thought(self, hand: Hand) -> Made:
        text, nonce = self._words(TEXT)
        message = self._message(hand, text=text)
        return self._said(hand, message, text, nonce)

    def captioned(self, hand: Hand) -> Made:
        text, nonce = self._words(CAPTION)
        kind = self._rng.choice(("photo", "video", "animation", "document", "audio"))
        message = self._message(hand, caption=text, **{kind: self._value(self._field("Message", kind), kind, 2)})
        if kind == "document":
            message["document"].update(mime_type="application/pdf", file_name="a.pdf")
        return self._said(hand, message, text, nonce)

    def garland(self, hand: Hand) -> Made:
        """Words with all that a message can have beside them."""
        text, nonce = self._words(TEXT)
        beside = (
            "entities", "link_preview_options", "reply_to_message", "external_reply", "quote", "effect_id",
            "reply_to_story", "has_protected_content", "is_from_offline", "sender_tag", "media_group_id",
        )  # fmt: skip
        chosen = {name: self._value(self._field("Message", name), name, 2) for name in self._rng.sample(beside, k=4)}
        return self._said(hand, self._message(hand, **chosen, text=text, of_a_later_version={"a": [1]}), text, nonce)

    def command(self, hand: Hand) -> Made:
        names = COMMANDS if hand.keeps else COMMANDS + TAKING_BACK
        line = "/" + self._rng.choice(names) + self._rng.choice(("", "", "@phone_test_bot"))
        if self._rng.random() < 0.4:
            line += " " + self._rng.choice(ANSWERS + STRANGE)
        return Made(self._update(message=self._message(hand, text=line)), hand.chat, spoken=True)

    def answer(self, hand: Hand) -> Made:
        """Something short: a label that stands on a button, a time, a number, nothing that can be seen."""
        labels = [label for *_, label in hand.buttons[-9:] if not hand.keeps or "forget" not in label]
        text = self._rng.choice([*ANSWERS, *labels, *STRANGE])
        return Made(self._update(message=self._message(hand, text=text)), hand.chat, spoken=True)

    def edit(self, hand: Hand) -> Made:
        message_id = self._rng.choice(list(hand.typed))
        before = hand.typed[message_id]
        text, nonce = self._words(TEXT)
        message = self._message(hand, text=text, message_id=message_id, edit_date=self._now)
        hand.typed[message_id] = nonce
        return Made(self._update(edited_message=message), hand.chat, said=text, nonce=nonce, edits=before)

    def edit_of_something(self, hand: Hand) -> Made:
        content = self._rng.choice(("text", "caption", "location", "reply_markup"))
        value = self._value(self._field("Message", content), content, 2)
        return Made(
            self._update(edited_message=self._message(hand, **{content: value}, edit_date=self._now)), hand.chat
        )

    def tap(self, hand: Hand) -> Made:
        """A button that stands on the screen, or stood there."""
        buttons = [one for one in hand.buttons if not hand.keeps or ".forget." not in one[1]]
        if not buttons:
            return self.command(hand)
        message_id, data, _ = self._rng.choice(buttons[-9:] if self._rng.random() < 0.8 else buttons)
        return self._pressed(hand, data, self._standing(hand, message_id))

    def forged_tap(self, hand: Hand) -> Made:
        own = self._rng.choice(hand.buttons)[1] if hand.buttons else "1.abcdefgh.family.angry"
        owner, _, rest = own.partition(".")
        data = self._rng.choice(
            (f"{int(owner) + 1}.{rest}", own + "9", own[:-1], f"{owner}.zzzzzzzz.word.0", "", "....", f"{owner}...",
             "\x00", "\ud83d", "a" * 64, "²" + own, f"{owner}.{rest.partition('.')[0]}.word.99999999999999999999")
        )  # fmt: skip
        if hand.keeps and ".forget." in data:
            data = "...."
        return self._pressed(hand, data, self._standing(hand, self._number()))

    def _standing(self, hand: Hand, message_id: int) -> Json | None:
        """The message under a button: as it is, no longer accessible, or not told at all."""
        chat, bot = self._private(hand), {"id": 1000, "is_bot": True, "first_name": "Unsaid"}
        whole = {"message_id": message_id, "date": self._now, "chat": chat, "from": bot, "text": "x"}
        gone = {"message_id": message_id, "date": 0, "chat": chat}
        return self._rng.choices((whole, gone, None), (8, 1, 1))[0]

    def _pressed(self, hand: Hand, data: str, message: Json | None) -> Made:
        press = str(10**12 + self._number())
        query = {"id": press, "from": self._person(hand), "chat_instance": "7", "data": data}
        if self._rng.random() < 0.03:
            del query["data"]
            query["game_short_name"] = "x"
        query |= {"inline_message_id": "i"} if message is None else {"message": message}
        return Made(self._update(callback_query=query), hand.chat, press=press)

    def forward(self, hand: Hand) -> Made:
        text, _ = self._words(TEXT)
        strange = self._rng.choice(("forward_origin", "via_bot"))
        value = self._value(self._field("Message", strange), strange, 1)
        return Made(self._update(message=self._message(hand, text=text, **{strange: value})), hand.chat, spoken=True)

    def place(self, hand: Hand) -> Made:
        place = {"latitude": self._rng.uniform(-90, 90), "longitude": self._rng.uniform(-180, 180)}
        if self._rng.random() < 0.5:
            place |= {"live_period": 900, "heading": 1, "horizontal_accuracy": 15.5}
        return Made(self._update(message=self._message(hand, location=place)), hand.chat, spoken=True)

    def other_content(self, hand: Hand) -> Made:
        """Any other content that a message can have, service messages included."""
        name = self._rng.choice(CONTENTS)
        message = self._message(hand, **{name: self._value(self._field("Message", name), name, 1)})
        return Made(self._update(message=message), hand.chat, spoken=name in SENT_BY_HAND)

    def membership(self, hand: Hand) -> Made:
        change = self._object("ChatMemberUpdated", 0) | {"chat": self._private(hand), "from": self._person(hand)}
        return Made(self._update(my_chat_member=change), hand.chat)

    # ── from elsewhere

    def elsewhere(self, hand: Hand) -> Made:
        """In a group or a channel, where nothing is taken in."""
        kind = self._rng.choice(("group", "supergroup", "channel"))
        chat = {"id": -(10**12) - self._rng.randrange(9), "type": kind, "title": "x"}
        text = self._rng.choice((self._words(TEXT)[0], "/week", "/week@phone_test_bot", "/start"))
        post = {"message_id": self._number(), "date": self._now, "chat": chat, "text": text}
        if kind == "channel":
            return Made(self._update(**{self._rng.choice(("channel_post", "edited_channel_post")): post}), chat["id"])
        post["from"] = self._person(hand)
        return Made(self._update(**{self._rng.choice(("message", "edited_message")): post}), chat["id"])

    def other_kind(self, hand: Hand) -> Made:
        """A kind of update that nobody asked for, or that is not known yet."""
        kind = self._rng.choice(OTHER_KINDS)
        if kind == "of_a_later_version":
            return Made(self._update(of_a_later_version={"id": 1}), hand.chat)
        return Made(self._update(**{kind: self._value(self._field("Update", kind), kind, 0)}), hand.chat)

    # ── parts

    def _said(self, hand: Hand, message: Json, text: str, nonce: str) -> Made:
        hand.typed[message["message_id"]] = nonce
        return Made(self._update(message=message), hand.chat, said=text, nonce=nonce, spoken=True)

    def _update(self, **content: Any) -> Json:
        return {"update_id": self._number(), **content}

    def _private(self, hand: Hand) -> Json:
        return {"id": hand.chat, "type": "private", "first_name": "Ann"}

    def _person(self, hand: Hand) -> Json:
        person = {"id": hand.chat, "is_bot": False, "first_name": "Ann"}
        return person | self._rng.choice(
            ({}, {"language_code": "en"}, {"language_code": "pt-br"}, {"last_name": "\ud83d"})
        )

    def _message(self, hand: Hand, **content: Any) -> Json:
        fixed = {
            "message_id": self._number(),
            "date": self._now,
            "chat": self._private(hand),
            "from": self._person(hand),
        }
        return fixed | content

    def _words(self, most: int) -> tuple[str, str]:
        """A thought with a word in it that stands nowhere else, and with what may come between; at most so many UTF-16
        units, as Telegram counts."""
        rng = self._rng
        nonce = f"zq{self._number()}qz"
        words = [*rng.choice(BASES).split(), nonce]
        for _ in range(rng.choice((0, 0, 0, 1, 2, 5))):
            words.insert(rng.randrange(len(words) + 1), rng.choice(STRANGE))
        text = rng.choice((" ", " ", " ", "\n")).join(words)
        if rng.random() < 0.04:
            room = most - _units(text)
            text += rng.choice(("x", " a", "\n", "👩", "é")) * (room // 2)
        return text, nonce

    def _field(self, shape: str, name: str) -> str:
        return str(SHAPES[shape][name]).rstrip("?")

    def _value(self, kind: str, name: str, depth: int) -> Any:
        rng = self._rng
        if kind.startswith("="):
            return kind[1:]
        if kind.startswith("Array of "):
            return [
                self._value(kind.removeprefix("Array of "), name, depth + 1) for _ in range(rng.choice((1, 1, 2, 0)))
            ]
        match kind:
            case "Integer":
                longest = 2**52 - 1 if name.endswith("id") else 2**31 - 1
                return self._now if "date" in name else rng.choice((0, 1, 7, longest))
            case "Float":
                return rng.choice((0.0, 1.5, 52.52, -13.4))
            case "Boolean":
                return rng.random() < 0.5
            case "String":
                return rng.choice(("", "x", "private", "image/png", *STRANGE, *ANSWERS))
        return self._object(kind, depth)

    def _there(self, depth: int) -> bool:
        """Whether a field is there that may be absent: seldom so deep inside, and not without end."""
        there = self._room > 0 and depth < DEEPEST and self._rng.random() < 0.5 / (depth + 1) ** 2
        self._room -= there
        return there

    def _object(self, shape: str, depth: int) -> Any:
        fields = SHAPES[shape]
        if isinstance(fields, list):
            simple = [one for one in fields if one in SHAPES or one == "String"]
            chosen = self._rng.choice(simple) if depth < DEEPEST else simple[0]
            return self._value(chosen, "", depth + 1)
        made = {
            name: self._value(kind.rstrip("?"), name, depth + 1)
            for name, kind in fields.items()
            if not kind.endswith("?") or self._there(depth)
        }
        return made | {"type": self._rng.choice(("private", "group", "channel"))} if shape == "Chat" else made


SENT_BY_HAND = (
    "animation", "audio", "document", "photo", "sticker", "story", "video", "video_note", "voice", "contact", "dice",
    "game", "poll", "venue", "location", "paid_media", "checklist", "live_photo", "rich_message",
)  # fmt: skip
_BESIDE = (
    "message_id", "message_thread_id", "direct_messages_topic", "from", "sender_chat", "sender_boost_count",
    "sender_tag", "sender_business_bot", "date", "guest_query_id", "business_connection_id", "chat",
    "forward_origin", "text", "quote", "is_topic_message", "is_automatic_forward", "reply_to_message",
    "external_reply", "reply_to_story", "entities", "reply_to_checklist_task_id", "reply_to_poll_option_id",
    "via_bot", "guest_bot_caller_user", "guest_bot_caller_chat", "edit_date", "has_protected_content",
    "is_from_offline", "is_paid_post", "media_group_id", "author_signature", "paid_star_count",
    "link_preview_options", "suggested_post_info", "effect_id", "caption", "caption_entities",
    "show_caption_above_media", "has_media_spoiler", "reply_markup",
)  # fmt: skip
CONTENTS = tuple(name for name in SHAPES["Message"] if name not in _BESIDE)
_ASKED_FOR = ("update_id", "message", "edited_message", "callback_query", "my_chat_member")
OTHER_KINDS = (*(name for name in SHAPES["Update"] if name not in _ASKED_FOR), "of_a_later_version")


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
