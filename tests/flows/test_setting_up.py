"""The way in: four questions, each of which can be left for later, and the door before them."""

from datetime import time

from coach.app import invite
from coach.model import Appointment, FixedTimes, Surprise
from tests.flows.conftest import Begin
from tests.flows.journey import SAY, Journey


async def test_four_taps_and_it_is_done(journey: Journey) -> None:
    ann = journey.person()
    await ann.say("/start", SAY("welcome"))
    await ann.tap(SAY("button-begin"), SAY("ask-zone"))
    await ann.tap("London", SAY("ask-times"))
    await ann.tap("08:00 and 20:00", SAY("ask-day"))
    done = await ann.tap(SAY("button-no-session"), SAY("set-up"))
    assert "London" in done.text
    assert done.buttons == ()
    known = await ann.known()
    assert known is not None
    assert known.person.zone == "Europe/London"
    assert known.person.schedule == FixedTimes(times=(time(8), time(20)))


async def test_the_chat_does_not_fill_with_keyboards(journey: Journey) -> None:
    ann = journey.person()
    await ann.say("/start", SAY("welcome"))
    await ann.tap(SAY("button-begin"), SAY("ask-zone"))
    for label, sees in (("Dublin", "ask-times"), ("20:00", "ask-day"), (SAY("button-no-session"), "set-up")):
        await ann.tap(label, SAY(sees))
    await journey.settled()
    welcome, done = [line for line in ann.user.screen() if not line.mine]
    assert welcome.buttons == done.buttons == ()


async def test_every_step_can_be_left_for_later(journey: Journey) -> None:
    ann = journey.person()
    await ann.say("/start", SAY("welcome"))
    await ann.tap(SAY("button-begin"), SAY("ask-zone"))
    await ann.tap(SAY("button-later"), SAY("ask-times"))
    await ann.tap(SAY("button-later"), SAY("ask-day"))
    await ann.tap(SAY("button-later"), SAY("set-up"))
    assert await ann.planned() is None


async def test_a_shared_location_sets_the_zone_and_is_not_kept(journey: Journey) -> None:
    ann = journey.person()
    await ann.say("/start", SAY("welcome"))
    await ann.tap(SAY("button-begin"), SAY("ask-zone"))
    await ann.user.sends_location(35.68, 139.69)
    await ann.sees(SAY("ask-times"))
    known = await ann.known()
    assert known is not None
    assert known.person.zone == "Asia/Tokyo"


async def test_times_and_session_can_be_typed(journey: Journey) -> None:
    ann = journey.person()
    await ann.say("/start", SAY("welcome"))
    await ann.tap(SAY("button-begin"), SAY("ask-zone"))
    await ann.say("Lisbon", SAY("ask-times"))
    await ann.tap(SAY("button-own-times"), SAY("ask-own-times"))
    await ann.say("whenever", SAY("times-unknown"))
    await ann.say("7:30, 13:00, 9pm", SAY("ask-day"))
    await ann.say("Tuesday 17:15", SAY("set-up"))
    known = await ann.known()
    assert known is not None
    assert known.person.schedule == FixedTimes(times=(time(7, 30), time(13), time(21)))
    assert known.person.appointment == Appointment(weekday=1, at=time(17, 15))


async def test_surprise_me_asks_for_hours_and_a_number(journey: Journey) -> None:
    ann = journey.person()
    await ann.say("/start", SAY("welcome"))
    await ann.tap(SAY("button-begin"), SAY("ask-zone"))
    await ann.say("Lisbon", SAY("ask-times"))
    await ann.tap(SAY("button-surprise"), SAY("ask-hours"))
    await ann.say("10 to 22", "How many times a day")
    await ann.tap("3", SAY("ask-day"))
    await ann.tap(SAY("button-no-session"), SAY("set-up"))
    known = await ann.known()
    assert known is not None
    assert known.person.schedule == Surprise(count=3, start=time(10), end=time(22))


async def test_before_the_yes_nothing_is_kept(journey: Journey) -> None:
    ann = journey.person()
    await ann.say("he looked at the clock", SAY("welcome"))
    await ann.say("he looked at the clock again", SAY("welcome-first"))
    assert await ann.moments() == []


async def test_an_invitation_lets_one_person_in_once(begin: Begin) -> None:
    journey = await begin(access="invite")
    ann, ben = journey.person("Ann"), journey.person("Ben")
    await ann.say("hello", SAY("not-invited"))
    assert await ann.known() is None
    code = await invite(journey.app.storage, journey.clock.now())
    await ann.say(f"/start {code}", SAY("welcome"))
    await ben.say(f"/start {code}", SAY("invitation-used"))
    assert await ben.known() is None
    await ann.say("/help", SAY("help"))


async def test_those_who_are_listed_come_in_and_others_do_not(begin: Begin) -> None:
    journey = await begin(access="77")
    await journey.person("Ben").say("/start", SAY("not-invited"))
    listed = journey.phone.user("Ann", user_id=77)
    await listed.says("/start")
    await listed.sees(SAY("welcome"))


async def test_a_group_gets_one_line_to_a_command_and_nothing_is_kept(journey: Journey) -> None:
    ann = journey.person()
    group = journey.phone.group("Friends")
    await ann.user.says("he looked at the clock", group)
    await ann.user.says("/start@phone_test_bot", group)
    await journey.phone.until(lambda: len(group.messages) == 3)
    await journey.settled()
    assert [one.body["text"] for one in group.messages.values()][-1] == SAY("only-private")
    assert len(group.messages) == 3
    assert await ann.known() is None
