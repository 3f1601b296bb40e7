from collections.abc import Iterator
from datetime import time
from functools import cache

import pytest

from coach import places
from coach.dialogue.states import Welcome
from coach.model import FixedTimes, Person
from tests.dialogue.talk import Talk

ANNA = Person(begun=True, id=41, chat_id=7, zone="Europe/London", schedule=FixedTimes(times=(time(8),)))


@pytest.fixture(scope="session", autouse=True)
def _places_looked_up_once() -> Iterator[None]:
    """A word that is no city is compared with thousands; the answer is always the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(places, "zones_of_place", cache(places.zones_of_place))
        yield


@pytest.fixture
def talk() -> Talk:
    """With somebody who is set up."""
    return Talk(ANNA)


@pytest.fixture
def stranger() -> Talk:
    """With somebody who has just come in, and looks at the welcome."""
    talk = Talk()
    talk.calls("/start")
    assert isinstance(talk.state, Welcome)
    return talk
