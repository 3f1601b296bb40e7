"""From moments to what can be said of a week: plain counts and quotes, each with the moments it stands on."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from coach.feelings import Family
from coach.model import Did, Moment, Shelf, UnsaidItem
from coach.quoting import one_line
from coach.reflection.again import comes_again, rests
from coach.reflection.changes import changes
from coach.reflection.openings import line_by_line, three_openings
from coach.reflection.shelves import shelf_counts
from coach.reflection.statements import (
    Done,
    FamilyCount,
    Statement,
    Strongest,
    Told,
    TowardTherapist,
    WeekFacts,
    WordCount,
)
from coach.reflection.told import on_the_list, tell_all
from coach.reflection.unsaid import settled, unsaid

_GRID = {family: place for place, family in enumerate(Family)}
_DONE = (Did.KEPT_IN, Did.SAID, Did.SIDEWAYS)


def week_facts(
    moments: Sequence[Moment],
    earlier: Sequence[Moment],
    window: tuple[datetime, datetime],
    zone: str,
    now: datetime,
    shelves: Sequence[Shelf] = (),
    items: Sequence[UnsaidItem] = (),
    *,
    private: bool = True,
) -> WeekFacts:
    """What can be said of `moments`, which lie in `window`: aware instants, the end outside.

    `earlier` is every moment before the window that the caller has: all of it decides which words are new, its last
    four weeks are what the week is compared with. `shelves` are the person's own labels. Local dates are those of
    `zone`, an IANA name; an unknown one is a `ZoneInfoNotFoundError`. The order of moments and items makes no
    difference.
    `items` are all unsaid items, each taken as it is now; those of later weeks are left out.
    Without `private` nothing that the person keeps to themselves, or put off since the week began, is counted or told,
    as on what is drawn.
    """
    local = ZoneInfo(zone)
    known = _known_words(earlier)
    if not private:
        moments, earlier, items = _for_the_room(moments, earlier, items, window[0])
    over = settled(items, (*moments, *earlier))
    items = [item for item in items if item.at < window[1]]
    listed = on_the_list(items, zone, now)
    told = tell_all(moments, local, listed)
    words = _word_counts(told, known)
    new_words = frozenset(count.word.casefold() for count in words if count.new)
    first, last = window[0].astimezone(local).date(), (window[1] - timedelta.resolution).astimezone(local).date()
    today = now.astimezone(local).date()
    free = tuple(moment for moment in told if moment.ids[0] not in over)
    before = [moment for moment in earlier if moment.id not in over] if over else earlier
    again = comes_again({moment.id for moment in moments}, before, items, window[0], local, listed)
    openings = three_openings(_open(free, moments, window[0]), new_words, again)
    return WeekFacts(
        first=first,
        last=max(first, min(last, today)),
        closes=max(first, last),
        running=today < last,
        days=len({moment.at.date() for moment in told}),
        told=told,
        families=_families(told, words),
        unnamed=_unnamed(told),
        strongest=_strongest(told),
        therapist=_therapist(told, known),
        done=_done(told),
        because=tuple(moment for moment in told if moment.because),
        wanted=tuple(moment for moment in told if moment.wanted),
        bring=tuple(moment for moment in free if moment.bring),
        changes=changes(moments, earlier, window[0].astimezone(local)),
        openings=openings,
        lines=line_by_line(openings, told, new_words, over),
        shelves=shelf_counts(told, moments, shelves),
        unsaid=unsaid(items, zone, now),
    )


def _for_the_room(
    moments: Sequence[Moment], earlier: Sequence[Moment], items: Iterable[UnsaidItem], start: datetime
) -> tuple[list[Moment], list[Moment], list[UnsaidItem]]:
    """Without what is private or rests, and without what was made from it."""
    held = {moment.id for moment in (*moments, *earlier) if moment.private or rests(moment, start)}
    return (
        [moment for moment in moments if moment.id not in held],
        [moment for moment in earlier if moment.id not in held],
        [item for item in items if item.moment_id not in held and not rests(item, start)],
    )


def _open(free: Iterable[Told], moments: Iterable[Moment], start: datetime) -> list[Told]:
    """What may open: not what is private, nor what rests."""
    held = {moment.id for moment in moments if moment.private or rests(moment, start)}
    return [one for one in free if one.ids[0] not in held]


def _known_words(earlier: Iterable[Moment]) -> frozenset[str]:
    """Few words among many moments, so each is put into shape once."""
    spelled = {feeling.word for moment in earlier for feeling in moment.feelings}
    return frozenset(word for raw in spelled if (word := one_line(raw).casefold()))


def _ids(told: Iterable[Told]) -> tuple[UUID, ...]:
    return tuple(moment.ids[0] for moment in told)


def _word_counts(told: Iterable[Told], known: frozenset[str]) -> list[WordCount]:
    """Every word of the week, most used first; a moment that names it twice counts once."""
    counted: dict[tuple[str, Family], dict[UUID, str]] = {}
    for moment in told:
        for n in moment.feelings:
            counted.setdefault((n.word.casefold(), n.family), {}).setdefault(moment.ids[0], n.word)
    counts = [
        WordCount(
            ids=tuple(spelled),
            word=next(iter(spelled.values())),
            family=family,
            new=bool(known) and word not in known,
        )
        for (word, family), spelled in counted.items()
    ]
    return sorted(counts, key=lambda count: (-count.count, _GRID[count.family], count.word.casefold()))


def _families(told: Sequence[Told], words: Sequence[WordCount]) -> tuple[FamilyCount, ...]:
    counts = [
        FamilyCount(ids=ids, family=family, words=tuple(count for count in words if count.family is family))
        for family in Family
        if (ids := _ids(moment for moment in told if family in {n.family for n in moment.feelings}))
    ]
    return tuple(sorted(counts, key=lambda count: -count.count))


def _unnamed(told: Iterable[Told]) -> Statement | None:
    ids = _ids(moment for moment in told if not moment.feelings)
    return Statement(ids=ids) if ids else None


def _strongest(told: Iterable[Told]) -> Strongest | None:
    """None where all strengths given are the same: then none stands out."""
    rated = [(moment.strength, moment) for moment in told if moment.feelings and moment.strength is not None]
    strengths = {strength for strength, _ in rated}
    if len(strengths) < 2:
        return None
    top = max(strengths)
    strongest = tuple(moment for strength, moment in rated if strength == top)
    return Strongest(ids=_ids(strongest), strength=top, told=strongest)


def _therapist(told: Iterable[Told], known: frozenset[str]) -> TowardTherapist | None:
    toward = tuple(moment for moment in told if moment.therapist)
    if not toward:
        return None
    return TowardTherapist(ids=_ids(toward), words=tuple(_word_counts(toward, known)), told=toward)


def _done(told: Iterable[Told]) -> tuple[Done, ...]:
    known = [moment for moment in told if moment.did]
    counts = [
        Done(ids=ids, did=did, known=len(known))
        for did in _DONE
        if (ids := _ids(moment for moment in known if moment.did is did))
    ]
    return tuple(sorted(counts, key=lambda done: -done.count))
