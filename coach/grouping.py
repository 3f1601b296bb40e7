"""What many ask for at once is done in one go: one transaction for a group instead of one for each.

::

    ask(key, item) ──▶ waiting ──▶ a group, of each key at most one ──▶ do(items) ──▶ each its own result

What must always hold: items of one key are done one after the other, in the order of asking. Whoever asks while nothing
is being done waits for nobody. An item that fails takes no other with it: the group is undone, and each is done alone.
Whoever asked and went away changes nothing for the rest.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Iterator, Sequence
from typing import Generic, TypeVar

from coach.storage import StorageAwayError

Item = TypeVar("Item")
Result = TypeVar("Result")


class Grouped(Generic[Item, Result]):
    """Runs `do`, which takes items and returns a result for each or undoes all and raises, over groups of at most
    `most`. Does nothing twice, and tries nothing again but what failed in company."""

    def __init__(self, do: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]], most: int) -> None:
        self._do = do
        self._most = most
        self._waiting: deque[tuple[Hashable, Item, asyncio.Future[Result]]] = deque()
        self._running: asyncio.Task[None] | None = None

    async def ask(self, key: Hashable, item: Item) -> Result:
        """The result for `item`, or what `do` raised for it alone. `StorageAwayError` is everybody's. `TypeError` for a
        key that cannot be one: it must not come between the others."""
        hash(key)
        done: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((key, item, done))
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return await asyncio.shield(done)

    async def _run(self) -> None:
        try:
            while self._waiting:
                await self._do_group(*self._next())
        finally:
            self._running = None

    def _next(self) -> tuple[list[Item], list[asyncio.Future[Result]]]:
        """The longest waiting item of each key; the others keep their places."""
        keys: set[Hashable] = set()
        items: list[Item] = []
        futures: list[asyncio.Future[Result]] = []
        later = []
        while self._waiting and len(items) < self._most:
            key, item, done = self._waiting.popleft()
            if key in keys:
                later.append((key, item, done))
            else:
                keys.add(key)
                items.append(item)
                futures.append(done)
        self._waiting.extendleft(reversed(later))
        return items, futures

    async def _do_group(self, items: list[Item], futures: list[asyncio.Future[Result]]) -> None:
        try:
            results: Sequence[Result] = await self._do(items)
        except StorageAwayError as error:
            _settle(futures, error=error)
        except Exception as error:  # whoever asked gets it; the others must not
            if len(items) == 1:
                _settle(futures, error=error)
            else:
                for item, done in zip(items, futures, strict=True):
                    await self._do_group([item], [done])
        else:
            _settle(futures, iter(results))


def _settle(
    futures: Sequence[asyncio.Future[Result]], results: Iterator[Result] | None = None, error: Exception | None = None
) -> None:
    for done in futures:
        if results is not None:
            done.set_result(next(results))
        elif error is not None:
            done.set_exception(error)
