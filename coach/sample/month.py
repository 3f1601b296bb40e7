"""From the written month to moments: where each entry falls on this person's calendar."""

import tomllib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Self
from uuid import UUID, uuid5

from pydantic import ConfigDict, Field, model_validator

from coach.dialogue.items import marked
from coach.feelings import Whom, word_named
from coach.model import Appointment, Did, Frozen, Heard, Moment, Named, Part, Person, Share, UnsaidItem, UnsaidState
from coach.sessions import week_window
from coach.zones import WEEK, instant, local, weekday_from

_IMAGINED = Appointment(weekday=3, at=time(17))
_IDS = UUID("6f1c7b0a-52d4-4c0e-9b57-2d1f3a86e4c9")


class _Entry(Frozen):
    """One moment as written. `session` 1 is the latest session that has begun, 2 the one before, 0 the coming one.

    It stands `after` minutes after that session's end, or `day` days from it at the wall time `at`; without a
    session, `day` days from today. `weekday` (Monday is 0) moves it back to the last such day. What was to be brought
    may have been `said` in one of the sessions.
    """

    model_config = ConfigDict(extra="forbid")

    session: int | None = Field(default=None, ge=0)
    after: int | None = Field(default=None, gt=0)
    day: int = 0
    weekday: int | None = Field(default=None, ge=0, le=6)
    at: time | None = None
    feels: tuple[str, ...] = ()
    strength: int | None = None
    whom: tuple[Whom, ...] = ()
    text: str = ""
    because: str = ""
    wanted: str = ""
    did: Did | None = None
    did_words: str = ""
    bring: bool = False
    said: int | None = Field(default=None, ge=1)
    heard: Heard | None = None
    prompt: str | None = None

    @model_validator(mode="after")
    def _stands_somewhere(self) -> Self:
        if (self.at is None) == (self.after is None) or (self.after is not None and self.session is None):
            raise ValueError("an entry has a wall time, or minutes after a session")
        return self


def sample_month(now: datetime, zone: str, appointment: Appointment | None) -> tuple[Moment, ...]:
    """About five weeks of moments before `now` (aware UTC), oldest first, at plausible hours in `zone`, an IANA name.

    The sessions in it are those of `appointment`; without one, the person in it goes on Thursdays.
    """
    moments = (moment for _, moment in _placed(_Calendar(now, zone, appointment or _IMAGINED), now, zone))
    return tuple(sorted(moments, key=lambda moment: (moment.at, moment.id)))


def sample_unsaid(now: datetime, zone: str, appointment: Appointment | None) -> tuple[UnsaidItem, ...]:
    """What of that month was put on the unsaid list, oldest first, and what became of it by `now`."""
    calendar = _Calendar(now, zone, appointment or _IMAGINED)
    brought = [(entry, marked(moment, moment.at)) for entry, moment in _placed(calendar, now, zone) if moment.bring]
    items = (_said(item, entry, calendar, now) for entry, item in brought)
    return tuple(sorted(items, key=lambda item: (item.at, item.id)))


def _placed(calendar: "_Calendar", now: datetime, zone: str) -> Iterator[tuple[_Entry, Moment]]:
    for place, entry in enumerate(_entries()):
        if (at := calendar.place(entry)) < now:
            yield entry, _moment(entry, at, zone, uuid5(_IDS, f"{at.isoformat()} {place}"))


def _said(item: UnsaidItem, entry: _Entry, calendar: "_Calendar", now: datetime) -> UnsaidItem:
    if entry.said is None or (at := calendar.ends(entry.said)) >= now:
        return item
    return item.model_copy(update={"state": UnsaidState.SAID, "said_at": at, "heard": entry.heard})


class _Calendar:
    """Today, and the sessions before and after it, in the person's zone."""

    def __init__(self, now: datetime, zone: str, appointment: Appointment) -> None:
        self._zone = zone
        self._appointment = appointment
        self._today = local(zone, now).date()
        someone = Person(id=0, chat_id=0, zone=zone, appointment=appointment)
        self._latest = local(zone, week_window(someone, now)[0]).date()

    def place(self, entry: _Entry) -> datetime:
        """The instant of an entry, aware UTC."""
        if entry.at is None:
            return self._end(self._day(entry)) + timedelta(minutes=entry.after or 0)
        return instant(self._zone, datetime.combine(self._day(entry), entry.at))

    def ends(self, session: int) -> datetime:
        """When a session is over, by its number as in an entry; aware UTC."""
        return self._end(self._latest - (session - 1) * WEEK)

    def _end(self, day: date) -> datetime:
        begins = instant(self._zone, datetime.combine(day, self._appointment.at))
        return begins + timedelta(minutes=self._appointment.minutes)

    def _day(self, entry: _Entry) -> date:
        anchor = self._today if entry.session is None else self._latest - (entry.session - 1) * WEEK
        day = anchor + timedelta(days=entry.day)
        return day if entry.weekday is None else weekday_from(day - timedelta(days=6), entry.weekday)


@cache
def _entries() -> tuple[_Entry, ...]:
    raw = tomllib.loads((files("coach.sample") / "month.toml").read_text("utf-8"))
    return tuple(_Entry.model_validate(entry) for entry in raw["moment"])


def _moment(entry: _Entry, at: datetime, zone: str, moment_id: UUID) -> Moment:
    return Moment(
        id=moment_id,
        at=at,
        zone=zone,
        text=_parts(entry.text),
        feelings=tuple(_named(entry.feels)),
        strength=entry.strength,
        whom=entry.whom,
        because=_parts(entry.because),
        wanted=_parts(entry.wanted),
        did=entry.did,
        did_words=_parts(entry.did_words),
        prompt_id=entry.prompt,
        share=Share.BRING if entry.bring else None,
    )


def _parts(text: str) -> tuple[Part, ...]:
    return (Part(text=text),) if text else ()


def _named(feels: tuple[str, ...]) -> Iterator[Named]:
    for name in feels:
        word = word_named(name)
        if word is None:
            raise ValueError(f"{name!r} is no word of the vocabulary")
        yield Named(word=word.word, family=word.family)
