"""Setting up and changing settings: zone, times, session, level, name, pause. Every step can be left for later.

While somebody is being set up (`first`), one answer leads to the next question; from the settings it ends there.
"""

from datetime import time
from typing import TypeVar

from coach import places, reading
from coach.dialogue import wording
from coach.dialogue.buttons import Choice, in_rows
from coach.dialogue.effects import Change, Effect
from coach.dialogue.events import Command, Event, Location, Tap, Text
from coach.dialogue.scene import Scene, Step, ask, end, remark
from coach.dialogue.states import (
    Choosing,
    ChoosingCount,
    ChoosingDay,
    ChoosingHour,
    ChoosingHours,
    ChoosingLevel,
    ChoosingName,
    ChoosingPause,
    ChoosingTimes,
    ChoosingZone,
    Settings,
    State,
    Welcome,
)
from coach.model import Appointment, FixedTimes, Person, Schedule, Surprise
from coach.zones import local
from prompts import TherapistLevel

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
MOST_NAMES = 5
LONGEST_NAME = 40
_SESSION_HOURS = range(8, 21)
_ZONES_SHOWN = 24

Chosen = TypeVar("Chosen", bound=Choosing)


def start(state: State, event: Command, scene: Scene) -> Step:
    """The door. Someone who is set up already is simply welcome back, and a pause ends."""
    person = scene.person
    if person.schedule is not None:
        back = person.model_copy(update={"paused": False, "paused_until": None})
        step = end(state, event, scene, scene.say("welcome-back"))
        return Step(step.state, (Change(back), *step.effects))
    rows = [[Choice(scene.say("button-begin"), "begin")], [Choice(scene.say("button-later"), "later")]]
    ticket, effects = ask(state, event, scene, scene.say("welcome"), rows)
    return Step(Welcome(ticket=ticket), effects)


def begin(state: Welcome, event: Tap, scene: Scene) -> Step:
    """The welcome stays to be read again; the first question comes below it."""
    zones = places.likely_zones(scene.person.language)
    return _offer_zones(state, event, scene, zones, scene.say("ask-zone"), first=True, below=True)


def welcome_later(state: Welcome, event: Tap, scene: Scene) -> Step:
    """Nothing is kept, and the door stays open."""
    rows = [[Choice(scene.say("button-begin"), "begin")]]
    ticket, effects = ask(state, event, scene, scene.say("welcome-later"), rows)
    return Step(Welcome(ticket=ticket), effects)


def welcome_first(state: Welcome, event: Event, scene: Scene) -> Step:
    """Nothing is kept before the person said yes to it."""
    return remark(state, scene.say("welcome-first"))


# ── where


def ask_zone(state: State, event: Event, scene: Scene, *, first: bool = False) -> Step:
    zones = places.likely_zones(scene.person.language)
    return _offer_zones(state, event, scene, zones, scene.say("ask-zone"), first=first)


def _offer_zones(
    state: State,
    event: Event,
    scene: Scene,
    zones: tuple[str, ...],
    text: str,
    *,
    first: bool,
    labels: tuple[str, ...] = (),
    below: bool = False,
) -> Step:
    labels = labels or tuple(places.zone_label(zone, scene.person.language) for zone in zones)
    cities = in_rows([Choice(label, "zone", str(number)) for number, label in enumerate(labels)], 2)
    rows = [*cities, [Choice(scene.say("button-elsewhere"), "elsewhere"), *_later(scene, first=first)]]
    ticket, effects = ask(state, event, scene, text, rows, below=below)
    return Step(ChoosingZone(ticket=ticket, first=first, offered=zones), effects)


def zone_elsewhere(state: ChoosingZone, event: Tap, scene: Scene) -> Step:
    regions = in_rows([Choice(scene.say(f"region-{name}"), "region", name) for name in places.regions()], 2)
    ticket, effects = ask(state, event, scene, scene.say("ask-region"), [*regions, _later(scene, first=state.first)])
    return Step(ChoosingZone(ticket=ticket, first=state.first), effects)


def zone_region(state: ChoosingZone, event: Tap, scene: Scene) -> Step:
    if event.value not in places.regions():
        return Step(state)
    zones = places.zones_in(event.value)[:_ZONES_SHOWN]
    return _offer_zones(state, event, scene, zones, scene.say("ask-city"), first=state.first)


def zone_tapped(state: ChoosingZone, event: Tap, scene: Scene) -> Step:
    zone = _numbered(state.offered, event.value)
    return _zone_is(state, event, scene, zone, first=state.first) if zone else Step(state)


def zone_typed(state: ChoosingZone, event: Text, scene: Scene) -> Step:
    found = places.zones_of_place(event.text)
    if not found:
        return remark(state, scene.say("zone-unknown"))
    same_name = [place for place in found if reading.fold(place.name) == reading.fold(event.text)]
    found = tuple(same_name) or found
    if len({place.zone for place in found}) == 1:
        return _zone_is(state, event, scene, found[0].zone, first=state.first)
    labels = tuple(place.label(scene.person.language) for place in found)
    zones = tuple(place.zone for place in found)
    return _offer_zones(state, event, scene, zones, scene.say("ask-which"), first=state.first, labels=labels)


def location(state: State, event: Location, scene: Scene) -> Step:
    """A shared place sets the zone, whatever was asked; the place itself is not kept."""
    first = isinstance(state, ChoosingZone) and state.first
    zone = places.zone_of_location(event.latitude, event.longitude)
    return _zone_is(state, event, scene, zone, first=first) if zone else remark(state, scene.say("zone-unknown"))


def timezone(state: State, event: Command, scene: Scene) -> Step:
    if not event.arguments:
        return ask_zone(state, event, scene)
    found = places.zones_of_place(event.arguments)
    if not found:
        return remark(state, scene.say("zone-unknown"))
    return _zone_is(state, event, scene, found[0].zone, first=False)


def _zone_is(state: State, event: Event, scene: Scene, zone: str, *, first: bool) -> Step:
    person = scene.person.model_copy(update={"zone": zone})
    if first:
        return _then(Change(person), ask_times(state, event, _as(scene, person), first=True))
    clock = wording.clock_time(local(zone, scene.now).time())
    city = places.zone_label(zone, person.language)
    return _then(Change(person), end(state, event, scene, scene.say("zone-set", city=city, time=clock)))


# ── when


def ask_times(state: State, event: Event, scene: Scene, *, first: bool = False) -> Step:
    say = scene.say
    rows = [
        [Choice(say(f"button-{name}"), "times", name) for name in ("morning", "midday", "evening")],
        [Choice(say("button-two"), "times", "two"), Choice(say("button-three"), "times", "three")],
        [Choice(say("button-own-times"), "own"), Choice(say("button-surprise"), "surprise")],
        _later(scene, first=first),
    ]
    ticket, effects = ask(state, event, scene, say("ask-times"), rows)
    return Step(ChoosingTimes(ticket=ticket, first=first), effects)


def times_tapped(state: ChoosingTimes, event: Tap, scene: Scene) -> Step:
    times = _PRESETS.get(event.value)
    return _schedule_is(state, event, scene, FixedTimes(times=times), first=state.first) if times else Step(state)


def times_own(state: ChoosingTimes, event: Tap, scene: Scene) -> Step:
    ticket, effects = ask(state, event, scene, scene.say("ask-own-times"), [_later(scene, first=state.first)])
    return Step(ChoosingTimes(ticket=ticket, first=state.first), effects)


def times_typed(state: ChoosingTimes, event: Text, scene: Scene) -> Step:
    return _times_said(state, event, scene, event.text, first=state.first)


def set_time(state: State, event: Command, scene: Scene) -> Step:
    """``/time``, with times or hours after it or without."""
    if event.arguments:
        return _times_said(state, event, scene, event.arguments, first=False)
    return ask_times(state, event, scene)


def _times_said(state: State, event: Event, scene: Scene, text: str, *, first: bool) -> Step:
    times = reading.read_times(text)
    if times is None:
        hours = reading.read_hours(text)
        if hours is not None and hours[0] < hours[1]:
            return _ask_count(state, event, scene, *hours, first=first)
        return remark(state, scene.say("times-unknown"))
    if len(times) > MOST_TIMES:
        return remark(state, scene.say("times-too-many", most=MOST_TIMES))
    return _schedule_is(state, event, scene, FixedTimes(times=times), first=first)


def times_surprise(state: ChoosingTimes, event: Tap, scene: Scene) -> Step:
    hours = [Choice(wording.hours(start, end_), "hours", name) for name, (start, end_) in _HOURS.items()]
    ticket, effects = ask(
        state, event, scene, scene.say("ask-hours"), [*in_rows(hours, 1), _later(scene, first=state.first)]
    )
    return Step(ChoosingHours(ticket=ticket, first=state.first), effects)


def hours_tapped(state: ChoosingHours, event: Tap, scene: Scene) -> Step:
    hours = _HOURS.get(event.value)
    return _ask_count(state, event, scene, *hours, first=state.first) if hours else Step(state)


def hours_typed(state: ChoosingHours, event: Text, scene: Scene) -> Step:
    hours = reading.read_hours(event.text)
    if hours is None or hours[0] >= hours[1]:
        return remark(state, scene.say("hours-unknown"))
    return _ask_count(state, event, scene, *hours, first=state.first)


def _ask_count(state: State, event: Event, scene: Scene, start: time, end_: time, *, first: bool) -> Step:
    counts = [Choice(str(count), "count", str(count)) for count in range(1, MOST_TIMES + 1)]
    text = scene.say("ask-count", hours=wording.hours(start, end_))
    ticket, effects = ask(state, event, scene, text, [counts, _later(scene, first=first)])
    return Step(ChoosingCount(ticket=ticket, first=first, start=start, end=end_), effects)


def count_tapped(state: ChoosingCount, event: Tap, scene: Scene) -> Step:
    return _count_is(state, event, scene, reading.read_count(event.value))


def count_typed(state: ChoosingCount, event: Text, scene: Scene) -> Step:
    return _count_is(state, event, scene, reading.read_count(event.text))


def _count_is(state: ChoosingCount, event: Event, scene: Scene, count: int | None) -> Step:
    if count is None or not 1 <= count <= MOST_TIMES:
        return remark(state, scene.say("count-unknown", most=MOST_TIMES))
    surprise = Surprise(count=count, start=state.start, end=state.end)
    return _schedule_is(state, event, scene, surprise, first=state.first)


def _schedule_is(state: State, event: Event, scene: Scene, schedule: Schedule, *, first: bool) -> Step:
    person = scene.person.model_copy(update={"schedule": schedule, "paused": False, "paused_until": None})
    if first:
        return _then(Change(person), ask_day(state, event, _as(scene, person), first=True))
    return _then(Change(person), end(state, event, scene, scene.say("times-set", when=wording.when(person, scene.say))))


# ── the session


def ask_day(state: State, event: Event, scene: Scene, *, first: bool = False) -> Step:
    names = wording.weekdays(scene.person.language)
    days = in_rows([Choice(name, "day", str(number)) for number, name in enumerate(names)], 2)
    rows = [*days, [Choice(scene.say("button-no-session"), "none"), *_later(scene, first=first)]]
    ticket, effects = ask(state, event, scene, scene.say("ask-day"), rows)
    return Step(ChoosingDay(ticket=ticket, first=first), effects)


def day_tapped(state: ChoosingDay, event: Tap, scene: Scene) -> Step:
    if event.value not in tuple("0123456"):
        return Step(state)
    weekday = int(event.value)
    hours = [Choice(wording.clock_time(time(hour)), "hour", str(hour)) for hour in _SESSION_HOURS]
    text = scene.say("ask-hour", day=wording.weekdays(scene.person.language)[weekday])
    ticket, effects = ask(state, event, scene, text, [*in_rows(hours, 4), _later(scene, first=state.first)])
    return Step(ChoosingHour(ticket=ticket, first=state.first, weekday=weekday), effects)


def day_none(state: ChoosingDay, event: Tap, scene: Scene) -> Step:
    return _session_is(state, event, scene, None, first=state.first)


def day_typed(state: ChoosingDay, event: Text, scene: Scene) -> Step:
    return _session_said(state, event, scene, event.text, first=state.first)


def hour_tapped(state: ChoosingHour, event: Tap, scene: Scene) -> Step:
    if event.value not in {str(hour) for hour in _SESSION_HOURS}:
        return Step(state)
    appointment = Appointment(weekday=state.weekday, at=time(int(event.value)))
    return _session_is(state, event, scene, appointment, first=state.first)


def hour_typed(state: ChoosingHour, event: Text, scene: Scene) -> Step:
    day = wording.weekdays("en")[state.weekday]
    return _session_said(state, event, scene, f"{day} {event.text}", first=state.first)


def set_session(state: State, event: Command, scene: Scene) -> Step:
    if event.arguments:
        return _session_said(state, event, scene, event.arguments, first=False)
    return ask_day(state, event, scene)


def _session_said(state: State, event: Event, scene: Scene, text: str, *, first: bool) -> Step:
    if reading.read_none(text):
        return _session_is(state, event, scene, None, first=first)
    session = reading.read_session(text, scene.person.language)
    if session is None:
        return remark(state, scene.say("session-unknown"))
    appointment = Appointment(weekday=session.weekday, at=session.at)
    return _session_is(state, event, scene, appointment, first=first)


def _session_is(state: State, event: Event, scene: Scene, appointment: Appointment | None, *, first: bool) -> Step:
    person = scene.person.model_copy(update={"appointment": appointment})
    if first:
        return _then(Change(person), _set_up(state, event, _as(scene, person)))
    text = wording.session(person, scene.say)
    return _then(Change(person), end(state, event, scene, text))


def later(state: Choosing, event: Tap, scene: Scene) -> Step:
    """This question stays unanswered. While somebody is being set up, the next one follows."""
    if not state.first:
        return end(state, event, scene, scene.say("left-as-it-was"))  # type: ignore[arg-type]  # every Choosing is a State
    follow = {
        ChoosingZone: ask_times,
        ChoosingTimes: ask_day,
        ChoosingHours: ask_day,
        ChoosingCount: ask_day,
    }.get(type(state))
    if follow is not None:
        return follow(state, event, scene, first=True)  # type: ignore[arg-type]
    return _set_up(state, event, scene)  # type: ignore[arg-type]


def _set_up(state: State, event: Event, scene: Scene) -> Step:
    say, person = scene.say, scene.person
    lines = [say("set-up"), wording.when(person, say), wording.session(person, say), say("set-up-more")]
    return end(state, event, scene, "\n\n".join(lines))


# ── all settings


def settings(state: State, event: Event, scene: Scene) -> Step:
    say, person = scene.say, scene.person
    resting = person.paused or person.paused_until is not None
    rows = [
        [Choice(say("button-times"), "set", "times"), Choice(say("button-zone"), "set", "zone")],
        [Choice(say("button-session"), "set", "session"), Choice(say("button-level"), "set", "level")],
        [
            Choice(say("button-name"), "set", "name"),
            Choice(say("button-resume" if resting else "button-pause"), "set", "resume" if resting else "pause"),
        ],
        [Choice(say("button-close"), "close")],
    ]
    ticket, effects = ask(state, event, scene, wording.settings(person, say), rows)
    return Step(Settings(ticket=ticket), effects)


def setting_tapped(state: Settings, event: Tap, scene: Scene) -> Step:
    doors = {
        "times": ask_times,
        "zone": ask_zone,
        "session": ask_day,
        "level": ask_level,
        "name": ask_name,
        "pause": ask_pause,
        "resume": resume,
    }
    door = doors.get(event.value)
    return door(state, event, scene) if door else Step(state)


def settings_closed(state: Settings, event: Tap, scene: Scene) -> Step:
    return end(state, event, scene, wording.settings(scene.person, scene.say))


def ask_level(state: State, event: Event, scene: Scene) -> Step:
    levels = [[Choice(scene.say(f"button-level-{level}"), "level", level)] for level in TherapistLevel]
    ticket, effects = ask(state, event, scene, scene.say("ask-level"), [*levels, _later(scene, first=False)])
    return Step(ChoosingLevel(ticket=ticket), effects)


def level_tapped(state: ChoosingLevel, event: Tap, scene: Scene) -> Step:
    if event.value not in tuple(TherapistLevel):
        return Step(state)
    person = _profile(scene.person, therapist_level=TherapistLevel(event.value))
    return _then(Change(person), end(state, event, scene, scene.say(f"level-set-{event.value}")))


def ask_name(state: State, event: Event, scene: Scene) -> Step:
    ticket, effects = ask(state, event, scene, scene.say("ask-name"), [_later(scene, first=False)])
    return Step(ChoosingName(ticket=ticket), effects)


def name_typed(state: ChoosingName, event: Text, scene: Scene) -> Step:
    names = tuple(name.strip() for name in event.text.replace("\n", ",").split(",") if name.strip())
    if not names or len(names) > MOST_NAMES or max(map(len, names)) > LONGEST_NAME:
        return remark(state, scene.say("name-unknown"))
    person = _profile(scene.person, therapist_names=names)
    return _then(Change(person), end(state, event, scene, scene.say("name-set", name=", ".join(names))))


# ── pause


def ask_pause(state: State, event: Event, scene: Scene) -> Step:
    rows = in_rows([Choice(scene.say(f"button-pause-{span}"), "pause", span) for span in ("1", "3", "7", "open")], 2)
    ticket, effects = ask(state, event, scene, scene.say("ask-pause"), [*rows, _later(scene, first=False)])
    return Step(ChoosingPause(ticket=ticket), effects)


def pause(state: State, event: Command, scene: Scene) -> Step:
    return _pause_said(state, event, scene, event.arguments) if event.arguments else ask_pause(state, event, scene)


def pause_typed(state: ChoosingPause, event: Text, scene: Scene) -> Step:
    return _pause_said(state, event, scene, event.text)


def pause_tapped(state: ChoosingPause, event: Tap, scene: Scene) -> Step:
    return _pause_said(state, event, scene, "" if event.value == "open" else f"{event.value} days")


def _pause_said(state: State, event: Event, scene: Scene, text: str) -> Step:
    today = local(scene.person.zone, scene.now).date()
    span = reading.read_pause(text, today, scene.person.language)
    if span is None:
        return remark(state, scene.say("pause-unknown"))
    person = scene.person.model_copy(update={"paused": span.until is None, "paused_until": span.until})
    words = (
        scene.say("paused")
        if span.until is None
        else scene.say("paused-until", day=wording.day(span.until, scene.say, today))
    )
    return _then(Change(person), end(state, event, scene, words))


def resume(state: State, event: Event, scene: Scene) -> Step:
    person = scene.person.model_copy(update={"paused": False, "paused_until": None})
    text = scene.say("resumed", when=wording.when(person, scene.say))
    return _then(Change(person), end(state, event, scene, text))


# ── small change


def _later(scene: Scene, *, first: bool) -> list[Choice]:
    return [Choice(scene.say("button-later" if first else "button-leave"), "later")]


def _numbered(offered: tuple[str, ...], value: str) -> str | None:
    return offered[int(value)] if value.isdigit() and int(value) < len(offered) else None


def _profile(person: Person, **changes: object) -> Person:
    return person.model_copy(update={"profile": person.profile.model_copy(update=changes)})


def _as(scene: Scene, person: Person) -> Scene:
    return Scene(person=person, now=scene.now, say=scene.say, rng=scene.rng)


def _then(first: Effect, step: Step) -> Step:
    return Step(step.state, (first, *step.effects))
