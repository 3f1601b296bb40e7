"""The weekly reflection: what a person noticed, handed back in their own words before the next session.

::

    moments, earlier, window ──> facts.week_facts ──> WeekFacts ──> words.week_words ──> one chat message
                                   │     │     │                      │
                                   │     │     ├─ openings ── again            └─ phrases   how one thing is said
                                   │     │     ├─ shelves, unsaid
                                   │     └─────── changes ── chance
                                   └───────────── told

``told``        a moment as it can be told: local time, each text on one line
``changes``     what differs from the four weeks before, where ``chance`` allows saying so
``shelves``     the person's own labels, and the exceptions to them
``unsaid``      what waits to be said, and what was, over all time
``openings``    three things to open with, by a fixed rule, and all lines in its order
``again``       what waits from before the week and asks to be among them
``trends``      a month or a year, part by part; ``trend_words`` its words
``statements``  the values that facts are made of
``quotes``      all that may happen to a person's words on their way to the screen

A renderer reads `WeekFacts` and nothing else; another face of the week (a card, a page) is another renderer.

What must always hold:

- Every statement carries the ids of the moments it stands on; a statement about nothing cannot be built.
- No tendency from fewer than five moments, and none that chance easily gives.
- No cause is claimed: a *because* is only ever the person's own, in quotation marks.
- Quotes are as typed. Runs of white space become one space, a long quote ends early with "…", nothing else changes.
- What is kept private, or was put off this week, is in the words only: it is not told, quoted or counted where it is
  drawn.
- A moment without a feeling word is counted and may be quoted, and is never given a word.
- Counts, no scores. Same facts, same words, in whatever order the moments came.
"""

from coach.reflection.facts import week_facts
from coach.reflection.statements import WeekFacts
from coach.reflection.words import week_words

__all__ = ["WeekFacts", "week_facts", "week_words"]
