"""What operators did: who, what, of which kind, when. It only grows, and holds nothing of any person."""

import os
import pwd
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


async def note(tx: Transaction, now: datetime, what: str, kind: str = "", who: str | None = None) -> None:
    """What was done, by whoever runs this program unless `who` says otherwise. Where what it tells of is a transaction,
    in that one: neither is there without the other."""
    await tx.run(insert(_AUDIT).values(at=now, who=(who or operator())[:64], what=what, kind=kind))


async def entries(tx: Transaction) -> list[Entry]:
    """All of them, the oldest first."""
    audit = _AUDIT.c
    rows = await tx.run(select(audit.at, audit.who, audit.what, audit.kind).order_by(audit.id))
    return [Entry(*row) for row in rows]


def operator() -> str:
    """Who it is, as the operating system knows them; what the environment says of it anybody can set."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid {os.getuid()}"
