"""Questions about when the therapy sessions are."""

from datetime import date, time
from typing import Literal

from pydantic import NaiveDatetime

from coach.dialogue.states.base import Choosing, Question
from coach.model import Appointment, Move


class ChoosingDay(Choosing):
    """On which day is your session?"""

    at: Literal["day"] = "day"


class ChoosingHour(Choosing):
    """At what time is it?"""

    at: Literal["hour"] = "hour"
    weekday: int


class ChoosingFortnight(Choosing):
    """Every two weeks: on which of the `offered` dates is the next session?"""

    at: Literal["fortnight"] = "fortnight"
    at_time: time
    offered: tuple[date, ...]


class ChoosingAway(Choosing):
    """How long is the therapist away?"""

    at: Literal["away"] = "away"


class ConfirmingRule(Choosing):
    """Is that session, out of a calendar file, yours? With it comes what of it is left out or elsewhere."""

    at: Literal["rule"] = "rule"
    rule: Appointment
    cancelled: tuple[date, ...] = ()
    moved: tuple[Move, ...] = ()


class ShowingSessions(Question):
    """The next sessions lie open, to be changed."""

    at: Literal["sessions"] = "sessions"


class MovingSession(Choosing):
    """When is the session of that wall time instead? `offered` are the wall times behind the buttons, by number."""

    at: Literal["moving"] = "moving"
    moving: NaiveDatetime
    offered: tuple[NaiveDatetime, ...] = ()
