"""A month or a year of one person: facts from storage, as words in the turn and as a card when it goes out."""

import asyncio
from datetime import datetime

from coach import sessions
from coach.messages import Drawing, Form, Photo
from coach.model import Person
from coach.reflection.render import trend, trend_sheet
from coach.reflection.trend_words import trend_words
from coach.reflection.trends import Span, TrendFacts, trend_facts
from coach.storage import Storage, Transaction, moments, people
from coach.texts import texts

SPANS = {Form.MONTH: Span.MONTH, Form.YEAR: Span.YEAR}


async def facts(tx: Transaction, person: Person, now: datetime, span: Span, *, private: bool = True) -> TrendFacts:
    """What there is to count in the span that ends with `now` (aware UTC); without `private` as if what the person
    keeps to themselves, or put off this week, were not there."""
    told = [moment for moment in await moments.between(tx, person.id, None, None) if moment.noticed]
    since = None if private else sessions.week_window(person, now)[0]
    return trend_facts(told, span, person.zone, now, room_since=since)


async def words(tx: Transaction, person: Person, now: datetime, span: Span) -> str:
    return trend_words(await facts(tx, person, now, span), texts(person.language), person.language)


async def drawn(storage: Storage, person_id: int, wanted: Drawing) -> Photo | None:
    """The card that was owed; None where its person, or everything that may be drawn, is gone."""
    async with storage.transaction() as tx:
        known = await people.by_id(tx, person_id)
        found = await facts(tx, known.person, wanted.at, SPANS[wanted.form], private=False) if known else None
    if known is None or found is None or not found.families:
        return None
    return await asyncio.to_thread(_draw, known.person, found)


def _draw(person: Person, found: TrendFacts) -> Photo:
    sheet = trend_sheet(found, texts(person.language), person.language)
    return Photo(name=f"{found.span}.png", content=trend(sheet))
