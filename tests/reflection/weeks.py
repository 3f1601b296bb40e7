"""Any week, any weeks before it, and any unsaid list."""

from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from hypothesis import strategies as st

from coach.feelings import Family, Whom
from coach.model import Did, Filed, Moment, Named, Part, Sentence, Share, Shelf, UnsaidItem, UnsaidState
from coach.reflection import WeekFacts, week_facts
from tests.reflection.conftest import END, START

SHELF = Shelf(id=UUID(int=7777), name="nobody stays")
ON_ITS_OWN = 500
"""From this number on, an item was made from no moment."""

times = st.sampled_from((-400, -100, -30, 30, 100)).map(lambda hours: START + timedelta(hours=hours))


class AnyWeek(NamedTuple):
    moments: list[Moment]
    items: list[UnsaidItem]

    @property
    def week(self) -> list[Moment]:
        return [one for one in self.moments if one.at >= START]

    @property
    def earlier(self) -> list[Moment]:
        return [one for one in self.moments if one.at < START]

    def facts(self, *, private: bool = True) -> WeekFacts:
        window = (START, END)
        return week_facts(
            self.week, self.earlier, window, "Europe/London", END, (SHELF,), items=self.items, private=private
        )


def marked(number: int) -> str:
    """Every word of a moment or an item names its number, so that it can be found wherever it goes."""
    return f"quux{number:03d}"


@st.composite
def a_moment(draw: st.DrawFn, number: int) -> Moment:
    part = st.booleans().map(lambda there: (Part(text=marked(number)),) if there else ())
    word = draw(st.sampled_from((marked(number), marked(number), "sad", "hurt")))
    return Moment(
        id=UUID(int=number),
        at=START + timedelta(hours=draw(st.integers(-300, 167))),
        zone="Europe/London",
        text=draw(part),
        because=draw(part),
        wanted=draw(part),
        did_words=draw(part),
        did=draw(st.sampled_from([None, *Did])),
        feelings=tuple(Named(word=word, family=one) for one in draw(st.sets(st.sampled_from(Family), max_size=3))),
        strength=draw(st.sampled_from([None, 1, 3, 5])),
        whom=draw(st.sampled_from([(), (Whom.THERAPIST,)])),
        share=draw(st.sampled_from([None, *Share])),
        shared_at=draw(times),
        filed=draw(st.sampled_from([(), (Filed(shelf_id=SHELF.id, fits=False),)])),
    )


@st.composite
def an_item(draw: st.DrawFn, number: int, of: Moment | None = None) -> UnsaidItem:
    state = draw(st.sampled_from((UnsaidState.OPEN, *UnsaidState)))
    words = (Part(text=marked(number)),)
    return UnsaidItem(
        id=of.id if of else UUID(int=number),
        at=draw(times) if of is None else max(of.at, draw(times)),
        moment_id=of.id if of else None,
        words=of.text if of else words,
        feelings=of.feelings if of else (),
        sentence=draw(st.sampled_from((None, Sentence(wished=words[0])))),
        state=state,
        said_at=draw(times) if state is UnsaidState.SAID else None,
        put_off_at=draw(st.none() | times) if of is None else None,
    )


@st.composite
def any_weeks(draw: st.DrawFn) -> AnyWeek:
    moments = [draw(a_moment(number)) for number in range(1, draw(st.integers(0, 12)) + 1)]
    of_moments = [draw(an_item(one.id.int, one)) for one in moments if draw(st.booleans())]
    others = [draw(an_item(ON_ITS_OWN + number)) for number in range(draw(st.integers(0, 4)))]
    return AnyWeek(moments, [*of_moments, *others])
