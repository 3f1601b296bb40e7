"""What the questions about settings have in common: how one is left, misread, or answered."""

from dataclasses import replace

from coach.dialogue import moments, wording
from coach.dialogue.buttons import Choice
from coach.dialogue.effects import Change, Keep, Send
from coach.dialogue.events import Event, Text
from coach.dialogue.scene import Scene, Step, end, remark
from coach.dialogue.states import Choosing, State
from coach.messages import Say
from coach.model import Person


def under_way(state: State) -> bool:
    """Whether somebody is being set up: then one answer leads to the next question."""
    return isinstance(state, Choosing) and state.first


def later_button(scene: Scene, *, first: bool) -> list[Choice]:
    return [Choice(scene.say("button-later" if first else "button-leave"), "later")]


def misread(state: State, event: Event, scene: Scene, again: str) -> Step:
    """No answer to what was asked, which stays open; `again` says what would be one. A thought is kept first."""
    moment = moments.thought(event, scene) if isinstance(event, Text) else None
    if moment is None:
        return remark(state, again)
    text = scene.say("kept-aside", words=wording.quote(moment.text), again=again)
    return Step(state, (Keep(moment), Send(Say(text=text))))


def changed(person: Person, step: Step) -> Step:
    return Step(step.state, (Change(person), *step.effects))


def settled(state: State, event: Event, scene: Scene, text: str) -> Step:
    """A setting is as `text` says. What was given out of turn does not end the setting up."""
    return remark(state, text) if under_way(state) else end(state, event, scene, text)


def set_up(state: State, event: Event, scene: Scene) -> Step:
    say, person = scene.say, scene.person
    lines = [say("set-up"), wording.when(person, say), wording.session(person, say), say("set-up-more")]
    return end(state, event, scene, "\n\n".join(lines))


def seen_as(scene: Scene, person: Person) -> Scene:
    return replace(scene, person=person)
