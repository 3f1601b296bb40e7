"""When the bot does not come by itself: quiet hours, and weekdays without prompts; tapped, typed, or by command."""

from datetime import time

from pydantic import ValidationError

from coach import reading
from coach.dialogue import wording
from coach.dialogue.buttons import Choice, in_rows, numbered
from coach.dialogue.choosing import changed, later_button, misread, seen_as, settled
from coach.dialogue.events import Command, Event, Tap, Text
from coach.dialogue.scene import Scene, Step, ask, end, refuse, remark
from coach.dialogue.states import ChoosingDays, ChoosingQuiet, State
from coach.model import Person
from coach.reading_rhythm import read_days
from coach.rhythm import EVERY_DAY, QuietHours

NIGHTS = {
    "early": QuietHours(start=time(21), end=time(7)),
    "night": QuietHours(start=time(22), end=time(7)),
    "late": QuietHours(start=time(23), end=time(9)),
}
_GROUPS = {"every": EVERY_DAY, "week": EVERY_DAY[:5]}


# ── quiet hours


def ask_quiet(state: State, event: Event, scene: Scene) -> Step:
    nights = [[Choice(wording.hours(quiet.start, quiet.end), "quiet", name)] for name, quiet in NIGHTS.items()]
    rows = [*nights, [Choice(scene.say("button-no-quiet"), "quiet", "off")], later_button(scene, first=False)]
    ticket, effects = ask(state, event, scene, scene.say("ask-quiet"), rows)
    return Step(ChoosingQuiet(ticket=ticket), effects)


def set_quiet(state: State, event: Command, scene: Scene) -> Step:
    """``/quiet``, with hours or "off" after it or without."""
    return _quiet_said(state, event, scene, event.arguments) if event.arguments else ask_quiet(state, event, scene)


def quiet_typed(state: ChoosingQuiet, event: Text, scene: Scene) -> Step:
    return _quiet_said(state, event, scene, event.text)


def quiet_tapped(state: ChoosingQuiet, event: Tap, scene: Scene) -> Step:
    if event.value != "off" and event.value not in NIGHTS:
        return refuse(state)
    return _quiet_is(state, event, scene, NIGHTS.get(event.value))


def _quiet_said(state: State, event: Event, scene: Scene, text: str) -> Step:
    if reading.read_none(text):
        return _quiet_is(state, event, scene, None)
    hours = reading.read_hours(text, overnight=True)
    if hours is None:
        return misread(state, event, scene, scene.say("quiet-unknown"))
    try:
        quiet = QuietHours(start=hours[0], end=hours[1])
    except ValidationError:
        return remark(state, scene.say("quiet-too-long"))
    return _quiet_is(state, event, scene, quiet)


def _quiet_is(state: State, event: Event, scene: Scene, quiet: QuietHours | None) -> Step:
    """Times of the person's own within the hours rest, and are there again with other hours."""
    person = scene.person.model_copy(update={"quiet": quiet})
    text = f"{wording.quiet(person, scene.say)} {wording.when(person, scene.say)}"
    return changed(person, settled(state, event, scene, text))


# ── weekdays


def ask_days(state: State, event: Event, scene: Scene, above: str = "") -> Step:
    say, names = scene.say, wording.weekdays(scene.language)
    marked = [say("day-on", day=name) if day in scene.person.days else name for day, name in enumerate(names)]
    rows = [
        *in_rows([Choice(label, "day", str(day)) for day, label in enumerate(marked)], 2),
        [Choice(say("button-every-day"), "days", "every"), Choice(say("button-week-days"), "days", "week")],
        [Choice(say("button-done"), "close")],
    ]
    ticket, effects = ask(state, event, scene, wording.under(above, say("ask-days")), rows)
    return Step(ChoosingDays(ticket=ticket), effects)


def set_days(state: State, event: Command, scene: Scene) -> Step:
    """``/days``, with weekdays after it or without."""
    return _days_said(state, event, scene, event.arguments) if event.arguments else ask_days(state, event, scene)


def days_typed(state: ChoosingDays, event: Text, scene: Scene) -> Step:
    return _days_said(state, event, scene, event.text)


def _days_said(state: State, event: Event, scene: Scene, text: str) -> Step:
    days = read_days(text, scene.language)
    if days is None:
        return misread(state, event, scene, scene.say("days-unknown"))
    person = scene.person.model_copy(update={"days": days})
    return changed(person, settled(state, event, scene, _days_are(person, scene)))


def _days_are(person: Person, scene: Scene) -> str:
    return scene.say("times-set", when=wording.when(person, scene.say))


def day_tapped(state: ChoosingDays, event: Tap, scene: Scene) -> Step:
    """On or off, at once; one day stays on."""
    day = numbered(EVERY_DAY, event.value)
    if day is None:
        return refuse(state)
    days = tuple(sorted({*scene.person.days} ^ {day}))
    return _days_now(state, event, scene, days) if days else ask_days(state, event, scene, scene.say("days-one-stays"))


def days_tapped(state: ChoosingDays, event: Tap, scene: Scene) -> Step:
    days = _GROUPS.get(event.value)
    return _days_now(state, event, scene, days) if days else refuse(state)


def _days_now(state: ChoosingDays, event: Tap, scene: Scene, days: tuple[int, ...]) -> Step:
    person = scene.person.model_copy(update={"days": days})
    return changed(person, ask_days(state, event, seen_as(scene, person)))


def days_closed(state: ChoosingDays, event: Tap, scene: Scene) -> Step:
    return end(state, event, scene, _days_are(scene.person, scene))
