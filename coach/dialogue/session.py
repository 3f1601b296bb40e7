"""When the therapy session is: a day, then a time, or none yet; typed in one go or tapped in two.

Every two weeks, the next one has to be told, too.
"""

from datetime import datetime, time

from coach import reading, zones
from coach.dialogue import wording
from coach.dialogue.buttons import Choice, in_rows, numbered
from coach.dialogue.choosing import changed, later_button, misread, seen_as, set_up, settled, under_way
from coach.dialogue.events import Command, Event, Tap, Text
from coach.dialogue.scene import Scene, Step, ask, refuse
from coach.dialogue.states import ChoosingDay, ChoosingFortnight, ChoosingHour, State
from coach.model import Appointment
from coach.reading_sessions import Fortnightly, read_change
from coach.sessions import with_rule

_HOURS = range(8, 21)
_ANY_TIME = "12:00"


def ask_day(state: State, event: Event, scene: Scene, *, first: bool = False) -> Step:
    names = wording.weekdays(scene.language)
    days = in_rows([Choice(name, "day", str(number)) for number, name in enumerate(names)], 2)
    rows = [*days, [Choice(scene.say("button-no-session"), "none"), *later_button(scene, first=first)]]
    ticket, effects = ask(state, event, scene, scene.say("ask-day"), rows)
    return Step(ChoosingDay(ticket=ticket, first=first), effects)


def day_tapped(state: ChoosingDay, event: Tap, scene: Scene) -> Step:
    weekday = numbered(range(7), event.value)
    return refuse(state) if weekday is None else _ask_hour(state, event, scene, weekday, first=state.first)


def _ask_hour(state: State, event: Event, scene: Scene, weekday: int, *, first: bool) -> Step:
    hours = [Choice(wording.clock_time(time(hour)), "hour", str(hour)) for hour in _HOURS]
    text = scene.say("ask-hour", day=wording.weekdays(scene.language)[weekday])
    ticket, effects = ask(state, event, scene, text, [*in_rows(hours, 4), later_button(scene, first=first)])
    return Step(ChoosingHour(ticket=ticket, first=first, weekday=weekday), effects)


def day_none(state: ChoosingDay, event: Tap, scene: Scene) -> Step:
    return session_is(state, event, scene, None, first=state.first)


def day_typed(state: ChoosingDay, event: Text, scene: Scene) -> Step:
    return _session_said(state, event, scene, event.text, first=state.first)


def hour_tapped(state: ChoosingHour, event: Tap, scene: Scene) -> Step:
    if event.value not in {str(hour) for hour in _HOURS}:
        return refuse(state)
    appointment = Appointment(weekday=state.weekday, at=time(int(event.value)))
    return session_is(state, event, scene, appointment, first=state.first)


def hour_typed(state: ChoosingHour, event: Text, scene: Scene) -> Step:
    """A time on the day that was chosen, or after all another day."""
    day = wording.weekdays("en")[state.weekday]
    on_that_day = reading.read_session(f"{day} {event.text}", scene.language)
    text = f"{day} {event.text}" if on_that_day else event.text
    return _session_said(state, event, scene, text, first=state.first)


def set_session(state: State, event: Command, scene: Scene) -> Step:
    """``/session``, with a day and a time after it or without."""
    first = under_way(state)
    if not event.arguments:
        return ask_day(state, event, scene, first=first)
    asked = isinstance(state, ChoosingDay | ChoosingHour)
    return _session_said(state, event, scene, event.arguments, first=first and asked)


def _session_said(state: State, event: Event, scene: Scene, text: str, *, first: bool) -> Step:
    if reading.read_none(text):
        return session_is(state, event, scene, None, first=first)
    session = reading.read_session(text, scene.language)
    if session is None:
        today = zones.local(scene.person.zone, scene.now).date()
        change = read_change(text, today, scene.language)
        if isinstance(change, Fortnightly):
            return ask_fortnight(state, event, scene, change.session, first=first)
    if session is not None:
        appointment = Appointment(weekday=session.weekday, at=session.at)
        return session_is(state, event, scene, appointment, first=first)
    only_day = reading.read_session(f"{text} {_ANY_TIME}", scene.language)
    if only_day is not None:
        return _ask_hour(state, event, scene, only_day.weekday, first=under_way(state))
    return misread(state, event, scene, scene.say("session-unknown"))


def session_is(state: State, event: Event, scene: Scene, appointment: Appointment | None, *, first: bool) -> Step:
    person = with_rule(scene.person, appointment, scene.now)
    if first:
        return changed(person, set_up(state, event, seen_as(scene, person)))
    return changed(person, settled(state, event, scene, wording.session(person, scene.say)))


def ask_fortnight(state: State, event: Event, scene: Scene, session: reading.Session, *, first: bool = False) -> Step:
    """Every two weeks: this week or the next?"""
    today = zones.local(scene.person.zone, scene.now).replace(tzinfo=None)
    day = zones.weekday_from(today.date(), session.weekday)
    day = day if datetime.combine(day, session.at) > today else day + zones.WEEK
    offered = (day, day + zones.WEEK)
    labels = [
        wording.date_and_time(datetime.combine(one, session.at), "EEEE d MMMM", scene.language) for one in offered
    ]
    rows = [[Choice(label, "next", str(number))] for number, label in enumerate(labels)]
    text = scene.say("ask-fortnight", day=wording.weekdays(scene.language)[session.weekday])
    ticket, effects = ask(state, event, scene, text, [*rows, later_button(scene, first=first)])
    return Step(ChoosingFortnight(ticket=ticket, first=first, at_time=session.at, offered=offered), effects)


def fortnight_tapped(state: ChoosingFortnight, event: Tap, scene: Scene) -> Step:
    since = numbered(state.offered, event.value)
    if since is None:
        return refuse(state)
    appointment = Appointment(weekday=since.weekday(), at=state.at_time, every_weeks=2, since=since)
    return session_is(state, event, scene, appointment, first=state.first)
