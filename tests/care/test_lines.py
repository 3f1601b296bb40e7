"""The help lines: that every entry is reachable and sourced, and that somebody is always offered something."""

import tomllib
from datetime import date
from importlib.resources import files
from zoneinfo import available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from coach.care.lines import (
    ANYWHERE,
    DIRECTORIES,
    CountryLines,
    Line,
    all_lines,
    country_from,
    lines_for,
    read_own,
    stale,
)

CHECKED_ON = date(2026, 11, 23)
OWN = [(country, line) for country, offer in all_lines().items() for line in offer.lines if line not in DIRECTORIES]
LINE = {"name": "A line", "kind": "crisis", "phone": "123", "source": "https://example.org", "known_from": "a test"}


def test_at_least_sixty_countries_have_lines_of_their_own() -> None:
    assert len({country for country, _ in OWN}) >= 60


def test_countries_are_written_in_capitals_and_none_is_in_two_files() -> None:
    paths = [path for path in files("coach.care").joinpath("countries").iterdir() if path.name.endswith(".toml")]
    countries = [country for path in paths for country in tomllib.loads(path.read_text("utf-8"))]
    assert len(countries) == len(set(countries))
    assert set(countries) <= set(all_lines())
    assert all(len(country) == 2 and country.isupper() for country in all_lines())


@pytest.mark.parametrize(("country", "line"), OWN, ids=[f"{country} {line.name}" for country, line in OWN])
def test_a_line_can_be_reached_and_says_where_it_is_known_from(country: str, line: Line) -> None:
    assert line.phone or line.text or line.url
    assert line.source.startswith("http")
    assert (line.checked is None) != (line.known_from is None)
    assert line.checked is None or line.checked <= CHECKED_ON
    assert line.kind != "directory"
    assert line.text_word is None or line.text is not None


def test_no_country_lists_the_same_way_of_reaching_the_same_kind_twice() -> None:
    ways = [(country, line.kind, line.dial, line.text, line.url) for country, line in OWN]
    assert len(ways) == len(set(ways))


@pytest.mark.parametrize(
    ("phone", "dial"),
    [
        ("116 123", "116123"),
        ("*4141", "*4141"),
        ("(242) 328-0922", "2423280922"),
        ("+49 30 123", "+4930123"),
        (None, None),
    ],
)
def test_a_number_is_dialled_without_what_makes_it_readable(phone: str | None, dial: str | None) -> None:
    assert Line.model_validate(LINE | {"phone": phone, "url": "https://example.org"}).dial == dial


def test_every_number_can_be_dialled() -> None:
    for country, line in OWN:
        for number in (line.dial, line.text):
            assert number is None or 2 <= len([char for char in number if char.isdigit()]) <= 12, (country, number)
    for country, offer in all_lines().items():
        assert all(number.isdigit() for number in offer.emergency), country


@pytest.mark.parametrize(
    "change",
    [
        {"phone": None},
        {"phone": "call us"},
        {"phone": "1"},
        {"known_from": None},
        {"checked": CHECKED_ON, "known_from": None},
        {"checked": CHECKED_ON, "checked_in": "stored copy"},
        {"source": "somebody told me"},
        {"kind": "shop"},
        {"colour": "red"},
    ],
)
def test_a_line_that_cannot_be_reached_or_is_not_sourced_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Line.model_validate(LINE | change)


def test_lines_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        lines_for("GB").lines[0].phone = "12"  # type: ignore[misc]  # the point of the test


@pytest.mark.parametrize("country", [None, "", "XX", "Germany", "\ud800"])
def test_an_unknown_country_gets_112_and_the_directories(country: str | None) -> None:
    assert lines_for(country) == CountryLines(country=None, emergency=(ANYWHERE,), lines=DIRECTORIES)


@given(st.none() | st.text(max_size=6))
def test_somebody_is_always_offered(country: str | None) -> None:
    offer = lines_for(country)
    assert offer.emergency
    assert offer.of("directory") == DIRECTORIES


@pytest.mark.parametrize(
    ("country", "emergency", "phone"),
    [
        ("US", "911", "988"),
        ("GB", "999", "116 123"),
        ("DE", "112", "0800 111 0 111"),
        ("AT", "144", "142"),
        ("CH", "144", "143"),
        ("FR", "112", "3114"),
        ("AU", "000", "13 11 14"),
        ("NZ", "111", "1737"),
        ("CA", "911", "988"),
        ("IE", "112", "116 123"),
        ("in", "112", "14416"),
        ("JP", "119", "0120 061 338"),
    ],
)
def test_lines_long_known_are_where_they_belong(country: str, emergency: str, phone: str) -> None:
    offer = lines_for(country)
    assert offer.emergency[0] == emergency
    assert offer.of("crisis")[0].phone == phone


def test_large_countries_also_offer_help_against_violence_at_home() -> None:
    for country in ("US", "GB", "DE", "FR", "ES", "IT", "NL", "AT", "BE", "AU", "NZ", "CA", "IE", "IN", "BR", "JP"):
        assert lines_for(country).of("violence"), country


def test_no_zone_is_without_an_answer() -> None:
    for zone in available_timezones():
        country = country_from(zone, None)
        assert lines_for(country).emergency


@pytest.mark.parametrize(
    ("zone", "language", "country"),
    [
        ("Europe/Berlin", "en", "DE"),
        ("America/New_York", "de", "US"),
        ("Asia/Calcutta", None, "IN"),
        ("Etc/UTC", "pt-br", "BR"),
        ("Etc/UTC", "en", None),
        (None, "ja", "JP"),
        (None, "zh-hans", None),
        (None, None, None),
        ("No/Where", "sv", "SE"),
    ],
)
def test_the_zone_says_where_somebody_is_before_the_language_does(
    zone: str | None, language: str | None, country: str | None
) -> None:
    assert country_from(zone, language) == country


def test_what_was_never_checked_or_long_ago_is_due_to_be_read_again() -> None:
    now, later = list(stale(CHECKED_ON)), list(stale(date(2027, 11, 24)))
    assert now == [(country, line) for country, line in OWN if line.checked is None]
    assert later == OWN


def test_an_operator_s_lines_come_before_the_others_of_their_country_only() -> None:
    own = read_own(
        '[[AT]]\nname = "Ours"\nkind = "crisis"\nphone = "12"\nsource = "https://example.org"\nknown_from = "us"\n'
        '[[AA]]\nname = "Theirs"\nkind = "crisis"\nphone = "22"\nsource = "https://example.org"\nknown_from = "us"\n'
    )
    assert lines_for("AT", own).lines[0].name == "Ours"
    assert lines_for("AT", own).lines[1:] == lines_for("AT").lines
    assert lines_for("DE", own) == lines_for("DE")
    assert lines_for("AA", own).lines[0].name == "Theirs"


@pytest.mark.parametrize(
    ("text", "reason"),
    [("[[AT]", "not TOML"), ('[[AT]]\nname = "x"', "AT.0"), ("[[at]]", "at"), ('x = "y"', "x")],
)
def test_an_operator_s_file_that_cannot_be_read_says_why(text: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        read_own(text)
