"""What a planner of sessions asked for, as plain text: countries with weights, how many sessions. Pure."""

import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.accounts.countries import country_meant, country_name
from consult.consultations.timezones.planner import MOST_SESSIONS, Place
from consult.consultations.timezones.zones import capital_zone, zones_of_country

YEARS = range(1970, 2101)


class CannotPlan(ValueError):
    """One sentence: what is wrong with what was asked, and what would do."""


def places_asked(text: str, *, whole: bool = False) -> list[Place]:
    """Of “KE, BR=12, Fiji”: codes or names, with a weight (people, say) after an equals sign; 1 where none is said.

    A country is one place, on its capital's clock; `whole`: one for each of its zones, with equal parts of its weight.
    """
    weights: dict[str, Fraction] = {}
    for typed in filter(None, (part.strip() for part in re.split(r"[,;\n،、，；]+", text))):
        name, equals, said = typed.partition("=")
        code = country_meant(name)
        if code is None:
            raise CannotPlan(
                _("“%(name)s” is not a country we know: give its name or its ISO code.", name=name.strip())
            )
        if code in weights:
            raise CannotPlan(_("%(country)s is named twice.", country=country_name(code)))
        weights[code] = _weight(typed, said) if equals else Fraction(1)
    if not weights:
        raise CannotPlan(_("Name at least one country."))
    return [place for code, weight in weights.items() for place in _places(code, weight, whole=whole)]


def _places(code: str, weight: Fraction, *, whole: bool) -> list[Place]:
    zones: Sequence[str] = zones_of_country(code) if whole else [capital_zone(code) or "UTC"]
    return [Place(code, zone, weight / len(zones)) for zone in zones]


def _weight(typed: str, said: str) -> Fraction:
    number = said.strip()
    if not re.fullmatch(r"\d{1,11}(\.\d{1,3})?", number) or not (weight := Fraction(number)):
        raise CannotPlan(_("“%(typed)s”: after the sign = belongs a number above 0.", typed=typed))
    return weight


def check_day(day: date) -> None:
    """Before and after there is no time zone to speak of, and clocks may leave the calendar."""
    if day.year not in YEARS:
        raise CannotPlan(_("Give a day from 1970 to 2100."))


def check_count(count: int, places: Sequence[Place]) -> None:
    """As many sessions as countries are enough for anyone."""
    countries = len({place.country for place in places})
    if not 1 <= count <= MOST_SESSIONS:
        raise CannotPlan(_("Ask for 1 to %(most)s sessions.", most=MOST_SESSIONS))
    if count > countries:
        for_them = ngettext("%(num)s country", "%(num)s countries", countries)
        raise CannotPlan(
            _("%(count)s sessions for %(countries)s are more than are needed.", count=count, countries=for_them)
        )
