"""What helps to ask well: how plainly about the therapist, what they are called, what the person does when hurt."""

from coach.dialogue import moments
from coach.dialogue.buttons import Choice
from coach.dialogue.choosing import changed, later_button, misread
from coach.dialogue.events import Event, Tap, Text
from coach.dialogue.scene import Scene, Step, ask, end, refuse, remark
from coach.dialogue.states import ChoosingLevel, ChoosingName, ChoosingTendency, State
from coach.model import Person
from coach.quoting import one_line
from prompts import HurtTendency, TherapistLevel

TENDENCIES = {
    "quiet": HurtTendency.QUIET,
    "reach-out": HurtTendency.REACH_OUT,
    "depends": HurtTendency.DEPENDS,
}
MOST_NAMES = 5
LONGEST_NAME = 40
_WORDS_IN_A_NAME = 2


def ask_level(state: State, event: Event, scene: Scene) -> Step:
    levels = [[Choice(scene.say(f"button-level-{level}"), "level", level)] for level in TherapistLevel]
    ticket, effects = ask(state, event, scene, scene.say("ask-level"), [*levels, later_button(scene, first=False)])
    return Step(ChoosingLevel(ticket=ticket), effects)


def level_tapped(state: ChoosingLevel, event: Tap, scene: Scene) -> Step:
    if event.value not in tuple(TherapistLevel):
        return refuse(state)
    person = _with_profile(scene.person, therapist_level=TherapistLevel(event.value))
    return changed(person, end(state, event, scene, scene.say(f"level-set-{event.value}")))


def ask_tendency(state: State, event: Event, scene: Scene) -> Step:
    tendencies = [[Choice(scene.say(f"button-tendency-{one}"), "tendency", one)] for one in TENDENCIES]
    rows = [*tendencies, later_button(scene, first=False)]
    ticket, effects = ask(state, event, scene, scene.say("ask-tendency"), rows)
    return Step(ChoosingTendency(ticket=ticket), effects)


def tendency_tapped(state: ChoosingTendency, event: Tap, scene: Scene) -> Step:
    if event.value not in TENDENCIES:
        return refuse(state)
    person = _with_profile(scene.person, hurt_tendency=TENDENCIES[event.value])
    return changed(person, end(state, event, scene, scene.say("tendency-set")))


def ask_name(state: State, event: Event, scene: Scene) -> Step:
    ticket, effects = ask(state, event, scene, scene.say("ask-name"), [later_button(scene, first=False)])
    return Step(ChoosingName(ticket=ticket), effects)


def name_typed(state: ChoosingName, event: Text, scene: Scene) -> Step:
    pieces = (one_line(piece) for piece in event.text.replace("\n", ",").split(","))
    names = tuple(dict.fromkeys(filter(None, pieces)))
    if not names or not all(_may_be_a_name(name, scene) for name in names):
        return misread(state, event, scene, scene.say("name-unknown"))
    if len(names) > MOST_NAMES:
        return remark(state, scene.say("name-unknown"))
    person = _with_profile(scene.person, therapist_names=names)
    return changed(person, end(state, event, scene, scene.say("name-set", name=", ".join(names))))


def _may_be_a_name(text: str, scene: Scene) -> bool:
    """ "Joy" is a name, "I'm so angry at her" is not."""
    size = len(text.split())
    if len(text) > LONGEST_NAME or size >= moments.ENOUGH_FOR_A_THOUGHT:
        return False
    return size <= _WORDS_IN_A_NAME or not moments.understood(scene, text).feelings


def _with_profile(person: Person, **changes: object) -> Person:
    return person.model_copy(update={"profile": person.profile.model_copy(update=changes)})
