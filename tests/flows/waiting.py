"""Waiting for what nothing announces, and a place to listen meanwhile."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, overload

T = TypeVar("T")


@overload
async def eventually(look: Callable[[], Awaitable[T | None]], seconds: float = ...) -> T: ...
@overload
async def eventually(look: Callable[[], T | None], seconds: float = ...) -> T: ...
async def eventually(look: Callable[[], Any], seconds: float = 10.0) -> Any:
    """The first truthy thing that `look` returns or awaits; `TimeoutError` after so many seconds."""
    async with asyncio.timeout(seconds):
        while True:
            found = look()
            if isinstance(found, Awaitable):
                found = await found
            if found:
                return found
            await asyncio.sleep(0.005)


def free_port() -> int:
    """A port that nobody listens at just now."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])
