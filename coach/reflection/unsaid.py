"""What waits to be said, and what was: over all time, as counts."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from coach.ages import days_between
from coach.model import Heard, Moment, Share, UnsaidItem, UnsaidState
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


def settled(items: Iterable[UnsaidItem], moments: Iterable[Moment]) -> frozenset[UUID]:
    """The moments that were said, or let go: nothing to open with any more, unless they wait once more, or were put off
    after they were said."""
    ended, waiting = _made_from(items)
    if not ended:
        return frozenset()
    put_off = {moment.id: moment.shared_at for moment in moments if moment.share is Share.NOT_YET}
    return frozenset(
        item.moment_id
        for item in ended
        if item.moment_id and item.moment_id not in waiting and not _later(put_off.get(item.moment_id), item.said_at)
    )


def _made_from(items: Iterable[UnsaidItem]) -> tuple[list[UnsaidItem], set[UUID | None]]:
    of_moments = [item for item in items if item.moment_id is not None]
    waiting = {item.moment_id for item in of_moments if item.state is UnsaidState.OPEN}
    return [item for item in of_moments if item.state is not UnsaidState.OPEN], waiting


def _later(put_off: datetime | None, said: datetime | None) -> bool:
    return put_off is not None and said is not None and put_off > said


def _in_order(items: Iterable[UnsaidItem]) -> list[UnsaidItem]:
    return sorted(items, key=lambda item: (item.at, item.id))
