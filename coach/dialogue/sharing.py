"""The week as it is told, and what the person decides of each thing it says one could open with: bring it, keep it
private, or not yet. The decision is kept with the moment; the words stay on the screen as they were told."""

from uuid import UUID

from coach.dialogue import moments, wording
from coach.dialogue.buttons import Choice, numbered
from coach.dialogue.effects import Keep
from coach.dialogue.events import Event, Tap, WeekTold
from coach.dialogue.scene import Scene, Step, ask, end, refuse, remark
from coach.dialogue.states import DecidingLine, ForgettingEarly, ReadingWeek, State, WeekLines, Welcome
from coach.model import Moment, Share


def week_told(state: State, event: WeekTold, scene: Scene) -> Step:
    """Without anything to open with there is nothing to decide, and an open question stays."""
    if not event.openings or isinstance(state, Welcome | ForgettingEarly):
        return remark(state, event.words)
    openings = tuple(moment.id for moment in event.openings)
    week = ReadingWeek(
        ticket="",
        words=event.words,
        openings=openings,
        decided=(None,) * len(openings),
        delivery_id=event.delivery_id,
    )
    return _offer(state, event, scene, week)


def _offer(state: State, event: Event, scene: Scene, week: ReadingWeek) -> Step:
    say, several = scene.say, len(week.openings) > 1
    lines = [
        Choice(str(place + 1) if several else say("button-share-one"), "line", str(place))
        for place in range(len(week.openings))
    ]
    text = wording.under(_so_far(week, scene), say("share-ask" if several else "share-ask-one"))
    ticket, effects = ask(state, event, scene, text, [lines, [Choice(say("button-close"), "close")]])
    return Step(week.model_copy(update={"ticket": ticket, "taps": ()}), effects)


def _so_far(week: WeekLines, scene: Scene) -> str:
    """The week, and below it what was decided since it was told."""
    told = [(place, share) for place, share in enumerate(week.decided) if share is not None]
    lines = [_decided(place, share, len(week.openings) > 1, scene) for place, share in told]
    return wording.under(week.words, "\n".join(lines))


def _decided(place: int, share: Share, several: bool, scene: Scene) -> str:
    line = scene.say(f"shared-{share.replace('_', '-')}")
    return f"{place + 1}. {line}" if several else line


def week_closed(state: ReadingWeek, event: Tap, scene: Scene) -> Step:
    return end(state, event, scene, _so_far(state, scene))


def line_tapped(state: ReadingWeek, event: Tap, scene: Scene) -> Step:
    chosen = numbered(state.openings, event.value)
    moment = _shown(scene, chosen)
    if chosen is None or moment is None:
        return refuse(state)
    say = scene.say
    shares = [[Choice(say(f"button-share-{share.replace('_', '-')}"), "share", share)] for share in Share]
    told = f"{int(event.value) + 1}. " if len(state.openings) > 1 else ""
    text = wording.under(_so_far(state, scene), told + wording.mirror(moment, say))
    ticket, effects = ask(state, event, scene, text, [*shares, [Choice(say("button-leave"), "leave")]])
    return Step(
        DecidingLine(
            ticket=ticket,
            words=state.words,
            openings=state.openings,
            decided=state.decided,
            place=int(event.value),
        ),
        effects,
    )


def line_decided(state: DecidingLine, event: Tap, scene: Scene) -> Step:
    moment = _shown(scene, state.openings[state.place])
    if moment is None or event.value not in tuple(Share):
        return refuse(state)
    share = Share(event.value)
    decided = tuple(share if place == state.place else one for place, one in enumerate(state.decided))
    step = _back(state.model_copy(update={"decided": decided}), event, scene)
    return Step(step.state, (Keep(moments.decided(moment, share, scene)), *step.effects))


def line_left(state: DecidingLine, event: Tap, scene: Scene) -> Step:
    return _back(state, event, scene)


def _back(state: DecidingLine, event: Tap, scene: Scene) -> Step:
    week = ReadingWeek(ticket="", words=state.words, openings=state.openings, decided=state.decided)
    return _offer(state, event, scene, week)


def _shown(scene: Scene, moment_id: UUID | None) -> Moment | None:
    """The moment as it is now: it may have been edited since, or taken back."""
    return next((moment for moment in scene.shown if moment.id == moment_id), None)
