"""A new key for everything, while the bot runs."""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import LargeBinary, update
from sqlmodel import SQLModel

from coach.model import Part, Shelf
from coach.storage import KeyRing, Storage, StorageAwayError, WrongKeyError, moments, people, sealing, shelves
from coach.storage.tables import AnswerRow, table
from tests.conftest import Admit
from tests.databases import rows
from tests.fakes import IDLE, MONDAY
from tests.storage.test_at_rest import say_it_all
from tests.storage.test_moments import moment


def _unseen(_done: int, _of: int) -> None:
    pass


class PowerCut(BaseException):
    pass


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    KeyRing.create(tmp_path / "own.keys")
    return tmp_path / "own.keys"


@pytest.fixture
async def storage(bare: str, key_file: Path) -> AsyncIterator[Storage]:
    """As the bot has it: its key file is one that can change."""
    storage = await Storage.open(bare, KeyRing.from_file(key_file))
    yield storage
    await storage.close()


@pytest.fixture
async def operator(bare: str, storage: Storage, key_file: Path) -> AsyncIterator[tuple[Storage, KeyRing]]:
    """Another program beside it."""
    keys = KeyRing.from_file(key_file)
    async with Storage.beside(bare, keys) as beside:
        yield beside, keys


async def _fill(storage: Storage, admit: Admit) -> int:
    person_id = await say_it_all(storage, admit)
    async with storage.transaction() as tx:
        await shelves.keep(tx, person_id, Shelf(id=uuid4(), name="the clock"), MONDAY)
    return person_id


async def _counted(storage: Storage) -> sealing.Counts:
    async with storage.transaction() as tx:
        return await sealing.counts(await tx.session.connection())


async def _opened(storage: Storage) -> list[bytes]:
    """Everything that is sealed, in clear."""
    clear = []
    async with storage.transaction() as tx:
        connection = await tx.session.connection()
        for place in sealing.PLACES:
            for row in await connection.execute(place.table.select()):
                sealed = row._mapping[place.column]
                owner = row._mapping[place.owner] if place.owner is not None else 0
                if sealed is not None:
                    clear.append(tx.keys.open(place.name, owner, sealed))
    return sorted(clear)


def test_every_sealed_column_is_known() -> None:
    columns = [
        f"{one.name}.{column.name}"
        for one in SQLModel.metadata.sorted_tables
        for column in one.columns
        if isinstance(column.type, LargeBinary)
    ]
    assert sorted(place.name for place in sealing.PLACES) == sorted(columns)
    assert {"person.content", "person.dialogue", "answer.content", "quarantine.content"} <= set(columns)


async def test_a_new_key_seals_everything_and_nothing_changes_what_it_says(
    storage: Storage, admit: Admit, operator: tuple[Storage, KeyRing]
) -> None:
    await _fill(storage, admit)
    before, values = await _opened(storage), await _counted(storage)
    assert all(values.values()), "something is in every column"
    found = await sealing.rotate(*operator, _unseen)
    assert {number for numbers in found.values() for number in numbers} == {2}
    assert {place: sum(of.values()) for place, of in found.items()} == {
        place: sum(of.values()) for place, of in values.items()
    }
    assert await _opened(storage) == before


async def test_the_running_bot_seals_with_the_new_key_from_then_on_and_opens_the_old(
    storage: Storage, admit: Admit, operator: tuple[Storage, KeyRing]
) -> None:
    await admit(7)
    operator[1].add()
    await admit(8)
    assert (await _counted(storage))["person.content"] == {1: 1, 2: 1}
    async with storage.transaction() as tx:
        assert (await people.by_chat(tx, 7)) is not None


async def test_what_was_interrupted_anywhere_goes_on_with_the_same_key(
    storage: Storage, admit: Admit, operator: tuple[Storage, KeyRing], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "_AT_ONCE", 1)
    await _fill(storage, admit)
    before = await _opened(storage)
    steps = sealing.left(await _counted(storage), 0)

    def cut(done: int, of: int) -> None:
        assert done <= of
        raise PowerCut

    for step in range(1, steps + 1):
        with pytest.raises(PowerCut):
            await sealing.rotate(*operator, cut)
        assert await _opened(storage) == before
        assert sealing.left(await _counted(storage), 2) == steps - step
    assert operator[1].numbers == {1, 2}
    assert await _opened(storage) == before
    await sealing.rotate(*operator, _unseen)
    assert operator[1].numbers == {1, 2, 3}, "all was done: this is the next one"


async def test_nothing_that_the_bot_writes_meanwhile_is_lost(
    storage: Storage, admit: Admit, operator: tuple[Storage, KeyRing], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "_AT_ONCE", 2)
    person = await admit(7)
    kept = [moment().model_copy(update={"id": uuid4()}) for _ in range(30)]
    async with storage.transaction() as tx:
        for one in kept:
            moments.keep(tx, person.id, one)
    over = asyncio.Event()

    async def writes() -> dict[object, str]:
        """Anew and anew: what was written last counts."""
        newest: dict[object, str] = {}
        while not over.is_set():
            for one in kept:
                newest[one.id] = f"{len(newest)} {uuid4()}"
                changed = one.model_copy(update={"text": (Part(text=newest[one.id]),)})
                async with storage.transaction() as tx:
                    moments.keep(tx, person.id, changed)
        return newest

    writing = asyncio.create_task(writes())
    for _ in range(3):
        await sealing.rotate(*operator, _unseen)
    over.set()
    newest = await writing
    async with storage.transaction() as tx:
        found = await moments.between(tx, person.id, None, None)
    assert {one.id: one.text[0].text for one in found} == newest


async def test_what_changed_since_it_was_read_is_not_put_back(
    storage: Storage, admit: Admit, operator: tuple[Storage, KeyRing]
) -> None:
    person = await admit(7)
    (place,) = [place for place in sealing.PLACES if place.name == "person.content"]
    async with operator[0].transaction() as tx:
        stale = (await tx.run(sealing._older(place, 99, None))).all()
    moved = person.model_copy(update={"profile": person.profile.model_copy(update={"therapist_names": ("Quillon",)})})
    async with storage.transaction() as tx:
        people.save(tx, moved, IDLE, MONDAY)
    async with operator[0].transaction() as tx:
        await sealing._change(tx, place, stale)
    async with storage.transaction() as tx:
        known = await people.by_id(tx, person.id)
    assert known is not None
    assert known.person.profile.therapist_names == ("Quillon",)


async def test_a_key_that_seals_nothing_is_taken_out_and_one_that_does_stays(
    storage: Storage, admit: Admit, operator: tuple[Storage, KeyRing]
) -> None:
    await admit(7)
    operator[1].add()
    assert await sealing.take_out(*operator) == []
    await sealing.seal_anew(*operator, _unseen)
    assert await sealing.take_out(*operator) == [1]
    await admit(8)
    assert storage._keys.numbers == {2}
    assert len(await _opened(storage)) == 5


async def test_what_does_not_open_stays_as_it_is_and_so_does_its_key(
    storage: Storage, admit: Admit, operator: tuple[Storage, KeyRing], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "_PAUSE", 0)
    await _fill(storage, admit)
    elsewhere = storage._keys.seal("answer.content", 99, b"moved here from somebody else's row")
    async with storage.transaction() as tx:
        await tx.run(update(table(AnswerRow)).values(content=elsewhere))
    found = await sealing.rotate(*operator, _unseen)
    assert sealing.left(found, 2) == 1
    assert found["answer.content"] == {1: 1}
    assert await sealing.take_out(*operator) == []


async def test_what_was_sealed_with_a_key_that_went_meanwhile_is_not_committed(
    storage: Storage, admit: Admit, operator: tuple[Storage, KeyRing]
) -> None:
    """The bot has begun and sealed, and has written nothing yet, when the key that it took is taken out."""
    person = await admit(7)

    async def turn(*meanwhile: Awaitable[object]) -> None:
        async with storage.transaction() as tx:
            moments.keep(tx, person.id, moment())
            await asyncio.gather(*meanwhile)

    async def rotation() -> None:
        await sealing.rotate(*operator, _unseen)
        assert await sealing.take_out(*operator) == [1]

    with pytest.raises(StorageAwayError):
        await turn(rotation())
    await turn()
    assert (await _counted(storage))["moment.content"] == {2: 1}


async def test_another_key_seals_nothing_anew(storage: Storage, admit: Admit, bare: str) -> None:
    await admit(7)
    before = await rows(bare)
    with pytest.raises(WrongKeyError):
        async with Storage.beside(bare, KeyRing.fresh()):
            pass
    assert await rows(bare) == before
