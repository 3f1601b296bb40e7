"""A sample of every state, and of everything that can happen."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from uuid import UUID

from coach.care import Care
from coach.dialogue import Idle, State, save_state
from coach.dialogue.events import (
    Attachment,
    CalendarFile,
    CheckInDue,
    Command,
    Edited,
    Event,
    Forwarded,
    Location,
    Other,
    PromptDue,
    Tap,
    Text,
    Voice,
    WeekTold,
)
from coach.dialogue.states import (
    AddingPrompt,
    AfterAlliance,
    AfterFeeling,
    AfterItem,
    AfterUnsaid,
    Alliance,
    Aspect,
    Cared,
    ChoosingAway,
    ChoosingCount,
    ChoosingDay,
    ChoosingDays,
    ChoosingFortnight,
    ChoosingHour,
    ChoosingHours,
    ChoosingLevel,
    ChoosingMode,
    ChoosingName,
    ChoosingPause,
    ChoosingQuiet,
    ChoosingTendency,
    ChoosingTimes,
    ChoosingZone,
    Clause,
    ConfirmingRule,
    Covered,
    DecidingLine,
    Filing,
    Forgetting,
    ForgettingEarly,
    Hearing,
    Mirrored,
    Mode,
    MovingSession,
    NamingShelf,
    OwnPrompts,
    PickingBody,
    PickingFamily,
    PickingShelf,
    PickingStrength,
    PickingWord,
    Prompted,
    PuttingOff,
    ReadingCards,
    ReadingWeek,
    ReadingWords,
    Saying,
    SentenceShown,
    Settings,
    ShelfDeed,
    Shelves,
    ShowingSessions,
    Telling,
    UnsaidList,
    UnsaidShown,
    Welcome,
)
from coach.dialogue.table import TRIGGERS
from coach.feelings import Family, Whom
from coach.messages import Button, Say
from coach.model import (
    Appointment,
    CheckIn,
    Degree,
    Did,
    Filed,
    Heard,
    Moment,
    Named,
    Part,
    Sentence,
    Share,
    Shelf,
    UnsaidItem,
    UnsaidState,
)
from tests.dialogue.talk import CHOICES, NOW, PLAIN

OWNER = 41
TICKET = "tttttttt"
OPEN = 90
SAID = 80
UNTIL = NOW + timedelta(minutes=90)

WORDLESS = Moment(id=UUID(int=1), at=NOW, zone="Europe/London")
TOLD = Moment(
    id=UUID(int=2),
    at=NOW,
    zone="Europe/London",
    text=(Part(message_id=SAID, text="he looked at the clock"),),
    whom=(Whom.THERAPIST,),
)
NAMED = TOLD.model_copy(update={"feelings": (Named(word="annoyed", family=Family.ANGRY),), "strength": 3})
OFFERED = (Named(word="annoyed", family=Family.ANGRY), Named(word="hurt", family=Family.SAD))
HARM = TOLD.model_copy(update={"id": UUID(int=6), "text": (Part(message_id=70, text="i want to die"),), "whom": ()})
HARM = HARM.model_copy(update={"care": Care.SELF_HARM})
WEEK = "Your week so far"
HURT = Shelf(id=UUID(int=31), name="Relationships hurt me")
GOOD = Shelf(id=UUID(int=32), name="I have to be good")
PAST = Shelf(id=UUID(int=33), name="nobody stays", archived=True)
SHELVES = (HURT, GOOD, PAST)
OFFERED_SHELVES = (HURT.id, GOOD.id)
FILED = NAMED.model_copy(update={"filed": (Filed(shelf_id=HURT.id, fits=True),)})

MARKED = UnsaidItem(
    id=TOLD.id, at=NOW - timedelta(weeks=5), moment_id=TOLD.id, words=TOLD.text, feelings=NAMED.feelings
)
SENTENCED = UnsaidItem(
    id=UUID(int=3), at=NOW, words=(Part(text="you rang"),), sentence=Sentence(when=Part(text="you rang"))
)
JUST_SAID = UnsaidItem(id=UUID(int=4), at=NOW, feelings=NAMED.feelings, state=UnsaidState.SAID, said_at=NOW)
ITEMS = (MARKED, SENTENCED, JUST_SAID)
OF_ITEMS = tuple(item.id for item in ITEMS)
GONE = UUID(int=99)
LINES = (TOLD.id, WORDLESS.id, SENTENCED.id, JUST_SAID.id, GONE)
CHECK_IN = CheckIn(id=UUID(int=5), at=NOW, delivery_id=8)

PROMPTED = Prompted(ticket="uuuuuuuu", prompt_id=PLAIN.id, head=PLAIN.text, delivery_id=3, until=UNTIL)
ASKS = Say(text=PLAIN.text, keyboard=((Button(label="sad", data=f"{OWNER}.uuuuuuuu.family.sad"),),), opens=True)
WEEK_OF = ReadingWeek(ticket="uuuuuuuu", lines=LINES, delivery_id=3)
AFTER = AfterFeeling(ticket="uuuuuuuu", check_in=CHECK_IN)


def covered(under: State, shows: Say, *, card: bool = False) -> Covered:
    since = NOW - timedelta(hours=2)
    return Covered(ticket=TICKET, shows=shows, under=save_state(under), since=since, delivery_id=3, card=card)


STATES: tuple[State, ...] = (
    Idle(),
    Welcome(ticket=TICKET),
    ChoosingZone(ticket=TICKET, offered=("Europe/Lisbon", "Europe/London")),
    ChoosingZone(ticket=TICKET, first=True),
    ChoosingTimes(ticket=TICKET),
    ChoosingTimes(ticket=TICKET, first=True),
    ChoosingHours(ticket=TICKET, first=True),
    ChoosingCount(ticket=TICKET, start=time(9), end=time(21)),
    ChoosingDay(ticket=TICKET, first=True),
    ChoosingHour(ticket=TICKET, weekday=3),
    ChoosingHour(ticket=TICKET, weekday=3, first=True),
    ChoosingLevel(ticket=TICKET),
    ChoosingName(ticket=TICKET),
    ChoosingPause(ticket=TICKET),
    ChoosingTendency(ticket=TICKET),
    ChoosingQuiet(ticket=TICKET),
    ChoosingDays(ticket=TICKET),
    OwnPrompts(ticket=TICKET),
    AddingPrompt(ticket=TICKET),
    ReadingWords(ticket=TICKET),
    ReadingCards(ticket=TICKET, page=1),
    Settings(ticket=TICKET),
    Forgetting(ticket=TICKET),
    ForgettingEarly(ticket=TICKET),
    Prompted(ticket=TICKET, prompt_id=PLAIN.id, head=PLAIN.text, delivery_id=3, until=UNTIL),
    Prompted(
        ticket=TICKET, prompt_id=CHOICES.id, head=CHOICES.text, answers=CHOICES.answers, delivery_id=3, until=UNTIL
    ),
    Prompted(ticket=TICKET, prompt_id=PLAIN.id, head=PLAIN.text, delivery_id=3, until=NOW),
    PuttingOff(ticket=TICKET, prompt_id=PLAIN.id, head=PLAIN.text, delivery_id=3, until=UNTIL),
    PuttingOff(
        ticket=TICKET, prompt_id=CHOICES.id, head=CHOICES.text, answers=CHOICES.answers, delivery_id=3, until=NOW
    ),
    PickingFamily(ticket=TICKET, moment=WORDLESS),
    PickingWord(ticket=TICKET, moment=NAMED, offered=OFFERED, family=Family.ANGRY),
    PickingWord(ticket=TICKET, moment=TOLD, head="“he looked at the clock”", offered=OFFERED),
    PickingBody(ticket=TICKET, moment=TOLD),
    PickingBody(ticket=TICKET, moment=TOLD, pleasant=False),
    PickingStrength(ticket=TICKET, moment=NAMED),
    Mirrored(ticket=TICKET, moment=NAMED, since=NOW),
    Mirrored(ticket=TICKET, moment=NAMED, since=NOW, asked=2),
    *(Telling(ticket=TICKET, moment=NAMED, aspect=aspect, asked=1) for aspect in Aspect),
    Shelves(ticket=TICKET),
    *(PickingShelf(ticket=TICKET, deed=deed, offered=OFFERED_SHELVES) for deed in ShelfDeed),
    PickingShelf(ticket=TICKET, deed=ShelfDeed.MERGE, offered=OFFERED_SHELVES[1:], merging=HURT.id),
    ReadingWeek(ticket=TICKET, lines=LINES),
    ReadingWeek(ticket=TICKET, lines=LINES[:1], back=2, delivery_id=3),
    *(DecidingLine(ticket=TICKET, lines=LINES, place=place) for place in range(len(LINES))),
    NamingShelf(ticket=TICKET),
    NamingShelf(ticket=TICKET, shelf=GOOD.id),
    Filing(ticket=TICKET, moment=NAMED, since=NOW, offered=OFFERED_SHELVES),
    Filing(ticket=TICKET, moment=FILED, since=NOW, offered=OFFERED_SHELVES, shelf=HURT.id),
    UnsaidList(ticket=TICKET, offered=OF_ITEMS),
    UnsaidList(ticket=TICKET, offered=(GONE, *OF_ITEMS), saying=True),
    *(UnsaidShown(ticket=TICKET, item_id=item_id) for item_id in (MARKED.id, SENTENCED.id, GONE)),
    Hearing(ticket=TICKET, item_id=JUST_SAID.id),
    Hearing(ticket=TICKET, item_id=JUST_SAID.id, check_in=CHECK_IN, waiting=OF_ITEMS),
    Hearing(ticket=TICKET, item_id=GONE),
    *(Saying(ticket=TICKET, since=NOW, asks=clause, felt=("annoyed",)) for clause in Clause),
    Saying(ticket=TICKET, since=NOW, asks=Clause.WISHED, item_id=MARKED.id),
    Saying(ticket=TICKET, since=NOW - timedelta(days=1), asks=Clause.FELT, item_id=GONE, retyping=True),
    SentenceShown(ticket=TICKET, item_id=SENTENCED.id),
    SentenceShown(ticket=TICKET, item_id=GONE),
    AfterFeeling(ticket=TICKET, check_in=CHECK_IN),
    AfterFeeling(ticket=TICKET, check_in=CHECK_IN.model_copy(update={"at": NOW - timedelta(days=1)})),
    *(AfterAlliance(ticket=TICKET, check_in=CHECK_IN, asks=asks) for asks in Alliance),
    AfterItem(ticket=TICKET, check_in=CHECK_IN, waiting=OF_ITEMS),
    AfterItem(ticket=TICKET, check_in=CHECK_IN, waiting=(GONE,)),
    AfterUnsaid(ticket=TICKET, check_in=CHECK_IN),
    ChoosingFortnight(ticket=TICKET, at_time=time(15), offered=(date(2026, 3, 5), date(2026, 3, 12))),
    ChoosingFortnight(ticket=TICKET, first=True, at_time=time(15), offered=(date(2026, 3, 5), date(2026, 3, 12))),
    ChoosingAway(ticket=TICKET),
    ConfirmingRule(ticket=TICKET, rule=Appointment(weekday=3, at=time(15))),
    ConfirmingRule(ticket=TICKET, first=True, rule=Appointment(weekday=3, at=time(15))),
    ShowingSessions(ticket=TICKET),
    covered(PROMPTED, ASKS),
    covered(AFTER, ASKS),
    covered(WEEK_OF, ASKS, card=True),
    covered(Idle(), Say(text=WEEK), card=True),
    *(ChoosingMode(ticket=TICKET, mode=mode) for mode in Mode),
    Cared(ticket=TICKET, moment=HARM, since=NOW),
    Cared(ticket=TICKET, moment=HARM, since=NOW - timedelta(hours=1)),
    MovingSession(ticket=TICKET, moving=datetime(2026, 3, 5, 15), offered=(datetime(2026, 3, 6, 15),)),  # noqa: DTZ001  # wall times
)

CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
BEGIN:VEVENT
UID:1
DTSTART:20260108T150000
DTEND:20260108T155000
RRULE:FREQ=WEEKLY
END:VEVENT
END:VCALENDAR
"""

SENTENCE = "I'm so angry at K. for looking at the clock"
TEXTS = (
    SENTENCE,
    "4",
    "7:30, 13:00",
    "10 to 22",
    "Lisbon",
    "Thursday",
    "15:00",
    "no",
    "ok",
    "on",
    "3 days",
    "mon-fri",
    "22 to 7",
    "later",
    "in 1 hour",
    "tonight",
    "furious",
    "i want to die",
    "he hit me",
    "my therapist kissed me",
    "\u200b",
    "x" * 4096,
)

VALUES = {
    "answer": ("0", "1"),
    "bring": ("",),
    "body": ("yes", "no"),
    "clause": tuple(Clause),
    "count": ("1", "5"),
    "day": ("0", "6"),
    "degree": tuple(Degree),
    "did": tuple(Did),
    "family": (*Family, "unsure"),
    "felt": ("0",),
    "heard": tuple(Heard),
    "hour": ("8", "20"),
    "hours": ("early", "day", "late"),
    "item": ("0", "1"),
    "level": ("off", "gentle", "direct"),
    "pause": ("1", "3", "7", "open"),
    "region": ("europe",),
    "quiet": ("early", "night", "late", "off"),
    "days": ("every", "week"),
    "span": ("15", "60", "tonight"),
    "set": ("times", "days", "quiet", "zone", "session", "level", "name", "pause", "resume", *Mode),
    "switch": ("on", "off"),
    "open": ("",),
    "strength": ("1", "5"),
    "tell": tuple(Aspect),
    "times": ("morning", "three"),
    "whom": ("them", "not-them"),
    "word": ("0", "1"),
    "zone": ("0", "1"),
    "deed": tuple(ShelfDeed),
    "file": ("",),
    "fits": ("yes", "no", "off"),
    "make": ("",),
    "mine": ("",),
    "numbers": ("",),
    "line": ("0", "1"),
    "share": tuple(Share),
    "lines": ("",),
    "done": ("",),
    "shelf": ("0", "1"),
    "away": ("7", "14", "open"),
    "next": ("0", "1"),
    "to": ("0",),
    "rule": ("",),
}
FORGED = ("", "²", "٣", "-1", "99", "nonsense")
ARGUMENTS = ("", "Thursday 15:00", "7:30pm", "9 to 21", "3 days", "Porto", "2", "what is this")
ARGUMENTS += ("moved to Fri 9:00", "cancelled", "on 5 Dec 14:00", "every two weeks Thu 15:00", "until 7 Jan", "none")
ARGUMENTS += ("22-7", "off", "0-23:30", "mon-fri", "every day but Sunday")


TAKING_ARGUMENTS = frozenset(
    {"time", "quiet", "days", "timezone", "session", "pause", "week", "unsaid", "say", "away", *Mode}
)


def taps(action: str, values: tuple[str, ...], ticket: str = TICKET, owner: int = OWNER) -> Iterator[Tap]:
    """One for each value, and one on a message that can no longer be edited."""
    for value in values:
        yield Tap("press", OPEN, owner, ticket, action, value)
    yield Tap("press", None, owner, ticket, action, values[0])


def events(trigger: str) -> Iterator[Event]:
    """What can happen under one trigger of the table."""
    if trigger.startswith("tap "):
        action = trigger.removeprefix("tap ")
        yield from taps(action, (*VALUES.get(action, ()), *FORGED))
    elif trigger.startswith("/"):
        command = trigger.removeprefix("/")
        arguments = ARGUMENTS if command in TAKING_ARGUMENTS else ARGUMENTS[:2]
        yield from (Command(command, argument) for argument in arguments)
    else:
        others: dict[str, list[Event]] = {
            "text": [Text(text, 81) for text in TEXTS],
            "edit": [Edited(text, SAID) for text in ("", *TEXTS)],
            "voice": [Voice("file", 81)],
            "location": [Location(38.7, -9.1), Location(0, -140), Location(91, 0)],
            "other": [Other(attachment) for attachment in Attachment],
            "forward": [Forwarded()],
            "week": [WeekTold(WEEK, ()), WeekTold(WEEK, LINES[:1]), WeekTold(WEEK, LINES, 2, 3)],
            "calendar": [CalendarFile(CALENDAR), CalendarFile(""), CalendarFile(None)],
            "prompt": [
                PromptDue(PLAIN, 9, UNTIL),
                PromptDue(CHOICES, 9, UNTIL),
                PromptDue(PLAIN, 9, UNTIL, fewer=True),
            ],
            "check_in": [CheckInDue(9)],
        }
        yield from others[trigger]


EVENTS: dict[str, tuple[Event, ...]] = {trigger: tuple(events(trigger)) for trigger in sorted(TRIGGERS)}
NO_ROW: tuple[Event, ...] = (
    *taps("nonsense", FORGED),
    *(tap for action, values in VALUES.items() for tap in taps(action, values[:1], ticket="ssssssss")),
    *(tap for action, values in VALUES.items() for tap in taps(action, values[:1], owner=OWNER + 1)),
    Tap("press", OPEN, 0, "", ""),
)


def name(state: State) -> str:
    return f"{state.at}{'-first' if getattr(state, 'first', False) else ''}"
