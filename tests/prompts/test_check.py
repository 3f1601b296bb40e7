import json
import socket
from pathlib import Path

import pytest

from prompts import Library, Prompt, Strand, load
from prompts.check import check, check_folder, grade, read_rules
from prompts.loader import CONTENT

RULES = read_rules("en", CONTENT / "en")


def rules_broken(text: str, strand: Strand = Strand.NAMING, answers: tuple[str, ...] = ()) -> set[str]:
    prompt = Prompt(id=f"{strand}.x", text=text, strand=strand, answers=answers)
    report = check(Library("en", [prompt]), RULES)
    return {problem.rule for problem in report.problems if problem.where == prompt.id}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("One breath. What is here?", None),
        ("You were sad this week.", "one question"),
        ("Are you sad? What about?", "one question"),
        ("Are you sad? Tell me.", "one question"),
        ("Are you sad! What is it?", "exclamation mark"),
        ("What should you feel now?", "order"),
        ("Can you just sit with it?", "order"),
        ("Why are you sad?", "accusation"),
        ("Why don’t you tell them?", "advice"),
        ("Have you tried to tell them?", "advice"),
        ("Well done. What is next?", "praise"),
        ("It's okay to cry. Did you?", "permission"),
        ("Is it your anxiety?", "diagnosis"),
        ("Which wounds are these from?", "jargon"),
        ("How do you rate your mood?", "score"),
        ("Is your therapist kind?", "strand"),
        ("Did you cry today?", "looks_back"),
        ("What unresolved emotional difficulties accompanied your interpersonal interactions?", "grade"),
    ],
)
def test_the_lint_hears_the_wrong_tone(text: str, rule: str | None) -> None:
    assert (rule in rules_broken(text)) if rule else not rules_broken(text)


def test_the_therapist_may_be_named_in_their_own_strands() -> None:
    assert not rules_broken("Is your therapist kind?", Strand.WARM)


def test_answers_are_held_to_the_same_tone_and_differ() -> None:
    assert rules_broken("Are you sad?", answers=("yes", "well done")) == {"praise"}
    assert rules_broken("Are you sad?", answers=("yes", "yes")) == {"answers"}
    assert rules_broken("Are you sad?", answers=("yes",)) == {"answers"}


def test_two_prompts_that_ask_the_same_are_found() -> None:
    texts = ("Did you swallow a sentence at work?", "At work, did you swallow a sentence?", "How is your jaw?")
    library = Library("en", [Prompt(id=f"body.p{n}", text=t, strand=Strand.BODY) for n, t in enumerate(texts)])
    found = [problem.where for problem in check(library, RULES).problems if problem.rule == "near-duplicate"]
    assert found == ["body.p1"]


def test_a_thin_strand_and_a_missing_occasion_are_problems() -> None:
    library = Library("en", [prompt for prompt in load("en").prompts if prompt.strand is not Strand.REPAIR])
    details = [problem.detail for problem in check(library, RULES).problems]
    assert details == ["repair: 0 of at least 15"]


def test_a_folder_that_does_not_load_is_a_report_and_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / "body.toml").write_text("[[prompt]\n")
    report = check_folder("en", tmp_path)
    assert [problem.rule for problem in report.problems] == ["loads"]
    assert "en/body.toml" in report.text()


def test_a_language_without_rules_is_a_problem(tmp_path: Path) -> None:
    report = check_folder("en", tmp_path)
    assert "_language.toml" in report.problems[0].detail


def test_text_and_json_tell_the_same() -> None:
    report = check(load("en"), RULES)
    told = json.loads(report.json())
    assert told["ok"] is True
    assert told["problems"] == []
    assert told["coverage"]["total"] == len(load("en").prompts)
    assert f"{told['coverage']['total']} prompts" in report.text()
    assert report.text().endswith("clean")


def test_the_grade_is_computed_without_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    assert grade("The cat sat on a mat by the wall of a hall.", "en_us") < 1
    assert grade("Interpersonal difficulties necessitate consideration.", "en_us") > 12
