"""The Bot API's methods over the world: one function a method, from checked parameters to a result.

    ``perform(world, "sendMessage", params)`` ─▶ the ``result`` of Telegram's answer, or ``RefusedError``

getUpdates is not here: it waits, and lives in ``polling``.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from coach.phone import markup, people, profile, rules
from coach.phone.images import size
from coach.phone.rules import RefusedError
from coach.phone.shapes import InlineKeyboardMarkup, MessageEntity, ReplyKeyboardRemove, Upload
from coach.phone.world import Chat, File, Json, Message, World

DELETABLE = timedelta(hours=48)
MAX_DOWNLOAD, MAX_PHOTO, MAX_UPLOAD = 20 << 20, 10 << 20, 50 << 20
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)

Method = Callable[[World, Any], Any]
Played = TypeVar("Played", bound=Method)
_METHODS: dict[type[rules.Params], Method] = {**profile.METHODS}


def perform(world: World, params: rules.Params) -> Any:
    """Raises ``RefusedError`` in Telegram's words; the world has then not changed."""
    return copy.deepcopy(_METHODS[type(params)](world, params))


def _plays(model: type[rules.Params]) -> Callable[[Played], Played]:
    def register(method: Played) -> Played:
        _METHODS[model] = method
        return method

    return register


# Words


def _worded(
    text: str, mode: str | None, entities: list[MessageEntity] | None, *, limit: int, long: str
) -> tuple[str, markup.Entities]:
    if entities is not None and mode is None:
        found = [entity.plain() for entity in entities]
    else:
        try:
            text, found = markup.parse(text, mode)
        except markup.UnparsableError as error:
            raise RefusedError(str(error), rule=True) from error
    if any(one["offset"] + one["length"] > markup.units(text) for one in found):
        raise RefusedError("ENTITY_BOUNDS_INVALID", rule=True)
    text, found = markup.trimmed(text, found)
    if markup.units(text) > limit:
        raise RefusedError(long, rule=True)
    taken = {(one["offset"], one["type"]) for one in found}
    found += [one for one in markup.commands(text) if (one["offset"], one["type"]) not in taken]
    return text, sorted(found, key=lambda one: one["offset"])


def _text(params: rules.SendMessage | rules.EditMessageText) -> Json:
    text, entities = _worded(
        params.text or "",
        params.parse_mode,
        params.entities,
        limit=rules.MAX_TEXT,
        long="message is too long",
    )
    if not text:
        raise RefusedError("message text is empty", rule=True)
    content: Json = {"text": text}
    if entities:
        content["entities"] = entities
    if params.link_preview_options:
        content["link_preview_options"] = params.link_preview_options.plain()
    return content


def _caption(params: rules.Captioned | rules.EditMessageCaption) -> Json:
    caption, entities = _worded(
        params.caption or "",
        params.parse_mode,
        params.caption_entities,
        limit=rules.MAX_CAPTION,
        long="message caption is too long",
    )
    content: Json = {"caption": caption} if caption else {}
    return {**content, "caption_entities": entities} if caption and entities else content


# Sending


def _send(world: World, params: rules.Send, content: Json) -> Json:
    chat = world.reach(params.chat_id)
    content = {**content, **_reply(world, chat, params)}
    if params.protect_content:
        content["has_protected_content"] = True
    if isinstance(params.reply_markup, InlineKeyboardMarkup) and any(params.reply_markup.inline_keyboard):
        content["reply_markup"] = params.reply_markup.plain()
    message = world.post(chat, world.me, content)
    _change_keyboard(world, chat, params)
    return message.body


def _change_keyboard(world: World, chat: Chat, params: rules.Send) -> None:
    given = params.reply_markup
    if given is None or isinstance(given, InlineKeyboardMarkup):
        return
    chat.keyboard = None if isinstance(given, ReplyKeyboardRemove) else given.plain()
    world.notice("keyboard", chat, chat.keyboard or {})


def _reply(world: World, chat: Chat, params: rules.Send) -> Json:
    if (reply := params.reply_parameters) is None:
        return {}
    if (message := world.standing(chat, reply.message_id)) is None:
        if reply.allow_sending_without_reply:
            return {}
        raise RefusedError("message to be replied not found")
    return {"reply_to_message": {k: v for k, v in message.body.items() if k != "reply_to_message"}}


@_plays(rules.SendMessage)
def _send_message(world: World, params: rules.SendMessage) -> Json:
    return _send(world, params, _text(params))


def _received(world: World, given: str | Upload, folder: str, limit: int) -> File:
    if isinstance(given, Upload):
        if not given.content:
            raise RefusedError("file must be non-empty", rule=True)
        if len(given.content) > limit:
            raise RefusedError("Request Entity Too Large", 413, rule=True)
        return world.keep(given.name, given.content, given.mime, folder)
    if (file := world.files.get(given)) is None:
        raise RefusedError("wrong remote file identifier specified: can't unserialize it")
    return file


@_plays(rules.SendPhoto)
def _send_photo(world: World, params: rules.SendPhoto) -> Json:
    content = _caption(params)
    world.reach(params.chat_id)
    file = _received(world, params.photo, "photos", MAX_PHOTO)
    found = size(file.content)
    if found is None:
        raise RefusedError("IMAGE_PROCESS_FAILED", rule=True)
    if sum(found) > 10_000 or max(found) > 20 * min(found):
        raise RefusedError("PHOTO_INVALID_DIMENSIONS", rule=True)
    return _send(world, params, {**people.photo(file), **content})


@_plays(rules.SendDocument)
def _send_document(world: World, params: rules.SendDocument) -> Json:
    content = _caption(params)
    world.reach(params.chat_id)
    file = _received(world, params.document, "documents", MAX_UPLOAD)
    return _send(world, params, {**people.document(file), **content})


@_plays(rules.SendChatAction)
def _send_chat_action(world: World, params: rules.SendChatAction) -> bool:
    world.notice("typing", world.reach(params.chat_id), {"action": params.action})
    return True


# Changing what was sent


def _own(world: World, params: rules.Edit) -> tuple[Chat, Message]:
    if params.chat_id is None:
        raise RefusedError("chat_id is empty", rule=True)
    if params.message_id is None:
        raise RefusedError("message identifier is not specified", rule=True)
    chat = world.reach(params.chat_id)
    if (message := world.standing(chat, params.message_id)) is None:
        raise RefusedError("message to edit not found")
    if message.body["from"]["id"] != world.me["id"]:
        raise RefusedError("message can't be edited")
    return chat, message


def _edit(world: World, params: rules.Edit, content: Json, parts: set[str]) -> Json:
    chat, message = _own(world, params)
    if params.reply_markup and any(params.reply_markup.inline_keyboard):
        content = {**content, "reply_markup": params.reply_markup.plain()}
    parts = parts | {"reply_markup"}
    if content == {name: message.body[name] for name in parts if name in message.body}:
        raise RefusedError(_NOT_MODIFIED)
    world.revise(chat, message, content=content, drop=parts)
    return message.body


@_plays(rules.EditMessageText)
def _edit_text(world: World, params: rules.EditMessageText) -> Json:
    content = _text(params)
    if "text" not in _own(world, params)[1].body:
        raise RefusedError("there is no text in the message to edit")
    return _edit(world, params, content, {"text", "entities", "link_preview_options"})


@_plays(rules.EditMessageCaption)
def _edit_caption(world: World, params: rules.EditMessageCaption) -> Json:
    content = _caption(params)
    if not {"photo", "document"} & _own(world, params)[1].body.keys():
        raise RefusedError("there is no caption in the message to edit")
    return _edit(world, params, content, {"caption", "caption_entities"})


@_plays(rules.EditMessageReplyMarkup)
def _edit_markup(world: World, params: rules.EditMessageReplyMarkup) -> Json:
    return _edit(world, params, {}, set())


def _deletable(world: World, message: Message) -> bool:
    return timedelta(seconds=world.stamp() - message.body["date"]) <= DELETABLE


@_plays(rules.DeleteMessage)
def _delete(world: World, params: rules.DeleteMessage) -> bool:
    chat = world.find(params.chat_id)
    if (message := world.standing(chat, params.message_id)) is None:
        raise RefusedError("message to delete not found")
    if not _deletable(world, message):
        raise RefusedError("message can't be deleted for everyone")
    world.remove(chat, message)
    return True


@_plays(rules.DeleteMessages)
def _delete_many(world: World, params: rules.DeleteMessages) -> bool:
    chat = world.find(params.chat_id)
    found = [message for one in params.message_ids if (message := world.standing(chat, one))]
    if not all(_deletable(world, message) for message in found):
        raise RefusedError("message can't be deleted for everyone")
    for message in found:
        world.remove(chat, message)
    return True


@_plays(rules.SetMessageReaction)
def _react(world: World, params: rules.SetMessageReaction) -> bool:
    chat = world.reach(params.chat_id)
    if (message := world.standing(chat, params.message_id)) is None:
        raise RefusedError("message to react not found")
    message.reactions = [one.emoji for one in params.reaction or [] if one.emoji]
    world.notice("reaction", chat, message.body)
    return True


@_plays(rules.AnswerCallbackQuery)
def _answer(world: World, params: rules.AnswerCallbackQuery) -> bool:
    if markup.units(params.text or "") > rules.MAX_TOAST:
        raise RefusedError("MESSAGE_TOO_LONG", rule=True)
    press = world.answer(params.callback_query_id)
    toast = {"text": params.text or "", "show_alert": params.show_alert, "press": press.id}
    world.notice("toast", world.chats[press.user.id], toast)
    return True


# Files and chats


@_plays(rules.GetFile)
def _get_file(world: World, params: rules.GetFile) -> Json:
    if (file := world.files.get(params.file_id)) is None:
        raise RefusedError("invalid file_id")
    if len(file.content) > MAX_DOWNLOAD:
        raise RefusedError("file is too big")
    names = {"file_id": file.id, "file_unique_id": file.unique_id}
    return {**names, "file_size": len(file.content), "file_path": file.path}


@_plays(rules.GetChat)
def _get_chat(world: World, params: rules.GetChat) -> Json:
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")
    return {
        **world.find(params.chat_id).plain(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }
