"""`consult timezones`: hours of sessions for countries around the world."""

import json
from datetime import date
from typing import Any

import click
from flask.cli import with_appcontext

from consult.accounts.countries import country_name
from consult.consultations.timezones.asked import CannotPlan, check_count, check_day, places_asked
from consult.consultations.timezones.planner import LocalAttendance, SessionPlan, planned

LONGEST = 12 * 60


@click.command()
@click.option("--countries", required=True, help="Codes or names, parted by commas; KE=120 gives one a weight.")
@click.option("--clusters", required=True, type=int, help="How many sessions.")
@click.option("--date", "day", required=True, help="The day, as YYYY-MM-DD.")
@click.option("--minutes", default=0, show_default=True, type=click.IntRange(0, LONGEST), help="Length of a session.")
@click.option("--all-zones", is_flag=True, help="Count each zone of a country with an equal part of its weight.")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
@with_appcontext
def timezones(countries: str, clusters: int, day: str, minutes: int, *, all_zones: bool, as_json: bool) -> None:
    """Find the hours for which the smallest share of COUNTRIES sits outside 08:00 to 20:00 on their own clocks.

    A country with several zones is taken at its capital's clock. Hours are full hours of UTC on that day; daylight
    saving is that of the day. The answer is exact: no other hours are better.
    """
    try:
        places = places_asked(countries, whole=all_zones)
        check_count(clusters, places)
        plan = planned(places, clusters, _day(day), minutes)
    except CannotPlan as reason:
        raise click.ClickException(str(reason)) from reason
    said = _content(plan, day, minutes)
    click.echo(json.dumps(said, ensure_ascii=False, indent=1) if as_json else _table(plan))


def _day(typed: str) -> date:
    try:
        day = date.fromisoformat(typed)
    except ValueError as error:
        raise CannotPlan(f"“{typed}” is not a date: give year, month and day, as 2026-12-03.") from error
    check_day(day)
    return day


def _content(plan: SessionPlan, day: str, minutes: int) -> dict[str, Any]:
    return {
        "date": day,
        "minutes": minutes,
        "outside_share": float(plan.outside),
        "clusters": [
            {"starts_at": f"{day}T{hour:02}:00:00Z", "countries": [_row(each) for each in plan.attending(hour)]}
            for hour in plan.hours
        ],
    }


def _row(each: LocalAttendance) -> dict[str, Any]:
    return {
        "country": each.place.country,
        "zone": each.place.zone,
        "weight": float(each.place.weight),
        "local": each.local.isoformat(timespec="minutes"),
        "inside": each.inside,
    }


def _table(plan: SessionPlan) -> str:
    lines = [f"{float(plan.outside):.1%} sit outside 08:00 to 20:00."]
    for hour in plan.hours:
        lines.append(f"\n{hour:02}:00 UTC")
        lines += [
            f"  {each.local:%a %H:%M}  {country_name(each.place.country)} ({each.place.zone})"
            f"{'' if each.inside else '  outside'}"
            for each in plan.attending(hour)
        ]
    return "\n".join(lines)
