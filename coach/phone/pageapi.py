"""What the page in the browser asks for: the chat, its changes as server-sent events, and what a person does.

GET /  /app.css  /app.js …  /media/…    the page
GET /state?user=N                       one person's whole chat
GET /events?user=N                      the same at first, then each change
POST /do, /control                      a tap, a text; a button of the demo strip
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from coach.phone import people, wire
from coach.phone.screen import view
from coach.phone.world import Chat, Json, Notice, User, World

MAX_PEOPLE = 9
FIRST_ID = 50_000_001
CLOCK_EVERY = 5.0
_ASSETS = {
    "index.html": "text/html",
    "app.css": "text/css",
    "app.js": "text/javascript",
    "message.js": "text/javascript",
    "parts.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Control:
    """A button of the demo strip; ``run`` returns one line that says what happened."""

    name: str
    label: str
    hint: str
    run: Callable[[], Awaitable[str]]


class MistakenError(Exception):
    """The page asked for something that cannot be done; the text is shown."""


@dataclass
class Page:
    """The page's half of the server. ``zone`` names the IANA zone the demo's clock is shown in."""

    world: World
    controls: Sequence[Control] = ()
    zone: Callable[[], str] = lambda: "UTC"
    _listening: list[tuple[int, asyncio.Queue[Json]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.world.on_notice.append(self._tell)

    def routes(self) -> list[Route]:
        return [
            Route("/", self._asset),
            Route("/{name}.{ending}", self._asset),
            Route("/media/{file_id}", self._media),
            Route("/state", self._state),
            Route("/events", self._events),
            Route("/do", self._do, methods=["POST"]),
            Route("/control", self._control, methods=["POST"]),
        ]

    async def _asset(self, request: Request) -> Response:
        name = request.url.path.lstrip("/") or "index.html"
        if name not in _ASSETS:
            return Response("Not Found", 404)
        content = resources.files("coach.phone").joinpath("page", name).read_bytes()
        return Response(content, media_type=_ASSETS[name], headers=_HEADERS)

    async def _media(self, request: Request) -> Response:
        if (file := self.world.files.get(request.path_params["file_id"])) is None:
            return Response("Not Found", 404)
        kind = file.mime if file.mime in {"image/png", "image/jpeg"} else "application/octet-stream"
        return Response(file.content, media_type=kind, headers=_HEADERS)

    # The chat

    def person(self, number: str | None) -> User:
        """The N-th person with this phone, counted from 1, met for the first time if need be."""
        wanted = int(number) if number and number.isdecimal() else 1
        if not 1 <= wanted <= MAX_PEOPLE:
            raise MistakenError(f"People are numbered 1 to {MAX_PEOPLE}.")
        while len(self.world.users) < wanted:
            count = len(self.world.users) + 1
            name = "You" if count == 1 else f"Person {count}"
            self.world.add_user(name, "en", FIRST_ID + count)
        return list(self.world.users.values())[wanted - 1]

    def state(self, user: User) -> Json:
        chat = self.world.chats[user.id]
        messages = [view(one, user.id) for one in chat.messages.values() if not one.deleted]
        return {
            "me": user.first_name,
            "messages": messages,
            "keyboard": chat.keyboard,
            **self._profile(user),
            "controls": [{"name": one.name, "label": one.label, "hint": one.hint} for one in self.controls],
            "clock": self._clock(),
        }

    def _profile(self, user: User) -> Json:
        def about(name: str) -> str:
            told = self.world.about
            return told.get((name, user.language_code or "")) or told.get((name, ""), "")

        return {"bot": {"name": about("name"), "description": about("description")}, "commands": self._menu(user)}

    def _menu(self, user: User) -> list[Json]:
        scopes = (f"chat:{user.id}", "all_private_chats", "default")
        keys = ((scope, language) for scope in scopes for language in (user.language_code or "", ""))
        return next((found for key in keys if (found := self.world.commands.get(key))), [])

    def _clock(self) -> Json:
        return {"now": self.world.now().timestamp() * 1000, "zone": self.zone()}

    async def _state(self, request: Request) -> Response:
        try:
            return wire.AsciiJson(self.state(self.person(request.query_params.get("user"))))
        except MistakenError as mistake:
            return wire.AsciiJson({"error": str(mistake)}, 404)

    # Changes

    def _tell(self, notice: Notice) -> None:
        for chat_id, queue in self._listening:
            if chat_id == notice.chat_id:
                queue.put_nowait(self._event(notice))

    def _event(self, notice: Notice) -> Json:
        chat = self.world.chats[notice.chat_id]
        match notice.kind:
            case "message" | "edited" | "reaction":
                return {"kind": "bubble", "bubble": self._bubble(chat, notice.what["message_id"])}
            case "profile":
                return {"kind": "profile", **(self._profile(chat.user) if chat.user else {})}
            case "keyboard":
                return {"kind": "keyboard", "keyboard": notice.what or None}
        return {"kind": notice.kind, **notice.what}

    @staticmethod
    def _bubble(chat: Chat, message_id: int) -> Json:
        return view(chat.messages[message_id], chat.id)

    async def _events(self, request: Request) -> Response:
        try:
            user = self.person(request.query_params.get("user"))
        except MistakenError as mistake:
            return wire.AsciiJson({"error": str(mistake)}, 404)
        return EventSourceResponse(self._stream(user))

    async def _stream(self, user: User) -> AsyncIterator[ServerSentEvent]:
        queue: asyncio.Queue[Json] = asyncio.Queue()
        self._listening.append((user.id, queue))
        try:
            yield _sent({"kind": "state", **self.state(user)})
            while True:
                yield _sent(await self._next(queue))
        finally:
            self._listening.remove((user.id, queue))

    async def _next(self, queue: asyncio.Queue[Json]) -> Json:
        try:
            return await asyncio.wait_for(queue.get(), CLOCK_EVERY)
        except TimeoutError:
            return {"kind": "clock", "clock": self._clock()}

    # Deeds

    async def _do(self, request: Request) -> Response:
        return await self._deed(request, self._act)

    async def _control(self, request: Request) -> Response:
        return await self._deed(request, self._run)

    async def _deed(self, request: Request, deed: Callable[[Json], Awaitable[Json]]) -> Response:
        if not request.headers.get("content-type", "").startswith("application/json"):
            return wire.AsciiJson({"error": "JSON only"}, 415)
        try:
            return wire.AsciiJson(await deed(json.loads(await wire.body(request, 1 << 20))))
        except (MistakenError, LookupError, TypeError, ValueError) as mistake:
            return wire.AsciiJson({"error": str(mistake)}, 400)

    async def _act(self, asked: Json) -> Json:
        user = self.person(str(asked.get("user", 1)))
        act: Any = asked.get("act")
        match act:
            case "says":
                people.says(self.world, user, asked["text"])
            case "edits":
                people.edits(self.world, user, asked["message_id"], asked["text"])
            case "presses":
                press = people.presses(self.world, user, asked["data"], asked["message_id"])
                return {"press": press}
            case "keyboard":
                latitude, longitude = asked.get("place") or people.SOMEWHERE
                people.taps_keyboard(self.world, user, asked["button"], (latitude, longitude))
            case _:
                raise MistakenError("The phone cannot do that.")
        return {}

    async def _run(self, asked: Json) -> Json:
        control = next((one for one in self.controls if one.name == asked.get("name")), None)
        if control is None:
            raise MistakenError("There is no such button.")
        told = await control.run()
        for _, queue in self._listening:
            queue.put_nowait({"kind": "clock", "clock": self._clock()})
        return {"text": told}


def _sent(event: Json) -> ServerSentEvent:
    return ServerSentEvent(data=json.dumps(event))
