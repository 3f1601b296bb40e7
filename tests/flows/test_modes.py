"""Discreet mode and tidy mode as the phone shows them: what a lock screen tells, and what is left in the chat."""

from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

from coach.clock import ShiftedClock
from coach.model import DeliveryKind
from coach.phone import Fault, running_phone
from tests.flows.conftest import Begin
from tests.flows.journey import MONDAY, SAY, Journey, Person, running

COVER = SAY("covered")
SAID = "pissed that he looked at the clock"


def _lock_screen(person: Person, since: int) -> list[str]:
    """What a lock screen showed: new messages of the bot, and no edits."""
    notices = person.journey.phone.world.journal[since:]
    return [
        one.what.get("text") or one.what.get("caption") or "a picture"
        for one in notices
        if one.kind == "message" and one.what["from"]["is_bot"]
    ]


async def _swept(person: Person, **span: float) -> list[str]:
    """Time goes by, what is to go goes, and this is left."""
    journey = person.journey
    await journey.settled()
    journey.clock.advance_to(journey.clock.now() + timedelta(**span))
    await journey.app.sweeper.sweep()
    return [line.text for line in person.user.screen()]


async def _named(person: Person) -> None:
    """A thought, named and done."""
    offer = await person.say(SAID, SAY("ask-nearest"))
    await person.tap(offer.buttons[0][0], "How strong")
    await person.tap("3", "3 of 5")
    await person.tap(SAY("button-that-is-all"), "3 of 5")


async def test_a_lock_screen_tells_nothing_of_a_whole_week(ann: Person) -> None:
    await _named(ann)
    await ann.say("/discreet on", SAY("mode-set-discreet-on"))
    await ann.journey.settled()
    since = len(ann.journey.phone.world.journal)
    for kind in (DeliveryKind.PROMPT, DeliveryKind.PROMPT, DeliveryKind.WEEK, DeliveryKind.CHECK_IN):
        _, line = await ann.at_next(kind)
        assert line.buttons == ((SAY("button-uncover"), SAY("button-not-now")),)
    assert set(_lock_screen(ann, since)) == {COVER}
    assert len([line for line in ann.user.screen() if line.buttons]) == 1


async def test_a_tap_shows_the_week_in_place_and_its_picture_below(ann: Person) -> None:
    await _named(ann)
    await ann.say("/discreet on", SAY("mode-set-discreet-on"))
    await ann.at_next(DeliveryKind.WEEK)
    cover = ann.user.screen()[-1]
    week = await ann.tap(SAY("button-uncover"), "he looked at the clock")
    assert week.message_id == cover.message_id
    await ann.journey.phone.until(lambda: ann.user.screen()[-1].media)
    await ann.tap(SAY("button-lines"), SAY("lines-place", place=1, count=1))


async def test_a_prompt_is_opened_and_answered(ann: Person) -> None:
    await ann.say("/discreet on", SAY("mode-set-discreet-on"))
    await ann.at_next()
    await ann.tap(SAY("button-uncover"), "(?s).")
    await ann.say(SAID, SAY("ask-nearest"))
    (moment,) = await ann.moments()
    assert moment.delivery_id is not None


async def test_a_cover_that_was_replaced_is_gone_from_the_screen_or_kindly_answered(ann: Person) -> None:
    await ann.say("/discreet on", SAY("mode-set-discreet-on"))
    await ann.at_next()
    old = ann.user.screen()[-1]
    ann.journey.phone.fail("deleteMessages", Fault.BAD_GATEWAY)
    await ann.at_next()
    assert [line.text for line in ann.user.screen()].count(COVER) == 2
    await ann.user.presses(old.data[SAY("button-uncover")], old.message_id)
    await ann.journey.settled()
    assert ann.user.toasts[-1] == SAY("toast-closed")
    await ann.tap(SAY("button-uncover"), "(?s).")


async def test_an_exchange_goes_from_the_phone_and_stays_in_the_week(ann: Person) -> None:
    await ann.say("/tidy on", SAY("mode-set-tidy-on"))
    before = await _swept(ann, minutes=11)
    await _named(ann)
    assert len(ann.user.screen()) == len(before) + 2
    assert await _swept(ann, minutes=10) == before
    assert len(await ann.moments()) == 1
    week = await ann.say("/week", "he looked at the clock")
    assert week.text in [line.text for line in ann.user.screen()]


async def test_what_is_kept_nowhere_else_stays(ann: Person) -> None:
    await ann.say("/tidy on", SAY("mode-set-tidy-on"))
    before = await _swept(ann, minutes=11)
    await ann.user.sends_voice()
    await ann.sees(SAY("ask-voice"))
    await ann.user.sends_photo(caption="my room")
    await ann.user.forwards("hers")
    await ann.sees(SAY("forwarded"))
    await ann.say("/help_now", "In danger right now")
    await ann.say("/export", "(?s).")
    left = [line for line in ann.user.screen() if line.text in await _swept(ann, hours=3)]
    kinds = [line.media["kind"] if line.media else line.text[:10] for line in left[len(before) :]]
    assert kinds == ["voice", "photo", "hers", SAY("help-now")[:10], "document"]


async def test_two_days_later_only_what_stays_is_there(ann: Person) -> None:
    await ann.say("/tidy on", SAY("mode-set-tidy-on"))
    before = await _swept(ann, minutes=11)
    for _ in range(4):
        await ann.at_next()
        await ann.journey.app.sweeper.sweep()
    await ann.say("/pause", SAY("ask-pause"))
    await ann.tap(SAY("button-pause-open"), SAY("paused"))
    await _swept(ann, minutes=11)
    assert await _swept(ann, hours=47) == before


async def test_a_restart_forgets_nothing_of_either(tmp_path: Path) -> None:
    clock = ShiftedClock(MONDAY)
    async with AsyncExitStack() as stack:
        phone = await stack.enter_async_context(running_phone(now=clock.now))
        async with running(phone, tmp_path, clock) as app:
            ann = Journey(phone, clock, app).person()
            await ann.set_up()
            await ann.say("/discreet on", SAY("mode-set-discreet-on"))
            await ann.say("/tidy on", SAY("mode-set-tidy-on"))
            await _named(ann)
            await ann.at_next()
        async with running(phone, tmp_path, clock) as app:
            ann.journey.app = app
            left = await _swept(ann, minutes=0)
            assert left[-1] == COVER
            assert SAID not in left
            question = await ann.tap(SAY("button-uncover"), "(?s).")
            assert question.text != COVER


async def test_what_telegram_no_longer_removes_is_left_and_holds_up_nothing(begin: Begin) -> None:
    journey = await begin(MONDAY)
    ann = journey.person()
    await ann.set_up()
    await ann.say("/tidy on", SAY("mode-set-tidy-on"))
    await _named(ann)
    await ann.say("/pause", SAY("ask-pause"))
    await ann.tap(SAY("button-pause-open"), SAY("paused"))
    old = await _swept(ann, hours=49)
    assert SAID in old
    await ann.say("/help", "(?s).")
    assert await _swept(ann, minutes=10) == old
