"""After a session: what was felt toward them, three questions on the two of them, what was said, what was left.

One question at a time, every one can be skipped, and "that's all" ends it at once. What was told so far is kept with
each answer.
"""

from datetime import timedelta
from uuid import UUID

from coach.dialogue import items, moments, wording
from coach.dialogue.buttons import Choice
from coach.dialogue.effects import Keep, KeepCheckIn
from coach.dialogue.events import CheckInDue, Event, Tap, Text
from coach.dialogue.naming import grid, typed
from coach.dialogue.scene import Scene, Step, ask, end, refuse
from coach.dialogue.states import AfterAlliance, AfterFeeling, AfterItem, AfterSession, AfterUnsaid, Alliance, State
from coach.dialogue.unsaid import ask_heard
from coach.feelings import Family, Whom, word_named
from coach.messages import Stay
from coach.model import CheckIn, Degree, Moment, Named
from coach.quoting import one_line
from coach.sessions import week_window

WHILE_FRESH = timedelta(hours=3)
"""How long what is typed answers the open question; later it is a moment of its own."""


def begin(state: State, event: CheckInDue, scene: Scene) -> Step:
    """What did you feel toward them?"""
    number = UUID(int=scene.rng.getrandbits(128), version=4)
    check_in = CheckIn(id=number, at=scene.now, delivery_id=event.delivery_id)
    rows = [*grid(scene), _ways_on(scene)]
    ticket, effects = ask(state, event, scene, scene.say("after-feeling"), rows, stay=Stay.WAITS)
    return Step(AfterFeeling(ticket=ticket, check_in=check_in), effects)


def _ways_on(scene: Scene) -> list[Choice]:
    return [Choice(scene.say("button-skip"), "pass"), Choice(scene.say("button-that-is-all"), "enough")]


def enough(state: AfterSession, event: Tap, scene: Scene) -> Step:
    return _finish(state, event, scene, state.check_in)  # type: ignore[arg-type]  # every AfterSession is a State


def _finish(state: State, event: Event, scene: Scene, check_in: CheckIn, above: str = "") -> Step:
    told = check_in.model_dump(exclude={"id", "at", "delivery_id"}, exclude_none=True)
    waits = "after-kept-waits" if items.waiting(scene) else "kept"
    return end(state, event, scene, wording.under(above, scene.say(waits if told else "skipped")))


def _fresh(state: AfterSession, scene: Scene) -> bool:
    return scene.now - state.check_in.at < WHILE_FRESH


def _with(check_in: CheckIn, step: Step) -> Step:
    return Step(step.state, (KeepCheckIn(check_in), *step.effects))


# ── what was felt toward them


def felt_tapped(state: AfterFeeling, event: Tap, scene: Scene) -> Step:
    """*Not sure* is an answer too, and goes on."""
    if event.value == "unsure":
        return passed_feeling(state, event, scene)
    if event.value not in tuple(Family):
        return refuse(state)
    family = Family(event.value)
    return _felt(state, event, scene, _moment(state, scene, feelings=(_named(family, scene),)))


def _named(family: Family, scene: Scene) -> Named:
    return Named(word=scene.say(f"family-{family}"), family=family)


def felt_typed(state: AfterFeeling, event: Text, scene: Scene) -> Step:
    """A word that is known is the feeling; any other words are kept as they are."""
    if not _fresh(state, scene):
        return typed(state, event, scene)
    known = word_named(one_line(event.text).strip(" .,;:…").casefold(), scene.language)
    if known is not None:
        moment = _moment(state, scene, feelings=(Named(word=known.word, family=known.family),))
    else:
        moment, _ = moments.concerning(scene, _moment(state, scene, text=(moments.part(event),)))
    return _felt(state, event, scene, moment)


def _moment(state: AfterFeeling, scene: Scene, **told: object) -> Moment:
    return moments.new(scene, whom=(Whom.THERAPIST,), delivery_id=state.check_in.delivery_id, **told)


def _felt(state: AfterFeeling, event: Event, scene: Scene, moment: Moment) -> Step:
    check_in = state.check_in.model_copy(update={"moment_id": moment.id})
    step = _ask_alliance(state, event, scene, check_in, Alliance.RESPECTED, above=wording.mirror(moment, scene.say))
    return Step(step.state, (Keep(moment), KeepCheckIn(check_in), *step.effects))


def passed_feeling(state: AfterFeeling, event: Tap, scene: Scene) -> Step:
    return _ask_alliance(state, event, scene, state.check_in, Alliance.RESPECTED)


# ── the two of them


def _ask_alliance(state: State, event: Event, scene: Scene, check_in: CheckIn, asks: Alliance, above: str = "") -> Step:
    degrees = [Choice(scene.say(f"button-degree-{degree}"), "degree", degree) for degree in Degree]
    text = wording.under(above, scene.say(f"after-{asks.replace('_', '-')}"))
    ticket, effects = ask(state, event, scene, text, [degrees, _ways_on(scene)])
    return Step(AfterAlliance(ticket=ticket, check_in=check_in, asks=asks), effects)


def degree_tapped(state: AfterAlliance, event: Tap, scene: Scene) -> Step:
    if event.value not in tuple(Degree):
        return refuse(state)
    check_in = state.check_in.model_copy(update={state.asks: Degree(event.value)})
    return _with(check_in, _after_alliance(state, event, scene, check_in))


def passed_alliance(state: AfterAlliance, event: Tap, scene: Scene) -> Step:
    return _after_alliance(state, event, scene, state.check_in)


def _after_alliance(state: AfterAlliance, event: Event, scene: Scene, check_in: CheckIn) -> Step:
    following = tuple(Alliance)[tuple(Alliance).index(state.asks) + 1 :]
    if following:
        return _ask_alliance(state, event, scene, check_in, following[0])
    week = week_window(scene.person, scene.now, 1)[0]
    waiting = tuple(item.id for item in items.waiting(scene) if not items.rests(item, scene, week))
    return ask_next_item(state, event, scene, check_in, waiting)


# ── what waited to be said


def ask_next_item(
    state: State, event: Event, scene: Scene, check_in: CheckIn, waiting: tuple[UUID, ...], above: str = ""
) -> Step:
    """Did you say it? For the first that still waits; then what was left."""
    waiting = tuple(item_id for item_id in waiting if items.find_waiting(scene, item_id))
    item = items.find_waiting(scene, waiting[0]) if waiting else None
    if item is None:
        return _ask_left(state, event, scene, check_in, above)
    say = scene.say
    rows = [
        [Choice(say("button-item-said"), "said"), Choice(say("button-not-yet"), "yet")],
        [Choice(say("button-let-go"), "go")],
        *([[Choice(say("button-none-yet"), "none")]] if len(waiting) > 1 else []),
        [Choice(say("button-that-is-all"), "enough")],
    ]
    text = wording.under(above, say("after-said", words=items.quote(item, say)))
    ticket, effects = ask(state, event, scene, text, rows)
    return Step(AfterItem(ticket=ticket, check_in=check_in, waiting=waiting), effects)


def item_said(state: AfterItem, event: Tap, scene: Scene) -> Step:
    item = items.find_waiting(scene, state.waiting[0])
    if item is None:
        return item_waits(state, event, scene)
    return ask_heard(state, event, scene, item, state.check_in, state.waiting[1:])


def item_waits(state: AfterItem, event: Tap, scene: Scene) -> Step:
    return ask_next_item(state, event, scene, state.check_in, state.waiting[1:])


def item_let_go(state: AfterItem, event: Tap, scene: Scene) -> Step:
    item = items.find_waiting(scene, state.waiting[0])
    step = item_waits(state, event, scene)
    return items.kept(items.let_go(item), step) if item else step


def none_said(state: AfterItem, event: Tap, scene: Scene) -> Step:
    """Not yet, for all that are left."""
    return _ask_left(state, event, scene, state.check_in)


# ── what was left


def _ask_left(state: State, event: Event, scene: Scene, check_in: CheckIn, above: str = "") -> Step:
    rows = [[Choice(scene.say("button-nothing-left"), "enough")]]
    ticket, effects = ask(state, event, scene, wording.under(above, scene.say("after-left")), rows)
    return Step(AfterUnsaid(ticket=ticket, check_in=check_in), effects)


def left_typed(state: AfterUnsaid, event: Text, scene: Scene) -> Step:
    """What was left waits on the list from now on."""
    if not _fresh(state, scene) or not one_line(event.text):
        return typed(state, event, scene)
    item = items.new(scene, moments.part(event))
    check_in = state.check_in.model_copy(update={"left_unsaid": item.id})
    above = items.quote(item, scene.say)
    step = _finish(state, event, items.seen_with(scene, item), check_in, above)
    return items.kept(item, _with(check_in, step))
