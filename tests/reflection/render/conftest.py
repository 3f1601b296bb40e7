"""Sheets of any moments, and the text of a finished page."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from coach.model import Moment
from coach.reflection.render import Sheet, week_sheet
from coach.texts import texts

SheetOf = Callable[..., Sheet]


@pytest.fixture
def sheet_of(facts_of: Any) -> SheetOf:
    def sheet(moments: Sequence[Moment], earlier: Sequence[Moment] = (), **more: Any) -> Sheet:
        return week_sheet(facts_of(moments, earlier, **more), texts("en"), "en")

    return sheet
