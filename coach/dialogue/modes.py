"""Discreet mode and tidy mode: on or off, by a tap in the settings, by command, or typed. Each says what it does."""

from coach.dialogue import wording
from coach.dialogue.buttons import Choice
from coach.dialogue.choosing import changed, later_button, misread, settled
from coach.dialogue.events import Command, Event, Tap, Text
from coach.dialogue.scene import Scene, Step, ask, refuse, remark
from coach.dialogue.states import ChoosingMode, Covered, Mode, State
from coach.reading_rhythm import read_switch

_SWITCH = {"on": True, "off": False}


def ask_mode(state: State, event: Event, scene: Scene, mode: Mode) -> Step:
    say, turn = scene.say, "off" if getattr(scene.person.profile, mode) else "on"
    rows = [[Choice(say(f"button-mode-{turn}"), "switch", turn)], later_button(scene, first=False)]
    text = wording.under(say(f"ask-{mode}"), wording.mode_is(scene.person, mode, say))
    ticket, effects = ask(state, event, scene, text, rows)
    return Step(ChoosingMode(ticket=ticket, mode=mode), effects)


def set_mode(state: State, event: Command, scene: Scene) -> Step:
    """``/discreet`` or ``/tidy``, with "on" or "off" after it or without."""
    mode = Mode(event.name)
    if not event.arguments:
        return ask_mode(state, event, scene, mode)
    return _mode_said(state, event, scene, mode, event.arguments)


def mode_typed(state: ChoosingMode, event: Text, scene: Scene) -> Step:
    return _mode_said(state, event, scene, state.mode, event.text)


def mode_tapped(state: ChoosingMode, event: Tap, scene: Scene) -> Step:
    on = _SWITCH.get(event.value)
    return refuse(state) if on is None else _mode_is(state, event, scene, state.mode, on)


def _mode_said(state: State, event: Event, scene: Scene, mode: Mode, text: str) -> Step:
    on = read_switch(text)
    if on is None:
        return misread(state, event, scene, scene.say("mode-unknown"))
    return _mode_is(state, event, scene, mode, on)


def _mode_is(state: State, event: Event, scene: Scene, mode: Mode, on: bool) -> Step:
    """What lies covered stays there to be opened, also once the mode is off."""
    profile = scene.person.profile.model_copy(update={mode: on})
    person = scene.person.model_copy(update={"profile": profile})
    how = f"{mode}-on" if on else f"{mode}-off"
    text = scene.say(f"mode-set-{how}")
    covered = isinstance(state, Covered)
    return changed(person, remark(state, text) if covered else settled(state, event, scene, text))
