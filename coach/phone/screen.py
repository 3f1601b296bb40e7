"""A chat as a person sees it: messages and their parts as plain data, for the page and for tests."""

from __future__ import annotations

from coach.phone.world import Json, Message

_MEDIA = ("photo", "document", "voice", "video", "sticker", "location", "contact", "poll")


def view(message: Message, viewer: int) -> Json:
    """What is on the screen of ``viewer`` for this message."""
    body = message.body
    return {
        "id": body["message_id"],
        "mine": body["from"]["id"] == viewer,
        "who": body["from"]["first_name"],
        "date": body["date"],
        "text": body.get("text", body.get("caption", "")),
        "entities": body.get("entities", body.get("caption_entities", [])),
        "buttons": body.get("reply_markup", {}).get("inline_keyboard", []),
        "edited": message.text_edited,
        "editable": "text" in body and "forward_origin" not in body,
        "media": media(body),
        "reactions": message.reactions,
        "reply_to": _excerpt(body.get("reply_to_message")),
        "forwarded": body.get("forward_origin", {}).get("sender_user_name"),
    }


def media(body: Json) -> Json | None:
    kind = next((kind for kind in _MEDIA if kind in body), None)
    if kind is None:
        return None
    found = body[kind][-1] if kind == "photo" else body[kind]
    shown = ("width", "height", "file_size", "file_name", "mime_type", "duration", "emoji", "question")
    place = ("latitude", "longitude", "first_name")
    return {
        "kind": kind,
        "file_id": found.get("file_id"),
        **{name: found[name] for name in (*shown, *place) if name in found},
    }


def _excerpt(body: Json | None) -> str | None:
    if body is None:
        return None
    return str(body.get("text") or body.get("caption") or "…")[:80]
