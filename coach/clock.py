"""Time as an argument: aware UTC only. Nothing else in the product asks the machine what time it is."""

from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, aware UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class ShiftedClock:
    """A clock that runs at the usual pace from wherever it was last set; the demo moves it forward."""

    def __init__(self, start: datetime | None = None) -> None:
        self._offset = (start - datetime.now(UTC)) if start else timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._offset

    def advance_to(self, instant: datetime) -> None:
        """Move to `instant` (aware). An instant already past changes nothing: this clock never runs backwards."""
        self._offset += max(timedelta(), instant - self.now())
