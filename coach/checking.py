"""``coach check``: whether the bot can start as it is set up, beside one that runs. Changes nothing.

No line of it shows a secret or an address.
"""

from collections.abc import AsyncIterator
from typing import NamedTuple

from coach.bot import NotReachedError, TokenRefusedError, bot_name
from coach.settings import Settings
from coach.storage import KeyFileError, KeyRing, StorageAwayError
from coach.storage.examining import Examined, examine


class Finding(NamedTuple):
    """One line. `ok` is None for what is neither right nor wrong."""

    ok: bool | None
    what: str
    detail: str = ""

    def __str__(self) -> str:
        mark = {True: "ok", False: "wrong", None: ""}[self.ok]
        return f"{mark:<7}{self.what:<22}{self.detail}".rstrip()


async def look(settings: Settings, *, offline: bool) -> AsyncIterator[Finding]:
    """Everything that can be looked at, one after the other; with `offline` without Telegram."""
    yield Finding(True, "settings")
    keys = None
    try:
        keys = KeyRing.from_file(settings.key_file)
        yield Finding(True, "key file", f"{_keys(keys.numbers)}; key {keys.current} seals")
    except KeyFileError as error:
        yield Finding(False, "key file", str(error))
    try:
        found = await examine(settings.database_url, keys or KeyRing.fresh())
    except StorageAwayError as error:
        yield Finding(False, "database", f"it cannot be opened ({error}); see COACH_DATABASE_URL")
    else:
        for finding in _of_database(found, keys):
            yield finding
    if not offline:
        yield await _telegram(settings)


def _of_database(found: Examined, keys: KeyRing | None) -> list[Finding]:
    if not found.ready:
        return [Finding(False, "database", f"version {found.revision or 'unknown'}; `coach run` brings it up to date")]
    damage = Finding(not found.damage, "integrity", "; ".join(found.damage[:3]))
    lines = [Finding(True, "database", f"version {found.revision}"), damage]
    if keys:
        lines.append(Finding(found.belongs, "key", "" if found.belongs else "it does not belong to this database"))
    return lines + [_of_place(place, numbers, keys) for place, numbers in sorted(found.sealed.items())]


def _of_place(place: str, numbers: dict[int | None, int], keys: KeyRing | None) -> Finding:
    """What a key seals that is not in the file is lost until that key is there."""
    told = [f"{_key(number)}: {count:,}" for number, count in sorted(numbers.items(), key=lambda one: one[0] or 0)]
    lost = keys is not None and not numbers.keys() <= keys.numbers
    return Finding(False if lost else None, place, ", ".join(told) + (" – not all of it is in the key file" * lost))


async def _telegram(settings: Settings) -> Finding:
    if settings.token is None:
        return Finding(False, "Telegram", "there is no token; see COACH_TOKEN")
    try:
        name = await bot_name(settings.token.get_secret_value(), settings.api_url)
    except TokenRefusedError:
        return Finding(False, "Telegram", "it knows no bot with this token; see COACH_TOKEN and COACH_API_URL")
    except NotReachedError as error:
        return Finding(False, "Telegram", f"it does not answer ({error})")
    return Finding(True, "Telegram", f"@{name}")


def _keys(numbers: frozenset[int]) -> str:
    return ("key " if len(numbers) == 1 else "keys ") + ", ".join(map(str, sorted(numbers)))


def _key(number: int | None) -> str:
    return "not sealed" if number is None else f"key {number}"
