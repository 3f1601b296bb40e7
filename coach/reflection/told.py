"""From a moment to what can be told of it: local time, each text on one line, no blank words."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from coach.model import Moment, Named, words_of
from coach.quoting import clip, one_line
from coach.reflection.statements import Quote, Source, Told


def tell_all(moments: Iterable[Moment], zone: ZoneInfo) -> tuple[Told, ...]:
    """In the order they happened; at the same instant by id, so that no order of rows can show."""
    return tuple(_tell(moment, zone) for moment in sorted(moments, key=lambda moment: (moment.at, moment.id)))


def feelings_of(moment: Moment) -> tuple[Named, ...]:
    """The feelings that have a word."""
    return tuple(feeling for feeling in moment.feelings if one_line(feeling.word))


def _tell(moment: Moment, zone: ZoneInfo) -> Told:
    parts = (moment.text, moment.because, moment.wanted, moment.did_words)
    text, because, wanted, did_words = texts = tuple(one_line(words_of(part)) for part in parts)
    return Told(
        ids=(moment.id,),
        at=moment.at.astimezone(zone),
        feelings=tuple(Named(word=one_line(n.word), family=n.family) for n in feelings_of(moment)),
        strength=moment.strength,
        therapist=moment.toward_therapist,
        quote=next((Quote(source=s, words=w) for s, t in zip(Source, texts, strict=True) if (w := clip(t))), None),
        text=text,
        because=because,
        wanted=wanted,
        did_words=did_words,
        did=moment.did,
        share=moment.share,
    )
