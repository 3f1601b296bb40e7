from datetime import UTC, datetime, timedelta

import pytest

from coach.clock import Clock, ShiftedClock, SystemClock

CHRISTMAS = datetime(2031, 12, 24, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize("clock", [SystemClock(), ShiftedClock(), ShiftedClock(CHRISTMAS)])
def test_every_clock_is_aware_and_in_utc(clock: Clock) -> None:
    assert clock.now().tzinfo is UTC


def test_a_clock_can_begin_elsewhere_and_runs_on() -> None:
    clock = ShiftedClock(CHRISTMAS)
    first, second = clock.now(), clock.now()
    assert CHRISTMAS <= first < second < CHRISTMAS + timedelta(minutes=1)


def test_a_clock_moves_forward_to_an_instant() -> None:
    clock = ShiftedClock(CHRISTMAS)
    clock.advance_to(CHRISTMAS + timedelta(days=3))
    assert timedelta(days=3) <= clock.now() - CHRISTMAS < timedelta(days=3, minutes=1)


def test_a_clock_never_runs_backwards() -> None:
    clock = ShiftedClock(CHRISTMAS)
    clock.advance_to(CHRISTMAS - timedelta(days=3))
    assert clock.now() >= CHRISTMAS
