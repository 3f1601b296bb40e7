"""What is counted is named for graphs, begins at nought, and tells kinds, never who."""

import pytest
from prometheus_client import REGISTRY, generate_latest

from coach import measures
from coach.messages import Fate
from coach.model import DeliveryKind, DeliveryState


def read(name: str, **labels: str) -> float:
    value = REGISTRY.get_sample_value(name, labels)
    assert value is not None, f"{name} {labels} does not exist before its first event"
    return value


@pytest.mark.parametrize("kind", [DeliveryKind.PROMPT, DeliveryKind.WEEK, DeliveryKind.CHECK_IN])
@pytest.mark.parametrize("state", ["sent", "unknown", "expired", "failed"])
def test_each_end_of_each_kind_is_counted_from_nought(kind: DeliveryKind, state: str) -> None:
    before = read("unsaid_deliveries_total", kind=kind, state=state)
    measures.delivered(kind, DeliveryState(state), 2.0)
    assert read("unsaid_deliveries_total", kind=kind, state=state) == before + 1


def test_only_what_was_sent_counts_as_late() -> None:
    before = read("unsaid_delivery_lag_seconds_count", kind="week")
    measures.delivered(DeliveryKind.WEEK, DeliveryState.EXPIRED, 9000.0)
    assert read("unsaid_delivery_lag_seconds_count", kind="week") == before
    at_once = read("unsaid_delivery_lag_seconds_bucket", kind="week", le="0.1")
    measures.delivered(DeliveryKind.WEEK, DeliveryState.SENT, -0.5)  # a clock that was set
    assert read("unsaid_delivery_lag_seconds_bucket", kind="week", le="0.1") == at_once + 1


def test_a_429_is_a_send_and_a_count_of_its_own() -> None:
    before = read("unsaid_throttled_total"), read("unsaid_sends_total", fate="wait")
    for fate in Fate:
        measures.sent(fate)
    assert (read("unsaid_throttled_total"), read("unsaid_sends_total", fate="wait")) == (before[0] + 1, before[1] + 1)


def test_the_budget_tells_what_was_taken_and_what_there_is() -> None:
    before = read("unsaid_budget_taken_total")
    measures.budget_taken(12, 25.0)
    assert (read("unsaid_budget_taken_total"), read("unsaid_budget_per_second")) == (before + 12, 25.0)


def test_labels_are_kinds_and_never_people() -> None:
    ours = [line for line in generate_latest().decode().splitlines() if line.startswith("unsaid_")]
    names = {
        part.partition("=")[0] for line in ours if "{" in line for part in line.split("{")[1].split("}")[0].split(",")
    }
    assert names == {"kind", "state", "fate", "outcome", "le"}


@pytest.mark.parametrize("outcome", ["removed", "declined", "too_old"])
def test_what_goes_from_chats_is_counted_by_what_became_of_it(outcome: str) -> None:
    before = read("unsaid_removals_total", outcome=outcome)
    measures.removed(outcome, 3)
    assert read("unsaid_removals_total", outcome=outcome) == before + 3
