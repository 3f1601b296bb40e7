"""HTTP to the Bot API, for PTB and for ourselves, over aiohttp.

PTB's own transport looks through its whole pool at each request, which halves its speed at 64 at once; and its methods
parse each answer into objects that a sender never reads. So PTB's calls go through here, and messages, which are most
of what is said, go without them: as the form that PTB sends, too, which every server of the Bot API takes. Errors are
PTB's own, made by PTB from what Telegram answers.
"""

import json
from typing import Any
from urllib.parse import urlencode

from aiohttp import (
    ClientConnectorError,
    ClientError,
    ClientSession,
    ClientTimeout,
    ConnectionTimeoutError,
    FormData,
    TCPConnector,
)
from telegram.error import TimedOut
from telegram.request import BaseRequest, RequestData

from coach.bot.outcomes import LostError, NotSentError

_CONNECT_WITHIN, _TURN_WITHIN = 10.0, 30.0
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_IDLE_FOR = 30.0  # shorter than the other side keeps a connection: one that it just closed could swallow a message


class Payload(RequestData):  # type: ignore[misc]  # final to PTB, which makes its own of objects that nobody needs
    """A call's parameters; what is no text goes as JSON within the form."""

    def __init__(self, values: dict[str, Any]) -> None:
        super().__init__()
        self.values = values


class Wire(BaseRequest):
    """Connections to one Bot API, `at_once` at most; an answer is waited for `read_timeout` seconds."""

    def __init__(self, at_once: int, read_timeout: float) -> None:
        self._at_once = at_once
        self._read_timeout = read_timeout
        self._session: ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._read_timeout

    async def initialize(self) -> None:
        if self._session is None:
            self._session = ClientSession(
                connector=TCPConnector(limit=self._at_once, keepalive_timeout=_IDLE_FOR),
                timeout=ClientTimeout(
                    total=None, connect=_TURN_WITHIN, sock_connect=_CONNECT_WITHIN, sock_read=self._read_timeout
                ),
                trust_env=True,
            )

    async def shutdown(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_timeouts: Any, **_more_timeouts: Any
    ) -> tuple[int, bytes]:
        """Status and body. `NotSentError`: surely nothing arrived; `LostError`, `TimedOut`: it may have."""
        if self._session is None:
            raise RuntimeError("not initialized")
        try:
            async with self._session.request(method, url, **_body(request_data)) as answer:
                return answer.status, await answer.read()
        except (ClientConnectorError, ConnectionTimeoutError) as error:
            raise NotSentError(type(error).__name__) from None
        except TimeoutError:
            raise TimedOut from None
        except ClientError as error:  # its text may hold the address, and so the token
            raise LostError(type(error).__name__) from None


def _body(data: RequestData | None) -> dict[str, Any]:
    if data is None:
        return {}
    if isinstance(data, Payload):
        fields = {name: value if isinstance(value, str) else json.dumps(value) for name, value in data.values.items()}
        return {"data": urlencode(fields).encode(), "headers": _FORM}
    if not data.contains_files:
        return {"data": data.json_parameters}
    form = FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (file_name, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=file_name, content_type=mime)
    return {"data": form}
