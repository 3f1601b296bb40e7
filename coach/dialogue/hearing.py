"""How something said was heard; then on with the list, or with the questions after the session."""

from coach.dialogue import checking_in, items, unsaid
from coach.dialogue.events import Event, Tap
from coach.dialogue.scene import Scene, Step, end, refuse
from coach.dialogue.states import Hearing
from coach.model import Heard, UnsaidItem


def heard_tapped(state: Hearing, event: Tap, scene: Scene) -> Step:
    if event.value not in tuple(Heard):
        return refuse(state)
    item = items.find(scene, state.item_id)
    if item is None:
        return end(state, event, scene, scene.say("unsaid-gone"))
    item = item.model_copy(update={"heard": Heard(event.value)})
    return items.kept(item, _onward(state, event, scene, item))


def unheard(state: Hearing, event: Tap, scene: Scene) -> Step:
    """Not told: that it was said is kept already."""
    item = items.find(scene, state.item_id)
    if item is None:
        return end(state, event, scene, scene.say("unsaid-gone"))
    return _onward(state, event, scene, item)


def _onward(state: Hearing, event: Event, scene: Scene, item: UnsaidItem) -> Step:
    if state.check_in is None:
        return unsaid.onward(state, event, scene, item)
    done = items.acknowledged(item, scene.say)
    return checking_in.ask_next_item(state, event, scene, state.check_in, state.waiting, above=done)
