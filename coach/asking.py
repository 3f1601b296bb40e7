"""Which prompt now: what storage knows of a person, handed to the pure choice in `prompts.choose`."""

import random
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import cache
from typing import NamedTuple

import prompts
from coach.model import Delivery, Heard, Person, UnsaidItem
from coach.rhythm import put_off_in
from coach.sessions import away_at, last_session, sessions
from coach.storage import Transaction, recall, unsaid
from coach.storage.recall import Recall
from coach.zones import local
from prompts import Asked, History, Level, Library, Outcome, Profile, Prompt, Setting, Strand, TherapistLevel

_GENTLE_STRANDS = frozenset({Strand.NAMING, Strand.BODY, Strand.SECURE_BASE})
_BADLY = frozenset({Heard.NOT, Heard.WORSE})


class Recollection(NamedTuple):
    """What the choice looks back on: what a person was asked lately, and what waits to be said."""

    recall: Recall
    items: Sequence[UnsaidItem] = ()

    @property
    def asked(self) -> Sequence[Asked]:
        """Oldest first."""
        return self.recall.asked


async def recollections(tx: Transaction, person_ids: Sequence[int], now: datetime) -> dict[int, Recollection]:
    """The recollections of several persons, for each of them."""
    asked = await recall.of_each(tx, person_ids, now)
    items = await unsaid.all_of_each(tx, person_ids)
    return {one: Recollection(asked[one], items.get(one, ())) for one in person_ids}


def choose(person: Person, about: Recollection, now: datetime, rng: random.Random) -> Prompt:
    """The next prompt for this person. `NothingToAskError` where the rules leave none.

    The very first asks for a feeling, plainly: that is what all the others are about.
    """
    if _before(person.profile.gentle_until, person, now):
        unwritten = person.model_copy(update={"profile": person.profile.model_copy(update={"own_prompts": ()})})
        return _chosen(unwritten, _gentle(_language(person)), TherapistLevel.OFF, about._replace(items=()), now, rng)
    library = prompts.load(_language(person)) if about.asked else _plain(_language(person))
    if _before(person.profile.therapist_rests_until, person, now):
        calm = about._replace(items=())
        return _chosen(person, _without_therapist(_language(person)), TherapistLevel.OFF, calm, now, rng)
    return _chosen(person, library, person.profile.therapist_level, about, now, rng)


async def again(tx: Transaction, person: Person, delivery: Delivery, now: datetime) -> Prompt | None:
    """The question that was put off until this delivery; None where it has one of its own, where that question is gone,
    and on gentle days."""
    before = put_off_in(delivery.slot)
    if _before(person.profile.gentle_until, person, now) or _before(person.profile.therapist_rests_until, person, now):
        return None
    asked = await recall.asked_in(tx, person.id, before) if before is not None else None
    if asked is None:
        return None
    own = (prompts.own_prompt(one.number, one.text) for one in person.profile.own_prompts)
    every = (*prompts.load(_language(person)).prompts, *own)
    return next((prompt for prompt in every if prompt.id == asked.prompt_id), None)


def choose_about_therapist(person: Person, about: Recollection, now: datetime, rng: random.Random) -> Prompt:
    """One about the therapist, because the person asked for it: then a level of *off* means gently. While the therapist
    rests it is one of the gentle ones about anything else."""
    if _before(person.profile.therapist_rests_until, person, now):
        return choose(person, about, now, rng)
    level = person.profile.therapist_level
    level = TherapistLevel.GENTLE if level is TherapistLevel.OFF else level
    return _chosen(person, _about_therapist(_language(person)), level, about, now, rng)


def landed_badly(items: Iterable[UnsaidItem], history: Iterable[Asked], now: datetime) -> bool:
    """Whether something that was said was not heard, or made it worse, and no repair prompt was asked since.

    What was asked is the record of that, so a prompt that never arrived does not count. `now` is aware UTC; what is
    older than the history is left alone.
    """
    repaired = max((asked.at for asked in history if asked.strand is Strand.REPAIR), default=now - recall.REMEMBERED)
    return any(item.heard in _BADLY and item.said_at is not None and item.said_at > repaired for item in items)


@cache
def _about_therapist(language: str) -> Library:
    return Library(language, (prompt for prompt in prompts.load(language).prompts if prompt.about_therapist))


@cache
def _gentle(language: str) -> Library:
    """For the days on which somebody wrote of danger or harm: noticing, the body, and what holds. Nothing of their own,
    nothing about a therapist."""
    found = prompts.load(language).prompts
    return Library(language, (p for p in found if p.strand in _GENTLE_STRANDS and p.level is Level.GENTLE))


@cache
def _without_therapist(language: str) -> Library:
    """What was left unsaid was meant for them as well."""
    found = prompts.load(language).prompts
    return Library(language, (p for p in found if not p.about_therapist and p.strand is not Strand.LEFT_UNSAID))


def _before(day: date | None, person: Person, now: datetime) -> bool:
    return day is not None and local(person.zone, now).date() < day


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
