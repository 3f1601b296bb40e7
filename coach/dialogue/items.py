"""Unsaid items as they grow: made from a moment or a sentence, edited, found, and how one reads. Nothing is asked."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from coach import sentences
from coach.ages import age, days_between
from coach.dialogue import wording
from coach.dialogue.effects import KeepItem
from coach.dialogue.events import Command, Edited, Event
from coach.dialogue.scene import Scene, Step
from coach.dialogue.states import AboutUnsaid, State, WeekLines
from coach.model import Heard, Moment, Part, Sentence, Share, UnsaidItem, UnsaidState, words_of
from coach.quoting import clip, one_line, quoted
from coach.texts import Say

_COMMANDS = frozenset({"unsaid", "say", "undo"})


def looked_at(state: State, event: Event) -> bool:
    """Whether the scene of this step needs the items."""
    called = isinstance(event, Command) and event.name in _COMMANDS
    return called or isinstance(event, Edited) or isinstance(state, AboutUnsaid | WeekLines)


# ── made and changed


def new(scene: Scene, *words: Part) -> UnsaidItem:
    return UnsaidItem(id=_number(scene), at=scene.now, words=words)


def _number(scene: Scene) -> UUID:
    return UUID(int=scene.rng.getrandbits(128), version=4)


def of_moment(moment: Moment, scene: Scene) -> UnsaidItem:
    """It has the moment's id, so that a moment waits once however often it is marked; a new one if that was said."""
    before = find(scene, moment.id)
    again = before is not None and before.state is UnsaidState.SAID
    item = marked(moment, scene.now)
    return item.model_copy(update={"id": _number(scene)}) if again else item


def marked(moment: Moment, at: datetime) -> UnsaidItem:
    """What waits once a moment was marked for the first time, at `at` (aware UTC)."""
    answer = (Part(text=moment.answer),) if moment.answer else ()
    words = moment.text or moment.because or moment.wanted or moment.did_words or answer
    return UnsaidItem(id=moment.id, at=at, moment_id=moment.id, words=words, feelings=moment.feelings)


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


def decided(moment: Moment | None, item: UnsaidItem | None, share: Share, scene: Scene) -> UnsaidItem | None:
    """What a decision under the week does to the list. What is brought waits on it, what is private leaves it; *not
    yet* adds nothing, and puts back what had left. What was said stays said: brought again, it waits a second time.
    `item` is the moment's newest, or the one that is decided about."""
    if moment is not None and (item is None or item.state is UnsaidState.SAID):
        return of_moment(moment, scene) if share is Share.BRING else None
    if item is None:
        return None
    state = UnsaidState.LET_GO if share is Share.PRIVATE else UnsaidState.OPEN
    put_off_at = scene.now if moment is None and share is Share.NOT_YET else None
    return item.model_copy(update={"state": state, "put_off_at": put_off_at})


# ── found


def waiting(scene: Scene) -> tuple[UnsaidItem, ...]:
    """What is still to be said, oldest first."""
    return tuple(item for item in scene.items if item.state is UnsaidState.OPEN)


def find(scene: Scene, item_id: UUID | None) -> UnsaidItem | None:
    return next((item for item in scene.items if item.id == item_id), None)


def find_waiting(scene: Scene, item_id: UUID) -> UnsaidItem | None:
    return next((item for item in waiting(scene) if item.id == item_id), None)


def rests(item: UnsaidItem, scene: Scene, since: datetime) -> bool:
    """Whether it was put off at `since` (aware) or later: itself, or the moment it was made from."""
    moment = next((one for one in scene.shown if one.id == item.moment_id), None)
    put_off_at = item.put_off_at or (moment.put_off_at if moment else None)
    return put_off_at is not None and put_off_at >= since


def newest_of(scene: Scene, moment_id: UUID) -> UnsaidItem | None:
    """The last one that was made from this moment."""
    return next((item for item in reversed(scene.items) if item.moment_id == moment_id), None)


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
    return wording.under(quote(item, say), became(item, say))


def became(item: UnsaidItem, say: Say) -> str:
    if item.state is UnsaidState.LET_GO:
        return say("unsaid-let-go")
    if item.state is UnsaidState.OPEN:
        return say("unsaid-waits")
    heard: Heard | None = item.heard
    return say(f"unsaid-said-{heard}") if heard else say("unsaid-said")


def sentence(item: UnsaidItem | None, say: Say) -> str:
    """The sentence that was built for it; empty where there is none."""
    return sentences.sentence(item.sentence, say, wording.QUOTE) if item and item.sentence else ""
