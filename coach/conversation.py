"""One turn: load what the step may look at, let the dialogue decide, do it, commit, hand over to `answers`.

Everything that one update does happens in one transaction, together with the note that this update was taken: it takes
effect exactly once or not at all. Also the way in: who may talk with the bot is decided here, before anything is kept.
"""

import random
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

import structlog

from coach import asking, measures, trends, weeks
from coach.answers import Answers, unwritten
from coach.calm import Buckets
from coach.clock import Clock
from coach.dialogue import Event, Idle, Scene, State, effects, items, load_state, save_state, step
from coach.dialogue.events import CheckInDue, Command, Edited, PromptDue, Tap
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
from coach.grouping import Grouped
from coach.messages import Close, Drawing, Form, Message, Say
from coach.model import Delivery, DeliveryKind, Moment, Person, Shelf, Slot
from coach.storage import (
    Storage,
    StorageAwayError,
    Transaction,
    access,
    answers,
    audit,
    budget,
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
_TURNS_AT_ONCE = 64
_AT_ONCE = 60  # updates of one chat, and one a second after that
ANSWERED_WITHIN = timedelta(minutes=90)
"""How long a sentence counts as the answer to a prompt that the person called for."""

_log = structlog.get_logger(__name__)


class Sender(NamedTuple):
    """Who an update came from: the private chat, the language that their Telegram is set to, and, where Telegram tells,
    when it was sent (aware): what waited for us comes all at once and was not said at once."""

    chat_id: int
    language: str | None
    sent_at: datetime | None = None


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

    def owing(self) -> Iterator[answers.Owing]:
        """What is owed in writing: nothing to whom no row is left of."""
        if self.farewell is None:
            yield from ((self.person.id, self.person.chat_id, message) for message in self.messages)


class _Update(NamedTuple):
    update_id: int
    sender: Sender
    event: Event


class _Taken(NamedTuple):
    """What became of an update: `first`, unless it had its effect before; no turn for somebody who may not enter."""

    first: bool
    turn: _Turn | None


class _Company(NamedTuple):
    """What a group of turns looks at together: who is known by chat, and the shelves by person."""

    known: dict[int, Known]
    shelves: dict[int, tuple[Shelf, ...]]


class Conversation:
    """Takes updates and prompts falling due. Sends nothing itself; keeps nothing between turns."""

    def __init__(
        self, storage: Storage, speaker: Answers, clock: Clock, plan: Planner, access_: Access, rng: random.Random
    ) -> None:
        self._storage = storage
        self._speaker = speaker
        self._clock = clock
        self._plan = plan
        self._access = access_
        self._rng = rng
        self._turns = Grouped(self._take_all, _TURNS_AT_ONCE)
        self._calm = Buckets(_AT_ONCE, timedelta(seconds=1))
        self._told_so = Buckets(1, timedelta(minutes=1))
        self._turned_away = Buckets(3, timedelta(minutes=10))
        self.on_plan: Callable[[], None] = lambda: None

    # ── what people do

    async def take(self, update_id: int, sender: Sender, event: Event) -> None:
        """One update of one person, exactly once. Raises what storage raises: then nothing of it happened."""
        if not _always(event) and not self._calm.take(sender.chat_id, sender.sent_at or self._clock.now()):
            await self._too_much(update_id, sender)
            return
        try:
            taken = await self._turns.ask(sender.chat_id, _Update(update_id, sender, event))
        except StorageAwayError:
            self._calm.give_back(sender.chat_id)
            raise
        if not taken.first:
            return
        turn = taken.turn
        if turn is None:
            self._turn_away(sender, event)
            return
        if turn.farewell:
            self._speaker.drop(sender.chat_id)
            if not await self._storage.scrub():
                _log.warning("forget.scrubbed_later")
            self._say_unwritten(sender.chat_id, *turn.messages, Say(text=turn.farewell))
        if turn.replan:
            self.on_plan()

    async def _take_all(self, given: Sequence[_Update]) -> list[_Taken]:
        """The turns of several chats in one transaction. What is to be said is handed over in the order of writing."""
        now = self._clock.now()
        async with self._storage.transaction() as tx:
            first = await updates.take(tx, {one.update_id for one in given}, now)
            company = await self._company(tx, [one.sender.chat_id for one in given if one.update_id in first])
            taken = []
            for one in given:
                new = one.update_id in first
                turn = await self._turn_of(tx, company, one.sender, one.event, now) if new else None
                taken.append(_Taken(new, turn))
            turns = [one.turn for one in taken if one.turn]
            await self.plan(tx, [turn.person for turn in turns if turn.replan and not turn.farewell], now)
            owed = await answers.owe(tx, [owing for turn in turns for owing in turn.owing()], now)
        self._speaker.submit(owed)
        return taken

    async def _company(self, tx: Transaction, chats: Sequence[int]) -> _Company:
        known = await people.by_chats(tx, chats) if chats else {}
        labels = await shelves.of_each(tx, [one.person.id for one in known.values()]) if known else {}
        return _Company(known, labels)

    async def _turn_of(
        self, tx: Transaction, company: _Company, sender: Sender, event: Event, now: datetime
    ) -> _Turn | None:
        """None for somebody who may not enter. Who enters meets the welcome, whatever they came with."""
        known = company.known.get(sender.chat_id)
        if known is not None:
            return await self._turn(tx, known, company.shelves.get(known.person.id, ()), event, now)
        admitted = await self._admit(tx, sender, event, now)
        return await self._turn(tx, admitted, (), Command("start"), now) if admitted else None

    async def _too_much(self, update_id: int, sender: Sender) -> None:
        """More than a person says: it has no effect, and whoever is known here is told so, once a minute at most."""
        now = self._clock.now()
        async with self._storage.transaction() as tx:
            first = await updates.take(tx, [update_id], now)
            known = await people.by_chat(tx, sender.chat_id) if first else None
        if known and self._told_so.take(sender.chat_id, now):
            _log.warning("chat.too_much")
            self._say_unwritten(sender.chat_id, Say(text=texts(known.person.language)("too-much")))

    def _turn_away(self, sender: Sender, event: Event) -> None:
        """One line, and after a few no more for a while: nobody makes us talk for ever."""
        if not self._turned_away.take(sender.chat_id, self._clock.now()):
            return
        tried = isinstance(event, Command) and event.name == "start" and event.arguments
        key = "invitation-used" if tried and self._access.door is Door.INVITED else "not-invited"
        self._say_unwritten(sender.chat_id, Say(text=texts(_language(sender))(key)))

    def _say_unwritten(self, chat_id: int, *messages: Message) -> None:
        self._speaker.submit(unwritten(chat_id, message, self._clock) for message in messages)

    async def decline(self, update_id: int, chat_id: int, key: str, language: str | None) -> None:
        """Something that is nobody's turn, such as a group's: one line, and nothing is kept."""
        now = self._clock.now()
        async with self._storage.transaction() as tx:
            first = await updates.take(tx, [update_id], now)
        if first and self._turned_away.take(chat_id, now):
            self._say_unwritten(chat_id, Say(text=texts(language or "en")(key)))

    async def left(self, update_id: int, chat_id: int) -> None:
        """The person blocked the bot: nothing is sent until they come back."""
        now = self._clock.now()
        async with self._storage.transaction() as tx:
            known = await people.by_chat(tx, chat_id) if await updates.take(tx, [update_id], now) else None
            if known:
                people.mark_gone(tx, known.person.id, now)
                deliveries.cancel(tx, known.person.id)
                answers.drop_all(tx, known.person.id)
        if known:
            self._speaker.drop(chat_id)

    async def returned(self, update_id: int, chat_id: int) -> None:
        """The person unblocked the bot: what was planned for them is planned again."""
        now = self._clock.now()
        async with self._storage.transaction() as tx:
            known = await people.by_chat(tx, chat_id) if await updates.take(tx, [update_id], now) else None
            if known:
                people.save(tx, known.person, known.dialogue, now)
                await self.plan(tx, [known.person], now)
        self.on_plan()

    async def set_aside(self, update_id: int, chat_id: int | None, raw: str, reason: str) -> None:
        """Let an update that cannot be handled hold nobody up. Its person is told; of a stranger nothing is kept."""
        now = self._clock.now()
        async with self._storage.transaction() as tx:
            if not await updates.take(tx, [update_id], now):
                return
            known = await people.by_chat(tx, chat_id) if chat_id is not None else None
            if known or chat_id is None:
                updates.quarantine(tx, update_id, chat_id, raw, reason, now)
        if known:
            text = texts(known.person.language)("something-broke")
            self._say_unwritten(known.person.chat_id, Say(text=text))

    async def _admit(self, tx: Transaction, sender: Sender, event: Event, now: datetime) -> Known | None:
        if not await self._may_enter(tx, sender, event, now):
            return None
        return await people.admit(tx, sender.chat_id, _language(sender), now, save_state(Idle()))

    async def _may_enter(self, tx: Transaction, sender: Sender, event: Event, now: datetime) -> bool:
        if sender.chat_id in self._access.listed or self._access.door is Door.OPEN:
            return True
        code = event.arguments if isinstance(event, Command) and event.name == "start" else ""
        if self._access.door is not Door.INVITED or not code:
            return False
        number = await access.redeem(tx, code, now)
        if number is not None:
            await audit.note(tx, now, "enter", f"invitation {number}", audit.TELEGRAM)
        return number is not None

    async def _turn(
        self, tx: Transaction, known: Known, labels: tuple[Shelf, ...], event: Event, now: datetime
    ) -> _Turn:
        state = load_state(known.dialogue)
        scene = await self._scene(tx, known, labels, state, event, now)
        turn = _Turn(tx, known.person, state, now, scene, replan=known.gone)
        await self._advance(turn, event)
        if turn.farewell is None:
            people.save(tx, turn.person, save_state(turn.state), now)
        return turn

    async def _scene(
        self, tx: Transaction, known: Known, labels: tuple[Shelf, ...], state: State, event: Event, now: datetime
    ) -> Scene:
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
            shelves=labels,
            shown=await _shown(tx, person, state),
            filed=await shelves.filings(tx, person.id) if _about_shelves(state, event) else (),
            items=tuple(await unsaid.all_of(tx, person.id)) if items.looked_at(state, event) else (),
        )

    async def _advance(self, turn: _Turn, event: Event) -> None:
        outcome = step(turn.state, event, turn.scene)
        if outcome.refused:
            _log.info("event.refused", trigger=event.trigger, state=turn.state.at)
            if isinstance(event, Tap):
                measures.press_refused()
        turn.state = outcome.state
        for effect in outcome.effects:
            await self._apply(turn, effect)

    async def _apply(self, turn: _Turn, effect: effects.Effect) -> None:
        tx, person, now = turn.tx, turn.person, turn.now
        match effect:
            case effects.Send(message):
                turn.messages.append(message)
            case effects.Keep(moment):
                moments.keep(tx, person.id, moment)
            case effects.Drop(moment_id):
                moments.drop(tx, person.id, moment_id)
            case effects.Change(changed):
                turn.person, turn.replan = changed, True
                turn.scene = replace(turn.scene, person=changed)
            case effects.Met(delivery_id, outcome):
                await deliveries.record_outcome(tx, person.id, delivery_id, outcome, now)
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
                await budget.forget_chat(tx, person.chat_id)
                people.forget(tx, person.id)

    async def _ask_about_therapist(self, turn: _Turn) -> None:
        try:
            about = await asking.recollections(turn.tx, [turn.person.id], turn.now)
            prompt = asking.choose_about_therapist(turn.person, about[turn.person.id], turn.now, self._rng)
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

    async def plan(
        self, tx: Transaction, persons: Sequence[Person], now: datetime, kinds: Collection[DeliveryKind] = DUE_KINDS
    ) -> None:
        """Plan each person's next delivery of every kind after `now`, in place of what was planned."""
        if persons:
            promised = [
                deliveries.Promised(one.id, kind, self._plan(kind, one, now)) for one in persons for kind in kinds
            ]
            await deliveries.plan(tx, promised, now)

    def ask(
        self, tx: Transaction, known: Known, about: asking.Recollection, delivery: Delivery, now: datetime
    ) -> "Opening":
        """Let the bot ask: moves the conversation on and returns what is to be sent. `BusyError`: not now."""
        state = _undisturbed(known, now)
        prompt = asking.choose(known.person, about, now, self._rng)
        event = PromptDue(prompt, delivery.id, until=delivery.expires_at)
        return self._open(tx, known, state, event, now, asking.as_asked(prompt, now))

    def check_in(self, tx: Transaction, known: Known, delivery: Delivery, now: datetime) -> "Opening":
        """Let the bot ask how the session was, in the same way. `BusyError`: not now."""
        return self._open(tx, known, _undisturbed(known, now), CheckInDue(delivery.id), now, None)

    async def tell_week(self, tx: Transaction, known: Known, delivery: Delivery, now: datetime) -> "Opening":
        """Let the bot tell the week. In the middle of an answer the week comes without a question of its own."""
        week = await weeks.told(tx, known.person, now)
        try:
            state = _undisturbed(known, now)
        except BusyError:
            return Opening(Say(text=week.words), None, None, known.dialogue)
        return self._open(tx, known, state, replace(week, delivery_id=delivery.id), now, None)

    def _open(
        self, tx: Transaction, known: Known, state: State, event: Event, now: datetime, asked: Asked | None
    ) -> "Opening":
        scene = Scene(person=known.person, now=now, say=texts(known.person.language), rng=self._rng)
        outcome = step(state, event, scene)
        people.save_dialogue(tx, known.person.id, save_state(outcome.state))
        said = [effect.message for effect in outcome.effects if isinstance(effect, effects.Send)]
        opening = next(message for message in said if isinstance(message, Say))
        replaces = known.open_message if isinstance(state, Question) and opening.opens else None
        return Opening(opening, Close(target=replaces) if replaces else None, asked, known.dialogue)

    def unask(self, tx: Transaction, known: Known, delivery_id: int, unasked: str) -> None:
        """What was asked surely did not arrive: all stands as before it, unless the person has moved on since."""
        if _asked_by(load_state(known.dialogue)) == delivery_id:
            people.save_dialogue(tx, known.person.id, unasked)


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


async def _shown(tx: Transaction, person: Person, state: State) -> tuple[Moment, ...]:
    return tuple(await moments.by_ids(tx, person.id, state.openings)) if isinstance(state, WeekLines) else ()


def _about_shelves(state: State, event: Event) -> bool:
    asked = isinstance(event, Command) and event.name == "shelves"
    return asked or isinstance(state, Shelves | PickingShelf | NamingShelf)


def _always(event: Event) -> bool:
    """Whoever asks for help is heard, however much came before."""
    return isinstance(event, Command) and event.name == "help_now"


def _language(sender: Sender) -> str:
    return (sender.language or "en").partition("-")[0].lower()[:8]
