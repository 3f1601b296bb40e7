"""A text laid open for the rules: its words, what was found among them, and the questions every rule asks."""

from dataclasses import dataclass, field
from enum import Enum, auto

from coach.feelings.lexicon import Aside, Form, Grammar, Whom
from coach.feelings.tokens import Tokens

_PAST, _TURN = Aside.PAST, Aside.TURN
# Read off both ends, since places before the first word count from the last. No rule looks further than this at once.
_BEYOND = ["."] * 24


class Verdict(Enum):
    """What became of a feeling word: only the writer's own, present feeling is offered back."""

    OWN = auto()
    OTHERS = auto()
    DENIED = auto()
    IMAGINED = auto()
    NO_FEELING = auto()


# By these names, because looking a member up on its class takes Python 3.11 longer than many a rule.
OWN, OTHERS, DENIED, IMAGINED, NO_FEELING = Verdict


@dataclass(slots=True)
class Hit:
    """Words `first` to `last` (exclusive) are a way of typing one or more feeling words; `before` is the place of the
    first word before it that says more than "really" or "a bit"."""

    first: int
    last: int
    forms: tuple[Form, ...]
    before: int


@dataclass(slots=True)
class Page:
    """A tokenised text with what was found on it; the rules below only read it."""

    tokens: Tokens
    grammar: Grammar
    forms: list[str] = field(init=False)  # the words, and full stops beyond either end
    hits: list[Hit] = field(default_factory=list)
    hit_starts: set[int] = field(default_factory=set)
    role_starts: set[int] = field(default_factory=set)  # people who can be described: not K., not "mum"
    aside_from: dict[int, int] = field(default_factory=dict)  # each word of an aside -> its first
    turns: set[int] = field(default_factory=set)
    past: list[int] = field(default_factory=list)  # where "years ago" stands
    elsewhere: set[int] = field(default_factory=set)  # words of others, and of long ago
    people: dict[int, tuple[int, Whom]] = field(default_factory=dict)  # last word of a person -> first, who
    verdicts: dict[int, tuple[Hit, Verdict]] = field(default_factory=dict)  # last word of a hit that was judged -> it

    def __post_init__(self) -> None:
        self.forms = [*self.tokens.forms, *_BEYOND]

    def add_hit(self, first: int, last: int, forms: tuple[Form, ...]) -> None:
        """Note a possible feeling; from left to right."""
        self.hits.append(Hit(first, last, forms, before_modifiers(self, first - 1)))
        self.hit_starts.add(first)

    def add_aside(self, first: int, last: int, aside: Aside) -> None:
        """Note words to pass over."""
        if aside is _PAST:
            self.past.append(first)
            return
        self.aside_from.update(dict.fromkeys(range(first, last), first))
        if aside is _TURN:
            self.turns.update(range(first, last))

    def add_person(self, first: int, last: int, who: Whom, by_name: bool) -> None:
        """Note someone who may be the one that feels it."""
        self.people[last - 1] = first, who
        if not by_name and self.forms[first] not in self.grammar.names:
            self.role_starts.add(first)

    def same_sentence(self, one: Hit, other: Hit) -> bool:
        """Whether no full stop stands between two feelings."""
        first, last = sorted((one.last, other.last))
        return self.grammar.hard.isdisjoint(self.tokens.forms[first:last])


def may_end_here(page: Page, at: int) -> bool:
    form = page.forms[at]
    following = not form[0].isalnum() or form in page.grammar.follows
    return following or at in page.hit_starts or at - 1 in page.people


def clause_starts(page: Page, at: int) -> bool:
    return page.forms[at] in page.grammar.hard or page.forms[at] in page.grammar.soft


def person_within(page: Page, at: int) -> bool:
    return any(end in page.people and page.people[end][0] <= at + 2 for end in range(at, at + 5))


def describes_person(page: Page, at: int) -> bool:
    """Whether the words before `at` say what the person there is like: "angry customers", but not "bored in session",
    "hurt my mum forgot", "sad mum forgot", and, where the feeling takes its link along, not "pissed that K. forgot"."""
    grammar = page.grammar
    if page.forms[at] in grammar.before_nouns:
        return False
    return page.forms[at - 1] not in grammar.prepositions and page.forms[at - 1] not in grammar.breaks


def before_modifiers(page: Page, at: int, stop: tuple[str, ...] = ()) -> int:
    forms, modifiers = page.forms, page.grammar.modifiers
    while (form := forms[at]) in modifiers and form not in stop:
        at -= 1
    return at


def joined(page: Page, hit: Hit) -> int | None:
    """The last word of the feeling that this one is lined up with: "tired and so sad", "hurt, angry"."""
    if not page.verdicts:
        return None
    at, forms, grammar = hit.before, page.forms, page.grammar
    if forms[at] in grammar.links:
        while (form := forms[at]) in grammar.links or form in grammar.modifiers:
            at -= 1
    elif at == hit.first - 1 or forms[at][0].isalnum():
        return at if at in page.verdicts and at == hit.first - 1 else None
    return at if at in page.verdicts else None


def hypothetical(page: Page, at: int) -> bool:
    """ "If I", "wish I", but not "not sure if I" and not "if I'm honest"."""
    forms, grammar = page.forms, page.grammar
    for back in range(at - 1, max(at - 4, -1), -1):
        form = forms[back]
        if back in page.aside_from:
            return False
        if form == "time" and forms[back - 1] == "last":  # "can't remember the last time I"
            return True
        if form in grammar.hypothetical:
            return forms[back - 1] not in grammar.sure
        if form in grammar.hard or form in grammar.soft or form in grammar.self:
            return False
    return False


def raised(page: Page, at: int) -> bool:
    """ "I don't think I'm angry", "doesn't make me angry": the denial stands before the other verb."""
    grammar = page.grammar
    for back in (at - 1, at - 2):
        if (form := page.forms[back]) in grammar.raising or form in grammar.cause:
            before = before_modifiers(page, back - 1)
            return page.forms[before] in grammar.negators and before not in page.aside_from
    return False


def reported(page: Page, at: int) -> bool:
    """ "She says I'm angry" is her word; "I said I was angry" is the writer's own."""
    for back in (at - 1, at - 2, at - 3):
        if not (form := page.forms[back])[0].isalnum():
            return False
        if form in page.grammar.report:
            before = (back - 1, back - 2)
            return any(page.forms[who] in page.grammar.other or who in page.people for who in before)
    return False
