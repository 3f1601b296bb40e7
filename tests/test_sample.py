"""The sample month, wherever and whenever somebody looks at it."""

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.feelings import Whom, word_named
from coach.model import Appointment, Did, Moment, Person, UnsaidState, words_of
from coach.reflection import WeekFacts, week_facts, week_words
from coach.sample import sample_month, sample_unsaid
from coach.sessions import week_window
from coach.texts import texts
from coach.zones import local
from prompts import load

DAY = timedelta(days=1)
LONDON = "Europe/London"
ZONES = (LONDON, "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe", "Pacific/Apia", "America/New_York", "UTC")
THURSDAYS = Appointment(weekday=3, at=time(16))
BEFORE_THE_SESSION = datetime(2026, 11, 26, 14, tzinfo=UTC)
CLOCKS_CHANGE = (
    (LONDON, datetime(2026, 10, 25, 12, tzinfo=UTC)),
    (LONDON, datetime(2027, 3, 28, 12, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 11, 1, 18, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 10, 4, 3, tzinfo=UTC)),
)

instants = st.integers(0, 4 * 366 * 1440).map(
    lambda minute: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minute)
)
wall_times = st.integers(0, 1439).map(lambda minute: time(minute // 60, minute % 60))
appointments = st.none() | st.builds(Appointment, weekday=st.integers(0, 6), at=wall_times)
anywhere = given(now=instants, zone=st.sampled_from(ZONES), appointment=appointments)


def of(zone: str, appointment: Appointment | None) -> Person:
    return Person(id=1, chat_id=7, zone=zone, appointment=appointment)


def week_of(now: datetime, zone: str, appointment: Appointment | None, back: int = 0) -> WeekFacts:
    start, end = week_window(of(zone, appointment), now, back)
    month = sample_month(now, zone, appointment)
    inside = [moment for moment in month if start <= moment.at < end]
    return week_facts(inside, [moment for moment in month if moment.at < start], (start, end), zone, now)


def spoken(facts: WeekFacts) -> str:
    return week_words(facts, texts("en"), "en")


def saying(moments: tuple[Moment, ...], words: str) -> Moment:
    (found,) = [moment for moment in moments if words in words_of(moment.text) + words_of(moment.because)]
    return found


@settings(max_examples=40, deadline=None)
@anywhere
def test_it_is_a_month_of_distinct_moments_in_order_all_before_now(
    now: datetime, zone: str, appointment: Appointment | None
) -> None:
    month = sample_month(now, zone, appointment)
    assert 55 <= len(month) <= 70
    assert len({moment.id for moment in month}) == len(month)
    assert all(a.at <= b.at for a, b in pairwise(month))
    assert now - 37 * DAY < month[0].at < now - 30 * DAY
    assert month[-1].at < now


@settings(max_examples=30, deadline=None)
@anywhere
def test_the_same_look_gives_the_same_month(now: datetime, zone: str, appointment: Appointment | None) -> None:
    assert sample_month(now, zone, appointment) == sample_month(now, zone, appointment)


def test_a_later_look_the_same_day_only_adds() -> None:
    noon, night = (datetime(2026, 11, 24, hour, tzinfo=UTC) for hour in (12, 23))
    earlier, later = sample_month(noon, LONDON, THURSDAYS), sample_month(night, LONDON, THURSDAYS)
    assert set(earlier) < set(later)
    assert all(moment.at >= noon for moment in set(later) - set(earlier))


@settings(max_examples=40, deadline=None)
@anywhere
def test_the_last_six_days_hold_at_least_nine_moments(
    now: datetime, zone: str, appointment: Appointment | None
) -> None:
    assert sum(moment.at > now - 6 * DAY for moment in sample_month(now, zone, appointment)) >= 9


@pytest.mark.parametrize("zone", ZONES)
def test_what_stands_at_a_wall_time_stands_between_six_and_eleven(zone: str) -> None:
    for days in range(0, 366, 13):
        for moment in sample_month(BEFORE_THE_SESSION + days * DAY, zone, THURSDAYS):
            assert moment.zone == zone
            assert time(6) <= local(zone, moment.at).time() <= time(23)


@pytest.mark.parametrize(("zone", "change"), CLOCKS_CHANGE)
def test_the_wall_times_stay_where_they_were_when_the_clocks_change(zone: str, change: datetime) -> None:
    times = set()
    for days in range(8, 20):
        sunday = saying(sample_month(change + days * DAY, zone, THURSDAYS), "good sunday")
        times.add((local(zone, sunday.at).strftime("%A"), local(zone, sunday.at).time()))
    assert times == {("Sunday", time(16, 24))}


@settings(max_examples=40, deadline=None)
@anywhere
def test_the_story_keeps_its_order(now: datetime, zone: str, appointment: Appointment | None) -> None:
    month = sample_month(now, zone, appointment)
    story = ("he looked at the clock", "lost it", "a book", "so quick")
    told = [saying(month, words).at for words in (*story[:2], "she only said ouch", "said it. the clock", *story[2:])]
    assert told == sorted(told)


@settings(max_examples=40, deadline=None)
@given(
    now=instants,
    zone=st.sampled_from(ZONES),
    appointment=st.builds(Appointment, weekday=st.integers(0, 6), at=wall_times),
)
def test_what_comes_from_the_last_session_comes_after_it(now: datetime, zone: str, appointment: Appointment) -> None:
    begins, _ = week_window(of(zone, appointment), now)
    ends = begins + timedelta(minutes=appointment.minutes)
    for moment in sample_month(now, zone, appointment):
        if any(words in words_of(moment.text + moment.because) for words in ("sat down", "chair now", "two weeks off")):
            assert moment.at > ends


def test_every_feeling_is_a_word_that_can_be_tapped_with_a_strength_from_one_to_five() -> None:
    for moment in sample_month(BEFORE_THE_SESSION, LONDON, THURSDAYS):
        assert moment.feelings
        assert moment.strength in range(1, 6)
        for named in moment.feelings:
            word = word_named(named.word)
            assert word is not None
            assert word.family is named.family


def test_it_has_what_a_month_in_therapy_has() -> None:
    month = sample_month(BEFORE_THE_SESSION, LONDON, THURSDAYS)
    toward = [moment for moment in month if moment.toward_therapist]
    assert {"angry", "sad", "afraid", "ashamed", "warm", "glad"} <= {n.family for m in toward for n in m.feelings}
    assert {moment.did for moment in month} == {None, *Did}
    assert {whom for moment in month for whom in moment.whom} >= {
        Whom.THERAPIST, Whom.PARTNER, Whom.PARENT, Whom.FRIEND, Whom.WORK, Whom.SELF
    }  # fmt: skip
    assert any(moment.because and moment.wanted for moment in toward)
    assert sum(moment.bring for moment in month) >= 4


def test_every_prompt_that_was_answered_is_in_the_library() -> None:
    asked = {prompt.id for prompt in load("en").prompts}
    answered = {m.prompt_id for m in sample_month(BEFORE_THE_SESSION, LONDON, THURSDAYS) if m.prompt_id}
    assert len(answered) > 10
    assert answered <= asked


@settings(max_examples=40, deadline=None)
@anywhere
def test_the_last_whole_week_reads_in_one_message_with_three_openings(
    now: datetime, zone: str, appointment: Appointment | None
) -> None:
    facts = week_of(now, zone, appointment, back=1)
    assert len(facts.told) >= 9
    assert len(facts.openings) == 3
    assert len(spoken(facts)) <= 1200


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("weekday", range(7))
def test_two_hours_before_a_session_the_week_has_three_openings_one_of_them_marked(zone: str, weekday: int) -> None:
    appointment = Appointment(weekday=weekday, at=time(16))
    _, session = week_window(of(zone, appointment), BEFORE_THE_SESSION)
    facts = week_of(session - timedelta(hours=2), zone, appointment)
    assert len(facts.told) >= 9
    assert [opening.kind for opening in facts.openings] == ["bring", "therapist", "kept_in"]
    assert len(spoken(facts)) <= 1200


@settings(max_examples=30, deadline=None)
@anywhere
def test_what_was_to_be_brought_is_on_the_list_once_and_one_of_it_was_said(
    now: datetime, zone: str, appointment: Appointment | None
) -> None:
    brought = {moment.id: moment for moment in sample_month(now, zone, appointment) if moment.bring}
    listed = sample_unsaid(now, zone, appointment)
    assert [item.moment_id for item in listed] == list(brought)
    assert all(item.words and item.at == brought[item.id].at for item in listed)
    (said,) = [item for item in listed if item.state is UnsaidState.SAID]
    assert said.said_at is not None
    assert said.at < said.said_at < now
