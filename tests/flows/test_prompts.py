"""Prompts at the person's own times, day after day and through clock changes, and the ways to meet one."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from coach.feelings import Whom
from coach.model import DeliveryKind, Did
from tests.flows.conftest import Begin
from tests.flows.journey import SAY, Journey, Person
from tests.flows.waiting import eventually

DAYS = 3
ALWAYS = "Is there a word that fits closer"


async def _times(person: Person, count: int) -> list[datetime]:
    return [(await person.at_next())[0] for _ in range(count)]


async def test_prompts_come_at_the_chosen_local_times_each_day(ann: Person) -> None:
    times = await _times(ann, 2 * DAYS)
    assert {at.time() for at in times} == {time(8), time(20)}
    assert len(set(times)) == 2 * DAYS
    assert times[-1] - times[0] < timedelta(days=DAYS)


async def test_local_time_stays_when_the_clocks_go_back(begin: Begin) -> None:
    await _through_a_change(await begin(datetime(2026, 10, 24, 9, 0, tzinfo=UTC)), date(2026, 10, 25))


async def test_local_time_stays_when_the_clocks_go_forward(begin: Begin) -> None:
    await _through_a_change(await begin(datetime(2027, 3, 27, 9, 0, tzinfo=UTC)), date(2027, 3, 28))


async def _through_a_change(journey: Journey, day: date) -> None:
    """Of the evening before, the day itself and the day after: each promised time once, 02:30 on the day too."""
    ann = journey.person()
    await ann.set_up()
    await ann.say("/time 2:30, 8:00, 20:00", "Berlin")
    met = await _times(ann, 7)
    promised = [(at.date(), at.time()) for at in met]
    before, after = day - timedelta(days=1), day + timedelta(days=1)
    # In spring 02:30 does not exist and comes as much later as was skipped.
    at_night = time(3, 30) if day.month == 3 else time(2, 30)
    expected = [(before, time(20)), (day, at_night), (day, time(8)), (day, time(20))]
    assert promised == [*expected, *((after, at) for at in (time(2, 30), time(8), time(20)))]


async def test_surprises_come_within_the_hours_and_an_hour_apart(journey: Journey) -> None:
    ann = journey.person()
    await ann.set_up(session=SAY("button-no-session"))
    await ann.say("/time 10 to 22", "How many times a day")
    await ann.tap("3", "3 times a day")
    times = await _times(ann, 7)
    assert all(time(10) <= at.time() <= time(22) for at in times)
    assert all(later - earlier >= timedelta(hours=1) for earlier, later in pairwise(times))
    whole_days = [at.date() for at in times if times[0].date() < at.date() < times[-1].date()]
    assert all(whole_days.count(day) == 3 for day in whole_days)


async def test_a_prompt_is_answered_by_taps_alone(ann: Person) -> None:
    _, line = await ann.at_next()
    while "angry" not in line.data:
        line = await ann.tap(SAY("button-name-it"), "") if SAY("button-name-it") in line.data else line
    await ann.tap("angry", ALWAYS)
    await ann.tap("angry is right", "How strong")
    mirror = await ann.tap("4", "Angry, 4 of 5")
    assert mirror.text.startswith(line.text.partition("\n")[0])
    await ann.tap("because…", SAY("ask-because"))
    await ann.say("he looked at the clock", "“he looked at the clock”")
    await ann.tap("what I did with it", SAY("ask-did"))
    said = await ann.tap("kept it in", SAY("did-kept-in"))
    assert "because “he looked at the clock”" in said.text
    await ann.tap(SAY("button-that-is-all"), SAY("did-kept-in"))
    (moment,) = await ann.moments()
    assert (moment.strength, moment.did) == (4, Did.KEPT_IN)
    assert [part.text for part in moment.because] == ["he looked at the clock"]
    assert moment.delivery_id is not None


async def test_a_prompt_is_answered_by_a_sentence(ann: Person) -> None:
    await ann.at_next()
    offer = await ann.say("pissed that he looked at the clock", SAY("ask-nearest"))
    assert "“pissed that he looked at the clock”" in offer.text
    await ann.tap(offer.buttons[0][0], "How strong")
    await ann.say("3", "3 of 5")
    (moment,) = await ann.moments()
    assert moment.strength == 3
    assert [part.text for part in moment.text] == ["pissed that he looked at the clock"]
    assert moment.delivery_id is not None


async def test_a_prompt_can_be_skipped(ann: Person) -> None:
    await ann.at_next()
    skipped = await ann.tap(SAY("button-skip"), SAY("skipped"))
    assert skipped.buttons == ()
    assert await ann.moments() == []


async def test_a_prompt_is_put_off_by_two_taps_and_comes_again_once(ann: Person) -> None:
    _, line = await ann.at_next()
    await ann.tap(SAY("button-later"), SAY("ask-later"))
    gone = await ann.tap(SAY("button-later-15"), "It comes back at")
    assert gone.buttons == ()
    when, again = await ann.at_next()
    assert (when.hour, when.minute) in ((8, 15), (20, 15))
    assert (again.text, again.buttons) == (line.text, line.buttons)
    when, following = await ann.at_next()
    assert when.time() in (time(8), time(20))
    assert following.text != line.text


async def test_quiet_hours_hold_for_prompts_and_the_week(ann: Person) -> None:
    await ann.say("/quiet 19-9", "All your times are in your quiet hours")
    assert await ann.planned() is None
    await ann.say("/session Thursday 9:40", "Your session: Thursday, 09:40")
    when, week = await ann.at_next(DeliveryKind.WEEK)
    assert when.time() == time(9)
    assert "week" in week.text.lower()


async def test_not_sure_asks_the_body_first(ann: Person) -> None:
    await ann.say("/feel", SAY("ask-family"))
    await ann.tap(SAY("button-not-sure"), SAY("ask-pleasant"))
    await ann.tap("unpleasant", SAY("ask-body"))
    offer = await ann.tap("heavy", SAY("ask-nearest"))
    await ann.tap(offer.buttons[0][0], "How strong")
    await ann.tap(SAY("button-no-number"), offer.buttons[0][0].capitalize())
    (moment,) = await ann.moments()
    assert moment.strength is None
    assert moment.feelings[0].word == offer.buttons[0][0]


async def test_a_prompt_waits_while_an_answer_is_being_given(ann: Person) -> None:
    due = await ann.planned()
    assert due is not None
    ann.journey.clock.advance_to(due.due_at - timedelta(minutes=1))
    await ann.say("furious", SAY("ask-nearest"))
    ann.journey.go_to(due.due_at)
    await ann.journey.settled()
    assert ann.user.news() == []
    put_off = await ann.planned()
    assert put_off is not None
    assert put_off.slot == due.slot
    assert timedelta(minutes=5) < put_off.due_at - due.due_at < timedelta(minutes=11)


async def test_the_question_before_loses_its_buttons(ann: Person) -> None:
    await ann.at_next()
    await ann.at_next()
    asking = [line for line in ann.user.screen() if line.buttons]
    assert len(asking) == 1
    assert asking[0] == ann.user.screen()[-1]


async def test_what_was_missed_for_more_than_ninety_minutes_does_not_come(ann: Person) -> None:
    due = await ann.planned()
    assert due is not None
    await ann.journey.settled()
    ann.user.news()
    ann.journey.go_to(due.due_at + timedelta(minutes=91))

    async def following() -> bool:
        planned = await ann.planned()
        return planned is not None and planned.slot != due.slot

    await eventually(following)
    await ann.journey.settled()
    assert ann.user.news() == []


async def test_therapist_asks_about_the_two_of_you_at_once(ann: Person) -> None:
    ann.user.news()
    asked = await ann.say("/therapist", r"(?s).")
    await ann.say("that he forgot my birthday", "“that he forgot my birthday”")
    (moment,) = await ann.moments()
    assert Whom.THERAPIST in moment.whom
    assert asked.text.endswith(("?", "."))
