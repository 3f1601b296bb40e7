"""One turn: load what the step may look at, let the dialogue decide, do it, commit, hand over to `answers`.

Everything that one update does happens in one transaction, together with the note that this update was taken: it takes
effect exactly once or not at all. Also the way in: who may talk with the bot is decided here, before anything is kept.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

import structlog

from coach import asking, trends, weeks
from coach.answers import Answers, unwritten
from coach.care.lines import NO_LINES, OwnLines
from coach.clock import Clock
from coach.dialogue import Event, Idle, Scene, State, effects, items, load_state, save_state, step
from coach.dialogue.events import CheckInDue, Command, Edited, PromptDue
from coach.dialogue.states import (
    AfterSession,
    NamingShelf,
    PickingShelf,
    Prompted,
    Question,
    ReadingWeek,
    Shelves,
    WeekLines,
)
from coach.messages import Close, Drawing, Form, Message, Say
from coach.model import Delivery, DeliveryKind, Moment, Person, Slot
from coach.storage import (
    Storage,
    StorageAwayError,
    Transaction,
    access,
    answers,
    deliveries,
    moments,
    people,
    shelves,
    unsaid,
    updates,
)
from coach.storage.people import Known
from coach.texts import texts
from prompts import Asked, NothingToAskError

__all__ = ["Access", "BusyError", "Conversation", "Door", "Opening", "Sender", "StorageAwayError"]

Planner = Callable[[DeliveryKind, Person, datetime], Iterator[Slot]]
"""The slots of a person after an instant, ascending; `scheduler.timing.slots` in the product."""

DUE_KINDS = (DeliveryKind.PROMPT, DeliveryKind.WEEK, DeliveryKind.CHECK_IN)
NOT_INTO = timedelta(minutes=10)
"""A prompt does not fall into a question that the person was just answering."""
ANSWERED_WITHIN = timedelta(minutes=90)
"""How long a sentence counts as the answer to a prompt that the person called for."""

_log = structlog.get_logger(__name__)


class Sender(NamedTuple):
    """Who an update came from: the private chat, and the language that their Telegram is set to."""

    chat_id: int
    language: str | None


class Door(StrEnum):
    """Who may begin: anybody, those with an invitation, or nobody but those listed."""

    OPEN = "open"
    INVITED = "invited"
    LISTED = "listed"


@dataclass(frozen=True)
class Access:
    """`listed` are chat ids that come in by any door."""

    door: Door = Door.INVITED
    listed: frozenset[int] = frozenset()


class BusyError(Exception):
    """The person is in the middle of an answer; ask again at `until` (aware UTC)."""

    def __init__(self, until: datetime) -> None:
        super().__init__("in the middle of an answer")
        self.until = until


@dataclass
class _Turn:
    """What one turn gathers while its effects are applied."""

    tx: Transaction
    person: Person
    state: State
    now: datetime
    scene: Scene
    replan: bool = False
    farewell: str | None = None
    messages: list[Message] = field(default_factory=list)


class Conversation:
    """Takes updates and prompts falling due. Sends nothing itself; keeps nothing between turns."""

    def __init__(
        self,
        storage: Storage,
        speaker: Answers,
        clock: Clock,
        plan: Planner,
        access_: Access,
        rng: random.Random,
        own_lines: OwnLines = NO_LINES,
    ) -> None:
        self._storage = storage
        self._speaker = speaker
        self._clock = clock
        self._plan = plan
        self._access = access_
        self._rng = rng
        self._own_lines = own_lines
        self.on_plan: Callable[[], None] = lambda: None

    # ── what people do

    async def take(self, update_id: int, sender: Sender, event: Event) -> None:
        """One update of one person, exactly once. Raises what storage raises: then nothing of it happened."""
        now = self._clock.now()
        async with self._storage.transaction() as tx:
            if not await updates.take(tx, update_id, now):
                return
            turn = await self._turn_of(tx, sender, event, now)
            owed = (
                await answers.owe(tx, turn.person.id, sender.chat_id, turn.messages, now)
                if turn and not turn.farewell
                else []
            )
        if turn is None:
            self._turn_away(sender, event)
            return
        if turn.farewell:
            self._speaker.drop(sender.chat_id)
            if not await self._storage.scrub():
                _log.warning("forget.scrubbed_later")
            self._say_unwritten(sender.chat_id, *turn.messages, Say(text=turn.farewell))
        self._speaker.submit(owed)
        if turn.replan:
            self.on_plan()

    async def _turn_of(self, tx: Transaction, sender: Sender, event: Event, now: datetime) -> "_Turn | None":
        """None for somebody who may not enter. Who enters meets the welcome, whatever they came with."""
        known = await people.by_chat(tx, sender.chat_id)
        if known is not None:
            return await self._turn(tx, known, event, now)
        admitted = await self._admit(tx, sender, event, now)
        return await self._turn(tx, admitted, Command("start"), now) if admitted else None

    def _turn_away(self, sender: Sender, event: Event) -> None:
        tried = isinstance(event, Command) and event.name == "start" and event.arguments
        key = "invitation-used" if tried and self._access.door is Door.INVITED else "not-invited"
        self._say_unwritten(sender.chat_id, Say(text=texts(_language(sender))(key)))

    def _say_unwritten(self, chat_id: int, *messages: Message) -> None:
        self._speaker.submit(unwritten(chat_id, message, self._clock) for message in messages)

    async def decline(self, update_id: int, chat_id: int, key: str, language: str | None) -> None:
        """Something that is nobody's turn, such as a group's: one line, and nothing is kept."""
        async with self._storage.transaction() as tx:
            first = await updates.take(tx, update_id, self._clock.now())
        if first:
            self._say_unwritten(chat_id, Say(text=texts(language or "en")(key)))

    async def left(self, update_id: int, chat_id: int) -> None:
        """The person blocked the bot: nothing is sent until they come back."""
        now = self._clock.now()
        async with self._storage.transaction() as tx:
            known = await people.by_chat(tx, chat_id) if await updates.take(tx, update_id, now) else None
            if known:
                await people.mark_gone(tx, known.person.id, now)
                await deliveries.cancel(tx, known.person.id)
                await answers.drop_all(tx, known.person.id)
        if known:
            self._speaker.drop(chat_id)

    async def returned(self, update_id: int, chat_id: int) -> None:
        """The person unblocked the bot: what was planned for them is planned again."""
        now = self._clock.now()
        async with self._storage.transaction() as tx:
            known = await people.by_chat(tx, chat_id) if await updates.take(tx, update_id, now) else None
            if known:
                await people.save(tx, known.person, known.dialogue, now)
                await self.plan(tx, known.person, now)
        self.on_plan()

    async def set_aside(self, update_id: int, chat_id: int | None, raw: str, reason: str) -> None:
        """Let an update that cannot be handled hold nobody up. Its person is told; of a stranger nothing is kept."""
        now = self._clock.now()
        async with self._storage.transaction() as tx:
            if not await updates.take(tx, update_id, now):
                return
            known = await people.by_chat(tx, chat_id) if chat_id is not None else None
            if known or chat_id is None:
                await updates.quarantine(tx, update_id, chat_id, raw, reason, now)
        if known:
            text = texts(known.person.language)("something-broke")
            self._say_unwritten(known.person.chat_id, Say(text=text))

    async def _admit(self, tx: Transaction, sender: Sender, event: Event, now: datetime) -> Known | None:
        if not await self._may_enter(tx, sender, event, now):
            return None
        person = await people.admit(tx, sender.chat_id, _language(sender), now, save_state(Idle()))
        return Known(person, save_state(Idle()), gone=False, spoke_at=now, open_message=None)

    async def _may_enter(self, tx: Transaction, sender: Sender, event: Event, now: datetime) -> bool:
        if sender.chat_id in self._access.listed or self._access.door is Door.OPEN:
            return True
        code = event.arguments if isinstance(event, Command) and event.name == "start" else ""
        return self._access.door is Door.INVITED and bool(code) and await access.redeem(tx, code, now)

    async def _turn(self, tx: Transaction, known: Known, event: Event, now: datetime) -> _Turn:
        state = load_state(known.dialogue)
        scene = await self._scene(tx, known, state, event, now)
        turn = _Turn(tx, known.person, state, now, scene, replan=known.gone)
        await self._advance(turn, event)
        if turn.farewell is None:
            await people.save(tx, turn.person, save_state(turn.state), now)
            if turn.replan:
                await self.plan(tx, turn.person, now)
        return turn

    async def _scene(self, tx: Transaction, known: Known, state: State, event: Event, now: datetime) -> Scene:
        person = known.person
        undoing = isinstance(event, Command) and event.name == "undo"
        return Scene(
            person=person,
            now=now,
            say=texts(person.language),
            rng=self._rng,
            latest=await moments.latest(tx, person.id) if undoing else None,
            edited=await moments.by_message(tx, person.id, event.message_id) if isinstance(event, Edited) else None,
            open_message=known.open_message,
            shelves=await shelves.of(tx, person.id),
            shown=await _shown(tx, known),
            filed=await shelves.filings(tx, person.id) if _about_shelves(known, event) else (),
            items=tuple(await unsaid.all_of(tx, person.id)) if items.looked_at(state, event) else (),
            own_lines=self._own_lines,
        )

    async def _advance(self, turn: _Turn, event: Event) -> None:
        outcome = step(turn.state, event, turn.scene)
        if outcome.refused:
            _log.info("event.refused", trigger=event.trigger, state=turn.state.at)
        turn.state = outcome.state
        for effect in outcome.effects:
            await self._apply(turn, effect)

    async def _apply(self, turn: _Turn, effect: effects.Effect) -> None:
        tx, person, now = turn.tx, turn.person, turn.now
        match effect:
            case effects.Send(message):
                turn.messages.append(message)
            case effects.Keep(moment):
                await moments.keep(tx, person.id, moment)
            case effects.Drop(moment_id):
                await moments.drop(tx, moment_id)
            case effects.Change(changed):
                turn.person, turn.replan = changed, True
                turn.scene = replace(turn.scene, person=changed)
            case effects.Met(delivery_id, outcome):
                await deliveries.record_outcome(tx, person.id, delivery_id, outcome, now)
            case effects.KeepItem(item):
                await unsaid.keep(tx, person.id, item)
            case effects.DropItem(item_id):
                await unsaid.drop(tx, person.id, item_id)
            case effects.KeepCheckIn(check_in):
                await unsaid.keep_check_in(tx, person.id, check_in)
            case effects.ShowWeek(back):
                await self._advance(turn, await weeks.told(tx, person, now, back))
                turn.messages.append(weeks.drawing(Form.CARD, now, back))
            case effects.ShowPage(back):
                turn.messages.append(weeks.drawing(Form.PAGE, now, back))
            case effects.AskAboutTherapist():
                await self._ask_about_therapist(turn)
            case effects.Export():
                turn.messages.append(Drawing(form=Form.EXPORT, at=now))
            case effects.ShowTrend(form):
                turn.messages.append(Say(text=await trends.words(tx, person, now, trends.SPANS[form])))
                turn.messages.append(Drawing(form=form, at=now))
            case effects.KeepShelf(shelf):
                await shelves.keep(tx, person.id, shelf, now)
            case effects.MergeShelves(shelf_id, into_id):
                await shelves.merge(tx, person.id, shelf_id, into_id)
            case effects.Forget(farewell):
                turn.farewell = farewell
                await updates.forget_chat(tx, person.chat_id)
                await people.forget(tx, person.id)

    async def _ask_about_therapist(self, turn: _Turn) -> None:
        try:
            prompt = await asking.choose_about_therapist(turn.tx, turn.person, turn.now, self._rng)
        except NothingToAskError:
            turn.messages.append(Say(text=turn.scene.say("nothing-to-ask")))
            return
        asked = asking.as_asked(prompt, turn.now)
        delivery_id = await deliveries.record_asked(turn.tx, turn.person.id, asked)
        await self._advance(turn, PromptDue(prompt, delivery_id, until=turn.now + ANSWERED_WITHIN))

    def say(self, owed: list[answers.Answer]) -> None:
        """Send what a transaction that is committed by now has written as owed."""
        self._speaker.submit(owed)

    # ── what falls due

    async def plan(self, tx: Transaction, person: Person, now: datetime) -> None:
        """Plan the next delivery of every kind after `now`, in place of what was planned."""
        for kind in DUE_KINDS:
            await deliveries.plan(tx, person, kind, self._plan(kind, person, now), now)

    async def ask(self, tx: Transaction, known: Known, delivery: Delivery, now: datetime) -> "Opening":
        """Let the bot ask: moves the conversation on and returns what is to be sent. `BusyError`: not now."""
        state = _undisturbed(known, now)
        prompt = await asking.choose(tx, known.person, now, self._rng)
        event = PromptDue(prompt, delivery.id, until=delivery.expires_at)
        return await self._open(tx, known, state, event, now, asking.as_asked(prompt, now))

    async def check_in(self, tx: Transaction, known: Known, delivery: Delivery, now: datetime) -> "Opening":
        """Let the bot ask how the session was, in the same way. `BusyError`: not now."""
        state = _undisturbed(known, now)
        return await self._open(tx, known, state, CheckInDue(delivery.id), now, None)

    async def tell_week(self, tx: Transaction, known: Known, delivery: Delivery, now: datetime) -> "Opening":
        """Let the bot tell the week. In the middle of an answer the week comes without a question of its own."""
        week = await weeks.told(tx, known.person, now)
        try:
            state = _undisturbed(known, now)
        except BusyError:
            return Opening(Say(text=week.words), None, None, known.dialogue)
        return await self._open(tx, known, state, replace(week, delivery_id=delivery.id), now, None)

    async def _open(
        self, tx: Transaction, known: Known, state: State, event: Event, now: datetime, asked: Asked | None
    ) -> "Opening":
        scene = Scene(person=known.person, now=now, say=texts(known.person.language), rng=self._rng)
        outcome = step(state, event, scene)
        await people.save_dialogue(tx, known.person.id, save_state(outcome.state))
        said = [effect.message for effect in outcome.effects if isinstance(effect, effects.Send)]
        opening = next(message for message in said if isinstance(message, Say))
        replaces = known.open_message if isinstance(state, Question) and opening.opens else None
        return Opening(opening, Close(target=replaces) if replaces else None, asked, known.dialogue)

    async def unask(self, tx: Transaction, known: Known, delivery_id: int, unasked: str) -> None:
        """What was asked surely did not arrive: all stands as before it, unless the person has moved on since."""
        if _asked_by(load_state(known.dialogue)) == delivery_id:
            await people.save_dialogue(tx, known.person.id, unasked)


def _undisturbed(known: Known, now: datetime) -> State:
    """How the conversation stands, unless the person is in the middle of an answer."""
    state = load_state(known.dialogue)
    busy_until = known.spoke_at + NOT_INTO
    if isinstance(state, Question) and not isinstance(state, Prompted) and now < busy_until:
        raise BusyError(busy_until)
    return state


def _asked_by(state: State) -> int | None:
    """The delivery whose question is open."""
    if isinstance(state, Prompted | ReadingWeek):
        return state.delivery_id
    return state.check_in.delivery_id if isinstance(state, AfterSession) else None


class Opening(NamedTuple):
    """A question, or a week, ready to be sent: the message, the old keyboard to close after it, what to record, and how
    the conversation stood before."""

    message: Say
    before: Close | None
    asked: Asked | None
    unasked: str


async def _shown(tx: Transaction, known: Known) -> tuple[Moment, ...]:
    state = load_state(known.dialogue)
    return tuple(await moments.by_ids(tx, known.person.id, state.openings)) if isinstance(state, WeekLines) else ()


def _about_shelves(known: Known, event: Event) -> bool:
    asked = isinstance(event, Command) and event.name == "shelves"
    return asked or isinstance(load_state(known.dialogue), Shelves | PickingShelf | NamingShelf)


def _language(sender: Sender) -> str:
    return (sender.language or "en").partition("-")[0].lower()[:8]
