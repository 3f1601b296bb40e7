"""Where the person is, for their local time: tapped, typed, or shared. Only the time zone is kept."""

from coach import places, reading
from coach.dialogue import moments, wording
from coach.dialogue.buttons import Choice, in_rows, numbered
from coach.dialogue.choosing import changed, later_button, misread, seen_as, settled, under_way
from coach.dialogue.events import Command, Event, Location, Tap, Text
from coach.dialogue.scene import Scene, Step, ask, refuse, remark
from coach.dialogue.states import ChoosingZone, State
from coach.dialogue.when import ask_times
from coach.zones import local


def ask_zone(state: State, event: Event, scene: Scene, *, first: bool = False, below: bool = False) -> Step:
    zones = places.likely_zones(scene.person.language)
    return _offer(state, event, scene, zones, scene.say("ask-zone"), first=first, below=below)


def _offer(
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
    labels = labels or tuple(places.zone_label(zone, scene.language) for zone in zones)
    cities = in_rows([Choice(label, "zone", str(number)) for number, label in enumerate(labels)], 2)
    rows = [*cities, [Choice(scene.say("button-elsewhere"), "elsewhere"), *later_button(scene, first=first)]]
    ticket, effects = ask(state, event, scene, text, rows, below=below)
    return Step(ChoosingZone(ticket=ticket, first=first, offered=zones), effects)


def zone_elsewhere(state: ChoosingZone, event: Tap, scene: Scene) -> Step:
    regions = in_rows([Choice(scene.say(f"region-{name}"), "region", name) for name in places.regions()], 2)
    rows = [*regions, later_button(scene, first=state.first)]
    ticket, effects = ask(state, event, scene, scene.say("ask-region"), rows)
    return Step(ChoosingZone(ticket=ticket, first=state.first), effects)


def zone_region(state: ChoosingZone, event: Tap, scene: Scene) -> Step:
    if event.value not in places.regions():
        return refuse(state)
    zones = places.zones_in(event.value)
    return _offer(state, event, scene, zones, scene.say("ask-city"), first=state.first)


def zone_tapped(state: ChoosingZone, event: Tap, scene: Scene) -> Step:
    zone = numbered(state.offered, event.value)
    return _zone_is(state, event, scene, zone, first=state.first) if zone else refuse(state)


def zone_typed(state: ChoosingZone, event: Text, scene: Scene) -> Step:
    return _place_said(state, event, scene, event.text, first=state.first)


def _place_said(state: State, event: Event, scene: Scene, text: str, *, first: bool) -> Step:
    """A city by its name, or a choice of those it may mean; "angry" is no slip of the finger for one."""
    found = places.zones_of_place(text)
    same_name = tuple(place for place in found if reading.fold(place.name) == reading.fold(text))
    if not found or (not same_name and moments.understood(scene, text).feelings):
        return misread(state, event, scene, scene.say("zone-unknown"))
    found = same_name or found
    if len({place.zone for place in found}) == 1:
        return _zone_is(state, event, scene, found[0].zone, first=first)
    labels = tuple(place.label(scene.language) for place in found)
    zones = tuple(place.zone for place in found)
    return _offer(state, event, scene, zones, scene.say("ask-which"), first=under_way(state), labels=labels)


def location(state: State, event: Location, scene: Scene) -> Step:
    """A shared place sets the zone, whatever was asked; the place itself is not kept."""
    zone = places.zone_of_location(event.latitude, event.longitude)
    if zone is None:
        return remark(state, scene.say("zone-unknown"))
    return _zone_is(state, event, scene, zone, first=_asked_first(state))


def timezone(state: State, event: Command, scene: Scene) -> Step:
    if not event.arguments:
        return ask_zone(state, event, scene, first=under_way(state))
    return _place_said(state, event, scene, event.arguments, first=_asked_first(state))


def _asked_first(state: State) -> bool:
    return isinstance(state, ChoosingZone) and state.first


def _zone_is(state: State, event: Event, scene: Scene, zone: str, *, first: bool) -> Step:
    person = scene.person.model_copy(update={"zone": zone})
    if first:
        return changed(person, ask_times(state, event, seen_as(scene, person), first=True))
    clock = wording.clock_time(local(zone, scene.now).time())
    text = scene.say("zone-set", city=places.zone_label(zone, scene.language), time=clock)
    return changed(person, settled(state, event, scene, text))
