import random
from dataclasses import replace
from datetime import time
from functools import cache
from typing import get_args

import pytest

from coach.dialogue import Scene, State, Step, load_state, save_state, step
from coach.dialogue.effects import (
    Change,
    Drop,
    DropItem,
    Forget,
    Keep,
    KeepCheckIn,
    KeepItem,
    KeepShelf,
    Met,
    Send,
)
from coach.dialogue.events import Command, Event, Tap
from coach.dialogue.states import Idle
from coach.dialogue.table import BEFORE_YES, EVERY, KEEPING, TABLE, TRIGGERS
from coach.messages import Close, Toast
from coach.model import FixedTimes, Person
from coach.texts import languages, texts
from tests.dialogue.samples import (
    EVENTS,
    FILED,
    ITEMS,
    NAMED,
    NO_ROW,
    OPEN,
    OWNER,
    SHELVES,
    STATES,
    TOLD,
    WORDLESS,
    name,
)
from tests.dialogue.talk import NOW, hold

PEOPLE = (
    Person(id=OWNER, chat_id=7),
    Person(
        id=OWNER, chat_id=7, language="tlh", zone="Asia/Kathmandu", paused=True, schedule=FixedTimes(times=(time(8),))
    ),
)
each_state = pytest.mark.parametrize("state", STATES, ids=name)


@cache
def take(state: State, event: Event, person: Person = PEOPLE[0]) -> Step:
    say = texts(person.language)
    scene = Scene(person, NOW, say, random.Random(1), latest=NAMED, edited=TOLD, open_message=OPEN, items=ITEMS)
    if person is PEOPLE[1]:
        scene = replace(scene, shelves=SHELVES, filed=(FILED.filed,), shown=(TOLD, WORDLESS))
    try:
        outcome = step(state, event, scene)
        hold(state, event, outcome, person)
    except Exception as error:
        error.add_note(f"{event!r}\nin {state!r}")
        raise
    return outcome


def test_there_is_a_sample_of_every_state() -> None:
    assert {type(state) for state in STATES} == set(get_args(State)) == set(EVERY)


def test_people_of_the_samples_speak_a_language_with_phrases_and_one_without() -> None:
    assert [person.language in languages() for person in PEOPLE] == [True, False]


@each_state
@pytest.mark.parametrize("person", PEOPLE, ids=("new", "settled"))
def test_anything_may_happen_in_any_state(state: State, person: Person) -> None:
    for trigger, events in EVENTS.items():
        for event in events:
            outcome = take(state, event, person)
            assert outcome.refused or (type(state), trigger) in TABLE


@each_state
def test_without_a_row_nothing_changes(state: State) -> None:
    rowless = [event for trigger in TRIGGERS if (type(state), trigger) not in TABLE for event in EVENTS[trigger]]
    for event in (*rowless, *NO_ROW):
        assert take(state, event).refused


@each_state
def test_a_forged_value_is_refused_or_ends_nothing_but_its_own_question(state: State) -> None:
    for event in EVENTS["tap word"] + EVENTS["tap zone"] + EVENTS["tap family"] + EVENTS["tap whom"]:
        if isinstance(event, Tap) and event.value in ("", "²", "٣", "99", "nonsense"):
            assert take(state, event).refused


@each_state
def test_an_unknown_command_is_told_so(state: State) -> None:
    outcome = take(state, Command("frobnicate", "now"))
    assert outcome.state == state
    assert not outcome.refused
    (effect,) = outcome.effects
    assert isinstance(effect, Send)


@each_state
def test_an_old_keyboard_goes_and_the_open_one_stays(state: State) -> None:
    old = take(state, Tap("press", OPEN - 1, OWNER, "ssssssss", "enough"))
    assert [effect.message for effect in old.effects if isinstance(effect, Send)] == [
        Toast(press_id="press", text=texts("en")("toast-closed")),
        Close(target=OPEN - 1, unless_open=True),
    ]
    again = take(state, Tap("press", OPEN, OWNER, "ssssssss", "enough"))
    assert again.effects == (Send(Toast(press_id="press")),)


@each_state
def test_a_tap_on_a_button_of_somebody_else_touches_no_message(state: State) -> None:
    for event in NO_ROW:
        if isinstance(event, Tap) and event.owner != OWNER:
            (effect,) = take(state, event).effects
            assert isinstance(effect, Send)
            assert isinstance(effect.message, Toast)


@pytest.mark.parametrize("state", [state for state in STATES if isinstance(state, BEFORE_YES)], ids=name)
def test_nothing_is_kept_before_yes(state: State) -> None:
    for trigger in KEEPING:
        for event in EVENTS[trigger]:
            outcome = take(state, event)
            assert outcome.state == state
            assert not [
                e
                for e in outcome.effects
                if isinstance(e, Keep | KeepShelf | Change | Drop | Met | Forget | KeepItem | KeepCheckIn)
            ]


@each_state
def test_only_undo_takes_anything_back_and_only_a_tap_forgets(state: State) -> None:
    for trigger, events in EVENTS.items():
        effects = [effect for event in events for effect in take(state, event).effects]
        assert trigger == "/undo" or not [effect for effect in effects if isinstance(effect, Drop | DropItem)]
        assert trigger == "tap forget" or not [effect for effect in effects if isinstance(effect, Forget)]


def test_a_state_that_is_not_known_is_none() -> None:
    assert load_state('{"at":"levitating"}') == Idle()
    assert load_state("") == Idle()
    assert save_state(Idle()) == '{"at":"idle"}'
