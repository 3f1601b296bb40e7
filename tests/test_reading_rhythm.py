from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coach.reading_rhythm import Later, read_days, read_later

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("Monday to Friday", (0, 1, 2, 3, 4)),
        ("Mon – Fri", (0, 1, 2, 3, 4)),
        ("weekdays", (0, 1, 2, 3, 4)),
        ("only on weekends", None),
        ("the weekend", (5, 6)),
        ("fri-mon", (0, 4, 5, 6)),
        ("Tuesday and Saturday", (1, 5)),
        ("tue, thu, sat", (1, 3, 5)),
        ("tue thu", (1, 3)),
        ("mon-wed, sat", (0, 1, 2, 5)),
        ("on Sundays.", (6,)),
        ("every day", (0, 1, 2, 3, 4, 5, 6)),
        ("every day but Sunday", (0, 1, 2, 3, 4, 5)),
        ("daily except on sat and sun", (0, 1, 2, 3, 4)),
        ("every day but every day", None),
        ("mon-wed-fri", None),
        ("someday", None),
        ("", None),
        ("-", None),
        ("but Sunday", None),
        ("Monday was hard", None),
    ],
)
def test_weekdays_are_read(text: str, days: tuple[int, ...] | None) -> None:
    assert read_days(text) == days


def test_weekdays_are_read_in_the_persons_language() -> None:
    assert read_days("Montag, Mi", "de") == (0, 2)


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("later", Later()),
        ("Not now.", Later()),
        ("in 1 hour", Later(after=HOUR)),
        ("in an hour", Later(after=HOUR)),
        ("1 h", Later(after=HOUR)),
        ("one hour later", Later(after=HOUR)),
        ("15 min", Later(after=HOUR / 4)),
        ("in a quarter of an hour", Later(after=HOUR / 4)),
        ("half an hour", Later(after=HOUR / 2)),
        ("in twenty minutes", Later(after=HOUR / 3)),
        ("24 hours", Later(after=24 * HOUR)),
        ("tonight", Later(tonight=True)),
        ("Later tonight", Later(tonight=True)),
        ("this evening", Later(tonight=True)),
        ("tonight at 9", Later(at=time(21), tonight=True)),
        ("tonight at 21:30", Later(at=time(21, 30), tonight=True)),
        ("at 6pm", Later(at=time(18))),
        ("later at 18:30", Later(at=time(18, 30))),
        ("in 2 minutes", None),
        ("25 hours", None),
        ("in 99999 hours", None),
        ("at noonish", None),
        ("tonight at whenever", None),
        ("tonight he was late again", None),
        ("in 1 hour I see her", None),
        ("18:30", None),
        ("4", None),
        ("", None),
    ],
)
def test_when_to_ask_again_is_read_only_where_nothing_else_is_said(text: str, later: Later | None) -> None:
    assert read_later(text) == later


@given(st.text(max_size=40))
def test_no_text_ever_raises(text: str) -> None:
    read_days(text)
    read_later(text)
