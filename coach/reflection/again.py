"""What asks for a place among the things to open with, and is no moment of the week: it waits on the unsaid list, or
was put off in an earlier week.

Nothing asks twice: what was put off and is on the list as well was put off. What was put off since the week began
rests; what is private, said or let go asks for nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from coach.model import Moment, Share, UnsaidItem, UnsaidState
from coach.reflection.statements import Kind, Told
from coach.reflection.told import Listed, tell, tell_item

Again = Mapping[Kind, Sequence[Told]]
"""Under `BRING` what was put on the list this week, under `WAITING` what was before it, under `NOT_YET` what was put
off before it; each with what waits longest first."""


class _Asking(NamedTuple):
    kind: Kind
    since: datetime
    told: Told


def rests(waits: Moment | UnsaidItem, start: datetime) -> bool:
    """Whether it was put off at `start`, where the week begins (aware), or later."""
    since = _put_off(waits)
    return since is not None and since >= start


def _put_off(waits: Moment | UnsaidItem) -> datetime | None:
    if isinstance(waits, UnsaidItem):
        return waits.put_off_at
    return (waits.shared_at or waits.at) if waits.share is Share.NOT_YET else None


def comes_again(
    here: Collection[UUID],
    earlier: Iterable[Moment],
    items: Iterable[UnsaidItem],
    start: datetime,
    zone: ZoneInfo,
    listed: Mapping[UUID, Listed],
) -> Again:
    """`here` are the moments of the week; `earlier` all before it but those that were said or let go."""
    waiting = [item for item in items if item.state is UnsaidState.OPEN and item.moment_id not in here]
    made_from = {item.moment_id for item in waiting}
    known = {one.id: one for one in earlier if one.share is Share.NOT_YET or one.id in made_from}
    asking = [*_moments(known.values(), start, zone, listed), *_items(waiting, known, start, zone, listed)]
    asking.sort(key=lambda one: (one.since, one.told.ids))
    return {kind: [one.told for one in asking if one.kind is kind and one.told.tellable] for kind in Kind}


def _moments(
    earlier: Iterable[Moment], start: datetime, zone: ZoneInfo, listed: Mapping[UUID, Listed]
) -> Iterator[_Asking]:
    for moment in earlier:
        since = _put_off(moment)
        if since is not None and since < start:
            yield _Asking(Kind.NOT_YET, since, tell(moment, zone, listed))


def _items(
    waiting: Iterable[UnsaidItem],
    known: Mapping[UUID, Moment],
    start: datetime,
    zone: ZoneInfo,
    listed: Mapping[UUID, Listed],
) -> Iterator[_Asking]:
    for item in waiting:
        moment = known.get(item.moment_id) if item.moment_id else None
        if rests(item, start) or (moment and moment.share in (Share.PRIVATE, Share.NOT_YET)):
            continue
        told = tell(moment, zone, listed) if moment else tell_item(item, zone, listed)
        if item.put_off_at is not None:
            yield _Asking(Kind.NOT_YET, item.put_off_at, told)
        else:
            yield _Asking(Kind.BRING if item.at >= start else Kind.WAITING, item.at, told)
