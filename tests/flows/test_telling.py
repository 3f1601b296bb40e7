"""What a person may write at any time, and what becomes of it: moments, the mirror, second thoughts, the rest."""

import asyncio

from coach.feelings import Family, Whom
from tests.flows.journey import SAY, Person

THOUGHT = "he looked at the clock while i was talking about mum"
WISH = "that he stays with me for one minute"


async def _mirrored(ann: Person, text: str = THOUGHT, strength: str = "4") -> None:
    await ann.say(text, SAY("ask-nearest" if text != THOUGHT else "ask-family"))
    await ann.tap("angry", "Is there a word that fits closer")
    await ann.tap("angry is right", "How strong")
    await ann.tap(strength, f"Angry, {strength} of 5")


async def test_a_sentence_is_named_mirrored_followed_up_and_brought(ann: Person) -> None:
    await _mirrored(ann)
    await ann.tap(SAY("button-wanted"), SAY("ask-wanted"))
    await ann.say(WISH, f"You wanted “{WISH}”")
    await ann.tap(SAY("button-them"), "toward your therapist")
    brought = await ann.tap(SAY("button-bring"), SAY("brought-on", day="Thursday"))
    assert f"Angry, 4 of 5, toward your therapist: “{THOUGHT}”. You wanted “{WISH}”." in brought.text
    (moment,) = await ann.moments()
    assert (moment.text[0].text, moment.wanted[0].text, moment.strength) == (THOUGHT, WISH, 4)
    assert moment.bring
    assert Whom.THERAPIST in moment.whom


async def test_no_more_than_two_questions_follow(ann: Person) -> None:
    await _mirrored(ann)
    await ann.tap(SAY("button-wanted"), SAY("ask-wanted"))
    await ann.say(WISH, WISH)
    await ann.tap(SAY("button-did"), SAY("ask-did"))
    last = await ann.tap("said it", SAY("did-said"))
    assert not {SAY("button-because"), SAY("button-wanted"), SAY("button-did")} & last.data.keys()


async def test_the_therapist_s_name_is_understood_once_it_is_known(ann: Person) -> None:
    await ann.say("/settings", SAY("settings-head"))
    await ann.tap(SAY("button-name"), SAY("ask-name"))
    await ann.say("Korvin", SAY("name-set", name="Korvin"))
    await ann.say("furious that korvin was late", SAY("ask-nearest"))
    (moment,) = await ann.moments()
    assert moment.whom == (Whom.THERAPIST,)


async def test_an_edited_message_changes_the_record_and_asks_nothing_again(ann: Person) -> None:
    message_id = await ann.user.says(THOUGHT)
    await ann.sees(SAY("ask-family"))
    await ann.journey.settled()
    lines = len(ann.user.screen())
    await ann.user.edits(message_id, "he looked at the door")
    await ann.journey.settled()
    assert len(ann.user.screen()) == lines
    assert [moment.text[0].text for moment in await ann.moments()] == ["he looked at the door"]
    await ann.tap("sad", "“he looked at the door”")


async def test_undo_takes_the_last_one_back_and_only_that(ann: Person) -> None:
    await _mirrored(ann)
    await ann.tap(SAY("button-that-is-all"), "Angry, 4 of 5")
    await ann.say("and so lonely", SAY("ask-nearest"))
    await ann.say("/undo", "“and so lonely”")
    assert [moment.text[0].text for moment in await ann.moments()] == [THOUGHT]
    await ann.say("/undo", THOUGHT)
    await ann.say("/undo", SAY("undo-nothing"))
    assert await ann.moments() == []


async def test_feel_opens_the_grid_without_a_prompt(ann: Person) -> None:
    await ann.say("/feel", SAY("ask-family"))
    words = await ann.tap("warm", "Is there a word that fits closer")
    await ann.tap(words.buttons[0][0], "How strong")
    await ann.tap("2", "2 of 5")
    (moment,) = await ann.moments()
    assert moment.feelings[0].family is Family.WARM


async def test_a_voice_note_is_kept_by_reference_and_asked_for_a_word(ann: Person) -> None:
    await ann.user.sends_voice()
    await ann.sees(SAY("ask-voice"))
    await ann.tap("sad", "Is there a word that fits closer")
    (moment,) = await ann.moments()
    assert moment.voice
    assert moment.text == ()


async def test_a_word_can_be_typed_instead_of_tapped(ann: Person) -> None:
    await ann.say(THOUGHT, SAY("ask-family"))
    await ann.say("furious", "Furious. How strong")
    await ann.say("5", "Furious, 5 of 5")


async def test_everything_that_is_no_word_gets_a_kind_line(ann: Person) -> None:
    ways = {
        "other-sticker": ann.user.sends_sticker,
        "other-picture": ann.user.sends_photo,
        "other-poll": ann.user.sends_poll,
        "other-contact": ann.user.sends_contact,
    }
    for key, send in ways.items():
        await send()  # type: ignore[operator]  # each can be called without anything
        await ann.sees(SAY(key))
    await ann.user.sends_video()
    await ann.sees(SAY("other-picture"))
    await ann.user.sends_document("notes.txt", b"hello")
    await ann.sees(SAY("other-file"))
    await ann.user.forwards("somebody else's words")
    await ann.sees(SAY("forwarded"))
    await ann.user.says_via_bot("a bot's words")
    await ann.sees(SAY("forwarded"))
    await ann.say("/dance", SAY("command-unknown"))
    assert await ann.moments() == []


async def test_a_caption_is_said_like_any_sentence(ann: Person) -> None:
    await ann.user.sends_photo(caption="so lonely in this room")
    await ann.sees("“so lonely in this room”")
    (moment,) = await ann.moments()
    assert moment.text[0].text == "so lonely in this room"


async def test_an_old_keyboard_says_so_and_goes(ann: Person) -> None:
    _, old = await ann.at_next()
    await ann.say("so lonely", SAY("ask-nearest"))
    await ann.journey.settled()
    before = await ann.moments()
    await ann.user.presses(old.data[SAY("button-skip")], old.message_id)
    await ann.journey.phone.until(lambda: ann.user.toasts)
    await ann.journey.settled()
    assert ann.user.toasts == [SAY("toast-closed")]
    assert await ann.moments() == before
    assert [line.message_id for line in ann.user.screen() if line.buttons] == [ann.user.screen()[-1].message_id]


async def test_a_double_tap_changes_nothing_the_second_time(ann: Person) -> None:
    asked = await ann.say("so lonely", SAY("ask-nearest"))
    label = asked.buttons[0][0]
    for _ in range(2):
        await ann.user.presses(asked.data[label], asked.message_id)
    strength = await ann.sees("How strong")
    await ann.journey.settled()
    assert all(press.answered for press in ann.journey.phone.world.presses.values())
    assert ann.user.screen()[-1].buttons == strength.buttons
    await ann.tap("3", "3 of 5")
    assert len(await ann.moments()) == 1


async def test_everybody_at_once_is_understood_each_for_themselves(ann: Person) -> None:
    others = [ann.journey.person(f"P{number}") for number in range(5)]
    await asyncio.gather(*(one.set_up() for one in others))
    await asyncio.gather(*(one.say(f"so lonely, {one.user.id}", SAY("ask-nearest")) for one in others))
    for one in others:
        assert [moment.text[0].text for moment in await one.moments()] == [f"so lonely, {one.user.id}"]
