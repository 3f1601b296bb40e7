"""One turn: load what the step may look at, let the dialogue decide, do it. Commits nothing; says nothing itself.

::

    known, event ─▶ scene ─▶ dialogue.step ─▶ effects, in order ─▶ rows to write, messages to say

What a turn reads beyond its person is read only where state and event ask for it.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import takewhile
from uuid import UUID

import structlog

from coach import asking, measures, silence, tidying, trends, weeks
from coach.care.lines import OwnLines
from coach.dialogue import Event, Scene, State, effects, items, load_state, save_state, step
from coach.dialogue.events import Command, Edited, PromptDue, Tap
from coach.dialogue.states import (
    AfterAlliance,
    Asking,
    Covered,
    NamingShelf,
    PickingShelf,
    Shelves,
    WeekLines,
)
from coach.messages import Drawing, Form, Message, Say, Stay
from coach.model import DeliveryKind, Moment, Person, Shelf, Slot, UnsaidItem, UnsaidState
from coach.storage import (
    Transaction,
    answers,
    budget,
    moments,
    people,
    recall,
    removals,
    shelves,
    unsaid,
    updates,
)
from coach.storage.people import Known
from coach.texts import texts
from prompts import NothingToAskError

Planner = Callable[[DeliveryKind, Person, datetime], Iterator[Slot]]
"""The slots of a person after an instant, ascending; `scheduler.timing.slots` in the product."""

ANSWERED_WITHIN = timedelta(minutes=90)
"""How long a sentence counts as the answer to a prompt, from when it was asked."""

_log = structlog.get_logger(__name__)


@dataclass
class Turn:
    """What one turn gathers while its effects are applied."""

    tx: Transaction
    person: Person
    state: State
    now: datetime
    scene: Scene
    replan: bool = False
    farewell: str | None = None
    messages: list[Message] = field(default_factory=list)

    def owing(self) -> Iterator[answers.Owing]:
        """What is owed in writing: nothing to whom no row is left of."""
        if self.farewell is None:
            said = map(tidying.marked, self.messages) if self.person.profile.tidy else self.messages
            yield from ((self.person.id, self.person.chat_id, message) for message in said)


class Turns:
    """Runs turns. Keeps nothing between them."""

    def __init__(self, plan: Planner, rng: random.Random, own_lines: OwnLines) -> None:
        self._plan = plan
        self._rng = rng
        self._own_lines = own_lines

    async def run(self, tx: Transaction, known: Known, labels: tuple[Shelf, ...], event: Event, now: datetime) -> Turn:
        state, replan = load_state(known.dialogue), known.gone or known.person.fewer is not None
        was, known = known.person, known._replace(person=silence.over(known.person))
        scene = await self._scene(tx, known, labels, state, event, now)
        turn = Turn(tx, known.person, state, now, scene, replan)
        await self._advance(turn, event)
        if turn.farewell is None:
            people.save(tx, turn.person, save_state(turn.state), now, was)
        return turn

    async def _scene(
        self, tx: Transaction, known: Known, labels: tuple[Shelf, ...], state: State, event: Event, now: datetime
    ) -> Scene:
        person = known.person
        undoing = isinstance(event, Command) and event.name == "undo"
        listed = tuple(await unsaid.all_of(tx, person.id)) if items.looked_at(state, event) else ()
        return Scene(
            person=person,
            now=now,
            say=texts(person.language),
            rng=self._rng,
            latest=await moments.latest(tx, person.id) if undoing else None,
            edited=await moments.by_message(tx, person.id, event.message_id) if isinstance(event, Edited) else None,
            open_message=known.open_message,
            shelves=labels,
            shown=await _shown(tx, person, state, listed),
            filed=await shelves.filings(tx, person.id) if _about_shelves(state, event) else (),
            items=listed,
            coming=self._coming(person, now) if isinstance(state, Asking | Covered) else (),
            own_lines=self._own_lines,
        )

    def _coming(self, person: Person, now: datetime) -> tuple[datetime, ...]:
        """When prompts come within the next day, but for one that was put off."""
        undisturbed = person.model_copy(update={"later": None})
        dues = (slot.due_at for slot in self._plan(DeliveryKind.PROMPT, undisturbed, now))
        return tuple(takewhile(lambda due: due <= now + timedelta(days=1), dues))

    async def _advance(self, turn: Turn, event: Event) -> None:
        outcome = step(turn.state, event, turn.scene)
        if outcome.refused:
            _log.info("event.refused", trigger=event.trigger, state=turn.state.at)
            if isinstance(event, Tap):
                measures.press_refused()
        turn.state = outcome.state
        for effect in outcome.effects:
            await self._apply(turn, effect)

    async def _apply(self, turn: Turn, effect: effects.Effect) -> None:
        tx, person, now = turn.tx, turn.person, turn.now
        match effect:
            case effects.Send(message):
                turn.messages.append(message)
            case effects.Keep(moment):
                moments.keep(tx, person.id, moment)
            case effects.Drop(moment_id):
                moments.drop(tx, person.id, moment_id)
            case effects.Change(changed):
                if person.profile.tidy and not changed.profile.tidy:
                    removals.drop_all(tx, person.id)
                turn.person, turn.replan = changed, True
                turn.scene = replace(turn.scene, person=changed)
            case effects.Met(delivery_id, outcome):
                await recall.record_outcome(tx, person.id, delivery_id, outcome, now)
            case effects.KeepItem(item):
                unsaid.keep(tx, person.id, item)
            case effects.DropItem(item_id):
                unsaid.drop(tx, person.id, item_id)
            case effects.KeepCheckIn(check_in):
                unsaid.keep_check_in(tx, person.id, check_in)
            case effects.ShowWeek(back):
                await self._advance(turn, await weeks.told(tx, person, now, back))
                turn.messages.append(weeks.drawing(Form.CARD, now, back))
            case effects.ShowPage(back):
                turn.messages.append(await weeks.page_of(tx, person, now, back))
            case effects.AskAboutTherapist():
                await self._ask_about_therapist(turn)
            case effects.Export():
                turn.messages.append(Drawing(form=Form.EXPORT, at=now))
            case effects.ShowTrend(form):
                words = await trends.words(tx, person, now, trends.SPANS[form])
                turn.messages.append(Say(text=words, stay=Stay.LONG))
                turn.messages.append(Drawing(form=form, at=now))
            case effects.KeepShelf(shelf):
                await shelves.keep(tx, person.id, shelf, now)
            case effects.MergeShelves(shelf_id, into_id):
                await shelves.merge(tx, person.id, shelf_id, into_id)
            case effects.Forget(farewell):
                turn.farewell = farewell
                await updates.forget_chat(tx, person.chat_id)
                await budget.forget_chat(tx, person.chat_id)
                people.forget(tx, person.id)

    async def _ask_about_therapist(self, turn: Turn) -> None:
        try:
            about = await asking.recollections(turn.tx, [turn.person.id], turn.now)
            prompt = asking.choose_about_therapist(turn.person, about[turn.person.id], turn.now, self._rng)
        except NothingToAskError:
            turn.messages.append(Say(text=turn.scene.say("nothing-to-ask")))
            return
        asked = asking.as_asked(prompt, turn.now)
        delivery_id = await recall.record_asked(turn.tx, turn.person.id, asked)
        await self._advance(turn, PromptDue(prompt, delivery_id, until=turn.now + ANSWERED_WITHIN))


async def _shown(tx: Transaction, person: Person, state: State, listed: tuple[UnsaidItem, ...]) -> tuple[Moment, ...]:
    ids: Sequence[UUID] = ()
    if isinstance(state, WeekLines):
        ids = state.lines
    elif isinstance(state, AfterAlliance):
        ids = [item.moment_id for item in listed if item.moment_id and item.state is UnsaidState.OPEN]
    return tuple(await moments.by_ids(tx, person.id, ids)) if ids else ()


def _about_shelves(state: State, event: Event) -> bool:
    asked = isinstance(event, Command) and event.name == "shelves"
    return asked or isinstance(state, Shelves | PickingShelf | NamingShelf)
