"""A chat as its person sees it: what was said and heard, less what was taken away. Everything real but the network."""

from itertools import count

from sqlalchemy import text

from coach.answers import Answers
from coach.dialogue.events import Command, Event, Tap, Text
from coach.door import Sender
from coach.messages import Close, Edit, File, Photo, Remove, Say
from coach.model import DeliveryKind, Person
from coach.storage import deliveries
from scheduler.timing import slots
from tests.fakes import until
from tests.scheduler.conftest import House

_updates = count(1)


class Chat:
    """Somebody with number 7. Their own messages have odd small numbers, ours those that the outbox gives."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._mine: dict[int, str] = {}

    # ── what they do

    async def says(self, words: str) -> int:
        number = 1 + 2 * len(self._mine)
        self._mine[number] = words
        name, _, arguments = words.removeprefix("/").partition(" ")
        event = Command(name, arguments) if words.startswith("/") else Text(words, number)
        await self.does(event, number)
        return number

    async def does(self, event: Event, number: int | None = None) -> None:
        sender = Sender(7, "en", self.house.clock.now(), number)
        await self.house.conversation.take(next(_updates), sender, event)
        await self.quiet()

    async def taps(self, *labels: str) -> None:
        for label in labels:
            await self.does(self._press(label))

    def _press(self, label: str) -> Tap:
        """The newest button of that name."""
        for number, message in reversed(list(self._ours())):
            for row in message.keyboard if isinstance(message, Say | Edit) else ():
                for button in row:
                    if button.label == label:
                        owner, ticket, action, value = button.data.split(".", 3)
                        return Tap("press", number, int(owner), ticket, action, value)
        raise LookupError(label)

    async def quiet(self) -> None:
        speaker: Answers = self.house.conversation._speaker
        await until(lambda: not speaker.owes(7))

    # ── time

    async def waits(self, **span: float) -> None:
        """Time goes by, and what is to go by then goes."""
        self.house.clock.forward(**span)
        await self.house.sweeper.sweep()

    async def next(self) -> None:
        """Time goes on to whatever is due next, and it goes out; nothing is swept."""
        async with self.house.storage.transaction() as tx:
            due = await deliveries.next_due(tx)
        assert due is not None
        self.house.clock.at = max(due, self.house.clock.at)
        await self.house.ticker.tick()
        await self.quiet()

    async def next_of(self, kind: DeliveryKind, person: Person) -> None:
        """The next of a kind is all that is due, and goes out."""
        now = self.house.clock.now()
        async with self.house.storage.transaction() as tx:
            deliveries.cancel(tx, person.id)
            slot = next(slots(kind, person, now))
            await deliveries.plan(tx, [deliveries.Promised(person.id, kind, iter([slot]))])
        await self.next()

    # ── what is there

    def _ours(self) -> list[tuple[int, Say | Edit | File | Photo | Close]]:
        found, number = [], 1000
        for _, message in self.house.outbox.taken:
            if isinstance(message, Say | File | Photo):
                number += 1
                found.append((number, message))
            elif isinstance(message, Edit):
                found.append((message.target, message))
        return found  # type: ignore[return-value]

    @property
    def gone(self) -> list[int]:
        """The numbers of what was taken away, each as often as it was."""
        removes = (message for _, message in self.house.outbox.taken if isinstance(message, Remove))
        return [number for message in removes for number in message.targets]

    def screen(self) -> list[str]:
        """What is left: first the person's own, then ours, by their newest text."""
        ours = {
            number: message.text if isinstance(message, Say | Edit) else message.kind
            for number, message in self._ours()
            if not isinstance(message, Close)
        }
        return [words for number, words in (self._mine | ours).items() if number not in self.gone]

    def starts(self) -> list[str]:
        """The same, by its first words."""
        return [words[:24] for words in self.screen()]

    async def noted(self) -> int:
        """How much waits to go."""
        async with self.house.storage.transaction() as tx:
            return int((await tx.run(text("SELECT count(*) FROM removal"))).scalar_one())
