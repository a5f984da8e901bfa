"""The time zones of a country, from the public tz database. Pure.

A country with several zones is taken at its capital's by default; or all its zones count, each with an equal part of
the country's weight (the tz database does not say how many people live in each).
"""

from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

# The zone of the capital (the seat of government), for each country that the tz database gives more than one.
CAPITAL_ZONES: Mapping[str, str] = {
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CD": "Africa/Kinshasa",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "FM": "Pacific/Pohnpei",
    "GL": "America/Nuuk",
    "ID": "Asia/Jakarta",
    "KI": "Pacific/Tarawa",
    "KZ": "Asia/Almaty",
    "MH": "Pacific/Majuro",
    "MN": "Asia/Ulaanbaatar",
    "MX": "America/Mexico_City",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PF": "Pacific/Tahiti",
    "PG": "Pacific/Port_Moresby",
    "PS": "Asia/Hebron",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "UM": "Pacific/Wake",
    "US": "America/New_York",
    "UZ": "Asia/Tashkent",
}
# Places that the tz database has under another's code, or under none.
ELSEWHERE: Mapping[str, str] = {"XK": "Europe/Belgrade", "BV": "Europe/Oslo", "HM": "Indian/Maldives"}


@cache
def _zones_by_country() -> Mapping[str, Sequence[str]]:
    found: dict[str, list[str]] = {}
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            code, _coordinates, zone, *_comments = line.split("\t")
            found.setdefault(code, []).append(zone)
    return found


def zones_of_country(code: str) -> Sequence[str]:
    """All zones of a country, by its ISO 3166 alpha-2 code; none for a place where nobody keeps a clock."""
    return _zones_by_country().get(code) or [ELSEWHERE[code]] * (code in ELSEWHERE)


def capital_zone(code: str) -> str | None:
    zones = zones_of_country(code)
    return CAPITAL_ZONES.get(code) or (zones[0] if zones else None)
