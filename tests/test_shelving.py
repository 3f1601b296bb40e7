from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from coach.model import Filed
from coach.shelving import filed_as, refiled, taken_off

IDS = [UUID(int=number) for number in range(4)]
one_id = st.sampled_from(IDS)
filings = st.dictionaries(one_id, st.booleans()).map(
    lambda found: tuple(Filed(shelf_id=shelf, fits=fits) for shelf, fits in found.items())
)


def _by_shelf(filed: tuple[Filed, ...]) -> dict[UUID, bool]:
    assert len({one.shelf_id for one in filed}) == len(filed), "once on a shelf at most"
    return {one.shelf_id: one.fits for one in filed}


@given(filings, one_id, st.booleans())
def test_filing_changes_that_shelf_and_no_other(filed: tuple[Filed, ...], shelf: UUID, fits: bool) -> None:
    assert _by_shelf(filed_as(filed, shelf, fits)) == _by_shelf(filed) | {shelf: fits}
    assert _by_shelf(taken_off(filed, shelf)) == {on: told for on, told in _by_shelf(filed).items() if on != shelf}


@given(filings, one_id, one_id)
def test_merging_leaves_nothing_on_the_first_and_loses_no_moment(
    filed: tuple[Filed, ...], old: UUID, into: UUID
) -> None:
    if old == into:
        return
    before, after = _by_shelf(filed), _by_shelf(refiled(filed, old, into))
    assert old not in after
    assert (into in after) == (old in before or into in before)
    assert after.get(into) == before.get(into, before.get(old))
