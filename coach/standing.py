"""``coach status``: how the service stands, beside a bot that runs, as a table or as JSON. Numbers only."""

import json
from datetime import datetime

from coach.clock import Clock
from coach.model import DeliveryKind, DeliveryState
from coach.storage import Storage
from coach.storage.status import Status, status

_KINDS = (DeliveryKind.PROMPT, DeliveryKind.WEEK, DeliveryKind.CHECK_IN)
_STATES = (DeliveryState.SENT, DeliveryState.UNKNOWN, DeliveryState.EXPIRED, DeliveryState.FAILED)


async def look(database_url: str, clock: Clock, rate: float) -> Status:
    """`rate` is the send budget a second. Raises `StorageAwayError` where there is no database of this version, or it
    is away."""
    async with Storage.beside(database_url) as storage, storage.transaction() as tx:
        return await status(tx, clock.now(), rate)


def as_json(found: Status) -> str:
    return json.dumps(found._asdict(), default=datetime.isoformat)


def as_table(found: Status) -> str:
    rows = [
        ("people", f"{found.people:,}"),
        ("due now", f"{found.due:,}{_since(found.due_oldest)}"),
        ("due next", f"{found.next_due:%Y-%m-%d %H:%M:%S} UTC" if found.next_due else "nothing is planned"),
        ("answers owed", f"{found.owed:,}{_since(found.owed_oldest)}"),
        ("updates set aside", f"{found.set_aside:,}"),
        ("late, in the last hour", _late(found)),
        ("send budget", _budget(found)),
    ]
    head = "".join(f"{state:>10}" for state in _STATES)
    counts = [
        (kind.replace("_", " "), "".join(f"{found.over.get(kind, {}).get(state, 0):>10,}" for state in _STATES))
        for kind in _KINDS
    ]
    return "\n".join(f"{name:<24}{value}" for name, value in [*rows, ("due in the last hour", head), *counts])


def _since(seconds: float) -> str:
    return f", the oldest for {seconds:,.1f} s" if seconds else ""


def _budget(found: Status) -> str:
    halted = f", nothing is sent until {found.halted_until:%H:%M:%S} UTC" if found.halted_until else ""
    return f"{found.budget_used:.0%} used just now{halted}"


def _late(found: Status) -> str:
    if found.late_p50 is None or found.late_p99 is None:
        return "nothing was sent"
    return f"half within {found.late_p50:,.1f} s, 99 of 100 within {found.late_p99:,.1f} s"
