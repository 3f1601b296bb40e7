import asyncio
import threading
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text

from coach.cli import main
from coach.storage import KeyRing, Storage, WrongKeyError, moments, moving, people, unsaid
from coach.storage.moving import CannotMoveError, move
from tests.conftest import Admit
from tests.databases import rows
from tests.fakes import IDLE, MONDAY
from tests.storage.test_at_rest import say_it_all
from tests.storage.test_moments import moment
from tests.storage.test_unsaid import CHECK_IN, item

ANSWER = "person_id, created_at, content"


def _unseen(_over: int, _of: int) -> None:
    pass


@pytest.fixture
async def lived_in(storage: Storage, admit: Admit, url: str) -> str:
    """A database with something in every table that a person fills, and a number that was given and forgotten."""
    await say_it_all(storage, admit)
    gone = await admit(8)
    async with storage.transaction() as tx:
        people.forget(tx, gone.id)
    await storage.close()
    return url


async def test_everything_is_there_as_it_was(lived_in: str, bare: str, keys: KeyRing) -> None:
    counts = await move(lived_in, bare, keys, _unseen)
    assert {
        "person": 1,
        "moment": 1,
        "unsaid": 1,
        "check_in": 1,
        "delivery": 1,
        "answer": 1,
        "removal": 1,
        "canary": 1,
    }.items() <= (counts.items())
    storage = await Storage.open(bare, keys)
    async with storage.transaction() as tx:
        known = await people.by_chat(tx, 7)
        assert known is not None
        assert known.person.profile.therapist_names == ("Quillon",)
        assert await moments.between(tx, known.person.id, None, None) == [moment()]
        assert await unsaid.all_of(tx, known.person.id) == [item()]
        assert await unsaid.check_ins_of(tx, known.person.id) == [CHECK_IN]
    await storage.close()


async def test_the_way_round_makes_no_difference(lived_in: str, bare: str, tmp_path: Path, keys: KeyRing) -> None:
    before = await rows(lived_in)
    home, copy = (f"sqlite:///{tmp_path}/{name}.sqlite3" for name in ("home", "copy"))
    await move(lived_in, copy, keys, _unseen)
    await move(lived_in, bare, keys, _unseen)
    await move(bare, home, keys, _unseen)
    assert await rows(home) == await rows(copy)
    assert await rows(lived_in) == before


async def test_what_is_written_meanwhile_is_all_left_out(lived_in: str, bare: str, keys: KeyRing) -> None:
    async def somebody_comes() -> None:
        storage = await Storage.open(lived_in, keys)
        async with storage.transaction() as tx:
            person = (await people.admit(tx, 9, "en", MONDAY, IDLE)).person
            unsaid.keep(tx, person.id, item().model_copy(update={"id": uuid4()}))
        await storage.close()

    def in_the_middle(over: int, _of: int) -> None:
        if over == 1:
            coming = threading.Thread(target=asyncio.run, args=(somebody_comes(),))
            coming.start()
            coming.join()

    counts = await move(lived_in, bare, keys, in_the_middle)
    assert (counts["person"], counts["unsaid"]) == (1, 1)
    assert len((await rows(lived_in))["person"]) == 2


async def test_no_number_is_given_again(lived_in: str, bare: str, keys: KeyRing) -> None:
    """Seals are bound to it: who comes next may not be who was forgotten."""
    await move(lived_in, bare, keys, _unseen)
    storage = await Storage.open(bare, keys)
    async with storage.transaction() as tx:
        assert (await people.admit(tx, 9, "en", MONDAY, IDLE)).person.id == 3
        again = f"INSERT INTO answer ({ANSWER}) SELECT {ANSWER} FROM answer"
        await tx.session.exec(text(again))  # type: ignore[call-overload]  # plain SQL
    await storage.close()


async def test_progress_goes_from_batch_to_batch_up_to_all(
    lived_in: str, bare: str, keys: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "_AT_ONCE", 1)
    seen: list[tuple[int, int]] = []
    counts = await move(lived_in, bare, keys, lambda over, of: seen.append((over, of)))
    every = sum(counts.values())
    assert seen == [(number, every) for number in range(1, every + 1)]


async def test_an_interrupted_move_leaves_nothing_and_can_be_begun_again(
    lived_in: str, bare: str, keys: KeyRing
) -> None:
    def power_cut(over: int, of: int) -> None:
        if over > of // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await move(lived_in, bare, keys, power_cut)
    assert await rows(bare) == {}
    assert (await move(lived_in, bare, keys, _unseen))["person"] == 1


# ── refusals


async def test_a_database_with_somebody_in_it_is_not_overwritten(lived_in: str, bare: str, keys: KeyRing) -> None:
    storage = await Storage.open(bare, keys)
    async with storage.transaction() as tx:
        await people.admit(tx, 9, "en", MONDAY, IDLE)
    await storage.close()
    before = await rows(bare)
    with pytest.raises(CannotMoveError, match="to is not empty: person"):
        await move(lived_in, bare, keys, _unseen)
    assert await rows(bare) == before


async def test_nothing_is_moved_onto_itself(lived_in: str, keys: KeyRing) -> None:
    before = await rows(lived_in)
    with pytest.raises(CannotMoveError, match="not empty"):
        await move(lived_in, lived_in, keys, _unseen)
    assert await rows(lived_in) == before


async def test_a_database_that_was_opened_and_never_used_can_be_moved_to(
    lived_in: str, bare: str, keys: KeyRing
) -> None:
    await (await Storage.open(bare, KeyRing.fresh())).close()
    assert (await move(lived_in, bare, keys, _unseen))["canary"] == 1
    await (await Storage.open(bare, keys)).close()


async def test_another_key_moves_nothing(lived_in: str, bare: str) -> None:
    with pytest.raises(WrongKeyError):
        await move(lived_in, bare, KeyRing.fresh(), _unseen)
    assert await rows(bare) == {}


async def test_what_this_version_did_not_make_is_not_moved(url: str, bare: str, keys: KeyRing) -> None:
    storage = await Storage.open(url, keys)
    async with storage.transaction() as tx:
        await tx.session.exec(text("UPDATE alembic_version SET version_num = '0001'"))  # type: ignore[call-overload]  # plain SQL
    await storage.close()
    with pytest.raises(CannotMoveError, match="none of ours"):
        await move(url, bare, keys, _unseen)


NOWHERE = "postgresql://unsaid:hunter2@127.0.0.1:1/unsaid"


async def test_a_target_that_cannot_be_reached_is_said_without_its_address(lived_in: str, keys: KeyRing) -> None:
    with pytest.raises(CannotMoveError, match=r"^the database to move to cannot be opened \(\w+\)$"):
        await move(lived_in, NOWHERE, keys, _unseen)


async def test_a_source_that_is_not_there_is_not_made(tmp_path: Path, bare: str, keys: KeyRing) -> None:
    with pytest.raises(CannotMoveError, match="the database to move from cannot be opened"):
        await move(f"sqlite:///{tmp_path}/nothing.sqlite3", bare, keys, _unseen)
    assert not (tmp_path / "nothing.sqlite3").exists()


# ── the command


@pytest.fixture
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    def configure(url: str) -> None:
        monkeypatch.setenv("COACH_DATABASE_URL", url)
        monkeypatch.setenv("COACH_KEY_FILE", str(tmp_path / "keys"))

    monkeypatch.chdir(tmp_path)
    KeyRing.create(tmp_path / "keys")
    return configure


def test_the_command_prints_what_was_moved(
    bare: str, tmp_path: Path, configured: Callable[[str], None], capsys: pytest.CaptureFixture[str]
) -> None:
    source = f"sqlite:///{tmp_path}/unsaid.sqlite3"
    asyncio.run(_opened_once(source, KeyRing.from_file(tmp_path / "keys")))
    configured(source)
    assert main(["move", "--to", bare]) == 0
    told = capsys.readouterr()
    assert "1 canary" in told.out
    assert "COACH_DATABASE_URL" in told.out


async def _opened_once(url: str, keys: KeyRing) -> None:
    await (await Storage.open(url, keys)).close()


@pytest.mark.parametrize(
    ("target", "code", "said"),
    [
        ("mysql://unsaid:hunter2@db/unsaid", 2, "not a database that this program knows"),
        ("postgresql://unsaid:hunter2@db:port/unsaid", 2, "not a database URL"),
        (NOWHERE, 1, "Nothing was moved: the database to move from cannot be opened"),
    ],
)
def test_the_command_says_what_is_wrong_and_no_password(
    target: str,
    code: int,
    said: str,
    tmp_path: Path,
    configured: Callable[[str], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    configured(f"sqlite:///{tmp_path}/nothing.sqlite3")
    assert main(["move", "--to", target]) == code
    told = capsys.readouterr()
    assert said in told.err
    assert "hunter2" not in told.err + told.out
