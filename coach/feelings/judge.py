"""Whether a feeling word in a sentence is the writer's own, there, and now: one rule for each kind of form.

The rules are those of English; their word lists stand in `en.cues.toml`. Another language brings both.
"""

from coach.feelings.lexicon import Form, Kind
from coach.feelings.page import (
    DENIED,
    IMAGINED,
    NO_FEELING,
    OTHERS,
    OWN,
    Hit,
    Page,
    Verdict,
    before_modifiers,
    clause_starts,
    describes_person,
    hypothetical,
    joined,
    may_end_here,
    person_within,
    raised,
    reported,
)
from coach.feelings.vocabulary import Family
from coach.feelings.walk import Walk


def judge(page: Page, hit: Hit) -> tuple[Form, Verdict]:
    """The first form of the hit that stands, else the first one with a reason why it does not."""
    elsewhere = _elsewhere(page, hit)
    form, *others = hit.forms
    verdict = elsewhere or _RULES[form.kind](page, hit)
    for other in others:
        if verdict is OWN:
            break
        said = elsewhere or _RULES[other.kind](page, hit)
        if _RANK.index(said) < _RANK.index(verdict):
            form, verdict = other, said
    page.verdicts[hit.last - 1] = hit, verdict
    return form, verdict


_RANK = (OWN, OTHERS, DENIED, IMAGINED, NO_FEELING)


def _elsewhere(page: Page, hit: Hit) -> Verdict | None:
    """What takes a feeling back whatever its kind."""
    if hit.first in page.elsewhere:
        return OTHERS
    if page.forms[hit.last] == "?" and page.forms[hit.last + 1] in {"no", "not", "nope", "nah"}:
        return DENIED
    return None


def _always(page: Page, hit: Hit) -> Verdict:
    return OWN


def _alone(page: Page, hit: Hit) -> Verdict:
    """Nothing else in the message but "a bit", "still", "tbh" and punctuation."""
    forms = page.tokens.forms
    if len(forms) - (hit.last - hit.first) > _ALONE:
        return NO_FEELING
    rest = forms[: hit.first] + forms[hit.last :]
    alone = all(not form[0].isalnum() or form in page.grammar.light for form in rest)
    return OWN if alone else NO_FEELING


_ALONE = 6  # more words than this beside it make it a sentence


def _own(page: Page, hit: Hit) -> Verdict:
    """Says me or my itself, so only a denial right before it, or a would, can take it back."""
    grammar, at = page.grammar, hit.before
    while page.forms[at] in grammar.aux and page.forms[at] not in grammar.negators:
        at -= 1
    if page.forms[at] in grammar.negators and at not in page.aside_from and not _says_me(page, hit, at):
        return DENIED
    if _doubted(page, at):
        return DENIED
    if _someone_elses(page, hit, at):
        return OTHERS
    if page.forms[at] in grammar.would and page.forms[at] not in {"should", "shouldve"}:
        return IMAGINED
    if not _IF.isdisjoint(page.forms[max(at - 2, 0) : at + 1]):
        return OWN if page.forms[at - 1] in grammar.sure else IMAGINED
    return OWN


_IF = frozenset(("if", "unless"))


def _doubted(page: Page, at: int) -> bool:
    """ "I don't think he gets me": the denial stands before the other verb."""
    first = page.people[at][0] if at in page.people else at
    if at not in page.people and page.forms[at] not in page.grammar.other:
        return False
    while page.forms[first - 1] in {"my", "the", "our"}:
        first -= 1
    verb = first - 2 if page.forms[first - 1] == "that" else first - 1
    denial = before_modifiers(page, verb - 1)
    raised = page.forms[verb] in page.grammar.raising and page.forms[denial] in page.grammar.negators
    return raised and denial not in page.aside_from


def _someone_elses(page: Page, hit: Hit, at: int) -> bool:
    """ "His heart sank": the phrase has no me in it, and someone else stands before it."""
    grammar = page.grammar
    if any(page.forms[word] in grammar.self or page.forms[word] == "my" for word in range(hit.first, hit.last)):
        return False
    return page.forms[at] in grammar.possessive or page.forms[at] in grammar.other or at in page.people


def _says_me(page: Page, hit: Hit, at: int) -> bool:
    return page.forms[at] in {"no", "never"} and page.forms[hit.first] in page.grammar.self


def _bare(page: Page, hit: Hit) -> Verdict:
    return _after(page, hit, page.grammar.predicating)


def _feel(page: Page, hit: Hit) -> Verdict:
    return _after(page, hit, page.grammar.feel)


def _after(page: Page, hit: Hit, governors: frozenset[str]) -> Verdict:
    """An everyday word needs the verb before it, another feeling beside it, or the clause to itself."""
    forms, at = page.forms, hit.before
    if not may_end_here(page, hit.last) and not _while_doing(page, hit):
        return NO_FEELING
    if _said_of_it(page, at):
        return NO_FEELING
    if forms[at] in governors or _named_beside(page, hit):
        return _state(page, hit)
    if governors is page.grammar.predicating and clause_starts(page, at) and (hit.first - at > 1 or _short(page, hit)):
        return _state(page, hit)
    return NO_FEELING


def _while_doing(page: Page, hit: Hit) -> bool:
    """ "Felt silly telling him"."""
    return page.forms[hit.before] in page.grammar.feel and page.forms[hit.last].endswith("ing")


def _named_beside(page: Page, hit: Hit) -> bool:
    beside = joined(page, hit)
    return beside is not None and page.verdicts[beside][1] is not NO_FEELING


def _said_of_it(page: Page, at: int) -> bool:
    """ "It's cold", "it was light"."""
    form = page.forms[at]
    return form in {"its", "thats"} or (form in {"is", "was"} and page.forms[at - 1] in page.grammar.it)


def _short(page: Page, hit: Hit) -> bool:
    """Nothing, or hardly anything, of the clause is left: "low again", "flat, really"."""
    return not page.forms[hit.last][0].isalnum() or page.forms[hit.last] in page.grammar.tails


def _verb(page: Page, hit: Hit) -> Verdict:
    return _doing(page, hit, toward_person=False)


def _person(page: Page, hit: Hit) -> Verdict:
    return _doing(page, hit, toward_person=True)


def _doing(page: Page, hit: Hit, toward_person: bool) -> Verdict:
    """ "I miss her": the writer does it (or leaves the I away), and it goes toward someone or something."""
    if not _reaches(page, hit.last, toward_person):
        return NO_FEELING
    grammar, at, denied = page.grammar, hit.first - 1, False
    while (form := page.forms[at]) in grammar.modifiers or form in grammar.aux or form in grammar.negators:
        if at in page.turns:
            at = page.aside_from.get(at, at)
        else:
            denied = denied or form in grammar.negators
        at -= 1
    had = form in {"id", "i'd"} and page.forms[hit.first].endswith("ed")  # "i'd missed him"
    if (form in grammar.would or form in grammar.imagined) and not had:
        return IMAGINED
    beside = page.verdicts.get(at - 1)
    mine = form in grammar.self or form in grammar.breaks or clause_starts(page, at) or at in page.aside_from
    if not mine and not (beside and form in grammar.joins) and not (form.isdigit() or not form[0].isalnum()):
        return OTHERS
    if hypothetical(page, at) or reported(page, at):
        return IMAGINED
    return DENIED if denied or raised(page, at) else OWN


def _reaches(page: Page, at: int, toward_person: bool) -> bool:
    """Whether an object follows that makes a verb a feeling: "love him", "love my old friend", not "love tea"."""
    grammar = page.grammar
    if not toward_person:
        return page.forms[at] in grammar.objects or person_within(page, at) or page.forms[at] in {"about", "for"}
    if page.forms[at] in grammar.persons and page.forms[at + 1] != "'s":
        return page.forms[at] not in {"her", "his", "this"} or _ends_object(page, at + 1) or person_within(page, at)
    toward_someone = page.forms[at] in grammar.kin or at in page.people
    return (toward_someone and person_within(page, at)) or _being(page, at)


def _being(page: Page, at: int) -> bool:
    return page.forms[at] in {"being", "having", "how", "talking", "feeling"}


def _ends_object(page: Page, at: int) -> bool:
    return may_end_here(page, at) or page.forms[at] in page.grammar.modifiers or page.forms[at] == "like"


def _noun(page: Page, hit: Hit) -> Verdict:
    """ "Her anger" is hers, "a book about grief" nobody's."""
    grammar, at = page.grammar, before_modifiers(page, hit.first - 1, stop=("my", "the"))
    if page.forms[at] in grammar.possessive or (page.forms[at] in grammar.object and page.forms[at] != "each"):
        return OTHERS
    if page.forms[at] in {"about", "on"} and page.forms[at - 1] not in grammar.feel and not joined(page, hit):
        return NO_FEELING
    if page.forms[at] == "my":
        return _felt(page, hit) if page.forms[at - 1] in grammar.negators else OWN
    if page.forms[hit.last] in grammar.media:
        return NO_FEELING
    at -= page.forms[at] == "some"
    return IMAGINED if page.forms[at] in grammar.wanting else _felt(page, hit)


def _cause(page: Page, hit: Hit) -> Verdict:
    """ "She is so annoying" says what it does to the writer, whoever it is said of."""
    at = hit.before
    at -= page.forms[at] == '"'
    while page.forms[at] in page.grammar.copula:
        at -= 1
    if page.forms[at] in page.grammar.negators and at not in page.aside_from:
        return DENIED
    if {page.forms[at], page.forms[hit.last]} & page.grammar.media or _of_oneself(page, at):
        return NO_FEELING
    before = {page.forms[at], page.forms[at - 1]}
    return IMAGINED if "if" in before or before & page.grammar.would else OWN


def _of_oneself(page: Page, at: int) -> bool:
    """ "I'm so boring" is no boredom."""
    return page.forms[at] in page.grammar.self and page.forms[at] not in {"me", "us"}


def _state(page: Page, hit: Hit) -> Verdict:
    return NO_FEELING if _attributive(page, hit) or _done_to(page, hit) else _felt(page, hit)


def _done_to(page: Page, hit: Hit) -> bool:
    """ "I upset her", "I've hurt my mum": what the writer did to someone."""
    if page.forms[hit.before] not in {"i", "ive", "i've", "we", "weve"} or hit.last - hit.first > 1:
        return False
    after = page.forms[hit.last]
    return after in page.grammar.object or (after in page.grammar.kin and person_within(page, hit.last))


_PARTING = frozenset(("but", ",", "just", "more", "yet"))


def _felt(page: Page, hit: Hit) -> Verdict:
    """Whose a state is, and whether it is there, by its neighbours and then by its sentence."""
    beside = joined(page, hit)
    if beside is not None:
        inherited = page.verdicts[beside][1]
        between = page.tokens.forms[beside + 1 : hit.first]
        shared = _PARTING.isdisjoint(between) and page.grammar.negators.isdisjoint(between)
        if inherited is OTHERS or (shared and inherited is not NO_FEELING):
            return inherited
    forms = page.forms
    if forms[hit.first - 1] in page.grammar.becoming and _only_feared(page, hit):
        return IMAGINED
    if forms[hit.before] == "how" and forms[hit.last] in page.grammar.other:
        return OTHERS
    if forms[hit.last] == "no" and forms[hit.last + 1] in {"more", "longer"}:
        return DENIED
    return Walk(page).back_from(hit)


def _act(page: Page, hit: Hit) -> Verdict:
    """A deed has its own verb, so "he came in and slammed the door" leads back to him."""
    before = page.forms[hit.first - 1]
    if before in {"about", "for", "of", "from", "without"}:
        return NO_FEELING
    if before == "to" and page.forms[hit.first - 2] not in _BEGINS:
        return IMAGINED
    return Walk(page, governed=True).back_from(hit)


_BEGINS = {"began", "started", "starting", "start", "had", "made", "going", "continued", "close", "ready"}


def _only_feared(page: Page, hit: Hit) -> bool:
    """ "Scared of being judged": the second feeling has not come."""
    forms, modifiers, at = page.forms, page.grammar.modifiers, hit.first - 1
    while (form := forms[at]) in modifiers and form not in {"of", "being", "getting", "feeling"}:
        at -= 1
    if forms[at] in {"being", "getting", "feeling", "be", "get"}:
        at -= 1
    if forms[at] not in {"of", "about", "to"} or hit.first - at < 2:
        return False
    feared = [page.verdicts[end][0] for end in (at - 1, at) if end in page.verdicts]
    return any(form.word.family is Family.AFRAID for other in feared for form in other.forms)


def _attributive(page: Page, hit: Hit) -> bool:
    """ "An angry man", "the sad film": the word describes something that follows it."""
    grammar, forms, at, last = page.grammar, page.forms, hit.first - 1, hit.last
    if not forms[last][0].isalnum():
        return False
    if (follower := forms[last]) in grammar.media or (last in page.role_starts and describes_person(page, last)):
        return True
    while forms[at] in _INTENSELY:
        at -= 1
    alone = at == hit.first - 1 and last - hit.first == 1
    if alone and follower.endswith("s") and clause_starts(page, at) and _plural(page, last):
        return True
    if forms[at] not in grammar.articles or at in page.aside_from:
        return False
    return follower not in grammar.spans and not may_end_here(page, last) and forms[at - 1] != "like"


_INTENSELY = frozenset(("very", "really", "so", "quite", "pretty", "rather", "slightly", "too", "such"))


def _plural(page: Page, at: int) -> bool:
    """ "Calm seas", "angry customers": an ending, for want of a dictionary."""
    form = page.forms[at]
    plain = len(form) > 3 and form.endswith("s") and not form.endswith("ss")
    return plain and not may_end_here(page, at) and page.forms[at + 1] != "'s" and form not in page.grammar.small


_RULES = {
    Kind.STATE: _state,
    Kind.ACT: _act,
    Kind.BARE: _bare,
    Kind.FEEL: _feel,
    Kind.VERB: _verb,
    Kind.PERSON: _person,
    Kind.NOUN: _noun,
    Kind.OWN: _own,
    Kind.DEED: _own,
    Kind.CAUSE: _cause,
    Kind.ALONE: _alone,
    Kind.EMOJI: _always,
}
