import base64
import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.storage.keys import KeyAbsentError, KeyFileError, KeyRing, SealBrokenError

PLACE = "moment.content"
RING = KeyRing.fresh()


@given(st.binary(max_size=300))
def test_what_is_sealed_opens_as_it_was(clear: bytes) -> None:
    assert RING.open(PLACE, 7, RING.seal(PLACE, 7, clear)) == clear


def test_the_same_words_never_look_the_same() -> None:
    assert RING.seal(PLACE, 7, b"angry") != RING.seal(PLACE, 7, b"angry")


@pytest.mark.parametrize(
    ("place", "owner"),
    [("answer.content", 7), ("moment.dialogue", 7), (PLACE, 8), (PLACE, 70)],
    ids=["another table", "another column", "another owner", "an owner that begins alike"],
)
def test_a_value_moved_elsewhere_does_not_open(place: str, owner: int) -> None:
    sealed = RING.seal(PLACE, 7, b"angry")
    with pytest.raises(SealBrokenError):
        RING.open(place, owner, sealed)


def test_no_single_byte_can_be_changed() -> None:
    sealed = RING.seal(PLACE, 7, b"angry")
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(SealBrokenError):
            RING.open(PLACE, 7, changed)


@pytest.mark.parametrize("length", [0, 1, 4, 5, 16, 17, 32])
def test_a_value_cut_short_does_not_open(length: int) -> None:
    with pytest.raises(SealBrokenError):
        RING.open(PLACE, 7, RING.seal(PLACE, 7, b"angry")[:length])


def test_another_ring_does_not_open_it() -> None:
    with pytest.raises(SealBrokenError):
        KeyRing.fresh().open(PLACE, 7, RING.seal(PLACE, 7, b"angry"))


def test_a_broken_seal_says_where_and_never_what() -> None:
    with pytest.raises(SealBrokenError, match=r"answer\.content of 7") as caught:
        RING.open("answer.content", 7, RING.seal(PLACE, 7, b"angry"))
    assert "angry" not in str(caught.value)


def test_the_length_does_not_tell_a_short_word_from_a_long_one() -> None:
    lengths = {len(RING.seal(PLACE, 7, b"x" * length)) for length in range(64)}
    assert len(lengths) == 1
    assert len(RING.seal(PLACE, 7, b"x" * 64)) > lengths.pop()


def test_a_newer_key_seals_and_the_older_one_still_opens() -> None:
    old = KeyRing({1: b"1" * 32})
    both = KeyRing({1: b"1" * 32, 2: b"2" * 32})
    assert both.open(PLACE, 7, old.seal(PLACE, 7, b"angry")) == b"angry"
    with pytest.raises(SealBrokenError):
        old.open(PLACE, 7, both.seal(PLACE, 7, b"angry"))


def test_a_new_key_file_can_be_read_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "unsaid.keys"
    ring = KeyRing.create(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert KeyRing.from_file(path).open(PLACE, 7, ring.seal(PLACE, 7, b"angry")) == b"angry"


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "unsaid.keys"
    KeyRing.create(path)
    before = path.read_bytes()
    with pytest.raises(FileExistsError):
        KeyRing.create(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o666])
def test_a_key_file_that_others_can_open_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "unsaid.keys"
    KeyRing.create(path)
    path.chmod(mode)
    with pytest.raises(KeyFileError, match="chmod 600"):
        KeyRing.from_file(path)


def _good(key: bytes = b"k" * 32) -> str:
    return json.dumps({"keys": {"1": base64.b64encode(key).decode()}})


MALFORMED: dict[str, Callable[[], str]] = {
    "empty": lambda: "",
    "not JSON": lambda: "keys",
    "a list": lambda: "[]",
    "no keys": lambda: '{"keys": {}}',
    "keys in a list": lambda: '{"keys": ["a"]}',
    "a short key": lambda: _good(b"short"),
    "a key that is no text": lambda: '{"keys": {"1": 5}}',
    "a number that is none": lambda: _good().replace('"1"', '"one"'),
    "not base64": lambda: '{"keys": {"1": "§§§"}}',
    "cut off": lambda: _good()[:-3],
}


@pytest.mark.parametrize("text", MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_key_file_is_refused_without_showing_what_is_in_it(tmp_path: Path, text: Callable[[], str]) -> None:
    path = tmp_path / "unsaid.keys"
    path.write_text(text(), encoding="utf-8")
    path.chmod(0o600)
    with pytest.raises(KeyFileError, match="is not a key file") as caught:
        KeyRing.from_file(path)
    assert str(caught.value) == f"{path} is not a key file"


def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(KeyFileError, match="no key file"):
        KeyRing.from_file(tmp_path / "nowhere.keys")


# ── a ring that follows its file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    KeyRing.create(tmp_path / "unsaid.keys")
    return tmp_path / "unsaid.keys"


def test_a_key_that_was_added_elsewhere_opens_and_seals_here(path: Path) -> None:
    here, there = KeyRing.from_file(path), KeyRing.from_file(path)
    assert there.add() == 2
    assert here.open(PLACE, 7, there.seal(PLACE, 7, b"angry")) == b"angry"
    assert here.current == 2
    assert path.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_a_value_under_a_key_that_is_not_here_yet_can_come_again(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.keys"
    copy.write_bytes(path.read_bytes())
    copy.chmod(0o600)
    here, there = KeyRing.from_file(copy), KeyRing.from_file(path)
    there.add()
    sealed = there.seal(PLACE, 7, b"angry")
    with pytest.raises(KeyAbsentError):
        here.open(PLACE, 7, sealed)
    copy.write_bytes(path.read_bytes())
    assert here.open(PLACE, 7, sealed) == b"angry"


def test_a_ring_that_slept_through_a_whole_rotation_is_up_to_date_at_once(path: Path) -> None:
    here, there = KeyRing.from_file(path), KeyRing.from_file(path)
    there.add()
    there.take_out([1])
    here.follow()
    assert (here.numbers, here.current) == ({2}, 2)


def test_a_number_is_never_given_twice(path: Path) -> None:
    ring = KeyRing.from_file(path)
    ring.add()
    ring.take_out([1])
    assert KeyRing.from_file(path).add() == 3


def test_the_key_that_seals_is_never_taken_out(path: Path) -> None:
    with pytest.raises(ValueError, match="stays"):
        KeyRing.from_file(path).take_out([1])


@pytest.mark.parametrize("swapped", ["another's", "nonsense", "gone", "open to others"])
def test_a_file_that_is_swapped_under_a_running_program_changes_nothing(
    path: Path, tmp_path: Path, swapped: str
) -> None:
    ring = KeyRing.from_file(path)
    path.unlink()
    if swapped == "another's":
        KeyRing.create(path)
    elif swapped != "gone":
        path.write_text(_good() if swapped == "open to others" else "keys")
        path.chmod(0o644 if swapped == "open to others" else 0o600)
    before = path.read_bytes() if path.exists() else b""
    sealed = ring.seal(PLACE, 7, b"angry")
    ring.follow()
    assert ring.open(PLACE, 7, sealed) == b"angry"
    with pytest.raises(KeyFileError):
        ring.add()
    assert (path.read_bytes() if path.exists() else b"") == before


def test_a_file_that_cannot_be_written_stays_as_it_was(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError("no space left")

    ring, before = KeyRing.from_file(path), path.read_bytes()
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        ring.add()
    assert [file.read_bytes() for file in path.parent.iterdir()] == [before]
    assert ring.current == 1


def test_two_who_add_at_once_add_two(path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(lambda _: KeyRing.from_file(path).add(), range(8)))
    assert sorted(numbers) == list(range(2, 10))
    assert KeyRing.from_file(path).numbers == set(range(1, 10))
