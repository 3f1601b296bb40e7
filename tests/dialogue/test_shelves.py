import pytest

from coach.dialogue.states import Filing, Mirrored, NamingShelf, Shelves
from coach.model import Filed, Shelf
from tests.dialogue.samples import GOOD, HURT, PAST
from tests.dialogue.talk import Talk

STORY = "Relationships hurt me"


@pytest.fixture
def shelved(talk: Talk) -> Talk:
    talk.shelves = {shelf.id: shelf for shelf in (HURT, GOOD)}
    return talk


def notices(talk: Talk, words: str = "my brother rang and he asked how i am") -> None:
    talk.types(words)
    talk.taps("another word") if "another word" in talk.labels else None
    talk.taps("sad", "sad is right", "2")


def named(talk: Talk) -> list[str]:
    return [shelf.name for shelf in talk.shelves.values()]


def test_a_label_is_kept_as_it_was_typed(talk: Talk) -> None:
    talk.calls("/shelves")
    assert talk.labels == ["new shelf", "close"]
    talk.taps("new shelf")
    talk.types("  Relationships\nhurt me ")
    assert named(talk) == [STORY]
    assert f"{STORY}: fits 0, does not fit 0" in talk.said
    talk.taps("close")
    assert talk.idle


def test_a_label_may_come_with_the_command(talk: Talk) -> None:
    talk.calls(f"/shelves {STORY}")
    assert named(talk) == [STORY]


@pytest.mark.parametrize("name", ["x" * 61, "\u200b", "relationships HURT me"])
def test_a_name_that_cannot_be_one_changes_nothing_and_the_question_stays(shelved: Talk, name: str) -> None:
    shelved.calls("/shelves")
    shelved.taps("new shelf")
    shelved.types(name)
    assert len(shelved.shelves) == 2
    assert isinstance(shelved.state, NamingShelf)


def test_twenty_shelves_are_as_many_as_there_can_be(talk: Talk) -> None:
    for number in range(21):
        talk.calls(f"/shelves story {number}")
    assert len(talk.shelves) == 20


def test_a_moment_is_filed_with_one_tap_and_the_mirror_comes_back(shelved: Talk) -> None:
    notices(shelved)
    shelved.taps("file it")
    assert shelved.labels == [HURT.name, GOOD.name, "leave it as it is"]
    shelved.taps(HURT.name, "does not fit")
    assert isinstance(shelved.state, Mirrored)
    assert shelved.said.endswith(f"Filed under {HURT.name}: does not fit.")
    assert shelved.moment.filed == (Filed(shelf_id=HURT.id, fits=False),)
    assert "that's all" in shelved.labels


def test_filing_again_changes_the_filing_and_adds_none(shelved: Talk) -> None:
    notices(shelved)
    shelved.taps("file it", HURT.name, "fits", "file it", HURT.name, "does not fit", "file it", GOOD.name, "fits")
    assert {(one.shelf_id, one.fits) for one in shelved.moment.filed} == {(HURT.id, False), (GOOD.id, True)}
    shelved.taps("file it", HURT.name, "take it off")
    assert [one.shelf_id for one in shelved.moment.filed] == [GOOD.id]


def test_without_a_shelf_there_is_nothing_to_file_it_on(talk: Talk) -> None:
    notices(talk)
    assert "file it" not in talk.labels
    talk.taps("that's all")
    talk.shelves = {PAST.id: PAST}
    notices(talk)
    assert "file it" not in talk.labels


def test_an_edit_while_filing_is_not_lost(shelved: Talk) -> None:
    message = shelved.types("my brother rang and he asked how i am")
    shelved.taps("sad", "sad is right", "2") if "sad" in shelved.labels else shelved.taps(
        "another word", "sad", "sad is right", "2"
    )
    shelved.taps("file it")
    assert isinstance(shelved.state, Filing)
    shelved.edits(message, "my brother rang")
    shelved.taps(HURT.name, "fits")
    assert shelved.text == "my brother rang"
    assert shelved.moment.filed


def test_the_list_counts_what_fits_and_what_does_not(shelved: Talk) -> None:
    for fits in ("fits", "fits", "does not fit"):
        notices(shelved)
        shelved.taps("file it", HURT.name, fits, "that's all")
    shelved.calls("/shelves")
    assert f"{HURT.name}: fits 2, does not fit 1\n{GOOD.name}: fits 0, does not fit 0" in shelved.said


def test_another_name_keeps_what_is_filed(shelved: Talk) -> None:
    notices(shelved)
    shelved.taps("file it", HURT.name, "fits", "that's all")
    shelved.calls("/shelves")
    shelved.taps("rename", HURT.name)
    shelved.types("people leave")
    assert shelved.shelves[HURT.id] == Shelf(id=HURT.id, name="people leave")
    assert "people leave: fits 1, does not fit 0" in shelved.said


def test_merging_moves_what_is_filed_and_counts_no_moment_twice(shelved: Talk) -> None:
    notices(shelved)
    shelved.taps("file it", HURT.name, "fits", "file it", GOOD.name, "does not fit", "that's all")
    notices(shelved)
    shelved.taps("file it", HURT.name, "fits", "that's all")
    shelved.calls("/shelves")
    shelved.taps("merge", HURT.name)
    assert shelved.labels == [GOOD.name, "leave it as it is"]
    shelved.taps(GOOD.name)
    assert list(shelved.shelves) == [GOOD.id]
    assert f"{GOOD.name}: fits 1, does not fit 1" in shelved.said
    filed = [one for moment in shelved.moments.values() for one in moment.filed]
    assert {one.shelf_id for one in filed} == {GOOD.id}
    assert len(filed) == 2


def test_where_all_are_archived_nothing_stands_under_an_empty_heading(shelved: Talk) -> None:
    shelved.calls("/shelves")
    shelved.taps("archive", HURT.name, "archive", GOOD.name)
    assert shelved.said == f"Archived: {HURT.name}, {GOOD.name}"


def test_an_archived_shelf_takes_nothing_new_and_can_be_taken_out_again(shelved: Talk) -> None:
    shelved.calls("/shelves")
    shelved.taps("archive", HURT.name)
    assert f"Archived: {HURT.name}" in shelved.said
    notices(shelved)
    shelved.taps("file it")
    assert shelved.labels == [GOOD.name, "leave it as it is"]
    shelved.calls("/shelves")
    shelved.taps("archive", f"take out: {HURT.name}")
    assert not shelved.shelves[HURT.id].archived
    assert isinstance(shelved.state, Shelves)


def test_a_forged_number_files_nothing(shelved: Talk) -> None:
    notices(shelved)
    shelved.taps("file it")
    data = shelved.data_of(HURT.name)
    shelved.presses(shelved.open, data[:-1] + "7")
    assert shelved.refused
    shelved.presses(shelved.open, data.replace(".shelf.0", ".fits.yes"))
    assert shelved.refused
    assert not shelved.moment.filed
