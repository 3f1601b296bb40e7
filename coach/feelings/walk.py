"""Who feels it: walking back from a feeling word to the subject of its sentence."""

from coach.feelings.page import DENIED, IMAGINED, OTHERS, OWN, Hit, Page, Verdict, hypothetical, raised, reported

_REACH = 18  # words to look back; further away nobody keeps the subject in mind either


class Walk:
    """From the feeling word back to whoever the sentence says feels it, collecting denials on the way."""

    __slots__ = ("crossed", "denied", "distant", "governed", "grammar", "imagined", "page")

    def __init__(self, page: Page, governed: bool = False) -> None:
        self.page, self.grammar, self.governed = page, page.grammar, governed
        self.denied = self.imagined = self.crossed = self.distant = False

    def back_from(self, hit: Hit) -> Verdict:
        page, grammar, at = self.page, self.grammar, hit.first
        for _ in range(_REACH):
            form = page.forms[at := at - 1]
            if form in grammar.hard and at not in page.people:  # "K." is no end of a sentence
                break
            if at in page.aside_from:
                at = self._passed_over(at)
            elif (decided := self._decided(at, form)) is not None:
                return decided
        return self._mine()

    def _passed_over(self, at: int) -> int:
        """The first word of an aside; "would love" still says that it is not so, "i'd be lying" does not."""
        first = self.page.aside_from[at]
        would = self.page.forms[first] in self.grammar.would and at not in self.page.turns
        self.imagined = self.imagined or (would and not self.crossed)
        return first

    def _decided(self, at: int, form: str) -> Verdict | None:
        grammar = self.grammar
        if form not in grammar.watched and at not in self.page.people:
            return self._seen_verb(at, form)
        if form in grammar.imagined and not self.crossed and not self._real(at):
            self.imagined = True
        if form in grammar.self:
            return self._seen_self(at, form)
        if form in grammar.things:
            return None
        if at in self.page.people or form in grammar.other or form in grammar.object:
            return self._seen_other(at, form)
        turned = form in {"but", "from"} and self.page.forms[at - 1] in {"anything", "far"}  # "anything but calm"
        if (form in grammar.negators or turned) and not self.crossed:
            self.denied = True
            return None
        if form in grammar.soft or (form in grammar.breaks and (self.governed or form not in {"so", "as", "than"})):
            return self._seen_break(at, form)
        return self._seen_verb(at, form)

    def _real(self, at: int) -> bool:
        """ "Need" and "want" are feelings' objects only when something is still to come: "want to feel calm"."""
        return self.page.forms[at] in {"need", "needs", "needed", "want", "wanted", "wants", "could"} and not any(
            self.page.forms[after] in {"to", "be", "feel"} for after in (at + 1, at + 2)
        )

    def _seen_self(self, at: int, form: str) -> Verdict:
        page, grammar, forms = self.page, self.grammar, self.page.forms
        if self.crossed:
            return self._mine()
        supposed = form in grammar.would and forms[at + 1] not in {"been", "got"}
        if supposed or forms[at - 1] in grammar.would or (self.governed and self._to_come(at)):
            self.imagined = True
        if not grammar.framing.isdisjoint(forms[max(at - 3, 0) : at]):
            self.imagined = self.imagined or hypothetical(page, at) or reported(page, at)
            self.denied = self.denied or raised(page, at)
        return self._mine()

    def _to_come(self, at: int) -> bool:
        """ "I'll be furious" is not yet so."""
        will = self.page.forms[at] if self.page.forms[at] == "i'll" else self.page.forms[at + 1]
        return will in {"i'll", "will", "ill"}

    def _seen_other(self, at: int, form: str) -> Verdict | None:
        page, grammar = self.page, self.grammar
        first = page.people[at][0] if at in page.people else at
        before = first - 1
        while page.forms[before] in {"my", "the", "our", "his", "her", "their", "a"}:
            before -= 1
        if page.forms[before] in grammar.cause and not self.governed and not self.crossed:
            return OTHERS
        if form in grammar.object and form != "her" and not self.governed:
            return None if self.crossed else self._mine()
        placed = page.forms[before] in grammar.prepositions or page.forms[before].endswith("ing")
        subject = self.governed and form in grammar.nominative
        if (placed and not subject) or form in {"him", "them"}:
            if self.governed and not self.crossed and form in grammar.object:
                return OTHERS
            self.crossed = True
            return None
        if self.crossed and not self.governed:
            return self._mine()
        return self._mine() if self.distant and not self.governed else OTHERS

    def _seen_break(self, at: int, form: str) -> Verdict | None:
        if form in {"if", "unless"} and not self.crossed and self.page.forms[at - 1] not in self.grammar.sure:
            self.imagined = True
        if not self.governed or self.imagined or form != "and":
            return self._mine()
        self.crossed = True
        return None

    def _seen_verb(self, at: int, form: str) -> Verdict | None:
        grammar = self.grammar
        if form in grammar.it and self.governed:
            return self._mine()
        if form in grammar.feel or form in grammar.be:
            nearest = not self.governed or self.page.forms[at + 1] in {"been", "being"}
            if nearest and form in grammar.finite and self._foreign_subject(at - 1):
                return OTHERS
            self.governed = True
        elif form not in grammar.modifiers and form not in grammar.aux:
            self.distant = True
        return None

    def _foreign_subject(self, at: int) -> bool:
        """ "The dog was scared": a noun we know nothing of is in front of the verb."""
        grammar = self.grammar
        while (form := self.page.forms[at]) in grammar.modifiers or form in grammar.negators:
            at -= 1
        return (
            form not in grammar.no_subject
            and form[0].isalnum()
            and at not in self.page.people
            and at not in self.page.aside_from
        )

    def _mine(self) -> Verdict:
        if self.imagined:
            return IMAGINED
        return DENIED if self.denied else OWN
