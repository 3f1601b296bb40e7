"""What every state is made of."""

from typing import Literal

from coach.model import Frozen


class Idle(Frozen):
    """Nothing is asked."""

    at: Literal["idle"] = "idle"


class Question(Frozen):
    """Something is asked, and the buttons that carry `ticket` answer it. `taps` are those buttons, by label in small
    letters, with what they do: who types a label has tapped it."""

    ticket: str
    taps: tuple[tuple[str, str], ...] = ()


class Choosing(Question):
    """A setting is asked for. `first` while the person is being set up: the next question follows by itself."""

    first: bool = False
