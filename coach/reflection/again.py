"""What asks for a place among the things to open with, and is no moment of the week: it waits on the unsaid list, or
was put off in an earlier week.

Nothing asks twice: what was put off and is on the list as well was put off. What was put off since the week began
rests; what is private, said or let go asks for nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from coach.model import Moment, Share, UnsaidItem, UnsaidState
from coach.reflection.statements import Kind, Told
from coach.reflection.told import Listed, tell, tell_item

Again = Mapping[Kind, Iterable[Told]]
"""Under `BRING` what was put on the list this week, under `WAITING` what was before it, under `NOT_YET` what was put
off before it; each with what waits longest first, and each to be gone through once."""


class _Asking(NamedTuple):
    kind: Kind
    since: datetime
    what: Moment | UnsaidItem


def rests(waits: Moment | UnsaidItem, start: datetime) -> bool:
    """Whether it was put off at `start`, where the week begins (aware), or later."""
    return waits.put_off_at is not None and waits.put_off_at >= start


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
    asking = [*_moments(known.values(), start), *_items(waiting, known, start)]
    asking.sort(key=lambda one: (one.since, one.what.id))

    def told(kind: Kind) -> Iterator[Told]:
        """One by one: of a long list only the first are looked at."""
        for one in asking:
            if one.kind is kind and (telling := _tell(one.what, zone, listed)).tellable:
                yield telling

    return {kind: told(kind) for kind in (Kind.BRING, Kind.NOT_YET, Kind.WAITING)}


def _tell(what: Moment | UnsaidItem, zone: ZoneInfo, listed: Mapping[UUID, Listed]) -> Told:
    return tell_item(what, zone, listed) if isinstance(what, UnsaidItem) else tell(what, zone, listed)


def _moments(earlier: Iterable[Moment], start: datetime) -> Iterator[_Asking]:
    for moment in earlier:
        if moment.put_off_at is not None and moment.put_off_at < start:
            yield _Asking(Kind.NOT_YET, moment.put_off_at, moment)


def _items(waiting: Iterable[UnsaidItem], known: Mapping[UUID, Moment], start: datetime) -> Iterator[_Asking]:
    for item in waiting:
        moment = known.get(item.moment_id) if item.moment_id else None
        if rests(item, start) or (moment and moment.share in (Share.PRIVATE, Share.NOT_YET)):
            continue
        if item.put_off_at is not None:
            yield _Asking(Kind.NOT_YET, item.put_off_at, moment or item)
        else:
            yield _Asking(Kind.BRING if item.at >= start else Kind.WAITING, item.at, moment or item)
