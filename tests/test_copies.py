"""Out of one instance and into another."""

import io
import zipfile
from collections.abc import AsyncIterator
from datetime import time, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from coach import app, copies, export, weeks
from coach.cli import main
from coach.messages import Drawing, File, Form
from coach.model import (
    Appointment,
    CheckIn,
    Degree,
    Filed,
    Heard,
    Moment,
    Part,
    Person,
    Sentence,
    Share,
    Shelf,
    UnsaidItem,
    UnsaidState,
)
from coach.rhythm import FewerPrompts, PutOff, QuietHours
from coach.settings import Settings
from coach.storage import KeyRing, Storage, deliveries, moments, people, recall, shelves, unsaid
from prompts import Asked, Outcome, Strand
from tests.conftest import Admit
from tests.fakes import MONDAY, FixedClock
from tests.storage.test_moments import moment

GOOD, HURT = Shelf(id=UUID(int=32), name="I have to be good"), Shelf(id=UUID(int=31), name="Relationships hurt me")
NOW = MONDAY + timedelta(days=2)
SECRET = "nobody is told this"
TO_SAY = UnsaidItem(
    id=UUID(int=61),
    at=MONDAY - timedelta(days=9),
    words=(Part(message_id=701, text="the clock"),),
    sentence=Sentence(
        when=Part(message_id=702, text="you look up"), felt=Part(text="hurt"), wished=Part(message_id=703, text="more")
    ),
)
SAID = UnsaidItem(
    id=UUID(int=62), at=MONDAY - timedelta(days=6), words=(Part(text="thank you"),), state=UnsaidState.SAID,
    said_at=MONDAY, heard=Heard.HEARD,
)  # fmt: skip
ITEMS = (TO_SAY, SAID)
CHECK_IN = CheckIn(id=UUID(int=63), at=MONDAY, delivery_id=4, respected=Degree.PARTLY, left_unsaid=TO_SAY.id)


def a_life() -> list[Moment]:
    """Weeks with private lines, lines put off, and filings on two shelves."""
    told = []
    for number in range(1, 40):
        one = moment(hours=-17 * number + 40, number=number)
        text = (Part(message_id=100 + number, text=f"thought number {number}"),)
        share = (None, Share.NOT_YET, Share.PRIVATE)[number % 3]
        filed = (Filed(shelf_id=(HURT if number % 4 else GOOD).id, fits=number % 5 != 0),) if number % 2 else ()
        more = {
            "text": text,
            "share": share,
            "shared_at": one.at + timedelta(hours=1),
            "filed": filed,
            "delivery_id": 9,
        }
        told.append(one.model_copy(update=more))
    hidden = moment(1, 90).model_copy(update={"text": (Part(text=SECRET),), "share": Share.PRIVATE})
    return [*told, hidden]


async def living(storage: Storage, admit: Admit) -> Person:
    person = await admit(7, zone="Europe/London", appointment=Appointment(weekday=3, at=time(15)))
    async with storage.transaction() as tx:
        for shelf in (GOOD, HURT):
            await shelves.keep(tx, person.id, shelf, MONDAY)
        for one in a_life():
            moments.keep(tx, person.id, one)
        for item in ITEMS:
            unsaid.keep(tx, person.id, item)
        unsaid.keep_check_in(tx, person.id, CHECK_IN)
        await recall.record_asked(tx, person.id, Asked("naming.one", Strand.NAMING, MONDAY, Outcome.ANSWERED))
    return person


async def handed_over(storage: Storage, person: Person) -> dict[str, bytes]:
    file = await copies.drawn(storage, person.id, Drawing(form=Form.EXPORT, at=NOW))
    assert isinstance(file, File)
    with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


async def told(storage: Storage, chat_id: int) -> list[str]:
    async with storage.transaction() as tx:
        known = await people.by_chat(tx, chat_id)
        assert known is not None
        return [(await weeks.told(tx, known.person, NOW, back)).words for back in range(4)]


@pytest.fixture
async def elsewhere(tmp_path: Path) -> AsyncIterator[Storage]:
    """Another instance, with keys of its own."""
    storage = await Storage.open(f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}", KeyRing.fresh())
    yield storage
    await storage.close()


async def test_another_instance_tells_the_same_weeks(storage: Storage, admit: Admit, elsewhere: Storage) -> None:
    person = await living(storage, admit)
    files = await handed_over(storage, person)
    async with elsewhere.transaction() as tx:
        await people.admit(tx, 1, "en", MONDAY, '{"at":"idle"}')
        await copies.take_in(tx, 55, export.read(files["export.json"]), NOW)
    before = await told(storage, 7)
    assert await told(elsewhere, 55) == before
    assert "thought number" in before[0]
    assert HURT.name in before[0]
    assert "Said so far: one, and it was heard. Still unsaid: one, for a week." in before[0]
    async with elsewhere.transaction() as tx:
        known = await people.by_chat(tx, 55)
        assert known is not None
        kept = known.person.model_copy(update={"id": person.id, "chat_id": 7})
        assert kept == person
        assert len(await recall.history(tx, known.person.id, MONDAY)) == 1


async def test_taking_it_in_twice_changes_nothing(storage: Storage, admit: Admit, elsewhere: Storage) -> None:
    files = await handed_over(storage, await living(storage, admit))
    copy = export.read(files["export.json"])
    for _ in range(2):
        async with elsewhere.transaction() as tx:
            person = await copies.take_in(tx, 55, copy, NOW)
            assert len(await moments.between(tx, person.id, None, None)) == len(copy.moments)
            assert await shelves.of(tx, person.id) == copy.shelves
            assert len(await unsaid.all_of(tx, person.id)) == len(ITEMS)
            assert await unsaid.check_ins_of(tx, person.id) == [CHECK_IN]
            assert len(await recall.history(tx, person.id, MONDAY)) == 1


async def test_what_speaks_of_deliveries_stays_behind_and_the_rhythm_comes_along(
    storage: Storage, admit: Admit, elsewhere: Storage
) -> None:
    rhythm = {"quiet": QuietHours(start=time(22), end=time(7)), "days": (0, 4)}
    put_off, fewer = PutOff(at=NOW, delivery_id=1), FewerPrompts(since=MONDAY, delivery_id=1)
    files = await handed_over(storage, await admit(7, **rhythm, later=put_off, fewer=fewer))
    assert export.read(files["export.json"]).person.later == put_off
    async with elsewhere.transaction() as tx:
        await copies.take_in(tx, 55, export.read(files["export.json"]), NOW)
        known = await people.by_chat(tx, 55)
    assert known is not None
    assert (known.person.quiet, known.person.days) == (rhythm["quiet"], (0, 4))
    assert (known.person.later, known.person.fewer) == (None, None)


async def test_an_edit_in_the_new_chat_finds_no_old_message(storage: Storage, admit: Admit, elsewhere: Storage) -> None:
    files = await handed_over(storage, await living(storage, admit))
    async with elsewhere.transaction() as tx:
        person = await copies.take_in(tx, 55, export.read(files["export.json"]), NOW)
        assert await moments.by_message(tx, person.id, 101) is None
        assert {one.delivery_id for one in await moments.between(tx, person.id, None, None)} == {None}
        kept = next(item for item in await unsaid.all_of(tx, person.id) if item.id == TO_SAY.id)
    assert kept.sentence is not None
    parts = [*kept.words, kept.sentence.when, kept.sentence.felt, kept.sentence.wished]
    assert [part and part.text for part in parts] == ["the clock", "you look up", "hurt", "more"]
    assert all(part and part.message_id is None for part in parts)


async def test_nobody_becomes_somebody_else_here(storage: Storage, admit: Admit) -> None:
    person = await living(storage, admit)
    copy = export.read((await handed_over(storage, person))["export.json"])
    only = copy._replace(moments=(), shelves=(), items=(), check_ins=())
    for part in (copy, *(only._replace(**{kind: getattr(copy, kind)}) for kind in copy._fields[1:] if kind != "asked")):
        with pytest.raises(copies.SomebodyElsesError):
            async with storage.transaction() as tx:
                await copies.take_in(tx, 8, part, NOW)
    async with storage.transaction() as tx:
        assert await people.by_chat(tx, 8) is None
        assert len(await moments.between(tx, person.id, None, None)) == len(copy.moments)


async def test_the_zip_holds_all_of_it_and_pages_without_what_is_private(storage: Storage, admit: Admit) -> None:
    files = await handed_over(storage, await living(storage, admit))
    assert [name for name in files if not name.startswith("weeks/")] == ["export.json", "moments.csv"]
    assert SECRET.encode() in files["export.json"]
    assert SECRET.encode() in files["moments.csv"]
    drawn = [content for name, content in files.items() if name.startswith("weeks/")]
    assert 4 <= len(drawn) <= copies.PAGES
    assert all(content.startswith(b"%PDF") for content in drawn)


async def test_nothing_is_made_of_whoever_is_gone(storage: Storage) -> None:
    assert await copies.drawn(storage, 99, Drawing(form=Form.EXPORT, at=NOW)) is None


# ── the command


async def test_what_is_taken_in_is_planned(storage: Storage, admit: Admit, tmp_path: Path) -> None:
    copy = export.read((await handed_over(storage, await living(storage, admit)))["export.json"])
    settings = Settings(
        database_url=f"sqlite:///{tmp_path}/new.sqlite3", key_file=tmp_path / "new.keys", _env_file=None
    )
    await app.take_in(settings, copy, 55, FixedClock(NOW))
    new = await Storage.open(settings.database_url, app.key_ring(settings))
    async with new.transaction() as tx:
        known = await people.by_chat(tx, 55)
        assert known is not None
        assert {one.kind for one in await deliveries.planned(tx, known.person.id)} == {"prompt", "week", "check_in"}
    await new.close()


def test_a_file_that_is_no_export_is_refused_by_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_DATABASE_URL", f"sqlite:///{tmp_path}/new.sqlite3")
    monkeypatch.setenv("COACH_KEY_FILE", str(tmp_path / "new.keys"))
    (tmp_path / "export.json").write_text("{}")
    assert main(["import", str(tmp_path / "export.json"), "--chat", "5"]) == 1
    assert main(["import", str(tmp_path / "none.json"), "--chat", "5"]) == 1
    assert capsys.readouterr().err.count("Nothing was taken in:") == 2
    assert not (tmp_path / "new.sqlite3").exists()
