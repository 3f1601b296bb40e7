"""From something noticed to a named feeling: family, word, strength.

A moment is kept from its first tap or word on, and kept again with every answer, so that stopping anywhere loses
nothing. What a person types while a moment looks for its name belongs to that moment.
"""

from datetime import timedelta
from itertools import islice

from coach.dialogue import moments, wording
from coach.dialogue.buttons import Choice, in_rows, numbered
from coach.dialogue.effects import Keep
from coach.dialogue.events import Command, Event, Tap, Text, Voice
from coach.dialogue.mirroring import mirror
from coach.dialogue.scene import Scene, Step, ask, end, refuse
from coach.dialogue.states import (
    Mirrored,
    Naming,
    PickingBody,
    PickingFamily,
    PickingStrength,
    PickingWord,
    State,
)
from coach.feelings import Family, Recognition, from_body, word_named, words
from coach.model import Moment, Named
from coach.quoting import one_line

GRID = (
    (Family.ANGRY, Family.SAD, Family.AFRAID),
    (Family.ASHAMED, None, Family.NUMB),
    (Family.WARM, Family.GLAD, Family.CALM),
)
WORDS_A_PAGE = 8
MOST_OWN_WORDS = 2
LONGEST_OWN_WORD = 32
SAME_BREATH = timedelta(minutes=30)
"""How long after the mirror a sentence still belongs to a moment that has no words yet."""
PARTS_FOLLOW = timedelta(minutes=1)
"""Within which the parts of a long thought arrive."""


# ── how a moment begins


def typed(state: State, event: Text, scene: Scene) -> Step:
    """A sentence out of the blue: kept, whatever was asked."""
    return look_for_words(state, event, scene, moments.new(scene, text=(moments.part(event),)))


def spoken(state: State, event: Voice, scene: Scene) -> Step:
    """A voice note is kept by reference, and asked for one word."""
    moment = moments.new(scene, voice=event.file_id)
    return pick_family(state, event, scene, moment, question="ask-voice")


def notice(state: State, event: Command, scene: Scene) -> Step:
    """``/feel``: the grid, without a prompt."""
    return pick_family(state, event, scene, moments.new(scene))


# ── towards a word


def look_for_words(state: State, event: Event, scene: Scene, moment: Moment) -> Step:
    """Keep what was typed, and offer back what was understood of it; nothing is guessed."""
    moment, recognition = moments.concerning(scene, moment)
    offered = _offers(scene, recognition, moment)
    head = wording.quote(moment.text)
    if not offered:
        return pick_family(state, event, scene, moment, head=head)
    return _offer(state, event, scene, moment, offered, head)


def _offers(scene: Scene, recognition: Recognition, moment: Moment) -> tuple[Named, ...]:
    """The words that were understood, and up to two near ones so that there is a choice."""
    found = [Named(word=feeling.word, family=feeling.family) for feeling in recognition.feelings[:4]]
    if len(found) in (1, 2):
        family = found[0].family
        there = {name.word for name in found if name.family == family}
        near = (word.word for word in words(family, moment.toward_therapist, scene.language) if word.word not in there)
        found += [Named(word=word, family=family) for word in islice(near, 3 - len(found))]
    return tuple(found)


def _offer(state: State, event: Event, scene: Scene, moment: Moment, offered: tuple[Named, ...], head: str) -> Step:
    choices = [Choice(name.word, "word", str(number)) for number, name in enumerate(offered)]
    rows = [
        *in_rows(choices, 2),
        [Choice(scene.say("button-another-word"), "another"), Choice(scene.say("button-not-sure"), "family", "unsure")],
        [Choice(scene.say("button-leave"), "leave")],
    ]
    ticket, effects = ask(state, event, scene, wording.under(head, scene.say("ask-nearest")), rows)
    return Step(PickingWord(ticket=ticket, moment=moment, head=head, offered=offered), (Keep(moment), *effects))


def another_word(state: PickingWord, event: Tap, scene: Scene) -> Step:
    return pick_family(state, event, scene, state.moment, head=state.head)


def pick_family(
    state: State, event: Event, scene: Scene, moment: Moment, head: str = "", question: str = "ask-family"
) -> Step:
    rows = [*grid(scene), [Choice(scene.say("button-leave"), "leave")]]
    ticket, effects = ask(state, event, scene, wording.under(head, scene.say(question)), rows)
    return Step(PickingFamily(ticket=ticket, moment=moment, head=head), (Keep(moment), *effects))


def family_tapped(state: Naming, event: Tap, scene: Scene) -> Step:
    if event.value == "unsure":
        return _ask_body(state, event, scene)
    if event.value not in tuple(Family):
        return refuse(state)  # type: ignore[arg-type]  # every Naming is a State
    return _word_page(state, event, scene, Family(event.value), page=0)


def _word_page(state: Naming, event: Event, scene: Scene, family: Family, page: int) -> Step:
    """Eight words of a family; the next page has the next eight and comes round again."""
    everything = words(family, state.moment.toward_therapist, scene.language)
    pages = -(-len(everything) // WORDS_A_PAGE)
    shown = everything[page % pages * WORDS_A_PAGE :][:WORDS_A_PAGE]
    offered = tuple(Named(word=word.word, family=family) for word in shown)
    moment = state.moment.model_copy(update={"feelings": (Named(word=scene.say(f"family-{family}"), family=family),)})
    choices = [Choice(word.word, "word", str(number)) for number, word in enumerate(offered)]
    rows = [
        *in_rows(choices, 2),
        [Choice(scene.say("button-more-words"), "more"), Choice(scene.say("button-back"), "another")],
        [Choice(scene.say("button-only-family", family=scene.say(f"family-{family}")), "only")],
    ]
    text = wording.under(state.head, scene.say("ask-word", family=scene.say(f"family-{family}")))
    ticket, effects = ask(state, event, scene, text, rows)  # type: ignore[arg-type]
    picking = PickingWord(ticket=ticket, moment=moment, head=state.head, offered=offered, family=family, page=page)
    return Step(picking, (Keep(moment), *effects))


def more_words(state: PickingWord, event: Tap, scene: Scene) -> Step:
    return _word_page(state, event, scene, state.family, state.page + 1) if state.family else refuse(state)


def only_family(state: PickingWord, event: Tap, scene: Scene) -> Step:
    """The family's own name is word enough."""
    return _ask_strength(state, event, scene, state.moment) if state.family else refuse(state)


def word_tapped(state: PickingWord, event: Tap, scene: Scene) -> Step:
    word = numbered(state.offered, event.value)
    if word is None:
        return refuse(state)
    moment = state.moment.model_copy(update={"feelings": (word,)})
    return _ask_strength(state, event, scene, moment)


def _ask_body(state: Naming, event: Event, scene: Scene) -> Step:
    rows = [
        [Choice(scene.say("button-pleasant"), "body", "yes"), Choice(scene.say("button-unpleasant"), "body", "no")],
        [Choice(scene.say("button-leave"), "leave")],
    ]
    text = wording.under(state.head, scene.say("ask-pleasant"))
    ticket, effects = ask(state, event, scene, text, rows)  # type: ignore[arg-type]
    return Step(PickingBody(ticket=ticket, moment=state.moment, head=state.head), (Keep(state.moment), *effects))


def body_tapped(state: PickingBody, event: Tap, scene: Scene) -> Step:
    """Pleasant or not, then restless or heavy; then the words that live there."""
    if event.value not in ("yes", "no"):
        return refuse(state)
    told = event.value == "yes"
    if state.pleasant is not None:
        near = from_body(state.pleasant, told, scene.language)
        offered = tuple(Named(word=word.word, family=word.family) for word in near)
        return _offer(state, event, scene, state.moment, offered, state.head)
    pair = ("button-lively", "button-quiet") if told else ("button-restless", "button-heavy")
    rows = [
        [Choice(scene.say(pair[0]), "body", "yes"), Choice(scene.say(pair[1]), "body", "no")],
        [Choice(scene.say("button-leave"), "leave")],
    ]
    ticket, effects = ask(state, event, scene, wording.under(state.head, scene.say("ask-body")), rows)
    return Step(PickingBody(ticket=ticket, moment=state.moment, head=state.head, pleasant=told), effects)


def typed_while_naming(state: Naming, event: Text, scene: Scene) -> Step:
    """A word of the person's own, or more of the thought: both belong to this moment, unless it is long past."""
    if scene.now - state.moment.at > SAME_BREATH:
        return typed(state, event, scene)  # type: ignore[arg-type]
    word = None if isinstance(state, PickingStrength) else _own_word(state, event, scene)
    if word is not None:
        return _ask_strength(state, event, scene, state.moment.model_copy(update={"feelings": (word,)}))
    moment = moments.add(state.moment, "text", event)
    if moment.feelings:
        return _ask_strength(state, event, scene, moment)
    return look_for_words(state, event, scene, moment)  # type: ignore[arg-type]


def _own_word(state: Naming, event: Text, scene: Scene) -> Named | None:
    """A typed word that is known, or that stands in for the words of the family on screen."""
    typed_word = one_line(event.text).strip(" .,;:…").casefold()
    if len(typed_word.split()) > MOST_OWN_WORDS or not typed_word:
        return None
    known = word_named(typed_word, scene.language)
    if known is not None:
        return Named(word=known.word, family=known.family)
    family = state.family if isinstance(state, PickingWord) else None
    return Named(word=typed_word, family=family) if family and len(typed_word) <= LONGEST_OWN_WORD else None


# ── strength, and after


def _ask_strength(state: Naming, event: Event, scene: Scene, moment: Moment) -> Step:
    rows = [
        [Choice(str(strength), "strength", str(strength)) for strength in range(1, 6)],
        [Choice(scene.say("button-no-number"), "unmeasured")],
    ]
    word = wording.capital(moment.feelings[0].word)
    text = wording.under(state.head, scene.say("ask-strength", word=word))
    ticket, effects = ask(state, event, scene, text, rows)  # type: ignore[arg-type]
    return Step(PickingStrength(ticket=ticket, moment=moment, head=state.head), (Keep(moment), *effects))


def strength_tapped(state: PickingStrength, event: Tap, scene: Scene) -> Step:
    if event.value not in tuple("12345"):
        return refuse(state)
    moment = state.moment.model_copy(update={"strength": int(event.value)})
    return mirror(state, event, scene, moment)


def strength_typed(state: PickingStrength, event: Text, scene: Scene) -> Step:
    if event.text.strip() in tuple("12345"):
        return mirror(state, event, scene, state.moment.model_copy(update={"strength": int(event.text)}))
    return typed_while_naming(state, event, scene)


def unmeasured(state: PickingStrength, event: Tap, scene: Scene) -> Step:
    return mirror(state, event, scene, state.moment)


def leave(state: Naming, event: Tap, scene: Scene) -> Step:
    """It stays as it is: kept, with or without a word."""
    return end(state, event, scene, wording.under(state.head, scene.say("kept")))  # type: ignore[arg-type]


def typed_after_mirror(state: Mirrored, event: Text, scene: Scene) -> Step:
    """The words that a tapped feeling had not yet, the rest of a long thought, or a new one."""
    unfinished = moments.unfinished(state.moment)
    if unfinished and scene.now - state.since < PARTS_FOLLOW:
        return mirror(state, event, scene, moments.add(state.moment, unfinished, event), state.asked)
    wordless = not state.moment.text and not state.moment.because
    if wordless and scene.now - state.since < SAME_BREATH:
        return mirror(state, event, scene, moments.add(state.moment, "because", event), state.asked)
    return typed(state, event, scene)


def grid(scene: Scene) -> list[list[Choice]]:
    return [
        [
            Choice(
                scene.say(f"family-{family}") if family else scene.say("button-not-sure"), "family", family or "unsure"
            )
            for family in row
        ]
        for row in GRID
    ]
