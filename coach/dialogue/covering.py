"""Discreet mode: what comes by itself shows only "A moment for you?" until it is tapped, so that a lock screen tells
nothing. Telegram shows a new message there, and no edit.

::

    a question falls due ─ cover ─▶ Covered ── tap, or a yes ──▶ the question, in place of the cover
                                      ├── not now: nothing is asked any more
                                      └── anything else that is typed: a moment of its own

Nobody answers a question that they have not seen: what is typed beside a cover does not count as its answer, and the
question counts as unanswered. How long an answer counts begins when the question is seen.
"""

from coach.dialogue import naming, prompting
from coach.dialogue.buttons import Choice, keyboard, new_ticket
from coach.dialogue.effects import Effect, Send
from coach.dialogue.events import CheckInDue, PromptDue, Tap, Text, WeekTold
from coach.dialogue.scene import Scene, Step, close, end
from coach.dialogue.states import (
    AfterSession,
    Asking,
    Covered,
    Idle,
    Prompted,
    State,
    load_state,
    save_state,
)
from coach.messages import Drawing, Edit, Form, Say, Stay
from coach.reading_rhythm import read_later


def cover(state: State, event: PromptDue | CheckInDue | WeekTold, scene: Scene, outcome: Step) -> Step:
    """What was to be said, under a cover. One that asks nothing leaves nothing asked once it is seen."""
    said = (effect.message for effect in outcome.effects if isinstance(effect, Send))
    shows = next(message for message in said if isinstance(message, Say))
    ticket = new_ticket(scene.rng)
    choices = [Choice(scene.say("button-uncover"), "open"), Choice(scene.say("button-not-now"), "leave")]
    keys = keyboard(scene.person.id, ticket, [choices])
    covered = Covered(
        ticket=ticket,
        shows=shows,
        under=save_state(outcome.state if shows.opens else Idle()),
        since=scene.now,
        delivery_id=event.delivery_id or 0,
        card=isinstance(event, WeekTold),
        beside=scene.open_message,
    )
    message = Say(text=scene.say("covered"), keyboard=keys, opens=True, stay=Stay.WAITS)
    return Step(covered, (*close(state), Send(message)))


def uncovered(state: Covered, event: Tap | Text, scene: Scene) -> Step:
    """Here it is; of a week the picture follows."""
    under, shows = _under(state, scene), state.shows
    card: tuple[Effect, ...] = (Send(Drawing(form=Form.CARD, at=state.since)),) if state.card else ()
    if isinstance(event, Tap) and event.message_id is not None:
        at = event.message_id
        edit = Edit(target=at, text=shows.text, keyboard=shows.keyboard, opens=shows.opens, stay=shows.stay)
        return Step(under, (Send(edit), *card))
    return Step(under, (*close(state), Send(shows), *card))


def left(state: Covered, event: Tap, scene: Scene) -> Step:
    """Not now, and unseen: the question counts as unanswered."""
    return end(state, event, scene, scene.say("left-covered"))


def typed(state: Covered, event: Text, scene: Scene) -> Step:
    """A yes opens it, a time alone puts a question off unseen; all else is kept as a moment of its own."""
    if event.text.strip(" .!…").casefold() in scene.say("uncovering-words").split(", "):
        return uncovered(state, event, scene)
    under = _under(state, scene)
    if isinstance(under, Prompted) and read_later(event.text) is not None:
        step = prompting.prompt_typed(under, event, scene)
        return step._replace(state=state) if step.state == under else step
    return naming.typed(state, event, scene)


def _under(state: Covered, scene: Scene) -> State:
    """What lies under it, as if it had come just now."""
    under = load_state(state.under)
    if isinstance(under, Asking):
        return under.model_copy(update={"until": under.until + (scene.now - state.since)})
    if isinstance(under, AfterSession):
        return under.model_copy(update={"check_in": under.check_in.model_copy(update={"at": scene.now})})
    return under
