import logging
from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict


class Logged(logging.Handler):
    """All that any logger says, with every value and traceback: ours, and the libraries' from WARNING on, where
    `coach.logs` begins to listen to them."""

    def __init__(self, ours: list[EventDict]) -> None:
        super().__init__(logging.WARNING)
        self.ours = ours
        self.theirs: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.theirs.append(self.format(record))

    def __str__(self) -> str:
        return "\n".join([*self.theirs, *map(repr, self.ours)])


@pytest.fixture
def logged() -> Iterator[Logged]:
    root = logging.getLogger()
    with capture_logs() as ours:
        ears = Logged(ours)
        root.addHandler(ears)
        yield ears
        root.removeHandler(ears)
