"""Trying the prompts in the terminal: the sequence one person would get, a prompt each step."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

from prompts.choose import Profile, Setting, choose
from prompts.history import Asked, History, Outcome
from prompts.loader import Library
from prompts.schema import Prompt

STEP = timedelta(hours=5)


def walk(
    library: Library,
    profile: Profile,
    start: datetime,
    rng: Random,
    *,
    read: Callable[[str], str],
    write: Callable[[str], None],
) -> int:
    """Ask one prompt after the other, five hours of pretended time apart, and return how many were asked.

    Anything typed counts as an answer (nothing is kept), an empty line skips, "q" or the end of input stops.
    `start` is aware.
    """
    history = History()
    now = start
    while True:
        prompt = choose(library, history, profile, Setting(now), rng)
        write(_shown(prompt, now))
        try:
            reply = read("> ").strip()
        except EOFError:
            reply = "q"
        outcome = Outcome.ANSWERED if reply else Outcome.SKIPPED
        history.add(Asked(prompt.id, prompt.strand, now.astimezone(UTC), outcome))
        if reply == "q":
            return len(history.entries)
        now += STEP


def _shown(prompt: Prompt, now: datetime) -> str:
    answers = " · ".join(prompt.answers) or "the grid of feelings"
    return f"\n{now:%a %H:%M}  {prompt.id} ({prompt.level}, {prompt.occasion})\n{prompt.text}\n  [{answers}]"
