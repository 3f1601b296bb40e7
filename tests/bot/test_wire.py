"""What the network does to a request, and what may have become of it."""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress

import pytest
from telegram.error import TelegramError

from coach.bot.outcomes import classify
from coach.bot.wire import Payload, Wire
from coach.messages import Fate

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
TOKEN = "123456:secret-token"
FORM = b"text=hello&n=%5B1%5D"


@pytest.fixture
async def wire() -> AsyncIterator[Wire]:
    wire = Wire(at_once=2, read_timeout=0.3)
    await wire.initialize()
    yield wire
    await wire.shutdown()


async def _post(wire: Wire, handler: Handler) -> TelegramError | object:
    server = await asyncio.start_server(handler, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        return await wire.post(f"http://127.0.0.1:{port}/bot{TOKEN}/sendMessage", Payload({"text": "hello", "n": [1]}))
    except TelegramError as error:
        return error
    finally:
        server.close()


def _fate(found: TelegramError | object) -> Fate:
    assert isinstance(found, TelegramError)
    assert TOKEN not in f"{found!r} {found.__cause__!r}"
    return classify(found).fate


def _answering(status: bytes, body: bytes) -> Handler:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(body), body))
        await writer.drain()
        writer.close()

    return handle


async def test_parameters_go_as_a_form_and_the_result_comes_back(wire: Wire) -> None:
    seen = bytearray()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.extend(await reader.readuntil(b"\r\n\r\n"))
        seen.extend(await reader.readexactly(len(FORM)))
        writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\n{"ok":true,"result":5}')
        await writer.drain()
        writer.close()

    assert await _post(wire, handle) == 5
    assert seen.endswith(FORM)
    assert b"application/x-www-form-urlencoded" in seen


async def test_where_nobody_listens_nothing_was_sent(wire: Wire) -> None:
    with pytest.raises(TelegramError) as caught:
        await wire.post(f"http://127.0.0.1:1/bot{TOKEN}/sendMessage", Payload({}))
    assert _fate(caught.value) is Fate.REFUSED


async def test_a_greeting_that_breaks_off_carried_nothing(wire: Wire) -> None:
    async def breaks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.transport.abort()

    server = await asyncio.start_server(breaks, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    with pytest.raises(TelegramError) as caught:
        await wire.post(f"https://127.0.0.1:{port}/bot{TOKEN}/sendMessage", Payload({"text": "hello"}))
    server.close()
    assert _fate(caught.value) is Fate.REFUSED


async def test_a_connection_that_breaks_may_have_carried_it(wire: Wire) -> None:
    async def breaks(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.abort()

    async def closes(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{")
        await writer.drain()
        writer.close()

    assert _fate(await _post(wire, breaks)) is Fate.UNKNOWN
    assert _fate(await _post(wire, closes)) is Fate.UNKNOWN


async def test_an_answer_that_does_not_come_may_be_on_its_way(wire: Wire) -> None:
    async def hangs(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    assert _fate(await _post(wire, hangs)) is Fate.UNKNOWN


@pytest.mark.parametrize(
    ("status", "body", "fate"),
    [
        (b"502 Bad Gateway", b"<html>", Fate.REFUSED),
        (b"500 Internal Server Error", b'{"ok":false,"description":"Internal"}', Fate.REFUSED),
        (b"429 Too Many Requests", b'{"ok":false,"parameters":{"retry_after":7}}', Fate.WAIT),
        (b"403 Forbidden", b'{"ok":false,"description":"Forbidden: bot was blocked by the user"}', Fate.BLOCKED),
        (b"400 Bad Request", b'{"ok":false,"description":"Bad Request: chat not found"}', Fate.REJECTED),
        (b"200 OK", b"garbage", Fate.UNKNOWN),
    ],
)
async def test_what_telegram_answers_has_its_fate(wire: Wire, status: bytes, body: bytes, fate: Fate) -> None:
    assert _fate(await _post(wire, _answering(status, body))) is fate


async def test_whoever_gives_up_has_given_up_whenever_that_is(wire: Wire) -> None:
    """Also in the moment in which the answer arrives."""

    async def answers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError):
            while await reader.readuntil(b"text=hello"):
                writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 25\r\n\r\n{"ok":true,"result":true}')
        writer.close()

    server = await asyncio.start_server(answers, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/bot{TOKEN}/sendMessage"

    async def again_and_again() -> None:
        while True:
            await wire.post(address, Payload({"text": "hello"}))

    rng = random.Random(4)
    for _ in range(300):
        task = asyncio.create_task(again_and_again())
        await asyncio.sleep(rng.uniform(0, 0.003))
        task.cancel()
        done, _ = await asyncio.wait({task}, timeout=1)
        assert done
        assert task.cancelled()
    server.close()


async def test_it_can_be_started_and_stopped_again(wire: Wire) -> None:
    await wire.initialize()
    await wire.shutdown()
    await wire.shutdown()
    await wire.initialize()
    assert await _post(wire, _answering(b"200 OK", b'{"ok":true,"result":true}')) is True
