"""Locations, cities, zone names and languages → IANA zones that load."""

import gzip
import runpy
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coach.places import (
    MOST_LIKELY,
    MOST_PLACES,
    Place,
    country_of_zone,
    is_zone,
    likely_zones,
    regions,
    zone_label,
    zone_of_location,
    zones_in,
    zones_of_place,
)

ALL_ZONES = sorted(zone for zone in available_timezones() if is_zone(zone))
LANGUAGES = ["en", "de", "fr", "es", "pt-br", "pt", "zh-hans", "ru", "ar", "fa", "hi", "ja", "uk", "nb", "de-AT"]


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Köln", "Europe/Berlin"),
        ("Cologne", "Europe/Berlin"),
        ("cologne germany", "Europe/Berlin"),
        ("Berlin, Deutschland", "Europe/Berlin"),
        ("I live in Berlin", "Europe/Berlin"),
        ("NYC", "America/New_York"),
        ("saint petersburg", "Europe/Moscow"),
        ("St. Petersburg, FL", "America/New_York"),
        ("st louis", "America/Chicago"),
        ("London UK", "Europe/London"),
        ("paris, texas", "America/Chicago"),
        ("Springfield, Oregon", "America/Los_Angeles"),
        ("Москва", "Europe/Moscow"),
        ("東京", "Asia/Tokyo"),
        ("ΑΘΗΝΑ", "Europe/Athens"),
        ("kiev", "Europe/Kyiv"),
        ("Bombay", "Asia/Kolkata"),
        ("Sao Paulo", "America/Sao_Paulo"),
        ("san fran", "America/Los_Angeles"),
        ("germany", "Europe/Berlin"),
        ("Österreich", "Europe/Vienna"),
        ("europe/berlin", "Europe/Berlin"),
        ("America/New York", "America/New_York"),
        ("CET", "Europe/Berlin"),
        ("utc+2", "Etc/GMT-2"),
        ("GMT -5", "Etc/GMT+5"),
        ("UTC", "Etc/UTC"),
    ],
)
def test_the_first_place_is_the_one_that_was_meant(text: str, zone: str) -> None:
    assert zones_of_place(text)[0].zone == zone


@pytest.mark.parametrize("text", ["Colonge", "Münhcen", "new yrok", "Amsterdm", "Copenhagenn", "Buenos Ares"])
def test_a_slip_of_the_finger_still_finds_the_city(text: str) -> None:
    meant = {
        "Europe/Berlin",
        "America/New_York",
        "Europe/Amsterdam",
        "Europe/Copenhagen",
        "America/Argentina/Buenos_Aires",
    }
    assert zones_of_place(text)[0].zone in meant


@pytest.mark.parametrize("text", ["", "   ", "asdfgh", "qqqqqqqqqq", "utc+99", "x" * 500, "|", "\t", "\ud800"])
def test_nonsense_finds_nothing(text: str) -> None:
    assert zones_of_place(text) == ()


def test_places_of_one_name_are_offered_once_a_zone_and_told_apart() -> None:
    found = zones_of_place("Springfield")
    labels = [place.label() for place in found]
    assert {"America/Chicago", "America/New_York", "America/Los_Angeles"} <= {place.zone for place in found}
    assert len(set(labels)) == len(labels)
    assert len({(place.name, place.zone) for place in found}) == len(found)
    assert "Springfield, Oregon" in labels


def test_a_country_with_many_zones_offers_a_city_of_each() -> None:
    found = zones_of_place("usa")
    assert len(found) == MOST_PLACES == len({place.zone for place in found})
    assert {place.country for place in found} == {"US"}


def test_a_label_names_the_country_in_the_language_asked_for() -> None:
    place = Place("Köln", "DE", None, "Europe/Berlin")
    assert (place.label(), place.label("fr"), place.label("??")) == (
        "Köln, Germany",
        "Köln, Allemagne",
        "Köln, Germany",
    )
    assert Place("Singapore", "SG", None, "Asia/Singapore").label() == "Singapore"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=40))
def test_no_text_raises_and_every_place_has_a_zone_that_loads(text: str) -> None:
    found = zones_of_place(text)
    assert len(found) <= MOST_PLACES
    for place in found:
        assert is_zone(place.zone)
        ZoneInfo(place.zone)
        assert place.label("de")


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (52.52, 13.4, "Europe/Berlin"),
        (-33.87, 151.2, "Australia/Sydney"),
        (40.7, -74.0, "America/New_York"),
        (-90.1, 0, None),
        (0, 181, None),
        (float("nan"), 0, None),
    ],
)
def test_a_location_gives_the_zone_of_its_ground(latitude: float, longitude: float, zone: str | None) -> None:
    assert zone_of_location(latitude, longitude) == zone


@settings(deadline=None)
@given(st.floats(-90, 90), st.floats(-180, 180))
def test_every_point_on_earth_gives_a_zone_that_loads_or_none(latitude: float, longitude: float) -> None:
    zone = zone_of_location(latitude, longitude)
    assert zone is None or ZoneInfo(zone)


@pytest.mark.parametrize("language", [*LANGUAGES, None, "", "xx", "tlh-KL"])
def test_likely_zones_are_six_to_eight_and_load(language: str | None) -> None:
    zones = likely_zones(language)
    assert 6 <= len(zones) <= MOST_LIKELY
    assert len(set(zones)) == len(zones)
    assert all(ZoneInfo(zone) for zone in zones)


def test_likely_zones_begin_with_the_languages_own_and_the_region_leads() -> None:
    assert likely_zones("de")[:3] == ("Europe/Berlin", "Europe/Vienna", "Europe/Zurich")
    assert likely_zones("de-AT")[0] == "Europe/Vienna"
    assert likely_zones("pt-br")[0] == "America/Sao_Paulo"
    assert set(likely_zones("en")) >= {"Europe/London", "Europe/Dublin", "America/Toronto", "Australia/Sydney"}


def test_regions_hold_canonical_zones_that_load_each_once() -> None:
    zones = [zone for region in regions() for zone in zones_in(region)]
    assert len(zones) == len(set(zones)) > 100
    for zone in zones:
        assert ZoneInfo(zone)
        assert country_of_zone(zone) is not None
    assert zones_in("atlantis") == ()


@pytest.mark.parametrize(
    ("zone", "language", "label"),
    [
        ("Europe/Vienna", "de", "Wien"),
        ("Europe/Vienna", "en", "Vienna"),
        ("America/Argentina/Buenos_Aires", "en", "Buenos Aires"),
        ("US/Eastern", "en", "New York"),
        ("Etc/GMT-2", "en", "UTC+2"),
        ("Etc/GMT+5", "en", "UTC-5"),
        ("Etc/UTC", "en", "UTC"),
    ],
)
def test_a_zone_is_called_by_its_city(zone: str, language: str, label: str) -> None:
    assert zone_label(zone, language) == label


@pytest.mark.parametrize("language", ["en", "de", "zh-hans", "nonsense"])
def test_every_zone_has_a_label_and_a_country_or_none(language: str) -> None:
    for zone in ALL_ZONES:
        label = zone_label(zone, language)
        assert label
        assert "_" not in label
        country = country_of_zone(zone)
        assert country is None or (len(country) == 2 and country.isupper())


def test_countries_of_zones_also_for_older_names() -> None:
    zones = ("Europe/Berlin", "Europe/Kiev", "Asia/Calcutta", "US/Eastern", "Etc/GMT+2", "UTC", "No/Where")
    assert [country_of_zone(zone) for zone in zones] == ["DE", "UA", "IN", "US", None, None, None]


@pytest.mark.parametrize(
    "name", ["posix/Europe/Berlin", "right/UTC", "localtime", "Factory", "europe/berlin", "", "../etc"]
)
def test_what_may_not_be_stored_as_a_zone(name: str) -> None:
    assert not is_zone(name)


def test_the_cities_are_those_of_the_newest_data() -> None:
    kept = gzip.decompress(files("coach").joinpath("cities.txt.gz").read_bytes()).decode()
    made = runpy.run_path(str(Path(__file__).parents[1] / "docs" / "record" / "cities.py"))["lines"]()
    assert kept.splitlines(keepends=True) == list(made)
