"""Card and page of the week: the same facts as the words, drawn.

::

    WeekFacts ──> sheet.week_sheet ──> Sheet ──> draw.card ──> PNG, 1080 px wide
                    │         │                  draw.page ──> PDF, one A4 or Letter page, tagged (PDF/UA-1)
                    │         │                    │     │
                    │         └─ lines             │     └─ templates/*.typ, one style for both
                    └─────────── strip             └─────── glyphs ── fonts/

``sheet``   everything that is shown, localised, each thing with the moments it stands on
``lines``   the week in single lines, most important first
``multiples``  the card of a month or a year: `TrendFacts` in, rows of bars out
``strip``   where each moment's mark stands, so that no two lie on each other
``glyphs``  which letters the shipped fonts have, and a name for what none of them has
``draw``    Typst, one warm compiler a thread; safe to call from `asyncio.to_thread`

What must always hold:

- A person's text never becomes markup: it reaches Typst as JSON input and is never spliced into a source.
- Renderers read `WeekFacts` or `TrendFacts` and nothing else; the pictures read a sheet and nothing else.
- The page is one page. Where there is too much, whole lines leave, least important first.
- No empty boxes: what no font has is shown by its name. Only shipped fonts draw, so that every machine draws alike.
- Nothing is told by colour alone: every family has its own shape. Nothing on the card is smaller than 13 px on a
  phone 390 px wide.
"""

from coach.reflection.render.draw import Paper, card, page, trend
from coach.reflection.render.multiples import TrendSheet, trend_sheet
from coach.reflection.render.sheet import Sheet, week_sheet

__all__ = ["Paper", "Sheet", "TrendSheet", "card", "page", "trend", "trend_sheet", "week_sheet"]
