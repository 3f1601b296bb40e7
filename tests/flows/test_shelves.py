"""What becomes of each line, a label of one's own, and the longer view, as a person meets them."""

from coach.model import DeliveryKind, Share
from tests.flows.journey import SAY, Person

THOUGHT = "furious that he looked at the clock"


async def _told(ann: Person, text: str) -> None:
    offer = await ann.say(text, SAY("ask-nearest"))
    await ann.tap(offer.buttons[0][0], "How strong")
    await ann.tap("4", "4 of 5")


async def test_a_line_is_kept_private_under_the_week(ann: Person) -> None:
    await _told(ann, THOUGHT)
    await ann.say("/week", "Your week so far")
    await ann.tap(SAY("button-lines"), "Line 1 of 1")
    await ann.tap(SAY("button-share-private"), SAY("shared-private"))
    (moment,) = await ann.moments()
    assert moment.share is Share.PRIVATE
    await ann.say("/week", r"\(private\)")
    await ann.tap(SAY("button-lines"), SAY("share-private"))


async def test_the_week_that_comes_by_itself_can_be_decided_about_too(ann: Person) -> None:
    await _told(ann, THOUGHT)
    await ann.tap(SAY("button-that-is-all"), "4 of 5")
    _, week = await ann.at_next(DeliveryKind.WEEK)
    assert THOUGHT in week.text
    await ann.tap(SAY("button-lines"), "Line 1 of 1")
    await ann.tap(SAY("button-share-not-yet"), SAY("shared-not-yet"))
    (moment,) = await ann.moments()
    assert moment.share is Share.NOT_YET
    _, following = await ann.at_next(DeliveryKind.WEEK)
    assert SAY("week-open-not-yet") in following.text


async def test_what_is_brought_from_a_week_waits_and_a_sentence_of_the_list_opens_it(ann: Person) -> None:
    await _told(ann, THOUGHT)
    await ann.tap(SAY("button-that-is-all"), "4 of 5")
    await ann.say("/say you rang", SAY("ask-say-felt"))
    await ann.tap(SAY("button-that-is-all"), SAY("say-whole"))
    week = await ann.say("/week", "Your week so far")
    assert "“When you rang”" in week.text
    await ann.tap(SAY("button-lines"), "Line 1 of 2")
    await ann.tap(SAY("button-next-line"), THOUGHT)
    await ann.tap(SAY("button-share-bring"), "Now: 2 to bring")
    await ann.say("/unsaid", THOUGHT)


async def test_a_moment_is_filed_and_the_week_tells_the_exception(ann: Person) -> None:
    await ann.say("/shelves", SAY("shelves-none"))
    await ann.tap(SAY("button-shelf-make"), SAY("ask-shelf"))
    await ann.say("Relationships hurt me", "fits 0")
    await ann.tap(SAY("button-close"), SAY("shelves-closed"))
    await _told(ann, THOUGHT)
    await ann.tap(SAY("button-file"), SAY("ask-file"))
    await ann.tap("Relationships hurt me", "does this fit")
    await ann.tap(SAY("button-fits-not"), "does not fit")
    await ann.tap(SAY("button-that-is-all"), "4 of 5")
    await ann.say("/shelves", "fits 0, does not fit 1")
    await ann.say("/week", "The one that does not fit: ")


async def test_a_month_and_a_year_are_told(ann: Person) -> None:
    await _told(ann, THOUGHT)
    await ann.say("/month", "Your last four weeks")
    await ann.say("/year", "Your last twelve months")
