"""What an operator does to an instance: keys, backups, moving, taking in, invitations. What changes it is noted.

Exit codes as in `cli`. Where nothing could be done nothing was changed, and the message says so.
"""

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from datetime import timedelta

from tqdm import tqdm

from coach import app, checking, export
from coach.bot import NotReachedError, TokenRefusedError, bot_name
from coach.clock import Clock, SystemClock
from coach.copies import SomebodyElsesError
from coach.settings import Settings, SettingsError, load_settings
from coach.storage import (
    KeyFileError,
    KeyRing,
    Storage,
    StorageAwayError,
    WrongKeyError,
    access,
    audit,
    known_url,
    sealing,
)
from coach.storage.backup import CannotBackUpError
from coach.storage.backup import backup as back_up
from coach.storage.backup import restore as put_back
from coach.storage.moving import CannotMoveError
from coach.storage.moving import move as move_all

_AWAY = "There is no database of this version there, or it is away. See COACH_DATABASE_URL; `coach run` makes one."
_CLOCK: Clock = SystemClock()


class _NotDoneError(Exception):
    """Something is wrong with what was asked. The message says what."""


def rotate_key(given: argparse.Namespace) -> int:
    return _done(_prune if given.prune else _rotate, "Nothing is lost, and the same command goes on from here")


async def _rotate(settings: Settings) -> int:
    keys = KeyRing.from_file(settings.key_file)
    async with Storage.beside(settings.database_url, keys) as storage:
        with _bar(" values") as told:
            found = await sealing.rotate(storage, keys, told)
        await _noted(storage, "rotate-key", f"key {keys.current}")
    _all_anew(found, keys)
    print(f"Everything is sealed with key {keys.current}. Copy the key file to its safe place again.")
    print("Older keys stay in it for backups from before; `coach rotate-key --prune` takes them out.")
    return 0


async def _prune(settings: Settings) -> int:
    keys = KeyRing.from_file(settings.key_file)
    async with Storage.beside(settings.database_url, keys) as storage:
        with _bar(" values") as told:
            _all_anew(await sealing.seal_anew(storage, keys, told), keys)
        gone = await sealing.take_out(storage, keys)
        for number in gone:
            await _noted(storage, "prune-key", f"key {number}")
    if gone:
        print(f"Taken out: {', '.join(f'key {number}' for number in gone)}. Key {keys.current} seals everything here.")
        print("A backup from before opens with a copy of the key file from before, and with nothing else.")
    else:
        print("There is no older key to take out.")
    return 0


def _all_anew(found: sealing.Counts, keys: KeyRing) -> None:
    if left := sealing.left(found, keys.current):
        raise _NotDoneError(
            f"{left} values are not sealed with key {keys.current}: they do not open, or a bot with another copy of "
            "the key file wrote them. Give every bot the new file and start again; `coach check` says where they are"
        )


def check(given: argparse.Namespace) -> int:
    """0 where all is well, 1 where something is not."""
    try:
        settings = load_settings()
    except SettingsError as error:
        print("\n".join(str(checking.Finding(False, "settings", line)) for line in str(error).splitlines()))
        return 1
    return asyncio.run(_check(settings, given.offline))


async def _check(settings: Settings, offline: bool) -> int:
    wrong = False
    async for finding in checking.look(settings, offline=offline):
        print(finding, flush=True)
        wrong |= finding.ok is False
    return int(wrong)


def backup(given: argparse.Namespace) -> int:
    async def work(settings: Settings) -> int:
        keys = KeyRing.from_file(settings.key_file)
        with _bar("") as told:
            await back_up(settings.database_url, keys, given.file, told)
        async with Storage.beside(settings.database_url) as storage:
            await _noted(storage, "backup")
        print(f"{given.file} holds everything, sealed as it is here. Keep the key file apart from it.")
        return 0

    return _done(work, "There is no backup")


def restore(given: argparse.Namespace) -> int:
    async def work(settings: Settings) -> int:
        keys = KeyRing.from_file(settings.key_file)
        with _bar(" rows") as told:
            counts = await put_back(given.file, settings.database_url, keys, told)
        async with Storage.beside(settings.database_url) as storage:
            await _noted(storage, "restore")
        print(_table(counts))
        print("All of it is there. So is again who said /forget since that backup: see docs/operations.md.")
        return 0

    return _done(work, "Nothing was restored")


def move(given: argparse.Namespace) -> int:
    async def work(settings: Settings) -> int:
        try:
            target = known_url(given.to)
        except ValueError as error:
            raise SettingsError(f"--to: {error}; expected one like postgresql://unsaid@db/unsaid") from None
        with _bar(" rows") as told:
            counts = await move_all(settings.database_url, target, KeyRing.from_file(settings.key_file), told)
        async with Storage.beside(target) as storage:
            await _noted(storage, "move")
        print(_table(counts))
        print("All of it is there; the old database is as it was. Next: COACH_DATABASE_URL with the new one's address.")
        return 0

    return _done(work, "Nothing was moved")


def take_in(given: argparse.Namespace) -> int:
    async def work(settings: Settings) -> int:
        copy = export.read(given.file.read_bytes())
        await app.take_in(settings, copy, given.chat, _CLOCK)
        print(f"{len(copy.moments)} moments and {len(copy.shelves)} shelves are there now.")
        return 0

    return _done(work, "Nothing was taken in")


def invite(given: argparse.Namespace) -> int:
    async def work(settings: Settings) -> int:
        name = None if given.code else await _name(settings)
        async with Storage.beside(settings.database_url) as storage:
            code = await app.invite(storage, _CLOCK.now(), given.uses, timedelta(days=given.days))
        print(app.link(name, code) if name else code)
        return 0

    return _done(work, "There is no invitation")


async def _name(settings: Settings) -> str:
    hint = "`coach invite --code` does without the bot's name"
    if settings.token is None:
        raise _NotDoneError(f"there is no token to ask Telegram with; {hint}")
    try:
        return await bot_name(settings.token.get_secret_value(), settings.api_url)
    except TokenRefusedError:
        raise _NotDoneError("the Bot API knows no bot with this token; see COACH_TOKEN and COACH_API_URL") from None
    except NotReachedError as error:
        raise _NotDoneError(f"Telegram does not answer ({error}); {hint}") from None


def invitations(_given: argparse.Namespace) -> int:
    async def work(settings: Settings) -> int:
        async with Storage.beside(settings.database_url) as storage, storage.transaction() as tx:
            found = await access.open_ones(tx, _CLOCK.now())
        for one in found:
            print(f"{one.number:>6}  until {one.expires_at:%Y-%m-%d %H:%M} UTC  {one.used} of {one.uses} came in")
        if not found:
            print("No invitation lets anybody in.")
        return 0

    return _done(work, "")


def revoke(given: argparse.Namespace) -> int:
    async def work(settings: Settings) -> int:
        async with Storage.beside(settings.database_url) as storage, storage.transaction() as tx:
            if not await access.revoke(tx, given.number, _CLOCK.now()):
                raise _NotDoneError(f"invitation {given.number} lets nobody in anyway")
            await audit.note(tx, _CLOCK.now(), "revoke", f"invitation {given.number}")
        print(f"Invitation {given.number} lets nobody in any more. Who came in by it stays.")
        return 0

    return _done(work, "Nothing was revoked")


def print_audit(_given: argparse.Namespace) -> int:
    async def work(settings: Settings) -> int:
        async with Storage.beside(settings.database_url) as storage, storage.transaction() as tx:
            for entry in await audit.entries(tx):
                print(f"{entry.at:%Y-%m-%d %H:%M:%S} UTC  {entry.who:<16} {entry.what:<12} {entry.kind}".rstrip())
        return 0

    return _done(work, "")


def _done(work: Callable[[Settings], Coroutine[None, None, int]], nothing: str) -> int:
    """The exit code of a command. `nothing` is what its errors have done."""
    known = (_NotDoneError, CannotBackUpError, CannotMoveError, SomebodyElsesError, export.NotAnExportError, OSError)
    try:
        return asyncio.run(work(load_settings()))
    except (SettingsError, KeyFileError, WrongKeyError) as error:
        return _told(2, str(error), nothing)
    except StorageAwayError as error:
        return _told(2, f"{_AWAY} ({error})", nothing)
    except known as error:
        return _told(1, str(error), nothing)


def _told(code: int, reason: str, nothing: str) -> int:
    told = f"{nothing}: {reason}." if code == 1 and nothing else f"{reason}\n{nothing and nothing + '.'}"
    print(told.rstrip(), file=sys.stderr)
    return code


@contextmanager
def _bar(unit: str) -> Iterator[Callable[[int, int], None]]:
    """How far it is, on a terminal and after a second."""
    with tqdm(unit=unit, delay=1) as bar:

        def told(over: int, of: int) -> None:
            bar.total = of
            bar.update(over - bar.n)

        yield told


def _table(counts: dict[str, int]) -> str:
    return "\n".join(f"{rows:>10} {table}" for table, rows in counts.items())


async def _noted(storage: Storage, what: str, kind: str = "") -> None:
    async with storage.transaction() as tx:
        await audit.note(tx, _CLOCK.now(), what, kind)
