"""HTTP as the Bot API speaks it: parameters from query, JSON, form or multipart; answers as ASCII JSON."""

from __future__ import annotations

import json
import re
from email import policy
from email.message import Message
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import Response

from coach.phone.shapes import Upload

MAX_BODY = 55 << 20


class UnreadableError(Exception):
    """The request's body is not what its content type says, or too large."""


class AsciiJson(Response):
    """JSON with everything beyond ASCII escaped, so that a lone surrogate survives the trip."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        return json.dumps(content, separators=(",", ":")).encode()


async def body(request: Request, limit: int = MAX_BODY) -> bytes:
    """The whole body; stops reading at ``limit`` bytes."""
    chunks, total = [], 0
    async for chunk in request.stream():
        total += len(chunk)
        if total > limit:
            raise UnreadableError("Request Entity Too Large")
        chunks.append(chunk)
    return b"".join(chunks)


async def parameters(request: Request) -> dict[str, Any]:
    """A call's raw parameters: text, decoded JSON, or ``Upload``."""
    given: dict[str, Any] = dict(request.query_params)
    content = await body(request)
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        return given | _from_json(content)
    if kind.startswith("multipart/form-data"):
        return given | _from_multipart(kind, content)
    return given | dict(parse_qsl(content.decode("utf-8", "surrogateescape"), keep_blank_values=True))


def _from_json(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content or b"{}")
    except ValueError as error:
        raise UnreadableError("Bad Request: can't parse JSON object") from error
    if not isinstance(found, dict):
        raise UnreadableError("Bad Request: can't parse JSON object")
    return {name: value for name, value in found.items() if value is not None}


def _from_multipart(kind: str, content: bytes) -> dict[str, Any]:
    whole = BytesParser(policy=policy.compat32).parsebytes(
        b"Content-Type: " + kind.encode("latin-1") + b"\r\n\r\n" + content
    )
    parts = whole.get_payload()
    if not isinstance(parts, list):
        raise UnreadableError("Bad Request: can't parse the multipart form")
    given = dict(_part(part) for part in parts if isinstance(part, Message))
    return {name: _attached(value, given) for name, value in given.items() if name not in _targets(given)}


def _part(part: Message) -> tuple[str, str | Upload]:
    headers = {name.lower(): _readable(value) for name, value in part.raw_items()}
    told = dict(re.findall(r'\b(name|filename)="([^"]*)"', headers.get("content-disposition", "")))
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    if "filename" in told:
        return told.get("name", ""), Upload(told["filename"], content, part.get_content_type())
    return told.get("name", ""), content.decode("utf-8", "surrogateescape")


def _readable(header: str) -> str:
    """The parser keeps bytes beyond ASCII as surrogates; browsers and libraries send UTF-8."""
    return header.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _targets(given: dict[str, str | Upload]) -> set[str]:
    texts = (value for value in given.values() if isinstance(value, str))
    return {text.removeprefix("attach://") for text in texts if text.startswith("attach://")}


def _attached(value: str | Upload, given: dict[str, str | Upload]) -> str | Upload:
    if isinstance(value, str) and value.startswith("attach://"):
        return given.get(value.removeprefix("attach://"), value)
    return value
