"""The week as a strip: a column a day, the time of day downwards, a mark a moment. Units are points of the card."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from uuid import UUID

from coach.feelings import Family
from coach.model import Frozen
from coach.reflection.statements import Told, WeekFacts

WIDTH = 284.0
BAND = 58.0
BAND_HOURS = 6
RING = 4.0
_RADII = {None: 6.0, 1: 6.0, 2: 8.0, 3: 10.0, 4: 12.0, 5: 14.0}
_GAP = 1.5
_STEP = 1.0
_SHRINK = 0.9
_SMALLEST = 0.3


class Mark(Frozen):
    """One moment. `also` is its second family where it has two; `family` is None where no word was chosen."""

    ids: tuple[UUID, ...]
    x: float
    y: float
    radius: float
    family: Family | None
    also: Family | None
    rated: bool
    therapist: bool


class Strip(Frozen):
    """`first_band` is 1 where nothing was noted before six in the morning: the night is then left out."""

    width: float
    height: float
    first_band: int
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class _Disc:
    x: float
    y: float
    room: float

    def touches(self, other: "_Disc") -> bool:
        reach = self.room + other.room + _GAP
        return (self.x - other.x) ** 2 + (self.y - other.y) ** 2 < reach**2


def week_strip(facts: WeekFacts) -> Strip:
    columns = (facts.closes - facts.first).days + 1
    first_band = 0 if any(told.at.hour < BAND_HOURS for told in facts.told) else 1
    height = BAND * (24 // BAND_HOURS - first_band)
    discs, scale = _placed(facts.told, facts.first, columns, first_band)
    marks = tuple(_mark(told, disc, scale) for told, disc in zip(facts.told, discs, strict=True))
    return Strip(width=WIDTH, height=height, first_band=first_band, marks=marks)


def _mark(told: Told, disc: _Disc, scale: float) -> Mark:
    found = list(dict.fromkeys(named.family for named in told.feelings))
    return Mark(
        ids=told.ids,
        x=round(disc.x, 2),
        y=round(disc.y, 2),
        radius=round(_RADII[told.strength] * scale, 2),
        family=found[0] if found else None,
        also=found[1] if len(found) > 1 else None,
        rated=told.strength is not None,
        therapist=told.therapist,
    )


def _placed(told: Sequence[Told], first: date, columns: int, first_band: int) -> tuple[list[_Disc], float]:
    """Every disc in its own place, at the largest size at which all of them find one."""
    wanted = [_wanted(one, first, columns, first_band) for one in told]
    for power in count():
        scale = _SHRINK**power
        discs = _swarm(wanted, scale, WIDTH / columns, _height(first_band), crowded=scale < _SMALLEST)
        if discs is not None:
            return discs, scale
    raise AssertionError("a crowded strip always finds places")


def _height(first_band: int) -> float:
    return BAND * (24 // BAND_HOURS - first_band)


def _wanted(told: Told, first: date, columns: int, first_band: int) -> _Disc:
    column = min(max((told.at.date() - first).days, 0), columns - 1)
    hours = told.at.hour + told.at.minute / 60 - first_band * BAND_HOURS
    room = _RADII[told.strength] + (RING if told.therapist else 0)
    return _Disc((column + 0.5) * WIDTH / columns, hours * BAND / BAND_HOURS, room)


def _swarm(wanted: Iterable[_Disc], scale: float, column: float, height: float, *, crowded: bool) -> list[_Disc] | None:
    """Each beside those before it, as near to the middle of its day as there is room: the time stays true."""
    discs: list[_Disc] = []
    for disc in wanted:
        room = disc.room * scale
        fitted = _Disc(disc.x, min(max(disc.y, room), height - room), room)
        free = _beside(fitted, discs, max(0.0, column / 2 - room))
        if free is None and not crowded:
            return None
        discs.append(free or fitted)
    return discs


def _beside(disc: _Disc, discs: Sequence[_Disc], reach: float) -> _Disc | None:
    for step in range(int(reach / _STEP) + 1):
        for x in dict.fromkeys((disc.x + step * _STEP, disc.x - step * _STEP)):
            tried = _Disc(x, disc.y, disc.room)
            if not any(tried.touches(other) for other in discs):
                return tried
    return None
