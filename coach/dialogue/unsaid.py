"""The unsaid list: what waits to be said, until it was said, or is let go."""

from collections.abc import Sequence
from uuid import UUID

from coach.dialogue import items, saying, wording
from coach.dialogue.buttons import Choice, in_rows, numbered
from coach.dialogue.events import Command, Event, Tap
from coach.dialogue.scene import Scene, Step, ask, end, refuse, remark
from coach.dialogue.states import Hearing, State, UnsaidList, UnsaidShown
from coach.model import CheckIn, Heard, Part, UnsaidItem
from coach.quoting import clip, one_line

_A_PAGE = 6
_QUOTE, _BUTTON = 160, 30


def unsaid(state: State, event: Command, scene: Scene) -> Step:
    """``/unsaid`` shows what waits; with words after it, they wait from now on."""
    if one_line(event.arguments):
        return _add(state, event, scene)
    waiting = items.waiting(scene)
    if not waiting:
        return remark(state, scene.say("unsaid-none"))
    if len(waiting) == 1:
        return _show(state, event, scene, waiting[0])
    return _list(state, event, scene, waiting)


def _add(state: State, event: Command, scene: Scene) -> Step:
    item = items.new(scene, Part(text=event.arguments))
    waits = wording.brought(scene.person, scene.say, scene.now)
    step = remark(state, wording.under(items.quote(item, scene.say), waits))
    return items.kept(item, step)


def say_it(state: State, event: Command, scene: Scene) -> Step:
    """``/say``: a sentence for something that waits, the newest first, or for something new."""
    if one_line(event.arguments):
        return saying.begin_with(state, event, scene, event.arguments)
    waiting = items.waiting(scene)
    if not waiting:
        return saying.begin(state, event, scene, None)
    return _list(state, event, scene, waiting[::-1], is_saying=True)


# ── the list


def _list(
    state: State,
    event: Event,
    scene: Scene,
    waiting: Sequence[UnsaidItem],
    *,
    page: int = 0,
    is_saying: bool = False,
    above: str = "",
) -> Step:
    start = page * _A_PAGE
    shown = list(enumerate(waiting))[start : start + _A_PAGE]
    head = scene.say("say-which" if is_saying else "unsaid-head")
    text = wording.under(above, head, *(_line(number, item, scene) for number, item in shown))
    choices = [[Choice(_label(number, item, scene), "item", str(number))] for number, item in shown]
    rows = [*choices, *_turns(page, len(waiting), scene), _last(scene, is_saying=is_saying)]
    ticket, effects = ask(state, event, scene, text, rows)
    offered = tuple(item.id for item in waiting)
    return Step(UnsaidList(ticket=ticket, offered=offered, page=page, saying=is_saying), effects)


def _line(number: int, item: UnsaidItem, scene: Scene) -> str:
    return f"{number + 1}. {items.quote(item, scene.say, _QUOTE)}\n{items.since(item, scene)}"


def _label(number: int, item: UnsaidItem, scene: Scene) -> str:
    return clip(f"{number + 1}. {items.plain(item, scene.say)}", _BUTTON)


def _turns(page: int, count: int, scene: Scene) -> list[list[Choice]]:
    turns = [
        Choice(scene.say(key), "turn", str(to))
        for key, to in (("button-back", page - 1), ("button-more", page + 1))
        if 0 <= to * _A_PAGE < count
    ]
    return [turns] if turns else []


def _last(scene: Scene, *, is_saying: bool) -> list[Choice]:
    anew = [Choice(scene.say("button-something-new"), "new")] if is_saying else []
    return [*anew, Choice(scene.say("button-close"), "close")]


def item_tapped(state: UnsaidList, event: Tap, scene: Scene) -> Step:
    item_id = numbered(state.offered, event.value)
    if item_id is None:
        return refuse(state)
    item = items.find_waiting(scene, item_id)
    if item is None:
        return end(state, event, scene, scene.say("unsaid-gone"))
    return saying.begin(state, event, scene, item) if state.saying else _show(state, event, scene, item)


def something_new(state: UnsaidList, event: Tap, scene: Scene) -> Step:
    return saying.begin(state, event, scene, None) if state.saying else refuse(state)


def page_turned(state: UnsaidList, event: Tap, scene: Scene) -> Step:
    waiting = [item for item_id in state.offered if (item := items.find_waiting(scene, item_id))]
    pages = -(-len(waiting) // _A_PAGE)
    if not (event.value.isascii() and event.value.isdigit() and int(event.value) < pages):
        return refuse(state)
    return _list(state, event, scene, waiting, page=int(event.value), is_saying=state.saying)


def closed(state: UnsaidList | UnsaidShown, event: Tap, scene: Scene) -> Step:
    return end(state, event, scene, scene.say("unsaid-closed"))


# ── one item


def _show(state: State, event: Event, scene: Scene, item: UnsaidItem) -> Step:
    say = scene.say
    rows = [
        [Choice(say("button-item-said"), "said"), Choice(say("button-not-yet"), "yet")],
        [Choice(say("button-let-go"), "go"), Choice(say("button-sentence"), "sentence")],
        [Choice(say("button-close"), "close")],
    ]
    text = wording.under(items.quote(item, say), items.sentence(item, say), items.since(item, scene))
    ticket, effects = ask(state, event, scene, text, rows)
    return Step(UnsaidShown(ticket=ticket, item_id=item.id), effects)


def said(state: UnsaidShown, event: Tap, scene: Scene) -> Step:
    item = items.find_waiting(scene, state.item_id)
    return ask_heard(state, event, scene, item) if item else _gone(state, event, scene)


def not_yet(state: UnsaidShown, event: Tap, scene: Scene) -> Step:
    item = items.find_waiting(scene, state.item_id)
    return onward(state, event, scene, item) if item else _gone(state, event, scene)


def let_go(state: UnsaidShown, event: Tap, scene: Scene) -> Step:
    item = items.find_waiting(scene, state.item_id)
    if item is None:
        return _gone(state, event, scene)
    item = items.let_go(item)
    return items.kept(item, onward(state, event, scene, item))


def sentence_tapped(state: UnsaidShown, event: Tap, scene: Scene) -> Step:
    item = items.find_waiting(scene, state.item_id)
    return saying.begin(state, event, scene, item) if item else _gone(state, event, scene)


def _gone(state: UnsaidShown, event: Tap, scene: Scene) -> Step:
    return end(state, event, scene, scene.say("unsaid-gone"))


def onward(state: State, event: Event, scene: Scene, item: UnsaidItem) -> Step:
    """After one item, the others that wait."""
    done = items.acknowledged(item, scene.say)
    others = [one for one in items.waiting(scene) if one.id != item.id]
    return _list(state, event, scene, others, above=done) if others else end(state, event, scene, done)


def ask_heard(
    state: State,
    event: Event,
    scene: Scene,
    item: UnsaidItem,
    check_in: CheckIn | None = None,
    waiting: tuple[UUID, ...] = (),
) -> Step:
    """It was said, and that is kept before anything else is asked."""
    item = items.said(item, scene)
    ways = [Choice(scene.say(f"button-heard-{heard}"), "heard", heard) for heard in Heard]
    rows = [*in_rows(ways, 2), [Choice(scene.say("button-skip"), "pass")]]
    text = wording.under(items.quote(item, scene.say), scene.say("ask-heard"))
    ticket, effects = ask(state, event, scene, text, rows)
    hearing = Hearing(ticket=ticket, item_id=item.id, check_in=check_in, waiting=waiting)
    return items.kept(item, Step(hearing, effects))
