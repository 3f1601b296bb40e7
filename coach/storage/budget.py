"""The send budget: one row for all replicas, and what Telegram said about going slower.

A bucket of tokens that fills at a rate of so many a second, up to a fifth of a second's worth, so that no second sees
more than a fifth above the rate. Scheduled sends take theirs in the transaction that claims them, and only where there
are some; answers to people never wait: what they took is written down afterwards, also below nothing. But by no more
than a second's worth, because Telegram counts what it gets in a second: a crowd of answers that is over holds up
nobody.

Telegram does not say whether a 429 is about one chat or about the bot. One chat that has to wait is that chat's
matter; a second chat that has to wait before the first may go on is the bot's, and everything halts.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Row, bindparam, select, update

from coach.storage.tables import BudgetRow, table
from coach.storage.transaction import Transaction, insert_new

_ONLY = 1
_ALL = 0
_BUDGET = table(BudgetRow)
_TAKE = update(_BUDGET).where(_BUDGET.c.id == bindparam("key"))
_SPEND = update(_BUDGET).where(_BUDGET.c.id == _ONLY).values(tokens=_BUDGET.c.tokens - bindparam("spent"))
_BURST = timedelta(seconds=0.2)
_DEBT = timedelta(seconds=1)


class Allowance(NamedTuple):
    """How many may be sent now, and, where that is none, when there may be some (aware UTC)."""

    sends: int
    again: datetime
    tokens: float
    halted: bool = False


async def allowance(tx: Transaction, now: datetime, rate: float) -> Allowance:
    """What is left of `rate` a second, held against other replicas until this transaction ends. `now` is aware UTC."""
    full = _full(rate)
    row = await _row(tx, now - timedelta(seconds=1))
    tokens = _filled(row, now, rate)
    if row.halted_until is not None and row.halted_until > now:
        return Allowance(0, row.halted_until, tokens, halted=True)
    if tokens < 0:
        tx.write(_ALL, _TAKE, {"key": _ONLY, "tokens": tokens, "at": now})  # an older debt is over
    enough = min(full, max(1.0, full / 2))
    return Allowance(int(max(0.0, tokens)), now + timedelta(seconds=(enough - tokens) / rate), tokens)


def _full(rate: float) -> float:
    return max(1.0, rate * _BURST.total_seconds())


def _filled(row: Row[Any], now: datetime, rate: float) -> float:
    since: timedelta = now - row.at
    tokens = float(row.tokens) + max(0.0, since.total_seconds()) * rate
    return min(_full(rate), max(tokens, -rate * _DEBT.total_seconds()))


async def used(tx: Transaction, now: datetime, rate: float) -> tuple[float, datetime | None]:
    """Which share of what may be sent at once is taken: more than one where answers took what was not there. And until
    when nobody sends because Telegram said so, if nobody does. Holds up no one who claims."""
    row = (await tx.run(select(_BUDGET).where(_BUDGET.c.id == _ONLY))).first()
    if row is None:
        return 0.0, None
    halted = row.halted_until if row.halted_until is not None and row.halted_until > now else None
    return 1.0 - _filled(row, now, rate) / _full(rate), halted


async def _row(tx: Transaction, since: datetime) -> Row[Any]:
    """The one row, made as of `since` where there is none yet."""
    there = select(_BUDGET).where(_BUDGET.c.id == _ONLY).with_for_update()
    row = (await tx.run(there)).first()
    if row is None:
        await tx.run(insert_new(tx.dialect, _BUDGET).values(id=_ONLY, tokens=0.0, at=since))
        row = (await tx.run(there)).one()
    return row


def take(tx: Transaction, allowed: Allowance, sends: int, now: datetime) -> None:
    """So many of those allowed are taken."""
    tx.write(_ALL, _TAKE, {"key": _ONLY, "tokens": allowed.tokens - sends, "at": now})


def spend(tx: Transaction, sends: int) -> None:
    """So many calls went out that nobody asked the budget for; fewer than none gives back what was not needed."""
    if sends:
        tx.write(_ALL, _SPEND, {"spent": sends})


async def throttled(tx: Transaction, chat_id: int, now: datetime, until: datetime) -> datetime | None:
    """Telegram wants this chat to wait `until` then. Returns until when all have to, if they have to."""
    row = await _row(tx, now)
    halted: datetime | None = row.halted_until
    if row.slow_until is not None and row.slow_until > now and row.slow_chat != chat_id:
        halted = max(until, halted or until)
    change = {"slow_chat": chat_id, "slow_until": until, "halted_until": halted}
    await tx.run(update(_BUDGET).where(_BUDGET.c.id == _ONLY).values(change))
    return halted


async def forget_chat(tx: Transaction, chat_id: int) -> None:
    """That a chat was told to wait goes with its person."""
    slow = update(_BUDGET).where(_BUDGET.c.slow_chat == chat_id)
    await tx.run(slow.values(slow_chat=None, slow_until=None))
