"""The page on which hours of sessions are found: a plan by the machine, moved by the host, with what either costs."""

from datetime import date, timedelta

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_required

from consult.accounts.countries import country_name
from consult.consultations.blueprint import bp
from consult.consultations.models import Round
from consult.consultations.queries import participation_of, people_in, round_for
from consult.consultations.rules import may_change_round
from consult.consultations.timezones.forms import TimeZonesForm
from consult.consultations.timezones.planner import HOURS, SessionPlan, at_hours, planned
from consult.core import clock


@bp.get("/rounds/<round_slug>/time-zones")
@login_required
def time_zones(round_slug: str) -> ResponseReturnValue:
    round_, membership = round_for(current_user, round_slug) or abort(404)
    may_change_round(membership, participation_of(current_user, round_)).enforce()
    asked = "countries" in request.args
    form = TimeZonesForm(request.args if asked else None, data=_usual(round_))
    best = moved = None
    if asked and form.validate():
        best = planned(form.places, form.clusters.data, form.day.data, form.minutes.data)
        moved = _moved(form, best)
    return render_template(
        "consultations/time_zones.html",
        form=form,
        round=round_,
        best=best,
        plan=moved or best,
        moved=moved is not None,
        country_names=country_name,
        hours=HOURS,
    ), 422 if form.errors else 200


def _moved(form: TimeZonesForm, best: SessionPlan) -> SessionPlan | None:
    """The hours that the host chose instead, if they chose any."""
    chosen = {hour for hour in request.args.getlist("hour", type=int) if hour in HOURS}
    if not chosen or chosen == set(best.hours):
        return None
    return at_hours(form.places, sorted(chosen), form.day.data, form.minutes.data)


def _usual(round_: Round) -> dict[str, object]:
    """Of those who have a place in the round, each country by how many; a week from now or the round's first day."""
    count: dict[str, int] = {}
    for person in people_in(round_):
        if person.country:
            count[person.country] = count.get(person.country, 0) + 1
    day: date = max(round_.opens_at, clock.now() + timedelta(days=7)).date()
    named = ", ".join(code if number == 1 else f"{code}={number}" for code, number in sorted(count.items()))
    return {"countries": named, "day": day, "clusters": min(2, max(1, len(count))), "minutes": 90}
