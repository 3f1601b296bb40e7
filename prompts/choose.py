"""Which prompt is next: one pure function over what the person was asked, who they are and what time it is.

    History (asked before) ──┐
    Profile (level, own …) ──┼─→ subjects, most owed first ─→ a rested prompt of the first that has one
    Setting (now, session …) ┘

Rules that never bend: the person's level; occasion-bound prompts on their occasion only; on a rough-water day
gentle and rough_water prompts only; no anger prompt within a week of the last one unless a warm or repair one
came between. Rules that bend, in this order, only when nothing else is left: 60 days of rest (then 30), the
rest of what was skipped three times, 30 days of rest (then the prompt that has rested longest).
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cache, lru_cache, partial
from random import Random
from typing import NamedTuple

from prompts.history import SUBJECTS, History, Subject, worn
from prompts.loader import Library
from prompts.schema import THERAPIST_STRANDS, Occasion, Prompt, Strand

REST = timedelta(days=60)
LEAST_REST = timedelta(days=30)
NEAR_SESSION_HOURS = 24.0


class TherapistLevel(StrEnum):
    """How openly a person wants to be asked about their therapist."""

    OFF = "off"
    GENTLE = "gentle"
    DIRECT = "direct"


class HurtTendency(StrEnum):
    """The person's own answer to "when something hurts I tend to …"."""

    QUIET = "quiet"
    REACH_OUT = "reach_out"
    DEPENDS = "depends"


SLOWING = frozenset({Strand.ROUGH_WATER, Strand.INNER_PARENT, Strand.SECURE_BASE})
INWARD = frozenset({Strand.BODY, Strand.NAMING})
TILT: dict[HurtTendency | None, tuple[float, float]] = {
    HurtTendency.QUIET: (1.5, 1 / 1.5),
    HurtTendency.REACH_OUT: (1 / 1.5, 1.5),
}
LEVEL_SHARE = {TherapistLevel.OFF: 0.0, TherapistLevel.GENTLE: 1.0, TherapistLevel.DIRECT: 1.5}
_ANY = Occasion.ANY
PULLING = frozenset(Occasion) - {Occasion.ANY, Occasion.MORNING, Occasion.EVENING}


class Profile(NamedTuple):
    """What the choice knows of a person; `own` comes from `own_prompt`."""

    therapist: TherapistLevel = TherapistLevel.GENTLE
    hurt: HurtTendency | None = None
    own: tuple[Prompt, ...] = ()


class Setting(NamedTuple):
    """The circumstances of asking. `now` is aware, in the person's zone; hours are None without a session.

    `quiet_spell`: the person has not answered for days. `landed_badly`: something said in the room was not
    heard well and no repair prompt has followed yet.
    """

    now: datetime
    hours_since_session: float | None = None
    hours_until_session: float | None = None
    away: bool = False
    rough_water: bool = False
    quiet_spell: bool = False
    landed_badly: bool = False


class NothingToAskError(LookupError):
    """The library has no prompt at all for this person here and now."""


def choose(library: Library, history: History, profile: Profile, setting: Setting, rng: Random) -> Prompt:
    """The next prompt; the same arguments and random state give the same prompt.

    Weighting: every subject has a share of what is asked (see `shares`). Chosen is the subject that was asked
    least in the last two weeks for its share, near-ties broken by chance; within it every rested prompt is as
    likely as the next, and one for the present occasion three times as likely.
    Raises NothingToAskError where the unbending rules leave no prompt.
    """
    now = setting.now.astimezone(UTC)  # in local time, 60 days across a clock change are an hour off
    occasions = open_occasions(setting)
    order = _most_owed(history, shares(library, profile, setting, occasions), now, rng)
    allowed = partial(_allowed, library, profile=profile, rough=setting.rough_water, occasions=occasions)
    skipped = history.skipped()
    resting, tired = history.resting(skipped, now), worn(skipped)
    for resting_too, rest in ((False, REST), (False, LEAST_REST), (True, REST), (True, LEAST_REST)):
        lately = history.asked_after(now - rest)
        unfit = lately if resting_too else lately | tired
        for subject in order:
            if resting_too or subject not in resting:
                pool = [prompt for prompt in allowed(subject) if prompt.id not in unfit]
                if pool:
                    return rng.choices(pool, [1 if prompt.occasion is _ANY else 3 for prompt in pool])[0]
    everything = [prompt for subject in order for prompt in allowed(subject)]
    if not everything:
        raise NothingToAskError(f"{library.language}: no prompt at level {profile.therapist}, {', '.join(occasions)}")
    last_asked = history.last_asked()
    return min(everything, key=lambda prompt: last_asked[prompt.id])


def _allowed(
    library: Library, subject: Subject, profile: Profile, rough: bool, occasions: frozenset[Occasion]
) -> tuple[Prompt, ...]:
    """A subject's prompts that this person may get now, rested or not.

    What a person wrote rests on a rough-water day: nobody knows how gentle it is.
    """
    if subject is None:
        return () if rough else profile.own
    keep_gentle = profile.therapist is not TherapistLevel.DIRECT and subject in THERAPIST_STRANDS
    gentle_only = keep_gentle or (rough and subject is not Strand.ROUGH_WATER)
    return library.candidates(subject, occasions, gentle_only=gentle_only)


def shares(
    library: Library, profile: Profile, setting: Setting, occasions: frozenset[Occasion]
) -> dict[Subject, float]:
    """How much of what is asked each subject is due, relative to 1 for an ordinary one; what is due none is left out.

    Therapist strands: nothing at level off, half as much again at level direct, and twice that within a day of
    a session. Who goes quiet when hurt is asked more about body and naming and less to slow down; who reaches
    out, the other way round. A strand with prompts for the present occasion counts double; rough_water is rare
    on ordinary days; repair comes first after something landed badly.
    """
    near = Occasion.BEFORE_SESSION in occasions or Occasion.AFTER_SESSION in occasions
    pulled = library.bound_to(occasions & PULLING)
    return _shares(profile.therapist, profile.hurt, near, pulled, setting.rough_water, setting.landed_badly)


@lru_cache(maxsize=1024)
def _shares(
    level: TherapistLevel,
    hurt: HurtTendency | None,
    near: bool,
    pulled: frozenset[Subject],
    rough: bool,
    landed_badly: bool,
) -> dict[Subject, float]:
    share: dict[Subject, float] = dict.fromkeys(SUBJECTS, 1.0)
    inward, slowing = TILT.get(hurt, (1.0, 1.0))
    for strand in Strand:
        if strand in THERAPIST_STRANDS:
            share[strand] *= LEVEL_SHARE[level] * (2.0 if near else 1.0)
        if strand in INWARD:
            share[strand] *= inward
        if strand in SLOWING:
            share[strand] *= slowing
        if strand in pulled:
            share[strand] *= 2.0
    share[Strand.ROUGH_WATER] *= 2.0 if rough else 0.5
    share[Strand.REPAIR] *= 4.0 if landed_badly else 1.0
    return {subject: due for subject, due in share.items() if due}


def _most_owed(history: History, share: dict[Subject, float], now: datetime, rng: Random) -> list[Subject]:
    """The subjects that may come up, the one most behind its share first; anger waits its week out here."""
    counts = history.counts(now)
    chance = rng.random
    owed = [((counts[subject] + chance()) / due, place) for place, (subject, due) in enumerate(share.items())]
    subjects = tuple(share)
    order = [subjects[place] for _, place in sorted(owed)]
    if Strand.ANGER in share and history.anger_waits(now):
        order.remove(Strand.ANGER)
    return order


def open_occasions(setting: Setting) -> frozenset[Occasion]:
    """The occasions that hold: morning is 5 to 11, evening 18 to 4; a session counts for a day each way."""
    hour = setting.now.hour
    return _occasions(
        Occasion.MORNING if 5 <= hour < 11 else Occasion.EVENING if hour >= 18 or hour < 4 else Occasion.ANY,
        _near(setting.hours_until_session),
        _near(setting.hours_since_session),
        setting.away,
        setting.quiet_spell,
        setting.rough_water,
    )


@cache
def _occasions(
    time_of_day: Occasion, before: bool, after: bool, away: bool, quiet: bool, rough: bool
) -> frozenset[Occasion]:
    holding = {
        Occasion.BEFORE_SESSION: before,
        Occasion.AFTER_SESSION: after,
        Occasion.AWAY: away,
        Occasion.QUIET_SPELL: quiet,
        Occasion.ROUGH_WATER: rough,
    }
    return frozenset({Occasion.ANY, time_of_day} | {occasion for occasion, holds in holding.items() if holds})


def _near(hours: float | None) -> bool:
    return hours is not None and 0 <= hours <= NEAR_SESSION_HOURS
