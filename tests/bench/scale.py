"""``python -m tests.bench.scale``: what `docs/scale.md` multiplies, on both engines.

What a row of each kind takes in the database, with its indexes: the engine's own count of its pages, shared out over
the rows. And the processor time of a delivery and of a turn, in this process and in the database's: time that was
worked, not time that passed, so that another program beside it changes little.
"""

import asyncio
import itertools
import os
import random
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from coach.sample import sample_month
from coach.storage import KeyRing, Storage, database_file, moments, updates
from tests.bench import ours
from tests.bench.__main__ import log_as_usual
from tests.bench.crowd import Crowd, begun, fetch
from tests.bench.engines import engines
from tests.bench.server import serving
from tests.bench.turns import written

PEOPLE, ASKED, MOMENTS = 10_000, 28, 5
DELIVERIES, TURNS = 2_000, 1_000
TABLES = ("person", "delivery", "recall", "moment", "taken_update")


def main() -> int:
    log_as_usual()
    print(f"{'':<12}{'table':<14}{'rows':>10}{'bytes a row':>14}{'of it indexes':>16}")
    with engines() as there:
        for engine in there:
            with engine.database() as url:
                now = datetime.now(UTC)
                crowd = begun(url, KeyRing.fresh(), now, ASKED)
                crowd.grow(1, PEOPLE, now)
                crowd.remember(PEOPLE)
                asyncio.run(_lived(crowd, now))
                for table, rows, whole, indexes in _sizes(url):
                    print(f"{engine.name:<12}{table:<14}{rows:>10,}{whole / rows:>14.0f}{indexes / rows:>16.0f}")
                with ours.runner() as loop:
                    worked = loop.run(_work(crowd))
                for what, count, mine, its in worked:
                    print(f"{engine.name:<12}{what:<14}{count:>10,}{mine:>11.2f} ms{its:>13.2f} ms the database")
    return 0


async def _lived(crowd: Crowd, now: datetime) -> None:
    """Moments of ordinary length, in the order in which people write them, and as many updates."""
    storage, month = await Storage.open(crowd.url, crowd.keys), sample_month(now, "Europe/London", None)
    rng = random.Random(5)
    for number in range(MOMENTS):
        async with storage.transaction() as tx:
            for person in range(1, PEOPLE + 1):
                moment = rng.choice(month).model_copy(update={"id": UUID(int=rng.getrandbits(128), version=4)})
                moments.keep(tx, person, moment)
            await updates.take(tx, range(number * PEOPLE, (number + 1) * PEOPLE), now)
    await storage.close()


async def _work(crowd: Crowd) -> list[tuple[str, int, float, float]]:
    """Processor time of one delivery and of one turn, in milliseconds: here, and in a server's processes."""
    found = []
    with serving() as api:
        async with ours.house(crowd.url, crowd.keys, api) as house:
            await asyncio.to_thread(crowd.fall_due, range(1, DELIVERIES + 1), datetime.now(UTC))
            raws = itertools.islice(written(begin=10 * PEOPLE * MOMENTS), TURNS)
            parts = (("delivery", DELIVERIES, house.deliver()), ("turn", TURNS, house.turns(raws, 16)))
            for what, count, work in parts:
                before, server = time.process_time(), _server_time(crowd.url)
                await work
                here, there = time.process_time() - before, _server_time(crowd.url) - server
                found.append((what, count, 1000 * here / count, 1000 * there / count))
    return found


def _server_time(url: str) -> float:
    """Seconds that all processes of the PostgreSQL server have worked; 0 where there is none."""
    if database_file(url):
        return 0.0
    note = Path(url.rpartition("host=")[2]) / "data" / "postmaster.pid"
    keeper = note.read_text(encoding="ascii").split()[0]
    worked = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            pid, fields = stat.parent.name, stat.read_text().rpartition(")")[2].split()
            if keeper in (pid, fields[1]):
                worked += sum(map(int, fields[11:15] if pid == keeper else fields[11:13]))
    return worked / os.sysconf("SC_CLK_TCK")


def _sizes(url: str) -> Iterator[tuple[str, int, int, int]]:
    """Of each table: its rows, its bytes with indexes, and those of the indexes."""
    for table in TABLES:
        rows = int(fetch(url, f"SELECT count(*) AS n FROM {table}")[0]["n"])
        yield table, rows, *(_in_file(file, table) if (file := database_file(url)) else _on_server(url, table))


def _in_file(file: object, table: str) -> tuple[int, int]:
    pages = "SELECT m.type, sum(s.pgsize) FROM dbstat s JOIN sqlite_master m ON m.name = s.name WHERE m.tbl_name = ?"
    with closing(sqlite3.connect(str(file))) as found:
        by_type = dict(found.execute(f"{pages} GROUP BY m.type", (table,)))
    return sum(by_type.values()), by_type.get("index", 0)


def _on_server(url: str, table: str) -> tuple[int, int]:
    sizes = f"SELECT pg_total_relation_size('{table}') AS whole, pg_indexes_size('{table}') AS indexes"
    (found,) = fetch(url, sizes)
    return int(found["whole"]), int(found["indexes"])


if __name__ == "__main__":
    sys.exit(main())
