"""The databases that are measured: an SQLite file, and a PostgreSQL server where its wheel is installed.

Both write through to the disk, as they do for people: what is committed is kept.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Engine:
    """`database` makes an empty one, whose URL is good within its block; `peer_driver` is what a peer connects by."""

    name: str
    database: Callable[[], AbstractContextManager[str]]
    peer_driver: str


@contextmanager
def engines() -> Iterator[list[Engine]]:
    """Those that there are, running."""
    with ExitStack() as stack:
        found = [Engine("SQLite", _file, "sqlite+aiosqlite")]
        try:
            from tests import databases
        except ImportError:
            yield found
            return
        server = stack.enter_context(databases.started(databases.DURABLE))
        yield [*found, Engine("PostgreSQL", server.database, "postgresql+asyncpg")]


@contextmanager
def _file() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="unsaid-bench-") as folder:
        yield f"sqlite:///{Path(folder) / 'unsaid.sqlite3'}"
