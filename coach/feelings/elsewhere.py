"""Stretches of a text in which nothing is the writer's present feeling: others quoted, and long ago."""

from collections.abc import Iterator

from coach.feelings.page import Page

_QUOTES = frozenset("\"“”'«»")
_NEAR = 4  # words between a quotation and the one who said it


def elsewhere(page: Page) -> set[int]:
    """The places of all words in such stretches."""
    found: set[int] = set()
    if not _QUOTES.isdisjoint(page.tokens.forms):
        for first, last in _quotations(page):
            if _said_by_another(page, first, last):
                found.update(range(first, last))
    for at in page.past:
        first, last = _sentence(page, at)
        if page.grammar.present.isdisjoint(page.tokens.forms[first:last]):
            found.update(range(first, last))
    return found


def _quotations(page: Page) -> Iterator[tuple[int, int]]:
    """(opening mark, closing mark + 1); an apostrophe after a word opens nothing."""
    span, opened = page.tokens.span, -1
    for at, form in enumerate(page.tokens.forms):
        if form not in _QUOTES:
            continue
        touches = at > 0 and span(at, at + 1)[0] == span(at - 1, at)[1]
        if opened >= 0 and touches:
            yield opened, at + 1
            opened = -1
        elif not touches:
            opened = at


def _said_by_another(page: Page, first: int, last: int) -> bool:
    """ "He said '…'", "'…', said mum"; but not "I told him '…'"."""
    around = (range(first - 1, first - 1 - _NEAR, -1), range(last, last + _NEAR))
    for places in around:
        forms = [page.forms[at] for at in places]
        if page.grammar.report.isdisjoint(forms) and page.grammar.saying.isdisjoint(forms):
            continue
        if page.grammar.self.isdisjoint(forms):
            return any(at in page.people or page.forms[at] in page.grammar.other for at in places)
    return False


def _sentence(page: Page, at: int) -> tuple[int, int]:
    ends = page.grammar.hard | {"but"}
    first = last = at
    while first > 0 and page.forms[first - 1] not in ends:
        first -= 1
    while page.forms[last] not in ends:
        last += 1
    return first, last
