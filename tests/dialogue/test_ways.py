"""Every screen that taps alone can lead to, and the ways out of it."""

from collections import deque
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache, partial
from typing import NamedTuple, get_args

from coach.dialogue import State, load_state
from coach.dialogue.states import Covered, Forgetting, ForgettingEarly, Idle, Question, Settings, Welcome
from coach.model import UnsaidState
from tests.dialogue.conftest import ANNA
from tests.dialogue.samples import CALENDAR, JUST_SAID, MARKED, SENTENCE, SENTENCED, SHELVES, TOLD, WORDLESS
from tests.dialogue.talk import CHOICES, PLAIN, Talk

Screen = tuple[str, tuple[str, ...], str]
PASSING = (
    "skip",
    "not now",
    "later",
    "leave it as it is",
    "no number",
    "that's all",
    " is right",
    "close",
    "back",
    "done",
)


class Ways(NamedTuple):
    screens: dict[Screen, Talk]
    leads: dict[Screen, set[Screen]]


def waiting() -> Iterator[Callable[[Talk], object]]:
    """With one thing on the unsaid list, with two, and with more than fit on a page."""
    for count in (1, 2, 7):
        for begin in (
            lambda talk: talk.calls("/unsaid"),
            lambda talk: talk.calls("/say"),
            lambda talk: talk.comes_out(),
        ):
            yield partial(_with_items, count=count, begin=begin)


def _with_items(talk: Talk, count: int, begin: Callable[[Talk], object]) -> None:
    for number in range(count):
        talk.calls(f"/unsaid {number}")
    begin(talk)


def entries() -> list[Talk]:
    begun: list[Callable[[Talk], object]] = [
        lambda talk: talk.calls("/settings"),
        lambda talk: talk.calls("/pause"),
        lambda talk: talk.calls("/feel"),
        lambda talk: talk.calls("/forget"),
        lambda talk: talk.calls("/myprompt"),
        lambda talk: talk.calls("/words"),
        lambda talk: talk.calls("/learn"),
        lambda talk: talk.is_asked(PLAIN),
        lambda talk: talk.is_asked(CHOICES),
        lambda talk: (talk.calls("/discreet on"), talk.is_asked_by_itself(PLAIN)),
        lambda talk: (talk.calls("/discreet on"), talk.is_told_by_itself("Your week")),
        lambda talk: (talk.calls("/discreet on"), talk.comes_out_by_itself()),
        lambda talk: talk.types(SENTENCE),
        lambda talk: talk.types("i want to die"),
        lambda talk: talk.speaks(),
        lambda talk: talk.calls("/say"),
        lambda talk: talk.comes_out(),
        *waiting(),
        lambda talk: (talk.calls("/session on 5 Mar 15:00"), talk.calls("/session")),
        lambda talk: talk.calls("/session every two weeks Thu 15:00"),
        lambda talk: talk.calls("/away"),
        lambda talk: talk.shares_a_calendar(CALENDAR),
    ]
    new, unsure = Talk(), Talk()
    new.calls("/start")
    unsure.calls("/start")
    unsure.calls("/forget")
    settled = [Talk(ANNA) for _ in begun]
    settled += [with_shelves(), with_shelves()]
    settled += [Talk(ANNA)]
    begun += [
        lambda talk: talk.calls("/shelves"),
        lambda talk: (talk.calls("/feel"), talk.taps("sad", "sad is right", "2")),
        told_the_week,
    ]
    for begin, talk in zip(begun, settled, strict=True):
        begin(talk)
    return [new, unsure, *settled]


def told_the_week(talk: Talk) -> None:
    talk.moments = {one.id: one for one in (TOLD, WORDLESS)}
    talk.items = {one.id: one for one in (MARKED, SENTENCED, JUST_SAID)}
    talk.is_told("Your week", TOLD, WORDLESS, SENTENCED, JUST_SAID)


def with_shelves() -> Talk:
    talk = Talk(ANNA)
    talk.shelves = {shelf.id: shelf for shelf in SHELVES}
    return talk


def screen(talk: Talk) -> Screen:
    """What tells one question from another: which it is, its buttons, and what else decides where a tap leads."""
    if not isinstance(talk.state, Question):
        return talk.state.at, (), ""
    labels = sorted({label.removeprefix("✓ ") for label in talk.labels if label not in "12345"})
    deciding = [getattr(talk.state, name, "") for name in ("first", "asks")]
    present = [getattr(talk.state, name, None) is not None for name in ("item_id", "check_in")]
    open_items = sum(item.state is UnsaidState.OPEN for item in talk.items.values())
    under = load_state(talk.state.under).at if isinstance(talk.state, Covered) else ""
    return talk.state.at, tuple(labels), str((*deciding, *present, min(open_items, 2), under))


@cache
def ways() -> Ways:
    found = Ways({}, {})
    waiting = deque(entries())
    while waiting:
        talk = waiting.popleft()
        here = screen(talk)
        if here in found.screens:
            continue
        found.screens[here], found.leads[here] = talk, set()
        for label in [] if talk.idle or talk.gone else talk.labels:
            after = deepcopy(talk)
            after.taps(label)
            found.leads[here].add(screen(after))
            waiting.append(after)
    return found


def test_every_state_is_met_by_tapping() -> None:
    assert {type(talk.state) for talk in ways().screens.values()} == set(get_args(State))


def test_from_every_question_taps_alone_lead_to_the_end() -> None:
    found = ways()
    ending = {here for here, talk in found.screens.items() if talk.idle or talk.gone}
    while more := {here for here, leads in found.leads.items() if here not in ending and leads & ending}:
        ending |= more
    assert set(found.screens) == ending


def test_every_question_can_be_passed_over() -> None:
    for here, talk in ways().screens.items():
        if isinstance(talk.state, Idle | Welcome | Settings | Forgetting | ForgettingEarly):
            continue
        passing = [label for label in talk.labels if label.endswith(PASSING)]
        assert passing, here
        after = deepcopy(talk)
        after.taps(passing[-1])
        assert after.person == talk.person, here
        assert (after.moments, after.items, after.shelves) == (talk.moments, talk.items, talk.shelves), here


def test_a_second_tap_changes_nothing() -> None:
    for here, talk in ways().screens.items():
        for label in [] if talk.idle or talk.gone else talk.labels[:3]:
            after = deepcopy(talk)
            assert after.open is not None
            message, data = after.open, after.data_of(label)
            after.presses(message, data)
            if after.gone:
                continue
            once = deepcopy(after)
            after.presses(message, data)
            assert after.refused, here
            assert (after.state, after.person, after.moments, after.shelves, after.met, after.screen, after.items) == (
                (once.state, once.person, once.moments, once.shelves, once.met, once.screen, once.items)
            ), here


def test_a_tap_on_a_button_of_somebody_else_is_refused() -> None:
    for talk in ways().screens.values():
        for label in [] if talk.idle or talk.gone else talk.labels[:3]:
            after = deepcopy(talk)
            after.presses(after.open, after.data_of(label).replace("41.", "42.", 1))
            assert after.refused
            assert (after.state, after.person, after.moments, after.screen) == (
                (talk.state, talk.person, talk.moments, talk.screen)
            )


def test_a_button_on_a_message_that_cannot_be_edited_asks_anew() -> None:
    for here, talk in ways().screens.items():
        for label in [] if talk.idle or talk.gone else talk.labels[:2]:
            after = deepcopy(talk)
            after.presses(None, after.data_of(label))
            assert not after.refused, here
            assert after.gone or not any(
                shown.keyboard for message, shown in after.screen.items() if message in talk.screen
            ), here
