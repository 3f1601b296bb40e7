"""Nothing comes back from a person: they are asked less, until any sign of theirs. Kept with their rhythm, in a row.

::

    a prompt is about to go out ── begins ──▶ Person.fewer, and the prompt says so
    it surely did not arrive    ── untold ──▶ as before
    they write, tap, come back  ── over   ──▶ as before
"""

from datetime import datetime

from coach.model import Delivery, Person
from coach.quiet import UNHEARD, falls_silent
from coach.rhythm import FewerPrompts
from coach.storage import Transaction, deliveries, people
from coach.storage.people import Known


async def begins(tx: Transaction, known: Known, delivery: Delivery, now: datetime) -> bool:
    """Whether there are fewer prompts from this one on, because the last days' were not answered. Written at once."""
    if known.person.fewer is not None or now < known.spoke_at + UNHEARD:
        return False
    if not falls_silent(known.person, await deliveries.prompts_sent(tx, known.person.id, known.spoke_at), now):
        return False
    fewer = FewerPrompts(since=now, delivery_id=delivery.id)
    people.save_rhythm(tx, known.person.model_copy(update={"fewer": fewer}))
    return True


def untold(tx: Transaction, known: Known, delivery_id: int) -> None:
    """The prompt that was to say so surely did not arrive."""
    if known.person.fewer is not None and known.person.fewer.delivery_id == delivery_id:
        people.save_rhythm(tx, over(known.person))


def over(person: Person) -> Person:
    """The person as they are asked otherwise."""
    return person if person.fewer is None else person.model_copy(update={"fewer": None})
