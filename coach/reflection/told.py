"""From a moment to what can be told of it: local time, each text on one line, no blank words."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from coach.ages import days_between
from coach.model import Moment, Named, Sentence, Share, UnsaidItem, UnsaidState, words_of
from coach.quoting import clip, one_line
from coach.reflection.statements import Quote, Source, Told


class Listed(NamedTuple):
    """What the unsaid list knows of something that waits there: for how many days, and the sentence for it."""

    waited: int
    sentence: Sentence | None


_NOTHING: Mapping[UUID, Listed] = MappingProxyType({})


def on_the_list(items: Iterable[UnsaidItem], zone: str, now: datetime) -> dict[UUID, Listed]:
    """By the id of the moment that it was made from, or its own. `now` is aware; days are those of `zone`."""
    waiting = sorted((item for item in items if item.state is UnsaidState.OPEN), key=lambda item: (item.at, item.id))
    return {
        item.moment_id or item.id: Listed(days_between(zone, item.at, now), _built(item)) for item in reversed(waiting)
    }


def _built(item: UnsaidItem) -> Sentence | None:
    parts = (item.sentence.when, item.sentence.felt, item.sentence.wished) if item.sentence else ()
    return item.sentence if any(part and one_line(part.text) for part in parts) else None


def tell_all(moments: Iterable[Moment], zone: ZoneInfo, listed: Mapping[UUID, Listed] = _NOTHING) -> tuple[Told, ...]:
    """In the order they happened; at the same instant by id, so that no order of rows can show."""
    return tuple(tell(moment, zone, listed) for moment in sorted(moments, key=lambda moment: (moment.at, moment.id)))


def feelings_of(moment: Moment | UnsaidItem) -> tuple[Named, ...]:
    """The feelings that have a word."""
    return tuple(feeling for feeling in moment.feelings if one_line(feeling.word))


def tell(moment: Moment, zone: ZoneInfo, listed: Mapping[UUID, Listed]) -> Told:
    parts = (moment.text, moment.because, moment.wanted, moment.did_words)
    text, because, wanted, did_words = texts = tuple(one_line(words_of(part)) for part in parts)
    waits = listed.get(moment.id)
    return Told(
        ids=(moment.id,),
        at=moment.at.astimezone(zone),
        feelings=_on_one_line(moment),
        strength=moment.strength,
        therapist=moment.toward_therapist,
        quote=next((Quote(source=s, words=w) for s, t in zip(Source, texts, strict=True) if (w := clip(t))), None),
        text=text,
        because=because,
        wanted=wanted,
        did_words=did_words,
        did=moment.did,
        share=moment.share,
        sentence=waits.sentence if waits else None,
        waited=waits.waited if waits else None,
    )


def tell_item(item: UnsaidItem, zone: ZoneInfo, listed: Mapping[UUID, Listed]) -> Told:
    """What waits on the list by itself, in its own words."""
    text = one_line(words_of(item.words))
    waits = listed[item.moment_id or item.id]
    return Told(
        ids=(item.id,),
        at=item.at.astimezone(zone),
        feelings=_on_one_line(item),
        strength=None,
        therapist=False,
        quote=Quote(source=Source.TEXT, words=words) if (words := clip(text)) else None,
        text=text,
        because="",
        wanted="",
        did_words="",
        did=None,
        share=Share.BRING,
        sentence=waits.sentence,
        waited=waits.waited,
    )


def _on_one_line(told: Moment | UnsaidItem) -> tuple[Named, ...]:
    return tuple(Named(word=one_line(n.word), family=n.family) for n in feelings_of(told))
