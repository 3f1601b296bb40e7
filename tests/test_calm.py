from datetime import timedelta

import pytest

from coach import calm
from coach.calm import Buckets
from tests.fakes import MONDAY

SECOND = timedelta(seconds=1)


def test_so_many_at_once_and_then_one_in_each_span() -> None:
    buckets = Buckets(3, SECOND)
    assert [buckets.take(7, MONDAY) for _ in range(5)] == [True, True, True, False, False]
    assert [buckets.take(7, MONDAY + SECOND) for _ in range(2)] == [True, False]
    assert [buckets.take(7, MONDAY + 60 * SECOND) for _ in range(4)] == [True, True, True, False]


def test_each_chat_has_its_own() -> None:
    buckets = Buckets(1, SECOND)
    assert [buckets.take(chat, MONDAY) for chat in (7, 8, 7)] == [True, True, False]


def test_what_is_given_back_can_be_taken_again() -> None:
    buckets = Buckets(1, SECOND)
    assert buckets.take(7, MONDAY)
    buckets.give_back(7)
    assert [buckets.take(7, MONDAY) for _ in range(2)] == [True, False]


def test_an_instant_that_lies_before_fills_nothing() -> None:
    buckets = Buckets(1, SECOND)
    assert buckets.take(7, MONDAY)
    assert not buckets.take(7, MONDAY - 9 * SECOND)
    assert not buckets.take(7, MONDAY)


def test_what_is_full_again_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calm, "_MOST_CHATS", 3)
    buckets = Buckets(2, SECOND)
    for chat in range(9):
        buckets.take(chat, MONDAY + 5 * chat * SECOND)
    assert len(buckets._left) <= 3
    assert buckets.take(8, MONDAY + 40 * SECOND)
    assert not buckets.take(8, MONDAY + 40 * SECOND)
