"""Countries and world regions (ISO 3166, UN M49), with names in the six UN languages. Pure data."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from flask_babel import lazy_gettext as _l

from consult.core.i18n.own_words import OwnWords
from consult.core.text import folded_for_search


class Region(StrEnum):
    """The five regions of UN M49."""

    AFRICA = "africa"
    AMERICAS = "americas"
    ASIA = "asia"
    EUROPE = "europe"
    OCEANIA = "oceania"


REGION_NAMES: Mapping[str, str] = {
    Region.AFRICA: _l("Africa"),
    Region.AMERICAS: _l("Americas"),
    Region.ASIA: _l("Asia"),
    Region.EUROPE: _l("Europe"),
    Region.OCEANIA: _l("Oceania"),
}
# A region as a file of findings names it, in the reader's language; what it names otherwise stays.
region_in_words = OwnWords(
    [*REGION_NAMES.values(), _l("World"), _l("Least developed countries"), _l("Low-income countries")]
)


@dataclass(frozen=True)
class Country:
    alpha2: str
    region: Region
    subregion: str
    names: Mapping[str, str]

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names["en"]


@cache
def countries() -> Mapping[str, Country]:
    """Every country and territory by its ISO 3166 alpha-2 code."""
    source = Path(__file__).parent / "data" / "countries.csv"
    with source.open(encoding="utf-8", newline="") as rows:
        return {row["alpha2"]: _country(row) for row in csv.DictReader(rows)}


def _country(row: Mapping[str, str]) -> Country:
    names = {code: row[f"name_{code}"] for code in ("en", "fr", "es", "ru", "zh", "ar")}
    return Country(row["alpha2"], Region(row["region"]), row["subregion"], names)


def country_name(code: str | None, language: str = "en") -> str:
    country = countries().get(code or "")
    return country.name(language) if country else ""


def region_of(code: str | None) -> Region | None:
    country = countries().get(code or "")
    return country.region if country else None


def country_meant(typed: str) -> str | None:
    """The alpha-2 code of the country meant: by a code of two or three letters, or a name as people write it."""
    code = typed.strip().upper()
    if code in countries():
        return code
    return _codes_by_name().get(_as_compared(typed))


# What people write that is neither the ISO name nor the UN's; the codes of three letters are in the data.
USUAL_NAMES: Mapping[str, Sequence[str]] = {
    "AE": ("UAE", "Emirates"),
    "BA": ("Bosnia",),
    "BN": ("Brunei",),
    "BO": ("Bolivia",),
    "BS": ("Bahamas", "The Bahamas"),
    "CD": ("DRC", "DR Congo", "Congo-Kinshasa", "Democratic Republic of Congo"),
    "CF": ("CAR",),
    "CG": ("Congo-Brazzaville", "Republic of the Congo", "Republic of Congo"),
    "CI": ("Ivory Coast",),
    "CN": ("China", "PRC", "People's Republic of China"),
    "CV": ("Cape Verde",),
    "CZ": ("Czech Republic",),
    "FK": ("Falkland Islands",),
    "FM": ("Micronesia",),
    "GB": ("UK", "United Kingdom", "Great Britain", "Britain", "England", "Scotland", "Wales", "Northern Ireland"),
    "GM": ("The Gambia",),
    "HK": ("Hong Kong",),
    "IR": ("Iran",),
    "KP": ("North Korea", "DPRK"),
    "KR": ("South Korea", "Korea", "ROK", "Republic of Korea"),
    "LA": ("Laos", "Lao PDR"),
    "MD": ("Moldova", "Republic of Moldova"),
    "MK": ("Macedonia", "North Macedonia"),
    "MM": ("Burma",),
    "MO": ("Macau", "Macao"),
    "NL": ("Netherlands", "The Netherlands", "Holland"),
    "PS": ("Palestine",),
    "RU": ("Russia",),
    "ST": ("Sao Tome",),
    "SY": ("Syria",),
    "SZ": ("Swaziland",),
    "TL": ("East Timor",),
    "TR": ("Turkey", "Turkiye"),
    "TW": ("Taiwan",),
    "TZ": ("Tanzania",),
    "US": ("USA", "U.S.", "United States", "America", "United States of America", "The United States"),
    "VA": ("Vatican", "Vatican City"),
    "VE": ("Venezuela",),
    "VN": ("Vietnam",),
}


@cache
def _codes_by_name() -> Mapping[str, str]:
    found: dict[str, str] = {}
    source = Path(__file__).parent / "data" / "countries.csv"
    with source.open(encoding="utf-8", newline="") as rows:
        found |= {_as_compared(row["alpha3"]): row["alpha2"] for row in csv.DictReader(rows)}
    whole = [(name, code) for code, country in countries().items() for name in country.names.values()]
    whole += [(name, code) for code, names in USUAL_NAMES.items() for name in names]
    for name, code in whole:  # without what stands in brackets too, which some whole name may also be
        found.setdefault(_as_compared(re.sub(r"\([^)]*\)", " ", name)), code)
    return found | {_as_compared(name): code for name, code in whole}


def _as_compared(name: str) -> str:
    """Without marks, dots, brackets and apostrophes of any kind; one blank between words."""
    return " ".join(re.sub(r"[^\w\s&-]", "", folded_for_search(name)).replace("-", " ").replace("&", " and ").split())


def country_choices(language: str) -> list[tuple[str, str]]:
    """In order of their names without accents: Åland stands under A, Côte d'Ivoire before Croatia."""
    return sorted(
        ((c.alpha2, c.name(language)) for c in countries().values()), key=lambda pair: folded_for_search(pair[1])
    )
