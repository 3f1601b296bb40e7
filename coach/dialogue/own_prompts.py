"""Questions that a person wrote for themselves: added, listed, removed. They are asked among the others."""

from coach.dialogue.buttons import Choice
from coach.dialogue.choosing import changed, seen_as
from coach.dialogue.events import Command, Event, Tap, Text
from coach.dialogue.scene import Scene, Step, ask, end, refuse, remark
from coach.dialogue.states import AddingPrompt, OwnPrompts, State
from coach.model import OwnPrompt, Person
from coach.quoting import clip, one_line
from prompts import MAX_TEXT

MOST_OWN = 20
_BUTTON = 30


def own_prompts(state: State, event: Command, scene: Scene) -> Step:
    """``/myprompt`` lists what there is; with words after it, they are a new one."""
    if event.arguments:
        return _add(state, event, scene, event.arguments)
    return _list(state, event, scene)


def ask_for_own_prompt(state: OwnPrompts, event: Tap, scene: Scene) -> Step:
    ticket, effects = ask(state, event, scene, scene.say("ask-own"), [[Choice(scene.say("button-leave"), "close")]])
    return Step(AddingPrompt(ticket=ticket), effects)


def own_prompt_typed(state: AddingPrompt, event: Text, scene: Scene) -> Step:
    return _add(state, event, scene, event.text)


def _add(state: State, event: Event, scene: Scene, text: str) -> Step:
    line = one_line(text)
    if not line:
        return remark(state, scene.say("ask-own"))
    own = scene.person.profile.own_prompts
    if len(line) > MAX_TEXT:
        return remark(state, scene.say("own-too-long", most=MAX_TEXT))
    if len(own) >= MOST_OWN:
        return remark(state, scene.say("own-too-many", most=MOST_OWN))
    number = scene.person.profile.own_prompts_ever + 1
    person = _with(scene.person, (*own, OwnPrompt(number=number, text=line)), ever=number)
    return changed(person, end(state, event, scene, scene.say("own-added", words=line)))


def _list(state: State, event: Event, scene: Scene) -> Step:
    own = scene.person.profile.own_prompts
    lines = [scene.say("own-head" if own else "own-none"), *(f"{prompt.number}. {prompt.text}" for prompt in own)]
    removals = [
        [Choice(scene.say("button-remove", words=clip(prompt.text, _BUTTON)), "remove", str(prompt.number))]
        for prompt in own
    ]
    rows = [*removals, [Choice(scene.say("button-add"), "add"), Choice(scene.say("button-close"), "close")]]
    ticket, effects = ask(state, event, scene, "\n\n".join(lines), rows)
    return Step(OwnPrompts(ticket=ticket), effects)


def own_prompt_removed(state: OwnPrompts, event: Tap, scene: Scene) -> Step:
    kept = tuple(prompt for prompt in scene.person.profile.own_prompts if str(prompt.number) != event.value)
    if len(kept) == len(scene.person.profile.own_prompts):
        return refuse(state)
    person = _with(scene.person, kept)
    return changed(person, _list(state, event, seen_as(scene, person)))


def own_prompts_closed(state: OwnPrompts | AddingPrompt, event: Tap, scene: Scene) -> Step:
    return end(state, event, scene, scene.say("own-closed"))


def _with(person: Person, own: tuple[OwnPrompt, ...], ever: int | None = None) -> Person:
    """`ever` is the highest number given so far: a number is not used again, because it has a history."""
    ever = person.profile.own_prompts_ever if ever is None else ever
    profile = person.profile.model_copy(update={"own_prompts": own, "own_prompts_ever": ever})
    return person.model_copy(update={"profile": profile})
