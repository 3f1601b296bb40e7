"""What waits to be said, and what was: over all time, as counts, and as moments one could open with."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from coach.ages import days_between
from coach.model import Heard, Moment, UnsaidItem, UnsaidState
from coach.reflection.statements import Told, Unsaid
from coach.reflection.told import tell_all


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


def waiting_before(
    items: Iterable[UnsaidItem], week: Iterable[Told], earlier: Sequence[Moment], zone: ZoneInfo
) -> tuple[Told, ...]:
    """What waits and is no moment of this week, oldest first: told by its own moment where there is one."""
    inside = {told.ids[0] for told in week}
    waiting = [item for item in _in_order(items) if item.state is UnsaidState.OPEN and item.id not in inside]
    moments = {moment.id: moment for moment in earlier} if waiting else {}
    return tuple(tell_all([moments.get(item.id) or _as_moment(item, zone)], zone)[0] for item in waiting)


def settled(items: Iterable[UnsaidItem]) -> frozenset[UUID]:
    """The moments that were said, or let go: nothing to open with any more."""
    over = (item.moment_id for item in items if item.state is not UnsaidState.OPEN)
    return frozenset(moment_id for moment_id in over if moment_id is not None)


def _as_moment(item: UnsaidItem, zone: ZoneInfo) -> Moment:
    return Moment(id=item.id, at=item.at, zone=zone.key, text=item.words, feelings=item.feelings, bring=True)


def _in_order(items: Iterable[UnsaidItem]) -> list[UnsaidItem]:
    return sorted(items, key=lambda item: (item.at, item.id))
