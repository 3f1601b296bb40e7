"""uvicorn on one address, in the running event loop, as a part of the program that it does not own."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp

from coach.settings import SettingsError

_IDLE_CONNECTION = 75  # seconds: a balancer lets go of a connection first, at 60 as a rule
_STOP_WITHIN = 8  # seconds: a container gets ten before it is killed


class _Server(uvicorn.Server):
    """Leaves signals to the program, and does not wake ten times a second to look whether it is to end."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ending = asyncio.Event()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def main_loop(self) -> None:
        await self.ending.wait()


@asynccontextmanager
async def listening(host: str, port: int, app: ASGIApp) -> AsyncIterator[int]:
    """Serve until the end of the block, then let requests that were begun end. Yields the port. `SettingsError`."""
    config = uvicorn.Config(
        app,
        http="h11",
        ws="none",
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        date_header=False,
        timeout_keep_alive=_IDLE_CONNECTION,
        timeout_graceful_shutdown=_STOP_WITHIN,
    )
    server, bound = _Server(config), _bound(host, port)
    serving = asyncio.create_task(server.serve([bound]))
    try:
        yield bound.getsockname()[1]
    finally:
        server.ending.set()
        await serving


def _bound(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family)
    except OSError as error:
        told = f"nobody can listen at {host}:{port}: it is taken, or not an address of this machine"
        raise SettingsError(f"{told}. See COACH_LISTEN and COACH_METRICS_LISTEN.") from error
