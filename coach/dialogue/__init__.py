"""What a person did, and what follows from it. Pure: no Telegram, no SQL, no await, no clock.

::

    step(state, event, scene) ── caring, else table.TABLE[state, trigger] ──▶ Step(state, effects)

    events    what happened: a text, a tap, a command, an edit, a prompt falling due
    states    where the conversation stands, by subject; at most one question is open
    effects   what is to be done about it: keep a moment, say a thing, change the person
    items     what waits to be said, as it grows
    table     every transition there is, in one place
    covering  what comes by itself, in discreet mode
    rows      the transitions themselves, each in the module that its row names; `wording` puts sentences together

What must always hold: an event without a row is refused and changes nothing. Buttons carry their owner and the ticket
of the question that they belong to; a tap on any other question's button finds no row. Every question can be skipped,
every answer can be tapped, and any sentence may be typed at any time and is kept. The person's words are quoted,
never rephrased.
"""

from coach.dialogue.effects import Effect
from coach.dialogue.events import Event
from coach.dialogue.scene import Scene, Step
from coach.dialogue.states import Idle, State, Welcome, load_state, save_state
from coach.dialogue.table import step

__all__ = ["Effect", "Event", "Idle", "Scene", "State", "Step", "Welcome", "load_state", "save_state", "step"]
