"""Scheduled messages: made ready together, sent side by side, settled together.

::

    claimed ──prepare──▶ sending ──outbox──▶ settle: sent | failed | unknown | expired, and the next is planned
       │                                        └── surely not taken: due again, within its window
       └── too late, or in the middle of an answer: expired, or put off

Never sends what it could not first mark as sending. A prompt that may have been taken is not repeated; a weekly
reflection is. What many are due for at once is read and written in one transaction, and each is sent for itself.
"""

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

import structlog

from coach import asking, measures, tidying, weeks
from coach.asking import Recollection
from coach.clock import Clock
from coach.conversation import BusyError, Conversation, Opening
from coach.grouping import Grouped
from coach.messages import Fate, Form, Outbox, SendOutcome
from coach.model import Delivery, DeliveryKind, DeliveryState, Person
from coach.quiet import after_quiet
from coach.sessions import away_at
from coach.storage import Storage, StorageAwayError, Transaction, answers, budget, deliveries, people, recall
from coach.storage.people import Known
from coach.zones import local
from prompts import NothingToAskError

_log = structlog.get_logger(__name__)
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=10)
_SETTLE_TRIES = 6
_SETTLED_AT_ONCE = 100


class Ready(NamedTuple):
    """What is about to be sent to whom, for which delivery."""

    delivery: Delivery
    known: Known
    opening: Opening


class _Sent(NamedTuple):
    """What became of it, and whether the keyboard before it was closed in a call of its own."""

    ready: Ready
    outcome: SendOutcome
    closed: bool


@dataclass
class _Ending:
    """What one transaction brings to an end or puts off, and what follows from it."""

    tx: Transaction
    now: datetime
    ended: list[tuple[Delivery, DeliveryState]] = field(default_factory=list)
    following: dict[DeliveryKind, dict[int, Person]] = field(default_factory=dict)
    owing: list[answers.Owing] = field(default_factory=list)

    def end(self, delivery: Delivery, known: Known, state: DeliveryState, message_id: int | None = None) -> None:
        deliveries.settle(self.tx, delivery, state, self.now, message_id)
        self.ended.append((delivery, state))
        if not known.gone:
            self.following.setdefault(delivery.kind, {})[known.person.id] = known.person

    def again(self, delivery: Delivery, known: Known, at: datetime) -> None:
        """The same slot later, while that still makes sense; else it is dropped and counted."""
        if at < delivery.expires_at:
            deliveries.put_off(self.tx, delivery, at)
        else:
            self.end(delivery, known, DeliveryState.EXPIRED)

    async def plan(self, conversation: Conversation) -> None:
        """The next of each kind that ended."""
        for kind, persons in self.following.items():
            await conversation.plan(self.tx, list(persons.values()), self.now, [kind])

    def tell(self) -> None:
        """One line for all that ended alike: a crowd must not cost a line each."""
        alike: dict[tuple[DeliveryKind, DeliveryState], list[float]] = {}
        for delivery, state in self.ended:
            late = (self.now - delivery.due_at).total_seconds()
            measures.delivered(delivery.kind, state, late)
            alike.setdefault((delivery.kind, state), []).append(late)
        for (kind, state), late_by in alike.items():
            _log.info("delivery.over", kind=kind, state=state, count=len(late_by), latest=round(max(late_by), 1))


class Deliverer:
    """Takes claimed deliveries from there to their end. Decides nothing about what is said."""

    def __init__(self, storage: Storage, outbox: Outbox, conversation: Conversation, clock: Clock) -> None:
        self._storage = storage
        self._outbox = outbox
        self._conversation = conversation
        self._clock = clock
        self._settlements = Grouped(self._settle, _SETTLED_AT_ONCE)

    async def handle_one(self, delivery: Delivery) -> bool:
        """From claimed to settled. True when something was sent."""
        ready = await self.prepare([delivery])
        return [await self.deliver(one) for one in ready] == [True]

    # ── from claimed to sending

    async def prepare(self, claimed: Sequence[Delivery]) -> list[Ready]:
        """Make the messages and mark them as sending, in one transaction. What is not to be sent now is settled here,
        and left out. One that fails takes none of the others with it."""
        try:
            return await self._prepare(claimed)
        except StorageAwayError:
            raise
        except Exception as error:  # whose it was shows when each is tried alone; that one's lease ends it
            if len(claimed) == 1:
                _log.error("delivery.failed", error=type(error).__name__, kind=claimed[0].kind)
                return []
            return [ready for one in claimed for ready in await self.prepare([one])]

    async def _prepare(self, claimed: Sequence[Delivery]) -> list[Ready]:
        async with self._storage.transaction() as tx:
            ending = _Ending(tx, self._clock.now())
            known = await people.by_ids(tx, list({one.person_id for one in claimed}))
            ours = await deliveries.held(tx, claimed)
            mine = [one for one in claimed if ours.get(one.id) is DeliveryState.CLAIMED and one.person_id in known]
            asked = [one.person_id for one in mine if one.kind is DeliveryKind.PROMPT]
            about = await asking.recollections(tx, asked, ending.now) if asked else {}
            ready = []
            for one in mine:
                if opening := await self._opening(ending, one, known[one.person_id], about):
                    deliveries.begin_sending(tx, one, _record(tx, one, opening, about))
                    ready.append(Ready(one, known[one.person_id], opening))
            await ending.plan(self._conversation)
            budget.spend(tx, len(ready) - len(claimed))
        ending.tell()
        return ready

    async def _opening(
        self, ending: _Ending, delivery: Delivery, known: Known, about: Mapping[int, Recollection]
    ) -> Opening | None:
        """What to send; None where there is nothing to send now, which is written down."""
        tx, now = ending.tx, ending.now
        if now >= delivery.expires_at or known.gone or _rests(known.person, delivery.kind, now):
            ending.end(delivery, known, DeliveryState.EXPIRED)
            return None
        if (quiet_ends := after_quiet(known.person, now)) > now:
            ending.again(delivery, known, quiet_ends)
            return None
        try:
            match delivery.kind:
                case DeliveryKind.WEEK:
                    return await self._conversation.tell_week(tx, known, delivery, now)
                case DeliveryKind.CHECK_IN:
                    return self._conversation.check_in(tx, known, delivery, now)
                case _:
                    return await self._conversation.ask(tx, known, about[known.person.id], delivery, now)
        except BusyError as busy:
            ending.again(delivery, known, busy.until)
        except NothingToAskError:
            ending.end(delivery, known, DeliveryState.FAILED)
        return None

    # ── out

    async def deliver(self, ready: Ready) -> bool:
        """Send what was made ready and settle it. True when it was sent."""
        chat = ready.known.person.chat_id
        outcome = await self._outbox.send(chat, ready.opening.message)
        closing = ready.opening.before if outcome.fate is Fate.SENT else None
        if closing is not None:
            await self._outbox.send(chat, closing)
        await self._settle_surely(_Sent(ready, outcome, closed=closing is not None))
        return outcome.fate is Fate.SENT

    async def _settle_surely(self, sent: _Sent) -> None:
        """Write down what became of it. A database that is away gets a few tries; then the lease ends it as unknown."""
        for attempt in range(_SETTLE_TRIES):
            try:
                await self._settlements.ask(sent.ready.delivery.person_id, sent)
            except StorageAwayError:
                await asyncio.sleep(0.2 * 2**attempt)
            else:
                return
        _log.error("delivery.unsettled", fate=sent.outcome.fate)

    # ── to its end

    async def _settle(self, sent: Sequence[_Sent]) -> list[None]:
        async with self._storage.transaction() as tx:
            ending = _Ending(tx, self._clock.now())
            known = await people.again(tx, [one.ready.known for one in sent])
            ours = await deliveries.held(tx, [one.ready.delivery for one in sent])
            for one in sent:
                if one.ready.delivery.person_id in known and one.ready.delivery.id in ours:
                    self._settle_one(ending, one, known[one.ready.delivery.person_id])
            await ending.plan(self._conversation)
            owed = await answers.owe(tx, ending.owing, ending.now)
            budget.spend(tx, sum(one.closed for one in sent))
        ending.tell()
        self._conversation.say(owed)
        return [None] * len(sent)

    def _settle_one(self, ending: _Ending, sent: _Sent, known: Known) -> None:
        tx, now, outcome = ending.tx, ending.now, sent.outcome
        delivery, _, opening = sent.ready
        person = known.person
        if outcome.fate not in (Fate.SENT, Fate.UNKNOWN):
            self._conversation.unask(tx, known, delivery.id, opening.unasked)
            recall.drop(tx, person.id)
        if outcome.moved_to is not None:
            people.move_chat(tx, person.id, outcome.moved_to)
        match outcome.fate:
            case Fate.SENT:
                if opening.message.opens:
                    people.set_open_message(tx, person.id, outcome.message_id)
                if person.profile.tidy:
                    tidying.said(tx, person.id, opening.message, outcome.message_id, now)
                if person.profile.tidy and opening.before is not None:
                    tidying.said(tx, person.id, opening.before, None, now)
                if delivery.kind is DeliveryKind.WEEK and not opening.covered:  # its words were sent: its card is owed
                    card = weeks.drawing(Form.CARD, now)
                    ending.owing.append(
                        (person.id, person.chat_id, tidying.marked(card) if person.profile.tidy else card)
                    )
                ending.end(delivery, known, DeliveryState.SENT, outcome.message_id)
            case Fate.WAIT | Fate.REFUSED:
                wait = timedelta(seconds=outcome.retry_after) or _backoff(delivery.attempts)
                ending.again(delivery, known, now + wait)
            case Fate.UNKNOWN if delivery.kind is DeliveryKind.WEEK:
                ending.again(delivery, known, now + _backoff(delivery.attempts))
            case Fate.UNKNOWN:
                ending.end(delivery, known, DeliveryState.UNKNOWN)
            case Fate.REJECTED:
                ending.end(delivery, known, DeliveryState.FAILED)
            case Fate.BLOCKED:
                ending.end(delivery, known._replace(gone=True), DeliveryState.FAILED)
                people.mark_gone(tx, person.id, now)
                deliveries.cancel(tx, person.id)
                answers.drop_all(tx, person.id)


def _record(tx: Transaction, delivery: Delivery, opening: Opening, about: Mapping[int, Recollection]) -> bytes | None:
    """What it asks, for its own row; and remembered for the next choice."""
    if opening.asked is None:
        return None
    return recall.add(tx, about[delivery.person_id].recall, delivery.id, opening.asked)


def _rests(person: Person, kind: DeliveryKind, now: datetime) -> bool:
    """Whether the person wanted quiet after this was planned, or said that there was no session."""
    if kind is DeliveryKind.CHECK_IN and away_at(person, now):
        return True
    until = person.paused_until
    return person.paused if until is None else local(person.zone, now).date() < until


def _backoff(attempts: int) -> timedelta:
    """Doubling with jitter, so that people whose sends failed together do not come back together."""
    return min(_LONGEST_WAIT, _FIRST_WAIT * 2.0**attempts) * random.uniform(0.5, 1.0)  # noqa: S311  # no secret
