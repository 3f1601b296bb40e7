"""A Bot API on loopback that costs next to nothing: a process of its own, so that it does not eat the core it measures.

``python -m tests.bench.server [latency]`` prints its port. Every method answers `latency` seconds after it was called.
`sendMessage` answers with a whole message, its keyboard included, as Telegram does; `getUpdates` waits its time out.
``GET /taken`` gives the arrivals since the last look, as [chat, seconds since the epoch], and forgets them.
"""

import asyncio
import json
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from subprocess import PIPE, Popen
from urllib.parse import unquote_plus
from urllib.request import urlopen

BOT = {"id": 123456, "is_bot": True, "first_name": "Unsaid", "username": "unsaid_bot"}
TOKEN = "123456:bench"
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_CHAT = re.compile(rb'(?:^|&|")chat_id(?:=|" *: *"?)(-?\d+)')
_KEYBOARD = re.compile(rb"(?:^|&)reply_markup=([^&]+)")
_TIMEOUT = re.compile(rb'(?:^|&|")timeout(?:=|" *: *"?)(\d+)')
_SENT = (
    '{"ok":true,"result":{"message_id":%d,"from":' + json.dumps(BOT) + ',"chat":{"id":%s,"first_name":"A",'
    '"type":"private"},"date":%d,"text":"One breath. What feeling is nearest right now?"%s}}'
)
taken: list[tuple[int, float]] = []


class Connection(asyncio.Protocol):
    """One keep-alive connection: requests come one after the other, and so do their answers."""

    def __init__(self, latency: float) -> None:
        self._latency = latency
        self._buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self._buffer, 0, end)
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._buffer) < whole:
                return
            method = self._buffer[: self._buffer.index(b" HTTP/")].rpartition(b"/")[2]
            body, self._buffer = self._buffer[end + 4 : whole], self._buffer[whole:]
            self._take(method, body)

    def _take(self, method: bytes, body: bytes) -> None:
        wait = self._latency
        match method:
            case b"sendMessage":
                answer = _sent(body)
            case b"getMe":
                answer = json.dumps({"ok": True, "result": BOT})
            case b"getUpdates":
                answer, asked = '{"ok":true,"result":[]}', _TIMEOUT.search(body)
                wait += float(asked[1]) if asked else 0.0
            case b"taken":
                answer, wait = json.dumps(taken), 0.0
                taken.clear()
            case _:
                answer = '{"ok":true,"result":true}'
        raw = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(answer.encode())
        asyncio.get_running_loop().call_later(wait, self._answer, raw + answer.encode()) if wait else self._answer(
            raw + answer.encode()
        )

    def _answer(self, raw: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(raw)


def _sent(body: bytes) -> str:
    chat, keyboard = _CHAT.search(body), _KEYBOARD.search(body)
    assert chat is not None
    now = time.time()
    taken.append((int(chat[1]), now))
    shown = f',"reply_markup":{unquote_plus(keyboard[1].decode())}' if keyboard else ""
    return _SENT % (len(taken), chat[1].decode(), now, shown)


async def serve(latency: float) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: Connection(latency), "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)  # noqa: T201  # whoever started it reads this
    await server.serve_forever()


@contextmanager
def serving(latency: float = 0.0) -> Iterator[str]:
    """The server's URL, for as long as the block lasts."""
    with Popen([sys.executable, "-m", "tests.bench.server", str(latency)], stdout=PIPE, text=True) as process:
        assert process.stdout
        try:
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.kill()


def arrivals(url: str) -> list[tuple[int, float]]:
    """What arrived since the last look: chat and instant (seconds since the epoch), in order."""
    with urlopen(f"{url}/taken") as answer:
        return [(chat, at) for chat, at in json.load(answer)]


if __name__ == "__main__":
    asyncio.run(serve(float(sys.argv[1])))
