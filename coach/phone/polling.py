"""getUpdates: real long polling, one poller at a time."""

from __future__ import annotations

from coach.phone.rules import GetUpdates, RefusedError
from coach.phone.world import Json, World

LONGEST = 50
_WEBHOOK = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
_OTHER = "terminated by other getUpdates request; make sure that only one bot instance is running"


class Polling:
    """A newer getUpdates ends the older with 409, as does a webhook."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._turn = object()

    async def get_updates(self, params: GetUpdates) -> list[Json]:
        """Waits up to ``timeout`` seconds of real time for the first update."""
        if self._world.webhook:
            raise RefusedError(_WEBHOOK, 409)
        turn = self._turn = object()
        self._world.pulse.beat()
        if params.allowed_updates is not None:
            self._world.updates.allowed = params.allowed_updates
        self._world.updates.confirm(params.offset)
        return (
            await self._world.pulse.until(lambda: self._batch(turn, params.limit), min(params.timeout, LONGEST)) or []
        )

    def _batch(self, turn: object, limit: int) -> list[Json] | None:
        if self._turn is not turn:
            raise RefusedError(_OTHER, 409)
        if self._world.webhook:
            raise RefusedError("terminated by setWebhook request", 409)
        return self._world.updates.take(limit) or None
