"""The same bot against a Bot API server that knows little and says little: nothing may lean on the built-in phone."""

import asyncio
import contextlib
import itertools
import json
import random
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from coach import app as product
from coach.clock import SystemClock
from coach.settings import load_settings
from tests.flows.journey import PATIENCE, SAY

TOKEN = "42:a-token-of-another-server"
ME = {"id": 42, "is_bot": True, "first_name": "U", "username": "u_bot"}
CHAT = {"id": 7, "type": "private"}
ANN = {"id": 7, "is_bot": False, "first_name": "A"}


class Double:
    """Six methods with the fewest fields; any other is not found. Commands are not marked as entities."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []
        self.screen: dict[int, dict[str, Any]] = {}
        self.changed = asyncio.Condition()
        self._ids = itertools.count(1)

    async def answer(self, request: Request) -> JSONResponse:
        given = {key: _parsed(value) for key, value in parse_qsl((await request.body()).decode())}
        method = getattr(self, f"_{request.path_params['method'].lower()}", None)
        if method is None or request.path_params["token"] != TOKEN:
            return JSONResponse({"ok": False, "error_code": 404, "description": "Not Found"}, 404)
        return JSONResponse({"ok": True, "result": await method(given)})

    async def _getme(self, _given: dict[str, Any]) -> Any:
        return ME

    async def _getupdates(self, given: dict[str, Any]) -> Any:
        self.updates = [one for one in self.updates if one["update_id"] >= given.get("offset", 0)]
        with contextlib.suppress(TimeoutError):
            async with self.changed, asyncio.timeout(given.get("timeout", 0)):
                await self.changed.wait_for(lambda: self.updates)
        return self.updates

    async def _sendmessage(self, given: dict[str, Any]) -> Any:
        return await self._shown(next(self._ids), given)

    async def _editmessagetext(self, given: dict[str, Any]) -> Any:
        return await self._shown(given["message_id"], given)

    async def _editmessagereplymarkup(self, given: dict[str, Any]) -> Any:
        return await self._shown(given["message_id"], {"text": self.screen[given["message_id"]]["text"], **given})

    async def _answercallbackquery(self, _given: dict[str, Any]) -> Any:
        return True

    async def _shown(self, message_id: int, given: dict[str, Any]) -> Any:
        async with self.changed:
            self.screen[message_id] = given
            self.changed.notify_all()
        return {"message_id": message_id, "date": 1, "chat": CHAT}

    async def happens(self, **update: Any) -> None:
        async with self.changed:
            self.updates.append({"update_id": next(self._ids), **update})
            self.changed.notify_all()

    async def says(self, text: str) -> None:
        message = {"message_id": next(self._ids), "date": 1, "chat": CHAT, "from": ANN, "text": text}
        await self.happens(message=message)

    async def taps(self, label: str) -> None:
        message_id, data = next(
            (message_id, button["callback_data"])
            for message_id, shown in reversed(self.screen.items())
            for row in shown.get("reply_markup", {}).get("inline_keyboard", [])
            for button in row
            if button["text"] == label
        )
        message = {"message_id": message_id, "date": 1, "chat": CHAT}
        query = {"id": str(next(self._ids)), "from": ANN, "message": message, "chat_instance": "1", "data": data}
        await self.happens(callback_query=query)

    async def sees(self, text: str) -> None:
        async with asyncio.timeout(PATIENCE), self.changed:
            await self.changed.wait_for(lambda: any(text in one.get("text", "") for one in self.screen.values()))


def _parsed(value: Any) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value


@asynccontextmanager
async def _served(double: Double) -> AsyncIterator[str]:
    routes = [Route("/bot{token}/{method}", double.answer, methods=["POST"])]
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), log_config=None, lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = server.force_exit = True
        await serving


async def test_setting_up_a_sentence_and_the_week_work_against_another_server(tmp_path: Path) -> None:
    double = Double()
    async with _served(double) as url:
        database, keys = f"sqlite:///{tmp_path / 'unsaid.sqlite3'}", tmp_path / "keys"
        settings = load_settings(token=TOKEN, api_url=url, database_url=database, key_file=keys, access="open")
        async with product.started(settings, SystemClock(), random.Random(7)) as app:
            taking = asyncio.create_task(app.run())
            await _journey(double)
            async with app.storage.transaction():
                taking.cancel()
            await asyncio.gather(taking, return_exceptions=True)


async def _journey(double: Double) -> None:
    await double.says("/start")
    await double.sees(SAY("welcome"))
    for label, sees in (
        (SAY("button-begin"), SAY("ask-zone")),
        ("London", SAY("ask-times")),
        ("20:00", SAY("ask-day")),
        (SAY("button-no-session"), SAY("set-up")),
    ):
        await double.taps(label)
        await double.sees(sees)
    await double.says("furious that he looked at the clock")
    await double.sees("“furious that he looked at the clock”")
    await double.taps("furious")
    await double.sees("How strong")
    await double.taps("4")
    await double.sees("4 of 5")
    await double.says("/week")
    await double.sees("Your week so far")
