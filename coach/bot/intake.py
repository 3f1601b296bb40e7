"""Updates are handed on: within a chat in the order in which they came, chats side by side, each to its commit.

Polling hands over batches, a webhook one update at a time; both mean to acknowledge what returns from here, and to let
come again what raises `StorageAwayError`. What had its effect before has no second one. An update that cannot be
handled is set aside and holds nobody up.
"""

import asyncio
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from weakref import WeakValueDictionary

import structlog

from coach import measures
from coach.conversation import StorageAwayError

Raw = Mapping[str, Any]
Handle = Callable[[Raw], Awaitable[None]]
SetAside = Callable[[int, int | None, str, str], Awaitable[None]]

_log = structlog.get_logger(__name__)


class Intake:
    """Where updates go in, whichever way they came."""

    def __init__(self, handle: Handle, set_aside: SetAside) -> None:
        self._handle = handle
        self._set_aside = set_aside
        self._lines: WeakValueDictionary[int | None, asyncio.Lock] = WeakValueDictionary()

    async def take(self, raw: Raw) -> None:
        """One update, after all of its chat that came before it. Raises `StorageAwayError`: it had no effect."""
        await self._take_chat([raw])

    async def take_batch(self, batch: list[Raw]) -> None:
        """Several at once. Raises `StorageAwayError` where a chat's last ones had no effect."""
        chats: defaultdict[int | None, list[Raw]] = defaultdict(list)
        for raw in batch:
            chats[chat_of(raw)].append(raw)
        results = await asyncio.gather(*map(self._take_chat, chats.values()), return_exceptions=True)
        for failure in results:
            if isinstance(failure, BaseException):
                raise failure

    async def _take_chat(self, updates: list[Raw]) -> None:
        """Those of one chat. A line lasts as long as somebody stands in it."""
        line = self._lines.setdefault(chat_of(updates[0]), asyncio.Lock())
        async with line:
            for raw in updates:
                await self._take_one(raw)

    async def _take_one(self, raw: Raw) -> None:
        try:
            await self._handle(raw)
        except StorageAwayError:
            raise
        except Exception as error:  # one update that cannot be handled must not hold up the others
            _log.error("update.set_aside", error=type(error).__name__)
            await self._put_aside(raw, type(error).__name__)
            measures.update_set_aside()
        else:
            measures.update_taken()

    async def _put_aside(self, raw: Raw, reason: str) -> None:
        """Keep what could not be handled; what cannot even be kept, such as numbers out of all bounds, goes."""
        try:
            await self._set_aside(raw["update_id"], chat_of(raw), json.dumps(raw), reason)
        except StorageAwayError:
            raise
        except Exception as error:
            _log.error("update.dropped", error=type(error).__name__)


def chat_of(raw: Raw) -> int | None:
    """The chat that an update belongs to: a press comes from the person whose private chat it is."""
    for part in raw.values():
        if isinstance(part, Mapping):
            place = part.get("chat") or part.get("from")
            if isinstance(place, Mapping) and isinstance(place.get("id"), int):
                return int(place["id"])
    return None
