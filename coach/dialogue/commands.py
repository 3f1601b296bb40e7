"""Commands, and everything that is no answer to a question: help, the week, second thoughts, erasure, forwards."""

from coach.dialogue import caring, items, moments, wording
from coach.dialogue.buttons import Choice
from coach.dialogue.effects import (
    AskAboutTherapist,
    Change,
    Drop,
    DropItem,
    Export,
    Forget,
    Keep,
    KeepItem,
    Send,
    ShowPage,
    ShowTrend,
    ShowWeek,
)
from coach.dialogue.events import Command, Edited, Event, Forwarded, Other, Tap
from coach.dialogue.scene import Scene, Step, ask, end, remark
from coach.dialogue.states import Cared, Forgetting, ForgettingEarly, Naming, State, Welcome
from coach.messages import Close, Form, Stay

MOST_WEEKS_BACK = 520


def help_(state: State, event: Event, scene: Scene) -> Step:
    return remark(state, scene.say("help"))


def privacy(state: State, event: Event, scene: Scene) -> Step:
    return remark(state, scene.say("privacy"))


def help_now(state: State, event: Command, scene: Scene) -> Step:
    """``/help_now``, or ``/help_now Portugal`` for the lines of another country from now on."""
    if not event.arguments.strip():
        return remark(state, wording.help_now(scene.person, scene.own_lines, scene.say), Stay.KEPT)
    country = _country_named(event.arguments, scene)
    if country is None:
        text = wording.help_now(scene.person, scene.own_lines, scene.say)
        return remark(state, wording.under(scene.say("help-now-no-country"), text), Stay.KEPT)
    profile = scene.person.profile.model_copy(update={"country": country})
    person = scene.person.model_copy(update={"profile": profile})
    step = remark(state, wording.help_now(person, scene.own_lines, scene.say), Stay.KEPT)
    return Step(step.state, (*((Change(person),) if person.begun else ()), *step.effects))


def _country_named(words: str, scene: Scene) -> str | None:
    """By its name in the person's language, or its two letters."""
    named = words.strip(" .").casefold()
    codes = wording.territories(scene.language)
    return next((code for code, name in codes.items() if named in (code.casefold(), name.casefold())), None)


def week(state: State, event: Command, scene: Scene) -> Step:
    """``/week``, or ``/week 2`` for the one before this."""
    back = _weeks_back(event)
    return remark(state, scene.say("week-unknown")) if back is None else Step(state, (ShowWeek(back=back),))


def page(state: State, event: Command, scene: Scene) -> Step:
    """``/page``: the week as a PDF."""
    back = _weeks_back(event)
    return remark(state, scene.say("week-unknown")) if back is None else Step(state, (ShowPage(back=back),))


def month(state: State, event: Command, scene: Scene) -> Step:
    return Step(state, (ShowTrend(Form.MONTH),))


def year(state: State, event: Command, scene: Scene) -> Step:
    return Step(state, (ShowTrend(Form.YEAR),))


def _weeks_back(event: Command) -> int | None:
    words = event.arguments.split()
    number = words[0] if words else "1"
    if not (number.isascii() and number.isdigit() and 1 <= int(number) <= MOST_WEEKS_BACK):
        return None
    return int(number) - 1


def therapist(state: State, event: Command, scene: Scene) -> Step:
    return Step(state, (AskAboutTherapist(),))


def export(state: State, event: Command, scene: Scene) -> Step:
    return Step(state, (Export(),))


def forget(state: State, event: Command, scene: Scene) -> Step:
    rows = [[Choice(scene.say("button-forget"), "forget")], [Choice(scene.say("button-keep"), "stay")]]
    ticket, effects = ask(state, event, scene, scene.say("ask-forget"), rows)
    early = isinstance(state, Welcome | ForgettingEarly)
    return Step(ForgettingEarly(ticket=ticket) if early else Forgetting(ticket=ticket), effects)


def forgotten(state: Forgetting | ForgettingEarly, event: Tap, scene: Scene) -> Step:
    buttons = (Send(Close(target=event.message_id)),) if event.message_id is not None else ()
    return Step(state, (*buttons, Forget(farewell=scene.say("forgotten"))))


def stayed(state: Forgetting, event: Tap, scene: Scene) -> Step:
    return end(state, event, scene, scene.say("stayed"))


def unknown(state: State, event: Command, scene: Scene) -> Step:
    return remark(state, scene.say("command-unknown"))


def other(state: State, event: Other, scene: Scene) -> Step:
    return remark(state, scene.say(f"other-{event.attachment}"))


def forwarded(state: State, event: Forwarded, scene: Scene) -> Step:
    return remark(state, scene.say("forwarded"))


# ── second thoughts


def edited(state: State, event: Edited, scene: Scene) -> Step:
    """The record follows the message, silently; an open question about that moment follows too."""
    follow = tuple(KeepItem(item) for item in items.edits(scene, event))
    if scene.edited is None:
        return Step(state, follow)
    moment = moments.with_edit(scene.edited, event)
    if isinstance(state, Naming) and state.moment.id == moment.id:
        quoted = state.head and state.head == wording.quote(scene.edited.text)
        head = wording.quote(moment.text) if quoted else state.head
        state = state.model_copy(update={"moment": moment, "head": head})
    return Step(caring.edited(state, moment), (Keep(moment), *follow))


def undo(state: State, event: Command, scene: Scene) -> Step:
    """The newest moment goes, with its place on the list and a question about it; any other open question stays."""
    if scene.latest is None:
        return remark(state, scene.say("undo-nothing"))
    cared = scene.latest.care is not None
    text = scene.say("undone-care") if cared else scene.say("undone", what=wording.mirror(scene.latest, scene.say))
    about_it = isinstance(state, Naming | Cared) and state.moment.id == scene.latest.id
    step = end(state, event, scene, text) if about_it else remark(state, text)
    unlisted = (DropItem(item.id) for item in scene.items if item.moment_id == scene.latest.id)
    return Step(step.state, (Drop(scene.latest.id), *unlisted, *step.effects))
