"""The week of one person: facts from storage, and their three faces, words, card and page.

::

    storage → moments in the window, and all before it → week_facts → week_words     at once, in the turn
                                                                    → card or page   when it goes out, in a thread

A picture is owed as a `Drawing`, a note of which week and in what form, and drawn when it is sent: the row stays small,
no transaction waits for a drawing, and the event loop does not draw.
"""

import asyncio
from datetime import datetime

from coach import places, zones
from coach.messages import Drawing, File, Form, Photo
from coach.model import Person
from coach.reflection import WeekFacts, week_facts, week_words
from coach.reflection.render import Paper, card, page, week_sheet
from coach.storage import Storage, Transaction, moments, people, unsaid
from coach.texts import texts

_LETTER_COUNTRIES = frozenset({"US", "CA", "MX", "PH", "CL", "CO", "VE", "GT", "CR", "PA", "DO", "PR", "SV", "NI"})
"""Where US Letter is the usual paper, by CLDR's measurement data for paper size."""

_THIN = 3


async def facts(tx: Transaction, person: Person, now: datetime, back: int = 0) -> WeekFacts:
    """What there is to say of the week that holds `now` (aware UTC), or of one `back` weeks earlier."""
    window = zones.week_window(person.appointment, person.zone, now, back)
    told = [moment for moment in await moments.between(tx, person.id, None, window[1]) if moment.noticed]
    inside = [moment for moment in told if moment.at >= window[0]]
    earlier = [moment for moment in told if moment.at < window[0]]
    items = await unsaid.all_of(tx, person.id)
    return week_facts(inside, earlier, window, person.zone, now, items)


async def words(tx: Transaction, person: Person, now: datetime, back: int = 0) -> str:
    """The reflection in words. A young week says where the one before it is."""
    found = await facts(tx, person, now, back)
    say = texts(person.language)
    text = week_words(found, say, person.language)
    start, _ = zones.week_window(person.appointment, person.zone, now, 1)
    older = back == 0 and len(found.told) < _THIN and await moments.any_since(tx, person.id, start)
    return f"{text}\n\n{say('week-before')}" if older else text


def drawing(form: Form, now: datetime, back: int = 0) -> Drawing:
    return Drawing(form=form, at=now, back=back)


async def drawn(storage: Storage, person_id: int, wanted: Drawing) -> Photo | File | None:
    """The picture that was owed; None where its person, or everything in that week, is gone."""
    async with storage.transaction() as tx:
        known = await people.by_id(tx, person_id)
        found = await facts(tx, known.person, wanted.at, wanted.back) if known else None
    if known is None or found is None or not found.told:
        return None
    return await asyncio.to_thread(_draw, known.person, found, wanted.form)


def _draw(person: Person, found: WeekFacts, form: Form) -> Photo | File:
    say = texts(person.language)
    sheet = week_sheet(found, say, person.language)
    if form is Form.CARD:
        return Photo(name="week.png", content=card(sheet))
    return File(name=f"week-{found.first}.pdf", content=page(sheet, _paper(person)), caption=say("page-caption"))


def _paper(person: Person) -> Paper:
    return "us-letter" if places.country_of_zone(person.zone) in _LETTER_COUNTRIES else "a4"
