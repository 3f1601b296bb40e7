"""Whole turns, from an update's JSON to the commit, against a handler that inserts one row."""

import asyncio
import itertools
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager, contextmanager
from datetime import UTC, datetime
from typing import Any, TypeVar

from coach.storage import KeyRing
from tests.bench import Row, ours, row
from tests.bench.crowd import CHAT, begun
from tests.bench.engines import Engine
from tests.bench.peers import ptb
from tests.bench.server import serving
from tests.bench.words import SENTENCES

RUNS = 5
AT_ONCE = 16
CHATS = 8192  # more than the turns of a run, so that each is the first thing that somebody says
FEWEST = 32
SECONDS = 1.0
Raw = Mapping[str, Any]
Take = Callable[[Iterator[Raw]], None]
T = TypeVar("T")


def rows(engines: list[Engine]) -> Iterator[Row]:
    with serving() as api:
        for engine in engines:
            with engine.database() as url, engine.database() as other:
                begun(url, KEYS, datetime.now(UTC)).grow(1, CHATS, datetime.now(UTC))
                found, theirs = _turns(engine, url, other, api)
            name = f"whole turns, {AT_ONCE} chats at once, {engine.name}"
            against = "PTB handler, one SQLModel insert"
            yield row(name, found, "/s", theirs, against=against, better="more", goal=1.5)


def _turns(engine: Engine, url: str, other: str, api: str) -> tuple[list[float], list[float]]:
    """Turns a second, ours and the peer's, in turn; each on the loop that it comes with."""
    updates = written()
    found: tuple[list[float], list[float]] = ([], [])
    with (
        ours.runner() as here,
        asyncio.Runner() as there,
        opened(here, ours.house(url, KEYS, api)) as house,
        opened(there, ptb.noting(other, engine.peer_driver, api)) as application,
    ):
        takes: tuple[Take, Take] = (
            lambda raws: here.run(house.turns(raws, AT_ONCE)),
            lambda raws: there.run(ours.handled(application, raws, AT_ONCE)),
        )
        counts = [FEWEST, FEWEST]
        for number in range(RUNS + 1):
            for side, take in enumerate(takes):
                begin = time.perf_counter()
                take(itertools.islice(updates, counts[side]))
                rate = counts[side] / (time.perf_counter() - begin)
                counts[side] = max(FEWEST, int(rate * SECONDS))
                if number:
                    found[side].append(rate)
    return found


@contextmanager
def opened(loop: asyncio.Runner, made: AbstractAsyncContextManager[T]) -> Iterator[T]:
    """What is open in a loop that runs now and then."""
    yield loop.run(made.__aenter__())
    loop.run(made.__aexit__(None, None, None))


KEYS = KeyRing.fresh()


def written(begin: int = 1, chats: int = CHATS) -> Iterator[Raw]:
    """Updates without end, numbered from `begin`: the labelled sentences, by one of so many chats after the other."""
    with SENTENCES.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    for number, text in enumerate(itertools.cycle(texts), start=begin):
        chat = CHAT + 1 + number % chats
        person = {"id": chat, "is_bot": False, "first_name": "A", "language_code": "en"}
        message = {
            "message_id": number,
            "date": int(time.time()),
            "chat": {"id": chat, "first_name": "A", "type": "private"},
            "from": person,
            "text": text,
        }
        yield {"update_id": number, "message": message}
