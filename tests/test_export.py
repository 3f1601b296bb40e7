import csv
import io
import json
import zipfile
from datetime import time
from typing import Any
from uuid import UUID

import pytest

from coach import export
from coach.export import Copy, NotAnExportError
from coach.model import Appointment, CheckIn, Filed, FixedTimes, Part, Person, Profile, Shelf, UnsaidItem
from prompts import Asked, Outcome, Strand, TherapistLevel
from tests.fakes import MONDAY
from tests.storage.test_moments import moment
from tests.storage.test_unsaid import CHECK_IN, item

PERSON = Person(
    id=3,
    chat_id=77,
    zone="Europe/London",
    schedule=FixedTimes(times=(time(8), time(20, 30))),
    appointment=Appointment(weekday=3, at=time(15)),
    profile=Profile(therapist_level=TherapistLevel.DIRECT, therapist_names=("K.",)),
)
ASKED = Asked("naming.one", Strand.NAMING, MONDAY, Outcome.ANSWERED)


HURT = Shelf(id=UUID(int=31), name="Relationships hurt me")
COPY = Copy(PERSON, (HURT,), (moment().model_copy(update={"filed": (Filed(shelf_id=HURT.id, fits=False),)}),), (ASKED,))


def _read(*arguments: object) -> dict[str, object]:
    found = json.loads(export.as_json(COPY, MONDAY))
    assert isinstance(found, dict)
    return found


def test_the_export_says_what_it_is_and_when_it_was_made() -> None:
    found = _read()
    assert (found["format"], found["version"], found["made_at"]) == ("unsaid-export", 2, "2026-03-02T09:00:00+00:00")


def test_every_word_and_tap_of_a_moment_is_in_it() -> None:
    assert _read()["moments"] == [
        {
            "id": "00000000-0000-0000-0000-000000000001",
            "at": "2026-03-02T09:00:00Z",
            "zone": "Europe/London",
            "text": [
                {"message_id": 11, "text": "he looked "},
                {"message_id": 12, "text": "at the clock 🕰 ’"},
            ],
            "feelings": [{"word": "let down", "family": "sad"}],
            "strength": 4,
            "whom": ["therapist"],
            "because": [{"message_id": 13, "text": "it was my turn"}],
            "wanted": [{"message_id": 14, "text": "that he stays"}],
            "did": "kept_in",
            "did_words": [{"message_id": 15, "text": "smiled"}, {"text": "tapped"}],
            "voice": "file-1",
            "prompt_id": "naming.one",
            "delivery_id": 3,
            "share": "bring",
            "filed": [{"shelf_id": "00000000-0000-0000-0000-00000000001f", "fits": False}],
        }
    ]


def test_what_a_person_set_is_in_it_and_our_numbers_are_not() -> None:
    person = _read()["person"]
    assert isinstance(person, dict)
    assert person["schedule"] == {"kind": "fixed", "times": ["08:00:00", "20:30:00"]}
    assert person["appointment"] == {
        "weekday": 3,
        "at": "15:00:00",
        "minutes": 50,
        "every_weeks": 1,
        "since": None,
    }
    assert person["calendar"] == {"singles": [], "moved": [], "cancelled": [], "away": []}
    assert person["profile"] == PERSON.profile.model_dump(mode="json")
    assert person["profile"]["therapist_names"] == ["K."]
    assert not {"id", "chat_id"} & set(person)


def test_the_prompts_are_in_it_with_how_they_were_met() -> None:
    assert _read()["prompts"] == [
        {"prompt_id": "naming.one", "strand": "naming", "at": "2026-03-02T09:00:00Z", "outcome": "answered"}
    ]


def test_words_stay_readable_in_any_script() -> None:
    assert "🕰 ’".encode() in export.as_json(COPY, MONDAY)


def test_an_empty_export_is_one_too() -> None:
    found = json.loads(export.as_json(Copy(PERSON, (), (), ()), MONDAY))
    assert (found["moments"], found["prompts"], found["shelves"]) == ([], [], [])


def test_the_shelves_are_in_it() -> None:
    assert _read()["shelves"] == [{"id": str(HURT.id), "name": "Relationships hurt me", "archived": False}]


# ── read back


def test_what_was_written_is_read_back_but_for_our_numbers() -> None:
    found = export.read(export.as_json(COPY, MONDAY))
    assert found == COPY._replace(person=PERSON.model_copy(update={"id": 0, "chat_id": 0}))


def test_an_export_of_the_first_version_is_read_too() -> None:
    old = json.loads(export.as_json(COPY, MONDAY))
    del old["shelves"]
    old["version"] = 1
    for one in old["moments"]:
        del one["filed"], one["share"]
        one["bring"] = True
    found = export.read(json.dumps(old).encode())
    assert found.shelves == ()
    assert [one.bring for one in found.moments] == [True]


def _changed(**changes: Any) -> bytes:
    return json.dumps(json.loads(export.as_json(COPY, MONDAY)) | changes).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"\xff\x00",
        b"[" * 100_000,
        _changed(format="something"),
        _changed(version=3),
        _changed(moments=[{}]),
        _changed(moments=None),
        _changed(person=[]),
        _changed(person={"zone": "Nowhere/Land"}),
        _changed(shelves=[{"id": "x"}]),
    ],
)
def test_anything_else_is_no_export(content: bytes) -> None:
    with pytest.raises(NotAnExportError):
        export.read(content)


# ── for a spreadsheet, and as one file


def _rows(copy: Copy) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(export.as_csv(copy).decode("utf-8-sig"))))


def test_a_row_holds_a_moment_in_local_time() -> None:
    (row,) = _rows(COPY)
    assert (row["at"], row["feelings"], row["families"], row["strength"]) == (
        "2026-03-02T09:00+00:00", "let down", "sad", "4"
    )  # fmt: skip
    assert row["text"] == "he looked \nat the clock 🕰 ’"
    assert (row["share"], row["shelves"]) == ("bring", "Relationships hurt me: does not fit")


@pytest.mark.parametrize("typed", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_no_cell_is_calculated(typed: str) -> None:
    said = moment().model_copy(update={"text": (Part(text=typed),)})
    assert _rows(Copy(PERSON, (), (said,), ()))[0]["text"] == f"'{typed}"


def test_the_archive_holds_the_files_as_they_are() -> None:
    with zipfile.ZipFile(io.BytesIO(export.as_zip({"a.txt": b"one", "weeks/b.pdf": b"two"}, MONDAY))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {"a.txt": b"one", "weeks/b.pdf": b"two"}


def test_what_was_to_be_said_and_the_check_ins_are_in_it() -> None:
    found = json.loads(export.as_json(Copy(PERSON, (), (), (), (item(),), (CHECK_IN,)), MONDAY))
    assert [UnsaidItem.model_validate(one) for one in found["unsaid"]] == [item()]
    assert [CheckIn.model_validate(one) for one in found["check_ins"]] == [CHECK_IN]
