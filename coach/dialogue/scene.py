"""What a transition may look at besides state and event, and the two ways to answer: with a question, or without."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from coach.care.lines import NO_LINES, OwnLines
from coach.dialogue import wording
from coach.dialogue.buttons import Choice, keyboard, new_ticket
from coach.dialogue.effects import Effect, Send
from coach.dialogue.events import Event, Tap
from coach.dialogue.states import Idle, Question, State
from coach.messages import Close, Edit, Say, Stay
from coach.model import Filed, Moment, Person, Shelf, UnsaidItem
from coach.texts import Say as Phrases


@dataclass(frozen=True)
class Scene:
    """Who is there and when. `now` is aware UTC. `latest` is the newest moment where the event asks for it,
    `edited` the moment that an edited message belongs to. `open_message` is the message with the open question.
    `shelves` are the person's own labels; `filed`, where the event asks for it, what each moment was filed under.
    `shown` are the moments among the lines of the told week, or those that what waits to be said was made from, where
    it is about to be asked about; as they are now.
    `items` are the unsaid items, also those that wait no more, newest last, where state or event concern them.
    `coming` is when prompts are due within a day, ascending, where one waits that could be put off.
    `own_lines` are the help lines that the operator added. `unasked`: what is said now comes by itself."""

    person: Person
    now: datetime
    say: Phrases
    rng: random.Random = field(repr=False)
    latest: Moment | None = None
    edited: Moment | None = None
    open_message: int | None = None
    shelves: tuple[Shelf, ...] = ()
    filed: tuple[tuple[Filed, ...], ...] = ()
    shown: tuple[Moment, ...] = ()
    items: tuple[UnsaidItem, ...] = ()
    coming: tuple[datetime, ...] = ()
    own_lines: OwnLines = field(default_factory=lambda: NO_LINES)
    unasked: bool = False

    @property
    def language(self) -> str:
        return wording.spoken(self.person)

    @property
    def covers(self) -> bool:
        """Whether what is said now lies covered until it is tapped."""
        return self.unasked and self.person.profile.discreet


class Step(NamedTuple):
    """Where the conversation stands now, and what is to be done, in order. `refused`: there was no row for it."""

    state: State
    effects: tuple[Effect, ...] = ()
    refused: bool = False


class Asked(NamedTuple):
    """A question's ticket, and the messages that ask it."""

    ticket: str
    effects: tuple[Effect, ...]


def ask(
    state: State,
    event: Event,
    scene: Scene,
    text: str,
    rows: Sequence[Sequence[Choice]],
    *,
    below: bool = False,
    stay: Stay | None = None,
) -> Asked:
    """Ask in place of the tapped message; or `below` it, after closing what was open."""
    ticket = new_ticket(scene.rng)
    keys = keyboard(scene.person.id, ticket, [list(row) for row in rows])
    if isinstance(event, Tap) and event.message_id is not None and not below:
        return Asked(ticket, (Send(Edit(target=event.message_id, text=text, keyboard=keys, opens=True, stay=stay)),))
    return Asked(ticket, (*close(state), Send(Say(text=text, keyboard=keys, opens=True, stay=stay))))


def tell(state: State, event: Event, scene: Scene, text: str) -> tuple[Effect, ...]:
    """Say something that asks nothing: in place of the tapped message, or below after closing what was open."""
    if isinstance(event, Tap) and event.message_id is not None:
        return (Send(Edit(target=event.message_id, text=text)),)
    return (*close(state), Send(Say(text=text)))


def end(state: State, event: Event, scene: Scene, text: str) -> Step:
    """Say something, and nothing is asked any more."""
    return Step(Idle(), tell(state, event, scene, text))


def remark(state: State, text: str, stay: Stay | None = None) -> Step:
    """Say something beside an open question, which stays open."""
    return Step(state, (Send(Say(text=text, stay=stay)),))


def close(state: State, *, through: bool = False) -> tuple[Effect, ...]:
    return (Send(Close(through=through)),) if isinstance(state, Question) else ()


def refuse(state: State) -> Step:
    """For a value that none of the question's buttons carries: nothing changes."""
    return Step(state, refused=True)
