"""Something lies open: words, cards, shelves, the week."""

from enum import StrEnum
from typing import Literal
from uuid import UUID

from coach.dialogue.states.base import Question


class ReadingWords(Question):
    """The words there are for feelings lie open."""

    at: Literal["words"] = "words"


class ReadingCards(Question):
    """The cards lie open; `page` is the page of titles."""

    at: Literal["cards"] = "cards"
    page: int = 0


class Shelves(Question):
    """The shelves lie open."""

    at: Literal["shelves"] = "shelves"


class ShelfDeed(StrEnum):
    """What can be done to a shelf that is there."""

    RENAME = "rename"
    MERGE = "merge"
    ARCHIVE = "archive"


class PickingShelf(Question):
    """Which shelf? `offered` are those behind the buttons, by number; `merging` the one to be merged into it."""

    at: Literal["shelf"] = "shelf"
    deed: ShelfDeed
    offered: tuple[UUID, ...]
    merging: UUID | None = None


class NamingShelf(Question):
    """What is typed now is a shelf's name: a new one's, or that of `shelf`."""

    at: Literal["shelf_name"] = "shelf_name"
    shelf: UUID | None = None


class WeekLines(Question):
    """A week was told, `back` weeks ago. `lines` are what can be decided about: moments, and items from none."""

    lines: tuple[UUID, ...]
    back: int = 0


class ReadingWeek(WeekLines):
    """Decide about its lines? `delivery_id` where the week came by itself."""

    at: Literal["week"] = "week"
    delivery_id: int | None = None


class DecidingLine(WeekLines):
    """The one at `place`, counted from 0: bring it, private, or not yet?"""

    at: Literal["line"] = "line"
    place: int
