"""A month of one made-up person in therapy, so that the demo has something to show before anyone has lived it.

::

    month.toml ──> entries ──┐
    now, zone, appointment ──┼──> sample_month ──> moments, oldest first, all in the past of `now`
                             └──> sample_unsaid ─> those of them that were to be brought, as the unsaid list has them

What must always hold:

- Pure: the same arguments give the same moments. A later look the same day keeps the ids of an earlier one.
- What happens around a session stands at the person's own sessions, so that the story keeps its order whatever
  their weekday is. What belongs to no session stands a number of days before today.
- The six days before today hold enough for a reflection at any hour and on any weekday.
- Nobody in it is real, nobody has a name, and every feeling is a word that a person could have tapped.
"""

from coach.sample.month import sample_month, sample_unsaid

__all__ = ["sample_month", "sample_unsaid"]
