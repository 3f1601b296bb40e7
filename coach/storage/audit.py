"""What operators did: who, what, of which kind, when. It only grows, and holds nothing of any person."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import insert, select

from coach.storage.tables import AuditRow, table
from coach.storage.transaction import Transaction

TELEGRAM = "telegram"
"""Who, where it came in through the bot."""

_AUDIT = table(AuditRow)


class Entry(NamedTuple):
    """`at` is aware UTC; `who` a user of the operating system, or `TELEGRAM`."""

    at: datetime
    who: str
    what: str
    kind: str


async def note(tx: Transaction, entry: Entry) -> None:
    """In the transaction of what was done: neither is there without the other."""
    values = entry._asdict() | {"who": entry.who[:64]}
    await tx.run(insert(_AUDIT).values(values))


async def entries(tx: Transaction) -> list[Entry]:
    """All of them, the oldest first."""
    audit = _AUDIT.c
    rows = await tx.run(select(audit.at, audit.who, audit.what, audit.kind).order_by(audit.id))
    return [Entry(*row) for row in rows]
