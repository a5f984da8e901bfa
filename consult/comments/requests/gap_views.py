"""From a gap to those who could fill it: who is known of a region and type, and has not spoken."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.accounts.access_log.models import PersonalData
from consult.accounts.access_log.recording import notes_access
from consult.accounts.countries import REGION_NAMES, Region
from consult.accounts.labels import STAKEHOLDER_TYPE_NAMES
from consult.accounts.models import StakeholderType
from consult.accounts.sessions.current import password_asked_again
from consult.comments.blueprint import bp
from consult.comments.requests.candidates import gap_candidates
from consult.comments.requests.labels import STANDING_NAMES
from consult.consultations.queries import round_named, rounds_of
from consult.consultations.requests.actions import add_requests
from consult.consultations.requests.rules import may_keep_requests
from consult.core import clock
from consult.core.database import db
from consult.drafts.queries import guideline_for


@bp.route("/guidelines/<slug>/asked/<region>/<kind>", methods=["GET", "POST"])
@login_required
@password_asked_again
@notes_access(PersonalData.PLACES)
def gap(slug: str, region: str, kind: str) -> ResponseReturnValue:
    """Whoever is ticked goes into the register of the round that is chosen; nobody is told yet."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_keep_requests(membership).enforce()
    if region not in set(Region) or kind not in set(StakeholderType):
        abort(404)
    known = gap_candidates(guideline, Region(region), StakeholderType(kind))
    found = rounds_of(guideline, clock.now())
    fault = ""
    if request.method == "POST":
        ticked = set(request.form.getlist("who"))
        chosen = [one.content for one in known if one.key in ticked]
        round_ = round_named(request.form.get("round", ""))
        if round_ is not None and round_ in [*found.open, *found.upcoming] and chosen:
            made = add_requests(round_, chosen, by=current_user)
            db.session.commit()
            flash(ngettext("%(num)s was added to the register.", "%(num)s were added to the register.", len(made)))
            return redirect(url_for("comments.requests", round_slug=round_.slug))
        fault = _("Tick at least one, and choose a round that is open or to come.")
    shown = render_template(
        "comments/requests/gap.html",
        guideline=guideline,
        kind_name=STAKEHOLDER_TYPE_NAMES[kind],
        region_name=REGION_NAMES[region],
        known=known,
        rounds=[*found.open, *found.upcoming],
        standing_names=STANDING_NAMES,
        ticked=set(request.form.getlist("who")),
        fault=fault,
    )
    return shown, 422 if fault else 200
