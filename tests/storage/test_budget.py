from datetime import timedelta

from coach.storage import Storage, budget
from tests.fakes import MONDAY

SECOND = timedelta(seconds=1)
RATE = 25


async def _take(storage: Storage, seconds: float, wanted: int = 1000, rate: float = RATE) -> int:
    """How many are taken of so many wanted, so long after Monday."""
    now = MONDAY + seconds * SECOND
    async with storage.transaction() as tx:
        allowed = await budget.allowance(tx, now, rate)
        sends = min(wanted, allowed.sends)
        budget.take(tx, allowed, sends, now)
    return sends


async def test_no_second_sees_more_than_a_fifth_above_the_rate(storage: Storage) -> None:
    taken = [(tenth / 20, await _take(storage, tenth / 20)) for tenth in range(100)]
    for start, _ in taken:
        assert sum(count for at, count in taken if start <= at < start + 1) <= RATE * 1.2
    assert sum(count for _, count in taken) >= RATE * 5


async def test_what_was_not_needed_stays_and_a_quiet_hour_saves_nothing_up(storage: Storage) -> None:
    assert await _take(storage, 0, wanted=2) == 2
    assert await _take(storage, 0) == 3
    assert await _take(storage, 3600) == 5


async def test_a_slow_rate_is_kept_too(storage: Storage) -> None:
    assert [await _take(storage, second / 2, rate=1) for second in range(6)] == [1, 0, 1, 0, 1, 0]


async def test_answers_go_before_what_is_scheduled(storage: Storage) -> None:
    await _take(storage, 0)
    async with storage.transaction() as tx:
        budget.spend(tx, 50)
    assert await _take(storage, 1) == 0
    assert await _take(storage, 2.0) == 0
    assert await _take(storage, 2.2) == 5


async def test_a_crowd_of_answers_that_is_over_holds_up_what_is_scheduled_for_a_second(storage: Storage) -> None:
    await _take(storage, 0)
    async with storage.transaction() as tx:
        budget.spend(tx, 10_000)
    assert [await _take(storage, 60 + tenth / 10) for tenth in (0, 9, 12)] == [0, 0, 5]


async def test_and_also_where_nobody_took_anything_meanwhile(storage: Storage) -> None:
    await _take(storage, 0)
    async with storage.transaction() as tx:
        budget.spend(tx, 10_000)
    async with storage.transaction() as tx:
        allowed = await budget.allowance(tx, MONDAY + 60 * SECOND, RATE)
    assert not allowed.sends
    assert allowed.again <= MONDAY + 61.2 * SECOND
    assert await _take(storage, 61.2) == 5


async def test_what_is_given_back_can_be_taken(storage: Storage) -> None:
    assert await _take(storage, 0) == 5
    async with storage.transaction() as tx:
        budget.spend(tx, -3)
    assert await _take(storage, 0) == 3


async def test_where_nothing_is_left_it_says_when_there_is_something(storage: Storage) -> None:
    await _take(storage, 0)
    async with storage.transaction() as tx:
        allowed = await budget.allowance(tx, MONDAY, RATE)
    assert (allowed.sends, allowed.halted) == (0, False)
    assert MONDAY < allowed.again <= MONDAY + SECOND
    assert await _take(storage, (allowed.again - MONDAY).total_seconds()) >= 1


async def test_a_clock_that_is_set_back_neither_gives_nor_takes(storage: Storage) -> None:
    await _take(storage, 100, wanted=3)
    assert await _take(storage, 0) == 2


async def test_a_halt_is_everybodys_until_it_is_over(storage: Storage) -> None:
    until = MONDAY + 30 * SECOND
    await _take(storage, 0, wanted=0)
    async with storage.transaction() as tx:
        assert await budget.throttled(tx, 7, MONDAY, until) is None
        assert await budget.throttled(tx, 7, MONDAY, until) is None
        assert await budget.throttled(tx, 8, MONDAY, until) == until
        allowed = await budget.allowance(tx, MONDAY + SECOND, RATE)
        assert (allowed.sends, allowed.again, allowed.halted) == (0, until, True)
    assert await _take(storage, 30) == 5
