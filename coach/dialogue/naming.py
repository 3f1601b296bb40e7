"""From something noticed to a named feeling: family, word, strength, the mirror, and at most two more questions.

A moment is kept from its first tap or word on, and kept again with every answer, so that stopping anywhere loses
nothing. What a person types while a moment looks for its name belongs to that moment.
"""

from datetime import timedelta
from uuid import UUID

from coach.dialogue import wording
from coach.dialogue.buttons import Choice, in_rows
from coach.dialogue.effects import Drop, Keep, Met
from coach.dialogue.events import Command, Edited, Event, PromptDue, Tap, Text, Voice
from coach.dialogue.scene import Scene, Step, ask, end, remark, tell
from coach.dialogue.states import (
    Aspect,
    Idle,
    Mirrored,
    Naming,
    PickingBody,
    PickingFamily,
    PickingStrength,
    PickingWord,
    Prompted,
    State,
    Telling,
)
from coach.feelings import Family, Recognition, Whom, from_body, recogniser, word_named, words
from coach.model import Did, Moment, Named, Part
from prompts import Outcome

GRID = (
    (Family.ANGRY, Family.SAD, Family.AFRAID),
    (Family.ASHAMED, None, Family.NUMB),
    (Family.WARM, Family.GLAD, Family.CALM),
)
WORDS_A_PAGE = 8
MOST_FOLLOW_UPS = 2
MOST_OWN_WORDS = 2
LONGEST_OWN_WORD = 32
SAME_BREATH = timedelta(minutes=30)
"""How long after the mirror a sentence still belongs to a moment that has no words yet."""


# ── how a moment begins


def prompt_due(state: State, event: PromptDue, scene: Scene) -> Step:
    """The bot asks: the prompt over its own answers, or over the grid of feelings."""
    prompt, say = event.prompt, scene.say
    skip = Choice(say("button-skip"), "skip")
    if prompt.answers:
        answers = [Choice(answer, "answer", str(number)) for number, answer in enumerate(prompt.answers)]
        rows = [*in_rows(answers, 2), [Choice(say("button-name-it"), "name"), skip]]
    else:
        rows = [*_grid(scene), [skip]]
    ticket, effects = ask(state, event, scene, prompt.text, rows)
    asked = Prompted(
        ticket=ticket,
        prompt_id=prompt.id,
        head=prompt.text,
        answers=prompt.answers,
        about_therapist=prompt.about_therapist,
        delivery_id=event.delivery_id,
    )
    return Step(asked, effects)


def prompt_skipped(state: Prompted, event: Tap, scene: Scene) -> Step:
    step = end(state, event, scene, f"{state.head}\n\n{scene.say('skipped')}")
    return Step(step.state, (Met(state.delivery_id, Outcome.SKIPPED), *step.effects))


def prompt_answered(state: Prompted, event: Tap, scene: Scene) -> Step:
    """One of the prompt's own answers: it is the person's word now, and looks for a feeling."""
    if not (event.value.isdigit() and int(event.value) < len(state.answers)):
        return Step(state)
    moment = _from_prompt(state, scene, text=(Part(text=state.answers[int(event.value)]),))
    return _met(state, _pick_family(state, event, scene, moment, head=state.head))


def prompt_named(state: Prompted, event: Tap, scene: Scene) -> Step:
    """Neither of the answers, but a feeling."""
    return _met(state, _pick_family(state, event, scene, _from_prompt(state, scene), head=state.head))


def prompt_felt(state: Prompted, event: Tap, scene: Scene) -> Step:
    """A family, or *not sure*, tapped right under the prompt."""
    moment = _from_prompt(state, scene)
    picking = PickingFamily(ticket=state.ticket, moment=moment, head=state.head)
    return _met(state, family_tapped(picking, event, scene))


def prompt_typed(state: Prompted, event: Text, scene: Scene) -> Step:
    moment = _from_prompt(state, scene, text=(_part(event),))
    return _met(state, _look_for_words(state, event, scene, moment))


def typed(state: State, event: Text, scene: Scene) -> Step:
    """A sentence out of the blue. In the middle of a setting, that question stays open."""
    return _look_for_words(state, event, scene, _new(scene, text=(_part(event),)))


def spoken(state: State, event: Voice, scene: Scene) -> Step:
    """A voice note is kept by reference, and asked for one word."""
    moment = _new(scene, voice=event.file_id)
    if isinstance(state, Prompted):
        return _met(state, _pick_family(state, event, scene, _from_prompt(state, scene, voice=event.file_id)))
    return _pick_family(state, event, scene, moment, question="ask-voice")


def notice(state: State, event: Command, scene: Scene) -> Step:
    """``/feel``: the grid, without a prompt."""
    return _pick_family(state, event, scene, _new(scene))


# ── towards a word


def _look_for_words(state: State, event: Event, scene: Scene, moment: Moment) -> Step:
    """Keep what was typed, and offer back what was understood of it; nothing is guessed."""
    recognition = _recognise(scene, moment)
    whom = tuple(dict.fromkeys((*moment.whom, *recognition.whom)))
    moment = moment.model_copy(update={"whom": whom})
    offered = _offers(recognition, moment)
    head = wording.quote(moment.text)
    if not offered:
        return _pick_family(state, event, scene, moment, head=head)
    return _offer(state, event, scene, moment, offered, head)


def _recognise(scene: Scene, moment: Moment) -> Recognition:
    reader = recogniser(scene.person.language)
    return reader.recognise(wording.typed(moment.text), therapist_names=scene.person.profile.therapist_names)


def _offers(recognition: Recognition, moment: Moment) -> tuple[Named, ...]:
    """The words that were understood, and up to two near ones so that there is a choice."""
    found = [Named(word=feeling.word, family=feeling.family) for feeling in recognition.feelings[:4]]
    if len(found) in (1, 2):
        family = found[0].family
        near = [Named(word=word.word, family=family) for word in words(family, moment.toward_therapist)]
        found += [name for name in near if name not in found][: 3 - len(found)]
    return tuple(found)


def _offer(state: State, event: Event, scene: Scene, moment: Moment, offered: tuple[Named, ...], head: str) -> Step:
    choices = [Choice(name.word, "word", str(number)) for number, name in enumerate(offered)]
    rows = [
        *in_rows(choices, 2),
        [Choice(scene.say("button-another-word"), "another"), Choice(scene.say("button-not-sure"), "family", "unsure")],
        [Choice(scene.say("button-leave"), "leave")],
    ]
    ticket, effects = ask(state, event, scene, _under(head, scene.say("ask-nearest")), rows)
    return Step(PickingWord(ticket=ticket, moment=moment, head=head, offered=offered), (Keep(moment), *effects))


def another_word(state: PickingWord, event: Tap, scene: Scene) -> Step:
    return _pick_family(state, event, scene, state.moment, head=state.head)


def _pick_family(
    state: State, event: Event, scene: Scene, moment: Moment, head: str = "", question: str = "ask-family"
) -> Step:
    rows = [*_grid(scene), [Choice(scene.say("button-leave"), "leave")]]
    ticket, effects = ask(state, event, scene, _under(head, scene.say(question)), rows)
    return Step(PickingFamily(ticket=ticket, moment=moment, head=head), (Keep(moment), *effects))


def family_tapped(state: Naming, event: Tap, scene: Scene) -> Step:
    if event.value == "unsure":
        return _ask_body(state, event, scene)
    if event.value not in tuple(Family):
        return Step(state)  # type: ignore[arg-type]  # every Naming is a State
    return _word_page(state, event, scene, Family(event.value), page=0)


def _word_page(state: Naming, event: Event, scene: Scene, family: Family, page: int) -> Step:
    """Eight words of a family; the next page has the next eight and comes round again."""
    everything = words(family, state.moment.toward_therapist, scene.person.language)
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
    text = _under(state.head, scene.say("ask-word", family=scene.say(f"family-{family}")))
    ticket, effects = ask(state, event, scene, text, rows)  # type: ignore[arg-type]
    picking = PickingWord(ticket=ticket, moment=moment, head=state.head, offered=offered, family=family, page=page)
    return Step(picking, (Keep(moment), *effects))


def more_words(state: PickingWord, event: Tap, scene: Scene) -> Step:
    return _word_page(state, event, scene, state.family, state.page + 1) if state.family else Step(state)


def only_family(state: PickingWord, event: Tap, scene: Scene) -> Step:
    """The family's own name is word enough."""
    return _ask_strength(state, event, scene, state.moment)


def word_tapped(state: PickingWord, event: Tap, scene: Scene) -> Step:
    if not (event.value.isdigit() and int(event.value) < len(state.offered)):
        return Step(state)
    moment = state.moment.model_copy(update={"feelings": (state.offered[int(event.value)],)})
    return _ask_strength(state, event, scene, moment)


def _ask_body(state: Naming, event: Event, scene: Scene) -> Step:
    rows = [
        [Choice(scene.say("button-pleasant"), "body", "yes"), Choice(scene.say("button-unpleasant"), "body", "no")],
        [Choice(scene.say("button-leave"), "leave")],
    ]
    text = _under(state.head, scene.say("ask-pleasant"))
    ticket, effects = ask(state, event, scene, text, rows)  # type: ignore[arg-type]
    return Step(PickingBody(ticket=ticket, moment=state.moment, head=state.head), (Keep(state.moment), *effects))


def body_tapped(state: PickingBody, event: Tap, scene: Scene) -> Step:
    """Pleasant or not, then restless or heavy; then the words that live there."""
    if event.value not in ("yes", "no"):
        return Step(state)
    told = event.value == "yes"
    if state.pleasant is not None:
        near = from_body(state.pleasant, told, scene.person.language)
        offered = tuple(Named(word=word.word, family=word.family) for word in near)
        return _offer(state, event, scene, state.moment, offered, state.head)
    pair = ("button-lively", "button-quiet") if told else ("button-restless", "button-heavy")
    rows = [
        [Choice(scene.say(pair[0]), "body", "yes"), Choice(scene.say(pair[1]), "body", "no")],
        [Choice(scene.say("button-leave"), "leave")],
    ]
    ticket, effects = ask(state, event, scene, _under(state.head, scene.say("ask-body")), rows)
    return Step(PickingBody(ticket=ticket, moment=state.moment, head=state.head, pleasant=told), effects)


def typed_while_naming(state: Naming, event: Text, scene: Scene) -> Step:
    """A word of the person's own, or more of the thought: both belong to this moment."""
    word = None if isinstance(state, PickingStrength) else _own_word(state, event, scene)
    if word is not None:
        return _ask_strength(state, event, scene, state.moment.model_copy(update={"feelings": (word,)}))
    moment = _add(state.moment, "text", event)
    if moment.feelings:
        return _ask_strength(state, event, scene, moment)
    return _look_for_words(state, event, scene, moment)  # type: ignore[arg-type]


def _own_word(state: Naming, event: Text, scene: Scene) -> Named | None:
    """A typed word that is known, or that stands in for the words of the family on screen."""
    typed_word = event.text.strip(" .,;:…").casefold()
    if len(typed_word.split()) > MOST_OWN_WORDS or not typed_word:
        return None
    known = word_named(typed_word, scene.person.language)
    if known is not None:
        return Named(word=known.word, family=known.family)
    family = state.family if isinstance(state, PickingWord) else None
    return Named(word=typed_word, family=family) if family and len(typed_word) <= LONGEST_OWN_WORD else None


# ── strength, and the mirror


def _ask_strength(state: Naming, event: Event, scene: Scene, moment: Moment) -> Step:
    rows = [
        [Choice(str(strength), "strength", str(strength)) for strength in range(1, 6)],
        [Choice(scene.say("button-no-number"), "unmeasured")],
    ]
    word = wording.capital(moment.feelings[0].word)
    text = _under(state.head, scene.say("ask-strength", word=word))
    ticket, effects = ask(state, event, scene, text, rows)  # type: ignore[arg-type]
    return Step(PickingStrength(ticket=ticket, moment=moment, head=state.head), (Keep(moment), *effects))


def strength_tapped(state: PickingStrength, event: Tap, scene: Scene) -> Step:
    if event.value not in tuple("12345"):
        return Step(state)
    moment = state.moment.model_copy(update={"strength": int(event.value)})
    return _mirror(state, event, scene, moment)


def strength_typed(state: PickingStrength, event: Text, scene: Scene) -> Step:
    if event.text.strip() in tuple("12345"):
        return _mirror(state, event, scene, state.moment.model_copy(update={"strength": int(event.text)}))
    return typed_while_naming(state, event, scene)


def unmeasured(state: PickingStrength, event: Tap, scene: Scene) -> Step:
    return _mirror(state, event, scene, state.moment)


def _mirror(state: Naming, event: Event, scene: Scene, moment: Moment, asked: int = 0) -> Step:
    """Say it back, and offer what has not been told yet."""
    head = state.head if not moment.text or moment.text[0].message_id is None else ""
    text = _under(head, wording.mirror(moment, scene.say))
    ticket, effects = ask(state, event, scene, text, _follow_ups(moment, scene, asked))  # type: ignore[arg-type]
    mirrored = Mirrored(ticket=ticket, moment=moment, head=head, since=scene.now, asked=asked)
    return Step(mirrored, (Keep(moment), *effects))


def _follow_ups(moment: Moment, scene: Scene, asked: int) -> list[list[Choice]]:
    say = scene.say
    open_ = {
        Aspect.BECAUSE: not moment.because and not moment.text,
        Aspect.WANTED: not moment.wanted,
        Aspect.DID: moment.did is None and not moment.did_words,
    }
    aspects = [Choice(say(f"button-{aspect}"), "tell", aspect) for aspect, untold in open_.items() if untold]
    whom = "not-them" if moment.toward_therapist else "them"
    last = [] if moment.bring else [Choice(say("button-bring"), "bring")]
    return [
        *(in_rows(aspects, 2) if asked < MOST_FOLLOW_UPS else []),
        [Choice(say(f"button-{whom}"), "whom", whom)],
        [*last, Choice(say("button-that-is-all"), "enough")],
    ]


def leave(state: Naming, event: Tap, scene: Scene) -> Step:
    """It stays as it is: kept, with or without a word."""
    return end(state, event, scene, _under(state.head, scene.say("kept")))  # type: ignore[arg-type]


def enough(state: Mirrored, event: Tap, scene: Scene) -> Step:
    return end(state, event, scene, _under(state.head, wording.mirror(state.moment, scene.say)))


def bring(state: Mirrored, event: Tap, scene: Scene) -> Step:
    """Into the room with it: at the top of the week."""
    moment = state.moment.model_copy(update={"bring": True})
    text = _under(state.head, wording.mirror(moment, scene.say), wording.brought(scene.person, scene.say))
    return Step(Idle(), (Keep(moment), *tell(state, event, scene, text)))


def whom_tapped(state: Mirrored, event: Tap, scene: Scene) -> Step:
    """Confirm or correct whether it concerns the therapist."""
    others = tuple(whom for whom in state.moment.whom if whom is not Whom.THERAPIST)
    whom = (Whom.THERAPIST, *others) if event.value == "them" else others
    return _mirror(state, event, scene, state.moment.model_copy(update={"whom": whom}), state.asked)


# ── because, wanting, doing


def tell_tapped(state: Mirrored, event: Tap, scene: Scene) -> Step:
    if event.value not in tuple(Aspect) or state.asked >= MOST_FOLLOW_UPS:
        return Step(state)
    aspect, say = Aspect(event.value), scene.say
    done = [Choice(say(f"button-{did}"), "did", did) for did in Did] if aspect is Aspect.DID else []
    rows = [*in_rows(done, 2), [Choice(say("button-skip"), "untold")]]
    text = _under(state.head, wording.mirror(state.moment, say), say(f"ask-{aspect}"))
    ticket, effects = ask(state, event, scene, text, rows)
    telling = Telling(ticket=ticket, moment=state.moment, head=state.head, aspect=aspect, asked=state.asked + 1)
    return Step(telling, effects)


def did_tapped(state: Telling, event: Tap, scene: Scene) -> Step:
    if event.value not in tuple(Did) or state.aspect is not Aspect.DID:
        return Step(state)
    return _mirror(state, event, scene, state.moment.model_copy(update={"did": Did(event.value)}), state.asked)


def untold(state: Telling, event: Tap, scene: Scene) -> Step:
    return _mirror(state, event, scene, state.moment, state.asked)


def told(state: Telling, event: Text, scene: Scene) -> Step:
    field = {Aspect.BECAUSE: "because", Aspect.WANTED: "wanted", Aspect.DID: "did_words"}[state.aspect]
    moment = _add(state.moment, field, event)
    text = wording.told(moment, state.aspect, scene.say)
    ticket, effects = ask(state, event, scene, text, _follow_ups(moment, scene, state.asked))
    mirrored = Mirrored(ticket=ticket, moment=moment, head="", since=scene.now, asked=state.asked)
    return Step(mirrored, (Keep(moment), *effects))


def typed_after_mirror(state: Mirrored, event: Text, scene: Scene) -> Step:
    """The words that a tapped feeling had not yet, or a new thought."""
    wordless = not state.moment.text and not state.moment.because
    if wordless and scene.now - state.since < SAME_BREATH:
        return _mirror(state, event, scene, _add(state.moment, "because", event), state.asked)
    if _continues(state.moment, event):
        return _mirror(state, event, scene, _add(state.moment, "text", event), state.asked)
    return typed(state, event, scene)


# ── second thoughts


def edited(state: State, event: Edited, scene: Scene) -> Step:
    """The record follows the message, silently; an open question about that moment follows too."""
    if scene.edited is None:
        return Step(state)
    moment = _with_edit(scene.edited, event)
    if isinstance(state, Naming) and state.moment.id == moment.id:
        state = state.model_copy(update={"moment": moment})
    return Step(state, (Keep(moment),))


def undo(state: State, event: Command, scene: Scene) -> Step:
    if scene.latest is None:
        return remark(state, scene.say("undo-nothing"))
    text = scene.say("undone", what=wording.mirror(scene.latest, scene.say))
    step = end(state, event, scene, text)
    return Step(step.state, (Drop(scene.latest.id), *step.effects))


# ── small change


def _grid(scene: Scene) -> list[list[Choice]]:
    return [
        [
            Choice(
                scene.say(f"family-{family}") if family else scene.say("button-not-sure"), "family", family or "unsure"
            )
            for family in row
        ]
        for row in GRID
    ]


def _new(scene: Scene, **fields: object) -> Moment:
    number = UUID(int=scene.rng.getrandbits(128), version=4)
    return Moment.model_validate({"id": number, "at": scene.now, "zone": scene.person.zone, **fields})


def _from_prompt(state: Prompted, scene: Scene, **fields: object) -> Moment:
    whom = (Whom.THERAPIST,) if state.about_therapist else ()
    return _new(scene, prompt_id=state.prompt_id, delivery_id=state.delivery_id, whom=whom, **fields)


def _met(state: Prompted, step: Step) -> Step:
    return Step(step.state, (Met(state.delivery_id, Outcome.ANSWERED), *step.effects))


def _part(event: Text) -> Part:
    return Part(message_id=event.message_id, text=event.text)


def _add(moment: Moment, field: str, event: Text) -> Moment:
    parts: tuple[Part, ...] = getattr(moment, field)
    return moment.model_copy(update={field: (*parts, _part(event))})


def _with_edit(moment: Moment, event: Edited) -> Moment:
    fields = ("text", "because", "wanted", "did_words")
    changed = {
        field: tuple(
            part.model_copy(update={"text": event.text}) if part.message_id == event.message_id else part
            for part in getattr(moment, field)
        )
        for field in fields
    }
    return moment.model_copy(update=changed)


def _continues(moment: Moment, event: Text) -> bool:
    """Telegram cuts a long thought into messages: the part after a full one belongs to it."""
    return bool(moment.text) and wording.is_full(moment.text[-1].text)


def _under(*lines: str) -> str:
    return "\n\n".join(line for line in lines if line)
