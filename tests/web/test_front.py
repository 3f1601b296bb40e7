"""What Telegram and a balancer are answered: by the ASGI application itself, and over a real connection."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from coach.bot.intake import Intake, Raw
from coach.conversation import StorageAwayError
from coach.settings import SettingsError
from coach.web import Front, Look, front, listening
from tests.bot.conftest import Logged
from tests.bot.shapes import message, update
from tests.fakes import until

SECRET = "a-secret-that-nobody-guesses"
SAID = "he looked at the clock"
HOOK = "/telegram"
SHOWN = {front.SECRET_HEADER: SECRET}


@dataclass
class Taker:
    """Takes what it is given; away, broken or slow when told."""

    taken: list[int] = field(default_factory=list)
    aside: list[int] = field(default_factory=list)
    away: int = 0
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    entered: int = 0

    def __post_init__(self) -> None:
        self.gate.set()

    async def handle(self, raw: Raw) -> None:
        self.entered += 1
        await self.gate.wait()
        if self.away:
            self.away -= 1
            raise StorageAwayError
        if "poll" in raw:
            raise LookupError(SAID)
        self.taken.append(raw["update_id"])

    async def set_aside(self, update_id: int, _chat_id: int | None, _raw: str, _reason: str) -> None:
        self.aside.append(update_id)

    def intake(self) -> Intake:
        return Intake(self.handle, self.set_aside)


@pytest.fixture
def taker() -> Taker:
    return Taker()


@pytest.fixture
def ours() -> Front:
    return Front([], (HOOK, SECRET))


@pytest.fixture
async def client(ours: Front, taker: Taker) -> AsyncIterator[httpx.AsyncClient]:
    """Speaks with the application itself, while it takes updates."""
    async with (
        ours.taking(taker.intake().take),
        httpx.AsyncClient(transport=httpx.ASGITransport(ours.app), base_url="http://bot.test") as client,
    ):
        yield client


def said(update_id: int, text: str = SAID) -> dict[str, Any]:
    return update(update_id, message=message(1, text=text))


async def test_an_update_is_answered_with_nothing_once_it_was_taken(client: httpx.AsyncClient, taker: Taker) -> None:
    taker.gate.clear()
    posting = asyncio.create_task(client.post(HOOK, json=said(5), headers=SHOWN))
    await until(lambda: taker.entered)
    await asyncio.sleep(0.05)
    assert not posting.done()
    taker.gate.set()
    answer = await posting
    assert (answer.status_code, answer.content, taker.taken) == (200, b"", [5])


async def _never_read() -> AsyncIterator[bytes]:
    raise AssertionError("the body was read")
    yield b""


@pytest.mark.parametrize("shown", [{}, {front.SECRET_HEADER: ""}, {front.SECRET_HEADER: SECRET[:-1]}])
async def test_24_a_forged_update_is_refused_before_its_body_is_read(
    client: httpx.AsyncClient, taker: Taker, shown: dict[str, str]
) -> None:
    answer = await client.post(HOOK, content=_never_read(), headers=shown)
    assert (answer.status_code, answer.content) == (403, b"")
    assert answer.headers["Connection"] == "close"
    assert taker.taken == []


async def test_24_the_secret_is_compared_in_constant_time(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    compared: list[tuple[bytes, bytes]] = []

    def compare(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return one == other

    monkeypatch.setattr(front.hmac, "compare_digest", compare)
    assert (await client.post(HOOK, json=said(1), headers={front.SECRET_HEADER: "ünknown".encode()})).status_code == 403
    assert compared[0][1] == SECRET.encode()


async def test_forging_is_said_once_and_then_only_counted(client: httpx.AsyncClient, logged: Logged) -> None:
    for _ in range(5):
        await client.post(HOOK, json=said(1))
    assert [line["event"] for line in logged.ours] == ["webhook.forged"]


@pytest.mark.parametrize("told", [True, False], ids=["with its length", "in chunks of unknown length"])
async def test_24_what_is_too_large_is_refused(client: httpx.AsyncClient, taker: Taker, told: bool) -> None:
    chunk, sent = b" " * 65536, 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(100):
            sent += len(chunk)
            yield chunk

    length = {"Content-Length": str(100 * len(chunk))} if told else {}
    answer = await client.post(HOOK, content=body(), headers=SHOWN | length)
    assert (answer.status_code, taker.taken) == (413, [])


async def test_an_update_as_large_as_can_be_is_taken(client: httpx.AsyncClient, taker: Taker) -> None:
    body = json.dumps(said(1)).encode()
    whole = body + b" " * (front.LARGEST - len(body))
    assert (await client.post(HOOK, content=whole, headers=SHOWN)).status_code == 200
    assert (await client.post(HOOK, content=whole + b" ", headers=SHOWN)).status_code == 413
    assert taker.taken == [1]


NOT_UPDATES = [
    b"",
    b"{",
    b"\xff\xfe",
    b"[" * 100_000,
    b"[]",
    b'"' + SAID.encode() + b'"',
    b'{"update_id": "5"}',
    b'{"update_id": true}',
    b'{"message": {"text": "' + SAID.encode() + b'"}}',
    b'{"update_id": ' + b"9" * 5000 + b"}",
]


@pytest.mark.parametrize("body", NOT_UPDATES, ids=lambda body: body[:20].decode("latin-1"))
async def test_what_is_no_update_is_refused_and_no_word_of_it_is_logged(
    client: httpx.AsyncClient, taker: Taker, logged: Logged, body: bytes
) -> None:
    answer = await client.post(HOOK, content=body, headers=SHOWN)
    assert (answer.status_code, answer.content, taker.entered) == (400, b"", 0)
    assert "webhook.refused" in str(logged)
    assert SAID not in str(logged)


async def test_an_update_that_cannot_be_handled_is_set_aside_and_not_sent_again(
    client: httpx.AsyncClient, taker: Taker, logged: Logged
) -> None:
    answer = await client.post(HOOK, json=update(7, poll={"question": SAID}), headers=SHOWN)
    assert (answer.status_code, answer.content, taker.aside) == (200, b"", [7])
    assert SAID not in str(logged)


async def test_a_database_that_is_away_means_later(client: httpx.AsyncClient, taker: Taker) -> None:
    taker.away = 1
    answer = await client.post(HOOK, json=said(1), headers=SHOWN)
    assert (answer.status_code, answer.content) == (503, b"")
    assert int(answer.headers["Retry-After"]) > 0
    assert (await client.post(HOOK, json=said(1), headers=SHOWN)).status_code == 200
    assert taker.taken == [1]


async def test_several_at_once_of_one_chat_are_taken_in_the_order_in_which_they_came(
    client: httpx.AsyncClient, taker: Taker
) -> None:
    taker.gate.clear()
    posting = []
    for number in range(20):
        posting.append(asyncio.create_task(client.post(HOOK, json=said(number), headers=SHOWN)))
        await asyncio.sleep(0.002)
    await until(lambda: taker.entered)
    other = update(99, message=message(1, {"id": 8, "type": "private"}, text="x"))
    posting.append(asyncio.create_task(client.post(HOOK, json=other, headers=SHOWN)))
    await until(lambda: taker.entered == 2)  # of each chat one, and no second of the first
    taker.gate.set()
    await asyncio.gather(*posting)
    assert [number for number in taker.taken if number != 99] == list(range(20))


async def test_before_and_after_its_time_a_replica_puts_off(ours: Front, taker: Taker) -> None:
    transport = httpx.ASGITransport(ours.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://bot.test") as client:
        assert (await client.post(HOOK, json=said(1), headers=SHOWN)).status_code == 503
        assert (await client.get("/readyz")).status_code == 503
        async with ours.taking(taker.intake().take):
            assert (await client.get("/readyz")).status_code == 200
            assert (await client.post(HOOK, json=said(1), headers=SHOWN)).status_code == 200
        assert (await client.post(HOOK, json=said(2), headers=SHOWN)).status_code == 503
    assert taker.taken == [1]


async def test_at_the_end_what_was_begun_is_waited_for(ours: Front, taker: Taker) -> None:
    transport = httpx.ASGITransport(ours.app)
    taker.gate.clear()
    async with httpx.AsyncClient(transport=transport, base_url="http://bot.test") as client:
        async with ours.taking(taker.intake().take):
            posting = asyncio.create_task(client.post(HOOK, json=said(1), headers=SHOWN))
            await until(lambda: taker.entered)
            posting.cancel()
            asyncio.get_running_loop().call_later(0.05, taker.gate.set)
        assert taker.taken == [1]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", HOOK, 405), ("POST", "/", 404), ("POST", HOOK + "/", 404), ("GET", "/healthz", 200), ("GET", "/x", 404)],
)
async def test_nothing_else_is_answered(client: httpx.AsyncClient, method: str, path: str, status: int) -> None:
    assert (await client.request(method, path, headers=SHOWN)).status_code == status


async def test_ready_means_that_every_look_finds_what_it_looks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(front, "_LOOK_WITHIN", 0.05)
    found, looked = {"database": True, "key": True}, 0
    slow = asyncio.Event()

    async def look() -> dict[str, bool]:
        nonlocal looked
        looked += 1
        await slow.wait()
        return found

    ours = Front([Look(look, {"database": False, "key": False})])
    async with httpx.AsyncClient(transport=httpx.ASGITransport(ours.app), base_url="http://bot.test") as client:
        for _ in range(3):
            answer = await client.get("/readyz")
            assert (answer.status_code, answer.json()) == (503, {"database": False, "key": False})
        assert looked == 1
        slow.set()
        assert (await client.get("/readyz")).status_code == 200
        found = {"database": True, "key": False}
        assert (await client.get("/readyz")).json() == found
        assert (await client.get("/healthz")).status_code == 200


# Over a real connection


@dataclass
class Wire:
    """A connection that sends what no client library would."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    def send(self, head: str, body: bytes = b"") -> None:
        lines = [f"POST {HOOK} HTTP/1.1", "Host: bot.test", *head.splitlines(), "", ""]
        self.writer.write("\r\n".join(lines).encode() + body)

    async def status(self) -> int:
        async with asyncio.timeout(5):
            return int((await self.reader.readline()).split()[1])

    async def closed(self) -> bool:
        async with asyncio.timeout(5):
            with contextlib.suppress(ConnectionError):
                await self.reader.read()
        return True


Dial = Callable[[], Any]


@pytest.fixture
async def dial(ours: Front, taker: Taker) -> AsyncIterator[Dial]:
    async with ours.taking(taker.intake().take), listening("127.0.0.1", 0, ours.app) as port:

        @asynccontextmanager
        async def connect() -> AsyncIterator[Wire]:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            yield Wire(reader, writer)
            writer.close()

        yield connect


async def test_whoever_forges_is_hung_up_on_with_the_body_unsent(dial: Dial) -> None:
    async with dial() as wire:
        wire.send("Content-Length: 1000000")
        assert await wire.status() == 403
        assert await wire.closed()


async def test_chunks_without_end_are_cut_off(dial: Dial, taker: Taker) -> None:
    async with dial() as wire:
        wire.send(f"{front.SECRET_HEADER}: {SECRET}\nTransfer-Encoding: chunked")
        for _ in range(front.LARGEST // 65536 + 1):
            wire.writer.write(b"10000\r\n" + b" " * 65536 + b"\r\n")
        assert await wire.status() == 413
        assert await wire.closed()
    assert taker.entered == 0


async def test_a_body_that_trickles_holds_nobody_up_and_is_given_up(
    dial: Dial, taker: Taker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front, "_BODY_WITHIN", 0.3)
    body = json.dumps(said(1)).encode()
    async with dial() as slow, dial() as quick:
        slow.send(f"{front.SECRET_HEADER}: {SECRET}\nContent-Length: {len(body)}", body[:10])
        quick.send(f"{front.SECRET_HEADER}: {SECRET}\nContent-Length: {len(body)}", body)
        assert await quick.status() == 200
        assert taker.taken == [1]
        assert await slow.status() == 408
        assert await slow.closed()
    assert taker.taken == [1]


async def test_whoever_hangs_up_in_the_middle_does_no_harm(dial: Dial, taker: Taker, logged: Logged) -> None:
    async with dial() as wire:
        wire.send(f"{front.SECRET_HEADER}: {SECRET}\nContent-Length: 500", b'{"update_id"')
        await wire.writer.drain()
    async with dial() as wire:
        body = json.dumps(said(2)).encode()
        wire.send(f"{front.SECRET_HEADER}: {SECRET}\nContent-Length: {len(body)}", body)
        assert await wire.status() == 200
    assert taker.taken == [2]
    assert logged.theirs == []


async def test_a_connection_serves_one_update_after_the_other(dial: Dial, taker: Taker) -> None:
    async with dial() as wire:
        for number in (1, 2):
            body = json.dumps(said(number)).encode()
            wire.send(f"{front.SECRET_HEADER}: {SECRET}\nContent-Length: {len(body)}", body)
            assert await wire.status() == 200
            assert (await wire.reader.readuntil(b"\r\n\r\n")).lower().count(b"connection: close") == 0
    assert taker.taken == [1, 2]


async def test_an_address_that_is_taken_is_said(ours: Front) -> None:
    async with listening("127.0.0.1", 0, ours.app) as port:
        with pytest.raises(SettingsError, match=f"127.0.0.1:{port}"):
            async with listening("127.0.0.1", port, ours.app):
                raise AssertionError
