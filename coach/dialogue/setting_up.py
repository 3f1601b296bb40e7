"""The door, the way through being set up, and all settings in one place. Every step can be left for later.

    welcome → where → when → session → set up

While somebody is being set up (`first`), one answer leads to the next question; from the settings it ends there.
"""

from collections.abc import Callable
from functools import partial

from coach.dialogue import wording
from coach.dialogue.about_therapist import ask_level, ask_name, ask_tendency
from coach.dialogue.buttons import Choice
from coach.dialogue.calendar import show_sessions
from coach.dialogue.choosing import changed, seen_as, set_up
from coach.dialogue.events import Command, Event, Tap
from coach.dialogue.modes import ask_mode
from coach.dialogue.pausing import ask_pause, resume
from coach.dialogue.resting import ask_days, ask_quiet
from coach.dialogue.scene import Scene, Step, ask, end, refuse, remark
from coach.dialogue.session import ask_day
from coach.dialogue.states import (
    Choosing,
    ChoosingCount,
    ChoosingHours,
    ChoosingTimes,
    ChoosingZone,
    ForgettingEarly,
    Mode,
    Settings,
    State,
    Welcome,
)
from coach.dialogue.when import ask_times
from coach.dialogue.where import ask_zone


def start(state: State, event: Command, scene: Scene) -> Step:
    """The door. Who said yes before is simply welcome back, and a pause ends; without times, they are asked for."""
    person = scene.person
    if not person.begun:
        return _welcome(state, event, scene)
    back = person.model_copy(update={"paused": False, "paused_until": None})
    if person.schedule is None:
        return changed(back, ask_zone(state, event, seen_as(scene, back), first=True))
    return changed(back, end(state, event, scene, scene.say("welcome-back")))


def _welcome(state: State, event: Event, scene: Scene) -> Step:
    rows = [[Choice(scene.say("button-begin"), "begin")], [Choice(scene.say("button-later"), "later")]]
    ticket, effects = ask(state, event, scene, scene.say("welcome"), rows)
    return Step(Welcome(ticket=ticket), effects)


def begin(state: Welcome, event: Tap, scene: Scene) -> Step:
    """The welcome stays to be read again; the first question comes below it."""
    person = scene.person.model_copy(update={"begun": True})
    return changed(person, ask_zone(state, event, seen_as(scene, person), first=True, below=True))


def welcome_later(state: Welcome, event: Tap, scene: Scene) -> Step:
    """Nothing is kept, and the door stays open."""
    rows = [[Choice(scene.say("button-begin"), "begin")]]
    ticket, effects = ask(state, event, scene, scene.say("welcome-later"), rows)
    return Step(Welcome(ticket=ticket), effects)


def welcome_first(state: Welcome | ForgettingEarly, event: Event, scene: Scene) -> Step:
    """Nothing is kept before the person said yes to it."""
    return remark(state, scene.say("welcome-first"))


def stayed_at_the_door(state: ForgettingEarly, event: Tap, scene: Scene) -> Step:
    return _welcome(state, event, scene)


def later(state: Choosing, event: Tap, scene: Scene) -> Step:
    """This question stays unanswered. While somebody is being set up, the next one follows."""
    if not state.first:
        return end(state, event, scene, scene.say("left-as-it-was"))  # type: ignore[arg-type]  # every Choosing is a State
    follow = {
        ChoosingZone: ask_times,
        ChoosingTimes: ask_day,
        ChoosingHours: ask_day,
        ChoosingCount: ask_day,
    }.get(type(state))
    if follow is not None:
        return follow(state, event, scene, first=True)  # type: ignore[arg-type]
    return set_up(state, event, scene)  # type: ignore[arg-type]


# ── all settings


def settings(state: State, event: Event, scene: Scene) -> Step:
    say, person = scene.say, scene.person
    resting = person.paused or person.paused_until is not None
    rows = [
        [Choice(say("button-times"), "set", "times"), Choice(say("button-days"), "set", "days")],
        [Choice(say("button-quiet-hours"), "set", "quiet"), Choice(say("button-zone"), "set", "zone")],
        [Choice(say("button-session"), "set", "session"), Choice(say("button-level"), "set", "level")],
        [
            Choice(say("button-name"), "set", "name"),
            Choice(say("button-tendency"), "set", "tendency"),
        ],
        [Choice(say(f"button-{mode}"), "set", mode) for mode in Mode],
        [
            Choice(say("button-resume" if resting else "button-pause"), "set", "resume" if resting else "pause"),
            Choice(say("button-close"), "close"),
        ],
    ]
    ticket, effects = ask(state, event, scene, wording.settings(person, say, scene.now), rows)
    return Step(Settings(ticket=ticket), effects)


def setting_tapped(state: Settings, event: Tap, scene: Scene) -> Step:
    doors: dict[str, Callable[[State, Event, Scene], Step]] = {
        "times": ask_times,
        "days": ask_days,
        "quiet": ask_quiet,
        "zone": ask_zone,
        "session": show_sessions,
        "level": ask_level,
        "name": ask_name,
        "tendency": ask_tendency,
        Mode.DISCREET: partial(ask_mode, mode=Mode.DISCREET),
        Mode.TIDY: partial(ask_mode, mode=Mode.TIDY),
        "pause": ask_pause,
        "resume": resume,
    }
    door = doors.get(event.value)
    return door(state, event, scene) if door else refuse(state)


def settings_closed(state: Settings, event: Tap, scene: Scene) -> Step:
    return end(state, event, scene, wording.settings(scene.person, scene.say, scene.now))
