"""Quiet for a while, and back again."""

from coach import reading
from coach.dialogue import wording
from coach.dialogue.buttons import Choice, in_rows
from coach.dialogue.choosing import changed, later_button, misread
from coach.dialogue.events import Command, Event, Tap, Text
from coach.dialogue.scene import Scene, Step, ask, end, refuse
from coach.dialogue.states import ChoosingPause, State
from coach.zones import local

SPANS = {"1": "1 day", "3": "3 days", "7": "7 days", "open": ""}


def ask_pause(state: State, event: Event, scene: Scene) -> Step:
    rows = in_rows([Choice(scene.say(f"button-pause-{span}"), "pause", span) for span in SPANS], 2)
    ticket, effects = ask(state, event, scene, scene.say("ask-pause"), [*rows, later_button(scene, first=False)])
    return Step(ChoosingPause(ticket=ticket), effects)


def pause(state: State, event: Command, scene: Scene) -> Step:
    return _pause_said(state, event, scene, event.arguments) if event.arguments else ask_pause(state, event, scene)


def pause_typed(state: ChoosingPause, event: Text, scene: Scene) -> Step:
    return _pause_said(state, event, scene, event.text)


def pause_tapped(state: ChoosingPause, event: Tap, scene: Scene) -> Step:
    return _pause_said(state, event, scene, SPANS[event.value]) if event.value in SPANS else refuse(state)


def _pause_said(state: State, event: Event, scene: Scene, text: str) -> Step:
    today = local(scene.person.zone, scene.now).date()
    span = reading.read_pause(text, today, scene.language)
    if span is None:
        return misread(state, event, scene, scene.say("pause-unknown"))
    person = scene.person.model_copy(update={"paused": span.until is None, "paused_until": span.until})
    if span.until is None:
        return changed(person, end(state, event, scene, scene.say("paused")))
    day = wording.day(span.until, scene.say, today, scene.language)
    return changed(person, end(state, event, scene, scene.say("paused-until", day=day)))


def resume(state: State, event: Event, scene: Scene) -> Step:
    person = scene.person.model_copy(update={"paused": False, "paused_until": None})
    return changed(person, end(state, event, scene, scene.say("resumed", when=wording.when(person, scene.say))))
