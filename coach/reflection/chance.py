"""Does a difference between two counts outrun chance: exact, for the small numbers of one person's weeks."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb

ALPHA = 0.05


@dataclass(frozen=True, slots=True)
class Shares:
    """`now` of `now_all` this week against `before` of `before_all` earlier; each at most its whole."""

    now: int
    now_all: int
    before: int
    before_all: int


def fisher(shares: Shares) -> float:
    """Two-sided p of Fisher's exact test: how often chance alone, with the same totals, gives a table no likelier
    than this one (R. A. Fisher, J. R. Stat. Soc. 85:87, 1922). Integers throughout, so nothing is rounded before
    the last division."""
    with_it = shares.now + shares.before
    everything = shares.now_all + shares.before_all

    def ways(now: int) -> int:
        return comb(shares.now_all, now) * comb(shares.before_all, with_it - now)

    observed = ways(shares.now)
    possible = range(max(0, with_it - shares.before_all), min(with_it, shares.now_all) + 1)
    return sum(way for now in possible if (way := ways(now)) <= observed) / comb(everything, with_it)


def beyond_chance(compared: Sequence[Shares]) -> tuple[int, ...]:
    """Which of several comparisons hold together, clearest first, as indices: Holm's step-down rule (Scand. J.
    Stat. 6:65, 1979) keeps the chance that a week claims any difference where there is none below one in twenty."""
    ranked = sorted((fisher(shares), index) for index, shares in enumerate(compared))
    held = []
    for rank, (p, index) in enumerate(ranked):
        if p >= ALPHA / (len(ranked) - rank):
            break
        held.append(index)
    return tuple(held)
