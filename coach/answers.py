"""What was committed to be said goes out: in order within a chat, chats side by side, at least once.

::

    conversation ── rows committed ──▶ submit ──▶ one worker a chat ──▶ outbox ──▶ said: the row goes

Invariants: a row leaves the table only once Telegram surely has the message, or surely never will. After a crash
`resume` finds what is still owed. A message that opens a question becomes the person's open message in the same
commit. With several replicas each answer is one's own by a lease, and what a killed one owed is taken over. Knows no
Telegram; nothing here decides what is said.
"""

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import count
from typing import NamedTuple

import structlog

from coach import copies, tidying, trends, weeks
from coach.clock import Clock
from coach.grouping import Grouped
from coach.messages import Close, Drawing, Edit, Fate, Form, Message, Outbox, Say, SendOutcome, Toast
from coach.storage import Storage, StorageAwayError, Transaction, answers, budget, deliveries, people
from coach.storage.answers import Answer

_log = structlog.get_logger(__name__)
_PRESS_LIVES = timedelta(seconds=140)  # Telegram drops a press after 150 s
_OWED_FOR = timedelta(days=1)
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 60.0
_CLOSE_WITHIN = 8.0
_UNWRITTEN = 0
_AT_ONCE = 100
_OVER = (Fate.SENT, Fate.BLOCKED, Fate.REJECTED)

Sleep = Callable[[float], Awaitable[object]]


class _Settlement(NamedTuple):
    answer: Answer
    message: Message | None
    outcome: SendOutcome


class Answers:
    """The queue of what is owed. Does not keep what it could not send: the table does."""

    def __init__(self, storage: Storage, outbox: Outbox, clock: Clock, sleep: Sleep = asyncio.sleep) -> None:
        self._storage = storage
        self._outbox = outbox
        self._clock = clock
        self._sleep = sleep
        self._queues: dict[int, deque[Answer]] = {}
        self._workers: dict[int, asyncio.Task[None]] = {}
        self._waiting: set[int] = set()
        self._closing = False
        self._settlements = Grouped(self._settle, _AT_ONCE)

    def submit(self, owed: Iterable[Answer]) -> None:
        """Send these, after what the same chat is already owed. Returns at once."""
        for answer in owed:
            self._queues.setdefault(answer.chat_id, deque()).append(answer)
            if answer.chat_id not in self._workers:
                self._workers[answer.chat_id] = asyncio.create_task(self._work(answer.chat_id))

    def drop(self, chat_id: int) -> None:
        """Say nothing more of what waits for this chat: its person left, and the rows went with them."""
        if chat_id in self._queues:
            self._queues[chat_id].clear()

    async def resume(self) -> None:
        """Take up what an earlier process committed and did not surely say; at the start, where this process may be the
        only one."""
        await self._take_over(everything=not self._storage.shared)

    async def look_after(self) -> None:
        """Say that what is owed here still is, and take up what another replica left. Well within a lease of the last
        time, or another replica says it, too. Raises `StorageAwayError`."""
        await self._take_over(everything=False)

    async def _take_over(self, *, everything: bool) -> None:
        now = self._clock.now()
        ours = self._owed_here()
        async with self._storage.transaction() as tx:
            answers.renew(tx, ours, now)
            found = await answers.take_over(tx, now, everything=everything)
        self.submit(one for one in found if one.id not in ours)

    def _owed_here(self) -> dict[int, int]:
        """Answers by number, with their persons."""
        return {one.id: one.person_id for queue in self._queues.values() for one in queue if one.id != _UNWRITTEN}

    def owes(self, chat_id: int) -> bool:
        return chat_id in self._queues

    async def close(self) -> None:
        """Stop, after what is being sent was settled; what is still owed stays in the table, for whoever is next."""
        self._closing = True
        owed = self._owed_here()
        workers = dict(self._workers)
        for chat_id in self._waiting & workers.keys():
            workers[chat_id].cancel()
        _, stuck = await asyncio.wait(workers.values(), timeout=_CLOSE_WITHIN) if workers else (set(), set())
        for worker in stuck:
            worker.cancel()
        await asyncio.gather(*workers.values(), return_exceptions=True)
        with suppress(StorageAwayError):
            async with self._storage.transaction() as tx:
                answers.let_go(tx, owed)

    async def _work(self, chat_id: int) -> None:
        queue = self._queues[chat_id]
        try:
            while queue and not self._closing:
                await self._say(queue)
        finally:
            self._waiting.discard(chat_id)
            del self._queues[chat_id], self._workers[chat_id]

    async def _say(self, queue: deque[Answer]) -> None:
        """Try the first message until its fate is known and written down, or until it was dropped."""
        answer, tries = queue[0], 0
        while queue and queue[0] is answer:
            wait = await self._try(answer, tries)
            if wait is None:
                break
            if self._closing:
                return
            tries += 1
            self._waiting.add(answer.chat_id)
            await self._sleep(wait)
            self._waiting.discard(answer.chat_id)
        if queue and queue[0] is answer:
            queue.popleft()

    async def _try(self, answer: Answer, tries: int) -> float | None:
        """One attempt: the seconds to wait before the next, or None when this message is over."""
        try:
            message = await self._resolved(answer)
            outcome = await self._send(answer.chat_id, message)
        except Exception as error:  # a database that is away comes back; the row waits for it
            _log.error("answer.failed", error=type(error).__name__, kind=answer.message.kind)
            return None if self._too_old(answer) else _backoff(tries)
        if outcome.fate in _OVER or self._too_old(answer):
            await self._settle_surely(answer, message, outcome)
            return None
        return outcome.retry_after or _backoff(tries)

    async def _send(self, chat_id: int, message: Message | None) -> SendOutcome:
        """A chat that moved is followed; an edit that its message no longer takes is said anew."""
        if message is None:
            return SendOutcome(fate=Fate.REJECTED)
        outcome = await self._outbox.send(chat_id, message)
        if outcome.moved_to is not None:
            there = await self._outbox.send(outcome.moved_to, message)
            return there.model_copy(update={"moved_to": outcome.moved_to})
        if outcome.fate is Fate.REJECTED and isinstance(message, Edit):
            anew = Say(text=message.text, keyboard=message.keyboard, opens=message.opens)
            return await self._outbox.send(chat_id, anew)
        return outcome

    def _too_old(self, answer: Answer) -> bool:
        return self._clock.now() - answer.created_at > _OWED_FOR

    async def _resolved(self, answer: Answer) -> Message | None:
        """The message with its target known; None where there is nothing to do any more."""
        message = answer.message
        if isinstance(message, Drawing):
            if message.form in trends.SPANS:
                return await trends.drawn(self._storage, answer.person_id, message)
            if message.form is Form.EXPORT:
                return await copies.drawn(self._storage, answer.person_id, message)
            return await weeks.drawn(self._storage, answer.person_id, message)
        if isinstance(message, Toast):
            return message if self._clock.now() - answer.created_at < _PRESS_LIVES else None
        if not isinstance(message, Close) or (message.target is not None and not message.unless_open):
            return message
        async with self._storage.transaction() as tx:
            open_message = await people.open_message(tx, answer.person_id)
        if message.unless_open:
            return message if message.target != open_message else None
        if open_message is None:
            return None
        return message.model_copy(update={"target": open_message})

    async def _settle_surely(self, answer: Answer, message: Message | None, outcome: SendOutcome) -> None:
        """Write down what became of it, however long the database is away: what was sent is not sent again."""
        if answer.id == _UNWRITTEN:
            return
        for tries in count():
            try:
                await self._settlements.ask(answer.id, _Settlement(answer, message, outcome))
            except StorageAwayError:
                await self._sleep(_backoff(tries))
                continue
            except Exception as error:  # the row stays; the messages behind it must not wait for that
                _log.error("answer.unsettled", error=type(error).__name__, fate=outcome.fate)
            break

    async def _settle(self, settlements: Sequence[_Settlement]) -> list[None]:
        async with self._storage.transaction() as tx:
            for one in settlements:
                self._write_down(tx, one)
            budget.spend(tx, len(settlements))
        for one in settlements:
            if one.outcome.fate is Fate.BLOCKED:
                self.drop(one.answer.chat_id)
            if one.message is not None and one.outcome.fate is Fate.REJECTED:
                _log.warning("answer.rejected", kind=one.message.kind)
        return [None] * len(settlements)

    def _write_down(self, tx: Transaction, settlement: _Settlement) -> None:
        answer, message, outcome = settlement
        answers.said(tx, answer)
        if outcome.fate is Fate.BLOCKED:
            people.mark_gone(tx, answer.person_id, self._clock.now())
            deliveries.cancel(tx, answer.person_id)
            answers.drop_all(tx, answer.person_id)
        if outcome.moved_to is not None:
            people.move_chat(tx, answer.person_id, outcome.moved_to)
        if isinstance(message, Say | Edit) and message.opens and outcome.message_id is not None:
            people.set_open_message(tx, answer.person_id, outcome.message_id)
        if tidying.wanted(answer.message) and outcome.fate is not Fate.BLOCKED:
            done = message if isinstance(message, Close) else answer.message
            tidying.said(tx, answer.person_id, done, outcome.message_id, self._clock.now())


def _backoff(tries: int) -> float:
    """Seconds: doubling, with jitter, so that a chat does not knock in step with the others."""
    return min(_LONGEST_WAIT, _FIRST_WAIT * 2.0 ** min(tries, 10)) * random.uniform(0.5, 1.0)  # noqa: S311  # no secret


def unwritten(chat_id: int, message: Message, clock: Clock) -> Answer:
    """A message to somebody of whom nothing is kept: it is tried, and lost with the process."""
    return Answer(_UNWRITTEN, 0, chat_id, clock.now(), message)
