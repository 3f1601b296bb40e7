"""Where a conversation stands. One value, stored sealed with the person; at most one question is open.

`ticket` marks the buttons of the open question; every question asked gets a new one.
"""

from datetime import date, time
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, NaiveDatetime, TypeAdapter, ValidationError

from coach.feelings import Family
from coach.model import Appointment, Frozen, Moment, Named


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
    | ChoosingFortnight
    | ChoosingAway
    | ConfirmingRule
    | ShowingSessions
    | MovingSession
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
