"""One sentence to say in the room, from three small questions: "When you …, I felt …, and I wished …".

Kept with its item from the first part on. The parts are the person's own, as they typed or tapped them.
"""

from coach.dialogue import items, wording
from coach.dialogue.buttons import Choice, in_rows, numbered
from coach.dialogue.events import Event, Tap, Text
from coach.dialogue.naming import SAME_BREATH, typed
from coach.dialogue.scene import Scene, Step, ask, end, refuse, remark
from coach.dialogue.states import Clause, Saying, SentenceShown, State
from coach.feelings import Family
from coach.model import Part, Sentence, UnsaidItem
from coach.quoting import one_line

_FOLLOWING = {Clause.WHEN: Clause.FELT, Clause.FELT: Clause.WISHED}


def begin(state: State, event: Event, scene: Scene, item: UnsaidItem | None) -> Step:
    """For an item, or for something new; an item that has its sentence shows it."""
    if item is not None and item.sentence is not None:
        return _show(state, event, scene, item)
    return _ask(state, event, scene, item, Clause.WHEN)


def begin_with(state: State, event: Event, scene: Scene, words: str) -> Step:
    """What was typed after the command is the first part."""
    item = _with_part(items.new(scene), Clause.WHEN, Part(text=words))
    return items.kept(item, _ask(state, event, items.seen_with(scene, item), item, Clause.FELT))


def _ask(
    state: State, event: Event, scene: Scene, item: UnsaidItem | None, clause: Clause, *, retyping: bool = False
) -> Step:
    felt = _feelings(item, scene) if clause is Clause.FELT else ()
    rows = [
        *in_rows([Choice(word, "felt", str(number)) for number, word in enumerate(felt)], 3),
        [Choice(scene.say("button-skip"), "pass"), Choice(scene.say("button-that-is-all"), "enough")],
    ]
    text = wording.under(_so_far(item, scene), scene.say(f"ask-say-{clause}"))
    ticket, effects = ask(state, event, scene, text, rows)
    item_id = item.id if item else None
    saying = Saying(ticket=ticket, since=scene.now, asks=clause, item_id=item_id, felt=felt, retyping=retyping)
    return Step(saying, effects)


def _feelings(item: UnsaidItem | None, scene: Scene) -> tuple[str, ...]:
    """The words of the item's moment; where there are none, the families."""
    chosen = tuple(dict.fromkeys(name.word for name in item.feelings)) if item else ()
    return chosen or tuple(scene.say(f"family-{family}") for family in Family)


def _so_far(item: UnsaidItem | None, scene: Scene) -> str:
    if item is None:
        return ""
    return items.sentence(item, scene.say) or items.quote(item, scene.say)


def clause_typed(state: Saying, event: Text, scene: Scene) -> Step:
    if scene.now - state.since > SAME_BREATH:
        return typed(state, event, scene)
    if not one_line(event.text):
        return remark(state, scene.say(f"ask-say-{state.asks}"))
    return _told(state, event, scene, Part(message_id=event.message_id, text=event.text))


def felt_tapped(state: Saying, event: Tap, scene: Scene) -> Step:
    word = numbered(state.felt, event.value)
    return refuse(state) if word is None else _told(state, event, scene, Part(text=word))


def _told(state: Saying, event: Event, scene: Scene, part: Part) -> Step:
    item = _with_part(items.find(scene, state.item_id) or items.new(scene), state.asks, part)
    return items.kept(item, _next(state, event, items.seen_with(scene, item), item))


def _with_part(item: UnsaidItem, clause: Clause, part: Part) -> UnsaidItem:
    """A sentence that belongs to no moment is quoted by its own first words."""
    before = item.sentence or Sentence()
    after = before.model_copy(update={clause: part})
    own = item.words == _first(before)
    return item.model_copy(update={"sentence": after, "words": _first(after) if own else item.words})


def _first(sentence: Sentence) -> tuple[Part, ...]:
    return next(((part,) for part in (sentence.when, sentence.wished, sentence.felt) if part), ())


def passed(state: Saying, event: Tap, scene: Scene) -> Step:
    return _next(state, event, scene, items.find(scene, state.item_id))


def _next(state: Saying, event: Event, scene: Scene, item: UnsaidItem | None) -> Step:
    following = None if state.retyping else _FOLLOWING.get(state.asks)
    if following is not None:
        return _ask(state, event, scene, item, following)
    return _finish(state, event, scene, item)


def enough(state: Saying, event: Tap, scene: Scene) -> Step:
    return _finish(state, event, scene, items.find(scene, state.item_id))


def _finish(state: Saying, event: Event, scene: Scene, item: UnsaidItem | None) -> Step:
    if item is None or item.sentence is None:
        return end(state, event, scene, scene.say("left-as-it-was"))
    return _show(state, event, scene, item)


# ── the sentence, whole


def _show(state: State, event: Event, scene: Scene, item: UnsaidItem) -> Step:
    parts = [Choice(scene.say(f"button-say-{clause}"), "clause", clause) for clause in Clause]
    rows = [*in_rows(parts, 2), [Choice(scene.say("button-that-is-all"), "enough")]]
    text = wording.under(_so_far(item, scene), scene.say("say-whole"))
    ticket, effects = ask(state, event, scene, text, rows)
    return Step(SentenceShown(ticket=ticket, item_id=item.id), effects)


def clause_tapped(state: SentenceShown, event: Tap, scene: Scene) -> Step:
    item = items.find(scene, state.item_id)
    if event.value not in tuple(Clause):
        return refuse(state)
    return _ask(state, event, scene, item, Clause(event.value), retyping=True)


def sentence_closed(state: SentenceShown, event: Tap, scene: Scene) -> Step:
    item = items.find(scene, state.item_id)
    return end(state, event, scene, wording.under(_so_far(item, scene), scene.say("say-kept")))
