"""What is drawn of a week: nothing that its person keeps to themselves."""

from datetime import timedelta
from uuid import UUID

import pytest

from coach import weeks
from coach.care import Care
from coach.messages import File, Form, Photo
from coach.model import Moment, Part, Person, Share, UnsaidItem
from coach.reflection import WeekFacts
from coach.storage import Storage, moments, unsaid
from tests.conftest import Admit
from tests.fakes import MONDAY
from tests.storage.test_moments import moment

NOW = MONDAY + timedelta(hours=9)
FORMS = (Form.CARD, Form.PAGE)


def _moment(number: int, share: Share | None) -> Moment:
    said = (Part(text=f"thought {number}"),)
    return moment(number, number).model_copy(update={"text": said, "share": share, "shared_at": MONDAY})


async def _kept(storage: Storage, person: Person, *told: Moment) -> None:
    async with storage.transaction() as tx:
        for one in told:
            moments.keep(tx, person.id, one)
            item = UnsaidItem(id=one.id, at=one.at, moment_id=one.id, words=one.text)
            unsaid.keep(tx, person.id, item)


@pytest.mark.parametrize("held", [Share.PRIVATE, Share.NOT_YET])
@pytest.mark.parametrize("form", FORMS)
async def test_what_is_private_or_put_off_is_on_no_picture_nor_counted_there(
    storage: Storage, admit: Admit, monkeypatch: pytest.MonkeyPatch, form: Form, held: Share
) -> None:
    person = await admit()
    await _kept(storage, person, _moment(1, None), _moment(2, held))
    seen: list[WeekFacts] = []

    def look(_person: Person, found: WeekFacts, _form: Form) -> Photo:
        seen.append(found)
        return Photo(name="week.png", content=b"")

    monkeypatch.setattr(weeks, "_draw", look)
    await weeks.drawn(storage, person.id, weeks.drawing(form, NOW))
    (facts,) = seen
    assert [told.ids for told in facts.told] == [(UUID(int=1),)]
    assert facts.unsaid is not None
    assert (facts.unsaid.ids, facts.unsaid.waiting) == ((UUID(int=1),), 1)
    assert "thought 2" not in facts.model_dump_json()


@pytest.mark.parametrize("back", [0, 2])
async def test_a_week_is_told_with_its_lines_an_older_one_too(storage: Storage, admit: Admit, back: int) -> None:
    person = await admit()
    await _kept(storage, person, _moment(1, None), _moment(2, Share.PRIVATE))
    async with storage.transaction() as tx:
        week = await weeks.told(tx, person, NOW + timedelta(weeks=back), back)
    assert (week.back, week.lines) == (back, (UUID(int=1), UUID(int=2)))


@pytest.mark.parametrize("private", [True, False])
async def test_what_asked_for_care_is_in_no_week(storage: Storage, admit: Admit, private: bool) -> None:
    person = await admit()
    cared = _moment(2, None).model_copy(update={"care": Care.SELF_HARM})
    async with storage.transaction() as tx:
        for one in (_moment(1, None), cared):
            moments.keep(tx, person.id, one)
        found = await weeks.facts(tx, person, NOW, private=private)
        told = await weeks.told(tx, person, NOW)
    assert "thought 1" in found.model_dump_json()
    assert "thought 2" not in found.model_dump_json()
    assert "thought 2" not in told.words


def test_what_is_private_is_on_no_page_of_the_export(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [_moment(1, None), _moment(2, Share.PRIVATE)]
    items = [UnsaidItem(id=one.id, at=one.at, moment_id=one.id, words=one.text) for one in found]
    seen: list[WeekFacts] = []

    def look(_person: Person, facts: WeekFacts, _form: Form) -> File:
        seen.append(facts)
        return File(name="week.pdf", content=b"")

    monkeypatch.setattr(weeks, "_draw", look)
    assert list(weeks.pages(Person(id=1, chat_id=1), found, (), items, NOW, 3)) == ["week.pdf"]
    (facts,) = seen
    assert [told.ids for told in facts.told] == [(UUID(int=1),)]
    assert "thought 2" not in facts.model_dump_json()
    assert facts.unsaid is not None
    assert facts.unsaid.waiting == 1


@pytest.mark.parametrize("form", FORMS)
async def test_a_week_that_is_all_private_is_not_drawn(storage: Storage, admit: Admit, form: Form) -> None:
    person = await admit()
    await _kept(storage, person, _moment(1, Share.PRIVATE))
    assert await weeks.drawn(storage, person.id, weeks.drawing(form, NOW)) is None
