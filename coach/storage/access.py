"""Invitations: codes that let so many people in until a certain instant, of which only the hash is kept."""

import hashlib
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, insert, or_, select, update

from coach.storage.tables import InvitationRow, table
from coach.storage.transaction import Transaction

_INVITATION = table(InvitationRow)
LIVES = timedelta(days=7)


class Invitation(NamedTuple):
    """One that still lets somebody in. Instants are aware UTC."""

    number: int
    created_at: datetime
    expires_at: datetime
    uses: int
    used: int


def _hash(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


async def invite(tx: Transaction, code: str, now: datetime, uses: int = 1, lives: timedelta = LIVES) -> int:
    """Let `uses` people in by `code`, which the caller drew from a secure source. Returns the invitation's number."""
    values = {"code_hash": _hash(code), "created_at": now, "expires_at": now + lives, "uses": uses, "used": 0}
    return int((await tx.run(insert(_INVITATION).values(values).returning(_INVITATION.c.id))).scalar_one())


async def redeem(tx: Transaction, code: str, now: datetime) -> int | None:
    """Let one person in: the invitation's number. None where there is none such, or it is revoked, used up, or over.

    One statement: of several who come at once, no more get in than it says.
    """
    invitation = _INVITATION.c
    once_more = {"used": invitation.used + 1, "used_at": now}
    change = update(_INVITATION).where(invitation.code_hash == _hash(code), *_good(now)).values(once_more)
    return (await tx.run(change.returning(invitation.id))).scalar()


async def open_ones(tx: Transaction, now: datetime) -> list[Invitation]:
    """Those that still let somebody in, in the order in which they were made."""
    rows = (await tx.run(select(_INVITATION).where(*_good(now)).order_by(_INVITATION.c.id))).all()
    return [
        Invitation(row.id, row.created_at, row.expires_at or row.created_at + LIVES, row.uses, row.used) for row in rows
    ]


async def revoke(tx: Transaction, number: int, now: datetime) -> bool:
    """Let nobody in by it any more. False where it let nobody in anyway."""
    change = update(_INVITATION).where(_INVITATION.c.id == number, *_good(now)).values(revoked_at=now)
    return (await tx.run(change.returning(_INVITATION.c.id))).first() is not None


def _good(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Rows of the version before say neither until when nor how often: a week, and once."""
    invitation = _INVITATION.c
    before = and_(invitation.expires_at.is_(None), invitation.created_at > now - LIVES)
    return (
        invitation.revoked_at.is_(None),
        invitation.used < invitation.uses,
        or_(invitation.used_at.is_(None), invitation.used > 0),
        or_(invitation.expires_at > now, before),
    )
