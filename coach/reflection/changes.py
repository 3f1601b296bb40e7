"""What changed against the four weeks before, said only where the counts carry it.

The rule: compared are the share of each family among moments with a feeling word, and the share kept in among
moments that say what was done with the feeling. A share is looked at when this week has at least five such moments,
the four weeks before at least ten, and the thing itself was noted at least five times over all five weeks. It is told
when Fisher's exact test with Holm's correction (see `chance`) puts it beyond chance at one in twenty.

The floors are this product's own, low enough for a person who answers a few times a day. The test treats moments as
drawn one by one; moments of one day lean on each other, so a change told here is worth a look, not a finding.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from coach.feelings import Family
from coach.model import Did, Moment
from coach.reflection.chance import Shares, beyond_chance
from coach.reflection.statements import Change
from coach.reflection.told import feelings_of

THIS_WEEK = 5
BASELINE = 10
NOTED = 5
BEFORE = timedelta(weeks=4)


_Aspect = Family | Did
_Known = list[tuple[Moment, frozenset[_Aspect]]]


class _Compared(NamedTuple):
    what: _Aspect
    showing: list[Moment]
    shares: Shares


def changes(moments: Sequence[Moment], earlier: Iterable[Moment], start: datetime) -> tuple[Change, ...]:
    """The changes, clearest first. `start`, where the week begins, is local: four weeks reach back to the same wall
    time whatever the clocks did in between."""
    since, until = (start - BEFORE).astimezone(UTC), start.astimezone(UTC)
    before = [moment for moment in earlier if since <= moment.at < until]
    compared = [one for one in _comparisons(moments, before) if _carries(one.shares)]
    held = beyond_chance([one.shares for one in compared])
    return tuple(_change(compared[index]) for index in held)


def _carries(shares: Shares) -> bool:
    enough = shares.now_all >= THIS_WEEK and shares.before_all >= BASELINE
    return enough and shares.now + shares.before >= NOTED


def _comparisons(moments: Iterable[Moment], before: Iterable[Moment]) -> Iterator[_Compared]:
    """Each share with its own whole, so that what is not known of a moment is never counted as a no."""
    for aspects, of in ((tuple(Family), _families), ((Did.KEPT_IN,), _did)):
        now, then = _known(moments, of), _known(before, of)
        for what in aspects:
            yield _compare(what, now, then)


def _families(moment: Moment) -> frozenset[_Aspect]:
    return frozenset(n.family for n in feelings_of(moment))


def _did(moment: Moment) -> frozenset[_Aspect]:
    return frozenset({moment.did} if moment.did else ())


def _known(moments: Iterable[Moment], of: Callable[[Moment], frozenset[_Aspect]]) -> _Known:
    return [(moment, shown) for moment in moments if (shown := of(moment))]


def _compare(what: _Aspect, now: _Known, before: _Known) -> _Compared:
    with_now = [moment for moment, shown in now if what in shown]
    with_before = [moment for moment, shown in before if what in shown]
    shares = Shares(len(with_now), len(now), len(with_before), len(before))
    return _Compared(what, with_before + with_now, shares)


def _change(compared: _Compared) -> Change:
    what, showing, shares = compared
    return Change(
        ids=tuple(moment.id for moment in sorted(showing, key=lambda moment: (moment.at, moment.id))),
        what=what,
        now=shares.now,
        now_all=shares.now_all,
        before=shares.before,
        before_all=shares.before_all,
    )
