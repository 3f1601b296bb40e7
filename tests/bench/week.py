"""How fast a week is told and drawn, for a person with 5,000 moments behind them."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from coach.model import Moment
from coach.reflection import week_facts, week_words
from coach.reflection.render import card, page, week_sheet
from coach.sample import sample_month
from coach.texts import texts
from tests.bench import Row, timed
from tests.bench.engines import Engine

NOW = datetime(2026, 11, 26, 18, tzinfo=UTC)
WINDOW = (NOW - timedelta(days=7), NOW + timedelta(hours=1))
BEHIND = 5000


def rows(_engines: list[Engine]) -> Iterator[Row]:
    month = sample_month(NOW, "Europe/London", None)
    inside = [moment for moment in month if moment.at >= WINDOW[0]]
    earlier = [_older(month[number % len(month)], number) for number in range(BEHIND)]
    say = texts("en")

    def tell() -> None:
        week_words(week_facts(inside, earlier, WINDOW, "Europe/London", NOW), say, "en")

    facts = week_facts(inside, earlier, WINDOW, "Europe/London", NOW)
    turns = iter(range(1_000_000))

    def sheet() -> object:
        """Something differs each time, so that nothing is drawn from a cache."""
        return week_sheet(facts, say, "en").model_copy(update={"title": f"Your week {next(turns)}"})

    for name, run, times, goal in (
        ("a week in words, 5,000 moments behind", tell, 5, 20),
        ("a week as a card", lambda: card(sheet()), 3, 150),
        ("a week as a page", lambda: page(sheet(), "a4"), 3, 150),
    ):
        median, least, most = (seconds * 1e3 for seconds in timed(run, times))
        yield Row(name, median, "ms", goal=goal, least=least, most=most)


def _older(moment: Moment, number: int) -> Moment:
    return moment.model_copy(update={"at": WINDOW[0] - timedelta(hours=1.2 * (number + 1))})
