"""What is kept private, and what waits for another week."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from coach.feelings import Family, Whom
from coach.model import Did, Filed, Moment, Named, Part, Share, Shelf
from coach.reflection import WeekFacts, week_facts, week_words
from coach.reflection.render import week_sheet
from coach.reflection.statements import Kind
from coach.texts import texts
from tests.reflection.conftest import END, START

SAY = texts("en")
SHELF = Shelf(id=UUID(int=7777), name="nobody stays")


def facts(week: list[Moment], earlier: list[Moment] | None = None, *, private: bool = True) -> WeekFacts:
    return week_facts(week, earlier or [], (START, END), "Europe/London", END, (SHELF,), private=private)


def shared(moment: Moment, share: Share, hours: float = 100) -> Moment:
    return moment.model_copy(update={"share": share, "shared_at": START + timedelta(hours=hours)})


def words(week: list[Moment], earlier: list[Moment] | None = None) -> str:
    return week_words(facts(week, earlier), SAY, "en")


# ── private


@st.composite
def a_moment(draw: st.DrawFn, number: int) -> Moment:
    """Every word in it names its number, so that it can be found wherever it goes."""
    part = st.booleans().map(lambda there: (Part(text=f"quux{number:03d}"),) if there else ())
    return Moment(
        id=UUID(int=number),
        at=START + timedelta(hours=draw(st.integers(-300, 167))),
        zone="Europe/London",
        text=draw(part),
        because=draw(part),
        wanted=draw(part),
        did_words=draw(part),
        did=draw(st.sampled_from([None, *Did])),
        feelings=tuple(Named(word=f"quux{number:03d}", family=one) for one in draw(st.sets(st.sampled_from(Family)))),
        strength=draw(st.sampled_from([None, 1, 3, 5])),
        whom=draw(st.sampled_from([(), (Whom.THERAPIST,)])),
        share=draw(st.sampled_from([None, *Share])),
        shared_at=START + timedelta(hours=draw(st.sampled_from([-100, 100]))),
        filed=draw(st.sampled_from([(), (Filed(shelf_id=SHELF.id, fits=False),)])),
    )


some_moments = st.integers(0, 14).flatmap(lambda most: st.tuples(*(a_moment(number) for number in range(1, most + 1))))


@given(some_moments)
@settings(max_examples=120, deadline=None)
def test_nothing_private_reaches_card_or_page(moments: tuple[Moment, ...]) -> None:
    week = [one for one in moments if one.at >= START]
    earlier = [one for one in moments if one.at < START]
    found = facts(week, earlier, private=False)
    drawn = week_sheet(found, SAY, "en").model_dump_json() + found.model_dump_json()
    for one in moments:
        if one.private:
            assert f"quux{one.id.int:03d}" not in drawn
            assert str(one.id) not in drawn
    assert len(found.told) == sum(not one.private for one in week)


@given(some_moments)
@settings(max_examples=60, deadline=None)
def test_what_is_private_or_put_off_is_never_offered_to_open_with(moments: tuple[Moment, ...]) -> None:
    week = [one for one in moments if one.at >= START]
    found = facts(week, [one for one in moments if one.at < START])
    shares = {one.id: one for one in moments}
    for opening in found.openings:
        moment = shares[opening.ids[0]]
        assert not moment.private
        if moment.share is Share.NOT_YET:
            assert moment.shared_at is not None
            assert moment.shared_at < START


def test_in_the_chat_it_is_told_and_marked(moment: Any) -> None:
    week = [
        shared(moment(5, "hurt", text="she laughed", therapist=True), Share.PRIVATE),
        moment(9, "sad", text="rain"),
        moment(10, "calm", text="bath"),
        moment(11, "glad", text="tea"),
    ]
    assert "Hurt: “she laughed” (private)" in words(week)
    assert "“rain” (private)" not in words(week)


def test_a_wish_is_marked_too(moment: Any) -> None:
    week = [shared(moment(5, wanted="to be held"), Share.PRIVATE), moment(9, "sad", text="rain")]
    assert "You wanted “to be held” (private)" in words(week)


def test_a_private_moment_alone_is_told_whole_without_a_way_to_open(moment: Any) -> None:
    text = words([shared(moment(5, "hurt", text="she laughed", wanted="to go"), Share.PRIVATE)])
    assert "Hurt: “she laughed” (private)" in text
    assert "room" not in text


def test_a_word_used_in_private_is_not_called_new_on_the_page(moment: Any) -> None:
    earlier = [shared(moment(-30, "bitter"), Share.PRIVATE, -20), moment(-20, "sad")]
    found = facts([moment(5, "bitter"), moment(6, "sad")], earlier, private=False)
    assert found.new_words == ()


# ── not yet


def test_not_yet_is_not_offered_this_week_and_comes_again_the_next(moment: Any) -> None:
    waiting = shared(moment(5, "hurt", strength=5, text="she laughed", therapist=True), Share.NOT_YET)
    other = moment(9, "sad", text="rain")
    assert [opening.ids[0] for opening in facts([waiting, other]).openings] == [other.id]
    later = [one.model_copy(update={"at": one.at + timedelta(days=7), "id": UUID(int=500)}) for one in [other]]
    window = (END, END + timedelta(days=7))
    following = week_facts(later, [waiting, other], window, "Europe/London", window[1])
    assert (following.openings[0].kind, following.openings[0].ids[0]) == (Kind.NOT_YET, waiting.id)
    text = week_words(following, SAY, "en")
    assert "toward your therapist: “she laughed”\nYou said not yet to this, in an earlier week. How is it now?" in text


def test_said_again_it_waits_again(moment: Any) -> None:
    waiting = shared(moment(-30, "hurt", text="she laughed"), Share.NOT_YET, hours=-20)
    week = [moment(5, "sad", text="rain")]
    assert Kind.NOT_YET in [opening.kind for opening in facts(week, [waiting]).openings]
    again = shared(waiting, Share.NOT_YET, hours=20)
    assert Kind.NOT_YET not in [opening.kind for opening in facts(week, [again]).openings]


def test_of_several_the_oldest_comes_first_and_one_at_a_time(moment: Any) -> None:
    old, newer = (
        shared(moment(hours, "hurt", strength=n, text=f"at {n}"), Share.NOT_YET, hours=-20)
        for n, hours in enumerate((-90, -30), start=3)
    )
    found = facts([moment(5, "sad", text="rain")], [newer, old])
    assert [opening.ids[0] for opening in found.openings if opening.kind is Kind.NOT_YET] == [old.id]


def test_it_comes_again_after_an_empty_week_too(moment: Any) -> None:
    waiting = shared(moment(-30, "hurt", text="she laughed"), Share.NOT_YET, hours=-20)
    assert "Hurt: “she laughed”\nYou said not yet to this" in words([], [waiting])


def test_what_an_older_program_stored_as_marked_is_brought() -> None:
    old = '{"id":"00000000-0000-0000-0000-000000000001","at":"2026-03-02T09:00:00Z","zone":"UTC","bring":%s}'
    assert Moment.model_validate_json(old % "true").share is Share.BRING
    assert Moment.model_validate_json(old % "false").share is None
    decided = Moment.model_validate_json(old % 'true,"share":"private"')
    assert decided.private
    assert not decided.bring
