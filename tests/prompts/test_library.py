"""The packaged content, and what the loader and the schema refuse."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from prompts import Library, LibraryError, Occasion, Prompt, Strand, languages, load, own_prompt
from prompts.check import LEAST, check_all
from prompts.loader import read_library

GOOD = '[[prompt]]\nid = "body.jaw"\ntext = "How is your jaw?"\n'


def test_every_language_is_clean() -> None:
    for report in check_all():
        assert report.ok, report.text()


def test_english_has_more_than_three_hundred_and_enough_in_every_strand() -> None:
    prompts = load("en").prompts
    assert len(prompts) >= 300
    for strand, least in LEAST.items():
        assert sum(prompt.strand is strand for prompt in prompts) >= least


def test_every_occasion_can_be_met_without_the_therapist_strands() -> None:
    found = {prompt.occasion for prompt in load("en").prompts if not prompt.about_therapist}
    assert found == set(Occasion)


def test_prompts_fit_a_button_and_a_message() -> None:
    for prompt in load("en").prompts:
        assert len(prompt.id.encode()) <= 40
        assert len(prompt.text) <= 200
        assert all(len(answer) <= 24 for answer in prompt.answers)


def test_a_language_is_read_once() -> None:
    assert load("en") is load("en")
    assert languages() == ("en",)


def test_a_missing_language_names_those_there_are() -> None:
    with pytest.raises(LibraryError, match=r"xx: no prompts.*en"):
        load("xx")


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("body.toml", "[[prompt]\n", r"en/body\.toml: "),
        ("body.toml", b"\xff", r"en/body\.toml: "),
        ("knee.toml", GOOD, r"en/knee\.toml: no strand is called 'knee'"),
        ("body.toml", 'title = "x"\n' + GOOD, r"en/body\.toml: expected \[\[prompt\]\]"),
        ("body.toml", 'prompt = ["x"]\n', r"en/body\.toml: expected \[\[prompt\]\]"),
        ("body.toml", GOOD.replace("body.jaw", "anger.jaw"), r"anger\.jaw: ids here begin with body"),
        ("body.toml", GOOD.replace("body.jaw", "body.Jaw"), r"en/body\.toml: body\.Jaw: id: "),
        ("body.toml", '[[prompt]]\ntext = "x?"\n', r"en/body\.toml: a prompt without id"),
        ("body.toml", GOOD + 'level = "loud"\n', r"en/body\.toml: body\.jaw: level: "),
        ("body.toml", GOOD + 'colour = "red"\n', r"en/body\.toml: body\.jaw: colour: "),
        ("body.toml", GOOD + 'strand = "body"\n', r"body\.jaw: the file gives the strand"),
        ("body.toml", GOOD.replace("jaw?", "jaw" * 70), r"body\.jaw: text: .*200"),
        ("body.toml", GOOD + 'answers = ["a", "b", "c", "d", "e"]\n', r"body\.jaw: answers: "),
        ("body.toml", GOOD + GOOD, r"body\.jaw: id already used in en/body\.toml"),
    ],
)
def test_broken_content_is_named_by_file_and_id(tmp_path: Path, name: str, content: str | bytes, says: str) -> None:
    (tmp_path / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(LibraryError, match=says):
        read_library("en", tmp_path)


def test_a_library_refuses_an_id_twice() -> None:
    prompt = Prompt(id="body.jaw", text="How is your jaw?", strand=Strand.BODY)
    with pytest.raises(LibraryError, match="twice"):
        Library("en", [prompt, prompt])


def test_a_stored_id_that_is_gone_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        load("en").get("body.gone")


def test_a_prompt_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        load("en").prompts[0].text = "x"  # type: ignore[misc]  # that it is refused is the claim


def test_own_prompts_keep_the_length_of_a_prompt() -> None:
    prompt = own_prompt(3, "  Did I call her? ")
    assert (prompt.id, prompt.text, prompt.strand) == ("own.3", "Did I call her?", None)
    assert not prompt.about_therapist
    with pytest.raises(ValueError, match="200"):
        own_prompt(4, "x" * 201)
