"""Moments in one line, and one London week that runs from session to session."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID, uuid5

import pytest

from coach.feelings import Family, Whom, word_named
from coach.model import Did, Heard, Moment, Named, Part, UnsaidItem, UnsaidState
from coach.reflection import WeekFacts, week_facts

START = datetime(2026, 11, 12, 15, 0, tzinfo=UTC)
END = START + timedelta(weeks=1)

Window = tuple[datetime, datetime]
MakeMoment = Callable[..., Moment]
FactsOf = Callable[..., WeekFacts]


def _parts(text: str) -> tuple[Part, ...]:
    return (Part(text=text),) if text else ()


def _named(word: str) -> Named:
    """Of its own family, also a word that is the family's name; one that nobody knows is an angry one."""
    known = word_named(word)
    family = Family(word) if word in set(Family) else Family.ANGRY
    return Named(word=word, family=known.family if known else family)


def item(hours: float, words: str = "", of: Moment | None = None) -> UnsaidItem:
    """One that waits since `hours` after the week's start, made from a moment or from words."""
    at = START + timedelta(hours=hours)
    if of is not None:
        return UnsaidItem(id=of.id, at=at, moment_id=of.id, words=of.text, feelings=of.feelings)
    return UnsaidItem(id=uuid5(UUID(int=0), words), at=at, words=_parts(words))


def said(hours: float, words: str = "", heard: Heard | None = None, of: Moment | None = None) -> UnsaidItem:
    one = item(hours, words, of)
    return one.model_copy(update={"state": UnsaidState.SAID, "said_at": one.at + timedelta(days=1), "heard": heard})


def let_go(hours: float, words: str = "", of: Moment | None = None) -> UnsaidItem:
    return item(hours, words, of).model_copy(update={"state": UnsaidState.LET_GO})


@pytest.fixture
def moment() -> MakeMoment:
    """Makes moments with ascending ids; `hours` after the week's start, negative for before it."""
    ids = count(1)

    def make(
        hours: float,
        *words: str,
        strength: int | None = None,
        text: str = "",
        because: str = "",
        wanted: str = "",
        did: Did | None = None,
        did_words: str = "",
        therapist: bool = False,
        bring: bool = False,
    ) -> Moment:
        return Moment(
            id=UUID(int=next(ids)),
            at=START + timedelta(hours=hours),
            zone="Europe/London",
            text=_parts(text),
            feelings=tuple(_named(word) for word in words),
            strength=strength,
            whom=(Whom.THERAPIST,) if therapist else (),
            because=_parts(because),
            wanted=_parts(wanted),
            did=did,
            did_words=_parts(did_words),
            bring=bring,
        )

    return make


@pytest.fixture
def facts_of() -> FactsOf:
    def facts(
        moments: Sequence[Moment],
        earlier: Sequence[Moment] = (),
        now: datetime = END,
        items: Sequence[UnsaidItem] = (),
        window: Window = (START, END),
    ) -> WeekFacts:
        return week_facts(moments, earlier, window, "Europe/London", now, items=items)

    return facts
