"""How the group decides: its rules of procedure for everyone to read, and set by the secretariat."""

from itertools import zip_longest

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.core.database import db
from consult.drafts.queries import guideline_for
from consult.voting.blueprint import bp
from consult.voting.group import actions, rules
from consult.voting.group.forms import ProcedureForm
from consult.voting.group.labels import FIELD_NAMES, procedure_in_words
from consult.voting.group.procedure import FIELDS, procedure_in
from consult.voting.group.queries import procedure_of, rules_in_force, versions_of_rules


@bp.get("/guidelines/<slug>/how-the-group-decides")
def how_we_decide(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    versions = versions_of_rules(guideline)
    return render_template(
        "voting/group/how_we_decide.html",
        guideline=guideline,
        membership=membership,
        versions=[(row, _changed(row, before)) for row, before in zip_longest(versions, versions[1:])],
        words=procedure_in_words(procedure_of(guideline)),
        may_set=rules.may_set_rules(membership),
    )


def _changed(row: object, before: object | None) -> list[str]:
    """What a version changed, by its names; nothing for the first."""
    if before is None:
        return []
    now, then = procedure_in(row), procedure_in(before)
    return [str(FIELD_NAMES[name]) for name in FIELDS if getattr(now, name) != getattr(then, name)]


@bp.route("/guidelines/<slug>/rules-of-procedure", methods=["GET", "POST"])
@login_required
def set_rules(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    rules.may_set_rules(membership).enforce()
    now_set = rules_in_force(guideline)
    form = ProcedureForm.begun_with(procedure_of(guideline))
    if form.validate_on_submit():
        procedure, because = form.procedure, form.because.data
        sound = rules.can_be_rules(procedure, of_states=guideline.group_of_states)
        reasoned = rules.departs_with_reason(because, now_set.version + 1 if now_set else 1)
        form.majority.errors = [sound.refusal] if not sound else []
        form.because.errors = [reasoned.refusal] if not reasoned else []
        if sound and reasoned:
            base_version = form.base_version.data
            actions.set_rules(guideline, procedure, because=because, base_version=base_version, by=current_user)
            db.session.commit()
            flash(_("The rules of procedure are set. Ballots that are open keep the rules they were opened with."))
            return redirect(url_for("voting.how_we_decide", slug=slug))
    page = render_template("voting/group/set_rules.html", guideline=guideline, form=form, now_set=now_set)
    return page, 422 if form.errors else 200
