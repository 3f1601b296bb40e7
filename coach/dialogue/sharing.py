"""The week as it is told, and below it, line by line, what the person decides of each: bring it, private, or not yet.

::

    the week ──▶ a line ──share──▶ the next ── … ──▶ done, as counts
                   └──next, back──▶ a line

The week stays on the screen as it was told; the lines share one message under it, which every tap edits. A decision is
kept with its moment at once, and the unsaid list follows it (`items.decided`).
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple
from uuid import UUID

from coach.dialogue import items, moments, wording
from coach.dialogue.buttons import Choice, numbered
from coach.dialogue.effects import Effect, Keep, KeepItem
from coach.dialogue.events import Tap, WeekTold
from coach.dialogue.scene import Scene, Step, ask, close, end, refuse, remark
from coach.dialogue.states import DecidingLine, ForgettingEarly, Idle, ReadingWeek, State, WeekLines, Welcome
from coach.messages import Stay
from coach.model import Moment, Share, UnsaidItem, UnsaidState


def week_told(state: State, event: WeekTold, scene: Scene) -> Step:
    """Without any line there is nothing to decide, and an open question stays."""
    if not event.lines or isinstance(state, Welcome | ForgettingEarly):
        return remark(state, event.words, Stay.LONG)
    rows = [[Choice(scene.say("button-lines"), "lines")], [Choice(scene.say("button-close"), "close")]]
    ticket, effects = ask(state, event, scene, event.words, rows, stay=Stay.LONG)
    return Step(ReadingWeek(ticket=ticket, lines=event.lines, back=event.back, delivery_id=event.delivery_id), effects)


def week_closed(state: ReadingWeek, event: Tap, scene: Scene) -> Step:
    return Step(Idle(), close(state, through=True))


def lines_opened(state: ReadingWeek, event: Tap, scene: Scene) -> Step:
    return _onward(state, event, scene, range(len(state.lines)), below=True)


def line_turned(state: DecidingLine, event: Tap, scene: Scene) -> Step:
    if numbered(state.lines, event.value) is None:
        return refuse(state)
    to = int(event.value)
    return _onward(state, event, scene, _from(state, to) if to >= state.place else range(to, -1, -1))


def line_decided(state: DecidingLine, event: Tap, scene: Scene) -> Step:
    """Then the next one, by itself."""
    line = _find(scene, state.lines[state.place])
    following = _from(state, state.place + 1)
    if line is None:
        return _onward(state, event, scene, following, above=scene.say("lines-gone"))
    if event.value not in tuple(Share) or line.said_alone:
        return refuse(state)
    share = Share(event.value)
    kept = _decided(line, share, scene)
    above = scene.say(f"shared-{share.replace('_', '-')}")
    step = _onward(state, event, _seen_with(scene, kept), following, above=above)
    return Step(step.state, (*kept, *step.effects))


def lines_done(state: DecidingLine, event: Tap, scene: Scene) -> Step:
    return _finish(state, event, scene)


# ── one line


class _Line(NamedTuple):
    """A moment and its newest item, or an item from no moment; as they are now, edited since or not."""

    moment: Moment | None
    item: UnsaidItem | None

    @property
    def said_alone(self) -> bool:
        return self.moment is None and self.item is not None and self.item.state is UnsaidState.SAID

    @property
    def ended(self) -> UnsaidItem | None:
        """Its item, if it was said or let go after all that was decided. Private and let go are one where there is no
        moment."""
        item, moment = self.item, self.moment
        if item is None or item.state is UnsaidState.OPEN:
            return None
        if moment is None:
            return item if self.said_alone else None
        at = moment.shared_at if moment.share is Share.NOT_YET else None
        put_off_since = at is not None and item.said_at is not None and at > item.said_at
        return None if moment.private or put_off_since else item

    @property
    def share(self) -> Share | None:
        if self.moment is not None:
            return self.moment.share
        if self.item and self.item.state is UnsaidState.LET_GO:
            return Share.PRIVATE
        return Share.NOT_YET if self.item and self.item.put_off_at else Share.BRING


def _find(scene: Scene, line_id: UUID) -> _Line | None:
    """None for what was taken back since."""
    moment = next((one for one in scene.shown if one.id == line_id), None)
    item = items.newest_of(scene, line_id) if moment else items.find(scene, line_id)
    return _Line(moment, item) if moment or item else None


def _from(state: WeekLines, place: int) -> range:
    return range(place, len(state.lines))


def _onward(
    state: ReadingWeek | DecidingLine,
    event: Tap,
    scene: Scene,
    places: Iterable[int],
    *,
    above: str = "",
    below: bool = False,
) -> Step:
    """The first of these lines that is still there; after the last one it is done."""
    for place in places:
        if line := _find(scene, state.lines[place]):
            return _show(state, event, scene, place, line, above=above, below=below)
    return _finish(state, event, scene, above)


def _show(
    state: ReadingWeek | DecidingLine, event: Tap, scene: Scene, place: int, line: _Line, *, above: str, below: bool
) -> Step:
    say, count = scene.say, len(state.lines)
    turns = (("button-back", place - 1), ("button-next-line", place + 1))
    rows = [
        [] if line.said_alone else [Choice(say(f"button-share-{_key(share)}"), "share", share) for share in Share],
        [Choice(say(key), "line", str(to)) for key, to in turns if 0 <= to < count],
        [Choice(say("button-done"), "done")],
    ]
    text = wording.under(above, say("lines-place", place=place + 1, count=count), *_told(line, scene))
    ticket, effects = ask(state, event, scene, text, rows, below=below)
    return Step(DecidingLine(ticket=ticket, lines=state.lines, back=state.back, place=place), effects)


def _told(line: _Line, scene: Scene) -> Sequence[str]:
    """What it is, the sentence for it, and what was decided."""
    say = scene.say
    words = wording.mirror(line.moment, say) if line.moment else items.quote(line.item, say) if line.item else ""
    sentence = "" if line.ended else items.sentence(line.item, say)
    if line.ended:
        return words, items.became(line.ended, say)
    return words, sentence, say(f"share-{_key(line.share)}" if line.share else "share-none")


def _key(share: Share) -> str:
    return share.replace("_", "-")


# ── what was decided


def _decided(line: _Line, share: Share, scene: Scene) -> tuple[Keep | KeepItem, ...]:
    item = items.decided(line.moment, line.item, share, scene)
    listed = (KeepItem(item),) if item else ()
    return (Keep(moments.decided(line.moment, share, scene)), *listed) if line.moment else listed


def _seen_with(scene: Scene, kept: Iterable[Effect]) -> Scene:
    for effect in kept:
        if isinstance(effect, Keep):
            shown = tuple(effect.moment if one.id == effect.moment.id else one for one in scene.shown)
            scene = replace(scene, shown=shown)
        elif isinstance(effect, KeepItem):
            scene = items.seen_with(scene, effect.item)
    return scene


def _finish(state: ReadingWeek | DecidingLine, event: Tap, scene: Scene, above: str = "") -> Step:
    """How many there are of each, over the lines that nothing else became of."""
    lines = [line for line_id in state.lines if (line := _find(scene, line_id)) and not line.ended]
    counts = Counter(line.share for line in lines if line.share)
    told = ", ".join(scene.say(f"lines-{_key(share)}", count=counts[share]) for share in Share if counts[share])
    page = f"/page {state.back + 1}" if state.back else "/page"
    done = scene.say("lines-done", told=told, page=page) if told else scene.say("lines-left")
    return end(state, event, scene, wording.under(above, done))
