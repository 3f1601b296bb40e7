"""What must hold of whatever Telegram sends, held against the whole product, round after round of new people.

Held of each update: it takes effect once, also when it comes again; no failure is told of; no call breaks a rule of
the Bot API. Of a valid one besides: it is not set aside, who spoke is answered, a press is answered once, and what was
said stands in what is kept of the person, word for word and once.
"""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import time
from itertools import count
from typing import Any

from coach.bot.handlers import clean
from coach.dialogue import Idle, save_state
from coach.dialogue.shelves import LONGEST_NAME
from coach.model import FixedTimes
from coach.phone.world import Press, User
from coach.storage import Transaction, moments, people, shelves, unsaid
from coach.texts import texts
from prompts import MAX_TEXT
from tests.fuzz.breaking import broken, garbage
from tests.fuzz.house import House
from tests.fuzz.updates import Hand, Made, Maker

FIRST_CHAT = 5_000_000
NOBODY = 4_999_999
SAYING = ("sendMessage", "editMessageText", "sendPhoto", "sendDocument")
SAY = texts("en")
TOLD_AND_NOT_KEPT = (SAY("own-too-long", most=MAX_TEXT), SAY("shelf-too-long", most=LONGEST_NAME))
"""What is said where a thing typed is of no use as what was asked for: it stays in the chat, and that is said."""


@dataclass
class Trying:
    """Rounds in one house. `tried` counts updates by what they are."""

    house: House
    tried: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    _numbers: Any = field(default_factory=lambda: count(1_000_000))
    _chats: Any = field(default_factory=lambda: count(FIRST_CHAT))

    @property
    def updates(self) -> int:
        return self.tried["valid"] + self.tried["broken"] + self.tried["garbage"]

    async def round(self, rng: random.Random, persons: int, steps: int) -> None:
        """So many new people, and for each so many updates of any kind, broken ones and garbage among them."""
        hands = [Hand(next(self._chats), keeps=number % 2 == 0, known=number % 7 != 6) for number in range(persons)]
        await self._move_in(hands)
        for _ in range(steps):
            self.house.clock.forward(seconds=rng.choice((5, 61, 600, 7_200, 40_000)))
            await self._step(rng, hands)
            if rng.random() < 0.2:
                await self.house.tick()
                self._look_at_buttons(hands, self.house.calls())
        await self._nobody_is_held_up(hands)
        await self._move_out(hands)

    async def _move_in(self, hands: Sequence[Hand]) -> None:
        world, now = self.house.phone.world, self.house.clock.now()
        world.add_user("Nobody", "en", NOBODY).known = True
        for hand in hands:
            world.add_user("Ann", "en", hand.chat).known = True
        async with self.house.app.storage.transaction() as tx:
            for hand in hands:
                if hand.known:
                    person = (await people.admit(tx, hand.chat, "en", now, save_state(Idle()))).person
                    changes = {
                        "begun": True,
                        "schedule": FixedTimes(times=(time(8), time(20))),
                        "zone": "Europe/Berlin",
                    }
                    people.save(tx, person.model_copy(update=changes), save_state(Idle()), now)

    async def _move_out(self, hands: Sequence[Hand]) -> None:
        """Nobody has to be asked any more."""
        world = self.house.phone.world
        async with self.house.app.storage.transaction() as tx:
            for hand in hands:
                if known := await people.by_chat(tx, hand.chat):
                    people.forget(tx, known.person.id)
        for hand in hands:
            del world.users[hand.chat], world.chats[hand.chat]
        world.files.clear()
        world.presses.clear()

    async def _step(self, rng: random.Random, hands: Sequence[Hand]) -> None:
        """One update of each, together; at times handed over twice, as they come, or in the other order."""
        maker = self._maker(rng)
        made = [maker.any(hand) for hand in hands]
        spoiled = [
            self._spoiled(rng, one, hand) if rng.random() < 0.1 else one for one, hand in zip(made, hands, strict=True)
        ]
        for one in spoiled:
            if one.press and one.valid:
                press = self.house.phone.world.presses
                press[one.press] = _press(self.house, one)
        await self._hand_over(rng, spoiled)
        calls = self.house.calls()
        self._held_of_calls(calls, {NOBODY, *(one.chat for one in spoiled if not one.valid)})
        self._held_of_each(spoiled, calls)
        self._look_at_buttons(hands, calls)
        await self._kept([one for one in spoiled if one.valid and one.nonce], hands, calls)
        if rng.random() < 0.1:
            await self._hand_over(rng, [one for one in spoiled if one.valid], wasted=0.0)
            again = self.house.calls()
            assert not again, f"what came twice was answered twice: {again}"

    def _spoiled(self, rng: random.Random, one: Made, hand: Hand) -> Made:
        """Broken; whatever it says now, it is not what they said, and nothing of that is edited later."""
        hand.typed = {message: nonce for message, nonce in hand.typed.items() if nonce != one.nonce}
        hand.kept.discard(one.edits)
        return Made(broken(rng, one.raw), one.chat, valid=False)

    async def _hand_over(self, rng: random.Random, made: Sequence[Made], wasted: float = 0.2) -> None:
        for one in made:
            self.tried["valid" if one.valid else "broken"] += 1
        fit = [one for one in made if one.valid or isinstance(one.raw.get("update_id"), int)]
        if rng.random() < 0.7:
            await self.house.take([one.raw for one in fit])
            return
        await asyncio.gather(*map(self._post, made), *(self._waste(rng) for _ in made if rng.random() < wasted))
        await self.house.quiet()

    async def _post(self, one: Made) -> None:
        whole = json.dumps(one.raw).encode()
        status = await self.house.posted(whole)
        assert status == 200 if one.valid else status in (200, 400), (status, whole[:300])

    async def _waste(self, rng: random.Random) -> None:
        self.tried["garbage"] += 1
        waste = garbage(rng, self._maker(rng).any(Hand(NOBODY)).raw)
        assert await self.house.posted(waste) in (200, 400), waste[:300]
        assert await self.house.posted(waste, "another") == 403

    def _maker(self, rng: random.Random) -> Maker:
        return Maker(rng, int(self.house.clock.now().timestamp()), lambda: next(self._numbers))

    def _held_of_calls(self, calls: Sequence[Any], broken_ones: set[int]) -> None:
        """No rule is broken; but for an edit of what a broken update said that it stood on, which is then said anew."""
        refusals, switchboard = self.house.phone.refusals, self.house.phone._switchboard
        switchboard.refusals = []
        for call in refusals:
            echo = call.method.startswith("edit") and int(call.params["chat_id"]) in broken_ones
            assert echo, (call.method, call.outcome, call.params)
        assert not (failures := self.house.failures()), failures
        self.tried["calls"] += len(calls)

    def _held_of_each(self, made: Sequence[Made], calls: Sequence[Any]) -> None:
        spoken_to = {call.params.get("chat_id") for call in calls if call.method in SAYING}
        pressed = Counter(call.params["callback_query_id"] for call in calls if call.method == "answerCallbackQuery")
        aside = self.house.aside
        for one in made:
            if not one.valid:
                continue
            assert one.number not in aside, f"a valid update was set aside for {aside[one.number]}: {one.raw}"
            assert not one.spoken or one.chat in spoken_to, f"no answer to {one.raw}"
            assert not one.press or pressed[one.press] == 1, f"{pressed[one.press]} answers to the press {one.raw}"
        self.reasons.update(aside.values())
        aside.clear()

    def _look_at_buttons(self, hands: Sequence[Hand], calls: Sequence[Any]) -> None:
        by_chat = {hand.chat: hand for hand in hands}
        for call in calls:
            if call.ok and call.method in SAYING and (hand := by_chat.get(call.params.get("chat_id"))):
                for row in call.result.get("reply_markup", {}).get("inline_keyboard", ()):
                    hand.buttons += [(call.result["message_id"], one["callback_data"], one["text"]) for one in row]

    async def _kept(self, said: Sequence[Made], hands: Sequence[Hand], calls: Sequence[Any]) -> None:
        """What was said just now, of those of whom nothing is taken back."""
        keeping = {hand.chat: hand for hand in hands if hand.keeps and hand.known}
        async with self.house.app.storage.transaction() as tx:
            for one in said:
                if one.chat in keeping:
                    told = {call.params.get("text") for call in calls if call.params.get("chat_id") == one.chat}
                    await self._is_kept(tx, one, keeping[one.chat], told)

    async def _is_kept(self, tx: Transaction, one: Made, hand: Hand, told: set[Any]) -> None:
        known = await people.by_chat(tx, one.chat)
        assert known is not None
        parts = await _parts(tx, known)
        there = [part for part in parts if one.nonce in part]
        if one.edits:
            assert not any(one.edits in part for part in parts), f"an edit left what was there: {one.raw}"
        if one.edits and one.edits not in hand.kept:
            return
        self.tried["said"] += 1
        hand.kept.discard(one.edits)
        if there:
            assert there == [clean(one.said)], f"said {one.said!r}, kept {there!r}"
            hand.kept.add(one.nonce)
        elif not told.isdisjoint(TOLD_AND_NOT_KEPT):
            self.tried["told that it is not kept"] += 1
        else:
            assert one.nonce in await _elsewhere(tx, known), f"lost: {one.raw}, {known.dialogue}, {told}"

    async def _nobody_is_held_up(self, hands: Sequence[Hand]) -> None:
        """Whatever came before, each is answered now; and nothing of those who keep is there twice, or gone."""
        self.house.clock.forward(hours=2)
        maker = self._maker(random.Random(0))
        asked = [maker._message(hand, text="/help") for hand in hands]
        await self.house.take([{"update_id": next(self._numbers), "message": message} for message in asked])
        calls = self.house.calls()
        answered = {call.params.get("chat_id") for call in calls if call.method in SAYING}
        assert answered == {hand.chat for hand in hands}
        async with self.house.app.storage.transaction() as tx:
            for hand in hands:
                known = await people.by_chat(tx, hand.chat)
                parts = await _parts(tx, known) if known else []
                for nonce in hand.typed.values():
                    found = sum(nonce in part for part in parts)
                    assert found == 1 if nonce in hand.kept else found <= 1, f"{nonce} is there {found} times"


async def _parts(tx: Transaction, known: people.Known) -> list[str]:
    """All that stands in moments, word for word."""
    found = await moments.between(tx, known.person.id, None, None)
    return [part.text for one in found for part in (*one.text, *one.because, *one.wanted, *one.did_words)]


async def _elsewhere(tx: Transaction, known: people.Known) -> str:
    """All else that is kept of somebody, as text."""
    items = [item.model_dump_json() for item in await unsaid.all_of(tx, known.person.id)]
    labels = [shelf.name for shelf in await shelves.of(tx, known.person.id)]
    return "\n".join([known.person.model_dump_json(), known.dialogue, *items, *labels])


def _press(house: House, one: Made) -> Press:
    return Press(one.press, User(one.chat, "Ann", "en", known=True), house.clock.now())


def report(trying: Trying, seconds: float) -> str:
    tried = trying.tried
    return (
        f"{trying.updates:,} updates in {seconds:.0f} s: {tried['valid']:,} valid, {tried['broken']:,} broken, "
        f"{tried['garbage']:,} no updates at all; {tried['said']:,} thoughts looked for and found, {tried['calls']:,} "
        f"calls held against the Bot API's rules, {sum(trying.reasons.values()):,} set aside {dict(trying.reasons)}"
    )
