"""People by the million, written past the product: it lets one in, and the others are copies with their own seals.

Rows are copied as they are found, so a new column needs nothing here; only what is sealed is named.
"""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from coach.storage import KeyRing, database_file
from tests.bench import ours

SEALED = {"person": ("content", "dialogue"), "delivery": ("content",), "recall": ("content",)}
CHAT = 1_000_000
MOMENTS = 4096
DAY = timedelta(days=1)
Row = dict[str, Any]


@dataclass(frozen=True)
class Crowd:
    """The people of one database, numbered from 1; number 1 is the pattern."""

    url: str
    keys: KeyRing

    def grow(self, have: int, to: int, now: datetime) -> None:
        """Add people up to number `to`, each with one prompt planned at their own moment of the next day but one."""
        person, prompt = _read(self.url, "person", "id = 1")[0], _planned(self.url)
        moments = [_at(self.url, now + DAY + DAY * (part / MOMENTS)) for part in range(MOMENTS)]
        numbers = range(have + 1, to + 1)
        changes = ({"id": number, "chat_id": CHAT + number} for number in numbers)
        self._copy("person", person, zip(numbers, changes, strict=True))
        changes = ({"person_id": number, **moments[number * 2_654_435_761 % MOMENTS]} for number in numbers)
        self._copy("delivery", prompt, zip(numbers, changes, strict=True))
        if database_file(self.url) is None:  # as its own housekeeping would, a minute later
            _run(self.url, f"ANALYZE; {_NUMBERING}")

    def remember(self, people: int) -> None:
        """Give the first `people` the history that number 1 has."""
        asked = [("delivery", row) for row in _read(self.url, "delivery", "person_id = 1 AND state = 'sent'")]
        recall = [("recall", row) for row in _read(self.url, "recall", "person_id = 1")]
        for table, row in asked + recall:
            self._copy(table, row, ((number, {"person_id": number}) for number in range(2, people + 1)))

    def fall_due(self, people: Iterable[int], at: datetime) -> None:
        """The prompts that are planned for these become due at `at` (aware UTC), for the usual while."""
        when = _at(self.url, at)
        chosen = ", ".join(map(str, people))
        values = ", ".join(f"{column} = '{value}'" for column, value in when.items())
        _run(
            self.url,
            f"UPDATE delivery SET state = 'due', lease_until = NULL, attempts = 0, {values} "
            f"WHERE kind = 'prompt' AND state IN ('due', 'claimed') AND person_id IN ({chosen})",
        )

    def _copy(self, table: str, row: Row, changes: Iterable[tuple[int, Row]]) -> None:
        """Write a row again for each owner, with its changes and with seals for that owner."""
        clear = [
            (column, f"{table}.{column}", self.keys.open(f"{table}.{column}", 1, row[column]))
            for column in SEALED[table]
            if row[column] is not None
        ]
        seal, columns = self.keys.seal, [name for name in row if name != "id" or table == "person"]

        def values() -> Iterator[tuple[Any, ...]]:
            for owner, changed in changes:
                sealed = {column: seal(place, owner, text) for column, place, text in clear}
                copy = {**row, **changed, **sealed}
                yield tuple([copy[name] for name in columns])

        _write(self.url, table, columns, values())


_NUMBERING = "SELECT setval(pg_get_serial_sequence('person', 'id'), (SELECT max(id) FROM person))"


def size(url: str) -> int:
    """Bytes of the whole database."""
    if file := database_file(url):
        with closing(sqlite3.connect(file)) as found:
            found.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        return file.stat().st_size
    return int(fetch(url, "SELECT pg_database_size(current_database()) AS size")[0]["size"])


def _planned(url: str) -> Row:
    return _read(url, "delivery", "person_id = 1 AND state = 'due' AND kind = 'prompt'")[0]


def _at(url: str, at: datetime) -> dict[str, Any]:
    """Due at `at`, over in 90 minutes, as the engine's own driver takes it."""
    moments = {"due_at": at, "expires_at": at + timedelta(minutes=90)}
    if database_file(url) is None:
        return moments
    return {name: f"{value.astimezone(UTC):%Y-%m-%d %H:%M:%S.%f}" for name, value in moments.items()}


def _read(url: str, table: str, where: str) -> list[Row]:
    return fetch(url, f"SELECT * FROM {table} WHERE {where}")  # all our own words


def fetch(url: str, sql: str) -> list[Row]:
    if file := database_file(url):
        with closing(sqlite3.connect(file)) as found:
            found.row_factory = sqlite3.Row
            return [dict(row) for row in found.execute(sql)]
    return _connected(url, lambda connection: connection.fetch(sql), lambda rows: [dict(row) for row in rows])


def _run(url: str, sql: str) -> None:
    if file := database_file(url):
        with closing(sqlite3.connect(file)) as found, found:
            found.execute(sql)
        return
    _connected(url, lambda connection: connection.execute(sql), lambda _: None)


def _write(url: str, table: str, columns: list[str], values: Iterator[tuple[Any, ...]]) -> None:
    if file := database_file(url):
        with closing(sqlite3.connect(file)) as found, found:
            found.execute("PRAGMA synchronous = OFF")
            found.execute("PRAGMA cache_size = -500000")
            marks = ", ".join("?" * len(columns))
            found.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})", values)
        return
    _connected(
        url, lambda connection: connection.copy_records_to_table(table, records=values, columns=columns), lambda _: None
    )


def _connected(url: str, ask: Callable[[Any], Awaitable[Any]], read: Callable[[Any], Any]) -> Any:
    import asyncpg

    async def go() -> Any:
        connection = await asyncpg.connect(url)
        try:
            return read(await ask(connection))
        finally:
            await connection.close()

    return asyncio.run(go())


def begun(url: str, keys: KeyRing, now: datetime, history: int = 0) -> Crowd:
    """A database with its first person in it, who was asked `history` prompts, two a day, before now."""
    asyncio.run(ours.first_person(url, keys, CHAT + 1, now, history))
    return Crowd(url, keys)
