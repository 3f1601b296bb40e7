"""Invitations: one-time codes that live a week, of which only the hash is kept."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import col

from coach.storage.engine import Transaction
from coach.storage.tables import InvitationRow

LIVES = timedelta(days=7)


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


async def invite(tx: Transaction, code: str, now: datetime) -> None:
    """Let one person in by `code`, which the caller drew from a secure source."""
    tx.session.add(InvitationRow(code_hash=_hash(code), created_at=now))
    await tx.session.flush()


async def redeem(tx: Transaction, code: str, now: datetime) -> bool:
    """Use a code up. False where there is none such, or it was used, or it is older than `LIVES`."""
    change = (
        update(InvitationRow)
        .where(
            col(InvitationRow.code_hash) == _hash(code),
            col(InvitationRow.used_at).is_(None),
            col(InvitationRow.created_at) > now - LIVES,
        )
        .values(used_at=now)
        .returning(col(InvitationRow.id))
    )
    return (await tx.session.exec(change)).first() is not None
