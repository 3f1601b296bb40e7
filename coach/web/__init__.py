"""How the service is seen from outside: Telegram's webhook, health checks, metrics. Imported only where one is used.

::

    POST <webhook> ─▶ secret ─▶ size ─▶ JSON ─▶ bot.intake ─▶ commit ─▶ 200
    GET /healthz, /readyz ─▶ checks          GET /metrics, on a listener of its own ─▶ measures, storage.status

Invariants: the secret is compared in constant time before any of the body is read. An update is answered 200, with
nothing in it, only after its commit; 503 means that Telegram brings it again. Nothing that was posted gets into an
answer or a log line. Knows no Telegram but its header.
"""

from coach.web.front import Front, Look
from coach.web.listener import listening
from coach.web.metrics import metrics

__all__ = ["Front", "Look", "listening", "metrics"]
