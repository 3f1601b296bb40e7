import asyncio
from collections.abc import Sequence

import pytest

from coach.grouping import Grouped
from coach.storage import StorageAwayError


class Doing:
    """Does as it is told: keeps every group, waits while `hold` is set, fails for what `bad` names."""

    def __init__(self) -> None:
        self.groups: list[list[str]] = []
        self.go = asyncio.Event()
        self.go.set()
        self.bad: dict[str, Exception] = {}

    async def __call__(self, items: Sequence[str]) -> list[str]:
        self.groups.append(list(items))
        await self.go.wait()
        for item in items:
            if item in self.bad:
                raise self.bad[item]
        return [item.upper() for item in items]


@pytest.fixture
def doing() -> Doing:
    return Doing()


@pytest.fixture
def grouped(doing: Doing) -> Grouped[str, str]:
    return Grouped(doing, most=3)


async def _begin(grouped: Grouped[str, str], doing: Doing, *asked: tuple[int, str]) -> list[asyncio.Task[str]]:
    """The first is being done, and holds; the others wait behind it."""
    doing.go.clear()
    tasks = []
    for key, item in asked:
        tasks.append(asyncio.create_task(grouped.ask(key, item)))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    return tasks


async def test_whoever_asks_alone_waits_for_nobody(grouped: Grouped[str, str], doing: Doing) -> None:
    assert await grouped.ask(1, "a") == "A"
    assert await grouped.ask(1, "b") == "B"
    assert doing.groups == [["a"], ["b"]]


async def test_who_asks_meanwhile_goes_together(grouped: Grouped[str, str], doing: Doing) -> None:
    tasks = await _begin(grouped, doing, (1, "a"), (2, "b"), (3, "c"), (4, "d"), (5, "e"))
    doing.go.set()
    assert await asyncio.gather(*tasks) == ["A", "B", "C", "D", "E"]
    assert doing.groups == [["a"], ["b", "c", "d"], ["e"]]


async def test_of_one_key_each_waits_for_the_one_before(grouped: Grouped[str, str], doing: Doing) -> None:
    tasks = await _begin(grouped, doing, (1, "a"), (2, "b1"), (2, "b2"), (3, "c"), (2, "b3"))
    doing.go.set()
    await asyncio.gather(*tasks)
    assert doing.groups == [["a"], ["b1", "c"], ["b2"], ["b3"]]


async def test_one_that_fails_is_alone_with_it(grouped: Grouped[str, str], doing: Doing) -> None:
    doing.bad["c"] = RuntimeError("c")
    tasks = await _begin(grouped, doing, (1, "a"), (2, "b"), (3, "c"), (4, "d"))
    doing.go.set()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert found[:2] + found[3:] == ["A", "B", "D"]
    assert isinstance(found[2], RuntimeError)
    assert doing.groups == [["a"], ["b", "c", "d"], ["b"], ["c"], ["d"]]


async def test_a_database_that_is_away_is_away_for_the_whole_group(grouped: Grouped[str, str], doing: Doing) -> None:
    doing.bad["c"] = StorageAwayError("away")
    tasks = await _begin(grouped, doing, (1, "a"), (2, "b"), (3, "c"))
    doing.go.set()
    found = await asyncio.gather(*tasks, return_exceptions=True)
    assert found[0] == "A"
    assert [type(one) for one in found[1:]] == [StorageAwayError, StorageAwayError]
    assert await grouped.ask(2, "b") == "B"


async def test_whoever_goes_away_changes_nothing_for_the_rest(grouped: Grouped[str, str], doing: Doing) -> None:
    tasks = await _begin(grouped, doing, (1, "a"), (2, "b"), (3, "c"))
    tasks[0].cancel()
    tasks[1].cancel()
    await asyncio.sleep(0)
    doing.go.set()
    assert await tasks[2] == "C"
    assert doing.groups == [["a"], ["b", "c"]]


async def test_a_key_that_can_be_none_fails_for_who_asked_with_it_and_holds_nobody_up(
    grouped: Grouped[str, str], doing: Doing
) -> None:
    tasks = await _begin(grouped, doing, (1, "a"), (2, "b"))
    with pytest.raises(TypeError):
        await grouped.ask({"no": "key"}, "c")
    doing.go.set()
    assert await asyncio.gather(*tasks, grouped.ask(3, "d")) == ["A", "B", "D"]
    assert "c" not in [item for group in doing.groups for item in group]
