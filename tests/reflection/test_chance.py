from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.reflection.chance import ALPHA, Shares, beyond_chance, fisher


def test_the_tea_tasting_table_gives_fishers_own_figure() -> None:
    """Three of four cups right; The Design of Experiments (1935): 34/70 two-sided."""
    assert fisher(Shares(3, 4, 1, 4)) == pytest.approx(34 / 70)


def test_a_clear_difference_is_rare_by_chance() -> None:
    assert fisher(Shares(8, 8, 0, 8)) == pytest.approx(2 / 12870)


@st.composite
def tables(draw: st.DrawFn) -> Shares:
    now_all, before_all = draw(st.integers(1, 60)), draw(st.integers(1, 200))
    return Shares(draw(st.integers(0, now_all)), now_all, draw(st.integers(0, before_all)), before_all)


@given(tables())
def test_p_is_a_probability_and_the_same_from_either_side(shares: Shares) -> None:
    mirrored = Shares(shares.before, shares.before_all, shares.now, shares.now_all)
    inverted = Shares(shares.now_all - shares.now, shares.now_all, shares.before_all - shares.before, shares.before_all)
    assert 0 < fisher(shares) <= 1
    assert fisher(shares) == pytest.approx(fisher(mirrored)) == pytest.approx(fisher(inverted))


def test_equal_shares_are_never_beyond_chance() -> None:
    assert all(
        not beyond_chance([Shares(now, 2 * now, before, 2 * before)])
        for now, before in product(range(1, 30), range(1, 60))
    )


def test_many_comparisons_ask_more_of_each() -> None:
    one_in_forty = Shares(4, 6, 4, 25)
    assert ALPHA / 3 < fisher(one_in_forty) < ALPHA
    assert beyond_chance([one_in_forty]) == (0,)
    assert beyond_chance([one_in_forty, Shares(3, 6, 12, 25), Shares(2, 6, 8, 25)]) == ()


def test_the_clearest_difference_comes_first() -> None:
    assert beyond_chance([Shares(6, 8, 4, 30), Shares(8, 8, 1, 30)]) == (1, 0)
