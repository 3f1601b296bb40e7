"""A database looked at and not touched: is it there, of which version, whose key, which key seals what, is it whole."""

from typing import NamedTuple

from sqlalchemy.exc import DatabaseError

from coach.storage import migrations
from coach.storage.engine import away, kind_of, try_key
from coach.storage.errors import WrongKeyError
from coach.storage.keys import KeyRing
from coach.storage.sealing import Counts, counts


class Examined(NamedTuple):
    """`belongs`: whether the keys are this database's. Only a database of this version is looked at further."""

    revision: str | None
    ready: bool
    belongs: bool = False
    sealed: Counts = {}  # noqa: RUF012  # never changed
    damage: tuple[str, ...] = ()


async def examine(url: str, keys: KeyRing) -> Examined:
    """All of it, from one snapshot. `StorageAwayError` where there is no such database to be had."""
    kind = kind_of(url)
    with away(kind, OSError, DatabaseError):
        engine = kind.snapshot(url)
        try:
            async with engine.begin() as connection:
                revision = await connection.run_sync(migrations.revision)
                if revision != migrations.head():
                    return Examined(revision, ready=False)
                try:
                    await try_key(connection, keys)
                    belongs = True
                except WrongKeyError:
                    belongs = False
                damage = await kind.damage(connection)
                return Examined(revision, True, belongs, await counts(connection), tuple(damage))
        finally:
            await engine.dispose()
