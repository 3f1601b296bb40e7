"""The nouns of the product: frozen values that every package may hold, with no I/O and no clock.

Instants are aware UTC; a wall time (``datetime.time``) or a local date is naive and means the person's own zone.
What a person says or names lives in `Moment`, `Shelf`, `Profile` and `Question`; storage seals those whole. The rest of
a `Person` is who and when, which the scheduler has to read.
"""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AwareDatetime, Field, NaiveDatetime, field_validator, model_validator

from coach.care import Care
from coach.feelings import Family, Whom
from coach.rhythm import EVERY_DAY, FewerPrompts, PutOff, QuietHours
from coach.rhythm import Frozen as Frozen
from prompts import HurtTendency, TherapistLevel

FULL_MESSAGE = 4000
"""Characters, as Telegram counts them: UTF-16 code units."""


class FixedTimes(Frozen):
    """Prompts at the same wall times every day: one to five, whole minutes, ascending, each once."""

    kind: Literal["fixed"] = "fixed"
    times: tuple[time, ...] = Field(min_length=1, max_length=5)

    @field_validator("times")
    @classmethod
    def _ascending(cls, times: tuple[time, ...]) -> tuple[time, ...]:
        return tuple(sorted({at.replace(second=0, microsecond=0) for at in times}))


class Surprise(Frozen):
    """`count` prompts a day at times drawn anew each day between two wall times, `start` before `end`."""

    kind: Literal["surprise"] = "surprise"
    count: int = Field(ge=1, le=5)
    start: time
    end: time

    @model_validator(mode="after")
    def _some_hours(self) -> Self:
        if self.start >= self.end:
            raise ValueError("the hours end before they begin")
        return self


Schedule = Annotated[FixedTimes | Surprise, Field(discriminator="kind")]


class Appointment(Frozen):
    """The rule of the therapy session: Monday is 0, `at` is wall time, `minutes` its length.

    It comes every week or every two; then `since` is the date of one of them, which tells the weeks apart.
    """

    weekday: int = Field(ge=0, le=6)
    at: time
    minutes: int = Field(default=50, ge=10, le=240)
    every_weeks: Literal[1, 2] = 1
    since: date | None = None

    @model_validator(mode="after")
    def _which_weeks(self) -> Self:
        if self.every_weeks == 2 and (self.since is None or self.since.weekday() != self.weekday):
            raise ValueError("every two weeks needs the date of one session")
        return self

    def falls_on(self, day: date) -> bool:
        """Whether the rule has a session on this date."""
        fits = self.since is None or (day - self.since).days // 7 % self.every_weeks == 0
        return day.weekday() == self.weekday and fits


class Move(Frozen):
    """The session that the rule has on `day` is at `to` instead, a wall time."""

    day: date
    to: NaiveDatetime


class AwayPeriod(Frozen):
    """The therapist is away: no session from `start` on. `until` is the first date on which there can be one again;
    None until it is known."""

    start: date
    until: date | None = None

    @model_validator(mode="after")
    def _some_days(self) -> Self:
        if self.until is not None and self.until <= self.start:
            raise ValueError("they are back before they go")
        return self


class Calendar(Frozen):
    """What differs from the rule: sessions on a single date (wall times), moved and cancelled ones by the rule's date,
    and when the therapist is away."""

    singles: tuple[NaiveDatetime, ...] = ()
    moved: tuple[Move, ...] = ()
    cancelled: tuple[date, ...] = ()
    away: tuple[AwayPeriod, ...] = ()


class OwnPrompt(Frozen):
    """A question that a person wrote for themselves. Its number is never given twice."""

    number: int
    text: str


class Profile(Frozen):
    """What a person has told about themselves beyond who and when. Sealed.

    `hurt_tendency` is their own answer to "when something hurts I tend to …"; None until they gave one. Before
    `gentle_until` (a local date) what they are asked is gentle, before `therapist_rests_until` nothing about the
    therapist. `country` (ISO 3166) is where they want the help lines of, if not of where their zone is. `discreet`:
    what comes by itself is covered until it is tapped. `tidy`: what is done with goes from the chat.
    """

    therapist_level: TherapistLevel = TherapistLevel.GENTLE
    therapist_names: tuple[str, ...] = ()
    hurt_tendency: HurtTendency | None = None
    own_prompts: tuple[OwnPrompt, ...] = ()
    own_prompts_ever: int = 0
    gentle_until: date | None = None
    therapist_rests_until: date | None = None
    country: str | None = None
    discreet: bool = False
    tidy: bool = False


class Person(Frozen):
    """Someone who talks with the bot. `chat_id` is Telegram's; `id` is ours and owns every row.

    `begun` once they said yes to what is kept. `schedule` is None until times were chosen, `days` are the weekdays that
    have prompts, Monday is 0. `paused_until` is a local date, the first day with prompts again; `paused` alone means
    until the person resumes. `later` is the question that was put off last, also once it has come again; `fewer` where
    nobody answers any more.
    """

    id: int
    chat_id: int
    language: str = "en"
    zone: str = "UTC"
    schedule: Schedule | None = None
    appointment: Appointment | None = None
    calendar: Calendar = Calendar()
    paused: bool = False
    paused_until: date | None = None
    quiet: QuietHours | None = None
    days: tuple[int, ...] = EVERY_DAY
    later: PutOff | None = None
    fewer: FewerPrompts | None = None
    begun: bool = False
    profile: Profile = Profile()

    @field_validator("days")
    @classmethod
    def _some_weekdays(cls, days: tuple[int, ...]) -> tuple[int, ...]:
        if not days or not set(days) <= set(EVERY_DAY):
            raise ValueError("weekdays are 0 to 6, at least one of them")
        return tuple(sorted(set(days)))


class Part(Frozen):
    """What one Telegram message said, word for word, so that an edit of that message finds its place."""

    message_id: int | None = None
    text: str


class Named(Frozen):
    """A feeling by the word the person chose, and the family it belongs to."""

    word: str
    family: Family


class Did(StrEnum):
    """What was done with a feeling: to say it, keep it in, or let it come out sideways."""

    SAID = "said"
    KEPT_IN = "kept_in"
    SIDEWAYS = "sideways"


class Share(StrEnum):
    """What becomes of a moment in the session: it is brought, it is kept private, or it waits for another week."""

    BRING = "bring"
    PRIVATE = "private"
    NOT_YET = "not_yet"


class Shelf(Frozen):
    """A label of the person's own, such as a story they keep telling, to file moments under. An archived one keeps
    what is filed there and takes nothing new."""

    id: UUID
    name: str
    archived: bool = False


class Filed(Frozen):
    """Where a moment was filed: it fits the label, or it is the one that does not."""

    shelf_id: UUID
    fits: bool


class Moment(Frozen):
    """One noticed feeling. `at` is when it was noticed, `zone` where the person was then.

    `text`, `because`, `wanted` and `did_words` hold the person's own words; a long thought has several parts.
    `answer` is one of a prompt's own answers, tapped. `strength` is 1 to 5. `share` is what the person decided to
    do with it in the session, at `shared_at`; None until they did. `care` marks what spoke of danger or harm: it is
    kept word for word, and nothing gives it back before the person wants it in their week.
    """

    id: UUID
    at: AwareDatetime
    zone: str
    text: tuple[Part, ...] = ()
    answer: str | None = None
    feelings: tuple[Named, ...] = ()
    strength: int | None = Field(default=None, ge=1, le=5)
    whom: tuple[Whom, ...] = ()
    because: tuple[Part, ...] = ()
    wanted: tuple[Part, ...] = ()
    did: Did | None = None
    did_words: tuple[Part, ...] = ()
    voice: str | None = None
    prompt_id: str | None = None
    delivery_id: int | None = None
    share: Share | None = None
    shared_at: AwareDatetime | None = None
    filed: tuple[Filed, ...] = ()
    care: Care | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_the_first_rows(cls, given: Any) -> Any:
        """They said only that a moment is brought."""
        if isinstance(given, dict) and given.get("bring") and given.get("share") is None:
            return {**given, "share": Share.BRING}
        return given

    @property
    def bring(self) -> bool:
        return self.share is Share.BRING

    @property
    def private(self) -> bool:
        return self.share is Share.PRIVATE

    @property
    def put_off_at(self) -> datetime | None:
        """When it was last put off, if it waits for another week; aware UTC."""
        return (self.shared_at or self.at) if self.share is Share.NOT_YET else None

    @property
    def toward_therapist(self) -> bool:
        return Whom.THERAPIST in self.whom

    @property
    def noticed(self) -> bool:
        """Whether the week may speak of it. There is a feeling or a word of the person's own in it, where a tapped "not
        today" alone is neither; and it is not one that asked for care."""
        return self.care is None and bool(
            self.feelings or self.text or self.because or self.wanted or self.did_words or self.voice
        )


def words_of(parts: tuple[Part, ...]) -> str:
    """The parts as one text. After a full message the next goes on in mid-sentence; else each has its own line."""
    return "".join(part.text if is_full(part.text) else f"{part.text}\n" for part in parts).removesuffix("\n")


def is_full(text: str) -> bool:
    """So long that Telegram may have cut it: a message holds 4096 characters, and clients cut a little earlier."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2 >= FULL_MESSAGE


# ── what is unsaid, and how it went


class UnsaidState(StrEnum):
    """Whether something waits to be said, was said, or need not be any more."""

    OPEN = "open"
    SAID = "said"
    LET_GO = "let_go"


class Heard(StrEnum):
    """How something said in the room was heard, by the person's own account."""

    HEARD = "heard"
    PARTLY = "partly"
    NOT = "not"
    WORSE = "worse"


class Sentence(Frozen):
    """One sentence to say: "When you …, I felt …, and I wished …". Each part is as it was typed or tapped."""

    when: Part | None = None
    felt: Part | None = None
    wished: Part | None = None


class UnsaidItem(Frozen):
    """Something to take into the room. `at` is when it was marked; aware UTC, as is `said_at`.

    `words` are the person's own, `feelings` those of its moment. One made from a moment has the moment's id, so that a
    moment waits once. `heard` stays None where nobody said how it was heard. `put_off_at` is when one without a moment
    was put off under a week, as `share` and `shared_at` say it of a moment.
    """

    id: UUID
    at: AwareDatetime
    moment_id: UUID | None = None
    words: tuple[Part, ...] = ()
    feelings: tuple[Named, ...] = ()
    sentence: Sentence | None = None
    state: UnsaidState = UnsaidState.OPEN
    said_at: AwareDatetime | None = None
    heard: Heard | None = None
    put_off_at: AwareDatetime | None = None


class Degree(StrEnum):
    """An answer that is no number."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class CheckIn(Frozen):
    """What was told after a session; None wherever it was skipped. `at` (aware UTC) is when it was asked.

    `moment_id` is the feeling toward the therapist, `left_unsaid` the item that was left. The three questions between
    take up what the working alliance and a session's rating are made of (Horvath & Greenberg 1989; Duncan et al. 2003)
    in words of our own, and are never added up.
    """

    id: UUID
    at: AwareDatetime
    delivery_id: int
    moment_id: UUID | None = None
    respected: Degree | None = None
    same_work: Degree | None = None
    could_speak: Degree | None = None
    left_unsaid: UUID | None = None


class DeliveryKind(StrEnum):
    """What a scheduled message is. ASKED is a prompt that the person called for: recorded, never due.
    CHECK_IN comes after a session."""

    PROMPT = "prompt"
    WEEK = "week"
    ASKED = "asked"
    CHECK_IN = "check_in"


class Slot(Frozen):
    """One promised delivery, before it is a row. `key` names the local slot, which a person meets once.

    `due_at` and `expires_at` are aware UTC; after `expires_at` it is dropped and counted.
    """

    kind: DeliveryKind
    key: str
    due_at: AwareDatetime
    expires_at: AwareDatetime


class DeliveryState(StrEnum):
    """``due → claimed → sending → sent | failed | unknown | expired``.

    A claim whose lease ends goes back to due. A send whose lease ends may have been taken: a prompt is then unknown and
    not repeated, a weekly reflection goes back to due.
    """

    DUE = "due"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    EXPIRED = "expired"


class Delivery(Frozen):
    """One scheduled message of one person. Instants are aware UTC."""

    id: int
    person_id: int
    kind: DeliveryKind
    slot: str
    due_at: AwareDatetime
    expires_at: AwareDatetime
    attempts: int
