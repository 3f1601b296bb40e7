"""Sheets of any moments, and the text of a finished page."""

from collections.abc import Callable
from typing import Any

import pytest

from coach.reflection.render import Sheet, week_sheet
from coach.texts import texts

SheetOf = Callable[..., Sheet]


@pytest.fixture
def sheet_of(facts_of: Any) -> SheetOf:
    def sheet(*week: Any, **more: Any) -> Sheet:
        return week_sheet(facts_of(*week, **more), texts("en"), "en")

    return sheet
