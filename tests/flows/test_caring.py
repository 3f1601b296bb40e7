"""What asks for care, through the phone: answered at once, in no week and no list, with gentle prompts after."""

from datetime import UTC, datetime

import prompts
from coach.care import Care
from coach.model import DeliveryKind
from prompts import Strand
from tests.flows.conftest import Begin
from tests.flows.journey import SAY, Person

DARK = "i want to kill myself"
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
GENTLE = (Strand.NAMING, Strand.BODY, Strand.SECURE_BASE)


async def test_it_is_answered_with_the_lines_of_the_country_and_is_in_nothing_that_is_told(ann: Person) -> None:
    answer = await ann.say(DARK, "I won't ask you to name that")
    assert "112" in answer.text
    assert "TelefonSeelsorge" in answer.text
    (moment,) = await ann.moments()
    assert (moment.text[0].text, moment.care) == (DARK, Care.SELF_HARM)
    for command in ("/week", "/unsaid", "/month"):
        await ann.user.says(command)
        await ann.journey.settled()
    await ann.journey.settled()
    assert sum(DARK in line.text for line in ann.user.screen()) == 1


async def test_the_tap_puts_it_in_the_week(begin: Begin) -> None:
    ann = (await begin(MONDAY)).person()
    await ann.set_up()
    await ann.say(DARK, "I won't ask you to name that")
    await ann.tap(SAY("button-care-mine"), SAY("care-mine"))
    assert f"“{DARK}”" in (await ann.say("/week", "Your week so far")).text


async def test_the_prompts_of_that_day_and_the_next_are_gentle(begin: Begin) -> None:
    journey = await begin(MONDAY)
    ann = journey.person()
    await ann.set_up()
    await ann.say(DARK, "I won't ask you to name that")
    library = {prompt.text: prompt for prompt in prompts.load("en").prompts}
    for _ in range(3):
        _, line = await ann.at_next(DeliveryKind.PROMPT)
        assert library[line.text].strand in GENTLE


async def test_an_edit_that_turns_dark_is_answered(ann: Person) -> None:
    message = await ann.user.says("so angry at my boss")
    await ann.sees(SAY("ask-nearest"))
    await ann.user.edits(message, DARK)
    await ann.sees("I won't ask you to name that")
    (moment,) = await ann.moments()
    assert moment.care is Care.SELF_HARM
