"""What is not seven days from one Thursday to the next: weeks of another length, a silence, a month and a year."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from coach.model import Appointment, Calendar, Did, Heard, Moment, Move, Person, UnsaidItem
from coach.sessions import week_window
from tests.reflection.conftest import END, START, Window, item, said

LONDON = Person(id=1, chat_id=1, zone="Europe/London", appointment=Appointment(weekday=3, at=time(15)))
CLOCKS_BACK = week_window(LONDON, datetime(2026, 10, 24, 12, tzinfo=UTC))
PUT_OFF = Calendar(moved=(Move(day=date(2026, 11, 19), to=datetime(2026, 11, 21, 9, 30)),))  # noqa: DTZ001  # a wall time
EVERY_OTHER = Appointment(weekday=3, at=time(15), every_weeks=2, since=date(2026, 11, 12))
FORTNIGHT = week_window(LONDON.model_copy(update={"appointment": EVERY_OTHER}), START)
TO_SATURDAY = week_window(LONDON.model_copy(update={"calendar": PUT_OFF}), START)


class Week(NamedTuple):
    """What `facts_of` and `sheet_of` take."""

    moments: Sequence[Moment]
    earlier: Sequence[Moment] = ()
    now: datetime = END
    items: Sequence[UnsaidItem] = ()
    window: Window = (START, END)


def _noted(moment: Any, month: int, day: int, clock: str, *words: str, **more: Any) -> Moment:
    """At so many o'clock UTC in 2026."""
    at = datetime.combine(date(2026, month, day), time.fromisoformat(clock), UTC)
    made: Moment = moment((at - START) / timedelta(hours=1), *words, **more)
    return made


def the_hour_that_came_twice(moment: Any) -> Week:
    """169 hours; at 01:20 on the clock it was sad, and an hour later, at 01:20, it was calm."""
    week = [
        _noted(moment, 10, 23, "18:40", "lonely", strength=3, text="everybody had somewhere to be"),
        _noted(moment, 10, 25, "00:20", "sad", strength=4, text="awake, and it is not even two", did=Did.KEPT_IN),
        _noted(moment, 10, 25, "01:20", "calm", strength=2, text="awake again, same time. it rained, i liked it"),
        _noted(moment, 10, 27, "19:10", "annoyed", strength=3, text="dark at five", did=Did.SAID),
        _noted(moment, 10, 29, "14:30", "hopeful", strength=2, therapist=True),
    ]
    return Week(week, now=CLOCKS_BACK[1], window=CLOCKS_BACK)


def a_session_put_off_to_saturday(moment: Any) -> Week:
    """Nine days: from Thursday to the Saturday after the next."""
    week = [
        _noted(moment, 11, 12, "19:30", "hopeful", strength=3, text="said the thing about the exam", did=Did.SAID),
        _noted(moment, 11, 16, "08:15", "tense", strength=2),
        _noted(moment, 11, 17, "12:05", "let down", strength=3, text="they moved us to saturday by text message",
               therapist=True, did=Did.KEPT_IN, bring=True),
        _noted(moment, 11, 19, "15:00", "lonely", strength=4, text="sat in the café at three anyway"),
        _noted(moment, 11, 20, "21:45", "anxious", strength=3, because="it is in the morning and i am not one"),
        _noted(moment, 11, 21, "08:00", "glad", strength=2, therapist=True),
    ]  # fmt: skip
    return Week(week, now=TO_SATURDAY[1], window=TO_SATURDAY)


def a_fortnight(moment: Any) -> Week:
    """A session every two weeks."""
    told = [
        ("calm", 2, "slept"),
        ("annoyed", 3, "the form again, in three copies"),
        ("lonely", 3, ""),
        ("anxious", 4, "he wrote that we have to talk"),
        ("numb", 2, ""),
        ("ashamed", 3, "laughed at the wrong moment, everybody saw"),
        ("grateful", 3, "my neighbour asked twice how i am, and waited"),
        ("let down", 4, "two weeks is long. you said it is not"),
        ("hopeful", 2, ""),
    ]
    week = [
        moment(4 + 37.5 * nth, word, strength=strength, text=text, therapist=nth in (3, 7),
               did=(Did.KEPT_IN, None, Did.SAID)[nth % 3], bring=nth == 7)
        for nth, (word, strength, text) in enumerate(told)
    ]  # fmt: skip
    return Week(week, [moment(-60, "lonely")], now=FORTNIGHT[1], window=FORTNIGHT)


def silence_after_a_bad_session(moment: Any) -> Week:
    """One thing was said and it got worse, one stayed unsaid; the feeling of that evening, and nothing since."""
    after = moment(1.4, "hurt", strength=4, text="i said it and he explained it to me", therapist=True)
    items = [said(-60, "I wanted you to ask about the exam", Heard.WORSE), item(1.5, "that I nearly left")]
    return Week([after], [moment(-30, "anxious", strength=3)], items=items)


def nothing_since_a_bad_session(moment: Any) -> Week:
    """The same without a feeling told at the check-in: two kind lines, the count, one question."""
    week = silence_after_a_bad_session(moment)
    return week._replace(moments=[])


# ── a month and a year

NOW = datetime(2026, 11, 19, 18, tzinfo=UTC)
A_MONTH = {
    "anxious": (4, 3, 5, 2),
    "ashamed": (1, 0, 0, 1),
    "let down": (0, 2, 1, 0),
    "annoyed": (2, 0, 3, 6),
    "furious": (0, 0, 1, 2),
    "calm": (3, 3, 0, 2),
    "grateful": (0, 1, 0, 1),
}
A_YEAR = {
    "anxious": (21, 24, 19, 15, 17, 9, 12, 0, 8, 11, 7, 6),
    "numb": (6, 9, 11, 4, 2, 0, 1, 0, 0, 2, 0, 0),
    "empty": (2, 3, 1, 1, 0, 0, 0, 0, 1, 0, 0, 0),
    "sad": (5, 2, 4, 8, 9, 14, 10, 0, 6, 5, 3, 4),
    "lonely": (0, 0, 1, 3, 2, 6, 2, 0, 2, 1, 1, 2),
    "annoyed": (0, 0, 0, 1, 3, 5, 8, 0, 7, 10, 12, 9),
    "furious": (0, 0, 0, 0, 0, 1, 2, 0, 1, 3, 4, 2),
    "ashamed": (3, 2, 2, 0, 1, 0, 0, 0, 2, 1, 0, 1),
    "grateful": (1, 0, 1, 1, 0, 2, 2, 0, 1, 0, 3, 2),
    "hopeful": (0, 0, 1, 0, 2, 1, 3, 0, 2, 2, 4, 3),
    "calm": (2, 1, 3, 3, 2, 4, 6, 0, 3, 5, 6, 5),
}


def a_month(moment: Any) -> list[Moment]:
    """Four weeks, and one word from before them."""
    ends = [NOW - timedelta(weeks=back) for back in (3, 2, 1, 0)]
    return [moment(-24 * 40, "anxious"), *_spread(moment, A_MONTH, ends)]


def a_year(moment: Any) -> list[Moment]:
    """Twelve months, one of them without a word: somebody was away, and why is nobody's business."""
    ends = [datetime(2025 + n // 12, n % 12 + 1, 19, 18, tzinfo=UTC) for n in range(11, 23)]
    return list(_spread(moment, A_YEAR, ends))


def _spread(moment: Any, counts: dict[str, tuple[int, ...]], ends: Sequence[datetime]) -> Iterator[Moment]:
    """So many of each word before each end, some hours apart."""
    for word, by_part in counts.items():
        for end, many in zip(ends, by_part, strict=True):
            for nth in range(many):
                yield moment((end - START) / timedelta(hours=1) - 1 - 5 * nth, word)
