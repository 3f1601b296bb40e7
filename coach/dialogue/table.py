"""Every transition there is. Read a row as: in these states, on this trigger, that happens.

An event without a row is refused: the state stays, nothing is kept or changed. A tap has to carry its owner and the
ticket of the open question before a row is even looked for. Words that ask for care are answered by `caring` instead of
any row.
"""

from collections.abc import Callable
from typing import Any, get_args

from coach.dialogue import (
    about_therapist,
    browsing,
    calendar,
    caring,
    checking_in,
    commands,
    covering,
    hearing,
    mirroring,
    modes,
    naming,
    own_prompts,
    pausing,
    prompting,
    putting_off,
    resting,
    saying,
    session,
    setting_up,
    sharing,
    shelves,
    unsaid,
    when,
    where,
)
from coach.dialogue.effects import Send
from coach.dialogue.events import CheckInDue, Command, Edited, Event, PromptDue, Tap, Text, WeekTold
from coach.dialogue.scene import Scene, Step
from coach.dialogue.states import (
    AddingPrompt,
    AfterAlliance,
    AfterFeeling,
    AfterItem,
    AfterUnsaid,
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
    ConfirmingRule,
    Covered,
    DecidingLine,
    Filing,
    Forgetting,
    ForgettingEarly,
    Hearing,
    Mirrored,
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
    Question,
    ReadingCards,
    ReadingWeek,
    ReadingWords,
    Saying,
    SentenceShown,
    Settings,
    Shelves,
    ShowingSessions,
    State,
    Telling,
    UnsaidList,
    UnsaidShown,
    Welcome,
)
from coach.messages import Close, Edit, Say, Toast

Transition = Callable[[Any, Any, Scene], Step]
States = tuple[type[State], ...]

EVERY: States = get_args(State)
CHOOSING: States = (
    ChoosingZone,
    ChoosingTimes,
    ChoosingHours,
    ChoosingCount,
    ChoosingDay,
    ChoosingHour,
    ChoosingLevel,
    ChoosingMode,
    ChoosingName,
    ChoosingPause,
    ChoosingQuiet,
    ChoosingTendency,
    ChoosingFortnight,
    ChoosingAway,
    ConfirmingRule,
    MovingSession,
)
PICKING: States = (PickingFamily, PickingWord, PickingBody, PickingStrength)
BEFORE_YES: States = (Welcome, ForgettingEarly)

KEEPING = (
    "text",
    "voice",
    "location",
    "/feel",
    "/therapist",
    "/time",
    "/quiet",
    "/days",
    "/discreet",
    "/tidy",
    "/timezone",
    "/session",
    "/pause",
    "/resume",
    "/settings",
    "/myprompt",
    "/shelves",
    "/unsaid",
    "/say",
    "/away",
    "/back",
    "calendar",
)
"""What would keep something of the person."""

ROWS: tuple[tuple[States, str, Transition], ...] = (
    # At any time
    (EVERY, "/start", setting_up.start),
    (EVERY, "/settings", setting_up.settings),
    (EVERY, "/time", when.set_time),
    (EVERY, "/quiet", resting.set_quiet),
    (EVERY, "/days", resting.set_days),
    (EVERY, "/discreet", modes.set_mode),
    (EVERY, "/tidy", modes.set_mode),
    (EVERY, "/timezone", where.timezone),
    (EVERY, "/session", calendar.session_command),
    (EVERY, "/pause", pausing.pause),
    (EVERY, "/resume", pausing.resume),
    (EVERY, "/feel", naming.notice),
    (EVERY, "/therapist", commands.therapist),
    (EVERY, "/myprompt", own_prompts.own_prompts),
    (EVERY, "/words", browsing.read_words),
    (EVERY, "/learn", browsing.read_cards),
    (EVERY, "/undo", commands.undo),
    (EVERY, "/week", commands.week),
    (EVERY, "/page", commands.page),
    (EVERY, "/export", commands.export),
    (EVERY, "/forget", commands.forget),
    (EVERY, "/privacy", commands.privacy),
    (EVERY, "/help", commands.help_),
    (EVERY, "/help_now", commands.help_now),
    (EVERY, "/?", commands.unknown),
    (EVERY, "text", naming.typed),
    (EVERY, "edit", commands.edited),
    (EVERY, "voice", naming.spoken),
    (EVERY, "location", where.location),
    (EVERY, "other", commands.other),
    (EVERY, "forward", commands.forwarded),
    (EVERY, "prompt", prompting.prompt_due),
    (EVERY, "/shelves", shelves.open_shelves),
    (EVERY, "/month", commands.month),
    (EVERY, "/year", commands.year),
    (EVERY, "week", sharing.week_told),
    (EVERY, "/unsaid", unsaid.unsaid),
    (EVERY, "/say", unsaid.say_it),
    (EVERY, "check_in", checking_in.begin),
    (EVERY, "/away", calendar.away),
    (EVERY, "/back", calendar.back),
    (EVERY, "calendar", calendar.calendar_file),
    # Before the person said yes, nothing is kept
    ((Welcome,), "tap begin", setting_up.begin),
    ((Welcome,), "tap later", setting_up.welcome_later),
    ((ForgettingEarly,), "tap forget", commands.forgotten),
    ((ForgettingEarly,), "tap stay", setting_up.stayed_at_the_door),
    *((BEFORE_YES, trigger, setting_up.welcome_first) for trigger in KEEPING),
    # Setting up, and settings
    (CHOOSING, "tap later", setting_up.later),
    ((ChoosingZone,), "tap zone", where.zone_tapped),
    ((ChoosingZone,), "tap elsewhere", where.zone_elsewhere),
    ((ChoosingZone,), "tap region", where.zone_region),
    ((ChoosingZone,), "text", where.zone_typed),
    ((ChoosingTimes,), "tap times", when.times_tapped),
    ((ChoosingTimes,), "tap own", when.times_own),
    ((ChoosingTimes,), "tap surprise", when.times_surprise),
    ((ChoosingTimes,), "text", when.times_typed),
    ((ChoosingHours,), "tap hours", when.hours_tapped),
    ((ChoosingHours,), "text", when.hours_typed),
    ((ChoosingCount,), "tap count", when.count_tapped),
    ((ChoosingCount,), "text", when.count_typed),
    ((ChoosingDay,), "tap day", session.day_tapped),
    ((ChoosingDay,), "tap none", session.day_none),
    ((ChoosingDay,), "text", session.day_typed),
    ((ChoosingHour,), "tap hour", session.hour_tapped),
    ((ChoosingHour,), "text", session.hour_typed),
    ((ChoosingLevel,), "tap level", about_therapist.level_tapped),
    ((ChoosingName,), "text", about_therapist.name_typed),
    ((ChoosingTendency,), "tap tendency", about_therapist.tendency_tapped),
    ((ChoosingPause,), "tap pause", pausing.pause_tapped),
    ((ChoosingPause,), "text", pausing.pause_typed),
    ((ChoosingQuiet,), "tap quiet", resting.quiet_tapped),
    ((ChoosingQuiet,), "text", resting.quiet_typed),
    ((ChoosingDays,), "tap day", resting.day_tapped),
    ((ChoosingDays,), "tap days", resting.days_tapped),
    ((ChoosingDays,), "tap close", resting.days_closed),
    ((ChoosingDays,), "text", resting.days_typed),
    ((ChoosingMode,), "tap switch", modes.mode_tapped),
    ((ChoosingMode,), "text", modes.mode_typed),
    ((Settings,), "tap set", setting_up.setting_tapped),
    ((Settings,), "tap close", setting_up.settings_closed),
    ((Forgetting,), "tap forget", commands.forgotten),
    ((Forgetting,), "tap stay", commands.stayed),
    ((OwnPrompts,), "tap remove", own_prompts.own_prompt_removed),
    ((OwnPrompts,), "tap add", own_prompts.ask_for_own_prompt),
    ((AddingPrompt,), "text", own_prompts.own_prompt_typed),
    ((OwnPrompts, AddingPrompt), "tap close", own_prompts.own_prompts_closed),
    # Reading
    ((ReadingWords,), "tap family", browsing.words_of_family),
    ((ReadingWords,), "tap families", browsing.all_families),
    ((ReadingCards,), "tap card", browsing.card_tapped),
    ((ReadingCards,), "tap page", browsing.page_turned),
    ((ReadingWords, ReadingCards), "tap close", browsing.closed),
    # What came by itself to somebody who wants it covered
    ((Covered,), "tap open", covering.uncovered),
    ((Covered,), "tap leave", covering.left),
    ((Covered,), "text", covering.typed),
    # A prompt, and the way to a word
    ((Prompted,), "tap skip", prompting.prompt_skipped),
    ((Prompted,), "tap answer", prompting.prompt_answered),
    ((Prompted,), "tap name", prompting.prompt_named),
    ((Prompted,), "tap family", prompting.prompt_felt),
    ((Prompted,), "text", prompting.prompt_typed),
    ((Prompted, PuttingOff), "voice", prompting.prompt_spoken),
    ((Prompted,), "tap later", putting_off.offer),
    ((PuttingOff,), "tap span", putting_off.span_tapped),
    ((PuttingOff,), "tap back", prompting.prompt_kept),
    ((PuttingOff,), "text", prompting.typed_instead),
    (PICKING, "text", naming.typed_while_naming),
    (PICKING, "tap leave", naming.leave),
    ((PickingFamily, PickingWord), "tap family", naming.family_tapped),
    ((PickingWord,), "tap word", naming.word_tapped),
    ((PickingWord,), "tap another", naming.another_word),
    ((PickingWord,), "tap more", naming.more_words),
    ((PickingWord,), "tap only", naming.only_family),
    ((PickingBody,), "tap body", naming.body_tapped),
    ((PickingStrength,), "tap strength", naming.strength_tapped),
    ((PickingStrength,), "tap unmeasured", naming.unmeasured),
    ((PickingStrength,), "text", naming.strength_typed),
    # What asked for care, and was answered
    ((Cared,), "text", caring.typed_after),
    ((Cared,), "tap numbers", caring.numbers),
    ((Cared,), "tap mine", caring.into_my_week),
    ((Cared,), "tap close", caring.closed),
    # Said back, and what may be added
    ((Mirrored,), "tap tell", mirroring.tell_tapped),
    ((Mirrored,), "tap whom", mirroring.whom_tapped),
    ((Mirrored,), "tap bring", mirroring.bring),
    ((Mirrored,), "tap enough", mirroring.enough),
    ((Mirrored,), "text", naming.typed_after_mirror),
    ((Telling,), "tap did", mirroring.did_tapped),
    ((Telling,), "tap untold", mirroring.untold),
    ((Telling,), "text", mirroring.told),
    # Shelves
    ((Shelves,), "tap make", shelves.ask_for_shelf),
    ((Shelves,), "tap deed", shelves.deed_tapped),
    ((Shelves,), "tap close", shelves.closed),
    ((PickingShelf,), "tap shelf", shelves.shelf_tapped),
    ((NamingShelf,), "text", shelves.name_typed),
    ((PickingShelf, NamingShelf), "tap leave", shelves.back_to_shelves),
    ((Mirrored,), "tap file", shelves.ask_where_to_file),
    ((Filing,), "tap shelf", shelves.shelf_for_filing),
    ((Filing,), "tap fits", shelves.filed),
    ((Filing,), "tap leave", shelves.left_unfiled),
    # The week, line by line: bring it, private, not yet
    ((ReadingWeek,), "tap lines", sharing.lines_opened),
    ((ReadingWeek,), "tap close", sharing.week_closed),
    ((DecidingLine,), "tap share", sharing.line_decided),
    ((DecidingLine,), "tap line", sharing.line_turned),
    ((DecidingLine,), "tap done", sharing.lines_done),
    # What waits to be said, and the sentence for it
    ((UnsaidList,), "tap item", unsaid.item_tapped),
    ((UnsaidList,), "tap turn", unsaid.page_turned),
    ((UnsaidList,), "tap new", unsaid.something_new),
    ((UnsaidList, UnsaidShown), "tap close", unsaid.closed),
    ((UnsaidShown,), "tap said", unsaid.said),
    ((UnsaidShown,), "tap yet", unsaid.not_yet),
    ((UnsaidShown,), "tap go", unsaid.let_go),
    ((UnsaidShown,), "tap sentence", unsaid.sentence_tapped),
    ((Hearing,), "tap heard", hearing.heard_tapped),
    ((Hearing,), "tap pass", hearing.unheard),
    ((Saying,), "tap felt", saying.felt_tapped),
    ((Saying,), "tap pass", saying.passed),
    ((Saying,), "tap enough", saying.enough),
    ((Saying,), "text", saying.clause_typed),
    ((SentenceShown,), "tap clause", saying.clause_tapped),
    ((SentenceShown,), "tap enough", saying.sentence_closed),
    # After a session
    ((AfterFeeling,), "tap family", checking_in.felt_tapped),
    ((AfterFeeling,), "tap pass", checking_in.passed_feeling),
    ((AfterFeeling,), "text", checking_in.felt_typed),
    ((AfterAlliance,), "tap degree", checking_in.degree_tapped),
    ((AfterAlliance,), "tap pass", checking_in.passed_alliance),
    ((AfterItem,), "tap said", checking_in.item_said),
    ((AfterItem,), "tap yet", checking_in.item_waits),
    ((AfterItem,), "tap go", checking_in.item_let_go),
    ((AfterItem,), "tap none", checking_in.none_said),
    ((AfterUnsaid,), "text", checking_in.left_typed),
    ((AfterFeeling, AfterAlliance, AfterItem, AfterUnsaid), "tap enough", checking_in.enough),
    # The calendar of sessions
    ((ShowingSessions,), "tap change", calendar.change_tapped),
    ((ShowingSessions,), "tap moved", calendar.ask_move),
    ((ShowingSessions,), "tap cancelled", calendar.cancel_tapped),
    ((ShowingSessions,), "tap close", calendar.sessions_closed),
    ((MovingSession,), "tap to", calendar.move_tapped),
    ((MovingSession,), "text", calendar.move_typed),
    ((ChoosingFortnight,), "tap next", session.fortnight_tapped),
    ((ChoosingAway,), "tap away", calendar.away_tapped),
    ((ChoosingAway,), "text", calendar.away_typed),
    ((ConfirmingRule,), "tap rule", calendar.rule_tapped),
)

TABLE: dict[tuple[type[State], str], Transition] = {
    (state, trigger): transition for states, trigger, transition in ROWS for state in states
}
TRIGGERS = frozenset(trigger for _, trigger, _ in ROWS)
COMMANDS = frozenset(trigger[1:] for trigger in TRIGGERS if trigger.startswith("/") and trigger != "/?")


def step(state: State, event: Event, scene: Scene) -> Step:
    """What follows from `event`. Total: it never raises for anything that a person can do."""
    if isinstance(event, Text) and isinstance(state, Question):
        event = _as_tapped(state, event, scene)
    if isinstance(event, Tap) and not _fits(state, event, scene):
        return _refuse(state, event, scene)
    if isinstance(event, Text | Edited | Command) and (care := caring.asked_for(event, scene)):
        return _labelled(caring.answer(state, event, scene, care))
    trigger = event.trigger
    if trigger.startswith("/") and trigger not in TRIGGERS:
        trigger = "/?"
    transition = TABLE.get((type(state), trigger))
    if transition is None:
        return _refuse(state, event, scene)
    outcome = _labelled(transition(state, event, scene))
    if scene.covers and isinstance(event, PromptDue | CheckInDue | WeekTold):
        return _labelled(covering.cover(state, event, scene, outcome))
    return _answered(event, outcome)


def _as_tapped(state: Question, event: Text, scene: Scene) -> Tap | Text:
    """Telegram forgets a press after 150 seconds, so the label typed has to do as well."""
    action, dot, value = dict(state.taps).get(_label(event.text), "").partition(".")
    return Tap(None, None, scene.person.id, state.ticket, action, value) if dot else event


def _label(text: str) -> str:
    return text.strip(" .…").replace("’", "'").casefold()


def _labelled(outcome: Step) -> Step:
    """The question that was just asked knows its buttons by their labels."""
    if not isinstance(outcome.state, Question):
        return outcome
    for effect in outcome.effects:
        message = effect.message if isinstance(effect, Send) else None
        if isinstance(message, Say | Edit) and message.opens:
            buttons = [button for row in message.keyboard for button in row]
            taps = tuple((_label(button.label), button.data.split(".", 2)[2]) for button in buttons)
            return outcome._replace(state=outcome.state.model_copy(update={"taps": taps}))
    return outcome


def _answered(event: Event, outcome: Step) -> Step:
    """A press is answered first of all, so that its button stops waiting."""
    if not isinstance(event, Tap) or event.press_id is None:
        return outcome
    return outcome._replace(effects=(Send(Toast(press_id=event.press_id)), *outcome.effects))


def _fits(state: State, tap: Tap, scene: Scene) -> bool:
    return tap.owner == scene.person.id and isinstance(state, Question) and tap.ticket == state.ticket


def _refuse(state: State, event: Event, scene: Scene) -> Step:
    """Nothing changes. A tap is still answered; an old keyboard goes, the open question's stays."""
    if not isinstance(event, Tap):
        return Step(state, refused=True)
    if event.press_id is None:
        return Step(state, refused=True)
    if event.message_id is not None and event.message_id == scene.open_message:
        return Step(state, (Send(Toast(press_id=event.press_id)),), refused=True)
    toast = Send(Toast(press_id=event.press_id, text=scene.say("toast-closed")))
    if event.owner != scene.person.id or event.message_id is None:
        return Step(state, (toast,), refused=True)
    return Step(state, (toast, Send(Close(target=event.message_id, unless_open=True))), refused=True)
