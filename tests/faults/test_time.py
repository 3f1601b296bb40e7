"""Faults 13 to 15, by their numbers, through the whole product: clocks that jump, days of 23 and 25 hours, and moving.

How each zone and each rule has it is in `tests.scheduler`.
"""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from coach.model import DeliveryKind, DeliveryState
from coach.phone import PhoneUser
from coach.storage import people
from coach.storage.tables import DeliveryRow
from coach.texts import texts
from coach.zones import local
from tests.fakes import FixedClock
from tests.fuzz.house import House, house

SAY = texts("en")
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass
class Days:
    """Somebody's days. `came` are the prompts that came, by the date and time of their own place."""

    house: House
    ann: PhoneUser
    came: list[datetime] = field(default_factory=list)
    _met: set[int | None] = field(default_factory=set)

    async def says(self, *texts_: str) -> None:
        for text in texts_:
            await self.ann.says(text)
            await self.house.hears(times=2)
        self.house.calls()

    async def set_up(self, place: str, times: str) -> None:
        await self.says("/start", SAY("button-begin"), place, times, SAY("button-no-session"))

    async def at(self, instant: datetime) -> datetime | None:
        """The clock shows that, and what is due then goes out. When to look again."""
        self.house.clock.at = instant
        again = await self.house.tick()
        assert not self.house.failures()
        sent = [row for row in await self._rows() if row.state == DeliveryState.SENT and row.id not in self._met]
        self._met |= {row.id for row in sent}
        said = [call for call in self.house.calls() if call.method == "sendMessage" and call.ok]
        assert len(said) == len(sent)
        async with self.house.app.storage.transaction() as tx:
            known = await people.by_chat(tx, self.ann.id)
        assert known is not None
        self.came += [local(known.person.zone, instant) for row in sent if row.kind == DeliveryKind.PROMPT]
        return again

    async def pass_until(self, end: datetime) -> None:
        """Time passes, and the clock is right."""
        again = await self.at(self.house.clock.at)
        while again is not None and again < end:
            again = await self.at(again)
        self.house.clock.at = end

    async def _rows(self) -> list[DeliveryRow]:
        async with self.house.app.storage.transaction() as tx:
            return list((await tx.session.exec(select(DeliveryRow))).all())

    async def slots(self) -> Counter[str]:
        """How often each slot was used for a prompt."""
        prompts = [row for row in await self._rows() if row.kind == DeliveryKind.PROMPT]
        return Counter(row.slot for row in prompts if row.state == DeliveryState.SENT)


@pytest.fixture
async def days(url: str, key_file: Path) -> AsyncIterator[Days]:
    async with house(url, key_file, FixedClock(NOON)) as home:
        yield Days(home, home.phone.user("Ann"))


async def test_13_a_clock_that_jumps_back_repeats_nothing_and_skips_nothing(days: Days) -> None:
    await days.set_up("London", "13:00, 20:00")
    await days.pass_until(NOON + 2 * HOUR)
    days.house.clock.at = NOON - 5 * HOUR
    await days.says("/resume")
    await days.pass_until(NOON + DAY + 2 * HOUR)
    assert [at.time() for at in days.came] == [time(13), time(20), time(13)]
    assert set((await days.slots()).values()) == {1}


@pytest.mark.parametrize(("late", "came"), [(HOUR, True), (2 * HOUR, False)])
async def test_13_a_clock_that_jumps_ahead_brings_what_still_makes_sense(
    days: Days, late: timedelta, came: bool
) -> None:
    await days.set_up("London", "13:00, 20:00")
    await days.at(NOON + HOUR + late)
    assert len(days.came) == came
    await days.pass_until(NOON + DAY)
    assert [at.time() for at in days.came[came:]] == [time(20)]
    assert set((await days.slots()).values()) == {1}


CHANGES = {
    "a gap": ("Berlin", datetime(2026, 3, 28, 12, 0, tzinfo=UTC), ["03:30", "12:15", "02:30", "12:15"]),
    "an overlap": ("Berlin", datetime(2026, 10, 24, 12, 0, tzinfo=UTC), ["02:30", "12:15", "02:30", "12:15"]),
    "half an hour": ("Australia/Lord_Howe", datetime(2026, 4, 4, 4, tzinfo=UTC), ["02:30", "12:15", "02:30", "12:15"]),
    "three quarters": ("Kathmandu", datetime(2026, 4, 4, 4, tzinfo=UTC), ["12:15", "02:30", "12:15", "02:30"]),
}


@pytest.mark.parametrize(("place", "start", "promised"), CHANGES.values(), ids=CHANGES.keys())
async def test_14_each_local_day_has_each_of_its_prompts_once(
    days: Days, place: str, start: datetime, promised: list[str]
) -> None:
    days.house.clock.at = start
    await days.set_up(place, "2:30, 12:15")
    await days.pass_until(start + 2 * DAY)
    assert [f"{at:%H:%M}" for at in days.came] == promised
    assert set((await days.slots()).values()) == {1}


async def test_15_who_moves_in_mid_week_keeps_the_days_that_were_and_has_the_new_ones_there(days: Days) -> None:
    await days.set_up("Berlin", "09:00, 20:00")
    await days.pass_until(NOON + 2 * DAY)
    before = await days.slots()
    assert [f"{at:%a %H}" for at in days.came] == ["Mon 20", "Tue 09", "Tue 20", "Wed 09"]
    await days.says("/timezone New York")
    await days.pass_until(NOON + 4 * DAY)
    assert [f"{at:%a %H}" for at in days.came[4:]] == ["Wed 20", "Thu 09", "Thu 20"]
    after = await days.slots()
    assert before.items() <= after.items()
    assert set(after.values()) == {1}
