"""What is counted, for an operator's graphs: kinds, numbers and seconds, never who.

Every count is of this process since its start; what the database knows (`coach.storage.status`) is true of all of
them. The names are Prometheus's; the functions are for whoever has something to count.
"""

from prometheus_client import Counter, Gauge, Histogram

from coach.messages import Fate
from coach.model import DeliveryKind, DeliveryState

_OVER = (DeliveryState.SENT, DeliveryState.UNKNOWN, DeliveryState.EXPIRED, DeliveryState.FAILED)
_KINDS = (DeliveryKind.PROMPT, DeliveryKind.WEEK, DeliveryKind.CHECK_IN)
_LATE = (0.1, 0.25, 0.5, 1, 1.5, 2.5, 5, 10, 30, 60, 300, 900, 1800, 3600, 5400)

_deliveries = Counter(
    "unsaid_deliveries", "Scheduled messages that are over, by what became of them", ("kind", "state")
)
_lag = Histogram("unsaid_delivery_lag_seconds", "From the promised instant until it was sent", ("kind",), buckets=_LATE)
_sends = Counter("unsaid_sends", "Messages handed to Telegram, by what became of them", ("fate",))
_throttled = Counter("unsaid_throttled", "Times that Telegram answered 429")
_budget = Counter("unsaid_budget_taken", "Sends taken from the budget that all replicas share")
_budget_rate = Gauge("unsaid_budget_per_second", "What that budget allows a second")
_updates = Counter("unsaid_updates", "Updates of Telegram, by what became of them", ("outcome",))
_presses = Counter("unsaid_presses_refused", "Presses that no open question was waiting for")
_removals = Counter("unsaid_removals", "Messages to be removed from tidy chats, by what became of them", ("outcome",))
_away = Counter("unsaid_database_away", "Transactions that the database did not take")
_polls = Gauge("unsaid_polls", "1 where this replica polls Telegram")


def _begin_at_nought() -> None:
    """A count that appears only with its first event hides that event from every rate."""
    for kind in _KINDS:
        _lag.labels(kind)
        for state in _OVER:
            _deliveries.labels(kind, state)
    for fate in Fate:
        _sends.labels(fate)
    for outcome in ("removed", "declined", "too_old"):
        _removals.labels(outcome)
    for outcome in ("taken", "set_aside", "forged", "unreadable", "put_off"):
        _updates.labels(outcome)


_begin_at_nought()


def delivered(kind: DeliveryKind, state: DeliveryState, late: float) -> None:
    """A scheduled message is over, `late` seconds after it was promised."""
    _deliveries.labels(kind, state).inc()
    if state is DeliveryState.SENT:
        _lag.labels(kind).observe(max(0.0, late))


def sent(fate: Fate) -> None:
    """Telegram was given a message; a 429 counts as such, too."""
    _sends.labels(fate).inc()
    if fate is Fate.WAIT:
        _throttled.inc()


def removed(outcome: str, count: int) -> None:
    """So many messages went from chats, were left because Telegram declined, or were too old to ask."""
    _removals.labels(outcome).inc(count)


def budget_taken(count: int, per_second: float) -> None:
    """Sends were claimed from the shared budget, which allows so many a second."""
    _budget.inc(count)
    _budget_rate.set(per_second)


def update_taken() -> None:
    _updates.labels("taken").inc()


def update_set_aside() -> None:
    _updates.labels("set_aside").inc()


def update_forged() -> None:
    """Somebody without the secret posted to the webhook."""
    _updates.labels("forged").inc()


def update_unreadable() -> None:
    """What was posted to the webhook, with the secret, is no update."""
    _updates.labels("unreadable").inc()


def update_put_off() -> None:
    """Telegram was asked to send an update again later."""
    _updates.labels("put_off").inc()


def press_refused() -> None:
    _presses.inc()


def database_away() -> None:
    _away.inc()


def polls(leading: bool) -> None:
    """Whether this replica is the one that polls."""
    _polls.set(leading)
