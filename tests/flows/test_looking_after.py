"""Settings, pauses, help, a copy of everything, and the end of everything."""

import io
import json
import zipfile
from datetime import time, timedelta

import pytest

from coach.model import Appointment, DeliveryKind, FixedTimes
from coach.storage import updates
from prompts import TherapistLevel
from tests.flows.journey import SAY, Journey, Person


async def test_every_setting_can_be_changed_by_taps(ann: Person) -> None:
    async def door(button: str, sees: str) -> None:
        await ann.say("/settings", SAY("settings-head"))
        await ann.tap(SAY(button), SAY(sees))

    await door("button-times", "ask-times")
    await ann.tap("12:30", "12:30")
    await door("button-level", "ask-level")
    await ann.tap(SAY("button-level-direct"), SAY("level-set-direct"))
    await ann.say("/settings", SAY("settings-head"))
    await ann.tap(SAY("button-session"), SAY("sessions-next", count=2))
    await ann.tap(SAY("button-session-change"), SAY("ask-day"))
    await ann.tap("Friday", SAY("ask-hour", day="Friday"))
    await ann.tap("10:00", SAY("session-on", day="Friday", time="10:00"))
    await door("button-zone", "ask-zone")
    await ann.say("Tokyo", "Tokyo")
    known = await ann.known()
    assert known is not None
    person = known.person
    assert person.schedule == FixedTimes(times=(time(12, 30),))
    assert person.appointment == Appointment(weekday=4, at=time(10))
    assert (person.zone, person.profile.therapist_level) == ("Asia/Tokyo", TherapistLevel.DIRECT)
    due, _ = await ann.at_next()
    assert due.time() == time(12, 30)


async def test_settings_can_be_closed_and_change_nothing(ann: Person) -> None:
    before = await ann.known()
    await ann.say("/settings", SAY("settings-head"))
    closed = await ann.tap(SAY("button-close"), SAY("settings-head"))
    after = await ann.known()
    assert closed.buttons == ()
    assert before is not None
    assert after is not None
    assert after.person == before.person


async def test_settings_work_in_words_too(ann: Person) -> None:
    await ann.say("/time 7:30pm", "19:30")
    await ann.say("/timezone New York", "New York")
    await ann.say("/session Monday 9:15", SAY("session-on", day="Monday", time="09:15"))
    await ann.say("/session none", SAY("session-none"))
    assert (await ann.at_next())[0].time() == time(19, 30)


async def test_a_pause_keeps_quiet_and_ends_by_itself(ann: Person) -> None:
    await ann.say("/pause 3 days", "until")
    due = await ann.planned()
    assert due is not None
    assert due.due_at - ann.journey.clock.now() > timedelta(days=2)
    await ann.say("so lonely", SAY("ask-nearest"))


async def test_a_pause_without_an_end_lasts_until_resume(ann: Person) -> None:
    await ann.say("/pause", SAY("ask-pause"))
    await ann.tap(SAY("button-pause-open"), SAY("paused"))
    assert await ann.planned() is None
    assert await ann.planned(DeliveryKind.WEEK) is None
    await ann.say("/resume", "I am back")
    assert (await ann.at_next())[0].time() in (time(8), time(20))


async def test_start_again_leaves_everything_as_it_was(ann: Person) -> None:
    await ann.say("/start", SAY("welcome-back"))
    assert await ann.planned() is not None


async def test_privacy_and_help_are_always_there(ann: Person) -> None:
    await ann.say("/privacy", SAY("privacy"))
    await ann.say("/help", SAY("help"))
    await ann.say("so lonely", SAY("ask-nearest"))
    await ann.say("/help", SAY("help"))
    await ann.say("lonely", "How strong")


@pytest.mark.parametrize(
    ("zone", "number"),
    [
        ("Europe/Berlin", "112"),
        ("America/New_York", "988"),
        ("Europe/London", "116 123"),
        ("Australia/Sydney", "13 11 14"),
    ],
)
async def test_help_now_knows_the_lines_of_the_place(ann: Person, zone: str, number: str) -> None:
    await ann.say(f"/timezone {zone}", zone.partition("/")[2].replace("_", " "))
    assert number in (await ann.say("/help_now", SAY("help-now").strip())).text


async def test_help_now_is_there_before_anything_was_answered(journey: Journey) -> None:
    ann = journey.person()
    await ann.say("/start", SAY("welcome"))
    await ann.say("/help_now", SAY("help-now").strip())


async def test_the_export_holds_everything_and_can_be_read(ann: Person) -> None:
    await ann.at_next()
    offer = await ann.say("furious <b>he</b> looked away 🙁", SAY("ask-nearest"))
    await ann.tap(offer.buttons[0][0], "How strong")
    await ann.tap("4", "4 of 5")
    line = await ann.say("/export", SAY("export-caption"))
    assert line.media is not None
    handed_over = io.BytesIO(ann.journey.phone.world.files[line.media["file_id"]].content)
    with zipfile.ZipFile(handed_over) as archive:
        told = json.loads(archive.read("export.json"))
    (moment,) = told["moments"]
    assert moment["text"][0]["text"] == "furious <b>he</b> looked away 🙁"
    assert moment["strength"] == 4
    assert told["prompts"][0]["prompt_id"] == moment["prompt_id"]
    assert told["person"]["zone"] == "Europe/Berlin"


async def test_forget_takes_one_confirmation_and_leaves_nothing(ann: Person) -> None:
    await ann.say("so lonely", SAY("ask-nearest"))
    await ann.say("/forget", SAY("ask-forget"))
    await ann.tap(SAY("button-keep"), SAY("stayed"))
    assert len(await ann.moments()) == 1
    await ann.say("/forget", SAY("ask-forget"))
    await ann.tap(SAY("button-forget"), SAY("forgotten"))
    assert await ann.known() is None
    await ann.say("hello", SAY("welcome"))


async def test_what_was_set_aside_goes_with_its_person(ann: Person) -> None:
    private = {"id": ann.user.id, "type": "private", "first_name": "Ann"}
    ann.journey.phone.inject({"message": {"message_id": 1, "chat": private, "text": "half a message"}})
    await ann.sees(SAY("something-broke"))
    async with ann.journey.app.storage.transaction() as tx:
        assert await updates.quarantined(tx) == 1
    await ann.say("/forget", SAY("ask-forget"))
    await ann.tap(SAY("button-forget"), SAY("forgotten"))
    async with ann.journey.app.storage.transaction() as tx:
        assert await updates.quarantined(tx) == 0


async def test_who_blocked_the_bot_gets_nothing_and_is_asked_again_on_return(ann: Person) -> None:
    await ann.user.blocks()
    await ann.journey.settled()
    assert await ann.planned() is None
    calls = len(ann.journey.phone.calls)
    ann.journey.go_to(ann.journey.clock.now() + timedelta(days=2))
    await ann.journey.settled()
    assert [call.method for call in ann.journey.phone.calls[calls:] if call.method != "getUpdates"] == []
    await ann.user.unblocks()
    await ann.journey.settled()
    assert await ann.planned() is not None
    await ann.at_next()


async def test_who_comes_back_by_writing_is_here_again(ann: Person) -> None:
    await ann.user.blocks()
    await ann.journey.settled()
    await ann.say("so lonely", SAY("ask-nearest"))
    assert await ann.planned() is not None
    assert len(await ann.moments()) == 1
