"""Invitations: one-time codes that live a week, of which only the hash is kept."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import insert, update

from coach.storage.tables import InvitationRow, table
from coach.storage.transaction import Transaction

_INVITATION = table(InvitationRow)
LIVES = timedelta(days=7)


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


async def invite(tx: Transaction, code: str, now: datetime) -> None:
    """Let one person in by `code`, which the caller drew from a secure source."""
    await tx.run(insert(_INVITATION).values(code_hash=_hash(code), created_at=now))


async def redeem(tx: Transaction, code: str, now: datetime) -> bool:
    """Use a code up. False where there is none such, or it was used, or it is older than `LIVES`."""
    invitation = _INVITATION.c
    good = (invitation.code_hash == _hash(code), invitation.used_at.is_(None), invitation.created_at > now - LIVES)
    change = update(_INVITATION).where(*good).values(used_at=now).returning(invitation.id)
    return (await tx.run(change)).first() is not None
