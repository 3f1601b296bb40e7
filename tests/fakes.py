"""Doubles that several suites share: a clock that stands still, an outbox that does as it is told, and waiting."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from coach.messages import Edit, Fate, File, Message, Photo, Say, SendOutcome
from coach.model import DeliveryKind, Person, Slot

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

IDLE = '{"at":"idle"}'

SENT = SendOutcome(fate=Fate.SENT)
BLOCKED = SendOutcome(fate=Fate.BLOCKED)
REFUSED = SendOutcome(fate=Fate.REFUSED)
REJECTED = SendOutcome(fate=Fate.REJECTED)
UNKNOWN = SendOutcome(fate=Fate.UNKNOWN)


def wait_for(seconds: float) -> SendOutcome:
    """A 429 that names its time."""
    return SendOutcome(fate=Fate.WAIT, retry_after=seconds)


@dataclass
class FixedClock:
    """Stands still until told."""

    at: datetime = MONDAY

    def now(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> datetime:
        self.at += timedelta(**by)
        return self.at


@dataclass
class FakeOutbox:
    """Takes every message, unless `script` (first in, first out) says otherwise; keeps what was tried, and where.

    While `open` is not set, sends hang as a slow network lets them.
    """

    script: deque[SendOutcome | Exception] = field(default_factory=deque)
    tried: list[tuple[int, Message]] = field(default_factory=list)
    taken: list[tuple[int, Message]] = field(default_factory=list)
    busiest: int = 0
    open: asyncio.Event = field(default_factory=asyncio.Event)
    _number: int = 1000
    _at_once: int = 0

    def __post_init__(self) -> None:
        self.open.set()

    async def send(self, chat_id: int, message: Message) -> SendOutcome:
        self.tried.append((chat_id, message))
        self._at_once += 1
        self.busiest = max(self.busiest, self._at_once)
        try:
            await self.open.wait()
            await asyncio.sleep(0)
        finally:
            self._at_once -= 1
        outcome = self.script.popleft() if self.script else SENT
        if isinstance(outcome, Exception):
            raise outcome
        return self._take(chat_id, message, outcome)

    def _take(self, chat_id: int, message: Message, outcome: SendOutcome) -> SendOutcome:
        if outcome.fate is not Fate.SENT:
            return outcome
        self.taken.append((chat_id, message))
        if isinstance(message, Say | File | Photo) and outcome.message_id is None:
            self._number += 1
            return outcome.model_copy(update={"message_id": self._number})
        if isinstance(message, Edit):
            return outcome.model_copy(update={"message_id": message.target})
        return outcome

    def texts(self, chat_id: int | None = None) -> list[str]:
        """What was taken, as text, in order."""
        return [
            message.text for chat, message in self.taken if isinstance(message, Say | Edit) and chat_id in (None, chat)
        ]


@dataclass
class Naps:
    """Instead of sleeping: how long was asked for. Gives other tasks a turn."""

    taken: list[float] = field(default_factory=list)

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        await asyncio.sleep(0)


async def until(condition: Callable[[], object], seconds: float = 5.0) -> None:
    """Wait for something that other tasks bring about."""
    async with asyncio.timeout(seconds):
        while not condition():  # noqa: ASYNC110  # the condition is the product's, which sets no event
            await asyncio.sleep(0.001)


def every(hours: float, window: float = 90.0) -> Callable[[DeliveryKind, Person, datetime], Iterator[Slot]]:
    """A planner: prompts at multiples of so many hours since the epoch; weeks on whole weeks; no check-ins."""

    def plan(kind: DeliveryKind, person: Person, after: datetime) -> Iterator[Slot]:
        if person.paused or person.schedule is None or kind is DeliveryKind.CHECK_IN:
            return
        step = timedelta(hours=hours) if kind is DeliveryKind.PROMPT else timedelta(days=7)
        number = (after - datetime.fromtimestamp(0, UTC)) // step
        while True:
            number += 1
            due = datetime.fromtimestamp(0, UTC) + number * step
            yield Slot(kind=kind, key=f"{number}", due_at=due, expires_at=due + timedelta(minutes=window))

    return plan
