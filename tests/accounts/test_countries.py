"""The country that somebody meant, however they write it."""

import pytest

from consult.accounts.countries import USUAL_NAMES, countries, country_meant


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        *(("ke", "KE"), ("KEN", "KE"), ("Kenya", "KE"), (" kenya ", "KE"), ("肯尼亚", "KE")),
        *(("Cote d'Ivoire", "CI"), ("CÔTE D’IVOIRE", "CI"), ("Co\u0302te d`Ivoire", "CI"), ("Ivory Coast", "CI")),
        *(("USA", "US"), ("U.S.A.", "US"), ("uk", "GB"), ("Viet Nam", "VN"), ("Vietnam", "VN"), ("Türkiye", "TR")),
        *(("Bolivia (Plurinational State of)", "BO"), ("Russian Federation", "RU"), ("South Korea", "KR")),
        *(("Guinea-Bissau", "GW"), ("Guinea Bissau", "GW"), ("Guinea", "GN"), ("Trinidad & Tobago", "TT")),
    ],
)
def test_a_country_is_known(typed: str, code: str) -> None:
    assert country_meant(typed) == code


@pytest.mark.parametrize("typed", ["", "Atlantis", "XX", "Afrika", "()", "'"])
def test_what_is_no_country_is_none(typed: str) -> None:
    assert country_meant(typed) is None


def test_each_usual_name_is_of_one_country() -> None:
    assert set(USUAL_NAMES) <= set(countries())
    for code, country in countries().items():
        assert {country_meant(name) for name in country.names.values()} == {code}
    for code, names in USUAL_NAMES.items():
        assert {country_meant(name) for name in names} == {code}
