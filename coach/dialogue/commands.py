"""Commands, and everything that is no answer to a question: help, the week, erasure, stickers, forwards."""

from coach.dialogue import wording
from coach.dialogue.buttons import Choice
from coach.dialogue.effects import AskAboutTherapist, Export, Forget, Send, ShowWeek
from coach.dialogue.events import Command, Event, Forwarded, Other, Tap
from coach.dialogue.scene import Scene, Step, ask, end, remark
from coach.dialogue.states import Forgetting, State
from coach.messages import Close, Toast

MOST_WEEKS_BACK = 520


def help_(state: State, event: Event, scene: Scene) -> Step:
    return remark(state, scene.say("help"))


def privacy(state: State, event: Event, scene: Scene) -> Step:
    return remark(state, scene.say("privacy"))


def help_now(state: State, event: Event, scene: Scene) -> Step:
    return remark(state, wording.help_now(scene.person, scene.say))


def week(state: State, event: Command, scene: Scene) -> Step:
    """``/week``, or ``/week 2`` for the one before this."""
    words = event.arguments.split()
    number = words[0] if words else "1"
    if not (number.isascii() and number.isdigit() and 1 <= int(number) <= MOST_WEEKS_BACK):
        return remark(state, scene.say("week-unknown"))
    return Step(state, (ShowWeek(back=int(number) - 1),))


def therapist(state: State, event: Command, scene: Scene) -> Step:
    return Step(state, (AskAboutTherapist(),))


def export(state: State, event: Command, scene: Scene) -> Step:
    return Step(state, (Export(),))


def forget(state: State, event: Command, scene: Scene) -> Step:
    rows = [[Choice(scene.say("button-forget"), "forget")], [Choice(scene.say("button-keep"), "stay")]]
    ticket, effects = ask(state, event, scene, scene.say("ask-forget"), rows)
    return Step(Forgetting(ticket=ticket), effects)


def forgotten(state: Forgetting, event: Tap, scene: Scene) -> Step:
    buttons = (Send(Close(target=event.message_id)),) if event.message_id is not None else ()
    return Step(state, (Send(Toast(press_id=event.press_id)), *buttons, Forget(farewell=scene.say("forgotten"))))


def stayed(state: Forgetting, event: Tap, scene: Scene) -> Step:
    return end(state, event, scene, scene.say("stayed"))


def unknown(state: State, event: Command, scene: Scene) -> Step:
    return remark(state, scene.say("command-unknown"))


def other(state: State, event: Other, scene: Scene) -> Step:
    return remark(state, scene.say(f"other-{event.attachment}"))


def forwarded(state: State, event: Forwarded, scene: Scene) -> Step:
    return remark(state, scene.say("forwarded"))
