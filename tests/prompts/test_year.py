"""A year of prompts for a thousand people, every rule watched by a witness that keeps its own books.

The witness knows nothing of `History`, `shares` or `candidates`: it states the rules again, from the outside.
"""

from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest

from prompts import (
    Asked,
    History,
    HurtTendency,
    Level,
    Occasion,
    Outcome,
    Profile,
    Prompt,
    Setting,
    Strand,
    TherapistLevel,
    choose,
    load,
    own_prompt,
)

PEOPLE = 1000
SHARDS = 8
DAY = timedelta(days=1)
SESSION = 7 * 24
ABOUT_THERAPIST = {Strand.MY_THERAPIST, Strand.ANGER, Strand.WARM, Strand.REPAIR, Strand.BOTH_AT_WORK}
HOLIDAY = range(210, 231)
ZONES = [ZoneInfo(name) for name in ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC")]
LIBRARY = load("en")
LEVELS = tuple(TherapistLevel)
STRANDS_AT = {TherapistLevel.OFF: 9, TherapistLevel.GENTLE: 14, TherapistLevel.DIRECT: 14}
INWARD = {Strand.BODY, Strand.NAMING}
SLOWING = {Strand.ROUGH_WATER, Strand.INNER_PARENT, Strand.SECURE_BASE}
Tally = Counter[tuple[bool, Strand | None]]
TENDENCIES = (*HurtTendency, None)


class Life(NamedTuple):
    """How one simulated person lives: when they are asked, how they reply, when their session is."""

    profile: Profile
    zone: ZoneInfo
    hours: tuple[int, ...]
    weekdays_only: bool
    skips: float
    ignores: float
    shuns: Strand | None
    session_hour: int | None


def a_life(number: int, rng: Random) -> Life:
    hours = rng.choices([(8,), (13,), (21,), (8, 21), (8, 13, 21)], [32, 26, 36, 4, 2])[0]
    own = tuple(own_prompt(n, f"Own question {n}?") for n in range(rng.choice([0, 0, 0, 1, 4])))
    return Life(
        Profile(LEVELS[number % 3], TENDENCIES[number // 3 % 4], own),
        ZONES[number % 4],
        hours,
        weekdays_only=len(hours) == 1 and rng.random() < 0.4,
        skips=rng.choice([0.0, 0.1, 0.5]) if number % 50 else 1.0,
        ignores=rng.choice([0.0, 0.2]),
        shuns=rng.choice([None, None, *Strand]),
        session_hour=rng.choice([None, rng.randrange(SESSION)]),
    )


@dataclass
class Witness:
    """Keeps every rule of the choice, in its own words."""

    profile: Profile
    last: dict[str, datetime] = field(default_factory=dict)
    prompt_skips: Counter[str] = field(default_factory=Counter)
    skips_running: dict[Strand | None, list[datetime]] = field(default_factory=dict)
    anger_alone_since: datetime | None = None
    fortnight: deque[tuple[datetime, Strand | None]] = field(default_factory=deque)
    most_in_a_fortnight: Counter[Strand | None] = field(default_factory=Counter)
    counts: Counter[Strand | None] = field(default_factory=Counter)

    def allows(self, prompt: Prompt, setting: Setting, now: datetime) -> bool:
        """The rules that never bend."""
        if prompt.strand in ABOUT_THERAPIST and not self._level_allows(prompt):
            return False
        if prompt.occasion is not Occasion.ANY and not holds(prompt.occasion, setting):
            return False
        if prompt.looks_back and 5 <= setting.now.hour < 11:
            return False
        if setting.rough_water and not (
            prompt.strand is Strand.ROUGH_WATER or (prompt.level is Level.GENTLE and prompt.strand is not None)
        ):
            return False
        waits = self.anger_alone_since is not None and now - self.anger_alone_since < 7 * DAY
        return not (prompt.strand is Strand.ANGER and waits)

    def _level_allows(self, prompt: Prompt) -> bool:
        if self.profile.therapist is TherapistLevel.GENTLE:
            return prompt.level is Level.GENTLE
        return self.profile.therapist is TherapistLevel.DIRECT

    def rested_for(self, prompt: Prompt, now: datetime) -> timedelta:
        asked = self.last.get(prompt.id)
        return now - asked if asked else timedelta.max

    def shunned(self, prompt: Prompt, now: datetime) -> bool:
        running = self.skips_running.get(prompt.strand, ())
        strand_rests = len(running) >= 3 and now - running[-1] < 14 * DAY
        return strand_rests or self.prompt_skips[prompt.id] >= 3

    def watch(self, prompt: Prompt, setting: Setting, now: datetime) -> None:
        assert self.allows(prompt, setting, now), (prompt, setting)
        rested, shunned = self.rested_for(prompt, now), self.shunned(prompt, now)
        if rested < 60 * DAY or shunned:
            self._had_no_better(rested, shunned, setting, now)

    def _had_no_better(self, rested: timedelta, shunned: bool, setting: Setting, now: datetime) -> None:
        everyone = (*LIBRARY.prompts, *self.profile.own)
        allowed = [prompt for prompt in everyone if self.allows(prompt, setting, now)]
        fresh = max(self.rested_for(prompt, now) for prompt in allowed if shunned or not self.shunned(prompt, now))
        assert rested >= 60 * DAY or fresh < 60 * DAY
        assert rested >= 30 * DAY or rested == fresh
        if shunned:
            assert all(self.shunned(p, now) or self.rested_for(p, now) < 30 * DAY for p in allowed)

    def record(self, prompt: Prompt, now: datetime, outcome: Outcome) -> None:
        self.last[prompt.id] = now
        if prompt.strand is Strand.ANGER:
            self.anger_alone_since = now
        elif prompt.strand in (Strand.WARM, Strand.REPAIR):
            self.anger_alone_since = None
        if outcome is Outcome.SKIPPED:
            self.prompt_skips[prompt.id] += 1
            self.skips_running.setdefault(prompt.strand, []).append(now)
        elif outcome is Outcome.ANSWERED:
            self.skips_running.pop(prompt.strand, None)
        self._count(prompt.strand, now)

    def _count(self, strand: Strand | None, now: datetime) -> None:
        self.fortnight.append((now, strand))
        self.counts[strand] += 1
        while self.fortnight[0][0] <= now - 14 * DAY:
            self.counts[self.fortnight.popleft()[1]] -= 1
        if self.counts[strand] > self.most_in_a_fortnight[strand]:
            self.most_in_a_fortnight[strand] = self.counts[strand]


def holds(occasion: Occasion, setting: Setting) -> bool:
    until, since, hour = setting.hours_until_session, setting.hours_since_session, setting.now.hour
    match occasion:
        case Occasion.MORNING:
            return 5 <= hour <= 10
        case Occasion.EVENING:
            return hour >= 18 or hour <= 3
        case Occasion.BEFORE_SESSION:
            return until is not None and until <= 24
        case Occasion.AFTER_SESSION:
            return since is not None and since <= 24
        case Occasion.AWAY:
            return setting.away
        case Occasion.QUIET_SPELL:
            return setting.quiet_spell
        case _:
            return setting.rough_water


def the_setting(life: Life, day: int, now: datetime, ignored: int, rng: Random) -> Setting:
    away = day in HOLIDAY
    since = until = None
    if life.session_hour is not None and not away:
        since = float((day * 24 + now.hour - life.session_hour) % SESSION)
        until = SESSION - since
    return Setting(now, since, until, away, rough_water=rng.random() < 0.04, quiet_spell=ignored >= 3)


def reply(life: Life, prompt: Prompt, rng: Random) -> Outcome:
    dice = rng.random()
    if dice < life.ignores:
        return Outcome.IGNORED
    shunned = prompt.strand is not None and prompt.strand is life.shuns
    return Outcome.SKIPPED if shunned or rng.random() < life.skips else Outcome.ANSWERED


def live(life: Life, rng: Random) -> tuple[Witness, Tally]:
    """One person's year: choose, watch, reply, remember."""
    witness, history, ignored, tally = Witness(life.profile), History(), 0, Tally()
    for day in range(365):
        midnight = datetime(2026, 1, 1, tzinfo=life.zone) + day * DAY
        if life.weekdays_only and midnight.weekday() >= 5:
            continue
        for hour in life.hours:
            local = midnight.replace(hour=hour)
            now = local.astimezone(UTC)
            setting = the_setting(life, day, local, ignored, rng)
            prompt = choose(LIBRARY, history, life.profile, setting, rng)
            witness.watch(prompt, setting, now)
            outcome = reply(life, prompt, rng)
            witness.record(prompt, now, outcome)
            history.add(Asked(prompt.id, prompt.strand, now, outcome))
            ignored = ignored + 1 if outcome is Outcome.IGNORED else 0
            near = setting.hours_since_session is not None and not 24 < setting.hours_since_session < SESSION - 24
            tally[near, prompt.strand] += 1
    return witness, tally


@pytest.mark.parametrize("shard", range(SHARDS))
def test_every_rule_is_kept_through_a_year_of_a_thousand_people(shard: int) -> None:
    size = PEOPLE // SHARDS
    for number in range(shard * size, (shard + 1) * size):
        rng = Random(number)
        life = a_life(number, rng)
        witness, _ = live(life, rng)
        if life.skips < 0.5 and life.shuns is None:
            due = 14 * len(life.hours) / STRANDS_AT[life.profile.therapist]
            assert max(witness.most_in_a_fortnight.values()) <= 2 + 2 * due, "strands are balanced over two weeks"


def steady_years(profile: Profile) -> Tally:
    """The same thirty people with sessions and this profile, so that what differs comes from the profile."""
    tally = Tally()
    for number in range(30):
        life = Life(profile, ZONES[0], (21,), False, skips=0.1, ignores=0.1, shuns=None, session_hour=5 * number)
        tally += live(life, Random(number))[1]
    return tally


def part(tally: Tally, strands: set[Strand], *, near: bool | None = None) -> float:
    """The part of what was asked that was about these strands, near to sessions, far from them, or both."""
    asked = {key: times for key, times in tally.items() if near is None or key[0] is near}
    return sum(times for (_, strand), times in asked.items() if strand in strands) / sum(asked.values())


def test_therapist_strands_follow_the_level_and_the_session() -> None:
    off, gentle, direct = (steady_years(Profile(level)) for level in LEVELS)
    assert part(off, ABOUT_THERAPIST) == 0.0
    for tally in (gentle, direct):
        assert part(tally, ABOUT_THERAPIST, near=True) > 1.5 * part(tally, ABOUT_THERAPIST, near=False)
    assert part(direct, ABOUT_THERAPIST) > part(gentle, ABOUT_THERAPIST) + 0.03


def test_who_goes_quiet_is_asked_inward_and_who_reaches_out_is_slowed_down() -> None:
    quiet, reach_out, depends = (steady_years(Profile(hurt=tendency)) for tendency in HurtTendency)
    assert part(quiet, INWARD) - 0.01 > part(depends, INWARD) > part(reach_out, INWARD) + 0.01
    assert part(quiet, SLOWING) + 0.01 < part(depends, SLOWING) < part(reach_out, SLOWING) - 0.01
