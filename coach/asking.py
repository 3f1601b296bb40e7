"""Which prompt now: what storage knows of a person, handed to the pure choice in `prompts.choose`."""

import random
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

import prompts
from coach.model import Delivery, Heard, Person, UnsaidItem
from coach.rhythm import put_off_in
from coach.sessions import away_at, last_session, sessions
from coach.storage import Transaction, deliveries, unsaid
from coach.zones import local
from prompts import Asked, History, Library, Outcome, Profile, Prompt, Setting, Strand, TherapistLevel

_REMEMBERED = timedelta(days=100)
_BADLY = frozenset({Heard.NOT, Heard.WORSE})


class Recollection(NamedTuple):
    """What the choice looks back on: what a person was asked lately, oldest first, and what waits to be said."""

    asked: Sequence[Asked] = ()
    items: Sequence[UnsaidItem] = ()


async def recollections(tx: Transaction, person_ids: Sequence[int], now: datetime) -> dict[int, Recollection]:
    """The recollections of several persons, for each of them."""
    asked = await deliveries.histories(tx, person_ids, now - _REMEMBERED)
    items = await unsaid.all_of_each(tx, person_ids)
    return {one: Recollection(asked.get(one, ()), items.get(one, ())) for one in person_ids}


def choose(person: Person, about: Recollection, now: datetime, rng: random.Random) -> Prompt:
    """The next prompt for this person. `NothingToAskError` where the rules leave none.

    The very first asks for a feeling, plainly: that is what all the others are about.
    """
    library = prompts.load(_language(person)) if about.asked else _plain(_language(person))
    return _chosen(person, library, person.profile.therapist_level, about, now, rng)


async def again(tx: Transaction, person: Person, delivery: Delivery) -> Prompt | None:
    """The question that was put off until this delivery; None where it has one of its own, or that question is gone."""
    before = put_off_in(delivery.slot)
    asked = await deliveries.asked_in(tx, person.id, before) if before is not None else None
    if asked is None:
        return None
    own = (prompts.own_prompt(one.number, one.text) for one in person.profile.own_prompts)
    every = (*prompts.load(_language(person)).prompts, *own)
    return next((prompt for prompt in every if prompt.id == asked.prompt_id), None)


def choose_about_therapist(person: Person, about: Recollection, now: datetime, rng: random.Random) -> Prompt:
    """One about the therapist, because the person asked for it: then a level of *off* means gently."""
    level = person.profile.therapist_level
    level = TherapistLevel.GENTLE if level is TherapistLevel.OFF else level
    return _chosen(person, _about_therapist(_language(person)), level, about, now, rng)


def landed_badly(items: Iterable[UnsaidItem], history: Iterable[Asked], now: datetime) -> bool:
    """Whether something that was said was not heard, or made it worse, and no repair prompt was asked since.

    What was asked is the record of that, so a prompt that never arrived does not count. `now` is aware UTC; what is
    older than the history is left alone.
    """
    repaired = max((asked.at for asked in history if asked.strand is Strand.REPAIR), default=now - _REMEMBERED)
    return any(item.heard in _BADLY and item.said_at is not None and item.said_at > repaired for item in items)


@cache
def _about_therapist(language: str) -> Library:
    return Library(language, (prompt for prompt in prompts.load(language).prompts if prompt.about_therapist))


@cache
def _plain(language: str) -> Library:
    plain = (p for p in prompts.load(language).prompts if p.strand is Strand.NAMING and not p.answers)
    return Library(language, plain)


def _chosen(
    person: Person,
    library: Library,
    level: TherapistLevel,
    about: Recollection,
    now: datetime,
    rng: random.Random,
) -> Prompt:
    setting = _setting(person, now)._replace(landed_badly=landed_badly(about.items, about.asked, now))
    return prompts.choose(library, History(about.asked), _profile(person, level), setting, rng)


def _profile(person: Person, level: TherapistLevel) -> Profile:
    own = tuple(prompts.own_prompt(one.number, one.text) for one in person.profile.own_prompts)
    return Profile(therapist=level, hurt=person.profile.hurt_tendency, own=own)


def as_asked(prompt: Prompt, now: datetime) -> Asked:
    return Asked(prompt.id, prompt.strand, now, Outcome.IGNORED)


def _setting(person: Person, now: datetime) -> Setting:
    last, following = last_session(person, now), next(sessions(person, now), None)
    hour = timedelta(hours=1)
    return Setting(
        now=local(person.zone, now),
        hours_since_session=max(0.0, (now - last.end) / hour) if last else None,
        hours_until_session=(following.start - now) / hour if following else None,
        away=away_at(person, now),
    )


def _language(person: Person) -> str:
    return person.language if person.language in prompts.languages() else "en"
