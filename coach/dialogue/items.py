"""Unsaid items as they grow: made from a moment or a sentence, edited, found, and how one reads. Nothing is asked."""

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

from coach.ages import age, days_between
from coach.dialogue import wording
from coach.dialogue.effects import KeepItem
from coach.dialogue.events import Command, Edited, Event
from coach.dialogue.scene import Scene, Step
from coach.dialogue.states import AboutUnsaid, State
from coach.model import Heard, Moment, Part, Sentence, UnsaidItem, UnsaidState, words_of
from coach.quoting import clip, one_line, quoted
from coach.texts import Say

_COMMANDS = frozenset({"unsaid", "say", "undo"})


def looked_at(state: State, event: Event) -> bool:
    """Whether the scene of this step needs the items."""
    called = isinstance(event, Command) and event.name in _COMMANDS
    return called or isinstance(event, Edited) or isinstance(state, AboutUnsaid)


# ── made and changed


def new(scene: Scene, *words: Part) -> UnsaidItem:
    return UnsaidItem(id=UUID(int=scene.rng.getrandbits(128), version=4), at=scene.now, words=words)


def of_moment(moment: Moment, scene: Scene) -> UnsaidItem:
    """One item a moment, however often it is marked: it has the moment's id."""
    answer = (Part(text=moment.answer),) if moment.answer else ()
    words = moment.text or moment.because or moment.wanted or moment.did_words or answer
    return UnsaidItem(id=moment.id, at=scene.now, moment_id=moment.id, words=words, feelings=moment.feelings)


def edits(scene: Scene, event: Edited) -> Iterator[UnsaidItem]:
    """The items that hold the edited message, with what it says now."""
    for item in scene.items:
        sentence = item.sentence and Sentence(
            when=_anew(item.sentence.when, event),
            felt=_anew(item.sentence.felt, event),
            wished=_anew(item.sentence.wished, event),
        )
        words = tuple(_edited(part, event) for part in item.words)
        changed = item.model_copy(update={"words": words, "sentence": sentence})
        if changed != item:
            yield changed


def _anew(part: Part | None, event: Edited) -> Part | None:
    return part and _edited(part, event)


def _edited(part: Part, event: Edited) -> Part:
    return part.model_copy(update={"text": event.text}) if part.message_id == event.message_id else part


def said(item: UnsaidItem, scene: Scene) -> UnsaidItem:
    return item.model_copy(update={"state": UnsaidState.SAID, "said_at": scene.now})


def let_go(item: UnsaidItem) -> UnsaidItem:
    return item.model_copy(update={"state": UnsaidState.LET_GO})


# ── found


def waiting(scene: Scene) -> tuple[UnsaidItem, ...]:
    """What is still to be said, oldest first."""
    return tuple(item for item in scene.items if item.state is UnsaidState.OPEN)


def find(scene: Scene, item_id: UUID | None) -> UnsaidItem | None:
    return next((item for item in scene.items if item.id == item_id), None)


def find_waiting(scene: Scene, item_id: UUID) -> UnsaidItem | None:
    return next((item for item in waiting(scene) if item.id == item_id), None)


def seen_with(scene: Scene, item: UnsaidItem) -> Scene:
    """The scene as it is once this item is kept."""
    if find(scene, item.id) is None:
        return replace(scene, items=(*scene.items, item))
    return replace(scene, items=tuple(item if one.id == item.id else one for one in scene.items))


def kept(item: UnsaidItem, step: Step) -> Step:
    return Step(step.state, (KeepItem(item), *step.effects))


# ── read


def quote(item: UnsaidItem, say: Say, limit: int = wording.QUOTE) -> str:
    """The person's words between quotation marks; where there are none, the feeling that they chose."""
    line = clip(one_line(words_of(item.words)), limit)
    return quoted(line) if line else plain(item, say)


def plain(item: UnsaidItem, say: Say) -> str:
    """The same without marks, and whole."""
    chosen = wording.capital(", ".join(name.word for name in item.feelings))
    return one_line(words_of(item.words)) or chosen or say("unsaid-wordless")


def since(item: UnsaidItem, scene: Scene) -> str:
    days = days_between(scene.person.zone, item.at, scene.now)
    return scene.say("unsaid-for", age=age(days, scene.say)) if days else scene.say("unsaid-today")


def acknowledged(item: UnsaidItem, say: Say) -> str:
    """What became of it, after its quote."""
    if item.state is UnsaidState.LET_GO:
        done = say("unsaid-let-go")
    elif item.state is UnsaidState.OPEN:
        done = say("unsaid-waits")
    else:
        done = _was_said(item.heard, say)
    return wording.under(quote(item, say), done)


def _was_said(heard: Heard | None, say: Say) -> str:
    return say(f"unsaid-said-{heard}") if heard else say("unsaid-said")


def sentence(parts: Sentence, say: Say) -> str:
    """The parts that there are as one sentence in quotation marks, word for word; empty where there are none."""
    when = _clause(_lead(say("say-when"), parts.when), parts.when)
    felt = _clause(say("say-felt"), parts.felt)
    wished = _clause(say("say-wished"), parts.wished)
    begun = say("say-comma", first=when, second=felt) if when and felt else when or felt
    joined = say("say-and" if felt else "say-comma", first=begun, second=wished) if begun and wished else ""
    whole = joined or begun or wished
    return quoted(wording.capital(whole)) if whole else ""


def _lead(lead: str, part: Part | None) -> str:
    """None for who says "when …" in their own way, such as "when I rang"."""
    own = part is not None and one_line(part.text).casefold().startswith(lead.split()[0].casefold())
    return "" if own else lead


def _clause(lead: str, part: Part | None) -> str:
    """The words after their beginning, of which nothing that was typed as well comes twice."""
    words = clip(one_line(part.text), wording.QUOTE).rstrip(".,;") if part else ""
    typed, given = words.casefold().split(), lead.casefold().split()
    if not typed or typed[: len(given)] == given:
        return words
    twice = next((count for count in range(len(given), 0, -1) if typed[:count] == given[-count:]), 0)
    return " ".join([*lead.split()[: len(given) - twice], words])
