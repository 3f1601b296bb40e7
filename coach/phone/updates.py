"""The queue of updates: numbered, handed out, confirmed, forgotten when too old.

Always true: an update is gone only once it was confirmed, dropped on request, or expired (messages after
24 h, presses after 150 s). Messages and presses come through different queues: while messages are held back,
presses overtake them.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

MESSAGE_LIFE, PRESS_LIFE = timedelta(hours=24), timedelta(seconds=150)
_NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass
class Pending:
    """An update not yet confirmed. ``odd`` numbers are confirmed only after having been handed out."""

    update: dict[str, Any]
    since: datetime
    odd: bool = False
    handed_out: bool = False

    @property
    def id(self) -> int:
        number = self.update.get("update_id")
        return number if isinstance(number, int) else 0

    def expired(self, now: datetime) -> bool:
        return now - self.since > (PRESS_LIFE if "callback_query" in self.update else MESSAGE_LIFE)


class Updates:
    """Pure state; whoever waits for an arrival is woken by ``on_arrival``."""

    def __init__(self, now: Callable[[], datetime], on_arrival: Callable[[], None], first_id: int) -> None:
        self._now, self._on_arrival = now, on_arrival
        self.next_id = first_id
        self.allowed: list[str] = []
        self._queue: list[Pending] = []
        self._held: list[Pending] | None = None
        self._lowered = False

    def add(self, kind: str, body: dict[str, Any]) -> None:
        """Queues a snapshot of ``body``, unless the bot did not ask for this kind."""
        if kind not in self.allowed if self.allowed else kind in _NOT_BY_DEFAULT:
            return
        pending = Pending({kind: copy.deepcopy(body)}, self._now())
        if self._held is not None and kind != "callback_query":
            self._held.append(pending)
        else:
            self._enqueue(pending)

    def inject(self, update: dict[str, Any]) -> None:
        """Queues anything at all; an ``update_id`` of its own is kept, even a lower or a used one."""
        update = copy.deepcopy(update)
        if "update_id" not in update:
            self._enqueue(Pending(update, self._now()))
            return
        self._queue.append(Pending(update, self._now(), odd=True))
        self._on_arrival()

    def restart(self, at: int) -> None:
        """Numbers go on from ``at``, as they may after a quiet week."""
        self._lowered = self._lowered or at < self.next_id
        self.next_id = at

    @contextmanager
    def messages_held(self) -> Iterator[None]:
        """While inside, presses overtake messages."""
        self._held = []
        try:
            yield
        finally:
            held, self._held = self._held, None
            for pending in held:
                self._enqueue(pending)

    def _enqueue(self, pending: Pending) -> None:
        pending.update = {"update_id": self.next_id, **pending.update}
        pending.odd = self._lowered
        self.next_id += 1
        self._queue.append(pending)
        self._on_arrival()

    @property
    def pending(self) -> list[dict[str, Any]]:
        self._forget_expired()
        return [pending.update for pending in self._queue]

    def _forget_expired(self) -> None:
        now = self._now()
        self._queue = [pending for pending in self._queue if not pending.expired(now)]

    def confirm(self, offset: int) -> None:
        """getUpdates' offset: everything below is done with; a negative one keeps that many from the end."""
        if offset < 0:
            self._queue = self._queue[offset:]
        elif offset > 0:
            self._queue = [one for one in self._queue if not self._confirmed(one, offset)]

    @staticmethod
    def _confirmed(one: Pending, offset: int) -> bool:
        return one.id < offset and (one.handed_out or not one.odd)

    def take(self, limit: int) -> list[dict[str, Any]]:
        """The oldest ``limit`` updates; they stay until confirmed."""
        self._forget_expired()
        batch = self._queue[:limit]
        for pending in batch:
            pending.handed_out = True
        return [pending.update for pending in batch]

    def done(self, update: dict[str, Any]) -> None:
        """A webhook took this one."""
        self._queue = [pending for pending in self._queue if pending.update is not update]

    def drop(self) -> None:
        self._queue.clear()
