"""A month as it is asked for and sent, and a week as it is drawn."""

import pytest

from coach import trends, weeks
from coach.messages import Drawing, File, Form, Photo
from coach.model import Share
from coach.reflection.trends import Span
from coach.storage import Storage, moments
from tests.conftest import Admit
from tests.fakes import MONDAY
from tests.storage.test_moments import moment


async def test_a_month_is_told_and_drawn(storage: Storage, admit: Admit) -> None:
    person = await admit()
    async with storage.transaction() as tx:
        moments.keep(tx, person.id, moment())
        assert "Sad: 1" in await trends.words(tx, person, MONDAY, Span.MONTH)
    for form in trends.SPANS:
        drawn = await trends.drawn(storage, person.id, Drawing(form=form, at=MONDAY))
        assert isinstance(drawn, Photo)
        assert drawn.name == f"{form}.png"
        assert drawn.content.startswith(b"\x89PNG")


@pytest.mark.parametrize("share", [Share.PRIVATE, Share.NOT_YET])
async def test_where_all_is_private_or_put_off_nothing_is_drawn(storage: Storage, admit: Admit, share: Share) -> None:
    person = await admit()
    hidden = moment().model_copy(update={"share": share, "shared_at": MONDAY})
    async with storage.transaction() as tx:
        moments.keep(tx, person.id, hidden)
        assert "he looked" in (await weeks.told(tx, person, MONDAY)).words
    assert await trends.drawn(storage, person.id, Drawing(form=Form.MONTH, at=MONDAY)) is None
    for form in (Form.CARD, Form.PAGE):
        assert await weeks.drawn(storage, person.id, weeks.drawing(form, MONDAY)) is None


async def test_the_week_is_drawn_once_one_moment_may_be(storage: Storage, admit: Admit) -> None:
    person = await admit()
    async with storage.transaction() as tx:
        moments.keep(tx, person.id, moment())
    assert isinstance(await weeks.drawn(storage, person.id, weeks.drawing(Form.PAGE, MONDAY)), File)
