"""What a week says of the person's own labels: how often one fitted, and what did not fit it.

A label of this kind is part of a working model of oneself and others (Bowlby, Attachment and Loss, vol. 2, 1973), into
which new stories are filed as the old ones were. The one that does not fit is easily passed over: so it is
quoted. Nothing is concluded from the counts.
"""

from collections.abc import Sequence

from coach.model import Moment, Shelf
from coach.reflection.statements import ShelfCount, Told


def shelf_counts(told: Sequence[Told], moments: Sequence[Moment], shelves: Sequence[Shelf]) -> tuple[ShelfCount, ...]:
    """The shelves something of `told` was filed on, most used first; archived ones too, for what they had."""
    filed = {(moment.id, one.shelf_id): one.fits for moment in moments for one in moment.filed}
    counts = [
        ShelfCount(
            ids=tuple(one.ids[0] for one in here),
            name=shelf.name,
            fits=sum(filed[one.ids[0], shelf.id] for one in here),
            exceptions=tuple(one for one in here if not filed[one.ids[0], shelf.id]),
        )
        for shelf in shelves
        if (here := [one for one in told if (one.ids[0], shelf.id) in filed])
    ]
    return tuple(sorted(counts, key=lambda count: -count.count))
