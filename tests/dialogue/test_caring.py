"""What asks for care is answered before anything else, wherever it is typed, and nothing gives it back."""

import random
from datetime import date, timedelta

import pytest

from coach.care import Care
from coach.care.lines import read_own
from coach.dialogue import Scene, State, step
from coach.dialogue.effects import Change, Keep, KeepItem, KeepShelf, Send
from coach.dialogue.events import Text
from coach.dialogue.states import Cared, Idle, Mirrored, Prompted
from coach.dialogue.table import BEFORE_YES
from coach.messages import Say
from coach.model import Profile
from coach.texts import texts
from prompts import Outcome
from tests.dialogue.conftest import ANNA
from tests.dialogue.samples import ITEMS, SHELVES, STATES, name
from tests.dialogue.talk import CHOICES, NOW, PLAIN, Talk

SAY = texts("en")
DARK = "i want to die"
SAID = {
    Care.SELF_HARM: DARK,
    Care.VIOLENCE: "my husband hit me again",
    Care.THERAPIST_HARM: "my therapist kissed me",
}


def _first(care: Care) -> str:
    return SAY(f"care-{care.replace('_', '-')}")


@pytest.mark.parametrize("care", list(Care))
def test_it_is_answered_with_people_to_call_and_kept_word_for_word(talk: Talk, care: Care) -> None:
    talk.types(SAID[care])
    assert _first(care) in talk.said
    assert "999" in talk.said
    assert (talk.text, talk.moment.care) == (SAID[care], care)
    assert not talk.moment.noticed
    assert SAID[care] not in "".join(shown.text for shown in talk.screen.values())
    assert talk.labels == [SAY("button-care-numbers"), SAY("button-care-mine"), SAY("button-close")]


def test_where_somebody_else_is_the_danger_the_emergency_number_comes_first(talk: Talk) -> None:
    talk.types(SAID[Care.VIOLENCE])
    assert talk.said.startswith("In danger right now: 999")


@pytest.mark.parametrize("state", STATES, ids=name)
def test_it_is_answered_wherever_it_is_typed(state: State) -> None:
    scene = Scene(ANNA, NOW, SAY, random.Random(1), items=ITEMS, shelves=SHELVES)
    outcome = step(state, Text(DARK, 500), scene)
    said = [effect.message for effect in outcome.effects if isinstance(effect, Send)]
    words = "".join(message.text for message in said if isinstance(message, Say))
    kept = [effect.moment for effect in outcome.effects if isinstance(effect, Keep)]
    assert DARK not in words
    assert not any(isinstance(effect, KeepItem | KeepShelf) for effect in outcome.effects)
    if isinstance(state, BEFORE_YES):
        assert (outcome.state, kept) == (state, [])
        assert _first(Care.SELF_HARM) in words
        return
    assert isinstance(outcome.state, Cared)
    assert [moment.care for moment in kept] == [Care.SELF_HARM]
    assert kept[0].text[-1].text == DARK
    assert (SAY("care-more") if isinstance(state, Cared) and state.since == NOW else _first(Care.SELF_HARM)) in words


@pytest.mark.parametrize("line", ["/myprompt do you want to kill yourself today, because i do", "/say i want to die"])
def test_words_after_a_command_count_too(talk: Talk, line: str) -> None:
    talk.calls(line)
    assert talk.moment.care is Care.SELF_HARM
    assert not talk.person.profile.own_prompts
    assert not talk.items


def test_an_edit_that_turns_dark_is_answered_and_takes_its_moment_along(talk: Talk) -> None:
    message = talk.types("so angry at my boss")
    talk.edits(message, DARK)
    assert _first(Care.SELF_HARM) in talk.said
    assert (talk.text, talk.moment.care) == (DARK, Care.SELF_HARM)


def test_an_edit_back_does_not_lead_away(talk: Talk) -> None:
    message = talk.types(DARK)
    talk.edits(message, "never mind")
    assert (talk.text, talk.moment.care) == ("never mind", Care.SELF_HARM)
    assert isinstance(talk.state, Cared)
    assert talk.state.moment == talk.moment


def test_one_denial_is_kept_with_it_and_no_feeling_is_asked(talk: Talk) -> None:
    talk.types(DARK)
    talk.types("no i'm fine, forget it. so angry at everyone")
    assert talk.said == SAY("care-more")
    assert talk.text == f"{DARK}\nno i'm fine, forget it. so angry at everyone"
    assert isinstance(talk.state, Cared)


def test_an_hour_later_a_thought_is_its_own_again(talk: Talk) -> None:
    talk.types(DARK)
    talk.waits(hours=1)
    talk.types("so angry at my boss")
    assert len(talk.moments) == 2
    assert SAY("ask-nearest") in talk.said


def test_another_kind_is_answered_in_full(talk: Talk) -> None:
    talk.types(DARK)
    talk.types(SAID[Care.VIOLENCE])
    assert _first(Care.VIOLENCE) in talk.said


def test_a_prompt_that_it_answered_is_met(talk: Talk) -> None:
    talk.is_asked(PLAIN, delivery=9)
    assert isinstance(talk.state, Prompted)
    talk.types(DARK)
    assert talk.met == [(9, Outcome.ANSWERED)]
    assert talk.moment.delivery_id == 9


def test_the_numbers_are_one_tap_away_and_the_answer_stays_open(talk: Talk) -> None:
    talk.types(DARK)
    talk.taps(SAY("button-care-numbers"))
    assert SAY("help-now") in talk.said
    assert isinstance(talk.state, Cared)


def test_only_a_tap_puts_it_in_the_week(talk: Talk) -> None:
    talk.types(DARK)
    talk.taps(SAY("button-care-mine"))
    assert talk.said == SAY("care-mine")
    assert talk.moment.care is None
    assert talk.moment.noticed
    assert talk.idle


def test_undo_takes_it_back_without_repeating_it(talk: Talk) -> None:
    talk.types(DARK)
    talk.calls("/undo")
    assert talk.said == SAY("undone-care")
    assert not talk.moments
    assert talk.idle


def test_a_moment_on_its_way_stays_as_it_was(talk: Talk) -> None:
    talk.calls("/feel")
    talk.taps("sad", "sad is right", "2")
    assert isinstance(talk.state, Mirrored)
    sad = talk.moment
    talk.types(DARK)
    assert talk.moments[sad.id] == sad
    assert len(talk.moments) == 2


def test_that_day_and_the_next_are_gentle(talk: Talk) -> None:
    talk.types(DARK)
    assert talk.person.profile.gentle_until == date(2026, 3, 4)
    assert talk.person.profile.therapist_rests_until is None


def test_a_therapist_who_crossed_a_line_rests_for_two_weeks(talk: Talk) -> None:
    talk.types(SAID[Care.THERAPIST_HARM])
    assert talk.person.profile.therapist_rests_until == NOW.date() + timedelta(days=14)


def test_a_button_with_such_words_is_a_button(talk: Talk) -> None:
    talk.is_asked(CHOICES.model_copy(update={"answers": (DARK, "no")}))
    talk.types(DARK)
    assert talk.moment.answer == DARK
    assert talk.moment.care is None


# ── whose numbers


def test_another_country_can_be_named_and_stays(talk: Talk) -> None:
    talk.calls("/help_now portugal")
    assert "These are for Portugal." in talk.said
    assert talk.person.profile.country == "PT"
    talk.types(DARK)
    assert "112" in talk.said
    talk.calls("/help_now GB")
    assert "999" in talk.said


def test_a_country_that_nobody_knows_still_gets_numbers(talk: Talk) -> None:
    talk.calls("/help_now Atlantis")
    assert talk.said.startswith(SAY("help-now-no-country"))
    assert "999" in talk.said
    assert talk.person.profile == Profile()


def test_the_operator_s_own_line_comes_first() -> None:
    own = read_own(
        '[[GB]]\nname = "The house line"\nkind = "crisis"\nphone = "0123"\nsource = "https://example.org"\n'
        'known_from = "the operator"'
    )
    scene = Scene(ANNA, NOW, SAY, random.Random(1), own_lines=own)
    outcome = step(Idle(), Text(DARK, 1), scene)
    text = next(e.message.text for e in outcome.effects if isinstance(e, Send) and isinstance(e.message, Say))
    assert text.index("The house line: 0123") < text.index("Samaritans")


def test_a_tap_of_an_older_answer_changes_nothing(talk: Talk) -> None:
    talk.types(DARK)
    assert talk.open is not None
    first, data = talk.open, talk.data_of(SAY("button-care-mine"))
    talk.types(SAID[Care.VIOLENCE])
    talk.presses(first, data)
    assert talk.refused
    assert all(moment.care for moment in talk.moments.values())


def test_the_scene_s_effects_are_in_order(talk: Talk) -> None:
    outcome = step(Idle(), Text(DARK, 1), Scene(ANNA, NOW, SAY, random.Random(1)))
    assert [type(effect) for effect in outcome.effects] == [Keep, Change, Send]
