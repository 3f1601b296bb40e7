"""What changes about the sessions: moved, cancelled, single ones, the therapist away, a rule out of a calendar file.

Every answer says the date that was understood, so that a slip is seen at once.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice

from coach import reading, sessions, zones
from coach.calendar_file import Shared, read_session
from coach.dialogue import wording
from coach.dialogue.buttons import Choice, in_rows, numbered
from coach.dialogue.choosing import changed, later_button, misread, seen_as, settled, under_way
from coach.dialogue.events import CalendarFile, Command, Event, Tap, Text
from coach.dialogue.scene import Scene, Step, ask, end, refuse, remark
from coach.dialogue.session import ask_day, ask_fortnight, session_is, set_session
from coach.dialogue.states import (
    ChoosingAway,
    ChoosingDay,
    ChoosingHour,
    ConfirmingRule,
    MovingSession,
    ShowingSessions,
    State,
)
from coach.model import Person
from coach.reading_sessions import Away, Cancelled, Fortnightly, Moved, Single, read_away, read_change
from coach.sessions import Session

AWAY_SPANS = {"7": timedelta(days=7), "14": timedelta(days=14), "open": None}
_SHOWN = 2
_TOLD = 4
"""So many of a shared calendar's changes are named, the others counted."""
_LOOK_AHEAD = 60
_NEAR = (1, 2, 3, 4, -1, -2)
"""Days after or before a session, offered for it instead."""


def session_command(state: State, event: Command, scene: Scene) -> Step:
    """``/session``: the next ones; with words after it what changes, or when it is."""
    if not event.arguments:
        return show_sessions(state, event, scene)
    change = read_change(event.arguments, _today(scene), scene.language)
    match change:
        case Moved():
            return _moved_said(state, event, scene, _find(scene, change.which), change.to)
        case Cancelled():
            return _cancel(state, event, scene, _find(scene, change.which))
        case Fortnightly(session):
            first = under_way(state) and isinstance(state, ChoosingDay | ChoosingHour)
            return ask_fortnight(state, event, scene, session, first=first)
        case Single(on):
            return _single(state, event, scene, on)
    return set_session(state, event, scene)


def show_sessions(state: State, event: Event, scene: Scene) -> Step:
    """The next ones, and what can change about them; where there are none, the way to one."""
    person = scene.person
    if under_way(state) or not (_coming(scene, person) or (person.appointment and person.calendar.away)):
        return ask_day(state, event, scene, first=under_way(state))
    one = [
        Choice(scene.say("button-session-moved"), "moved"),
        Choice(scene.say("button-session-cancelled"), "cancelled"),
    ]
    rows = [
        one if _coming(scene, person) else [],
        [Choice(scene.say("button-session-change"), "change"), Choice(scene.say("button-close"), "close")],
    ]
    ticket, effects = ask(state, event, scene, _next_ones(scene, person), rows)
    return Step(ShowingSessions(ticket=ticket), effects)


def change_tapped(state: ShowingSessions, event: Tap, scene: Scene) -> Step:
    return ask_day(state, event, scene)


def sessions_closed(state: ShowingSessions, event: Tap, scene: Scene) -> Step:
    return end(state, event, scene, _next_ones(scene, scene.person))


def _next_ones(scene: Scene, person: Person) -> str:
    coming = _coming(scene, person)
    lines = [scene.say("sessions-next", count=len(coming)), *(f"– {_when(scene, one.wall)}" for one in coming)]
    away = scene.say("sessions-away-now") if sessions.away_at(person, scene.now) else ""
    return wording.under(away, "\n".join(lines) if coming else "") or wording.session(person, scene.say)


# ── moved


def ask_move(state: ShowingSessions, event: Tap, scene: Scene) -> Step:
    """When is the next one instead? At the same time on a day near it, or as it is typed."""
    session = _find(scene, None)
    if session is None:
        return end(state, event, scene, scene.say("sessions-no-such"))
    days = (session.wall + timedelta(days=days) for days in _NEAR)
    offered = tuple(sorted(wall for wall in days if _fits(scene, wall)))
    choices = [Choice(_short(scene, wall), "to", str(number)) for number, wall in enumerate(offered)]
    text = scene.say("ask-move", when=_when(scene, session.wall))
    rows = [*in_rows(choices, 2), later_button(scene, first=False)]
    ticket, effects = ask(state, event, scene, text, rows)
    return Step(MovingSession(ticket=ticket, moving=session.wall, offered=offered), effects)


def move_tapped(state: MovingSession, event: Tap, scene: Scene) -> Step:
    wall = numbered(state.offered, event.value)
    return refuse(state) if wall is None else _move(state, event, scene, _at(scene, state.moving), wall)


def move_typed(state: MovingSession, event: Text, scene: Scene) -> Step:
    text = event.text.strip()
    change = read_change(text, _today(scene), scene.language)
    to = change.to if isinstance(change, Moved) else reading.read_day(text, _today(scene), scene.language)
    if to is None or to.at is None:
        return misread(state, event, scene, scene.say("move-unknown"))
    return _moved_said(state, event, scene, _at(scene, state.moving), to)


def _moved_said(state: State, event: Event, scene: Scene, session: Session | None, to: reading.Day) -> Step:
    if session is None:
        return remark(state, scene.say("sessions-no-such"))
    walls = set(_readings(scene, to, session.wall.date()))
    if len(walls) != 1:
        return remark(state, scene.say("move-unknown"))
    return _move(state, event, scene, session, walls.pop())


def _readings(scene: Scene, to: reading.Day, near: date) -> Iterator[datetime]:
    """A date is one. A weekday is the coming one, and also the one in the week of the session: only where these agree,
    or one of them is over, is it clear."""
    if to.at is None:
        return
    if to.on is not None:
        yield datetime.combine(to.on, to.at)
    elif to.weekday is not None:
        today = _today(scene)
        for day in (today, near - timedelta(days=near.weekday())):
            wall = datetime.combine(zones.weekday_from(day, to.weekday), to.at)
            if wall > _clock(scene):
                yield wall
        if to.weekday == today.weekday():
            yield datetime.combine(today + zones.WEEK, to.at)


def _move(state: State, event: Event, scene: Scene, session: Session | None, wall: datetime) -> Step:
    if session is None:
        return remark(state, scene.say("sessions-no-such"))
    return _only_to_come(state, scene, wall) or _changed(
        state,
        event,
        scene,
        sessions.moved(scene.person, session, wall),
        scene.say("session-moved", when=_when(scene, wall)),
    )


def _only_to_come(state: State, scene: Scene, wall: datetime) -> Step | None:
    """What there is to say where no session can be at that time."""
    if wall <= _clock(scene):
        return remark(state, scene.say("session-over"))
    return remark(state, scene.say("session-away")) if sessions.away_on(scene.person, wall.date()) else None


# ── cancelled, and single ones


def cancel_tapped(state: ShowingSessions, event: Tap, scene: Scene) -> Step:
    return _cancel(state, event, scene, _find(scene, None))


def _cancel(state: State, event: Event, scene: Scene, session: Session | None) -> Step:
    if session is None:
        return remark(state, scene.say("sessions-no-such"))
    person = sessions.cancelled(scene.person, session)
    text = scene.say("session-cancelled", when=_when(scene, session.wall))
    return _changed(state, event, scene, person, f"{text} {_then(scene, person)}")


def _single(state: State, event: Event, scene: Scene, on: reading.Day) -> Step:
    if on.on is None or on.at is None:
        return remark(state, scene.say("session-unknown"))
    wall = datetime.combine(on.on, on.at)
    return _only_to_come(state, scene, wall) or _changed(
        state,
        event,
        scene,
        sessions.with_single(scene.person, wall),
        scene.say("session-single", when=_when(scene, wall)),
    )


# ── away


def away(state: State, event: Command, scene: Scene) -> Step:
    if event.arguments:
        return _away_said(state, event, scene, event.arguments)
    spans = [Choice(scene.say(f"button-away-{span}"), "away", span) for span in AWAY_SPANS]
    rows = [spans[:2], spans[2:], later_button(scene, first=False)]
    ticket, effects = ask(state, event, scene, scene.say("ask-away"), rows)
    return Step(ChoosingAway(ticket=ticket), effects)


def away_tapped(state: ChoosingAway, event: Tap, scene: Scene) -> Step:
    if event.value not in AWAY_SPANS:
        return refuse(state)
    span, today = AWAY_SPANS[event.value], _today(scene)
    return _away(state, event, scene, Away(today, today + span if span else None))


def away_typed(state: ChoosingAway, event: Text, scene: Scene) -> Step:
    return _away_said(state, event, scene, event.text)


def _away_said(state: State, event: Event, scene: Scene, text: str) -> Step:
    found = read_away(text, _today(scene), scene.language)
    if found is None:
        return misread(state, event, scene, scene.say("away-unknown"))
    return _away(state, event, scene, found)


def _away(state: State, event: Event, scene: Scene, away: Away) -> Step:
    person = sessions.gone_away(scene.person, away.start, away.until, scene.now)
    if away.until is None:
        return _changed(state, event, scene, person, scene.say("away-open"))
    today, language = _today(scene), scene.language
    until = wording.day(away.until, scene.say, today, language)
    if away.start == today:
        return _changed(state, event, scene, person, scene.say("away-until", day=until))
    start = wording.day(away.start, scene.say, today, language)
    return _changed(state, event, scene, person, scene.say("away-from", start=start, day=until))


def back(state: State, event: Command, scene: Scene) -> Step:
    """``/back``: they are here again."""
    person = sessions.here_again(scene.person, scene.now)
    if person == scene.person:
        return remark(state, scene.say("back-already"))
    return _changed(state, event, scene, person, f"{scene.say('back')} {_then(scene, person)}")


# ── a calendar file


def calendar_file(state: State, event: CalendarFile, scene: Scene) -> Step:
    """A session in it is offered, with what of it is left out or elsewhere; nothing is kept before the yes."""
    if event.text is None:
        return remark(state, scene.say("calendar-unread"))
    found = read_session(event.text, scene.person.zone, scene.now)
    if found is None:
        return remark(state, scene.say("calendar-unknown"))
    rows = [[Choice(scene.say("button-rule-yes"), "rule")], [Choice(scene.say("button-rule-no"), "later")]]
    first = under_way(state) and isinstance(state, ChoosingDay | ChoosingHour)
    ticket, effects = ask(state, event, scene, _offer(found, scene), rows)
    rule, cancelled, moved = found
    return Step(ConfirmingRule(ticket=ticket, first=first, rule=rule, cancelled=cancelled, moved=moved), effects)


def _offer(found: Shared, scene: Scene) -> str:
    """What was understood; of the changes the nearest ones, the others as a number."""
    rule, lines = found.rule, list(_changes(found, scene))
    day, clock = wording.weekdays(scene.language)[rule.weekday], wording.clock_time(rule.at)
    head = scene.say("rule-is", day=day, time=clock, weeks=rule.every_weeks)
    more = [scene.say("rule-more", count=len(lines) - _TOLD)] if len(lines) > _TOLD else []
    between = "\n" if lines else " "
    return between.join([head, *lines[:_TOLD], *more, scene.say("ask-rule")])


def _changes(found: Shared, scene: Scene) -> Iterator[str]:
    instead = {move.day: move.to for move in found.moved}
    for day in sorted([*found.cancelled, *instead]):
        when, to = _when(scene, datetime.combine(day, found.rule.at)), instead.get(day)
        if to is None:
            yield scene.say("rule-cancelled", when=when)
        else:
            yield scene.say("rule-moved", when=when, instead=_when(scene, to))


def rule_tapped(state: ConfirmingRule, event: Tap, scene: Scene) -> Step:
    person = sessions.with_changes(scene.person, state.cancelled, state.moved)
    return session_is(state, event, seen_as(scene, person), state.rule, first=state.first)


# ── in common


def _changed(state: State, event: Event, scene: Scene, person: Person, text: str) -> Step:
    return changed(person, settled(state, event, scene, text))


def _today(scene: Scene) -> date:
    return _clock(scene).date()


def _clock(scene: Scene) -> datetime:
    """What the clock where the person is shows, naive."""
    return zones.local(scene.person.zone, scene.now).replace(tzinfo=None)


def _coming(scene: Scene, person: Person, count: int = _SHOWN) -> list[Session]:
    return list(islice(sessions.sessions(person, scene.now), count))


def _find(scene: Scene, which: reading.Day | None) -> Session | None:
    """The next session that is meant by `which`."""
    found = (one for one in _coming(scene, scene.person, _LOOK_AHEAD) if which is None or _is_meant(one.wall, which))
    return next(found, None)


def _is_meant(wall: datetime, which: reading.Day) -> bool:
    on_that_day = wall.date() == which.on if which.on else wall.weekday() == which.weekday
    return on_that_day and which.at in (None, wall.time())


def _at(scene: Scene, wall: datetime) -> Session | None:
    return _find(scene, reading.Day(wall.date(), None, wall.time()))


def _fits(scene: Scene, wall: datetime) -> bool:
    return wall > _clock(scene) and not sessions.away_on(scene.person, wall.date())


def _then(scene: Scene, person: Person) -> str:
    following = _coming(scene, person, 1)
    return (
        scene.say("session-then", when=_when(scene, following[0].wall)) if following else scene.say("session-no-more")
    )


def _when(scene: Scene, wall: datetime) -> str:
    return wording.date_and_time(wall, "EEEE d MMMM", scene.language)


def _short(scene: Scene, wall: datetime) -> str:
    return wording.date_and_time(wall, "EEE d MMM", scene.language)
