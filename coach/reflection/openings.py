"""Three things one could open with.

The rule, as a person may read it: first what you marked to bring; then what has waited longest on your list from
before this week; then something toward your therapist that you have not said; then what has waited longest but one;
then the strongest feeling that you kept in; then the strongest feeling; then a feeling by a word you had never used
before. One of each while there are others, then another of each in the same order, three at most. Where even that gives
fewer than three, other words of yours fill up. What you said already, or let go, is left out. Of several that would do,
the strongest comes first, then one with words of yours, then the latest. Never two from the same moment, never two that
read the same.
"""

from collections import Counter
from collections.abc import Callable, Sequence

from coach.model import Did
from coach.reflection.statements import Kind, Opening, Told

MOST = 3

_Rule = Callable[[Told, frozenset[str]], bool]
_RULES: dict[Kind, _Rule] = {
    Kind.BRING: lambda told, _: told.bring,
    Kind.UNSAID: lambda told, _: True,
    Kind.THERAPIST: lambda told, _: told.therapist and told.did is not Did.SAID,
    Kind.KEPT_IN: lambda told, _: told.did is Did.KEPT_IN,
    Kind.STRONGEST: lambda told, _: bool(told.feelings) and told.strength is not None,
    Kind.NEW_WORD: lambda told, new: bool(_new_word(told, new)),
    Kind.OWN_WORDS: lambda told, _: told.quote is not None,
}
_PLACE = {kind: place for place, kind in enumerate(_RULES)}


def three_openings(
    told: Sequence[Told], new_words: frozenset[str], waiting: Sequence[Told] = ()
) -> tuple[Opening, ...]:
    """At most three openings, most unsaid first. `new_words` are casefolded; `waiting` is from before the week, oldest
    first."""
    free = sorted((moment for moment in told if moment.tellable), key=_preference)
    older = [moment for moment in waiting if moment.tellable]
    chosen: list[Opening] = []
    while len(chosen) < MOST and (opening := _next(free, older, chosen, new_words)):
        chosen.append(opening)
        free, older = (
            [moment for moment in pool if _reading(moment) != _reading(opening.told)] for pool in (free, older)
        )
    return tuple(chosen)


def _next(
    free: Sequence[Told], older: Sequence[Told], chosen: Sequence[Opening], new_words: frozenset[str]
) -> Opening | None:
    """The kind used least so far that still has a moment; filling up comes last however little it was used."""
    used = Counter(opening.kind for opening in chosen)
    for kind in sorted(_RULES, key=lambda kind: _turn(kind, used[kind])):
        pool = older if kind is Kind.UNSAID else free
        moment = next((moment for moment in pool if _RULES[kind](moment, new_words)), None)
        if moment:
            word = _new_word(moment, new_words) if kind is Kind.NEW_WORD else ""
            return Opening(ids=moment.ids, kind=kind, nth=used[kind], told=moment, word=word)
    return None


def _turn(kind: Kind, used: int) -> tuple[bool, int, int]:
    """One of each kind, then a second; but a second thing that waits comes before what was never to be said."""
    before = Kind.KEPT_IN if kind is Kind.UNSAID and used == 1 else None
    return kind is Kind.OWN_WORDS, 0 if before else used, _PLACE[before or kind]


def _preference(told: Told) -> tuple[int, bool, float, int]:
    return -(told.strength or 0), told.quote is None, -told.at.timestamp(), told.ids[0].int


def _reading(told: Told) -> str | tuple[str, ...]:
    """What two moments must not share to stand beside each other; a moment shares it with itself."""
    if told.quote:
        return told.quote.words.casefold()
    return tuple(named.word.casefold() for named in told.feelings)


def _new_word(told: Told, new_words: frozenset[str]) -> str:
    return next((named.word for named in told.feelings if named.word.casefold() in new_words), "")
