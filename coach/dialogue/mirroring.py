"""The mirror: what was told, said back in the person's own words, and at most two more questions.

Every answer is kept before anything else is asked.
"""

from coach.dialogue import items, moments, wording
from coach.dialogue.buttons import Choice, in_rows
from coach.dialogue.effects import Keep, KeepItem
from coach.dialogue.events import Event, Tap, Text
from coach.dialogue.scene import Scene, Step, ask, end, refuse, tell
from coach.dialogue.states import Aspect, Idle, Mirrored, Naming, Telling
from coach.feelings import Whom
from coach.model import Did, Moment, Share

MOST_FOLLOW_UPS = 2
_FIELD = {Aspect.BECAUSE: "because", Aspect.WANTED: "wanted", Aspect.DID: "did_words"}


def mirror(state: Naming, event: Event, scene: Scene, moment: Moment, asked: int = 0, more: str = "") -> Step:
    """Say it back, with `more` below it, and offer what has not been told yet."""
    head = "" if moment.text else state.head
    text = wording.under(head, wording.mirror(moment, scene.say), more)
    ticket, effects = ask(state, event, scene, text, _follow_ups(moment, scene, asked))  # type: ignore[arg-type]  # every Naming is a State
    mirrored = Mirrored(ticket=ticket, moment=moment, head=head, since=scene.now, asked=asked)
    return Step(mirrored, (Keep(moment), *effects))


def _follow_ups(moment: Moment, scene: Scene, asked: int) -> list[list[Choice]]:
    say = scene.say
    open_ = {
        Aspect.BECAUSE: not moment.because and not moment.text,
        Aspect.WANTED: not moment.wanted,
        Aspect.DID: moment.did is None and not moment.did_words,
    }
    aspects = [Choice(say(f"button-{aspect}"), "tell", aspect) for aspect, untold in open_.items() if untold]
    whom = "not-them" if moment.toward_therapist else "them"
    file = [Choice(say("button-file"), "file")] if any(not shelf.archived for shelf in scene.shelves) else []
    last = [] if moment.bring else [Choice(say("button-bring"), "bring")]
    return [
        *(in_rows(aspects, 2) if asked < MOST_FOLLOW_UPS else []),
        [Choice(say(f"button-{whom}"), "whom", whom)],
        file,
        [*last, Choice(say("button-that-is-all"), "enough")],
    ]


def enough(state: Mirrored, event: Tap, scene: Scene) -> Step:
    return end(state, event, scene, wording.under(state.head, wording.mirror(state.moment, scene.say)))


def bring(state: Mirrored, event: Tap, scene: Scene) -> Step:
    """Into the room with it: at the top of the week, and on the list until it was said."""
    moment = moments.decided(state.moment, Share.BRING, scene)
    waits = wording.brought(scene.person, scene.say, scene.now)
    text = wording.under(state.head, wording.mirror(moment, scene.say), waits)
    keeping = Keep(moment), KeepItem(items.of_moment(moment, scene))
    return Step(Idle(), (*keeping, *tell(state, event, scene, text)))


def whom_tapped(state: Mirrored, event: Tap, scene: Scene) -> Step:
    """Confirm or correct whether it concerns the therapist."""
    if event.value not in ("them", "not-them"):
        return refuse(state)
    others = tuple(whom for whom in state.moment.whom if whom is not Whom.THERAPIST)
    whom = (Whom.THERAPIST, *others) if event.value == "them" else others
    return mirror(state, event, scene, state.moment.model_copy(update={"whom": whom}), state.asked)


# ── because, wanting, doing


def tell_tapped(state: Mirrored, event: Tap, scene: Scene) -> Step:
    if event.value not in tuple(Aspect) or state.asked >= MOST_FOLLOW_UPS:
        return refuse(state)
    aspect, say = Aspect(event.value), scene.say
    done = [Choice(say(f"button-{did}"), "did", did) for did in Did] if aspect is Aspect.DID else []
    rows = [*in_rows(done, 2), [Choice(say("button-skip"), "untold")]]
    text = wording.under(state.head, wording.mirror(state.moment, say), say(f"ask-{aspect}"))
    ticket, effects = ask(state, event, scene, text, rows)
    telling = Telling(ticket=ticket, moment=state.moment, head=state.head, aspect=aspect, asked=state.asked + 1)
    return Step(telling, effects)


def did_tapped(state: Telling, event: Tap, scene: Scene) -> Step:
    if event.value not in tuple(Did) or state.aspect is not Aspect.DID:
        return refuse(state)
    return mirror(state, event, scene, state.moment.model_copy(update={"did": Did(event.value)}), state.asked)


def untold(state: Telling, event: Tap, scene: Scene) -> Step:
    return mirror(state, event, scene, state.moment, state.asked)


def told(state: Telling, event: Text, scene: Scene) -> Step:
    moment = moments.add(state.moment, _FIELD[state.aspect], event)
    text = wording.told(moment, state.aspect, scene.say)
    ticket, effects = ask(state, event, scene, text, _follow_ups(moment, scene, state.asked))
    mirrored = Mirrored(ticket=ticket, moment=moment, head="", since=scene.now, asked=state.asked)
    return Step(mirrored, (Keep(moment), *effects))
