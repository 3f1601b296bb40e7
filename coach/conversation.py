"""Whose turn it is, and what falls due: what comes in is committed, then said.

::

    update ─▶ take ─▶ a group, one transaction ─▶ turns.run for each ─▶ commit ─▶ answers
    due    ─▶ ask, check_in, tell_week, in the deliverer's transaction

Everything that one update does happens in one transaction, together with the note that this update was taken: it takes
effect exactly once or not at all. Who may come in is `door`'s to say.
"""

import random
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog

from coach import asking, silence, tidying, weeks
from coach.answers import Answers, unwritten
from coach.calm import Buckets
from coach.care.lines import NO_LINES, OwnLines
from coach.clock import Clock
from coach.dialogue import Event, Idle, Scene, State, effects, load_state, save_state, step
from coach.dialogue.events import CheckInDue, Command, PromptDue, Tap
from coach.dialogue.states import (
    AfterSession,
    Asking,
    Covered,
    Question,
    ReadingWeek,
)
from coach.door import Access, Sender
from coach.grouping import Grouped
from coach.messages import Close, Message, Remove, Say, Stay, Toast
from coach.model import Delivery, DeliveryKind, Person, Shelf
from coach.storage import (
    Storage,
    StorageAwayError,
    Transaction,
    answers,
    deliveries,
    people,
    shelves,
    updates,
)
from coach.storage.people import Known
from coach.texts import texts
from coach.turns import ANSWERED_WITHIN, Planner, Turn, Turns
from prompts import Asked, NothingToAskError

__all__ = [
    "ANSWERED_WITHIN",
    "BusyError",
    "Conversation",
    "Opening",
    "Planner",
    "StorageAwayError",
]

DUE_KINDS = (DeliveryKind.PROMPT, DeliveryKind.WEEK, DeliveryKind.CHECK_IN)
NOT_INTO = timedelta(minutes=10)
"""A prompt does not fall into a question that the person was just answering."""
_TURNS_AT_ONCE = 64
_AT_ONCE = 60  # updates of one chat, and one a second after that

_log = structlog.get_logger(__name__)


class BusyError(Exception):
    """The person is in the middle of an answer; ask again at `until` (aware UTC)."""

    def __init__(self, until: datetime) -> None:
        super().__init__("in the middle of an answer")
        self.until = until


class _Update(NamedTuple):
    update_id: int
    sender: Sender
    event: Event


class _Taken(NamedTuple):
    """What became of an update: `first`, unless it had its effect before; no turn for somebody who may not enter."""

    first: bool
    turn: Turn | None


class _Company(NamedTuple):
    """What a group of turns looks at together: who is known by chat, and the shelves by person."""

    known: dict[int, Known]
    shelves: dict[int, tuple[Shelf, ...]]


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
        self._turns = Turns(plan, rng, own_lines)
        self._groups = Grouped(self._take_all, _TURNS_AT_ONCE)
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
            taken = await self._groups.ask(sender.chat_id, _Update(update_id, sender, event))
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
    ) -> Turn | None:
        """None for somebody who may not enter. Who enters meets the welcome, whatever they came with."""
        known = company.known.get(sender.chat_id)
        if known is not None:
            turn = await self._turns.run(tx, known, company.shelves.get(known.person.id, ()), event, now)
            if sender.message_id and turn.person.profile.tidy and not turn.farewell:
                tidying.heard(tx, turn.person.id, sender.message_id, sender.sent_at or now, now)
            return turn
        admitted = await self._access.admitted(tx, sender, event, now)
        if admitted is None:
            return None
        turn = await self._turns.run(tx, admitted, (), Command("start"), now)
        turn.messages[:0] = _let_go(event)
        return turn

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
        told = Say(text=texts(sender.speaks)(self._access.why_not(event)))
        self._say_unwritten(sender.chat_id, *_let_go(event), told)

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
                person = silence.over(known.person)
                people.save(tx, person, known.dialogue, now)
                await self.plan(tx, [person], now)
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
            await deliveries.plan(tx, promised)

    async def ask(
        self, tx: Transaction, known: Known, about: asking.Recollection, delivery: Delivery, now: datetime
    ) -> "Opening":
        """Let the bot ask: moves the conversation on and returns what is to be sent. `BusyError`: not now."""
        state = _undisturbed(known, now)
        person = known.person
        prompt = await asking.again(tx, person, delivery, now) or asking.choose(person, about, now, self._rng)
        fewer = await silence.begins(tx, known, delivery, now)
        event = PromptDue(prompt, delivery.id, until=now + ANSWERED_WITHIN, fewer=fewer)
        return self._open(tx, known, state, event, now, asking.as_asked(prompt, now))

    def check_in(self, tx: Transaction, known: Known, delivery: Delivery, now: datetime) -> "Opening":
        """Let the bot ask how the session was, in the same way. `BusyError`: not now."""
        return self._open(tx, known, _undisturbed(known, now), CheckInDue(delivery.id), now, None)

    async def tell_week(self, tx: Transaction, known: Known, delivery: Delivery, now: datetime) -> "Opening":
        """Let the bot tell the week. In the middle of an answer the week comes without a question of its own, and
        covered it waits as long as it can: `BusyError`. To who answers nothing it comes only where it holds something:
        `NothingToAskError`."""
        if known.person.fewer is not None and not await weeks.anything(tx, known.person, now):
            raise NothingToAskError
        week = await weeks.told(tx, known.person, now)
        try:
            state = _undisturbed(known, now)
        except BusyError as busy:
            if not known.person.profile.discreet:
                return Opening(Say(text=week.words, stay=Stay.LONG), None, None, known.dialogue)
            if busy.until < delivery.expires_at:
                raise
            state = load_state(known.dialogue)
        return self._open(tx, known, state, replace(week, delivery_id=delivery.id), now, None)

    def _open(
        self, tx: Transaction, known: Known, state: State, event: Event, now: datetime, asked: Asked | None
    ) -> "Opening":
        person, before = known.person, known.open_message
        scene = Scene(person, now, texts(person.language), self._rng, open_message=before, unasked=True)
        outcome = step(state, event, scene)
        people.save_dialogue(tx, person.id, save_state(outcome.state))
        said = [effect.message for effect in outcome.effects if isinstance(effect, effects.Send)]
        opening = next(message for message in said if isinstance(message, Say))
        replaced = _replaced(state, before, now) if before and opening.opens else None
        return Opening(opening, replaced, asked, known.dialogue, covered=scene.covers)

    def let_go(self, tx: Transaction, known: Known) -> None:
        """The message with the open question goes from the chat: nothing is asked any more."""
        people.save_dialogue(tx, known.person.id, save_state(Idle()))
        people.set_open_message(tx, known.person.id, None)

    def unask(self, tx: Transaction, known: Known, delivery_id: int, unasked: str) -> None:
        """What was asked surely did not arrive: all stands as before it, unless the person has moved on since."""
        silence.untold(tx, known, delivery_id)
        if _asked_by(load_state(known.dialogue)) == delivery_id:
            people.save_dialogue(tx, known.person.id, unasked)


def _undisturbed(known: Known, now: datetime) -> State:
    """How the conversation stands, unless the person is in the middle of an answer."""
    state = load_state(known.dialogue)
    busy_until = known.spoke_at + NOT_INTO
    if isinstance(state, Question) and not isinstance(state, Asking | Covered) and now < busy_until:
        raise BusyError(busy_until)
    return state


def _asked_by(state: State) -> int | None:
    """The delivery whose question is open."""
    if isinstance(state, Asking | ReadingWeek | Covered):
        return state.delivery_id
    return state.check_in.delivery_id if isinstance(state, AfterSession) else None


def _replaced(state: State, message: int, now: datetime) -> Close | Remove | None:
    """What becomes of the question before. A cover that nobody opened goes while it can, so that they do not pile up;
    but not the message before it, where the cover itself may never have arrived."""
    if isinstance(state, Covered) and message != state.beside and now - state.since < tidying.LONGEST:
        return Remove(targets=(message,))
    return Close(target=message) if isinstance(state, Question) else None


class Opening(NamedTuple):
    """A question, or a week, ready to be sent: the message, what becomes of the one before once it is there, what to
    record, how the conversation stood before, and whether it is a cover that tells nothing."""

    message: Say
    before: Close | Remove | None
    asked: Asked | None
    unasked: str
    covered: bool = False


def _let_go(event: Event) -> tuple[Toast, ...]:
    """The button of somebody of whom nothing is kept any more stops waiting, too."""
    return (Toast(press_id=event.press_id),) if isinstance(event, Tap) and event.press_id else ()


def _always(event: Event) -> bool:
    """Whoever asks for help is heard, however much came before."""
    return isinstance(event, Command) and event.name == "help_now"
