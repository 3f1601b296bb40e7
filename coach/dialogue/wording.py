"""Sentences that are put together: the mirror, times and days in words, the settings as they are.

The person's words stand in quotation marks as they were typed, on one line, cut only where a quote gets too long for
a phone; the whole of it stays in the record.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Final
from urllib.parse import urlsplit

from babel import Locale
from babel.dates import format_date, get_day_names

from coach import places, sessions, zones
from coach.care import Care
from coach.care.lines import CountryLines, Kind, Line, OwnLines, country_from, lines_for
from coach.dialogue.states import Aspect, Mode
from coach.model import Calendar, FixedTimes, Moment, Part, Person, Schedule, words_of
from coach.quiet import awake, rests
from coach.quoting import clip, one_line, quoted
from coach.rhythm import EVERY_DAY
from coach.texts import FALLBACK, Say, languages

QUOTE = 280
_LINES_SHOWN = 3
_KINDS: Final[dict[Care, tuple[Kind, ...]]] = {
    Care.SELF_HARM: ("crisis", "youth"),
    Care.VIOLENCE: ("violence", "youth", "crisis"),
    Care.THERAPIST_HARM: ("violence", "crisis"),
}


def spoken(person: Person) -> str:
    """The language that the bot speaks with this person, whose own may be one that it has no words in."""
    return person.language if person.language in languages() else FALLBACK


def quote(parts: tuple[Part, ...]) -> str:
    """The person's words between quotation marks; empty where there are none to see."""
    line = clip(one_line(words_of(parts)), QUOTE)
    return quoted(line) if line else ""


def under(*blocks: str) -> str:
    return "\n\n".join(block for block in blocks if block)


def capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def mirror(moment: Moment, say: Say) -> str:
    """What was told, said back: the feeling, its strength, toward whom, because of what, wanting what."""
    told_ = [_feeling(moment, say), _reason(moment, say), _wish(moment, say), _deed(moment, say)]
    return " ".join(part for part in told_ if part)


def _feeling(moment: Moment, say: Say) -> str:
    pieces = [", ".join(name.word for name in moment.feelings)] if moment.feelings else []
    if moment.strength is not None:
        pieces.append(say("mirror-strength", strength=moment.strength))
    if moment.toward_therapist:
        pieces.append(say("mirror-therapist"))
    said, because = _said(moment), quote(moment.because)
    if not pieces:
        return said or (say("mirror-voice") if moment.voice else say("mirror-nothing"))
    line = capital(", ".join(pieces))
    if said:
        return f"{line}: {said}."
    return say("mirror-because", line=line, because=because) if because else f"{line}."


def _said(moment: Moment) -> str:
    return quote(moment.text) or (quoted(moment.answer) if moment.answer else "")


def _reason(moment: Moment, say: Say) -> str:
    alone = bool(_said(moment)) or not (moment.feelings or moment.strength or moment.toward_therapist)
    return _because(moment, say) if alone else ""


def _because(moment: Moment, say: Say) -> str:
    because = quote(moment.because)
    return say("told-because", words=because) if because else ""


def _wish(moment: Moment, say: Say) -> str:
    wanted = quote(moment.wanted)
    return say("told-wanted", words=wanted) if wanted else ""


def _deed(moment: Moment, say: Say) -> str:
    if moment.did is not None:
        return say(f"did-{moment.did.replace('_', '-')}")
    words = quote(moment.did_words)
    return say("told-did", words=words) if words else ""


def told(moment: Moment, aspect: Aspect, say: Say) -> str:
    """Only what was told just now."""
    sentence = {
        Aspect.BECAUSE: _because(moment, say),
        Aspect.WANTED: _wish(moment, say),
        Aspect.DID: _deed(moment, say),
    }[aspect]
    return sentence or say("kept")


def brought(person: Person, say: Say, now: datetime) -> str:
    """On the list, for the next session that there is; by a day that is still right when it is read again."""
    coming = next(sessions.sessions(person, now), None)
    if coming is None:
        return say("brought")
    on, today = coming.wall.date(), zones.local(person.zone, now).date()
    near = on < today + timedelta(days=7)
    return say("brought-on", day=format_date(on, "EEEE" if near else "EEEE d MMMM", locale=spoken(person)))


# ── times and days


def weekdays(language: str) -> list[str]:
    """The names of the days, Monday first."""
    names = get_day_names("wide", "stand-alone", locale=language)
    return [names[number] for number in range(7)]


def clock_time(at: time) -> str:
    return at.strftime("%H:%M")


def hours(start: time, end: time) -> str:
    return f"{clock_time(start)} – {clock_time(end)}"


def day(on: date, say: Say, today: date, language: str) -> str:
    """A day as people say it: tomorrow, a weekday within the week, else with its date."""
    if on == today + timedelta(days=1):
        return say("tomorrow")
    return format_date(on, "EEEE" if on < today + timedelta(days=7) else "EEEE d MMMM", locale=language)


def date_and_time(wall: datetime, form: str, language: str) -> str:
    """A day in CLDR's `form`, and the time."""
    return f"{format_date(wall, form, locale=language)}, {clock_time(wall.time())}"


def days(on: Sequence[int], say: Say, language: str) -> str:
    """Weekdays in words; three or more in a row from the first to the last."""
    names = weekdays(language)
    runs: list[list[int]] = []
    for number in on:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    spoken = [
        [say("days-from-to", first=names[run[0]], last=names[run[-1]])] if len(run) > 2 else [names[n] for n in run]
        for run in runs
    ]
    *first, last = (name for run in spoken for name in run)
    return say("days-and", days=", ".join(first), last=last) if first else last


def when(person: Person, say: Say) -> str:
    """When the person is asked: times or hours, on which days, and what of it rests."""
    schedule = person.schedule
    if schedule is None:
        return say("when-never")
    if rests(schedule, person.quiet):
        return say("when-all-rest")
    lines = [_times(person, schedule, say)]
    if len(person.days) < len(EVERY_DAY):
        lines.append(say("when-days", days=days(person.days, say, spoken(person))))
    if isinstance(schedule, FixedTimes):
        resting = [clock_time(at) for at in schedule.times if at not in awake(schedule.times, person.quiet)]
        lines += [say("when-rests", times=", ".join(resting))] if resting else []
    return " ".join(lines)


def _times(person: Person, schedule: Schedule, say: Say) -> str:
    city = places.zone_label(person.zone, spoken(person))
    if isinstance(schedule, FixedTimes):
        times = ", ".join(clock_time(at) for at in awake(schedule.times, person.quiet))
        return say("when-times", times=times, city=city)
    start, end = clock_time(schedule.start), clock_time(schedule.end)
    return say("when-surprise", count=schedule.count, start=start, end=end, city=city)


def next_session(person: Person, say: Say, now: datetime) -> str:
    """When the session is by its rule; and the next one, where that is another."""
    rule, coming = person.appointment, next(sessions.sessions(person, now), None)
    away = say("sessions-away-now") if sessions.away_at(person, now) else ""
    if coming is None:
        return under(session(person, say), away)
    when = date_and_time(coming.wall, "EEEE d MMMM", spoken(person))
    if rule is None:
        return under(say("session-single", when=when), away)
    plain = person.model_copy(update={"calendar": Calendar()})
    as_ruled = next(sessions.sessions(plain, now)).start == coming.start
    return under(session(person, say), away, "" if as_ruled else say("session-then", when=when))


def quiet(person: Person, say: Say) -> str:
    if person.quiet is None:
        return say("quiet-none")
    return say("quiet-hours", start=clock_time(person.quiet.start), end=clock_time(person.quiet.end))


def session(person: Person, say: Say) -> str:
    if person.appointment is None:
        return say("session-none")
    on = weekdays(spoken(person))[person.appointment.weekday]
    key = "session-on" if person.appointment.every_weeks == 1 else "session-fortnight"
    return say(key, day=on, time=clock_time(person.appointment.at))


def mode_is(person: Person, mode: Mode, say: Say) -> str:
    how = f"{mode}-on" if getattr(person.profile, mode) else f"{mode}-off"
    return say(f"mode-{how}")


def settings(person: Person, say: Say, now: datetime) -> str:
    """Everything that can be set, as it is at `now` (aware)."""
    names = ", ".join(person.profile.therapist_names)
    lines = [
        say("settings-head"),
        when(person, say),
        quiet(person, say),
        next_session(person, say, now),
        say(f"settings-level-{person.profile.therapist_level}"),
        say("settings-name", name=names) if names else say("settings-no-name"),
        " ".join(mode_is(person, mode, say) for mode in Mode),
    ]
    if person.paused_until is not None:
        lines.append(
            say("settings-paused-until", day=format_date(person.paused_until, "d MMMM", locale=spoken(person)))
        )
    elif person.paused:
        lines.append(say("settings-paused"))
    return "\n\n".join(lines)


# ── help


def help_now(person: Person, own: OwnLines, say: Say) -> str:
    """Whom to call, in the person's country; first of all in danger."""
    there = _there(person, own)
    lines = _lines(there, ("crisis", "violence", "youth"), say)
    where = _country(there.country, person, say)
    return under(say("help-now"), _danger(there, say), lines, _anywhere(there, say), where, say("help-now-end"))


def care(person: Person, care: Care, own: OwnLines, say: Say) -> str:
    """What a friend would say, and whom to turn to. Where somebody else is the danger, its number comes first."""
    there, danger = _there(person, own), care is Care.VIOLENCE
    words = say(f"care-{care.replace('_', '-')}")
    lines = under(_lines(there, _KINDS[care], say, care), _anywhere(there, say))
    first, then = (_danger(there, say), words) if danger else (words, _danger(there, say))
    return under(first, then, lines, say(f"care-{care.replace('_', '-')}-end"))


def _there(person: Person, own: OwnLines) -> CountryLines:
    return lines_for(person.profile.country or country_from(person.zone, person.language), own)


def _danger(there: CountryLines, say: Say) -> str:
    return say("help-now-danger", numbers=say("help-now-or").join(there.emergency))


def _lines(there: CountryLines, kinds: tuple[Kind, ...], say: Say, care: Care | None = None) -> str:
    blocks = []
    for kind in kinds:
        lines = [_line(line, say) for line in there.of(kind)][:_LINES_SHOWN]
        head = "harmed" if kind == "violence" and care is Care.THERAPIST_HARM else kind
        blocks += ["\n".join([say(f"help-now-{head}"), *lines])] if lines else []
    return under(*blocks)


def _anywhere(there: CountryLines, say: Say) -> str:
    directories = " · ".join(urlsplit(line.url or "").netloc for line in there.of("directory"))
    return say("help-now-anywhere", directories=directories)


def _country(country: str | None, person: Person, say: Say) -> str:
    name = country and territories(spoken(person)).get(country)
    return say("help-now-country", country=name) if name else say("help-now-country-unknown")


@cache
def territories(language: str) -> Mapping[str, str]:
    """Countries by ISO code, as they are called in a language (CLDR)."""
    return {code: name for code, name in Locale(language).territories.items() if len(code) == 2 and code.isalpha()}


def _line(line: Line, say: Say) -> str:
    """One way to reach somebody, on one line that a phone can dial."""
    phone = say("help-now-press", phone=line.phone, press=line.press) if line.phone and line.press else line.phone
    message = line.text and (
        say("help-now-text-word", number=line.text, word=line.text_word)
        if line.text_word
        else say("help-now-text", number=line.text)
    )
    reach = say("help-now-or").join(way for way in (phone, message) if way) or str(line.url)
    return f"{line.name}: {reach}{say('help-now-always') if line.hours == '24/7' else ''}"
