"""What waits to be said, and what was: over all time, as counts."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from coach.ages import days_between
from coach.model import Heard, UnsaidItem, UnsaidState
from coach.reflection.statements import Unsaid


def unsaid(items: Iterable[UnsaidItem], zone: str, now: datetime) -> Unsaid | None:
    """None where nothing waits and nothing was said. `now` is aware; ages are counted in days of `zone`."""
    told = [item for item in _in_order(items) if item.state is not UnsaidState.LET_GO]
    if not told:
        return None
    waiting = [item for item in told if item.state is UnsaidState.OPEN]
    return Unsaid(
        ids=tuple(item.id for item in told),
        said=len(told) - len(waiting),
        heard=sum(item.heard is Heard.HEARD for item in told),
        waiting=len(waiting),
        oldest_days=days_between(zone, waiting[0].at, now) if waiting else 0,
    )


def settled(items: Iterable[UnsaidItem]) -> frozenset[UUID]:
    """The moments that were said, or let go: nothing to open with any more."""
    over = (item.moment_id for item in items if item.state is not UnsaidState.OPEN)
    return frozenset(moment_id for moment_id in over if moment_id is not None)


def _in_order(items: Iterable[UnsaidItem]) -> list[UnsaidItem]:
    return sorted(items, key=lambda item: (item.at, item.id))
