"""From what a person gives (a location, a city, a zone's name, a language) to an IANA time zone.

    location → tzfpy ───────────────┐
    text → fold → zone name, offset ├→ Place(name, country, region, zone) → zone_label → what the person sees
                → city index ───────┘
    language code → likely_zones · region → zones_in

Invariants: every zone returned loads with zoneinfo; nothing here asks what time it is; texts that mean nothing
give an empty tuple, never an error. Cities come from GeoNames (34,000 with 15,000 people or more, CC BY 4.0), with
their other names in any script: `docs/record/cities.py` makes `cities.txt.gz` of them, a line a city, largest first. It
is read at the first question, in a few hundredths of a second, and a name is found by searching through it.
"""

import gzip
import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from importlib.resources import files
from itertools import chain, islice
from types import MappingProxyType
from typing import Final, NamedTuple
from zoneinfo import available_timezones

import tzfpy
from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.dates import get_timezone_location
from rapidfuzz import process
from rapidfuzz.distance import OSA

from coach.reading import fold

MOST_PLACES: Final = 6
MOST_LIKELY: Final = 8
_LONGEST_NAME: Final = 80
_SHORTEST_TYPO: Final = 5
_LARGE_CITIES: Final = 5_000


class Place(NamedTuple):
    """Somewhere with a time zone. `country` is an ISO 3166 code and `region` a US state's name, where known."""

    name: str
    country: str | None
    region: str | None
    zone: str

    def label(self, language: str = "en") -> str:
        """The place as one would write it on an envelope: "Springfield, Missouri", "Cologne, Germany"."""
        wider = self.region or (_locale(language).territories.get(self.country) if self.country else None)
        return f"{self.name}, {wider}" if wider and wider != self.name else self.name


def zone_of_location(latitude: float, longitude: float) -> str | None:
    """The zone at a point in degrees; at sea a fixed offset ("Etc/GMT+2"), off the globe None."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None
    zone = tzfpy.get_tz(longitude, latitude)
    return zone if is_zone(zone) else None


def zones_of_place(text: str) -> tuple[Place, ...]:
    """Places that the text may mean, best first, at most six, never two of the same name, country and zone.

    A zone's own name or an offset is taken at its word; then come cities by size, a city with its country or
    state, a country's largest cities, and last a city within a typing error or two.
    """
    words = re.sub(r"^(?:i(?:'m| am| live)? )?(?:in|near|from) ", "", fold(text))
    name = place_key(words)
    if not name or len(name) > _LONGEST_NAME:
        return ()
    typed = _typed_zone(words)
    if typed is not None:
        return (typed,)
    index = _index()
    searches = (index.named, index.named_within, index.in_country, index.beginning, index.misspelt)
    for search in (index.in_country, *searches) if name in _SHORT_COUNTRIES else searches:
        found = _distinct(search(name))
        if found:
            return found
    return ()


def likely_zones(language_code: str | None) -> tuple[str, ...]:
    """Zones to offer first to someone whose app speaks this language; a region in the code ("pt-BR") leads."""
    language, _, region = (language_code or "en").replace("_", "-").partition("-")
    zones = _LIKELY.get(language.lower(), ()) + _COMMON
    home = [zone for zone in zones if country_of_zone(zone) == region.upper()]
    return tuple(dict.fromkeys((*home, *zones)))[:MOST_LIKELY]


def regions() -> tuple[str, ...]:
    """The parts of the world to choose from, in the order to show them; names for people are in the texts."""
    return tuple(_REGIONS)


def zones_in(region: str) -> tuple[str, ...]:
    """Main zones of a region from `regions()`, west to east; empty for any other word."""
    return _REGIONS.get(region, ())


def zone_label(zone: str, language: str = "en") -> str:
    """The zone's city as a person would say it in that language; a fixed offset as "UTC+2"."""
    if match := re.fullmatch(r"Etc/GMT([+-])(\d+)", zone):
        return f"UTC{'-' if match[1] == '+' else '+'}{match[2]}".removesuffix("+0").removesuffix("-0")
    if country_of_zone(zone) is None:
        return zone.removeprefix("Etc/").replace("_", " ")
    city = get_timezone_location(_links().get(zone, zone), locale=_locale(language), return_city=True)
    return city.rpartition("/")[2]


def is_zone(name: str) -> bool:
    """Whether this is, letter by letter, a zone that may be stored for a person."""
    return name in _zones()


def country_of_zone(zone: str) -> str | None:
    """ISO 3166 code of the country whose clock this is, also for a zone's older names; None for offsets."""
    territory = get_global("zone_territories").get(zone)
    if territory is None:
        territory = _zone_countries().get(zone) or _zone_countries().get(_links().get(zone, ""))
    return territory if territory not in ("001", "ZZ") else None


def _typed_zone(words: str) -> Place | None:
    name = words.replace(" ", "_")
    if zone := _ABBREVIATIONS.get(name):
        return Place(name.upper(), country_of_zone(zone), None, zone)
    if match := re.fullmatch(r"(?:utc|gmt)_?([+-])_?0?(\d{1,2})(?::?00)?", name):
        zone = f"Etc/GMT{'-' if match[1] == '+' else '+'}{int(match[2])}"
        return Place(zone_label(zone), None, None, zone) if is_zone(zone) else None
    zone = next((known for known in _zones() if "/" in known and known.casefold() == name), "")
    return Place(zone_label(zone), country_of_zone(zone), None, zone) if zone else None


class _Index:
    """Cities in one block of bytes, largest first, a line each: `|name|other name|…|`, then tab-separated
    name, country, region and zone. A line that holds the text searched for is turned into its Place.
    """

    def __init__(self, lines: bytes) -> None:
        self._block = b"\n" + lines

    def named(self, name: str) -> Iterator[Place]:
        return self._holding(f"|{name}|")

    def named_within(self, words: str) -> Iterator[Place]:
        """A city followed by its country or US state: the last words narrow what the first ones found."""
        pieces = words.split(" ")
        for cut in range(len(pieces) - 1, 0, -1):
            name, wider = " ".join(pieces[:cut]), " ".join(pieces[cut:])
            within = {_countries().get(wider), _states().get(wider)} - {None}
            if within:
                yield from (place for place in self.named(name) if {place.country, place.region} & within)

    def in_country(self, words: str) -> Iterator[Place]:
        """The largest city of each zone of a country or US state that the words name."""
        seen: set[str] = set()
        for wider in filter(None, (_countries().get(words), _states().get(words))):
            for place in self._holding(f"\t{wider}\t"):
                if place.zone not in seen:
                    seen.add(place.zone)
                    yield place

    def beginning(self, words: str) -> Iterator[Place]:
        """Names that go on from these words, a city's own name before its other ones."""
        if len(words) < _SHORTEST_TYPO - 1:
            return iter(())
        return chain(self._holding(f"\n|{words}"), self._holding(f"|{words}"))

    def misspelt(self, words: str) -> Iterator[Place]:
        """Larger cities one slip away, or two in a long name: letters swapped, missing, added or changed."""
        if len(words) < _SHORTEST_TYPO:
            return
        slips = 1 if len(words) < 8 else 2
        near = process.extract(words, self._large_names, scorer=OSA.distance, score_cutoff=slips, limit=12)
        for name, _, _ in near:
            yield from islice(self.named(name), 1)

    @cached_property
    def _large_names(self) -> list[str]:
        large = self._block.split(b"\n", _LARGE_CITIES)[:_LARGE_CITIES]
        return list({name: None for line in large for name in line.decode().split("|")[1:-1]})

    def _holding(self, key: str) -> Iterator[Place]:
        needle, at = key.encode(errors="ignore"), -1
        while (at := self._block.find(needle, at + 1)) >= 0:
            yield self._place(self._block.rfind(b"\n", 0, at + 1) + 1)

    def _place(self, start: int) -> Place:
        name, country, region, zone = self._block[start : self._block.index(b"\n", start)].decode().split("\t")[1:]
        return Place(name, country, region or None, zone)


@cache
def _index() -> _Index:
    return _Index(gzip.decompress(files("coach").joinpath("cities.txt.gz").read_bytes()))


def place_key(folded: str) -> str:
    """A name as it is searched for: "St. Louis" and "st louis", "Saint-Denis" and "saint denis" are one."""
    return " ".join(folded.translate(_PUNCTUATION).split())


_PUNCTUATION: Final = str.maketrans({**dict.fromkeys(".", None), **dict.fromkeys("-',;()/`", " ")})


def _distinct(places: Iterator[Place]) -> tuple[Place, ...]:
    seen: dict[tuple[str, str | None, str], Place] = {}
    for place in islice(places, 200):
        seen.setdefault((place.name, place.country, place.zone), place)
    return tuple(seen.values())[:MOST_PLACES]


@cache
def _countries() -> Mapping[str, str]:
    """Country names as written in a few languages, ISO codes and everyday short forms, folded → ISO code."""
    named = {
        fold(name): code
        for language in ("fr", "es", "de", "en")
        for code, name in Locale(language).territories.items()
        if len(code) == 2 and code.isalpha()
    }
    codes = {code.casefold(): code for code in named.values()}
    return MappingProxyType(codes | named | _SHORT_COUNTRIES)


@cache
def _states() -> Mapping[str, str]:
    by_code = {code.casefold(): name for code, name in US_STATES.items()}
    return MappingProxyType(by_code | {fold(name): name for name in US_STATES.values()})


@cache
def _zones() -> frozenset[str]:
    """Zones that may be stored: what zoneinfo knows, without copies of the database and non-places."""
    odd = {"localtime", "posixrules", "Factory"}
    return frozenset(
        zone for zone in available_timezones() if zone not in odd and not zone.startswith(("posix/", "right/"))
    )


@cache
def _zone_countries() -> Mapping[str, str]:
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return MappingProxyType({row[2]: row[0] for row in rows})


@cache
def _links() -> Mapping[str, str]:
    """Older names of zones and what they are called now, from the database's own `L` lines."""
    table = files("tzdata").joinpath("zoneinfo", "tzdata.zi").read_text(encoding="utf-8")
    links = (line.split() for line in table.splitlines() if line.startswith("L "))
    return MappingProxyType({old: now for _, now, old in links if old not in _zone_countries()})


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale("en")


US_STATES: Final = {
    "AK": "Alaska", "AL": "Alabama", "AR": "Arkansas", "AZ": "Arizona", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DC": "District of Columbia", "DE": "Delaware", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "IA": "Iowa", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "KS": "Kansas",
    "KY": "Kentucky", "LA": "Louisiana", "MA": "Massachusetts", "MD": "Maryland", "ME": "Maine",
    "MI": "Michigan", "MN": "Minnesota", "MO": "Missouri", "MS": "Mississippi", "MT": "Montana",
    "NC": "North Carolina", "ND": "North Dakota", "NE": "Nebraska", "NH": "New Hampshire", "NJ": "New Jersey",
    "NM": "New Mexico", "NV": "Nevada", "NY": "New York", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon",
    "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee",
    "TX": "Texas", "UT": "Utah", "VA": "Virginia", "VT": "Vermont", "WA": "Washington", "WI": "Wisconsin",
    "WV": "West Virginia", "WY": "Wyoming",
}  # fmt: skip
_SHORT_COUNTRIES: Final = {
    "uk": "GB", "england": "GB", "scotland": "GB", "wales": "GB", "northern ireland": "GB",
    "great britain": "GB", "usa": "US", "america": "US", "uae": "AE", "holland": "NL", "korea": "KR",
    "czech republic": "CZ", "turkey": "TR",
}  # fmt: skip
_ABBREVIATIONS: Final = {
    "utc": "Etc/UTC", "z": "Etc/UTC", "gmt": "Etc/UTC", "wet": "Europe/Lisbon", "bst": "Europe/London",
    "cet": "Europe/Berlin", "cest": "Europe/Berlin", "mez": "Europe/Berlin", "eet": "Europe/Athens",
    "eest": "Europe/Athens", "msk": "Europe/Moscow", "est": "America/New_York", "edt": "America/New_York",
    "et": "America/New_York", "cst": "America/Chicago", "cdt": "America/Chicago", "ct": "America/Chicago",
    "mst": "America/Denver", "mdt": "America/Denver", "mt": "America/Denver", "pst": "America/Los_Angeles",
    "pdt": "America/Los_Angeles", "pt": "America/Los_Angeles", "jst": "Asia/Tokyo", "kst": "Asia/Seoul",
    "aest": "Australia/Sydney", "aedt": "Australia/Sydney", "awst": "Australia/Perth",
    "nzst": "Pacific/Auckland", "nzdt": "Pacific/Auckland",
}  # fmt: skip

_COMMON: Final = (
    "Europe/London", "Europe/Berlin", "America/New_York", "America/Chicago", "America/Los_Angeles",
    "Asia/Kolkata", "Asia/Singapore", "Australia/Sydney",
)  # fmt: skip
_ENGLISH: Final = (
    "Europe/London", "Europe/Dublin", "America/New_York", "America/Chicago", "America/Denver",
    "America/Los_Angeles", "America/Toronto", "Australia/Sydney",
)  # fmt: skip
_LIKELY: Final[dict[str, tuple[str, ...]]] = {
    "ar": ("Africa/Cairo", "Asia/Riyadh", "Asia/Dubai", "Asia/Baghdad", "Africa/Casablanca", "Africa/Algiers",
           "Asia/Beirut", "Asia/Amman"),
    "bn": ("Asia/Dhaka", "Asia/Kolkata"),
    "cs": ("Europe/Prague",), "da": ("Europe/Copenhagen",),
    "de": ("Europe/Berlin", "Europe/Vienna", "Europe/Zurich", "Europe/Luxembourg"),
    "el": ("Europe/Athens", "Asia/Nicosia"),
    "en": (*_ENGLISH, "America/Vancouver", "Pacific/Auckland", "Africa/Johannesburg", "Asia/Kolkata",
           "Asia/Singapore", "Asia/Manila", "Africa/Lagos", "Africa/Nairobi"),
    "es": ("Europe/Madrid", "America/Mexico_City", "America/Bogota", "America/Lima", "America/Santiago",
           "America/Argentina/Buenos_Aires", "America/Caracas", "America/New_York", "America/Montevideo",
           "America/Guayaquil"),
    "fa": ("Asia/Tehran", "Asia/Kabul"), "fi": ("Europe/Helsinki",),
    "fr": ("Europe/Paris", "Europe/Brussels", "Europe/Zurich", "America/Toronto", "Africa/Casablanca",
           "Africa/Abidjan", "Africa/Algiers", "Africa/Tunis"),
    "he": ("Asia/Jerusalem",), "hi": ("Asia/Kolkata",), "hr": ("Europe/Zagreb", "Europe/Sarajevo"),
    "hu": ("Europe/Budapest",), "id": ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura"),
    "it": ("Europe/Rome", "Europe/Zurich"), "ja": ("Asia/Tokyo",), "ko": ("Asia/Seoul",),
    "ms": ("Asia/Kuala_Lumpur", "Asia/Singapore", "Asia/Brunei"),
    "nb": ("Europe/Oslo",), "no": ("Europe/Oslo",),
    "nl": ("Europe/Amsterdam", "Europe/Brussels", "America/Paramaribo"), "pl": ("Europe/Warsaw",),
    "pt": ("Europe/Lisbon", "America/Sao_Paulo", "America/Manaus", "America/Fortaleza", "Africa/Luanda",
           "Africa/Maputo", "Atlantic/Azores"),
    "ro": ("Europe/Bucharest", "Europe/Chisinau"),
    "ru": ("Europe/Moscow", "Asia/Yekaterinburg", "Asia/Novosibirsk", "Asia/Vladivostok", "Europe/Kaliningrad",
           "Asia/Almaty", "Europe/Minsk", "Asia/Tashkent"),
    "sk": ("Europe/Bratislava",), "sr": ("Europe/Belgrade", "Europe/Sarajevo"), "sv": ("Europe/Stockholm",),
    "th": ("Asia/Bangkok",), "tr": ("Europe/Istanbul",), "uk": ("Europe/Kyiv", "Europe/Warsaw"),
    "ur": ("Asia/Karachi", "Asia/Kolkata"), "vi": ("Asia/Ho_Chi_Minh",),
    "zh": ("Asia/Shanghai", "Asia/Hong_Kong", "Asia/Taipei", "Asia/Singapore", "Asia/Kuala_Lumpur",
           "America/Los_Angeles", "America/New_York", "Australia/Sydney"),
}  # fmt: skip

_REGIONS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType({
    "europe": (
        "Atlantic/Azores", "Atlantic/Reykjavik", "Europe/Dublin", "Europe/London", "Europe/Lisbon",
        "Europe/Madrid", "Europe/Paris", "Europe/Brussels", "Europe/Amsterdam", "Europe/Zurich", "Europe/Berlin",
        "Europe/Oslo", "Europe/Copenhagen", "Europe/Stockholm", "Europe/Rome", "Europe/Vienna", "Europe/Prague",
        "Europe/Warsaw", "Europe/Budapest", "Europe/Belgrade", "Europe/Athens", "Europe/Bucharest",
        "Europe/Helsinki", "Europe/Kyiv", "Europe/Istanbul", "Europe/Moscow",
    ),
    "north-america": (
        "Pacific/Honolulu", "America/Anchorage", "America/Vancouver", "America/Los_Angeles", "America/Phoenix",
        "America/Edmonton", "America/Denver", "America/Winnipeg", "America/Chicago", "America/Mexico_City",
        "America/Guatemala", "America/Costa_Rica", "America/Panama", "America/Toronto", "America/New_York",
        "America/Havana", "America/Jamaica", "America/Santo_Domingo", "America/Puerto_Rico", "America/Halifax",
        "America/St_Johns",
    ),
    "south-america": (
        "America/Guayaquil", "America/Lima", "America/Bogota", "America/Caracas", "America/La_Paz",
        "America/Manaus", "America/Santiago", "America/Asuncion", "America/Montevideo",
        "America/Argentina/Buenos_Aires", "America/Sao_Paulo", "America/Fortaleza",
    ),
    "africa": (
        "Africa/Casablanca", "Africa/Dakar", "Africa/Abidjan", "Africa/Accra", "Africa/Algiers", "Africa/Tunis",
        "Africa/Lagos", "Africa/Kinshasa", "Africa/Luanda", "Africa/Tripoli", "Africa/Johannesburg",
        "Africa/Lusaka", "Africa/Harare", "Africa/Cairo", "Africa/Khartoum", "Africa/Kigali", "Africa/Kampala",
        "Africa/Nairobi", "Africa/Addis_Ababa", "Indian/Mauritius",
    ),
    "asia": (
        "Asia/Jerusalem", "Asia/Beirut", "Asia/Amman", "Asia/Riyadh", "Asia/Baghdad", "Asia/Tbilisi",
        "Asia/Tehran", "Asia/Baku", "Asia/Dubai", "Asia/Kabul", "Asia/Yekaterinburg", "Asia/Tashkent",
        "Asia/Karachi", "Asia/Almaty", "Asia/Kolkata", "Asia/Colombo", "Asia/Kathmandu", "Asia/Dhaka",
        "Asia/Novosibirsk", "Asia/Bangkok", "Asia/Jakarta", "Asia/Ho_Chi_Minh", "Asia/Singapore",
        "Asia/Kuala_Lumpur", "Asia/Hong_Kong", "Asia/Shanghai", "Asia/Manila", "Asia/Taipei", "Asia/Seoul",
        "Asia/Tokyo", "Asia/Vladivostok",
    ),
    "oceania": (
        "Australia/Perth", "Australia/Darwin", "Australia/Adelaide", "Australia/Brisbane", "Australia/Sydney",
        "Australia/Melbourne", "Australia/Hobart", "Pacific/Guam", "Pacific/Port_Moresby", "Pacific/Noumea",
        "Pacific/Fiji", "Pacific/Auckland", "Pacific/Apia", "Pacific/Tahiti",
    ),
})  # fmt: skip
