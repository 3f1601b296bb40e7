"""Where a conversation stands. One value, stored sealed with the person; at most one question is open.

`ticket` marks the buttons of the open question; every question asked gets a new one.
"""

from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from coach.dialogue.states.base import (
    Choosing,
    Idle,
    Question,
)
from coach.dialogue.states.moments import (
    Asking,
    Aspect,
    Cared,
    Covered,
    Filing,
    Mirrored,
    Naming,
    PickingBody,
    PickingFamily,
    PickingStrength,
    PickingWord,
    Prompted,
    PuttingOff,
    Telling,
)
from coach.dialogue.states.reading import (
    DecidingLine,
    NamingShelf,
    PickingShelf,
    ReadingCards,
    ReadingWeek,
    ReadingWords,
    ShelfDeed,
    Shelves,
    WeekLines,
)
from coach.dialogue.states.sessions import (
    ChoosingAway,
    ChoosingDay,
    ChoosingFortnight,
    ChoosingHour,
    ConfirmingRule,
    MovingSession,
    ShowingSessions,
)
from coach.dialogue.states.settings import (
    AddingPrompt,
    ChoosingCount,
    ChoosingDays,
    ChoosingHours,
    ChoosingLevel,
    ChoosingMode,
    ChoosingName,
    ChoosingPause,
    ChoosingQuiet,
    ChoosingTendency,
    ChoosingTimes,
    ChoosingZone,
    Forgetting,
    ForgettingEarly,
    Mode,
    OwnPrompts,
    Settings,
    Welcome,
)
from coach.dialogue.states.unsaid import (
    AboutUnsaid,
    AfterAlliance,
    AfterFeeling,
    AfterItem,
    AfterSession,
    AfterUnsaid,
    Alliance,
    Clause,
    Hearing,
    Saying,
    SentenceShown,
    UnsaidList,
    UnsaidShown,
)

__all__ = [
    "AboutUnsaid",
    "AddingPrompt",
    "AfterAlliance",
    "AfterFeeling",
    "AfterItem",
    "AfterSession",
    "AfterUnsaid",
    "Alliance",
    "Asking",
    "Aspect",
    "Cared",
    "Choosing",
    "ChoosingAway",
    "ChoosingCount",
    "ChoosingDay",
    "ChoosingDays",
    "ChoosingFortnight",
    "ChoosingHour",
    "ChoosingHours",
    "ChoosingLevel",
    "ChoosingMode",
    "ChoosingName",
    "ChoosingPause",
    "ChoosingQuiet",
    "ChoosingTendency",
    "ChoosingTimes",
    "ChoosingZone",
    "Clause",
    "ConfirmingRule",
    "Covered",
    "DecidingLine",
    "Filing",
    "Forgetting",
    "ForgettingEarly",
    "Hearing",
    "Idle",
    "Mirrored",
    "Mode",
    "MovingSession",
    "Naming",
    "NamingShelf",
    "OwnPrompts",
    "PickingBody",
    "PickingFamily",
    "PickingShelf",
    "PickingStrength",
    "PickingWord",
    "Prompted",
    "PuttingOff",
    "Question",
    "ReadingCards",
    "ReadingWeek",
    "ReadingWords",
    "Saying",
    "SentenceShown",
    "Settings",
    "ShelfDeed",
    "Shelves",
    "ShowingSessions",
    "State",
    "Telling",
    "UnsaidList",
    "UnsaidShown",
    "WeekLines",
    "Welcome",
    "load_state",
    "save_state",
]

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
    | ChoosingQuiet
    | ChoosingDays
    | ChoosingTendency
    | OwnPrompts
    | AddingPrompt
    | ReadingWords
    | ReadingCards
    | Settings
    | Forgetting
    | ForgettingEarly
    | Prompted
    | PuttingOff
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
    | Covered
    | ChoosingMode
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
