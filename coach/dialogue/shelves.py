"""Shelves: the person's own labels, looked through, made and changed; and the filing of one moment under them.

A label is theirs, word for word. A moment either fits it or is the one that does not; nothing is concluded from that.
"""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from coach.dialogue import mirroring, wording
from coach.dialogue.buttons import Choice, numbered
from coach.dialogue.effects import Effect, KeepShelf, MergeShelves
from coach.dialogue.events import Command, Event, Tap, Text
from coach.dialogue.scene import Scene, Step, ask, end, refuse, remark
from coach.dialogue.states import Filing, Mirrored, NamingShelf, PickingShelf, ShelfDeed, Shelves, State
from coach.model import Moment, Shelf
from coach.quoting import clip, isolated, one_line
from coach.shelving import filed_as, refiled, taken_off

LONGEST_NAME = 60
MOST_SHELVES = 20
_BUTTON = 30


# ── looking through them


def open_shelves(state: State, event: Command, scene: Scene) -> Step:
    """``/shelves`` lists them; with words after it, they name a new one."""
    return _name(state, event, scene, event.arguments) if event.arguments else _list(state, event, scene)


def back_to_shelves(state: PickingShelf | NamingShelf, event: Tap, scene: Scene) -> Step:
    return _list(state, event, scene)


def closed(state: Shelves, event: Tap, scene: Scene) -> Step:
    return end(state, event, scene, scene.say("shelves-closed"))


def _list(state: State, event: Event, scene: Scene) -> Step:
    say = scene.say
    head = say("shelves-head") if _in_use(scene) else "" if scene.shelves else say("shelves-none")
    away = [one.name for one in scene.shelves if one.archived]
    archived = say("shelves-archived", names=", ".join(map(isolated, away))) if away else ""
    text = wording.under(head, "\n".join(_counted(shelf, scene) for shelf in _in_use(scene)), archived)
    deeds = [Choice(say(f"button-shelf-{deed}"), "deed", deed) for deed in ShelfDeed if _eligible(deed, scene)]
    rows = [[Choice(say("button-shelf-make"), "make")], deeds, [Choice(say("button-close"), "close")]]
    ticket, effects = ask(state, event, scene, text, rows)
    return Step(Shelves(ticket=ticket), effects)


def _counted(shelf: Shelf, scene: Scene) -> str:
    told = [one.fits for filed in scene.filed for one in filed if one.shelf_id == shelf.id]
    name = isolated(shelf.name)
    return scene.say("shelf-counted", name=name, fits=told.count(True), other=told.count(False))


def _in_use(scene: Scene) -> tuple[Shelf, ...]:
    return tuple(shelf for shelf in scene.shelves if not shelf.archived)


def _eligible(deed: ShelfDeed, scene: Scene) -> tuple[Shelf, ...]:
    """The shelves that this can be done to; merging takes two."""
    if deed is ShelfDeed.ARCHIVE:
        return scene.shelves
    there = _in_use(scene)
    return there if deed is ShelfDeed.RENAME or len(there) > 1 else ()


# ── making and changing them


def ask_for_shelf(state: Shelves, event: Tap, scene: Scene) -> Step:
    return _ask_name(state, event, scene, None, scene.say("ask-shelf"))


def _ask_name(state: State, event: Event, scene: Scene, shelf: UUID | None, text: str) -> Step:
    ticket, effects = ask(state, event, scene, text, [[Choice(scene.say("button-leave"), "leave")]])
    return Step(NamingShelf(ticket=ticket, shelf=shelf), effects)


def name_typed(state: NamingShelf, event: Text, scene: Scene) -> Step:
    return _name(state, event, scene, event.text, state.shelf)


def _name(state: State, event: Event, scene: Scene, text: str, renamed: UUID | None = None) -> Step:
    """A name that another shelf has already is not given twice: they could not be told apart on a button."""
    name, others = one_line(text), [shelf for shelf in scene.shelves if shelf.id != renamed]
    if not name:
        return remark(state, scene.say("ask-shelf"))
    if len(name) > LONGEST_NAME:
        return remark(state, scene.say("shelf-too-long", most=LONGEST_NAME))
    if name.casefold() in {shelf.name.casefold() for shelf in others}:
        return remark(state, scene.say("shelf-there", name=isolated(name)))
    if renamed is None and len(scene.shelves) >= MOST_SHELVES:
        return remark(state, scene.say("shelf-too-many", most=MOST_SHELVES))
    old = _known(scene, renamed)
    shelf = old.model_copy(update={"name": name}) if old else Shelf(id=renamed or _new_id(scene), name=name)
    return _kept(shelf, state, event, scene)


def _new_id(scene: Scene) -> UUID:
    return UUID(int=scene.rng.getrandbits(128), version=4)


def _kept(shelf: Shelf, state: State, event: Event, scene: Scene) -> Step:
    there = {one.id: one for one in scene.shelves} | {shelf.id: shelf}
    return _after(KeepShelf(shelf), _list(state, event, replace(scene, shelves=tuple(there.values()))))


def _after(effect: Effect, step: Step) -> Step:
    return Step(step.state, (effect, *step.effects))


def deed_tapped(state: Shelves, event: Tap, scene: Scene) -> Step:
    if event.value not in tuple(ShelfDeed) or not _eligible(ShelfDeed(event.value), scene):
        return refuse(state)
    deed = ShelfDeed(event.value)
    return _pick(state, event, scene, deed, _eligible(deed, scene), scene.say(f"ask-shelf-{deed}"))


def _pick(
    state: State,
    event: Event,
    scene: Scene,
    deed: ShelfDeed,
    shelves: Sequence[Shelf],
    text: str,
    merging: UUID | None = None,
) -> Step:
    rows = [*_buttons(shelves, scene), [Choice(scene.say("button-leave"), "leave")]]
    ticket, effects = ask(state, event, scene, text, rows)
    offered = tuple(shelf.id for shelf in shelves)
    return Step(PickingShelf(ticket=ticket, deed=deed, offered=offered, merging=merging), effects)


def _buttons(shelves: Sequence[Shelf], scene: Scene) -> list[list[Choice]]:
    return [[Choice(_label(shelf, scene), "shelf", str(number))] for number, shelf in enumerate(shelves)]


def _label(shelf: Shelf, scene: Scene) -> str:
    name = clip(shelf.name, _BUTTON) or "…"
    return scene.say("button-shelf-take-out", name=name) if shelf.archived else name


def shelf_tapped(state: PickingShelf, event: Tap, scene: Scene) -> Step:
    shelf = _known(scene, numbered(state.offered, event.value))
    if shelf is None:
        return refuse(state)
    if state.deed is ShelfDeed.ARCHIVE:
        return _kept(shelf.model_copy(update={"archived": not shelf.archived}), state, event, scene)
    if state.deed is ShelfDeed.RENAME:
        text = scene.say("ask-shelf-name", name=isolated(shelf.name))
        return _ask_name(state, event, scene, shelf.id, text)
    return _merge(state, event, scene, shelf)


def _merge(state: PickingShelf, event: Tap, scene: Scene, shelf: Shelf) -> Step:
    """First the one to be merged, then the one that stays."""
    if state.merging is None:
        others = tuple(other for other in _in_use(scene) if other.id != shelf.id)
        text = scene.say("ask-shelf-into", name=isolated(shelf.name))
        return _pick(state, event, scene, ShelfDeed.MERGE, others, text, shelf.id) if others else refuse(state)
    merged = replace(
        scene,
        shelves=tuple(one for one in scene.shelves if one.id != state.merging),
        filed=tuple(refiled(filed, state.merging, shelf.id) for filed in scene.filed),
    )
    return _after(MergeShelves(state.merging, shelf.id), _list(state, event, merged))


def _known(scene: Scene, shelf_id: UUID | None) -> Shelf | None:
    return next((shelf for shelf in scene.shelves if shelf.id == shelf_id), None)


# ── filing one moment


def ask_where_to_file(state: Mirrored, event: Tap, scene: Scene) -> Step:
    shelves = _in_use(scene)
    if not shelves:
        return refuse(state)
    text = wording.under(state.head, wording.mirror(state.moment, scene.say), scene.say("ask-file"))
    rows = [*_buttons(shelves, scene), [Choice(scene.say("button-leave"), "leave")]]
    ticket, effects = ask(state, event, scene, text, rows)
    return Step(
        Filing(
            ticket=ticket,
            moment=state.moment,
            head=state.head,
            since=state.since,
            asked=state.asked,
            offered=tuple(shelf.id for shelf in shelves),
        ),
        effects,
    )


def shelf_for_filing(state: Filing, event: Tap, scene: Scene) -> Step:
    shelf = _known(scene, numbered(state.offered, event.value))
    if shelf is None or state.shelf is not None:
        return refuse(state)
    say = scene.say
    there = any(one.shelf_id == shelf.id for one in state.moment.filed)
    rows = [
        [Choice(say("button-fits"), "fits", "yes"), Choice(say("button-fits-not"), "fits", "no")],
        [Choice(say("button-unfile"), "fits", "off")] if there else [],
        [Choice(say("button-leave"), "leave")],
    ]
    text = wording.under(wording.mirror(state.moment, say), say("ask-fits", name=isolated(shelf.name)))
    ticket, effects = ask(state, event, scene, text, rows)
    return Step(state.model_copy(update={"ticket": ticket, "shelf": shelf.id}), effects)


def filed(state: Filing, event: Tap, scene: Scene) -> Step:
    shelf = _known(scene, state.shelf)
    if shelf is None or event.value not in ("yes", "no", "off"):
        return refuse(state)
    key = {"yes": "filed-fits", "no": "filed-fits-not", "off": "filed-off"}[event.value]
    more = scene.say(key, name=isolated(shelf.name))
    return _mirrored(state, event, scene, _with_filing(state.moment, shelf, event.value), more)


def _with_filing(moment: Moment, shelf: Shelf, told: str) -> Moment:
    off = told == "off"
    filed = taken_off(moment.filed, shelf.id) if off else filed_as(moment.filed, shelf.id, told == "yes")
    return moment.model_copy(update={"filed": filed})


def left_unfiled(state: Filing, event: Tap, scene: Scene) -> Step:
    return _mirrored(state, event, scene, state.moment)


def _mirrored(state: Filing, event: Tap, scene: Scene, moment: Moment, more: str = "") -> Step:
    return mirroring.mirror(state, event, scene, moment, state.asked, more)
