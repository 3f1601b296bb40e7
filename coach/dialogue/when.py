"""When the bot asks: fixed times, or surprises between two hours; by tap, by typing, by command."""

from datetime import time

from coach import reading
from coach.dialogue import wording
from coach.dialogue.buttons import Choice
from coach.dialogue.choosing import changed, later_button, misread, seen_as, settled, under_way
from coach.dialogue.events import Command, Event, Tap, Text
from coach.dialogue.scene import Scene, Step, ask, refuse, remark
from coach.dialogue.session import ask_day
from coach.dialogue.states import ChoosingCount, ChoosingHours, ChoosingTimes, State
from coach.model import FixedTimes, Schedule, Surprise
from coach.quiet import rests

MORNING, MIDDAY, EVENING = time(8), time(12, 30), time(20)
_PRESETS = {
    "morning": (MORNING,),
    "midday": (MIDDAY,),
    "evening": (EVENING,),
    "two": (MORNING, EVENING),
    "three": (MORNING, MIDDAY, EVENING),
}
_HOURS = {"early": (time(8), time(18)), "day": (time(9), time(21)), "late": (time(11), time(23))}
MOST_TIMES = 5


def ask_times(state: State, event: Event, scene: Scene, *, first: bool = False) -> Step:
    say = scene.say
    rows = [
        [Choice(say(f"button-{name}"), "times", name) for name in ("morning", "midday", "evening")],
        [Choice(say("button-two"), "times", "two"), Choice(say("button-three"), "times", "three")],
        [Choice(say("button-own-times"), "own"), Choice(say("button-surprise"), "surprise")],
        later_button(scene, first=first),
    ]
    ticket, effects = ask(state, event, scene, say("ask-times"), rows)
    return Step(ChoosingTimes(ticket=ticket, first=first), effects)


def times_tapped(state: ChoosingTimes, event: Tap, scene: Scene) -> Step:
    times = _PRESETS.get(event.value)
    return _schedule_is(state, event, scene, FixedTimes(times=times), first=state.first) if times else refuse(state)


def times_own(state: ChoosingTimes, event: Tap, scene: Scene) -> Step:
    ticket, effects = ask(state, event, scene, scene.say("ask-own-times"), [later_button(scene, first=state.first)])
    return Step(ChoosingTimes(ticket=ticket, first=state.first), effects)


def times_typed(state: ChoosingTimes, event: Text, scene: Scene) -> Step:
    return _times_said(state, event, scene, event.text, first=state.first)


def set_time(state: State, event: Command, scene: Scene) -> Step:
    """``/time``, with times or hours after it or without."""
    first = under_way(state)
    if not event.arguments:
        return ask_times(state, event, scene, first=first)
    asked = isinstance(state, ChoosingTimes | ChoosingHours | ChoosingCount)
    return _times_said(state, event, scene, event.arguments, first=first and asked)


def _times_said(state: State, event: Event, scene: Scene, text: str, *, first: bool) -> Step:
    times, hours = reading.read_times(text), reading.read_hours(text)
    if hours is not None and hours[0] < hours[1] and (times is None or len(times) == 1):  # "9 to 21" is not 20:51
        return _ask_count(state, event, scene, *hours, first=under_way(state))
    if times is None:
        return misread(state, event, scene, scene.say("times-unknown"))
    if len(times) > MOST_TIMES:
        return remark(state, scene.say("times-too-many", most=MOST_TIMES))
    return _schedule_is(state, event, scene, FixedTimes(times=times), first=first)


def times_surprise(state: ChoosingTimes, event: Tap, scene: Scene) -> Step:
    hours = [[Choice(wording.hours(start, end), "hours", name)] for name, (start, end) in _HOURS.items()]
    rows = [*hours, later_button(scene, first=state.first)]
    ticket, effects = ask(state, event, scene, scene.say("ask-hours"), rows)
    return Step(ChoosingHours(ticket=ticket, first=state.first), effects)


def hours_tapped(state: ChoosingHours, event: Tap, scene: Scene) -> Step:
    hours = _HOURS.get(event.value)
    return _ask_count(state, event, scene, *hours, first=state.first) if hours else refuse(state)


def hours_typed(state: ChoosingHours, event: Text, scene: Scene) -> Step:
    hours = reading.read_hours(event.text)
    if hours is None or hours[0] >= hours[1]:
        return misread(state, event, scene, scene.say("hours-unknown"))
    return _ask_count(state, event, scene, *hours, first=state.first)


def _ask_count(state: State, event: Event, scene: Scene, start: time, end: time, *, first: bool) -> Step:
    counts = [Choice(str(count), "count", str(count)) for count in range(1, MOST_TIMES + 1)]
    text = scene.say("ask-count", start=wording.clock_time(start), end=wording.clock_time(end))
    ticket, effects = ask(state, event, scene, text, [counts, later_button(scene, first=first)])
    return Step(ChoosingCount(ticket=ticket, first=first, start=start, end=end), effects)


def count_tapped(state: ChoosingCount, event: Tap, scene: Scene) -> Step:
    if event.value not in {str(count) for count in range(1, MOST_TIMES + 1)}:
        return refuse(state)
    return _count_is(state, event, scene, int(event.value))


def count_typed(state: ChoosingCount, event: Text, scene: Scene) -> Step:
    count = reading.read_count(event.text)
    if count is None or not 1 <= count <= MOST_TIMES:
        return misread(state, event, scene, scene.say("count-unknown", most=MOST_TIMES))
    return _count_is(state, event, scene, count)


def _count_is(state: ChoosingCount, event: Event, scene: Scene, count: int) -> Step:
    surprise = Surprise(count=count, start=state.start, end=state.end)
    return _schedule_is(state, event, scene, surprise, first=state.first)


def _schedule_is(state: State, event: Event, scene: Scene, schedule: Schedule, *, first: bool) -> Step:
    quiet = scene.person.quiet
    inside = [at for at in _ends(schedule) if quiet and quiet.cover(at)]
    if quiet and (rests(schedule, quiet) or (inside and isinstance(schedule, FixedTimes))):
        times = ", ".join(map(wording.clock_time, inside))
        return remark(state, scene.say("times-quiet", times=times, hours=wording.hours(quiet.start, quiet.end)))
    person = scene.person.model_copy(update={"schedule": schedule, "paused": False, "paused_until": None})
    if first:
        return changed(person, ask_day(state, event, seen_as(scene, person), first=True))
    text = scene.say("times-set", when=wording.when(person, scene.say))
    return changed(person, settled(state, event, scene, text))


def _ends(schedule: Schedule) -> tuple[time, ...]:
    return schedule.times if isinstance(schedule, FixedTimes) else (schedule.start, schedule.end)
