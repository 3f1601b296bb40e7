"""A whole copy of one person: handed over as a zip, and taken in by another instance.

::

    storage → Copy → export.json · moments.csv · a page for each of the last weeks → one zip, made when it goes out
    export.json → export.read → Copy → the person of a chat, as they were

The zip is made like a picture: in a thread, and after the turn that asked for it. The pages are those of ``/page``, so
what is kept private is not on them; JSON and CSV are the person's own and hold everything.
"""

import asyncio
from datetime import datetime, timedelta

from coach import export, weeks, zones
from coach.dialogue import Idle, save_state
from coach.export import Copy
from coach.messages import Drawing, File
from coach.model import Moment, Part, Person, Sentence, UnsaidItem
from coach.storage import Storage, Transaction, moments, people, recall, shelves, unsaid
from coach.texts import texts

PAGES = 8
"""How many weeks back a page is drawn for, where a week has something in it."""

_TICK = timedelta(microseconds=1)


class SomebodyElsesError(Exception):
    """The copy belongs to another person of this instance."""


async def drawn(storage: Storage, person_id: int, wanted: Drawing) -> File | None:
    """The zip that was owed; None where its person is gone."""
    async with storage.transaction() as tx:
        known = await people.by_id(tx, person_id)
        copy = await _copy(tx, known.person) if known else None
    return await asyncio.to_thread(_zip, copy, wanted.at) if copy else None


async def _copy(tx: Transaction, person: Person) -> Copy:
    return Copy(
        person,
        await shelves.of(tx, person.id),
        tuple(await moments.between(tx, person.id, None, None)),
        tuple(await recall.history(tx, person.id)),
        tuple(await unsaid.all_of(tx, person.id)),
        tuple(await unsaid.check_ins_of(tx, person.id)),
    )


def _zip(copy: Copy, now: datetime) -> File:
    today = zones.local(copy.person.zone, now)
    pages = weeks.pages(copy.person, copy.moments, copy.shelves, copy.items, now, PAGES)
    files = {"export.json": export.as_json(copy, now), "moments.csv": export.as_csv(copy)}
    return File(
        name=f"unsaid-{today.date()}.zip",
        content=export.as_zip(files | {f"weeks/{name}": content for name, content in pages.items()}, today),
        caption=texts(copy.person.language)("export-caption"),
    )


async def take_in(tx: Transaction, chat_id: int, copy: Copy, now: datetime) -> Person:
    """Let the person of a chat be as the copy says: their settings replaced, its shelves and moments added to theirs
    or, where they are there already, as in the copy. `SomebodyElsesError`: nothing may be written.

    References into the other chat go: a message number of there is somebody else's message here.
    """
    known = await people.by_chat(tx, chat_id)
    known = known or await people.admit(tx, chat_id, copy.person.language, now, save_state(Idle()))
    there = known.person
    if await _somebody_elses(tx, there.id, copy):
        raise SomebodyElsesError("this export belongs to somebody else here")
    person = copy.person.model_copy(update={"id": there.id, "chat_id": chat_id, "later": None, "fewer": None})
    people.save(tx, person, known.dialogue, now)
    for place, shelf in enumerate(copy.shelves):
        await shelves.keep(tx, person.id, shelf, now + place * _TICK)
    for moment in copy.moments:
        moments.keep(tx, person.id, _without_references(moment))
    for item in copy.items:
        unsaid.keep(tx, person.id, _without_numbers(item))
    for check_in in copy.check_ins:
        unsaid.keep_check_in(tx, person.id, check_in)
    if not await recall.history(tx, person.id):
        for asked in copy.asked:
            await recall.record_asked(tx, person.id, asked)
    return person


async def _somebody_elses(tx: Transaction, person_id: int, copy: Copy) -> bool:
    told = [*(item.id for item in copy.items), *(check_in.id for check_in in copy.check_ins)]
    return (
        await moments.any_of_others(tx, person_id, [moment.id for moment in copy.moments])
        or await shelves.any_of_others(tx, person_id, [shelf.id for shelf in copy.shelves])
        or await unsaid.any_of_others(tx, person_id, told)
    )


def _without_numbers(item: UnsaidItem) -> UnsaidItem:
    sentence = item.sentence and Sentence(
        when=_bare(item.sentence.when), felt=_bare(item.sentence.felt), wished=_bare(item.sentence.wished)
    )
    return item.model_copy(update={"words": tuple(Part(text=part.text) for part in item.words), "sentence": sentence})


def _bare(part: Part | None) -> Part | None:
    return part and Part(text=part.text)


def _without_references(moment: Moment) -> Moment:
    fields = ("text", "because", "wanted", "did_words")
    parts = {field: tuple(Part(text=part.text) for part in getattr(moment, field)) for field in fields}
    return moment.model_copy(update={**parts, "delivery_id": None})
