"""Discreet mode and tidy mode are switched by taps, by commands, and in words."""

import pytest

from coach.dialogue.states import ChoosingMode, Prompted
from coach.texts import texts
from tests.dialogue.talk import Talk

SAY = texts("en")
MODES = ("discreet", "tidy")
each_mode = pytest.mark.parametrize("mode", MODES)


def _on(talk: Talk, mode: str) -> bool:
    return bool(getattr(talk.person.profile, mode))


@each_mode
def test_nothing_is_on_before_it_is_switched_on(talk: Talk, mode: str) -> None:
    assert not _on(talk, mode)


@each_mode
def test_two_taps_in_the_settings_switch_it_and_two_switch_it_back(talk: Talk, mode: str) -> None:
    for turn, on in (("turn it on", True), ("turn it off", False)):
        talk.calls("/settings")
        talk.taps(SAY(f"button-{mode}"), turn)
        assert _on(talk, mode) is on
        assert talk.said == SAY(f"mode-set-{mode}-{'on' if on else 'off'}")
        assert talk.idle


@each_mode
def test_it_says_what_it_does_before_it_is_switched(talk: Talk, mode: str) -> None:
    talk.calls(f"/{mode}")
    assert talk.said == f"{SAY(f'ask-{mode}')}\n\n{SAY(f'mode-{mode}-off')}"
    assert talk.labels == ["turn it on", "leave it as it is"]


@each_mode
@pytest.mark.parametrize(
    ("words", "on"),
    [("on", True), ("On.", True), ("yes please", True), ("off", False), ("turn it off", False), ("no", False)],
)
def test_it_is_switched_in_words(talk: Talk, mode: str, words: str, on: bool) -> None:
    talk.calls(f"/{mode} {'off' if on else 'on'}")
    talk.calls(f"/{mode} {words}")
    assert _on(talk, mode) is on
    talk.calls(f"/{mode} {'off' if on else 'on'}")
    talk.calls(f"/{mode}")
    talk.types(words)
    assert _on(talk, mode) is on


@each_mode
def test_other_words_are_not_guessed_and_a_thought_is_kept(talk: Talk, mode: str) -> None:
    talk.calls(f"/{mode} perhaps")
    assert talk.said == SAY("mode-unknown")
    talk.calls(f"/{mode}")
    talk.types("he looked at the clock again")
    assert talk.text == "he looked at the clock again"
    assert isinstance(talk.state, ChoosingMode)
    assert not _on(talk, mode)


def test_one_leaves_the_other_as_it_is(talk: Talk) -> None:
    talk.calls("/discreet on")
    talk.calls("/tidy on")
    talk.calls("/discreet off")
    assert (_on(talk, "discreet"), _on(talk, "tidy")) == (False, True)
    talk.calls("/settings")
    assert talk.said.endswith("Discreet mode is off. Tidy mode is on.")


@each_mode
def test_a_question_that_is_open_uncovered_is_closed_as_by_any_setting(talk: Talk, mode: str) -> None:
    talk.is_asked()
    assert isinstance(talk.state, Prompted)
    talk.calls(f"/{mode} on")
    assert talk.idle
