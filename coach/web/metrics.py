"""``/metrics``: what this process counted, and what the database knows, for Prometheus."""

from collections.abc import Awaitable, Callable, Iterator

from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from coach.storage import StorageAwayError
from coach.storage.status import Status

Ask = Callable[[], Awaitable[Status]]


class _Stored(Collector):
    """One look at the database; without one, nothing but that it is away."""

    def __init__(self, status: Status | None) -> None:
        self._status = status

    def collect(self) -> Iterator[Metric]:
        yield GaugeMetricFamily("unsaid_database_up", "1 where the database answers", self._status is not None)
        if (status := self._status) is None:
            return
        yield GaugeMetricFamily("unsaid_people", "People that are known", status.people)
        yield GaugeMetricFamily("unsaid_due", "Scheduled messages whose time has come", status.due)
        yield GaugeMetricFamily("unsaid_due_oldest_seconds", "Age of the oldest of them", status.due_oldest)
        yield GaugeMetricFamily("unsaid_answers_owed", "Answers not known to be said", status.owed)
        yield GaugeMetricFamily("unsaid_answers_oldest_seconds", "Age of the oldest of them", status.owed_oldest)
        yield GaugeMetricFamily("unsaid_set_aside", "Updates that could not be handled and are kept", status.set_aside)
        yield GaugeMetricFamily("unsaid_budget_used", "Share of the send budget that is taken now", status.budget_used)
        yield GaugeMetricFamily("unsaid_halted", "1 while Telegram has all of us wait", status.halted_until is not None)


def metrics(ask: Ask) -> Starlette:
    """The ASGI application; `ask` looks at the database and raises `StorageAwayError` where it is away."""

    async def page(_request: Request) -> Response:
        rows = CollectorRegistry()
        rows.register(_Stored(await _status(ask)))
        return Response(generate_latest(REGISTRY) + generate_latest(rows), media_type=CONTENT_TYPE_LATEST)

    return Starlette(routes=[Route("/metrics", page)])


async def _status(ask: Ask) -> Status | None:
    try:
        return await ask()
    except StorageAwayError:
        return None
