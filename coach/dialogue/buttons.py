"""What a button carries: whose it is, which question it belongs to, what it does. At most 64 bytes (Bot API).

Tickets are drawn at random, so that a button of one person's question never fits another's, even when forged.
"""

import random
from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from coach.messages import Button, Keyboard

_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
_TICKET = 8

Offered = TypeVar("Offered")


class Choice(NamedTuple):
    """One button before it has a ticket."""

    label: str
    action: str
    value: str = ""


class Press(NamedTuple):
    """What came back with a tap."""

    owner: int
    ticket: str
    action: str
    value: str


def new_ticket(rng: random.Random) -> str:
    return "".join(rng.choices(_ALPHABET, k=_TICKET))


def keyboard(owner: int, ticket: str, rows: list[list[Choice]]) -> Keyboard:
    return tuple(
        tuple(Button(label=choice.label, data=f"{owner}.{ticket}.{choice.action}.{choice.value}") for choice in row)
        for row in rows
        if row
    )


def read_press(data: str) -> Press | None:
    """The parts of a button's data; None when it is none of ours."""
    owner, _, rest = data.partition(".")
    ticket, _, rest = rest.partition(".")
    action, dot, value = rest.partition(".")
    if not dot or not (owner.isascii() and owner.isdigit()) or len(data) > 64:
        return None
    return Press(int(owner), ticket, action, value)


def numbered(offered: Sequence[Offered], value: str) -> Offered | None:
    """What stands behind a button that carries its number; None for a number that was never offered."""
    return offered[int(value)] if value.isascii() and value.isdigit() and int(value) < len(offered) else None


def in_rows(choices: list[Choice], width: int) -> list[list[Choice]]:
    return [choices[start : start + width] for start in range(0, len(choices), width)]
