"""A prompt waits: for a feeling, one of its own answers, a sentence, a voice note, or a skip.

However it is met is recorded once, at the first tap or word.
"""

from coach.dialogue import moments
from coach.dialogue.buttons import Choice, in_rows, numbered
from coach.dialogue.effects import Met
from coach.dialogue.events import PromptDue, Tap, Text, Voice
from coach.dialogue.naming import family_tapped, grid, look_for_words, pick_family, spoken, typed
from coach.dialogue.scene import Scene, Step, ask, end, refuse
from coach.dialogue.states import PickingFamily, Prompted, State
from coach.feelings import Family, Whom
from coach.model import Moment
from prompts import Outcome


def prompt_due(state: State, event: PromptDue, scene: Scene) -> Step:
    """The bot asks: the prompt over its own answers, or over the grid of feelings."""
    prompt, say = event.prompt, scene.say
    skip = Choice(say("button-skip"), "skip")
    if prompt.answers:
        answers = [Choice(answer, "answer", str(number)) for number, answer in enumerate(prompt.answers)]
        rows = [*in_rows(answers, 2), [Choice(say("button-name-it"), "name"), skip]]
    else:
        rows = [*grid(scene), [skip]]
    ticket, effects = ask(state, event, scene, prompt.text, rows)
    asked = Prompted(
        ticket=ticket,
        prompt_id=prompt.id,
        head=prompt.text,
        answers=prompt.answers,
        about_therapist=prompt.about_therapist,
        delivery_id=event.delivery_id,
        until=event.until,
    )
    return Step(asked, effects)


def prompt_skipped(state: Prompted, event: Tap, scene: Scene) -> Step:
    step = end(state, event, scene, f"{state.head}\n\n{scene.say('skipped')}")
    return Step(step.state, (Met(state.delivery_id, Outcome.SKIPPED), *step.effects))


def prompt_answered(state: Prompted, event: Tap, scene: Scene) -> Step:
    """One of the prompt's own answers: kept, and it looks for a feeling."""
    answer = numbered(state.answers, event.value)
    if answer is None:
        return refuse(state)
    moment = _from_prompt(state, scene, answer=answer)
    return _met(state, pick_family(state, event, scene, moment, head=state.head))


def prompt_named(state: Prompted, event: Tap, scene: Scene) -> Step:
    """Neither of the answers, but a feeling."""
    return _met(state, pick_family(state, event, scene, _from_prompt(state, scene), head=state.head))


def prompt_felt(state: Prompted, event: Tap, scene: Scene) -> Step:
    """A family, or *not sure*, tapped right under the prompt."""
    if event.value not in (*Family, "unsure"):
        return refuse(state)
    moment = _from_prompt(state, scene)
    picking = PickingFamily(ticket=state.ticket, moment=moment, head=state.head)
    return _met(state, family_tapped(picking, event, scene))


def prompt_typed(state: Prompted, event: Text, scene: Scene) -> Step:
    """In time it answers the prompt; later it is a moment of its own."""
    if scene.now >= state.until:
        return typed(state, event, scene)
    moment = _from_prompt(state, scene, text=(moments.part(event),))
    return _met(state, look_for_words(state, event, scene, moment))


def prompt_spoken(state: Prompted, event: Voice, scene: Scene) -> Step:
    if scene.now >= state.until:
        return spoken(state, event, scene)
    moment = _from_prompt(state, scene, voice=event.file_id)
    return _met(state, pick_family(state, event, scene, moment, question="ask-voice"))


def _from_prompt(state: Prompted, scene: Scene, **fields: object) -> Moment:
    whom = (Whom.THERAPIST,) if state.about_therapist else ()
    return moments.new(scene, prompt_id=state.prompt_id, delivery_id=state.delivery_id, whom=whom, **fields)


def _met(state: Prompted, step: Step) -> Step:
    return Step(step.state, (Met(state.delivery_id, Outcome.ANSWERED), *step.effects), step.refused)
