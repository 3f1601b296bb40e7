"""The objects inside a call's parameters, strict: no unknown field, no coerced type.

Over the wire a parameter is often text (a form field, or JSON inside a form field), so ``Integer``, ``Flag``,
``Ident`` and ``Encoded[...]`` read text first; inside decoded JSON nothing is read twice.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NoReturn, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

T = TypeVar("T")


def refuse(description: str) -> NoReturn:
    """Stops the reading of a call with a description in Telegram's own words."""
    raise PydanticCustomError("telegram", "{words}", {"words": description})


@dataclass(frozen=True)
class Upload:
    """A file that came with a call."""

    name: str
    content: bytes
    mime: str = "application/octet-stream"

    def __repr__(self) -> str:
        return f"<{self.name}, {len(self.content)} bytes>"


def _decoded(value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        refuse("can't parse a JSON-serialized parameter")


def _number(value: object) -> object:
    return int(value) if isinstance(value, str) and re.fullmatch(r"-?\d{1,18}", value) else value


def _flag(value: object) -> object:
    return {"true": True, "false": False}.get(value.lower(), value) if isinstance(value, str) else value


Integer = Annotated[int, BeforeValidator(_number)]
Flag = Annotated[bool, BeforeValidator(_flag)]
Ident = Annotated[int | str, BeforeValidator(_number)]
Encoded = Annotated[T, BeforeValidator(_decoded)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True)

    def plain(self) -> dict[str, Any]:
        """As Telegram would send it back: only what was set."""
        return self.model_dump(exclude_none=True)


class MessageEntity(Strict):
    type: Literal[
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    ]
    offset: Annotated[int, Field(ge=0)]
    length: Annotated[int, Field(ge=0)]
    url: str | None = None
    user: dict[str, Any] | None = None
    language: str | None = None
    custom_emoji_id: str | None = None
    unix_time: int | None = None
    date_time_format: str | None = None


class InlineKeyboardButton(Strict):
    text: str
    icon_custom_emoji_id: str | None = None
    style: Literal["danger", "success", "primary"] | None = None
    url: str | None = None
    callback_data: str | None = None
    web_app: dict[str, Any] | None = None
    login_url: dict[str, Any] | None = None
    switch_inline_query: str | None = None
    switch_inline_query_current_chat: str | None = None
    switch_inline_query_chosen_chat: dict[str, Any] | None = None
    copy_text: dict[str, Any] | None = None
    callback_game: dict[str, Any] | None = None
    pay: bool | None = None

    @model_validator(mode="after")
    def _does_one_thing(self) -> InlineKeyboardButton:
        actions = self.model_fields_set - {"text", "icon_custom_emoji_id", "style"}
        if not self.text.strip():
            refuse("inline keyboard button text must be non-empty")
        if not actions:
            refuse("text buttons are unallowed in the inline keyboard")
        if len(actions) > 1:
            refuse("an inline keyboard button must do exactly one thing")
        if self.callback_data is not None and not 1 <= len(self.callback_data.encode()) <= 64:
            refuse("BUTTON_DATA_INVALID")
        if self.url is not None and not re.match(r"(https?|tg)://\S", self.url):
            refuse(f"inline keyboard button URL '{self.url}' is invalid: wrong HTTP URL")
        return self


def _at_most_a_hundred(rows: list[list[Any]]) -> None:
    if sum(map(len, rows)) > 100:
        refuse("reply markup is too long")


class InlineKeyboardMarkup(Strict):
    inline_keyboard: list[list[InlineKeyboardButton]]

    @model_validator(mode="after")
    def _small_enough(self) -> InlineKeyboardMarkup:
        _at_most_a_hundred(self.inline_keyboard)
        return self


class KeyboardButton(Strict):
    text: Annotated[str, Field(min_length=1)]
    icon_custom_emoji_id: str | None = None
    style: Literal["danger", "success", "primary"] | None = None
    request_users: dict[str, Any] | None = None
    request_chat: dict[str, Any] | None = None
    request_managed_bot: dict[str, Any] | None = None
    request_contact: bool | None = None
    request_location: bool | None = None
    request_poll: dict[str, Any] | None = None
    web_app: dict[str, Any] | None = None


def _button(value: object) -> object:
    return {"text": value} if isinstance(value, str) else value


class ReplyKeyboardMarkup(Strict):
    keyboard: list[list[Annotated[KeyboardButton, BeforeValidator(_button)]]]
    is_persistent: bool | None = None
    resize_keyboard: bool | None = None
    one_time_keyboard: bool | None = None
    input_field_placeholder: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    selective: bool | None = None

    @model_validator(mode="after")
    def _small_enough(self) -> ReplyKeyboardMarkup:
        _at_most_a_hundred(self.keyboard)
        return self


class ReplyKeyboardRemove(Strict):
    remove_keyboard: Literal[True]
    selective: bool | None = None


class ForceReply(Strict):
    force_reply: Literal[True]
    input_field_placeholder: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    selective: bool | None = None


_MARKUPS = ("inline_keyboard", "keyboard", "remove_keyboard", "force_reply")


def _which_markup(value: object) -> str | None:
    names = value if isinstance(value, dict) else getattr(type(value), "model_fields", {})
    return next((name for name in _MARKUPS if name in names), None)


ReplyMarkup = Annotated[
    Annotated[InlineKeyboardMarkup, Tag("inline_keyboard")]
    | Annotated[ReplyKeyboardMarkup, Tag("keyboard")]
    | Annotated[ReplyKeyboardRemove, Tag("remove_keyboard")]
    | Annotated[ForceReply, Tag("force_reply")],
    Discriminator(_which_markup),
]


class LinkPreviewOptions(Strict):
    is_disabled: bool | None = None
    url: str | None = None
    prefer_small_media: bool | None = None
    prefer_large_media: bool | None = None
    show_above_text: bool | None = None


class ReplyParameters(Strict):
    message_id: int
    chat_id: int | str | None = None
    allow_sending_without_reply: bool | None = None
    quote: str | None = None
    quote_parse_mode: str | None = None
    quote_entities: list[MessageEntity] | None = None
    quote_position: int | None = None
    checklist_task_id: int | None = None
    poll_option_id: str | None = None


class BotCommand(Strict):
    command: str
    description: str

    @model_validator(mode="after")
    def _well_formed(self) -> BotCommand:
        if len(self.command) > 32:
            refuse("command length must not exceed 32")
        if not re.fullmatch(r"[a-z0-9_]{1,32}", self.command):
            refuse("BOT_COMMAND_INVALID")
        if not self.description.strip():
            refuse("command description must be non-empty")
        if len(self.description) > 256:
            refuse("command description length must not exceed 256")
        return self


class BotCommandScope(Strict):
    type: Literal[
        "default",
        "all_private_chats",
        "all_group_chats",
        "all_chat_administrators",
        "chat",
        "chat_administrators",
        "chat_member",
    ]
    chat_id: int | str | None = None
    user_id: int | None = None


class MenuButton(Strict):
    type: Literal["commands", "web_app", "default"]
    text: str | None = None
    web_app: dict[str, Any] | None = None


class ReactionType(Strict):
    type: Literal["emoji", "custom_emoji", "paid"]
    emoji: str | None = None
    custom_emoji_id: str | None = None
