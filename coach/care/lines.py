"""Help lines by country: what they are, where they are known from, and which to show to whom."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal, Self, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError, model_validator

from coach.places import country_of_zone

Kind: TypeAlias = Literal["crisis", "violence", "youth", "directory"]
Phone: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[*+(]?\d[\d ()-]{1,19}$")]
Web: TypeAlias = Annotated[str, StringConstraints(pattern=r"^https?://[\w.-]+\.[a-z]{2,}(/\S*)?$")]
Text: TypeAlias = Annotated[str, StringConstraints(min_length=1, max_length=90)]

OwnLines: TypeAlias = Mapping[str, tuple["Line", ...]]
"""Lines that an operator added, by country."""
NO_LINES: Final[OwnLines] = MappingProxyType({})

ANYWHERE: Final = "112"
"""Rings the emergency services from mobile phones in most of the world (ITU-T E.161.1)."""
RECHECK_AFTER: Final = timedelta(days=365)


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Line(_Frozen):
    """One way to reach somebody. `checked` is the day on which the number was read in the source, `checked_in`
    where that was; a line without them says in `known_from` why it is here all the same.

    Phones are written as the service writes them; `press` is the choice to make after the answer. `text` is a
    number for messages, `text_word` what to send to it. `hours` is "24/7" or None when not known.
    """

    name: Text
    kind: Kind
    phone: Phone | None = None
    press: str | None = None
    text: Phone | None = None
    text_word: str | None = None
    url: Web | None = None
    hours: str | None = None
    languages: tuple[str, ...] = ()
    source: Web
    checked: date | None = None
    checked_in: Literal["stored copy", "live page"] | None = None
    known_from: str | None = None

    @model_validator(mode="after")
    def _reachable_and_sourced(self) -> Self:
        if not (self.phone or self.text or self.url):
            raise ValueError(f"{self.name} can be reached in no way")
        if (self.checked is None) != (self.checked_in is None):
            raise ValueError(f"{self.name}: a check needs its date and where it was made")
        if (self.checked is None) == (self.known_from is None):
            raise ValueError(f"{self.name} must be either checked or say how it is known")
        return self

    @property
    def dial(self) -> str | None:
        """The phone number as a phone takes it: digits, with a leading + or * where there is one."""
        return re.sub(r"[^\d*+]", "", self.phone) if self.phone else None


class CountryLines(_Frozen):
    """What a country offers. `country` is None when it is not known which; `emergency` comes in the order to
    try: an ambulance or anything first, then what else there is, often the police.
    """

    country: Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")] | None
    emergency: tuple[Phone, ...] = Field(min_length=1)
    lines: tuple[Line, ...]

    def of(self, kind: Kind) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.kind == kind)


DIRECTORIES: Final = (
    Line(
        name="Find A Helpline",
        kind="directory",
        url="https://findahelpline.com",
        source="https://findahelpline.com/countries/cz",
        checked=date(2026, 11, 23),
        checked_in="stored copy",
    ),
    Line(
        name="Befrienders Worldwide",
        kind="directory",
        url="https://befrienders.org",
        source="https://befrienders.org/about-us",
        checked=date(2026, 11, 23),
        checked_in="stored copy",
    ),
    Line(
        name="IASP",
        kind="directory",
        url="https://www.iasp.info/crisis-centres-helplines/",
        source="https://www.iasp.info",
        known_from="long in public use",
    ),
)


def lines_for(country: str | None, own: OwnLines = NO_LINES) -> CountryLines:
    """What to show in a country (ISO 3166 code); for an unknown one 112 and the international directories. The
    operator's `own` lines come first."""
    there = all_lines().get((country or "").upper(), _international())
    added = own.get((country or "").upper(), ())
    return there.model_copy(update={"lines": (*added, *there.lines)}) if added else there


def read_own(text: str) -> OwnLines:
    """Lines from a file of an operator's, written like those in `countries/`. ValueError says what is wrong in it."""
    try:
        return MappingProxyType(_parsed(text))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"not TOML: {error}") from None
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "a line"
        raise ValueError(f"{where}: {first['msg']}") from None


def country_from(zone: str | None, language_code: str | None) -> str | None:
    """Where a person most likely is: by their time zone, else by the region or the language of their app.

    A language spoken in many countries says nothing about which: "en" alone gives None, "ja" gives "JP".
    """
    by_zone = country_of_zone(zone) if zone else None
    language, _, region = (language_code or "").replace("_", "-").partition("-")
    return by_zone or (region.upper() if re.fullmatch("[A-Za-z]{2}", region) else _AT_HOME.get(language.lower()))


@cache
def all_lines() -> Mapping[str, CountryLines]:
    """Every country of which an emergency number or a line is known, by ISO code."""
    emergency, lines = _emergency(), _lines()
    return MappingProxyType(
        {
            country: CountryLines(
                country=country,
                emergency=emergency.get(country, (ANYWHERE,)),
                lines=(*lines.get(country, ()), *DIRECTORIES),
            )
            for country in sorted(emergency.keys() | lines.keys())
        }
    )


def stale(today: date) -> Iterator[tuple[str, Line]]:
    """Lines to read again: not checked at all, or not for a year. For whoever keeps the data."""
    for country, offer in all_lines().items():
        for line in offer.lines:
            if line not in DIRECTORIES and (line.checked is None or today - line.checked > RECHECK_AFTER):
                yield country, line


@cache
def _international() -> CountryLines:
    return CountryLines(country=None, emergency=(ANYWHERE,), lines=DIRECTORIES)


def _emergency() -> dict[str, tuple[str, ...]]:
    table: dict[str, Any] = tomllib.loads(files(__package__).joinpath("emergency.toml").read_text("utf-8"))
    also = table["also"]
    return {country: (*first, *also.get(country, ())) for country, first in table["numbers"].items()}


def _lines() -> dict[str, tuple[Line, ...]]:
    blocks: dict[str, tuple[Line, ...]] = {}
    for path in files(__package__).joinpath("countries").iterdir():
        if path.name.endswith(".toml"):
            blocks |= _parsed(path.read_text("utf-8"))
    return blocks


def _parsed(text: str) -> dict[str, tuple[Line, ...]]:
    blocks = _BLOCKS.validate_python(tomllib.loads(text))
    return {country: tuple(lines) for country, lines in blocks.items()}


_BLOCKS: Final = TypeAdapter(dict[Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")], list[Line]])


_AT_HOME: Final = {
    "bg": "BG", "cs": "CZ", "da": "DK", "el": "GR", "et": "EE", "fi": "FI", "he": "IL", "hr": "HR", "hu": "HU",
    "id": "ID", "is": "IS", "it": "IT", "ja": "JP", "ko": "KR", "lt": "LT", "lv": "LV", "nb": "NO", "no": "NO",
    "pl": "PL", "ro": "RO", "sk": "SK", "sl": "SI", "sv": "SE", "th": "TH", "tr": "TR", "uk": "UA", "vi": "VN",
}  # fmt: skip
