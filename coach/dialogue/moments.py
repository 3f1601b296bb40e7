"""Moments as they grow: begun, added to, edited, understood. Nothing is asked or said here."""

from uuid import UUID

from coach.dialogue import wording
from coach.dialogue.events import Edited, Text
from coach.dialogue.scene import Scene
from coach.feelings import Recognition, recogniser
from coach.model import Moment, Part, Share, is_full, words_of

FIELDS = ("text", "because", "wanted", "did_words")
"""Where a person's own words stand."""

ENOUGH_FOR_A_THOUGHT = 5


def new(scene: Scene, **fields: object) -> Moment:
    number = UUID(int=scene.rng.getrandbits(128), version=4)
    return Moment.model_validate({"id": number, "at": scene.now, "zone": scene.person.zone, **fields})


def part(event: Text) -> Part:
    return Part(message_id=event.message_id, text=event.text)


def add(moment: Moment, field: str, event: Text) -> Moment:
    parts: tuple[Part, ...] = getattr(moment, field)
    return moment.model_copy(update={field: (*parts, part(event))})


def decided(moment: Moment, share: Share, scene: Scene) -> Moment:
    """The moment with what becomes of it in the session."""
    return moment.model_copy(update={"share": share, "shared_at": scene.now})


def unfinished(moment: Moment) -> str | None:
    """The field whose last message was full: Telegram cuts a long thought, and the next message goes on with it."""
    last = {field: parts[-1] for field in FIELDS if (parts := getattr(moment, field))}
    if not last:
        return None
    newest = max(last, key=lambda field: last[field].message_id or 0)
    return newest if is_full(last[newest].text) else None


def with_edit(moment: Moment, event: Edited) -> Moment:
    changed = {
        field: tuple(
            one.model_copy(update={"text": event.text}) if one.message_id == event.message_id else one
            for one in getattr(moment, field)
        )
        for field in FIELDS
    }
    return moment.model_copy(update=changed)


def understood(scene: Scene, text: str) -> Recognition:
    names = scene.person.profile.therapist_names
    return recogniser(scene.language).recognise(text, therapist_names=names)


def concerning(scene: Scene, moment: Moment) -> tuple[Moment, Recognition]:
    """The moment with whom its words concern, and all that was understood of them. No feeling is guessed."""
    recognition = understood(scene, words_of(moment.text))
    whom = tuple(dict.fromkeys((*moment.whom, *recognition.whom)))
    return moment.model_copy(update={"whom": whom}), recognition


def thought(event: Text, scene: Scene) -> Moment | None:
    """A moment, if what was typed where something else was asked looks like a thought: it holds a feeling, speaks of
    somebody, or has at least five words."""
    moment, recognition = concerning(scene, new(scene, text=(part(event),)))
    telling = recognition.feelings or recognition.whom or len(event.text.split()) >= ENOUGH_FOR_A_THOUGHT
    return moment if telling and wording.quote(moment.text) else None
