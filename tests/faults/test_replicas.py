"""Several bots on one PostgreSQL: one of them polls, and all of them take what is posted."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest

from coach.phone import PhoneUser
from coach.storage import KeyRing, Storage, moments, people
from tests.databases import Server
from tests.faults.process import PATIENCE, Bot, Home, killed
from tests.flows.journey import SAY
from tests.flows.waiting import eventually, free_port

POLLS = b"polling.begun"
THOUGHT = "so lonely since he looked away"


@pytest.fixture
def url(server: Server) -> Iterator[str]:
    with server.database() as url:
        yield url


async def _texts(home: Home, url: str, ann: PhoneUser) -> list[str]:
    storage = await Storage.open(url, KeyRing.from_file(home.key_file))
    async with storage.transaction() as tx:
        known = await people.by_chat(tx, ann.id)
        found = await moments.between(tx, known.person.id, None, None) if known else []
    await storage.close()
    return [part.text for moment in found for part in moment.text]


async def _set_up(ann: PhoneUser) -> None:
    await ann.says("/start")
    await ann.sees(SAY("welcome"), PATIENCE)
    for label, sees in ((SAY("button-begin"), "ask-zone"), (SAY("button-later"), "ask-times")):
        await ann.taps(label)
        await ann.sees(SAY(sees), PATIENCE)
    for label, sees in ((SAY("button-evening"), "ask-day"), (SAY("button-no-session"), "set-up")):
        await ann.taps(label)
        await ann.sees(SAY(sees), PATIENCE)


async def test_23_one_polls_and_another_takes_over_when_it_is_killed(home: Home, url: str) -> None:
    ann = home.phone.user("Ann")
    first = await Bot.started(home)
    await eventually(lambda: POLLS in first.out, PATIENCE)
    others = [await Bot.started(home) for _ in range(2)]
    await _set_up(ann)
    await ann.says(THOUGHT + " one")
    await ann.sees(SAY("ask-nearest"), PATIENCE)
    await home.phone.settled()
    assert not any(POLLS in bot.out for bot in others)

    await killed(first.process.pid)
    await ann.says(THOUGHT + " two")
    await ann.sees(SAY("ask-nearest"), PATIENCE)
    await home.phone.settled()
    assert sum(POLLS in bot.out for bot in others) == 1
    assert await _texts(home, url, ann) == [THOUGHT + " one", THOUGHT + " two"]
    assert not any("409" in str(call.outcome) for call in home.phone.calls)
    for bot in others:
        assert await bot.stops() == 0


@dataclass
class Balancer:
    """Hands each connection to the next of the bots that takes it."""

    ports: list[int]
    served: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._next = itertools.cycle(self.ports)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[int]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        yield server.sockets[0].getsockname()[1]
        server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in self.ports:
            port = next(self._next)
            with contextlib.suppress(ConnectionRefusedError):
                there, back = await asyncio.open_connection("127.0.0.1", port)
                self.served.append(port)
                await asyncio.gather(_copy(reader, back), _copy(there, writer))
                return
        writer.close()


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(ConnectionError):
        while part := await reader.read(65536):
            writer.write(part)
    writer.close()


async def test_all_take_what_is_posted_also_while_one_of_them_is_stopped(home: Home, url: str) -> None:
    balancer = Balancer([free_port(), free_port()])
    async with balancer.running() as port:
        given = {
            "COACH_DATABASE_URL": url,
            "COACH_INTAKE": "webhook",
            "COACH_WEBHOOK_URL": f"http://127.0.0.1:{port}/hook",
        }
        one, other = [await Bot.started(home, **given, COACH_LISTEN=f"127.0.0.1:{at}") for at in balancer.ports]
        crowd = [home.phone.user(f"P{number}") for number in range(4)]
        await asyncio.gather(*map(_set_up, crowd))
        await home.phone.settled(timeout=PATIENCE)
        said = [f"the clock {number}" for number in range(12)]
        for number, text in enumerate(said):
            for person in crowd:
                await person.says(text)
            if number == 6:
                stopping = asyncio.create_task(one.stops())
            await asyncio.sleep(0.02)
        assert await stopping == 0
        await home.phone.settled(timeout=PATIENCE)
        for person in crowd:
            assert await _texts(home, url, person) == said
        assert set(balancer.served) == set(balancer.ports)
        assert await other.stops() == 0
        assert home.phone.world.webhook["url"]
