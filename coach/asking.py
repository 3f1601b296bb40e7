"""Which prompt now: what storage knows of a person, handed to the pure choice in `prompts.choose`."""

import random
from datetime import datetime, timedelta
from functools import cache

import prompts
from coach.model import Person
from coach.storage import Transaction, deliveries
from coach.zones import local, week_window
from prompts import Asked, History, Library, Outcome, Profile, Prompt, Setting, TherapistLevel

_REMEMBERED = timedelta(days=100)


async def choose(tx: Transaction, person: Person, now: datetime, rng: random.Random) -> Prompt:
    """The next prompt for this person. `NothingToAskError` where the rules leave none."""
    return await _choose(tx, person, prompts.load(_language(person)), person.profile.therapist_level, now, rng)


async def choose_about_therapist(tx: Transaction, person: Person, now: datetime, rng: random.Random) -> Prompt:
    """One about the therapist, because the person asked for it: then a level of *off* means gently."""
    level = person.profile.therapist_level
    level = TherapistLevel.GENTLE if level is TherapistLevel.OFF else level
    return await _choose(tx, person, _about_therapist(_language(person)), level, now, rng)


@cache
def _about_therapist(language: str) -> Library:
    return Library(language, (prompt for prompt in prompts.load(language).prompts if prompt.about_therapist))


async def _choose(
    tx: Transaction, person: Person, library: Library, level: TherapistLevel, now: datetime, rng: random.Random
) -> Prompt:
    history = History(await deliveries.history(tx, person.id, now - _REMEMBERED))
    return prompts.choose(library, history, Profile(therapist=level), _setting(person, now), rng)


def as_asked(prompt: Prompt, now: datetime) -> Asked:
    return Asked(prompt.id, prompt.strand, now, Outcome.IGNORED)


def _setting(person: Person, now: datetime) -> Setting:
    here = local(person.zone, now)
    if person.appointment is None:
        return Setting(now=here)
    last, following = week_window(person.appointment, person.zone, now)
    over = last + timedelta(minutes=person.appointment.minutes)
    return Setting(
        now=here,
        hours_since_session=max(0.0, (now - over) / timedelta(hours=1)),
        hours_until_session=(following - now) / timedelta(hours=1),
    )


def _language(person: Person) -> str:
    return person.language if person.language in prompts.languages() else "en"
