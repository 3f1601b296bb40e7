"""What Telegram and a balancer may ask: the webhook and two health checks."""

import asyncio
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import structlog
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from coach import measures
from coach.conversation import StorageAwayError

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # a header's name
LARGEST = 1 << 20
"""Bytes. Telegram's updates are a few thousand."""
_BODY_WITHIN = 20.0
_LOOK_WITHIN = 5.0
_COME_AGAIN = {"Retry-After": "5"}
_CLOSE = {"Connection": "close"}  # who is refused may still be sending

Raw = Mapping[str, Any]
Take = Callable[[Raw], Awaitable[None]]
Found = Mapping[str, bool]

_log = structlog.get_logger(__name__)


class _RefusedError(Exception):
    """Not an update, for the reason that this status tells."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Look:
    """One look at a time, shared by all who ask meanwhile. One that takes too long finds what `else_` says."""

    def __init__(self, look: Callable[[], Awaitable[Found]], else_: Found) -> None:
        self._look = look
        self._else = else_
        self._task: asyncio.Future[Found] | None = None

    async def __call__(self) -> Found:
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._look())
        task = self._task
        done, _ = await asyncio.wait({task}, timeout=_LOOK_WITHIN)
        return task.result() if done else self._else


class Front:
    """The ASGI application of one replica. Takes updates only inside of `taking`; before and after, they come again."""

    def __init__(self, looks: Sequence[Look], webhook: tuple[str, str] | None = None) -> None:
        """`webhook` is the path that Telegram posts to and the secret that it shows; without it nothing is taken."""
        self._looks = looks
        self._webhook = webhook
        self._take: Take | None = None
        self._at_work: set[asyncio.Future[None]] = set()
        self._warned = False
        routes = [Route("/healthz", _live), Route("/readyz", self._ready)]
        if webhook is not None:
            routes.append(Route(webhook[0], self._posted, methods=["POST"]))
        self.app = Starlette(routes=routes)
        self.app.router.redirect_slashes = False

    @asynccontextmanager
    async def taking(self, take: Take) -> AsyncIterator[None]:
        """Hand updates to `take` inside the block. At its end those that were begun are waited for."""
        self._take = take
        try:
            yield
        finally:
            self._take = None
            if self._at_work:
                await asyncio.wait(self._at_work)

    async def _ready(self, _request: Request) -> Response:
        found = {
            name: ok for look in await asyncio.gather(*(look() for look in self._looks)) for name, ok in look.items()
        }
        if self._webhook is not None:
            found["updates"] = self._take is not None
        return JSONResponse(found, 200 if all(found.values()) else 503)

    async def _posted(self, request: Request) -> Response:
        if not self._knows_the_secret(request):
            measures.update_forged()
            self._warn()
            return Response(status_code=403, headers=_CLOSE)
        if self._take is None:
            return _later()
        try:
            raw = await _update(request)
        except _RefusedError as refused:
            measures.update_unreadable()
            _log.warning("webhook.refused", status=refused.status)
            return Response(status_code=refused.status, headers=_CLOSE)
        except ClientDisconnect:
            return Response(status_code=400)
        return await self._taken(raw)

    async def _taken(self, raw: Raw) -> Response:
        """What was begun is brought to its end, whatever becomes of the connection."""
        if self._take is None:  # told to stop while the body came
            return _later()
        work = asyncio.ensure_future(self._take(raw))
        self._at_work.add(work)
        work.add_done_callback(self._at_work.discard)
        try:
            await asyncio.shield(work)
        except StorageAwayError:
            _log.warning("webhook.put_off", meaning="the database does not take anything just now")
            return _later()
        return Response()

    def _knows_the_secret(self, request: Request) -> bool:
        shown = request.headers.get(SECRET_HEADER, "")
        return self._webhook is not None and hmac.compare_digest(shown.encode(), self._webhook[1].encode())

    def _warn(self) -> None:
        """Once: who forges must not be able to fill the logs. The rest is counted."""
        if not self._warned:
            self._warned = True
            _log.warning("webhook.forged", meaning="somebody posted without the secret; more of these are only counted")


async def _live(_request: Request) -> Response:
    return PlainTextResponse("ok\n")


def _later() -> Response:
    measures.update_put_off()
    return Response(status_code=503, headers=_COME_AGAIN)


async def _update(request: Request) -> Raw:
    try:
        async with asyncio.timeout(_BODY_WITHIN):
            raw = json.loads(await _body(request))
    except TimeoutError:
        raise _RefusedError(408) from None
    except (ValueError, RecursionError):
        raise _RefusedError(400) from None
    if not isinstance(raw, dict) or type(raw.get("update_id")) is not int:
        raise _RefusedError(400)
    return raw


async def _body(request: Request) -> bytes:
    """All of it, or nothing: no more than the cap is ever held, whether or not its length was told before."""
    told = request.headers.get("Content-Length", "")
    if told.isdecimal() and int(told) > LARGEST:
        raise _RefusedError(413)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise _RefusedError(413)
    return bytes(body)
