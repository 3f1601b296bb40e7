"""The phone on a loopback port: the Bot API and the page, served in the running event loop.

Requests for a foreign host name (DNS rebinding) and posts from another origin are refused before anything else.
"""

from __future__ import annotations

import asyncio
import hmac
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

from coach.phone import wire
from coach.phone.pageapi import Page
from coach.phone.profile import LOOPBACK
from coach.phone.switchboard import Switchboard
from coach.phone.webhook import Webhook
from coach.phone.world import Json

_IDLE_FOR = 75  # seconds, as long as big servers keep a connection; one that just closes could swallow a message


class Guard:
    """Lets through only what was addressed to this machine, and posts only from the phone's own page."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (why := self._refused(Request(scope))):
            await PlainTextResponse(why, 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    @staticmethod
    def _refused(request: Request) -> str:
        host = request.headers.get("host", "")
        if urlsplit(f"//{host}").hostname not in LOOPBACK:
            return "This phone answers on this machine only."
        origin = request.headers.get("origin")
        if origin is not None and origin != f"http://{host}":
            return "This phone takes nothing from other pages."
        return ""


class BotApi:
    """The Bot API's two addresses."""

    def __init__(self, switchboard: Switchboard) -> None:
        self._switchboard = switchboard

    def routes(self) -> list[Route]:
        return [
            Route("/bot{token}/{method}", self._call, methods=["GET", "POST"]),
            Route("/file/bot{token}/{path:path}", self._file),
        ]

    def _known(self, request: Request) -> bool:
        return hmac.compare_digest(request.path_params["token"], self._switchboard.world.token)

    async def _call(self, request: Request) -> Response:
        if not self._known(request):
            return _error(401, "Unauthorized")
        try:
            given = await wire.parameters(request)
        except wire.UnreadableError as error:
            return _error(413 if "Too Large" in str(error) else 400, str(error))
        answer = await self._switchboard.take(request.path_params["method"], given)
        if answer == "reset":
            return await _reset(request)
        if answer == "hang":
            return await _hang(request)
        if isinstance(answer.body, str):
            return PlainTextResponse(answer.body, answer.status)
        return wire.AsciiJson(answer.body, answer.status)

    async def _file(self, request: Request) -> Response:
        if not self._known(request):
            return _error(401, "Unauthorized")
        files = self._switchboard.world.files.values()
        path = request.path_params["path"]
        file = next((file for file in files if file.path == path), None)
        return Response(file.content, media_type=file.mime) if file else _error(404, "Not Found")


def _error(code: int, description: str) -> Response:
    answer: Json = {"ok": False, "error_code": code, "description": description}
    return wire.AsciiJson(answer, code)


async def _hang(request: Request) -> Response:
    """Says nothing until the other side gives up."""
    while (await request.receive())["type"] != "http.disconnect":
        pass
    return Response()


async def _reset(request: Request) -> Response:
    request.state.transport.get_extra_info("socket").setsockopt(
        socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)
    )
    request.state.transport.abort()
    return await _hang(request)


class Protocol(H11Protocol):
    """Hands the connection to the application, which can then break it."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as in H11Protocol
        super().connection_made(transport)
        self.app_state = {"transport": transport}


def app(switchboard: Switchboard, page: Page) -> Starlette:
    routes = [*BotApi(switchboard).routes(), *page.routes()]
    return Starlette(routes=routes, middleware=[Middleware(Guard)])


@asynccontextmanager
async def serving(switchboard: Switchboard, page: Page, port: int = 0) -> AsyncIterator[int]:
    """Serves on 127.0.0.1 and yields the port; at the end open connections are cut."""
    loop = asyncio.get_running_loop()
    config = uvicorn.Config(
        app(switchboard, page),
        lifespan="off",
        ws="none",
        log_config=None,
        access_log=False,
        timeout_keep_alive=_IDLE_FOR,
    )
    config.load()
    state = ServerState()
    server = await loop.create_server(lambda: Protocol(config, state, {}), "127.0.0.1", port)
    webhook = loop.create_task(Webhook(switchboard).run())
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for connection in list(state.connections):
            connection.transport.abort()
        tasks = [webhook, *state.tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
