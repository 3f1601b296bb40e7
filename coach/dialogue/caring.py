"""What asks for care is answered before anything else: in plain words and with people to turn to, and nothing is asked.

::

    text, edit, words after a command ─ asked_for ─→ answer ─→ Cared ─→ typed: kept with it · numbers · into my week

The words are kept whole, as a moment of their own that carries its `care`: nothing mirrors or quotes it, and the week,
the card and the page do not know it, until the person taps that it belongs there. What they are asked next is gentle.
Somebody who takes it back ("no, I'm fine") is not led away from here: that is kept with it, and no feeling is asked.
"""

from datetime import timedelta

from coach.care import Care, care_reader
from coach.dialogue import moments, wording
from coach.dialogue.buttons import Choice
from coach.dialogue.effects import Change, Effect, Keep, Met, Send
from coach.dialogue.events import Command, Edited, Event, Tap, Text
from coach.dialogue.naming import SAME_BREATH, typed
from coach.dialogue.scene import Scene, Step, ask, close, remark
from coach.dialogue.states import Cared, ForgettingEarly, Idle, Prompted, State, Welcome
from coach.messages import Say, Stay
from coach.model import Moment, Part, Person
from coach.zones import local
from prompts import Outcome

GENTLE = timedelta(days=2)
"""The day on which it was written, and the one after it."""
THERAPIST_RESTS = timedelta(days=14)
"""How long nothing is asked about a therapist who crossed a line."""


def asked_for(event: Event, scene: Scene) -> Care | None:
    """What the person's words ask care for; None for a tap, a forward, and most of what is ever typed."""
    words = event.text if isinstance(event, Text | Edited) else event.arguments if isinstance(event, Command) else ""
    return care_reader(scene.language).recognise(words, scene.person.profile.therapist_names) if words else None


def answer(state: State, event: Text | Edited | Command, scene: Scene, care: Care) -> Step:
    """The fixed answer. Who has not said yes yet is answered too, and nothing is kept of them."""
    text = wording.care(scene.person, care, scene.own_lines, scene.say)
    if isinstance(state, Welcome | ForgettingEarly):
        return remark(state, text, Stay.KEPT)
    moment = _kept(state, event, scene, care)
    if isinstance(state, Cared) and state.moment.care is care and state.moment.id == moment.id:
        return _more(state, scene, moment)
    text = wording.under(text, scene.say("care-kept"))
    ticket, asking = ask(state, event, scene, text, _ways_on(scene), stay=Stay.KEPT)
    effects = (*_met(state), Keep(moment), Change(_gently(scene, care)), *asking)
    return Step(Cared(ticket=ticket, moment=moment, since=scene.now), effects)


def _ways_on(scene: Scene, *, more: bool = True) -> list[list[Choice]]:
    numbers_ = [Choice(scene.say("button-care-numbers"), "numbers")] if more else []
    return [numbers_, [Choice(scene.say("button-care-mine"), "mine"), Choice(scene.say("button-close"), "close")]]


def _kept(state: State, event: Text | Edited | Command, scene: Scene, care: Care) -> Moment:
    """An edited moment takes its new words; what goes on with an answered one is added; all else is a new one."""
    if isinstance(event, Command):
        return moments.new(scene, text=(Part(text=event.arguments),), care=care)
    if isinstance(event, Edited):
        if scene.edited is not None:
            return moments.with_edit(scene.edited, event).model_copy(update={"care": care})
        return moments.new(scene, text=(Part(message_id=event.message_id, text=event.text),), care=care)
    if isinstance(state, Cared) and scene.now - state.since <= SAME_BREATH:
        return moments.add(state.moment, "text", event)
    asked = {"prompt_id": state.prompt_id, "delivery_id": state.delivery_id} if isinstance(state, Prompted) else {}
    return moments.new(scene, text=(moments.part(event),), care=care, **asked)


def _met(state: State) -> tuple[Effect, ...]:
    return (Met(state.delivery_id, Outcome.ANSWERED),) if isinstance(state, Prompted) else ()


def _gently(scene: Scene, care: Care) -> Person:
    today = local(scene.person.zone, scene.now).date()
    changed = {"gentle_until": today + GENTLE}
    if care is Care.THERAPIST_HARM:
        changed["therapist_rests_until"] = today + THERAPIST_RESTS
    profile = scene.person.profile.model_copy(update=changed)
    return scene.person.model_copy(update={"profile": profile})


# ── after the answer


def typed_after(state: Cared, event: Text, scene: Scene) -> Step:
    """More of it, or a step back from it, is kept with it. Later it is a thought of its own."""
    if scene.now - state.since > SAME_BREATH:
        return typed(state, event, scene)
    return _more(state, scene, moments.add(state.moment, "text", event))


def _more(state: Cared, scene: Scene, moment: Moment) -> Step:
    step = remark(state.model_copy(update={"moment": moment}), scene.say("care-more"))
    return Step(step.state, (Keep(moment), *step.effects))


def edited(state: State, moment: Moment) -> State:
    """The answered moment as it is now, where it is the one that stands open."""
    same = isinstance(state, Cared) and state.moment.id == moment.id
    return state.model_copy(update={"moment": moment}) if same else state


def numbers(state: Cared, event: Tap, scene: Scene) -> Step:
    """All there are, below what was said first."""
    text = wording.help_now(scene.person, scene.own_lines, scene.say)
    ticket, asking = ask(state, event, scene, text, _ways_on(scene, more=False), below=True, stay=Stay.KEPT)
    return Step(state.model_copy(update={"ticket": ticket, "taps": ()}), asking)


def closed(state: Cared, event: Tap, scene: Scene) -> Step:
    return Step(Idle(), close(state))


def into_my_week(state: Cared, event: Tap, scene: Scene) -> Step:
    """It is a moment like any other from now on. The answer stays on the screen."""
    moment = state.moment.model_copy(update={"care": None})
    return Step(Idle(), (Keep(moment), *close(state), Send(Say(text=scene.say("care-mine")))))
