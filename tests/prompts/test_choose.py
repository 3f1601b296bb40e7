from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from prompts import (
    Asked,
    History,
    Level,
    Library,
    NothingToAskError,
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

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
DAY = timedelta(days=1)
DIRECT = Profile(TherapistLevel.DIRECT)


def a_prompt(slug: str, strand: Strand = Strand.NAMING, **more: object) -> Prompt:
    return Prompt(id=f"{strand}.{slug}", text=f"{slug}?", strand=strand, **more)


def asked(prompt: Prompt, days_ago: float, outcome: Outcome = Outcome.ANSWERED) -> Asked:
    return Asked(prompt.id, prompt.strand, NOON - days_ago * DAY, outcome)


def chosen(library: Library, history: History, profile: Profile = DIRECT, setting: Setting | None = None) -> set[str]:
    """The ids of everything that may be chosen here, found by asking with many different chances."""
    return {choose(library, history, profile, setting or Setting(NOON), Random(n)).id for n in range(60)}


def test_the_same_chance_gives_the_same_prompt() -> None:
    library = load("en")
    one, other = (choose(library, History(), DIRECT, Setting(NOON), Random(7)) for _ in range(2))
    assert one == other


def test_a_prompt_rests_sixty_days_while_another_is_there() -> None:
    early, other = a_prompt("early"), a_prompt("other")
    library = Library("en", [early, other])
    assert chosen(library, History([asked(early, 59.9)])) == {other.id}
    assert chosen(library, History([asked(early, 60)])) == {early.id, other.id}


def test_sixty_days_are_counted_in_hours_not_by_the_wall_clock() -> None:
    early, other = a_prompt("early"), a_prompt("other")
    berlin = Setting(datetime(2026, 4, 20, 12, tzinfo=ZoneInfo("Europe/Berlin")))
    almost = Asked(
        early.id, early.strand, berlin.now.astimezone(UTC) - 60 * DAY + timedelta(minutes=30), Outcome.ANSWERED
    )
    assert chosen(Library("en", [early, other]), History([almost]), setting=berlin) == {other.id}


def test_when_all_were_asked_lately_thirty_days_do() -> None:
    early, later = a_prompt("early"), a_prompt("later")
    history = History([asked(early, 31), asked(later, 29)])
    assert chosen(Library("en", [early, later]), history) == {early.id}


def test_an_exhausted_library_gives_the_longest_rested() -> None:
    prompts = [a_prompt(f"p{n}") for n in range(5)]
    history = History(asked(prompt, 9 - n) for n, prompt in enumerate(prompts))
    assert chosen(Library("en", prompts), history) == {prompts[0].id}


def test_the_strand_asked_least_comes_next() -> None:
    library = Library("en", [a_prompt(f"p{n}", strand) for n in range(9) for strand in (Strand.NAMING, Strand.SHELVES)])
    history = History(asked(library.get(f"naming.p{n}"), 3 - n) for n in range(2))
    assert {prompt_id.split(".")[0] for prompt_id in chosen(library, history)} == {"shelves"}


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (TherapistLevel.OFF, {"naming.n"}),
        (TherapistLevel.GENTLE, {"naming.n", "anger.gentle"}),
        (TherapistLevel.DIRECT, {"naming.n", "anger.gentle", "anger.direct"}),
    ],
)
def test_the_level_decides_what_is_asked_about_the_therapist(level: TherapistLevel, expected: set[str]) -> None:
    library = Library(
        "en",
        [
            a_prompt("n"),
            a_prompt("gentle", Strand.ANGER),
            a_prompt("direct", Strand.ANGER, level=Level.DIRECT),
        ],
    )
    assert chosen(library, History(), Profile(level)) == expected


def test_anger_waits_a_week_for_a_warm_or_repair_prompt() -> None:
    before, anger, other = a_prompt("a", Strand.ANGER), a_prompt("b", Strand.ANGER), a_prompt("n")
    library = Library("en", [before, anger, other])
    others = [asked(a_prompt(f"n{n}"), 13) for n in range(4)]
    assert chosen(library, History([*others, asked(before, 6.9)])) == {other.id}
    assert chosen(library, History([*others, asked(before, 7)])) == {anger.id}
    for soothing in (Strand.WARM, Strand.REPAIR):
        between = asked(a_prompt("w", soothing), 5)
        assert chosen(library, History([*others, asked(before, 6), between])) == {anger.id}


def test_a_strand_skipped_three_times_rests_two_weeks() -> None:
    skipped = [a_prompt(f"s{n}", Strand.BODY) for n in range(9)]
    library = Library("en", [*skipped, *(a_prompt(f"n{n}") for n in range(9))])

    def strands(days_ago: float, last: Outcome) -> set[str]:
        outcomes = (Outcome.SKIPPED, Outcome.SKIPPED, last)
        rows = [asked(skipped[n], days_ago + 2 - n, outcome) for n, outcome in enumerate(outcomes)]
        return {prompt_id.split(".")[0] for prompt_id in chosen(library, History(rows))}

    assert strands(13.9, Outcome.SKIPPED) == {"naming"}
    assert "body" in strands(14.1, Outcome.SKIPPED)
    assert "body" in strands(14.1, Outcome.ANSWERED)


def test_a_prompt_skipped_three_times_rests_while_anything_else_is_there() -> None:
    tired, other = a_prompt("tired"), a_prompt("other")
    rows = [asked(tired, days, outcome) for days in (260, 190, 130) for outcome in [Outcome.SKIPPED]]
    assert chosen(Library("en", [tired, other]), History(rows)) == {other.id}


def test_who_skips_everything_is_still_asked_something() -> None:
    prompts = [a_prompt(f"p{n}") for n in range(4)]
    history = History(asked(prompt, 5 - n, Outcome.SKIPPED) for n, prompt in enumerate(prompts[:3]))
    assert chosen(Library("en", prompts), history) == {prompts[3].id}


@pytest.mark.parametrize(
    ("occasion", "setting"),
    [
        (Occasion.MORNING, Setting(NOON.replace(hour=5))),
        (Occasion.EVENING, Setting(NOON.replace(hour=23))),
        (Occasion.EVENING, Setting(NOON.replace(hour=3))),
        (Occasion.BEFORE_SESSION, Setting(NOON, 144, 24)),
        (Occasion.AFTER_SESSION, Setting(NOON, 0.5, 167)),
        (Occasion.AWAY, Setting(NOON, away=True)),
        (Occasion.QUIET_SPELL, Setting(NOON, quiet_spell=True)),
        (Occasion.ROUGH_WATER, Setting(NOON, rough_water=True)),
    ],
)
def test_a_bound_prompt_comes_on_its_occasion_only(occasion: Occasion, setting: Setting) -> None:
    bound, always = a_prompt("bound", occasion=occasion), a_prompt("always")
    library = Library("en", [bound, always])
    assert chosen(library, History(), setting=setting) == {bound.id, always.id}
    assert chosen(library, History(), setting=Setting(NOON, 60, 108)) == {always.id}


def test_a_question_about_the_day_is_not_asked_in_the_morning() -> None:
    library = Library("en", [a_prompt("day", looks_back=True), a_prompt("now")])
    assert chosen(library, History(), setting=Setting(NOON.replace(hour=8))) == {"naming.now"}
    assert chosen(library, History()) == {"naming.day", "naming.now"}


def test_rough_water_is_met_gently_and_own_prompts_wait() -> None:
    library = Library(
        "en",
        [
            a_prompt("direct", level=Level.DIRECT),
            a_prompt("gentle"),
            a_prompt("plain", Strand.ROUGH_WATER, level=Level.DIRECT),
        ],
    )
    profile = Profile(own=(own_prompt(1, "Did I call her?"),))
    assert chosen(library, History(), profile, Setting(NOON, rough_water=True)) == {
        "naming.gentle",
        "rough_water.plain",
    }


def test_what_a_person_wrote_takes_part() -> None:
    profile = Profile(own=(own_prompt(1, "Did I call her?"),))
    assert chosen(Library("en", [a_prompt("n")]), History(), profile) == {"own.1", "naming.n"}


def test_repair_comes_first_after_something_landed_badly() -> None:
    library = load("en")
    strands = [
        choose(library, History(), DIRECT, Setting(NOON, landed_badly=badly), Random(n)).strand
        for badly in (False, True)
        for n in range(200)
    ]
    assert strands[200:].count(Strand.REPAIR) > 2 * strands[:200].count(Strand.REPAIR)


def test_nothing_to_ask_is_said_plainly() -> None:
    library = Library("en", [a_prompt("a", Strand.ANGER)])
    with pytest.raises(NothingToAskError, match="level off"):
        choose(library, History(), Profile(TherapistLevel.OFF), Setting(NOON), Random(0))
