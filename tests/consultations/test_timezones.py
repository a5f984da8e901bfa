"""Hours of sessions: never worse than any other hours, on a day with its own daylight saving."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from fractions import Fraction
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from consult.accounts.countries import countries
from consult.consultations.timezones.asked import CannotPlan, check_count, check_day, places_asked
from consult.consultations.timezones.cli import timezones
from consult.consultations.timezones.planner import HOURS, Place, at_hours, planned
from consult.consultations.timezones.zones import CAPITAL_ZONES, capital_zone, zones_of_country

WINTER = date(2026, 12, 3)
EUROPE_SETS_CLOCKS_BACK = date(2026, 10, 25)
EVERYWHERE = sorted({zone for code in countries() for zone in zones_of_country(code)})

some_places = st.lists(
    st.builds(Place, st.just("XX"), st.sampled_from(EVERYWHERE), st.integers(1, 40).map(Fraction)),
    min_size=1,
    max_size=9,
)


def _places(*codes: str) -> list[Place]:
    return [Place(code, capital_zone(code) or "") for code in codes]


def _cost(places: list[Place], hours: Sequence[int], day: date, minutes: int) -> tuple[Fraction, Fraction]:
    """Weight outside, then weighted squares of minutes from 14:00 to the session's middle: by the clock, no planner."""
    outside = discomfort = Fraction(0)
    for place in places:
        ways = []
        for hour in hours:
            local = datetime(day.year, day.month, day.day, hour, tzinfo=UTC).astimezone(ZoneInfo(place.zone))
            middle = (local.hour * 60 + local.minute + Fraction(minutes, 2) - 14 * 60 + 720) % 1440 - 720
            ways.append((abs(middle) + Fraction(minutes, 2) > 6 * 60, middle**2))
        late, square = min(ways)
        outside, discomfort = outside + late * place.weight, discomfort + square * place.weight
    return outside, discomfort


@settings(max_examples=40, deadline=None)
@given(
    places=some_places,
    count=st.integers(1, 2),
    day=st.sampled_from([WINTER, EUROPE_SETS_CLOCKS_BACK, date(2027, 7, 1)]),
    minutes=st.sampled_from([0, 90, 480]),
)
def test_no_other_hours_are_better(places: list[Place], count: int, day: date, minutes: int) -> None:
    plan = planned(places, count, day, minutes)
    exhaustive = min(_cost(places, hours, day, minutes) for hours in combinations(HOURS, count))
    assert _cost(places, plan.hours, day, minutes) == exhaustive


def test_of_three_hours_for_the_whole_world_too_none_are_better() -> None:
    places = _places("KE", "BR", "FJ", "IN", "US", "FR", "CN", "AU", "WS", "NP", "GB", "JP")
    best = min(_cost(places, hours, WINTER, 120) for hours in combinations(HOURS, 3))
    assert _cost(places, planned(places, 3, WINTER, 120).hours, WINTER, 120) == best


def test_one_session_for_kenya_and_brazil_suits_both() -> None:
    plan = planned(_places("KE", "BR"), 1, WINTER)
    assert plan.outside == 0
    assert [each.local.strftime("%H:%M") for each in plan.attending(plan.hours[0])] == ["11:00", "17:00"]


def test_an_hour_that_the_host_chooses_has_its_share_outside() -> None:
    assert at_hours(_places("KE", "BR"), [6], WINTER).outside == Fraction(1, 2)  # 03:00 in Brasília


def test_people_weigh_more_than_countries() -> None:
    places = [Place("FJ", "Pacific/Fiji"), Place("GB", "Europe/London", Fraction(500))]
    plan = planned(places, 1, WINTER, 480)
    assert next(each for each in plan.attendances if each.place.country == "GB").inside


def test_what_cannot_be_planned_is_said_in_a_sentence(page_app: Flask) -> None:
    with page_app.test_request_context():
        with pytest.raises(CannotPlan, match="“Atlantis” is not a country we know"):
            places_asked("KE, Atlantis")
        with pytest.raises(CannotPlan, match="“KE=many”: after the sign"):
            places_asked("KE=many")
        with pytest.raises(CannotPlan, match="Name at least one country"):
            places_asked(" , ")
        with pytest.raises(CannotPlan, match="Kenya is named twice"):
            places_asked("KE, Kenya")
        with pytest.raises(CannotPlan, match="3 sessions for 2 countries"):
            check_count(3, places_asked("KE, BR=2.5"))
        for day in (date.min, date.max):
            with pytest.raises(CannotPlan, match="from 1970 to 2100"):
                check_day(day)


def test_all_zones_of_a_country_share_its_weight_if_wished(page_app: Flask) -> None:
    with page_app.test_request_context():
        zones = places_asked("RU=22, KE", whole=True)
    assert sum(place.weight for place in zones if place.country == "RU") == 22
    assert len(zones) > 20


def test_the_command_says_hours_and_local_times(page_app: Flask) -> None:
    asked = ["--countries", "KE,BR,FJ", "--clusters", "2", "--date", "2026-12-03", "--json"]
    said = json.loads(page_app.test_cli_runner().invoke(timezones, asked).output)
    assert said["outside_share"] == 0
    assert sorted(row["country"] for part in said["clusters"] for row in part["countries"]) == ["BR", "FJ", "KE"]
    assert "2026-12-03T" in said["clusters"][0]["starts_at"]


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--countries", "KE,ZZ", "“ZZ” is not a country we know"),
        ("--clusters", "4", "4 sessions for 2 countries"),
        ("--date", "2026-02-30", "“2026-02-30” is not a date"),
    ],
)
def test_the_command_refuses_in_one_sentence(page_app: Flask, option: str, value: str, says: str) -> None:
    asked = {"--countries": "KE,BR", "--clusters": "1", "--date": "2026-12-03"} | {option: value}
    refused = page_app.test_cli_runner().invoke(timezones, [part for pair in asked.items() for part in pair])
    assert refused.exit_code == 1
    assert says in refused.output
    assert len(refused.output.strip().splitlines()) == 1


def test_daylight_saving_is_that_of_the_day() -> None:
    winter, summer = (planned(_places("FR"), 1, day).attendances[0].local for day in (WINTER, date(2027, 7, 1)))
    assert (winter.utcoffset(), summer.utcoffset()) != (winter.utcoffset(), winter.utcoffset())
    assert winter.hour == summer.hour == 14


def test_sessions_that_nobody_needs_are_not_planned() -> None:
    assert len(planned(_places("FR", "DE", "IT"), 3, WINTER).hours) == 1


def test_every_country_has_a_clock_at_its_capital() -> None:
    for code in countries():
        assert capital_zone(code) in zones_of_country(code)
        assert len(zones_of_country(code)) == 1 or code in CAPITAL_ZONES
