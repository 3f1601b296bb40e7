from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from coach.dialogue import Idle
from coach.dialogue.states import Question
from coach.dialogue.table import BEFORE_YES
from tests.dialogue.conftest import ANNA
from tests.dialogue.talk import CHOICES, PLAIN, Talk

LINES = ("/start", "/feel", "/undo", "/settings", "/time", "/time 9 to 21", "/timezone", "/session", "/session Thu 15",
         "/pause", "/resume", "/help", "/help_now", "/week", "/therapist", "/forget", "/unsaid", "/unsaid more",
         "/say", "/say you rang", "/nonsense", "/session moved to Fri 9:00", "/session cancelled", "/away",
         "/away until 7 Jan", "/back", "/quiet", "/quiet 22-7", "/days", "/days mon-fri", "/discreet",
         "/discreet on", "/discreet off", "/tidy")  # fmt: skip
ANSWERS = (
    "4",
    "no",
    "furious",
    "Thursday",
    "7:30",
    "9 to 21",
    "3 days",
    "London",
    "later",
    "in 1 hour",
    "tonight",
    "\u200b",
    "a" * 4096,
)
SENTENCE = "then she looked at the clock on the wall"


class AnyConversation(RuleBasedStateMachine):
    """Whatever happens in whatever order: `Talk` holds every step against what must always hold."""

    @initialize(settled=st.booleans())
    def come_in(self, settled: bool) -> None:
        self.talk = Talk(ANNA) if settled else Talk()
        self.old: list[tuple[int, str]] = []
        self.sentences: list[str] = []
        self.mine: dict[int, str] = {}
        if not settled:
            self.talk.calls("/start")

    def there(self) -> bool:
        return not self.talk.gone

    @precondition(lambda self: self.there() and isinstance(self.talk.state, Question))
    @rule(number=st.integers(0, 40))
    def tap(self, number: int) -> None:
        assert self.talk.open is not None
        label = self.talk.labels[number % len(self.talk.labels)]
        self.old.append((self.talk.open, self.talk.data_of(label)))
        self.talk.taps(label)

    @precondition(lambda self: self.there() and self.old)
    @rule(data=st.data())
    def tap_an_old_button(self, data: st.DataObject) -> None:
        before = self.talk.state, self.talk.person, dict(self.talk.moments)
        self.talk.presses(*data.draw(st.sampled_from(self.old)))
        assert before == (self.talk.state, self.talk.person, self.talk.moments)

    @precondition(there)
    @rule(text=st.sampled_from(ANSWERS))
    def answer(self, text: str) -> None:
        self.talk.types(text)

    @precondition(there)
    @rule(number=st.integers(1, 99))
    def say(self, number: int) -> None:
        text = f"{SENTENCE}, {number} {len(self.mine)}"
        before = self.talk.state
        self.mine[self.talk.types(text)] = text
        assert (text in self.talk.words) is not isinstance(before, BEFORE_YES)

    @precondition(lambda self: self.there() and self.mine)
    @rule(data=st.data())
    def edit(self, data: st.DataObject) -> None:
        message = data.draw(st.sampled_from(sorted(self.mine)))
        kept = self.mine[message] in self.talk.words
        self.mine[message] = f"{self.mine[message]} again"
        self.talk.edits(message, self.mine[message])
        assert not kept or self.mine[message] in self.talk.words

    @precondition(there)
    @rule(line=st.sampled_from(LINES))
    def call(self, line: str) -> None:
        self.talk.calls(line)

    @precondition(lambda self: self.there() and not isinstance(self.talk.state, BEFORE_YES))
    @rule(prompt=st.sampled_from((PLAIN, CHOICES)))
    def fall_due(self, prompt: object) -> None:
        self.talk.is_asked(PLAIN if prompt is PLAIN else CHOICES)

    @precondition(lambda self: self.there() and not isinstance(self.talk.state, BEFORE_YES))
    @rule(prompt=st.sampled_from((PLAIN, CHOICES)))
    def fall_due_by_itself(self, prompt: object) -> None:
        self.talk.is_asked_by_itself(PLAIN if prompt is PLAIN else CHOICES)

    @precondition(lambda self: self.there() and not isinstance(self.talk.state, BEFORE_YES))
    @rule(alone=st.booleans())
    def come_out_of_a_session(self, alone: bool) -> None:
        self.talk.comes_out_by_itself() if alone else self.talk.comes_out()

    @precondition(there)
    @rule(back=st.integers(0, 2))
    def be_told_the_week(self, back: int) -> None:
        lines = {one.id: one for one in (*self.talk.items.values(), *self.talk.moments.values())}
        self.talk.is_told("Your week", *lines.values(), back=back)

    @precondition(there)
    @rule(minutes=st.integers(0, 600))
    def wait(self, minutes: int) -> None:
        self.talk.waits(minutes=minutes)

    @precondition(there)
    @rule()
    def share_a_place(self) -> None:
        self.talk.shares(38.7, -9.1)

    @precondition(there)
    @rule()
    def speak(self) -> None:
        self.talk.speaks()

    @precondition(lambda self: self.talk.gone)
    @rule()
    def come_again(self) -> None:
        self.come_in(settled=False)

    @invariant()
    def what_is_asked_about_is_what_is_kept(self) -> None:
        moment = getattr(self.talk.state, "moment", None) if hasattr(self, "talk") and self.there() else None
        assert moment is None or self.talk.moments[moment.id] == moment

    def teardown(self) -> None:
        if hasattr(self, "talk") and self.there() and isinstance(self.talk.state, Idle):
            self.talk.calls("/feel")
            self.talk.taps("not sure", "unpleasant", "heavy", "leave it as it is")
            assert self.talk.idle


TestAnyConversation = AnyConversation.TestCase
TestAnyConversation.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
