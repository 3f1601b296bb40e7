"""Not now: the same question comes again, in a quarter of an hour, in an hour, tonight, or when the person says.

It comes once, outside quiet hours, and takes the place of a prompt within an hour of it; that is told.
"""

from datetime import datetime, time, timedelta
from typing import Any

from coach.dialogue import wording
from coach.dialogue.buttons import Choice
from coach.dialogue.choosing import changed
from coach.dialogue.events import Event, Tap
from coach.dialogue.scene import Scene, Step, ask, end, refuse, remark
from coach.dialogue.states import Asking, PuttingOff
from coach.model import Person
from coach.quiet import after_quiet, paused_at
from coach.reading_rhythm import Later
from coach.rhythm import APART, PutOff
from coach.zones import instant, local

TONIGHT = time(20)
_EVENING_LEFT = timedelta(minutes=30)
"""With less until then, tonight is in an hour."""
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
SPANS = {"15": Later(after=timedelta(minutes=15)), "60": Later(after=_HOUR), "tonight": Later(tonight=True)}


def question(state: Asking) -> dict[str, Any]:
    """What is asked, without its buttons."""
    return state.model_dump(exclude={"at", "ticket", "taps"})


def offer(state: Asking, event: Event, scene: Scene) -> Step:
    """Until when?"""
    if paused_at(scene.person, scene.now):
        return remark(state, scene.say("later-paused"))  # type: ignore[arg-type]  # every Asking is a State
    spans = [Choice(scene.say(f"button-later-{span}"), "span", span) for span in SPANS]
    text = wording.under(state.head, scene.say("ask-later"))
    ticket, effects = ask(state, event, scene, text, [spans, [Choice(scene.say("button-back"), "back")]])  # type: ignore[arg-type]
    return Step(PuttingOff(**question(state), ticket=ticket), effects)


def span_tapped(state: PuttingOff, event: Tap, scene: Scene) -> Step:
    later = SPANS.get(event.value)
    return said(state, event, scene, later) if later else refuse(state)


def said(state: Asking, event: Event, scene: Scene, later: Later) -> Step:
    if later == Later() or paused_at(scene.person, scene.now):
        return offer(state, event, scene)
    wanted = _wanted(later, scene)
    again = PutOff(at=after_quiet(scene.person, wanted), delivery_id=state.delivery_id)
    head = state.head if isinstance(event, Tap) and event.press_id else ""
    text = wording.under(head, _told(again, wanted, scene))
    person = scene.person.model_copy(update={"later": again})
    return changed(person, end(state, event, scene, text))  # type: ignore[arg-type]


def _wanted(later: Later, scene: Scene) -> datetime:
    """The instant that was asked for, to the minute."""
    if later.after is not None:
        return _minute(scene.now + later.after)
    today = local(scene.person.zone, scene.now)
    at = instant(scene.person.zone, datetime.combine(today.date(), later.at or TONIGHT))
    if later.tonight and at < scene.now + _EVENING_LEFT:
        return _minute(scene.now + _HOUR)
    if at <= scene.now:
        return instant(scene.person.zone, datetime.combine(today.date() + _DAY, later.at or TONIGHT))
    return at


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _told(again: PutOff, wanted: datetime, scene: Scene) -> str:
    """When it comes, and what that does to others."""
    say, zone = scene.say, scene.person.zone
    lines = [] if again.at == wanted else [say("later-quiet", time=_clock(zone, wanted))]
    today = local(zone, scene.now).date()
    day = local(zone, again.at).date()
    if day == today:
        lines.append(say("later-comes", time=_clock(zone, again.at)))
    else:
        spoken = wording.day(day, say, today, scene.language)
        lines.append(say("later-comes-on", day=spoken, time=_clock(zone, again.at)))
    if any(abs(due - again.at) < APART for due in scene.coming):
        lines.append(say("later-in-place"))
    before = next((due for due in scene.coming if due <= again.at - APART), None)
    if before is not None:
        lines.append(say("later-before", time=_clock(zone, before)))
    if _waits(scene.person, again, scene.now):
        lines.append(say("later-instead"))
    return " ".join(lines)


def _waits(person: Person, again: PutOff, now: datetime) -> bool:
    """Whether another question was put off that has not come yet."""
    return person.later is not None and person.later.at > now and person.later.delivery_id != again.delivery_id


def _clock(zone: str, at: datetime) -> str:
    return wording.clock_time(local(zone, at).time())
