"""Three things one could open with.

The rule, as a person may read it: first what you marked to bring this week, or put on your list by your own words; then
what you said *not yet* to in an earlier week, the one put off longest ago; then something toward your therapist that
you have not said; then what has waited longest on your list; then the strongest feeling that you kept in; then the
strongest feeling; then a feeling by a word you had never used before. One of each while there are others, then a second
of each in the same order, three at most; but only one that you said *not yet* to and one that waited, so that the week
stays this week's. Where even that gives fewer than three, other words of yours fill up.

Of several that would do, the strongest comes first, then one with words of yours, then the latest. Where you built a
sentence for one, the sentence is quoted. Never two from the same moment, never two that read the same. What you keep
private, said already, let go, or put off this week is not among them.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from uuid import UUID

from coach.model import Did, Share
from coach.reflection.again import Again
from coach.reflection.statements import Kind, Opening, Told

MOST = 3
ONCE = frozenset({Kind.NOT_YET, Kind.WAITING})
"""Of these one comes again at a time."""

_Rule = Callable[[Told, frozenset[str]], bool]
_RULES: dict[Kind, _Rule] = {
    Kind.BRING: lambda told, _: told.bring,
    Kind.THERAPIST: lambda told, _: told.therapist and told.did is not Did.SAID,
    Kind.KEPT_IN: lambda told, _: told.did is Did.KEPT_IN,
    Kind.STRONGEST: lambda told, _: bool(told.feelings) and told.strength is not None,
    Kind.NEW_WORD: lambda told, new: bool(_new_word(told, new)),
    Kind.OWN_WORDS: lambda told, _: told.quote is not None,
}
"""Why a moment of the week is among them; the other kinds are those of what comes again."""


def three_openings(told: Sequence[Told], new_words: frozenset[str], again: Again | None = None) -> tuple[Opening, ...]:
    """At most three openings, most unsaid first. `new_words` are casefolded; of `again` the first comes first."""
    offered = _offered(told, new_words, again or {})
    chosen: list[Opening] = []
    while len(chosen) < MOST and (opening := _next(offered, chosen, told, new_words)):
        chosen.append(opening)
        reading = _reading(opening.told)
        offered = {kind: [one for one in left if _reading(one) != reading] for kind, left in offered.items()}
    return tuple(chosen)


def _offered(told: Sequence[Told], new_words: frozenset[str], again: Again) -> dict[Kind, list[Told]]:
    """For each kind all that would do, the best first."""
    free = sorted((moment for moment in told if moment.tellable), key=_preference)
    offered = {kind: [one for one in free if rule(one, new_words)] for kind, rule in _RULES.items()}
    offered[Kind.BRING] = sorted([*offered[Kind.BRING], *again.get(Kind.BRING, ())], key=_preference)
    return offered | {kind: _distinct(again.get(kind, ())) for kind in ONCE}


def _distinct(waiting: Iterable[Told]) -> list[Told]:
    """The first that read differently, as many as are enough whatever else is chosen."""
    found: dict[tuple[str, ...], Told] = {}
    for told in waiting:
        found.setdefault(_reading(told), told)
        if len(found) == MOST:
            break
    return list(found.values())


def _next(
    offered: Mapping[Kind, Sequence[Told]],
    chosen: Sequence[Opening],
    told: Collection[Told],
    new_words: frozenset[str],
) -> Opening | None:
    """The kind used least so far that still has a moment; filling up comes last however little it was used."""
    used = Counter(opening.kind for opening in chosen)
    for kind in sorted(Kind, key=lambda kind: (kind is Kind.OWN_WORDS, used[kind])):
        if not offered[kind] or (used[kind] and kind in ONCE):
            continue
        moment = offered[kind][0]
        word = _new_word(moment, new_words) if kind is Kind.NEW_WORD else ""
        earlier = moment.ids not in {one.ids for one in told}
        opening = Opening(ids=moment.ids, kind=kind, nth=0, told=moment, word=word, earlier=earlier)
        return opening.model_copy(update={"nth": sum(one.asks == opening.asks for one in chosen)})
    return None


def line_by_line(
    openings: Sequence[Opening], told: Sequence[Told], new_words: frozenset[str], over: Collection[UUID]
) -> tuple[UUID, ...]:
    """The openings, then the other moments of the week in the order of the rule; last those that are private, put off,
    or `over`, because they were said or let go."""
    opened = [opening.ids[0] for opening in openings]
    rest = sorted((one for one in told if one.tellable and one.ids[0] not in opened), key=_preference)
    held = {one.ids[0] for one in rest if one.share in (Share.PRIVATE, Share.NOT_YET)}.union(over)
    rest.sort(key=lambda one: (one.ids[0] in held, _rank(one, new_words)))
    return (*opened, *(one.ids[0] for one in rest))


def _rank(told: Told, new_words: frozenset[str]) -> int:
    return next((place for place, rule in enumerate(_RULES.values()) if rule(told, new_words)), len(_RULES))


def _preference(told: Told) -> tuple[int, bool, float, int]:
    return -(told.strength or 0), told.quote is None, -told.at.timestamp(), told.ids[0].int


def _reading(told: Told) -> tuple[str, ...]:
    """What two moments must not share to stand beside each other; a moment shares it with itself."""
    return tuple(words.casefold() for words in _shown(told))


def _shown(told: Told) -> Iterator[str]:
    if told.sentence:
        parts = (told.sentence.when, told.sentence.felt, told.sentence.wished)
        yield from (" ".join(part.text.split()) for part in parts if part)
    elif told.quote:
        yield told.quote.words
    else:
        yield from (named.word for named in told.feelings)


def _new_word(told: Told, new_words: frozenset[str]) -> str:
    return next((named.word for named in told.feelings if named.word.casefold() in new_words), "")
