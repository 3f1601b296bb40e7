"""``kill -9`` in the middle of taking messages out of a chat: the next life takes what is left."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, update

from coach.phone import Fault, PhoneUser
from coach.storage import Storage
from coach.storage.tables import RemovalRow, table
from tests.faults.conftest import Tally
from tests.faults.process import PATIENCE, Bot, Home, killed
from tests.flows.journey import SAY
from tests.flows.waiting import eventually

LINES = 5


@pytest.fixture
async def storage(home: Home) -> AsyncIterator[Storage]:
    storage = await home.storage()
    yield storage
    await storage.close()


async def _sets_up(ann: PhoneUser) -> None:
    await ann.says("/start")
    await ann.sees(SAY("welcome"), PATIENCE)
    for label, sees in (("button-begin", "ask-zone"), ("button-later", "ask-times"), ("button-later", "ask-day")):
        await ann.taps(SAY(label))
        await ann.sees(SAY(sees), PATIENCE)
    await ann.taps(SAY("button-no-session"))
    await ann.sees(SAY("set-up"), PATIENCE)


async def _ten_minutes_later(storage: Storage) -> None:
    """What was to go later is to go now, and what a dead bot took is due again."""
    async with storage.transaction() as tx:
        await tx.run(update(table(RemovalRow)).values(due_at=datetime.now(UTC)))


async def _left(storage: Storage) -> int:
    async with storage.transaction() as tx:
        return int((await tx.run(select(func.count()).select_from(table(RemovalRow)))).scalar_one())


@pytest.mark.parametrize(
    ("url", "fault"),
    [("sqlite", Fault.HANG), ("postgresql", Fault.HANG_AFTER)],
    indirect=["url"],
    ids=["sqlite-before", "postgresql-after"],
)
async def test_22_a_kill_while_messages_are_taken_away_leaves_none_behind(
    home: Home, storage: Storage, tally: Tally, fault: Fault
) -> None:
    bot, ann = await Bot.started(home), home.phone.user("Ann")
    await _sets_up(ann)
    before = len(ann.screen())
    await ann.says("/tidy on")
    await ann.sees(SAY("mode-set-tidy-on"), PATIENCE)
    for _ in range(LINES):
        await ann.says("/nonsense")
        await ann.sees(SAY("command-unknown"), PATIENCE)
    await ann.settled(timeout=PATIENCE)
    await killed(bot.process.pid)
    assert await _left(storage) == len(ann.screen()) - before == 2 * LINES + 2

    await _ten_minutes_later(storage)
    home.phone.fail("deleteMessages", fault)
    bot = await Bot.started(home)
    await eventually(lambda: [call for call in home.phone.calls if call.method == "deleteMessages"], PATIENCE)
    await killed(bot.process.pid)
    assert await _left(storage) == 2 * LINES + 2

    await _ten_minutes_later(storage)
    bot = await Bot.started(home)

    async def none_left() -> bool:
        return await _left(storage) == 0

    await eventually(none_left, PATIENCE)
    tally(tries=1, survived=1, lost=len(ann.screen()) - before, doubled=0)
    assert len(ann.screen()) == before
    assert await bot.stops() == 0
