"""HTTP to the Bot API, for PTB and for ourselves, over reqwest.

PTB's own transport looks through its whole pool at each request, which halves its speed at 64 at once; and its methods
parse each answer into objects that a sender never reads. So PTB's calls go through here, and messages, which are most
of what is said, go without them: as the form that PTB sends, too, which every server of the Bot API takes. TLS and HTTP
are done in threads of their own, beside ours (decision 0015). Errors are PTB's own, made by PTB from what Telegram
answers.
"""

import asyncio
import json
from datetime import timedelta
from typing import Any

from pyreqwest.client import Client, ClientBuilder
from pyreqwest.exceptions import BuilderError, PoolTimeoutError, RequestError, RequestTimeoutError
from pyreqwest.multipart import FormBuilder, PartBuilder
from pyreqwest.request import RequestBuilder
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from coach.bot.outcomes import LostError, NotSentError

_CONNECT_WITHIN = timedelta(seconds=10)
_TURN_WITHIN = timedelta(seconds=30)
_IDLE_FOR = timedelta(seconds=30)
"""Shorter than the other side keeps a connection: one that it just closed could swallow a message."""
_NEVER_STOOD = "client error (Connect)"


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
        self._client: Client | None = None

    @property
    def read_timeout(self) -> float:
        return self._read_timeout

    async def initialize(self) -> None:
        if self._client is None:
            self._client = (
                ClientBuilder()
                .max_connections(self._at_once)
                .pool_idle_timeout(_IDLE_FOR)
                .pool_timeout(_TURN_WITHIN)
                .connect_timeout(_CONNECT_WITHIN)
                .read_timeout(timedelta(seconds=self._read_timeout))
                .follow_redirects(False)
                .build()
            )

    async def shutdown(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None, *_timeouts: Any, **_more_timeouts: Any
    ) -> tuple[int, bytes]:
        """Status and body. `NotSentError`: surely nothing arrived; `LostError`, `TimedOut`: it may have."""
        if self._client is None:
            raise RuntimeError("not initialized")
        cancelled = _times_cancelled()
        found = await _exchange(self._client, method, url, request_data)
        if _times_cancelled() > cancelled:  # where that meets the answer, reqwest's side loses it
            raise asyncio.CancelledError
        if isinstance(found, NetworkError):
            raise found
        return found


async def _exchange(
    client: Client, method: str, url: str, data: RequestData | None
) -> tuple[int, bytes] | NetworkError:
    try:
        answer = await _with_body(client.request(method, url), data).build().send()
        return answer.status, bytes(await answer.bytes())
    except (BuilderError, PoolTimeoutError) as error:
        return NotSentError(type(error).__name__)
    except RequestError as error:  # its text may hold the address, and so the token
        return _lost(error)


def _times_cancelled() -> int:
    task = asyncio.current_task()
    return task.cancelling() if task else 0


def _lost(error: RequestError) -> NetworkError:
    """The class of an error says in which call it came, and only its causes whether a connection stood before that.
    Where they do not say that none did, the request may have arrived."""
    if any(cause["message"] == _NEVER_STOOD for cause in error.details["causes"] or ()):
        return NotSentError(type(error).__name__)
    return TimedOut() if isinstance(error, RequestTimeoutError) else LostError(type(error).__name__)


def _with_body(request: RequestBuilder, data: RequestData | None) -> RequestBuilder:
    if data is None:
        return request
    if isinstance(data, Payload):
        values = data.values.items()
        return request.form({name: value if isinstance(value, str) else json.dumps(value) for name, value in values})
    if not data.contains_files:
        return request.form(data.json_parameters)
    form = FormBuilder()
    for name, value in data.json_parameters.items():
        form = form.text(name, value)
    for name, (file_name, content, mime) in data.multipart_data.items():
        whole = content if isinstance(content, bytes) else content.read()
        form = form.part(name, PartBuilder.from_bytes(whole).file_name(file_name).mime(mime))
    return request.multipart(form)
