"""Updates in the shape that Telegram gives them."""

from typing import Any

NAME = "phone_test_bot"
ANN: dict[str, Any] = {"id": 77, "is_bot": False, "first_name": "Ann", "language_code": "de"}
GROUP: dict[str, Any] = {"id": -5, "type": "group", "title": "Friends"}


def message(message_id: int, chat: dict[str, Any] | None = None, **content: Any) -> dict[str, Any]:
    private = {"id": ANN["id"], "type": "private", "first_name": ANN["first_name"]}
    return {"message_id": message_id, "from": ANN, "chat": chat or private, "date": 1, **content}


def press(data: str | None, date: int = 1, chat: dict[str, Any] | None = None) -> dict[str, Any]:
    query = {"id": "55", "from": ANN, "message": {**message(7, chat), "date": date}, "chat_instance": "1"}
    return query if data is None else {**query, "data": data}


def update(update_id: int, **content: Any) -> dict[str, Any]:
    return {"update_id": update_id, **content}
