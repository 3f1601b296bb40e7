"""A whole life of one person with the bot: anything they can do, in any order, over weeks and clock changes, restarts
and silences, against the whole product. What must hold of every step is in `Life.look`.

LIVES says how many are lived; ``make fuzz`` asks for more.
"""

import asyncio
import os
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from sqlmodel import select

from coach.bot.application import ALLOWED_UPDATES
from coach.dialogue import load_state
from coach.dialogue.states import Question
from coach.dialogue.table import BEFORE_YES
from coach.model import DeliveryKind, DeliveryState, Moment
from coach.phone import PhoneUser
from coach.phone.people import sends
from coach.phone.world import World
from coach.quiet import after_quiet
from coach.storage import moments, people, shelves, unsaid
from coach.storage.people import Known
from coach.storage.tables import DeliveryRow
from coach.texts import texts
from coach.zones import local
from prompts import load
from tests.fakes import FixedClock
from tests.fuzz.house import House, house
from tests.fuzz.trying import TOLD_AND_NOT_KEPT
from tests.fuzz.updates import ANSWERS, BASES, COMMANDS, STRANGE

LIVES = int(os.environ.get("LIVES", 3))
STEPS = 30
SAY = texts("en")
PROMPTS = {prompt.text for prompt in load("en").prompts}
LATE = timedelta(minutes=90)
STARTS = (  # the evening before a clock change of the place, and a day like any other
    ("Berlin", datetime(2026, 3, 28, 18, 0, tzinfo=UTC)),
    ("Berlin", datetime(2026, 10, 24, 18, 0, tzinfo=UTC)),
    ("New York", datetime(2026, 10, 31, 22, 0, tzinfo=UTC)),
    ("Kathmandu", datetime(2026, 6, 10, 9, 0, tzinfo=UTC)),
    ("Sydney", datetime(2026, 4, 4, 9, 0, tzinfo=UTC)),
)
PLACES = ((52.52, 13.40), (40.7, -74.0), (-31.5, 159.1), (0.0, 0.0), (90.0, 0.0))
CARE = ("I do not want to live any more", "he hits me when he drinks", "my therapist touched my knee")


class Seen(NamedTuple):
    """What is kept of the person: rows of deliveries as they are, items and shelves as text."""

    known: Known | None
    moments: list[Moment]
    rows: list[Any]
    items: list[str]
    shelves: list[str]


NOBODY = Seen(None, [], [], [], [])


class Life(RuleBasedStateMachine):
    """One person and one bot, which may be started anew."""

    empty: bytes
    folder: Path
    key_file: Path

    @initialize(start=st.sampled_from(STARTS), settled=st.booleans())
    def begin(self, start: tuple[str, datetime], settled: bool) -> None:
        self.runner = asyncio.Runner()
        self.clock = FixedClock(start[1])
        self.file = self.folder / "life.sqlite3"
        for old in self.folder.glob("life.sqlite3*"):
            old.unlink()
        self.file.write_bytes(self.empty)
        self.world: World | None = None
        self.numbers = iter(range(10**6))
        self.mine: dict[int, str] = {}
        self.buttons: list[tuple[int, str]] = []
        self.prompted: dict[int, int] = {}
        self.seen = NOBODY
        self._open()
        self.says("/start")
        if settled:
            for label in (SAY("button-begin"), start[0], "08:00 and 20:00", "Thursday", "15:00"):
                self._answers(label)

    def _open(self) -> None:
        self.opened: AbstractAsyncContextManager[House] = house(
            f"sqlite:///{self.file}", self.key_file, self.clock, self.world, seed=next(self.numbers)
        )
        self.house = self.runner.run(self.opened.__aenter__())
        if self.world is None:
            self.world = self.house.phone.world
            self.world.updates.allowed = list(ALLOWED_UPDATES)
            self.ann = self.house.phone.user("Ann")
        self.ann = PhoneUser(self.house.phone, self.ann.user)

    def teardown(self) -> None:
        if hasattr(self, "house"):
            self.runner.run(self.opened.__aexit__(None, None, None))
            self.runner.close()

    # ── what a person does

    def says(self, text: str) -> int:
        return self.does(self.ann.says(text))

    def _answers(self, label: str) -> None:
        if any(label in line.data for line in self.ann.screen()):
            self.does(self.ann.taps(label))
        else:
            self.says(label)

    @rule(line=st.sampled_from((*COMMANDS, "undo", "forget")), more=st.sampled_from(("", "", *ANSWERS)))
    def calls(self, line: str, more: str) -> None:
        self.does(self.ann.says(f"/{line} {more}".strip()), takes_back=line == "undo")

    @precondition(lambda self: self._labels())
    @rule(number=st.integers(0, 40))
    def taps(self, number: int) -> None:
        labels = self._labels()
        self._presses(*labels[number % len(labels)])

    @precondition(lambda self: self.buttons)
    @rule(data=st.data(), inaccessible=st.booleans())
    def taps_an_old_button(self, data: st.DataObject, inaccessible: bool) -> None:
        self._presses(*data.draw(st.sampled_from(self.buttons)), inaccessible=inaccessible)

    def _presses(self, message_id: int, data: str, *, inaccessible: bool = False) -> None:
        self.does(self.ann.presses(data, message_id, inaccessible=inaccessible))

    @rule(base=st.sampled_from(BASES), strange=st.sampled_from(("", "", *STRANGE)))
    def tells(self, base: str, strange: str) -> None:
        nonce = f"zq{next(self.numbers)}qz"
        self._tells(f"{base} {strange} {nonce}", nonce)

    @rule(base=st.sampled_from(BASES))
    def tells_at_length(self, base: str) -> None:
        """More than a message holds: it arrives in parts."""
        nonce = f"zq{next(self.numbers)}qz"
        self._tells(f"{base} {nonce} " + "and so on and on " * 300, nonce)

    def _tells(self, text: str, nonce: str) -> None:
        state = self._state()
        self.says(text)
        self._is_kept(state, nonce)

    def _is_kept(self, state: Any, nonce: str) -> None:
        there = [part for part in self._parts() if nonce in part.text]
        if isinstance(state, BEFORE_YES) or state is None:
            assert not there, "before the yes nothing is kept"
        elif there:
            assert len(there) == 1
            self.mine[there[0].message_id] = nonce
        else:
            told = {line.text for line in self.ann.screen()[-3:]}
            assert not told.isdisjoint(TOLD_AND_NOT_KEPT) or nonce in self._elsewhere(), f"lost in {type(state)}"

    @rule(kind=st.sampled_from(("photo", "document")), base=st.sampled_from(BASES))
    def sends_with_words(self, kind: str, base: str) -> None:
        nonce, state = f"zq{next(self.numbers)}qz", self._state()
        send = self.ann.sends_photo(caption=f"{base} {nonce}") if kind == "photo" else self._replies(f"{base} {nonce}")
        self.does(send)
        self._is_kept(state, nonce)

    async def _replies(self, text: str) -> int:
        answered = [message.body for message in self.house.phone.world.chats[self.ann.id].messages.values()][-1]
        reply = {name: value for name, value in answered.items() if name != "reply_to_message"}
        return sends(self.house.phone.world, self.ann.user, {"text": text, "reply_to_message": reply}).id

    @rule(text=st.sampled_from((*ANSWERS, *STRANGE, *CARE, "a" * 4096)))
    def answers(self, text: str) -> None:
        if text.strip():
            self.says(text)

    @precondition(lambda self: self.mine)
    @rule(data=st.data())
    def edits(self, data: st.DataObject) -> None:
        message_id = data.draw(st.sampled_from(sorted(self.mine)))
        before, nonce = self.mine[message_id], f"zq{next(self.numbers)}qz"
        if self.ann._chat.messages[message_id].body.get("text") is None:
            return
        self.mine[message_id] = nonce
        self.does(self.ann.edits(message_id, f"he looked away again {nonce}"))
        assert not any(before in part.text for part in self._parts())

    @rule(kind=st.sampled_from(("sticker", "voice", "video", "poll", "contact", "forward", "via_bot")))
    def sends_something(self, kind: str) -> None:
        ways: dict[str, Callable[[], Coroutine[Any, Any, Any]]] = {
            "sticker": self.ann.sends_sticker, "voice": self.ann.sends_voice, "video": self.ann.sends_video,
            "poll": self.ann.sends_poll, "contact": self.ann.sends_contact,
            "forward": lambda: self.ann.forwards("somebody else said so"),
            "via_bot": lambda: self.ann.says_via_bot("another bot wrote so"),
        }  # fmt: skip
        self.does(ways[kind]())

    @rule(place=st.sampled_from(PLACES))
    def shares_a_place(self, place: tuple[float, float]) -> None:
        self.does(self.ann.sends_location(*place))

    @rule(base=st.sampled_from(BASES), number=st.integers(0, 40))
    def does_two_things_at_once(self, base: str, number: int) -> None:
        """A text, and a press that came through the other queue."""

        async def both() -> None:
            labels = self._labels()
            with self.house.phone.messages_held():
                await self.ann.says(f"{base} zq{next(self.numbers)}qz")
                if labels:
                    message_id, data = labels[number % len(labels)]
                    await self.ann.presses(data, message_id)

        self.does(both())

    @rule()
    def blocks_and_returns(self) -> None:
        async def away() -> None:
            await self.ann.blocks()

        self.does(away())
        self.passes(timedelta(days=1, hours=1))
        self.does(self.ann.unblocks())

    # ── what time does, and the operator

    @rule(minutes=st.sampled_from((1, 9, 45, 61, 100, 700, 1_500, 10_081, 50_000)))
    def waits(self, minutes: int) -> None:
        self.passes(timedelta(minutes=minutes))

    @rule(kind=st.sampled_from(tuple(DeliveryKind)), late=st.sampled_from((0, 0, 0, 5, 89, 91)))
    def waits_for_the_bot(self, kind: DeliveryKind, late: int) -> None:
        """Until the next of a kind is due, or a little later, as when the machine was asleep."""
        planned = [row.due_at for row in self.seen.rows if (row.kind, row.state) == (kind, DeliveryState.DUE)]
        if planned:
            self.passes(max(timedelta(), planned[0] + timedelta(minutes=late) - self.clock.at))

    def passes(self, time: timedelta) -> None:
        self.clock.forward(seconds=time.total_seconds())
        self.runner.run(self.house.tick())
        self._see()
        self.look(ticked=True)

    @rule()
    def the_bot_is_started_anew(self) -> None:
        shown = len(self.ann.screen())
        self.teardown_house()
        self._open()
        self.runner.run(self.house.quiet())
        self._see()
        self.look()
        assert len(self.ann.screen()) == shown, "a restart says nothing"

    def teardown_house(self) -> None:
        self.runner.run(self.opened.__aexit__(None, None, None))

    # ── what must hold

    def does(self, act: Coroutine[Any, Any, Any], *, takes_back: bool = False) -> Any:
        """Something is done, and everything that follows from it; each batch comes twice. No moment goes but with its
        person, and the latest where it is taken back."""

        async def done() -> Any:
            self.clock.forward(seconds=2)
            found = await act
            await self.house.hears(times=2)
            return found

        before = self.seen.moments
        found = self.runner.run(done())
        self._see()
        there = {moment.id for moment in self.seen.moments}
        gone = [moment for moment in before if moment.id not in there]
        assert len(gone) <= takes_back or self.seen.known is None, "moments went"
        self._forgets(gone)
        self.look()
        return found

    def look(self, *, ticked: bool = False) -> None:
        """After every step: nothing failed, no rule was broken, at most one question is open, what was told is there
        once, and no slot was used twice."""
        calls = self.house.calls()
        assert not self.house.failures()
        assert not self.house.aside
        assert not self.house.phone.refusals
        for line in self.ann.screen():
            self.buttons += [
                (line.message_id, data) for data in line.data.values() if (line.message_id, data) not in self.buttons
            ]
        asking = [line for line in self.ann.screen() if line.buttons]
        state = self._state()
        assert len(asking) <= 1, f"{len(asking)} questions are open"
        assert len(asking) == isinstance(state, Question) or state is None, f"{state} and {asking}"
        texts_ = [part.text for part in self._parts()]
        for nonce in self.mine.values():
            assert sum(nonce in text for text in texts_) == 1, f"{nonce} is there {texts_}"
        self._look_at_prompts([call for call in calls if call.ok and call.params.get("text") in PROMPTS], ticked)

    def _look_at_prompts(self, came: list[Any], ticked: bool) -> None:
        known, rows = self.seen.known, self.seen.rows
        if known is None:
            return
        slots = [(row.kind, row.slot) for row in rows]
        assert len(slots) == len(set(slots)), "each slot is there once"
        if not ticked:
            return
        arrived = self.prompted[known.person.id] = self.prompted.get(known.person.id, 0) + len(came)
        sent = [row for row in rows if row.kind == DeliveryKind.PROMPT and row.state == DeliveryState.SENT]
        assert arrived <= len(sent), "more prompts came than slots were used"
        if came:
            newest = max(sent, key=lambda row: row.sent_at)
            assert self.clock.at < newest.expires_at
            assert after_quiet(known.person, self.clock.at) == self.clock.at, "it is quiet"
            assert not (known.person.paused and known.person.paused_until is None), "they wanted a pause"
            assert local(known.person.zone, self.clock.at).weekday() in known.person.days or newest.attempts

    # ── looking

    def _see(self) -> None:
        """All that is kept of the person, as it is now."""

        async def read() -> Seen:
            async with self.house.app.storage.transaction() as tx:
                known = await people.by_chat(tx, self.ann.id)
                if known is None:
                    return NOBODY
                number = known.person.id
                rows = await tx.session.exec(select(DeliveryRow).where(DeliveryRow.person_id == number))
                return Seen(
                    known,
                    await moments.between(tx, number, None, None),
                    list(rows.all()),
                    [item.model_dump_json() for item in await unsaid.all_of(tx, number)],
                    [shelf.name for shelf in await shelves.of(tx, number)],
                )

        self.seen = self.runner.run(read())

    def _state(self) -> Any:
        return load_state(self.seen.known.dialogue) if self.seen.known else None

    def _parts(self) -> list[Any]:
        return [part for one in self.seen.moments for part in (*one.text, *one.because, *one.wanted, *one.did_words)]

    def _elsewhere(self) -> str:
        """All else that is kept of the person, as text."""
        assert self.seen.known is not None
        told = self.seen.known.person.model_dump_json(), self.seen.known.dialogue
        return "\n".join([*told, *self.seen.items, *self.seen.shelves])

    def _forgets(self, gone: list[Moment]) -> None:
        lost = {part.message_id for one in gone for part in (*one.text, *one.because, *one.wanted, *one.did_words)}
        self.mine = {message_id: nonce for message_id, nonce in self.mine.items() if message_id not in lost}

    def _labels(self) -> list[tuple[int, str]]:
        return [(line.message_id, data) for line in self.ann.screen() for data in line.data.values()]


@pytest.mark.timeout(120 + 6 * LIVES)
def test_whatever_a_person_does_nothing_is_lost_doubled_or_asked_twice(
    tmp_path: Path, database: Path, key_file: Path
) -> None:
    class Lived(Life):
        empty, folder = database.read_bytes(), tmp_path

    Lived.key_file = key_file
    run_state_machine_as_test(  # type: ignore[no-untyped-call]  # hypothesis has no types here
        Lived,
        settings=settings(
            max_examples=LIVES,
            stateful_step_count=STEPS,
            deadline=None,
            derandomize="LIVES" not in os.environ,
            suppress_health_check=list(HealthCheck),
            phases=Phase if "LIVES" in os.environ else (Phase.reuse, Phase.generate),  # making it short takes minutes
        ),
    )
