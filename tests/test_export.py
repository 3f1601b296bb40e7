import json
from datetime import time

from coach import export
from coach.model import Appointment, CheckIn, FixedTimes, Person, Profile, UnsaidItem
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


def _read(*arguments: object) -> dict[str, object]:
    found = json.loads(export.as_json(PERSON, [moment()], [ASKED], MONDAY))
    assert isinstance(found, dict)
    return found


def test_the_export_says_what_it_is_and_when_it_was_made() -> None:
    found = _read()
    assert (found["format"], found["version"], found["made_at"]) == ("unsaid-export", 1, "2026-03-02T09:00:00+00:00")


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
            "bring": True,
        }
    ]


def test_what_a_person_set_is_in_it_and_our_numbers_are_not() -> None:
    person = _read()["person"]
    assert isinstance(person, dict)
    assert person["schedule"] == {"kind": "fixed", "times": ["08:00:00", "20:30:00"]}
    assert person["appointment"] == {"weekday": 3, "at": "15:00:00", "minutes": 50}
    assert person["profile"] == PERSON.profile.model_dump(mode="json")
    assert person["profile"]["therapist_names"] == ["K."]
    assert not {"id", "chat_id"} & set(person)


def test_the_prompts_are_in_it_with_how_they_were_met() -> None:
    assert _read()["prompts"] == [
        {"prompt_id": "naming.one", "strand": "naming", "at": "2026-03-02T09:00:00Z", "outcome": "answered"}
    ]


def test_words_stay_readable_in_any_script() -> None:
    assert "🕰 ’".encode() in export.as_json(PERSON, [moment()], [], MONDAY)


def test_an_empty_export_is_one_too() -> None:
    found = json.loads(export.as_json(PERSON, [], [], MONDAY))
    assert (found["moments"], found["prompts"]) == ([], [])


def test_what_was_to_be_said_and_the_check_ins_are_in_it() -> None:
    found = json.loads(export.as_json(PERSON, [], [], MONDAY, items=[item()], check_ins=[CHECK_IN]))
    assert [UnsaidItem.model_validate(one) for one in found["unsaid"]] == [item()]
    assert [CheckIn.model_validate(one) for one in found["check_ins"]] == [CHECK_IN]
