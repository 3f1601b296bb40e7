"""What can be said about a week, as values; each holds the ids of the moments it stands on, and always at least one."""

from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from pydantic import AwareDatetime, Field

from coach.feelings import Family
from coach.model import Did, Frozen, Named, Sentence, Share


class Statement(Frozen):
    """`ids` are in the order the moments happened."""

    ids: tuple[UUID, ...] = Field(min_length=1)

    @property
    def count(self) -> int:
        return len(self.ids)


class Source(StrEnum):
    """Which of a moment's texts a quote comes from."""

    TEXT = "text"
    BECAUSE = "because"
    WANTED = "wanted"
    DID = "did"


class Quote(Frozen):
    """Words as typed, on one line, cut to a quote's length; never empty."""

    source: Source
    words: str


class Told(Statement):
    """One moment as it can be told. `at` is local; the texts are whole, as typed, on one line, "" when absent.

    `quote` is the first of them that there is, in the order of `Source`. While it waits on the unsaid list, `waited` is
    for how many days it has, and `sentence` the one that was built for it. What is on the list by itself, from no
    moment, is told in the same way, with the item's id.
    """

    at: AwareDatetime
    feelings: tuple[Named, ...]
    strength: int | None
    therapist: bool
    quote: Quote | None
    text: str
    because: str
    wanted: str
    did_words: str
    did: Did | None
    share: Share | None
    sentence: Sentence | None = None
    waited: int | None = None

    @property
    def bring(self) -> bool:
        return self.share is Share.BRING

    @property
    def private(self) -> bool:
        return self.share is Share.PRIVATE

    @property
    def tellable(self) -> bool:
        return bool(self.feelings or self.quote or self.sentence)


class WordCount(Statement):
    """`new` when this word was never used before; in a first week, with nothing before it, no word is called new."""

    word: str
    family: Family
    new: bool


class FamilyCount(Statement):
    """The moments with a word of this family; a moment with two of its words counts once here."""

    family: Family
    words: tuple[WordCount, ...]


class Strongest(Statement):
    """The named moments at the top of the strengths given, where the strengths differ."""

    strength: int
    told: tuple[Told, ...]


class TowardTherapist(Statement):
    words: tuple[WordCount, ...]
    told: tuple[Told, ...]


class Done(Statement):
    """What was done with the feeling, in `count` of the `known` moments that say so."""

    did: Did
    known: int


class Change(Statement):
    """A share that differs from the four weeks before by more than chance easily gives.

    `what` is a family, among moments with a feeling word, or `Did.KEPT_IN`, among moments that say what was done.
    `ids` are the moments that show it, of this week and of the four before.
    """

    what: Family | Did
    now: int
    now_all: int
    before: int
    before_all: int

    @property
    def more(self) -> bool:
        return self.now * self.before_all > self.before * self.now_all


class Unsaid(Statement):
    """What became of everything that was ever to be said, and did not merely go. `ids` are those of the items, which an
    item made from a moment shares with it. `heard` counts those that were heard in full; `oldest_days`, the age of what
    waits longest, is 0 where nothing waits."""

    said: int
    heard: int
    waiting: int
    oldest_days: int


class ShelfCount(Statement):
    """What was filed on one of the person's own labels: `fits` moments that do, and the `exceptions`, which do not."""

    name: str
    fits: int
    exceptions: tuple[Told, ...]


class Kind(StrEnum):
    """Why a moment is something to open with, in the order of preference."""

    BRING = "bring"
    NOT_YET = "not_yet"
    THERAPIST = "therapist"
    WAITING = "waiting"
    KEPT_IN = "kept_in"
    STRONGEST = "strongest"
    NEW_WORD = "new_word"
    OWN_WORDS = "own_words"


class Opening(Statement):
    """A moment to open with, or what waits on the list. `nth` counts those before it that `ask` alike, so that two of
    them need not ask the same. `word` is the new word where that is the reason, else ""; `earlier` when it is not of
    this week."""

    kind: Kind
    nth: int
    told: Told
    word: str
    earlier: bool = False

    @property
    def asks(self) -> str:
        """Its question is the phrase for this: for its kind, or for the sentence that was built for it."""
        return "sentence" if self.told.sentence else self.kind


class WeekFacts(Frozen):
    """All that a reflection may say. `first` and `last` are local dates, both inside; `running` when `last` is
    today and the window goes on after it, to `closes`. Tuples are in the order in which they are best told. `lines` are
    all that a decision can be taken about: the openings, then every other moment with something to tell."""

    first: date
    last: date
    closes: date
    running: bool
    days: int
    told: tuple[Told, ...]
    families: tuple[FamilyCount, ...]
    unnamed: Statement | None
    strongest: Strongest | None
    therapist: TowardTherapist | None
    done: tuple[Done, ...]
    because: tuple[Told, ...]
    wanted: tuple[Told, ...]
    bring: tuple[Told, ...]
    changes: tuple[Change, ...]
    openings: tuple[Opening, ...]
    lines: tuple[UUID, ...] = ()
    shelves: tuple[ShelfCount, ...] = ()
    unsaid: Unsaid | None = None

    @property
    def new_words(self) -> tuple[WordCount, ...]:
        return tuple(word for family in self.families for word in family.words if word.new)

    def two_of_weekday(self, day: date) -> bool:
        """Whether the window has another day of the same name, so that its name alone does not tell which."""
        return any(self.first <= day + timedelta(days=days) <= self.closes for days in (-7, 7))
