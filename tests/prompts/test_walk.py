from datetime import UTC, datetime
from random import Random

from prompts import Profile, load
from prompts.walk import walk

START = datetime(2026, 3, 2, 8, tzinfo=UTC)


def walked(replies: list[str]) -> tuple[int, list[str]]:
    """Walk with these typed lines, after which the input ends."""
    lines: list[str] = []
    left = iter(replies)

    def read(_: str) -> str:
        for line in left:
            return line
        raise EOFError

    count = walk(load("en"), Profile(), START, Random(1), read=read, write=lines.append)
    return count, lines


def test_each_line_typed_brings_another_prompt() -> None:
    count, lines = walked(["", "something", "tired", "q", "never read"])
    assert count == len(lines) == 4
    assert len({line.splitlines()[2] for line in lines}) == 4


def test_the_end_of_input_ends_the_walk() -> None:
    assert walked([])[0] == 1


def test_a_prompt_is_shown_with_its_answers_or_the_grid() -> None:
    _, lines = walked([""] * 40)
    assert any("the grid of feelings" in line for line in lines)
    assert any(" · " in line.splitlines()[-1] for line in lines)
    assert all("?" in line for line in lines)
