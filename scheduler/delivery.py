"""One scheduled message: made ready, sent, settled.

::

    claimed ──prepare──▶ sending ──outbox──▶ settle: sent | failed | unknown | expired, and the next is planned
       │                                        └── surely not taken: due again, within its window
       └── too late, or in the middle of an answer: expired, or put off

Never sends what it could not first mark as sending. A prompt that may have been taken is not repeated; a weekly
reflection is.
"""

import asyncio
import random
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from coach import weeks
from coach.clock import Clock
from coach.conversation import BusyError, Conversation
from coach.messages import Close, Fate, Form, Outbox, Say, SendOutcome
from coach.model import Delivery, DeliveryKind, DeliveryState, Person
from coach.quiet import after_quiet
from coach.sessions import away_at
from coach.storage import Storage, StorageAwayError, Transaction, answers, deliveries, people
from coach.storage.people import Known
from coach.zones import local
from prompts import Asked, NothingToAskError

_log = structlog.get_logger(__name__)
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=2), timedelta(minutes=10)
_SETTLE_TRIES = 6


@dataclass(frozen=True)
class _Ready:
    """What is about to be sent to whom. `unasked` is how the conversation stood before."""

    person: Person
    message: Say
    before: Close | None = None
    asked: Asked | None = None
    unasked: str | None = None


class _TakenError(Exception):
    """Somebody else has this row by now; nothing of ours may stay."""


class Deliverer:
    """Takes claimed deliveries one by one. Decides nothing about what is said."""

    def __init__(self, storage: Storage, outbox: Outbox, conversation: Conversation, clock: Clock) -> None:
        self._storage = storage
        self._outbox = outbox
        self._conversation = conversation
        self._clock = clock

    async def handle_one(self, delivery: Delivery) -> bool:
        """From claimed to settled. True when something was sent."""
        try:
            async with self._storage.transaction() as tx:
                ready = await self._prepare(tx, delivery)
        except _TakenError:
            return False
        if ready is None:
            return False
        outcome = await self._outbox.send(ready.person.chat_id, ready.message)
        if outcome.fate is Fate.SENT and ready.before is not None:
            await self._outbox.send(ready.person.chat_id, ready.before)
        await self._settle_surely(delivery, ready, outcome)
        return outcome.fate is Fate.SENT

    async def _prepare(self, tx: Transaction, delivery: Delivery) -> _Ready | None:
        """Make the message and mark it as sending, in one transaction; None where there is nothing to send now."""
        now = self._clock.now()
        known = await people.by_id(tx, delivery.person_id)
        if known is None:
            return None
        if now >= delivery.expires_at or known.gone or _rests(known.person, delivery.kind, now):
            await self._over(tx, delivery, known, DeliveryState.EXPIRED, now)
            return None
        if (quiet_ends := after_quiet(known.person, now)) > now:
            await self._again(tx, delivery, known, quiet_ends, now)
            return None
        try:
            ready = await self._make(tx, delivery, known, now)
        except BusyError as busy:
            await self._again(tx, delivery, known, busy.until, now)
            return None
        except NothingToAskError:
            await self._over(tx, delivery, known, DeliveryState.FAILED, now)
            return None
        if not await deliveries.begin_sending(tx, delivery, ready.asked):
            raise _TakenError
        return ready

    async def _make(self, tx: Transaction, delivery: Delivery, known: Known, now: datetime) -> _Ready:
        asks = {
            DeliveryKind.WEEK: self._conversation.tell_week,
            DeliveryKind.CHECK_IN: self._conversation.check_in,
        }.get(delivery.kind, self._conversation.ask)
        opening = await asks(tx, known, delivery, now)
        return _Ready(known.person, opening.message, opening.before, opening.asked, opening.unasked)

    async def _settle_surely(self, delivery: Delivery, ready: _Ready, outcome: SendOutcome) -> None:
        """Write down what became of it. A database that is away gets a few tries; then the lease ends it as unknown."""
        for attempt in range(_SETTLE_TRIES):
            try:
                async with self._storage.transaction() as tx:
                    await self._settle(tx, delivery, ready, outcome)
                    owed = await self._picture(tx, delivery, ready, outcome)
            except StorageAwayError:
                await asyncio.sleep(0.2 * 2**attempt)
            else:
                self._conversation.say(owed)
                return
        _log.error("delivery.unsettled", fate=outcome.fate)

    async def _picture(
        self, tx: Transaction, delivery: Delivery, ready: _Ready, outcome: SendOutcome
    ) -> list[answers.Answer]:
        """The words of a week were sent: its card is owed."""
        if delivery.kind is not DeliveryKind.WEEK or outcome.fate is not Fate.SENT:
            return []
        now = self._clock.now()
        card = weeks.drawing(Form.CARD, now)
        return await answers.owe(tx, ready.person.id, ready.person.chat_id, [card], now)

    async def _settle(self, tx: Transaction, delivery: Delivery, ready: _Ready, outcome: SendOutcome) -> None:
        now = self._clock.now()
        known = await people.by_id(tx, delivery.person_id)
        if known is None:
            return
        if ready.unasked is not None and outcome.fate not in (Fate.SENT, Fate.UNKNOWN):
            await self._conversation.unask(tx, known, delivery.id, ready.unasked)
        match outcome.fate:
            case Fate.SENT:
                if ready.message.opens:
                    await people.set_open_message(tx, delivery.person_id, outcome.message_id)
                await self._over(tx, delivery, known, DeliveryState.SENT, now, outcome.message_id)
            case Fate.WAIT | Fate.REFUSED:
                wait = timedelta(seconds=outcome.retry_after) or _backoff(delivery.attempts)
                await self._again(tx, delivery, known, now + wait, now)
            case Fate.UNKNOWN if delivery.kind is DeliveryKind.WEEK:
                await self._again(tx, delivery, known, now + _backoff(delivery.attempts), now)
            case Fate.UNKNOWN:
                await self._over(tx, delivery, known, DeliveryState.UNKNOWN, now)
            case Fate.REJECTED:
                await self._over(tx, delivery, known, DeliveryState.FAILED, now)
            case Fate.BLOCKED:
                await deliveries.settle(tx, delivery, DeliveryState.FAILED, now)
                await people.mark_gone(tx, delivery.person_id, now)
                await deliveries.cancel(tx, delivery.person_id)
                await answers.drop_all(tx, delivery.person_id)
        if outcome.moved_to is not None:
            await people.move_chat(tx, delivery.person_id, outcome.moved_to)

    async def _again(self, tx: Transaction, delivery: Delivery, known: Known, at: datetime, now: datetime) -> None:
        """The same slot later, while that still makes sense; else it is dropped and counted."""
        if at < delivery.expires_at:
            await deliveries.put_off(tx, delivery, at)
        else:
            await self._over(tx, delivery, known, DeliveryState.EXPIRED, now)

    async def _over(
        self,
        tx: Transaction,
        delivery: Delivery,
        known: Known,
        state: DeliveryState,
        now: datetime,
        message_id: int | None = None,
    ) -> None:
        if not await deliveries.settle(tx, delivery, state, now, message_id):
            return
        _log.info(
            "delivery.over", kind=delivery.kind, state=state, late=round((now - delivery.due_at).total_seconds(), 1)
        )
        if not known.gone:
            await self._conversation.plan(tx, known.person, now)


def _rests(person: Person, kind: DeliveryKind, now: datetime) -> bool:
    """Whether the person wanted quiet after this was planned, or said that there was no session."""
    if kind is DeliveryKind.CHECK_IN and away_at(person, now):
        return True
    until = person.paused_until
    return person.paused if until is None else local(person.zone, now).date() < until


def _backoff(attempts: int) -> timedelta:
    """Doubling with jitter, so that people whose sends failed together do not come back together."""
    return min(_LONGEST_WAIT, _FIRST_WAIT * 2.0**attempts) * random.uniform(0.5, 1.0)  # noqa: S311  # no secret
