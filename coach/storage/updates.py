"""Which updates took effect, and which could not be handled."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select

from coach.storage.tables import QuarantineRow, UpdateRow, table
from coach.storage.transaction import Transaction, insert_new

_CONTENT = "quarantine.content"
_NOBODY = 0
_TAKEN, _QUARANTINE = table(UpdateRow), table(QuarantineRow)
_SET_ASIDE = insert(_QUARANTINE)
KEEP_TAKEN = timedelta(days=2)
KEEP_QUARANTINE = timedelta(days=30)


async def take(tx: Transaction, update_ids: Collection[int], now: datetime) -> set[int]:
    """Note that these updates take effect in this transaction. Returns those that had no effect before."""
    rows = [{"update_id": update_id, "at": now} for update_id in sorted(update_ids)]
    new = insert_new(tx.dialect, _TAKEN).returning(_TAKEN.c.update_id)
    return set((await tx.run(new, rows)).scalars()) if rows else set()


def quarantine(tx: Transaction, update_id: int, chat_id: int | None, raw: str, reason: str, now: datetime) -> None:
    """Keep an update that was taken but cannot be handled, sealed. `reason` is an error's name, never its text."""
    content = tx.seal(_CONTENT, _NOBODY, raw)
    row = {"update_id": update_id, "chat_id": chat_id, "at": now, "reason": reason[:64], "content": content}
    tx.write(_NOBODY, _SET_ASIDE, row)


async def quarantined(tx: Transaction) -> int:
    return int((await tx.run(select(func.count()).select_from(_QUARANTINE))).scalar_one())


async def forget_chat(tx: Transaction, chat_id: int) -> None:
    """What of a chat could not be handled goes with the rest of it."""
    await tx.run(delete(_QUARANTINE).where(_QUARANTINE.c.chat_id == chat_id))


async def tidy(tx: Transaction, now: datetime) -> None:
    """Let go of what is too old to matter: Telegram hands an update over for one day."""
    await tx.run(delete(_TAKEN).where(_TAKEN.c.at < now - KEEP_TAKEN))
    await tx.run(delete(_QUARANTINE).where(_QUARANTINE.c.at < now - KEEP_QUARANTINE))
