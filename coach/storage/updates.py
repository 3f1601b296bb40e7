"""Which updates took effect, and which could not be handled."""

from datetime import datetime, timedelta

from sqlalchemy import delete, func
from sqlmodel import col, select

from coach.storage.engine import Transaction
from coach.storage.tables import QuarantineRow, UpdateRow

_CONTENT = "quarantine.content"
_NOBODY = 0
KEEP_TAKEN = timedelta(days=2)
KEEP_QUARANTINE = timedelta(days=30)


async def take(tx: Transaction, update_id: int, now: datetime) -> bool:
    """Note that this update takes effect in this transaction. False: it had its effect before."""
    if await tx.session.get(UpdateRow, update_id) is not None:
        return False
    tx.session.add(UpdateRow(update_id=update_id, at=now))
    await tx.session.flush()
    return True


async def quarantine(
    tx: Transaction, update_id: int, chat_id: int | None, raw: str, reason: str, now: datetime
) -> None:
    """Keep an update that was taken but cannot be handled, sealed. `reason` is an error's name, never its text."""
    content = tx.seal(_CONTENT, _NOBODY, raw)
    tx.session.add(QuarantineRow(update_id=update_id, chat_id=chat_id, at=now, reason=reason[:64], content=content))
    await tx.session.flush()


async def quarantined(tx: Transaction) -> int:
    return (await tx.session.exec(select(func.count()).select_from(QuarantineRow))).one()


async def forget_chat(tx: Transaction, chat_id: int) -> None:
    """What of a chat could not be handled goes with the rest of it."""
    await tx.session.exec(delete(QuarantineRow).where(col(QuarantineRow.chat_id) == chat_id))


async def tidy(tx: Transaction, now: datetime) -> None:
    """Let go of what is too old to matter: Telegram hands an update over for one day."""
    await tx.session.exec(delete(UpdateRow).where(col(UpdateRow.at) < now - KEEP_TAKEN))
    await tx.session.exec(delete(QuarantineRow).where(col(QuarantineRow.at) < now - KEEP_QUARANTINE))
