"""When a person is left in peace, and what was put off: the parts of their rhythm beside times and sessions.

Wall times are naive and mean the person's own zone, instants are aware UTC.
"""

from datetime import date, datetime, time, timedelta
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, model_validator

EVERY_DAY = tuple(range(7))
"""Weekdays, Monday is 0."""

APART = timedelta(minutes=60)
"""Surprises keep so far apart, and a question put off takes the place of prompts that are nearer."""

_PUT_OFF = "later:"


class Frozen(BaseModel):
    """A value. Fields it does not know are dropped, so that an older program can read a newer one's rows."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class QuietHours(Frozen):
    """Nothing comes by itself from `start` on and before `end`, wall times; past midnight where `end` is the earlier.
    At least an hour of the day stays."""

    start: time
    end: time

    @model_validator(mode="after")
    def _an_hour_stays(self) -> Self:
        start, end = (datetime.combine(date.min, at) for at in (self.end, self.start))
        if (end - start) % timedelta(days=1) < timedelta(hours=1):
            raise ValueError("no hour of the day stays")
        return self

    def cover(self, at: time) -> bool:
        """Whether a clock that shows `at` shows quiet."""
        if self.start < self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


class PutOff(Frozen):
    """The question of that delivery comes again at `at`, aware UTC."""

    at: AwareDatetime
    delivery_id: int

    @property
    def key(self) -> str:
        """The slot it comes in: each question that was asked can be put off once."""
        return f"{_PUT_OFF}{self.delivery_id}"


def put_off_in(slot: str) -> int | None:
    """The delivery whose question comes again in this slot; None for a slot with a question of its own."""
    return int(slot.removeprefix(_PUT_OFF)) if slot.startswith(_PUT_OFF) else None


class FewerPrompts(Frozen):
    """Nothing came back for days: one prompt a week since `since` (aware UTC), until the person gives a sign. The
    delivery is the one that told them."""

    since: AwareDatetime
    delivery_id: int
