"""One conversation as a test reads it: somebody types and taps, and a screen shows what they would see.

Every step is held against what must always hold, so that no test has to say it again.
"""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from coach.dialogue import Effect, Idle, Scene, State, Step, items, load_state, save_state, step
from coach.dialogue.buttons import read_press
from coach.dialogue.effects import (
    Change,
    Drop,
    DropItem,
    Forget,
    Keep,
    KeepCheckIn,
    KeepItem,
    KeepShelf,
    MergeShelves,
    Met,
    Send,
)
from coach.dialogue.events import (
    CalendarFile,
    CheckInDue,
    Command,
    Edited,
    Event,
    Location,
    PromptDue,
    Tap,
    Text,
    Voice,
    WeekTold,
)
from coach.dialogue.states import AfterAlliance, Question, WeekLines
from coach.messages import Close, Drawing, Edit, Keyboard, Say, Toast
from coach.model import CheckIn, Moment, Person, Shelf, UnsaidItem, words_of
from coach.shelving import refiled
from coach.texts import texts
from prompts import Prompt, Strand

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""A Monday."""

PLAIN = Prompt(id="naming.nearest", text="One breath. What feeling is nearest right now?", strand=Strand.NAMING)
CHOICES = Prompt(
    id="my_therapist.less", text="Anything you liked less?", strand=Strand.MY_THERAPIST, answers=("yes", "not today")
)


@dataclass
class Shown:
    text: str
    keyboard: Keyboard = ()


class Talk:
    """A person, where their conversation stands, what is kept of them, and their screen."""

    def __init__(self, person: Person | None = None, state: State | None = None) -> None:
        self.person = person or Person(id=41, chat_id=7)
        self.state: State = state or Idle()
        self.now = NOW
        self.coming: tuple[datetime, ...] = ()
        self.unasked = False
        self.moments: dict[UUID, Moment] = {}
        self.shelves: dict[UUID, Shelf] = {}
        self.items: dict[UUID, UnsaidItem] = {}
        self.check_ins: dict[UUID, CheckIn] = {}
        self.met: list[tuple[int, str]] = []
        self.screen: dict[int, Shown] = {}
        self.open: int | None = None
        self.toasts: list[str] = []
        self.drawn: list[Drawing] = []
        self.gone = False
        self.refused = False
        self._rng = random.Random(5)
        self._message = 100
        self._press = 0

    # ── what the person does

    def types(self, text: str) -> int:
        message = self._next()
        self.do(Text(text, message))
        return message

    def edits(self, message: int, text: str) -> None:
        self.do(Edited(text, message))

    def calls(self, line: str) -> None:
        name, _, arguments = line.removeprefix("/").partition(" ")
        self.do(Command(name, arguments))

    def taps(self, *labels: str) -> None:
        for label in labels:
            assert self.open is not None
            self.presses(self.open, self.data_of(label))

    def presses(self, message: int | None, data: str) -> None:
        press = read_press(data)
        assert press is not None
        self._press += 1
        self.do(Tap(str(self._press), message, *press))

    def speaks(self) -> None:
        self.do(Voice("voice-1", self._next()))

    def shares(self, latitude: float, longitude: float) -> None:
        self.do(Location(latitude, longitude))

    def shares_a_calendar(self, text: str | None) -> None:
        self.do(CalendarFile(text))

    def is_asked(self, prompt: Prompt = PLAIN, delivery: int = 1, *, fewer: bool = False) -> None:
        self.do(PromptDue(prompt, delivery, until=self.now + timedelta(minutes=90), fewer=fewer))

    def is_asked_by_itself(self, prompt: Prompt = PLAIN, delivery: int = 1, *, fewer: bool = False) -> None:
        """The prompt comes without anybody having called for it."""
        with self._unasked():
            self.is_asked(prompt, delivery, fewer=fewer)

    def is_told_by_itself(self, words: str, *lines: Moment | UnsaidItem) -> None:
        with self._unasked():
            self.do(WeekTold(words, tuple(line.id for line in lines), 0, 5))

    def comes_out_by_itself(self) -> None:
        with self._unasked():
            self.comes_out()

    @contextmanager
    def _unasked(self) -> Iterator[None]:
        self.unasked = True
        yield
        self.unasked = False

    def is_told(self, words: str, *lines: Moment | UnsaidItem, back: int = 0) -> None:
        self.do(WeekTold(words, tuple(line.id for line in lines), back))

    def comes_out(self, delivery: int = 2) -> None:
        """The session is over, and the bot asks how it was."""
        self.do(CheckInDue(delivery))

    def waits(self, **span: float) -> None:
        self.now += timedelta(**span)

    # ── what they see, and what is kept

    @property
    def said(self) -> str:
        """The newest text on the screen: new, or edited in place."""
        return self._newest

    @property
    def labels(self) -> list[str]:
        shown = self.screen.get(self.open) if self.open is not None else None
        return [button.label for row in shown.keyboard for button in row] if shown else []

    @property
    def moment(self) -> Moment:
        """The only moment that is kept."""
        (moment,) = self.moments.values()
        return moment

    @property
    def words(self) -> list[str]:
        """Everything that is kept as this person typed it."""
        fields = ("text", "because", "wanted", "did_words")
        told = [part.text for moment in self.moments.values() for field in fields for part in getattr(moment, field)]
        return [*told, *self.unsaid_words]

    @property
    def unsaid_words(self) -> list[str]:
        """Those of the unsaid items that are in no moment."""
        free = [item for item in self.items.values() if item.moment_id is None]
        sentences = [item.sentence for item in self.items.values() if item.sentence]
        clauses = [part for one in sentences for part in (one.when, one.felt, one.wished) if part]
        return [part.text for part in (*(part for item in free for part in item.words), *clauses)]

    @property
    def item(self) -> UnsaidItem:
        """The only thing that was ever to be said."""
        (item,) = self.items.values()
        return item

    @property
    def check_in(self) -> CheckIn:
        """The only one that is kept."""
        (check_in,) = self.check_ins.values()
        return check_in

    @property
    def text(self) -> str:
        return words_of(self.moment.text)

    @property
    def idle(self) -> bool:
        return isinstance(self.state, Idle)

    def data_of(self, label: str) -> str:
        assert self.open is not None
        shown = self.screen[self.open]
        found = [button.data for row in shown.keyboard for button in row if button.label == label]
        assert found, f"no button {label!r} among {self.labels} under {shown.text!r}"
        return found[0]

    # ── a step, and what must hold of it

    def do(self, event: Event) -> None:
        before = self.state
        outcome = step(before, event, self._scene(event))
        hold(before, event, outcome, self.person)
        for effect in outcome.effects:
            self._apply(effect)
        self.state, self.refused = load_state(save_state(outcome.state)), outcome.refused
        if not self.gone:
            asking = [shown for shown in self.screen.values() if shown.keyboard]
            assert len(asking) == isinstance(self.state, Question), [shown.text for shown in asking]

    def _scene(self, event: Event) -> Scene:
        by_message = (
            moment
            for moment in self.moments.values()
            for parts in (moment.text, moment.because, moment.wanted, moment.did_words)
            if isinstance(event, Edited) and event.message_id in {part.message_id for part in parts}
        )
        newest = list(self.moments.values())[-1:]
        undoing = isinstance(event, Command) and event.name == "undo"
        return Scene(
            person=self.person,
            now=self.now,
            say=texts(self.person.language),
            rng=self._rng,
            latest=newest[0] if newest and undoing else None,
            edited=next(by_message, None),
            open_message=self.open,
            shown=tuple(self._shown()),
            shelves=tuple(self.shelves.values()),
            filed=tuple(moment.filed for moment in self.moments.values() if moment.filed),
            items=tuple(self.items.values()) if items.looked_at(self.state, event) else (),
            coming=self.coming,
            unasked=self.unasked,
        )

    def _shown(self) -> Iterator[Moment]:
        ids = self.state.lines if isinstance(self.state, WeekLines) else ()
        if isinstance(self.state, AfterAlliance):
            ids = tuple(item.moment_id for item in self.items.values() if item.moment_id)
        return (self.moments[one] for one in ids if one in self.moments)

    def _apply(self, effect: Effect) -> None:
        match effect:
            case Keep(moment):
                self.moments[moment.id] = moment
            case Drop(moment_id):
                del self.moments[moment_id]
            case KeepItem(item):
                self.items[item.id] = UnsaidItem.model_validate_json(item.model_dump_json())
            case DropItem(item_id):
                del self.items[item_id]
            case KeepCheckIn(check_in):
                self.check_ins[check_in.id] = CheckIn.model_validate_json(check_in.model_dump_json())
            case Change(person):
                self.person = Person.model_validate_json(person.model_dump_json())
            case Met(delivery, outcome):
                self.met.append((delivery, outcome))
            case KeepShelf(shelf):
                self.shelves[shelf.id] = shelf
            case MergeShelves(shelf_id, into_id):
                del self.shelves[shelf_id]
                for moment in self.moments.values():
                    filed = refiled(moment.filed, shelf_id, into_id)
                    self.moments[moment.id] = moment.model_copy(update={"filed": filed})
            case Forget():
                self.gone = True
                self.moments.clear()
                self.items.clear()
            case Send(message):
                self._show(message)

    def _show(self, message: object) -> None:
        match message:
            case Toast():
                self.toasts.append(message.text)
            case Drawing():
                self.drawn.append(message)
            case Close(target=target, unless_open=unless_open):
                target = self.open if target is None else target
                if target in self.screen and not (unless_open and target == self.open):
                    self.screen[target].keyboard = ()
            case Say() | Edit():
                target = message.target if isinstance(message, Edit) else self._next()
                self.screen[target] = Shown(message.text, message.keyboard)
                self._newest = message.text
                self.open = target if message.opens else self.open

    def _next(self) -> int:
        self._message += 1
        return self._message


def hold(before: State, event: Event, outcome: Step, person: Person) -> None:
    """What is true of every step there is."""
    messages = [effect.message for effect in outcome.effects if isinstance(effect, Send)]
    toasts = [message for message in messages if isinstance(message, Toast)]
    if isinstance(event, Tap):
        assert [toast.press_id for toast in toasts] == [event.press_id], "every press is answered, once"
    else:
        assert not toasts
    if outcome.refused:
        assert outcome.state == before
        assert not [effect for effect in outcome.effects if not isinstance(effect, Send)]
        assert all(isinstance(message, Toast | Close) for message in messages)
    assert load_state(save_state(outcome.state)) == outcome.state
    assert getattr(outcome.state, "asked", 0) <= 2, "at most two more questions"
    for message in messages:
        _sendable(message)
    _one_question(before, event, outcome, person)


def _one_question(before: State, event: Event, outcome: Step, person: Person) -> None:
    messages = [effect.message for effect in outcome.effects if isinstance(effect, Send)]
    openings = [message for message in messages if isinstance(message, Say | Edit) and message.opens]
    was = before.ticket if isinstance(before, Question) else None
    now = outcome.state.ticket if isinstance(outcome.state, Question) else None
    assert len(openings) == (now is not None and now != was)
    keyboards = [message for message in messages if isinstance(message, Say | Edit) and message.keyboard]
    assert keyboards == openings
    for button in _buttons(openings):
        assert button.startswith(f"{person.id}.{now}.")
    if was is not None and now != was:
        replaced = [
            m for m in messages if isinstance(m, Edit) and isinstance(event, Tap) and m.target == event.message_id
        ]
        closed = [m for m in messages if isinstance(m, Close) and m.target is None]
        assert len(replaced) + len(closed) == 1, "the old question goes"


def _buttons(openings: list[Say | Edit]) -> Iterator[str]:
    return (button.data for message in openings for row in message.keyboard for button in row)


def _sendable(message: object) -> None:
    """What the Bot API takes: 1 to 4096 UTF-16 units of text, 100 buttons of 64 bytes, 200 characters of toast."""
    match message:
        case Toast():
            assert len(message.text) <= 200
        case Say() | Edit():
            assert message.text.strip()
            assert len(message.text.encode("utf-16-le")) // 2 <= 4096
            buttons = [button for row in message.keyboard for button in row]
            assert len(buttons) <= 100
            assert all(message.keyboard)
            assert all(button.label.strip() for button in buttons)
            assert all(1 <= len(button.data.encode()) <= 64 for button in buttons)
            assert len({button.data for button in buttons}) == len(buttons)
