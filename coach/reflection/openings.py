"""Three things one could open with.

The rule, as a person may read it: first what you marked to bring; then the oldest of what you said *not yet* to in an
earlier week; then something toward your therapist that you have not said; then the strongest feeling that you kept in;
then the strongest feeling; then a feeling by a word you had never used before. One of each while there are others, then
a second of each in the same order, three at most. Where even that gives fewer than three, other words of yours fill up.
Of several that would do, the strongest comes first, then one with words of yours, then the latest. Never two from the
same moment, never two that read the same. What you keep private, said already, let go, or
put off this week is not among them.
"""

from collections import Counter
from collections.abc import Callable, Sequence

from coach.model import Did
from coach.reflection.statements import Kind, Opening, Told

MOST = 3

_Rule = Callable[[Told, frozenset[str]], bool]
_RULES: dict[Kind, _Rule] = {
    Kind.BRING: lambda told, _: told.bring,
    Kind.NOT_YET: lambda told, _: True,
    Kind.THERAPIST: lambda told, _: told.therapist and told.did is not Did.SAID,
    Kind.KEPT_IN: lambda told, _: told.did is Did.KEPT_IN,
    Kind.STRONGEST: lambda told, _: bool(told.feelings) and told.strength is not None,
    Kind.NEW_WORD: lambda told, new: bool(_new_word(told, new)),
    Kind.OWN_WORDS: lambda told, _: told.quote is not None,
}


def three_openings(
    told: Sequence[Told], new_words: frozenset[str], waiting: Sequence[Told] = ()
) -> tuple[Opening, ...]:
    """At most three openings, most unsaid first. `new_words` are casefolded; `waiting` is what was put off until now,
    the oldest first, of which one comes again."""
    again = [moment for moment in waiting if moment.tellable][:1]
    free = sorted((moment for moment in told if moment.tellable), key=_preference)
    chosen: list[Opening] = []
    while len(chosen) < MOST and (opening := _next(free, again, chosen, new_words)):
        chosen.append(opening)
        free, again = (
            [moment for moment in left if _reading(moment) != _reading(opening.told)] for left in (free, again)
        )
    return tuple(chosen)


def _next(
    free: Sequence[Told], again: Sequence[Told], chosen: Sequence[Opening], new_words: frozenset[str]
) -> Opening | None:
    """The kind used least so far that still has a moment; filling up comes last however little it was used."""
    used = Counter(opening.kind for opening in chosen)
    for kind in sorted(_RULES, key=lambda kind: (kind is Kind.OWN_WORDS, used[kind])):
        of_kind = again if kind is Kind.NOT_YET else free
        moment = next((moment for moment in of_kind if _RULES[kind](moment, new_words)), None)
        if moment:
            word = _new_word(moment, new_words) if kind is Kind.NEW_WORD else ""
            return Opening(ids=moment.ids, kind=kind, nth=used[kind], told=moment, word=word)
    return None


def _preference(told: Told) -> tuple[int, bool, float, int]:
    return -(told.strength or 0), told.quote is None, -told.at.timestamp(), told.ids[0].int


def _reading(told: Told) -> str | tuple[str, ...]:
    """What two moments must not share to stand beside each other; a moment shares it with itself."""
    if told.quote:
        return told.quote.words.casefold()
    return tuple(named.word.casefold() for named in told.feelings)


def _new_word(told: Told, new_words: frozenset[str]) -> str:
    return next((named.word for named in told.feelings if named.word.casefold() in new_words), "")
