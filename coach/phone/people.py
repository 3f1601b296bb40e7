"""What a person does with their phone, as changes of the world and real-shaped updates for the bot."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from coach.phone import images, markup
from coach.phone.rules import MAX_TEXT
from coach.phone.world import Chat, File, Json, Message, User, World

Place = tuple[float, float]
SOMEWHERE: Place = (52.52, 13.40)
_ONE_PIECE = re.compile(r"\s")


def says(world: World, user: User, text: str, chat: Chat | None = None) -> list[Message]:
    """Types a text; one longer than a message goes out in several, as Telegram's apps send it."""
    pieces = [piece for piece in map(_trim, _pieces(text)) if piece]
    if not pieces:
        raise ValueError("Telegram sends no empty message")
    return [sends(world, user, _texted(piece), chat) for piece in pieces]


def sends(world: World, user: User, content: Json, chat: Chat | None = None) -> Message:
    """Sends anything: ``content`` is what makes the message this kind of message."""
    chat = chat or world.chats[user.id]
    if chat.user is user:
        _returns(world, user)
    message = world.post(chat, user.plain(), content)
    world.updates.add("message", message.body)
    return message


def edits(world: World, user: User, message_id: int, text: str, chat: Chat | None = None) -> None:
    """Changes a text of their own."""
    chat = chat or world.chats[user.id]
    message = world.standing(chat, message_id)
    if message is None or message.body["from"]["id"] != user.id or "text" not in message.body:
        raise LookupError(f"message {message_id} is no text of {user.first_name}'s own")
    world.revise(chat, message, content=_texted(_trim(text)), drop={"entities"})
    world.updates.add("edited_message", message.body)


def presses(
    world: World,
    user: User,
    data: str,
    message_id: int,
    *,
    inaccessible: bool = False,
    chat: Chat | None = None,
) -> str:
    """Presses a button, real or forged; a message that is gone comes as an inaccessible one. Returns the id."""
    chat = chat or world.chats[user.id]
    press = world.add_press(user)
    message = world.standing(chat, message_id)
    gone = {"chat": chat.plain(), "message_id": message_id, "date": 0}
    query = {
        "id": press.id,
        "from": user.plain(),
        "message": gone if inaccessible or message is None else message.body,
        "chat_instance": str(-chat.id),
        "data": data,
    }
    world.updates.add("callback_query", query)
    return press.id


def taps_keyboard(world: World, user: User, button: Json, place: Place = SOMEWHERE) -> Message:
    """Uses a button of the reply keyboard; one that asks for a location tells ``place``."""
    chat = world.chats[user.id]
    if chat.keyboard and chat.keyboard.get("one_time_keyboard"):
        chat.keyboard = None
        world.notice("keyboard", chat, {})
    if button.get("request_location"):
        return sends(world, user, location(*place))
    if button.get("request_contact"):
        return sends(world, user, contact(user))
    return says(world, user, button["text"])[0]


def blocks(world: World, user: User) -> None:
    user.blocked = True
    _membership(world, user, "member", "kicked")


def _returns(world: World, user: User) -> None:
    """Writing again unblocks, as it does in the apps."""
    user.known = True
    if user.blocked:
        user.blocked = False
        _membership(world, user, "kicked", "member")


def unblocks(world: World, user: User) -> None:
    _returns(world, user)


def _membership(world: World, user: User, before: str, after: str) -> None:
    def member(status: str) -> Json:
        until = {"until_date": 0} if status == "kicked" else {}
        return {"user": world.me, "status": status, **until}

    change = {
        "chat": world.chats[user.id].plain(),
        "from": user.plain(),
        "date": world.stamp(),
        "old_chat_member": member(before),
        "new_chat_member": member(after),
    }
    world.updates.add("my_chat_member", change)


def migrates(world: World, user: User, group: Chat, new_id: int) -> Chat:
    """The group becomes a supergroup: one service message in each, and the old id answers no more."""
    new = world.add_group(group.title, "supergroup", new_id)
    sends(world, user, {"migrate_to_chat_id": new_id}, group)
    sends(world, user, {"migrate_from_chat_id": group.id}, new)
    group.migrated_to = new_id
    return new


# Contents


def _texted(text: str) -> Json:
    entities = markup.commands(text)
    return {"text": text, "entities": entities} if entities else {"text": text}


def _trim(text: str) -> str:
    return text.strip(" \n\t\r")


def _pieces(text: str) -> Iterator[str]:
    """At most ``MAX_TEXT`` code units each, cut at white space where there is some in the second half."""
    while markup.units(text) > MAX_TEXT:
        end = MAX_TEXT
        while markup.units(text[:end]) > MAX_TEXT:
            end -= max(1, (markup.units(text[:end]) - MAX_TEXT) // 2)
        spaces = [found.end() for found in _ONE_PIECE.finditer(text, end // 2, end)]
        end = spaces[-1] if spaces else end
        yield text[:end]
        text = text[end:]
    yield text


def location(latitude: float, longitude: float) -> Json:
    return {"location": {"latitude": latitude, "longitude": longitude}}


def contact(user: User) -> Json:
    return {"contact": {"phone_number": "+0000000", "first_name": user.first_name, "user_id": user.id}}


def poll(world: World, question: str, options: list[str]) -> Json:
    number = world.number()
    answers = [
        {"persistent_id": f"{number}-{index}", "text": text, "voter_count": 0} for index, text in enumerate(options)
    ]
    counts = {"total_voter_count": 0, "is_closed": False, "is_anonymous": True, "type": "regular"}
    settings = {
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
    }
    return {"poll": {"id": str(number), "question": question, "options": answers, **counts, **settings}}


def _file(file: File) -> Json:
    return {"file_id": file.id, "file_unique_id": file.unique_id, "file_size": len(file.content)}


def sticker(world: World, emoji: str) -> Json:
    file = world.keep("sticker.webp", b"RIFF", "image/webp", "stickers")
    shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
    return {"sticker": {**_file(file), **shape, "emoji": emoji}}


def voice(world: World, seconds: int, content: bytes = b"OggS") -> Json:
    file = world.keep("voice.oga", content, "audio/ogg", "voice")
    return {"voice": {**_file(file), "duration": seconds, "mime_type": file.mime}}


def video(world: World, seconds: int) -> Json:
    file = world.keep("video.mp4", b"ftyp", "video/mp4", "videos")
    return {"video": {**_file(file), "width": 640, "height": 360, "duration": seconds, "mime_type": file.mime}}


def photo(file: File) -> Json:
    """Raises ``ValueError`` for what is no PNG or JPEG."""
    if (found := images.size(file.content)) is None:
        raise ValueError("not a picture")
    return {"photo": [{**_file(file), "width": found[0], "height": found[1]}]}


def document(file: File) -> Json:
    return {"document": {**_file(file), "file_name": file.name, "mime_type": file.mime}}


def forwarded(world: World, text: str, sender: str) -> Json:
    origin = {"type": "hidden_user", "date": world.stamp(), "sender_user_name": sender}
    return {**_texted(_trim(text)), "forward_origin": origin}


def via_bot(text: str) -> Json:
    other: dict[str, Any] = {
        "id": 2000,
        "is_bot": True,
        "first_name": "Another bot",
        "username": "another_test_bot",
    }
    return {**_texted(_trim(text)), "via_bot": other}
