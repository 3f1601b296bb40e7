"""The phone's rules and its updates, held against the published Bot API specification."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from telegram import Bot

from coach.phone import Phone, shapes
from coach.phone.rules import METHODS, UNPLAYED

SPECIFICATION = Path(__file__).parents[2].parent / "shared" / "bot-api-10.1.json"
pytestmark = pytest.mark.skipif(not SPECIFICATION.exists(), reason="the specification is not beside this tree")


@pytest.fixture(scope="module")
def specification() -> dict[str, Any]:
    return json.loads(SPECIFICATION.read_text())


def test_every_method_is_played_or_known_and_none_is_invented(specification: dict[str, Any]) -> None:
    assert set(METHODS) | UNPLAYED == set(specification["methods"])
    assert not set(METHODS) & UNPLAYED


@pytest.mark.parametrize("method", METHODS)
def test_a_methods_parameters_are_the_published_ones(specification: dict[str, Any], method: str) -> None:
    fields = specification["methods"][method].get("fields", [])
    model = METHODS[method].model_fields
    assert set(model) == {field["name"] for field in fields}
    required = {field["name"] for field in fields if field["required"]}
    assert {name for name, field in model.items() if field.is_required()} == required
    assert METHODS[method].unplayed <= set(model)


@pytest.mark.parametrize(
    "name",
    [
        *("MessageEntity", "InlineKeyboardButton", "InlineKeyboardMarkup", "KeyboardButton", "BotCommand"),
        *("ReplyKeyboardMarkup", "ReplyKeyboardRemove", "ForceReply", "LinkPreviewOptions", "ReplyParameters"),
    ],
)
def test_an_objects_fields_are_the_published_ones(specification: dict[str, Any], name: str) -> None:
    fields = specification["types"][name]["fields"]
    model = getattr(shapes, name).model_fields
    assert set(model) == {field["name"] for field in fields}
    required = {field["name"] for field in fields if field["required"]}
    assert {name for name, field in model.items() if field.is_required()} == required


def test_every_entity_type_is_known(specification: dict[str, Any]) -> None:
    fields = specification["types"]["MessageEntity"]["fields"]
    told = next(field["description"] for field in fields if field["name"] == "type")
    for name in get_args(shapes.MessageEntity.model_fields["type"].annotation):
        assert f'"{name}"' in told


def _faults(value: Any, kinds: list[str], types: dict[str, Any], path: str) -> list[str]:
    """What in ``value`` the specification does not allow for any of ``kinds``."""
    attempts = [_faults_as(value, kind, types, path) for kind in kinds]
    return min(attempts, key=len)


def _faults_as(value: Any, kind: str, types: dict[str, Any], path: str) -> list[str]:
    if kind.startswith("Array of "):
        inner = [kind.removeprefix("Array of ")]
        return [fault for i, one in enumerate(value) for fault in _faults(one, inner, types, f"{path}[{i}]")]
    if kind not in types:
        plain = {"Integer": int, "String": str, "Boolean": bool, "Float": int | float}.get(kind, bool)
        return [] if isinstance(value, plain) else [f"{path}: {value!r} is no {kind}"]
    if subtypes := types[kind].get("subtypes"):
        return _faults(value, subtypes, types, path)
    return _object_faults(value, {field["name"]: field for field in types[kind].get("fields", [])}, types, path)


def _object_faults(value: Any, fields: dict[str, Any], types: dict[str, Any], path: str) -> list[str]:
    if not isinstance(value, dict):
        return [f"{path}: not an object", path]
    missing = [f"{path}.{name} missing" for name, f in fields.items() if f["required"] and name not in value]
    unknown = [f"{path}.{name} unknown" for name in value if name not in fields]
    deeper = [
        fault
        for name in value
        if name in fields
        for fault in _faults(value[name], fields[name]["types"], types, f"{path}.{name}")
    ]
    return missing + unknown + deeper


async def test_every_update_has_the_published_shape(specification: dict[str, Any], phone: Phone, bot: Bot) -> None:
    ann = phone.user("Ann")
    first = await ann.says("/start and a text")
    await ann.edits(first, "another text")
    await ann.sends_location(52.5, 13.4)
    await ann.sends_sticker()
    await ann.sends_voice()
    await ann.sends_video()
    await ann.sends_photo(caption="a caption")
    await ann.sends_poll()
    await ann.sends_contact()
    await ann.sends_document("notes.txt", b"notes")
    await ann.forwards("not my words")
    await ann.says_via_bot("through another bot")
    sent = await bot.send_message(ann.id, "<b>hello</b>", parse_mode="HTML")
    await ann.presses("data", sent.message_id)
    await ann.presses("data", sent.message_id, inaccessible=True)
    group = phone.group("A group")
    await ann.says("hello all", chat=group)
    await ann.migrates(group)
    await ann.blocks()
    await ann.unblocks()
    types = specification["types"]
    assert len(phone.pending) == 19
    for update in phone.pending:
        assert _faults(update, ["Update"], types, "update") == []
