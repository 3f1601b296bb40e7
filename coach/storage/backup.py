"""Everything into one SQLite file, while the bot runs, and out of it again into an empty database.

::

    SQLite     ── its backup API, from one snapshot ──┐
    PostgreSQL ── `moving`, from one snapshot ────────┴─▶ a file beside FILE ──▶ looked through ──▶ FILE
    FILE ──▶ brought up to date, on a copy, where it is an older version's ──▶ `moving` ──▶ the configured database

What is sealed stays sealed, under the key it is sealed with; keys are in no backup. FILE is there whole or not at all,
and never takes another file's place. The key is tried before anything is written, either way.
"""

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from coach.storage import migrations, sqlite
from coach.storage.engine import Storage
from coach.storage.keys import KeyRing
from coach.storage.moving import move, reading

Told = Callable[[int, int], None]


class CannotBackUpError(Exception):
    """Why there is no backup, or why it is not restored. The message is for the operator and shows no address."""


async def backup(url: str, keys: KeyRing, file: Path, told: Told) -> None:
    """Write a backup that only its owner can read. `told` hears how much of how much is written, in steps of its own.

    `CannotBackUpError`, `CannotMoveError`, `WrongKeyError`, `StorageAwayError`, `OSError`: there is no such file then.
    """
    with _new(file) as part:
        source = sqlite.database_file(url)
        if source:
            async with reading(url, keys):
                await asyncio.to_thread(sqlite.copy, source, part, told)
        else:
            await move(url, f"sqlite:///{part}", keys, told)
            await asyncio.to_thread(sqlite.make_single, part)
        await _look_through(part, keys)


async def restore(file: Path, url: str, keys: KeyRing, told: Told) -> dict[str, int]:
    """Fill the database, which must be empty, with what a backup holds; returns the rows of each table.

    `CannotBackUpError`, `CannotMoveError`, `WrongKeyError`, `StorageAwayError`: it is as it was. The backup always is.
    """
    async with _of_this_version(file, keys) as ready:
        return await move(f"sqlite:///{ready}", url, keys, told)


@contextmanager
def _new(file: Path) -> Iterator[Path]:
    """Where to write what shall be `file` once the block ends well."""
    if os.path.lexists(file):
        raise CannotBackUpError(f"{file} is there already, and stays as it is")
    with tempfile.TemporaryDirectory(prefix=f".{file.name}.", dir=file.parent) as folder:
        part = Path(folder) / file.name
        part.touch(mode=0o600)
        yield part
        _on_disk(part)
        _put(part, file)
    _on_disk(file.parent)


def _put(part: Path, file: Path) -> None:
    """Give the file its name. Where there are no hard links, such as on a memory stick, a rename does."""
    try:
        os.link(part, file)
    except FileExistsError:
        raise CannotBackUpError(f"{file} is there already, and stays as it is") from None
    except OSError:
        part.rename(file)


def _on_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


async def _look_through(part: Path, keys: KeyRing) -> None:
    async with reading(f"sqlite:///{part}", keys) as connection:
        if await sqlite.damage(connection):
            raise CannotBackUpError("what was written does not hold together; nothing is kept of it")


@asynccontextmanager
async def _of_this_version(file: Path, keys: KeyRing) -> AsyncIterator[Path]:
    """The backup itself, or a copy of it that was brought up to date."""
    revision = await asyncio.to_thread(sqlite.revision, file)
    if revision == migrations.head():
        yield file
        return
    if revision not in migrations.known():
        raise CannotBackUpError(f"{file} is no backup, or a newer version's")
    with tempfile.TemporaryDirectory(prefix="unsaid-restore-") as folder:
        copy = Path(folder) / file.name
        await asyncio.to_thread(shutil.copyfile, file, copy)
        await (await Storage.open(f"sqlite:///{copy}", keys)).close()
        yield copy
