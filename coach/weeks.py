"""The week of one person: facts from storage, and their three faces, words, card and page.

::

    storage → moments in the window, and all before it → week_facts → week_words     at once, in the turn
                                                                    → card or page   when it goes out, in a thread

A picture is owed as a `Drawing`, a note of which week and in what form, and drawn when it is sent: the row stays small,
no transaction waits for a drawing, and the event loop does not draw. What the person keeps private, or put off this
week, is in the words, which only they see, and on no picture.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from coach import places, sessions
from coach.dialogue.events import WeekTold
from coach.messages import Drawing, File, Form, Photo, Say
from coach.model import Moment, Person, Shelf, UnsaidItem
from coach.reflection import WeekFacts, week_facts, week_words
from coach.reflection.render import Paper, card, page, week_sheet
from coach.storage import Storage, Transaction, moments, people, shelves, unsaid
from coach.texts import texts

_LETTER_COUNTRIES = frozenset({"US", "CA", "MX", "PH", "CL", "CO", "VE", "GT", "CR", "PA", "DO", "PR", "SV", "NI"})
"""Where US Letter is the usual paper, by CLDR's measurement data for paper size."""

_THIN = 3


async def facts(tx: Transaction, person: Person, now: datetime, back: int = 0, *, private: bool = True) -> WeekFacts:
    """What there is to say of the week that holds `now` (aware UTC), or of one `back` weeks earlier; without `private`
    as if what the person keeps to themselves, or put off, were not there."""
    window = sessions.week_window(person, now, back)
    found = await moments.between(tx, person.id, None, window[1])
    labels, items = await shelves.of(tx, person.id), await unsaid.all_of(tx, person.id)
    return _facts(person, found, labels, items, window, now, private=private)


def _facts(
    person: Person,
    found: Sequence[Moment],
    shelves: Sequence[Shelf],
    items: Sequence[UnsaidItem],
    window: tuple[datetime, datetime],
    now: datetime,
    *,
    private: bool,
) -> WeekFacts:
    told = [moment for moment in found if moment.noticed and moment.at < window[1]]
    inside = [moment for moment in told if moment.at >= window[0]]
    earlier = [moment for moment in told if moment.at < window[0]]
    return week_facts(inside, earlier, window, person.zone, now, shelves, items, private=private)


async def told(tx: Transaction, person: Person, now: datetime, back: int = 0) -> WeekTold:
    """The reflection in words, and its lines. A young week with little in it says where the one before it is; what
    comes before the session is no young one."""
    found = await facts(tx, person, now, back)
    say = texts(person.language)
    text = week_words(found, say, person.language)
    before = sessions.week_window(person, now, 1)
    young = back == 0 and len(found.told) < _THIN and now - before[1] < sessions.HALF_WEEK
    older = young and await moments.any_between(tx, person.id, *before)
    return WeekTold(f"{text}\n\n{say('week-before')}" if older else text, found.lines, back)


async def anything(tx: Transaction, person: Person, now: datetime) -> bool:
    """Whether the week that holds `now` (aware UTC) has a moment in it, or something waits to be said."""
    found = await facts(tx, person, now)
    return bool(found.told or (found.unsaid and found.unsaid.waiting))


def drawing(form: Form, now: datetime, back: int = 0) -> Drawing:
    return Drawing(form=form, at=now, back=back)


async def page_of(tx: Transaction, person: Person, now: datetime, back: int) -> Drawing | Say:
    """The page of a week, to be drawn; a line where nothing of it would be on one."""
    found = await facts(tx, person, now, back, private=False)
    return drawing(Form.PAGE, now, back) if found.told else Say(text=texts(person.language)("page-empty"))


async def drawn(storage: Storage, person_id: int, wanted: Drawing) -> Photo | File | None:
    """The picture that was owed; None where its person, or everything in that week, is gone."""
    async with storage.transaction() as tx:
        known = await people.by_id(tx, person_id)
        found = await facts(tx, known.person, wanted.at, wanted.back, private=False) if known else None
    if known is None or found is None or not found.told:
        return None
    return await asyncio.to_thread(_draw, known.person, found, wanted.form)


def pages(
    person: Person,
    found: Sequence[Moment],
    shelves: Sequence[Shelf],
    items: Sequence[UnsaidItem],
    now: datetime,
    most: int,
) -> dict[str, bytes]:
    """The pages of the last weeks by their names, of those with something on them; `found` are all moments."""
    drawn = {}
    for back in range(most):
        window = sessions.week_window(person, now, back)
        facts = _facts(person, found, shelves, items, window, now, private=False)
        if facts.told:
            file = _draw(person, facts, Form.PAGE)
            drawn[file.name] = file.content
    return drawn


def _draw(person: Person, found: WeekFacts, form: Form) -> Photo | File:
    say = texts(person.language)
    sheet = week_sheet(found, say, person.language)
    if form is Form.CARD:
        return Photo(name="week.png", content=card(sheet))
    return File(name=f"week-{found.first}.pdf", content=page(sheet, _paper(person)), caption=say("page-caption"))


def _paper(person: Person) -> Paper:
    return "us-letter" if places.country_of_zone(person.zone) in _LETTER_COUNTRIES else "a4"
