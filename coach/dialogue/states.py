"""Where a conversation stands. One value, stored sealed with the person; at most one question is open.

`ticket` marks the buttons of the open question; every question asked gets a new one.
"""

from datetime import date, time
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, NaiveDatetime, TypeAdapter, ValidationError

from coach.feelings import Family
from coach.model import Appointment, CheckIn, Frozen, Moment, Named, Share


class Idle(Frozen):
    """Nothing is asked."""

    at: Literal["idle"] = "idle"


class Question(Frozen):
    """Something is asked, and the buttons that carry `ticket` answer it. `taps` are those buttons, by label in small
    letters, with what they do: who types a label has tapped it."""

    ticket: str
    taps: tuple[tuple[str, str], ...] = ()


class Welcome(Question):
    """What this is and is not; nothing is kept before it is accepted."""

    at: Literal["welcome"] = "welcome"


class Choosing(Question):
    """A setting is asked for. `first` while the person is being set up: the next question follows by itself."""

    first: bool = False


class ChoosingZone(Choosing):
    """Where are you? `offered` are the zones behind the buttons, by number."""

    at: Literal["zone"] = "zone"
    offered: tuple[str, ...] = ()


class ChoosingTimes(Choosing):
    """When shall I ask?"""

    at: Literal["times"] = "times"


class ChoosingHours(Choosing):
    """Surprise you between which hours?"""

    at: Literal["hours"] = "hours"


class ChoosingCount(Choosing):
    """How many surprises a day?"""

    at: Literal["count"] = "count"
    start: time
    end: time


class ChoosingDay(Choosing):
    """On which day is your session?"""

    at: Literal["day"] = "day"


class ChoosingHour(Choosing):
    """At what time is it?"""

    at: Literal["hour"] = "hour"
    weekday: int


class ChoosingLevel(Choosing):
    """How plainly may prompts speak of your therapist?"""

    at: Literal["level"] = "level"


class ChoosingName(Choosing):
    """What do you call your therapist?"""

    at: Literal["name"] = "name"


class ChoosingPause(Choosing):
    """Quiet for how long?"""

    at: Literal["pause"] = "pause"


class Settings(Question):
    """All settings, one button each."""

    at: Literal["settings"] = "settings"


class ChoosingTendency(Choosing):
    """When something hurts, what do you tend to do?"""

    at: Literal["tendency"] = "tendency"


class OwnPrompts(Question):
    """The person's own prompts lie open, to be removed or added to."""

    at: Literal["own"] = "own"


class AddingPrompt(Question):
    """What is typed now becomes a prompt."""

    at: Literal["adding"] = "adding"


class ReadingWords(Question):
    """The words there are for feelings lie open."""

    at: Literal["words"] = "words"


class ReadingCards(Question):
    """The cards lie open; `page` is the page of titles."""

    at: Literal["cards"] = "cards"
    page: int = 0


class Forgetting(Question):
    """Really everything?"""

    at: Literal["forgetting"] = "forgetting"


class ForgettingEarly(Question):
    """Really everything? Asked before the welcome was accepted: nothing else is kept here either."""

    at: Literal["forgetting_early"] = "forgetting_early"


class Prompted(Question):
    """A prompt waits for a tap, or until `until` (aware UTC) for a sentence."""

    at: Literal["prompted"] = "prompted"
    until: AwareDatetime
    prompt_id: str
    head: str
    answers: tuple[str, ...] = ()
    about_therapist: bool = False
    delivery_id: int


class Naming(Question):
    """A moment is kept and looks for its word. `head` is what stands above the question, such as the prompt."""

    moment: Moment
    head: str = ""


class PickingFamily(Naming):
    at: Literal["family"] = "family"


class PickingWord(Naming):
    """`offered` are the words behind the buttons, by number; `more` words of `family` come on the next page."""

    at: Literal["word"] = "word"
    offered: tuple[Named, ...]
    family: Family | None = None
    page: int = 0


class PickingBody(Naming):
    """Not sure: is it pleasant (None until told)? Then, is it restless?"""

    at: Literal["body"] = "body"
    pleasant: bool | None = None


class PickingStrength(Naming):
    at: Literal["strength"] = "strength"


class Mirrored(Naming):
    """The moment was said back; up to two more questions can be tapped. `since` is an aware UTC instant."""

    at: Literal["mirrored"] = "mirrored"
    since: AwareDatetime
    asked: int = 0


class Cared(Question):
    """What was written asked for care and was answered. What is typed within half an hour of `since` (aware UTC)
    belongs to it."""

    at: Literal["cared"] = "cared"
    moment: Moment
    since: AwareDatetime


class Aspect(StrEnum):
    """What can be told of a feeling once it has its name."""

    BECAUSE = "because"
    WANTED = "wanted"
    DID = "did"


class Telling(Naming):
    """One of the follow-up questions is open. `asked` counts it."""

    at: Literal["telling"] = "telling"
    aspect: Aspect
    asked: int


class Shelves(Question):
    """The shelves lie open."""

    at: Literal["shelves"] = "shelves"


class ShelfDeed(StrEnum):
    """What can be done to a shelf that is there."""

    RENAME = "rename"
    MERGE = "merge"
    ARCHIVE = "archive"


class PickingShelf(Question):
    """Which shelf? `offered` are those behind the buttons, by number; `merging` the one to be merged into it."""

    at: Literal["shelf"] = "shelf"
    deed: ShelfDeed
    offered: tuple[UUID, ...]
    merging: UUID | None = None


class NamingShelf(Question):
    """What is typed now is a shelf's name: a new one's, or that of `shelf`."""

    at: Literal["shelf_name"] = "shelf_name"
    shelf: UUID | None = None


class Filing(Naming):
    """A moment that was said back is filed: which shelf, and once that is told, does it fit?"""

    at: Literal["filing"] = "filing"
    since: AwareDatetime
    asked: int = 0
    offered: tuple[UUID, ...]
    shelf: UUID | None = None


class WeekLines(Question):
    """A week was told: its `words`, the moments one could open with, and what was just `decided` of each."""

    words: str
    openings: tuple[UUID, ...]
    decided: tuple[Share | None, ...]


class ReadingWeek(WeekLines):
    """Which of them is to be decided about? `delivery_id` where the week came by itself."""

    at: Literal["week"] = "week"
    delivery_id: int | None = None


class DecidingLine(WeekLines):
    """The one at `place`, counted from 0: bring it, keep it private, or not yet?"""

    at: Literal["line"] = "line"
    place: int


# ── what is unsaid


class AboutUnsaid(Question):
    """A question about what waits to be said: the scene has the items."""


class UnsaidList(AboutUnsaid):
    """What waits lies open. `offered` are the items behind the buttons, by number; `saying` when one of them is to get
    its sentence."""

    at: Literal["unsaid"] = "unsaid"
    offered: tuple[UUID, ...] = ()
    page: int = 0
    saying: bool = False


class UnsaidShown(AboutUnsaid):
    """One item: said, not yet, let go, or a sentence for it?"""

    at: Literal["unsaid_item"] = "unsaid_item"
    item_id: UUID


class Hearing(AboutUnsaid):
    """It was said: how was it heard? Asked after a session, `check_in` goes on with what else is `waiting`."""

    at: Literal["hearing"] = "hearing"
    item_id: UUID
    check_in: CheckIn | None = None
    waiting: tuple[UUID, ...] = ()


class Clause(StrEnum):
    """The three parts of the sentence to say."""

    WHEN = "when"
    FELT = "felt"
    WISHED = "wished"


class Saying(AboutUnsaid):
    """A part of the sentence is asked for; `retyping` when it alone is. `since` is an aware UTC instant."""

    at: Literal["saying"] = "saying"
    since: AwareDatetime
    asks: Clause
    item_id: UUID | None = None
    felt: tuple[str, ...] = ()
    retyping: bool = False


class SentenceShown(AboutUnsaid):
    """The sentence is there, whole; a part of it can be typed anew."""

    at: Literal["sentence"] = "sentence"
    item_id: UUID


# ── after a session


class AfterSession(AboutUnsaid):
    """`check_in` is what was told so far."""

    check_in: CheckIn


class AfterFeeling(AfterSession):
    """What did you feel toward them?"""

    at: Literal["after_feeling"] = "after_feeling"


class Alliance(StrEnum):
    """The three questions on the two of them. The values are the names of their fields in `CheckIn`."""

    RESPECTED = "respected"
    SAME_WORK = "same_work"
    COULD_SPEAK = "could_speak"


class AfterAlliance(AfterSession):
    at: Literal["after_alliance"] = "after_alliance"
    asks: Alliance


class AfterItem(AfterSession):
    """Did you say it? The first of `waiting` is the one asked about."""

    at: Literal["after_item"] = "after_item"
    waiting: tuple[UUID, ...] = Field(min_length=1)


class AfterUnsaid(AfterSession):
    """Is there anything left unsaid?"""

    at: Literal["after_unsaid"] = "after_unsaid"


class ChoosingFortnight(Choosing):
    """Every two weeks: on which of the `offered` dates is the next session?"""

    at: Literal["fortnight"] = "fortnight"
    at_time: time
    offered: tuple[date, ...]


class ChoosingAway(Choosing):
    """How long is the therapist away?"""

    at: Literal["away"] = "away"


class ConfirmingRule(Choosing):
    """Is that session, out of a calendar file, yours?"""

    at: Literal["rule"] = "rule"
    rule: Appointment


class ShowingSessions(Question):
    """The next sessions lie open, to be changed."""

    at: Literal["sessions"] = "sessions"


class MovingSession(Choosing):
    """When is the session of that wall time instead? `offered` are the wall times behind the buttons, by number."""

    at: Literal["moving"] = "moving"
    moving: NaiveDatetime
    offered: tuple[NaiveDatetime, ...] = ()


State = (
    Idle
    | Welcome
    | ChoosingZone
    | ChoosingTimes
    | ChoosingHours
    | ChoosingCount
    | ChoosingDay
    | ChoosingHour
    | ChoosingLevel
    | ChoosingName
    | ChoosingPause
    | ChoosingTendency
    | OwnPrompts
    | AddingPrompt
    | ReadingWords
    | ReadingCards
    | Settings
    | Forgetting
    | ForgettingEarly
    | Prompted
    | PickingFamily
    | PickingWord
    | PickingBody
    | PickingStrength
    | Mirrored
    | Telling
    | Shelves
    | PickingShelf
    | NamingShelf
    | Filing
    | ReadingWeek
    | DecidingLine
    | UnsaidList
    | UnsaidShown
    | Hearing
    | Saying
    | SentenceShown
    | AfterFeeling
    | AfterAlliance
    | AfterItem
    | AfterUnsaid
    | ChoosingFortnight
    | ChoosingAway
    | ConfirmingRule
    | ShowingSessions
    | MovingSession
    | Cared
)
_STATE: TypeAdapter[State] = TypeAdapter(Annotated[State, Field(discriminator="at")])


def save_state(state: State) -> str:
    return _STATE.dump_json(state, exclude_none=True).decode()


def load_state(text: str) -> State:
    """A stored state. One that this program does not know is as good as none: the moment in it was kept already."""
    try:
        return _STATE.validate_json(text)
    except ValidationError:
        return Idle()
