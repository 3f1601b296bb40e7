"""A prompt waits: for a feeling, one of its own answers, a sentence, a voice note, a skip, or a better time.

However it is met is recorded once, at the first tap or word.
"""

from coach.dialogue import moments, putting_off, wording
from coach.dialogue.buttons import Choice, in_rows, numbered
from coach.dialogue.effects import Met
from coach.dialogue.events import PromptDue, Tap, Text, Voice
from coach.dialogue.naming import family_tapped, grid, look_for_words, pick_family, spoken, typed
from coach.dialogue.scene import Scene, Step, ask, end, refuse, remark
from coach.dialogue.states import Asking, PickingFamily, Prompted, PuttingOff, State
from coach.feelings import Family, Whom
from coach.messages import Stay
from coach.model import Moment
from coach.reading_rhythm import read_later
from prompts import Outcome


def prompt_due(state: State, event: PromptDue, scene: Scene) -> Step:
    """The bot asks: the prompt over its own answers, or over the grid of feelings."""
    prompt = event.prompt
    fewer = scene.say("fewer-covered" if scene.covers else "fewer") if event.fewer else ""
    text = wording.under(fewer, prompt.text)
    ticket, effects = ask(state, event, scene, text, _ways(prompt.answers, scene), stay=Stay.WAITS)
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


def _ways(answers: tuple[str, ...], scene: Scene) -> list[list[Choice]]:
    last = [Choice(scene.say("button-skip"), "skip"), Choice(scene.say("button-later"), "later")]
    if not answers:
        return [*grid(scene), last]
    own = [Choice(answer, "answer", str(number)) for number, answer in enumerate(answers)]
    return [*in_rows(own, 2), [Choice(scene.say("button-name-it"), "name")], last]


def prompt_kept(state: PuttingOff, event: Tap, scene: Scene) -> Step:
    """Now, after all."""
    ticket, effects = ask(state, event, scene, state.head, _ways(state.answers, scene), stay=Stay.WAITS)
    return Step(Prompted(**putting_off.question(state), ticket=ticket), effects)


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


def prompt_typed(state: Asking, event: Text, scene: Scene) -> Step:
    """In time it answers the prompt; later it is a moment of its own. A time alone puts the prompt off."""
    later = read_later(event.text)
    if later is not None:
        return putting_off.said(state, event, scene, later)
    if scene.now >= state.until:
        return typed(state, event, scene)  # type: ignore[arg-type]  # every Asking is a State
    moment = _from_prompt(state, scene, text=(moments.part(event),))
    return _met(state, look_for_words(state, event, scene, moment))  # type: ignore[arg-type]


def typed_instead(state: PuttingOff, event: Text, scene: Scene) -> Step:
    """Until when, or an answer after all."""
    if read_later(event.text) is None and moments.thought(event, scene) is None:
        return remark(state, scene.say("later-unknown"))
    return prompt_typed(state, event, scene)


def prompt_spoken(state: Asking, event: Voice, scene: Scene) -> Step:
    if scene.now >= state.until:
        return spoken(state, event, scene)  # type: ignore[arg-type]  # every Asking is a State
    moment = _from_prompt(state, scene, voice=event.file_id)
    return _met(state, pick_family(state, event, scene, moment, question="ask-voice"))  # type: ignore[arg-type]


def _from_prompt(state: Asking, scene: Scene, **fields: object) -> Moment:
    whom = (Whom.THERAPIST,) if state.about_therapist else ()
    return moments.new(scene, prompt_id=state.prompt_id, delivery_id=state.delivery_id, whom=whom, **fields)


def _met(state: Asking, step: Step) -> Step:
    return Step(step.state, (Met(state.delivery_id, Outcome.ANSWERED), *step.effects), step.refused)
