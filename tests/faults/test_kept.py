"""Faults 21 to 23, by their numbers: what is kept, and by whom it is sent. Kills have files of their own."""

import asyncio
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from coach.model import DeliveryState
from coach.phone.world import Notice
from coach.storage import StorageAwayError, deliveries, updates
from scheduler import due
from tests.databases import fill, keep_moments_on_it, locked, moments_on, rows, small_disk
from tests.fakes import MONDAY
from tests.flows.journey import NEXT, PATIENCE, SAY, Person, journey, running

THOUGHT = "so lonely since he looked away"


@pytest.mark.usefixtures("impatient")
async def test_21_a_locked_database_leaves_the_update_with_telegram_until_it_is_free(url: str, ann: Person) -> None:
    async with locked(url):
        await ann.user.says(THOUGHT)
        polls = len(ann.calls("getUpdates"))
        await ann.journey.phone.until(lambda: len(ann.calls("getUpdates")) > polls + 1, PATIENCE)
        assert len(ann.journey.phone.pending) == 1
    await ann.sees(SAY("ask-nearest"))
    await ann.journey.settled()
    assert await ann.texts() == [THOUGHT]


async def _is_put_off(ann: Person, text: str) -> None:
    """What she says stays with Telegram, which is asked for it again and again."""
    await ann.user.says(text)
    polls = len(ann.calls("getUpdates"))
    await ann.journey.phone.until(lambda: len(ann.calls("getUpdates")) > polls + 2, PATIENCE)
    assert len(ann.journey.phone.pending) == 1


async def _counts_once(ann: Person, text: str) -> None:
    await ann.sees(SAY("ask-nearest"))
    await ann.journey.settled()
    assert ann.user.news() == []
    assert ann.journey.phone.pending == []
    assert await ann.texts() == [text]


@contextmanager
def _on(disk: Path, engine: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """A database of which at least the moments are on that disk."""
    if engine == "sqlite":
        moved = shutil.move(request.getfixturevalue("database"), disk)
        yield f"sqlite:///{moved}"
        return
    server = request.getfixturevalue("server")
    with moments_on(disk, server), server.database(request.getfixturevalue("_template")) as url:
        asyncio.run(keep_moments_on_it(url))
        yield url


@pytest.mark.usefixtures("_soon")
@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_21_a_full_disk_leaves_the_update_with_telegram_until_there_is_room(
    request: pytest.FixtureRequest, engine: str, tmp_path: Path, key_file: Path
) -> None:
    async def told(disk: Path, url: str) -> None:
        async with journey(tmp_path, MONDAY, database_url=url, key_file=key_file) as begun:
            ann = begun.person()
            await ann.set_up()
            await begun.settled()
            await begun.app.storage.scrub()
            filler = fill(disk)
            await _is_put_off(ann, THOUGHT)
            if engine == "sqlite":
                with pytest.raises(StorageAwayError):
                    await begun.app.storage.trial()
            filler.unlink()
            await _counts_once(ann, THOUGHT)
            await begun.app.storage.trial()

    with small_disk() as disk, _on(disk, engine, request) as url:
        asyncio.run(told(disk, url))


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_21_a_file_that_may_not_grow_is_as_good_as_a_full_disk(ann: Person) -> None:
    long = THOUGHT + " and he looked away" * 200

    async def most(pages: str) -> None:
        async with ann.journey.app.storage.transaction() as tx:
            connection = await tx.session.connection()
            await connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    await most("1")  # never less than there are
    await _is_put_off(ann, long)
    with pytest.raises(StorageAwayError):
        await _grows(ann)
    await most("1000000")
    await _counts_once(ann, long)


async def _grows(ann: Person) -> None:
    async with ann.journey.app.storage.transaction() as tx:
        updates.quarantine(tx, 1, None, "x" * 20_000, "ValueError", MONDAY)


async def test_22_a_claim_whose_holder_died_before_the_send_is_sent_once(ann: Person) -> None:
    slot = await ann.planned()
    assert slot is not None
    ann.journey.clock.advance_to(slot.due_at)
    claimed = (await due.claim(ann.journey.app.storage, ann.journey.clock.now(), 1000)).deliveries
    assert [one.slot for one in claimed] == [slot.slot]
    ann.journey.go_to(ann.journey.clock.now() + due.LEASE)
    await ann.sees(NEXT)
    await ann.journey.settled()
    assert ann.user.news() == []
    assert await ann.ending(slot.slot) == DeliveryState.SENT


async def test_22_a_send_whose_holder_died_is_not_repeated(ann: Person) -> None:
    slot = await ann.planned()
    assert slot is not None
    ann.journey.clock.advance_to(slot.due_at)
    (claimed,) = (await due.claim(ann.journey.app.storage, ann.journey.clock.now(), 1000)).deliveries
    async with ann.journey.app.storage.transaction() as tx:
        deliveries.begin_sending(tx, claimed, None)
    ann.journey.go_to(ann.journey.clock.now() + due.LEASE)
    assert await ann.ending(slot.slot) == DeliveryState.UNKNOWN
    assert ann.user.news() == []
    assert await ann.planned() is not None


async def test_22_what_telegram_may_have_is_written_down_as_such_before_it_is_sent(url: str, ann: Person) -> None:
    slot, seen = await ann.planned(), list[str]()
    assert slot is not None
    elsewhere = ThreadPoolExecutor()

    def look(notice: Notice) -> None:
        if notice.kind == "message" and notice.chat_id == ann.user.id:
            written = elsewhere.submit(asyncio.run, rows(url)).result()
            seen.extend(row for row in written["delivery"] if slot.slot in row)

    ann.journey.phone.world.on_notice.append(look)
    ann.journey.go_to(slot.due_at)
    await ann.sees(NEXT)
    assert [DeliveryState.SENDING in row for row in seen] == [True]


async def test_23_two_tickers_claim_a_slot_once(ann: Person) -> None:
    slot = await ann.planned()
    assert slot is not None
    ann.journey.clock.advance_to(slot.due_at)
    storage, now = ann.journey.app.storage, ann.journey.clock.now()
    claims = await asyncio.gather(due.claim(storage, now, 1000), due.claim(storage, now, 1000))
    assert sorted(len(claim.deliveries) for claim in claims) == [0, 1]


async def test_23_a_second_poller_loses_nothing_and_each_update_has_one_effect(
    ann: Person, tmp_path: Path, url: str, key_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with running(ann.journey.phone, tmp_path, ann.journey.clock, database_url=url, key_file=key_file):
        if not ann.journey.app.storage.shared:  # on one PostgreSQL the second waits for the first, and asks nothing
            await ann.journey.phone.until(
                lambda: any("terminated by other getUpdates" in call.outcome for call in ann.calls("getUpdates")),
                PATIENCE,
            )
        await ann.say(THOUGHT, SAY("ask-nearest"))
    assert await ann.texts() == [THOUGHT]
    told = "another program takes this bot's updates; only one may" in capsys.readouterr().out
    assert told is not ann.journey.app.storage.shared
