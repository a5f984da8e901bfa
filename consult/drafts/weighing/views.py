"""What is known about a clause and how it was weighed; the team attaches findings and decides what readers see."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.core.database import db
from consult.core.i18n.punctuation import join_list
from consult.core.text import one_line
from consult.drafts.evidence.actions import attach_findings
from consult.drafts.evidence.findings_file import split_places
from consult.drafts.evidence.queries import evidence_on
from consult.drafts.evidence.rules import may_keep_evidence
from consult.drafts.membership import Membership
from consult.drafts.models import Clause, Wording
from consult.drafts.queries import clause_for, current_draft, draft_in_work, wording_in, wordings_through_drafts
from consult.drafts.views import bp
from consult.drafts.weighing import actions
from consult.drafts.weighing.forms import WeighingForm
from consult.drafts.weighing.labels import CRITERION_NAMES, JUDGEMENT_NAMES
from consult.drafts.weighing.models import DecisionCriterion
from consult.drafts.weighing.queries import judgements_on, standing_judgements, weighing_is_public
from consult.drafts.weighing.rules import may_read_weighing, may_show_weighing, may_weigh


@bp.app_context_processor
def weighing_names() -> dict[str, object]:
    return {
        "criterion_names": CRITERION_NAMES,
        "judgement_names": JUDGEMENT_NAMES,
        "weighing_is_public": weighing_is_public,
    }


def _wording(clause: Clause, membership: Membership) -> Wording | None:
    """Its words in force, else its last ones; of a draft in work for those who may read it."""
    draft = current_draft(clause.guideline)
    wording = wording_in(draft, clause) if draft is not None else None
    if wording is None and membership.inside and (in_work := draft_in_work(clause.guideline)) is not None:
        wording = wording_in(in_work, clause)
    return wording or next(iter(reversed(wordings_through_drafts(clause))), None)


@bp.get("/clauses/<uid>/evidence")
def clause_evidence(uid: str) -> ResponseReturnValue:
    clause, membership = clause_for(current_user, uid) or abort(404)
    return _evidence_page(clause, membership)


def _evidence_page(clause: Clause, membership: Membership, *, fault: str = "") -> str:
    """With what is wrong in the references that were typed, which stay."""
    wording = _wording(clause, membership) or abort(404)
    public = weighing_is_public(clause.id)
    readable = may_read_weighing(membership, public=public)
    judgements = judgements_on(clause) if readable else []
    standing = standing_judgements(judgements)
    return render_template(
        "drafts/weighing/clause.html",
        clause=clause,
        guideline=clause.guideline,
        wording=wording,
        known=evidence_on(wording),
        public=public,
        standing=standing,
        before=[one for one in judgements if one.superseded_at is not None] if membership.inside else [],
        may_weigh=may_weigh(membership),
        may_keep=may_keep_evidence(membership),
        may_show=may_show_weighing(membership, judged=len(standing)),
        fault=fault,
        typed=one_line(request.form.get("references", ""))[:500],
    )


@bp.post("/clauses/<uid>/evidence")
@login_required
def attach(uid: str) -> ResponseReturnValue:
    """Findings attached by their references; or the weighing shown to readers or hidden, as the button says."""
    clause, membership = clause_for(current_user, uid) or abort(404)
    may_keep_evidence(membership).enforce()
    if request.form.get("do") in {"show", "hide"}:
        actions.show_weighing(clause, public=request.form["do"] == "show", by=current_user)
    else:
        references = split_places(one_line(request.form.get("references", ""))[:500].upper())
        missing = attach_findings(clause, references, by=current_user)
        if not references or missing:
            return _evidence_page(clause, membership, fault=_not_attached(missing)), 422
    db.session.commit()
    return redirect(url_for("drafts.clause_evidence", uid=uid))


def _not_attached(missing: Sequence[str]) -> str:
    if not missing:
        return str(_("Name at least one finding by its reference, as F12."))
    return str(_("Not in the library: %(references)s. Nothing was attached.", references=join_list(missing)))


@bp.route("/clauses/<uid>/evidence/weigh", methods=["GET", "POST"], endpoint="weigh")
@login_required
def weigh_page(uid: str) -> ResponseReturnValue:
    clause, membership = clause_for(current_user, uid) or abort(404)
    wording = _wording(clause, membership) or abort(404)
    may_weigh(membership).enforce()
    standing = standing_judgements(judgements_on(clause))
    told = {criterion.value: one.judgement.value for criterion, one in standing.items()}
    told |= {f"{criterion.value}_note": one.note for criterion, one in standing.items()}
    form = WeighingForm(data={**told, "base_version": actions.version_of_weighing(clause)})
    form.guideline = clause.guideline
    if form.validate_on_submit():
        changed = actions.weigh(clause, form.given, base_version=form.base_version.data, by=current_user)
        db.session.commit()
        flash(_("It is kept; what stood before is in the record.") if changed else _("Nothing was judged otherwise."))
        return redirect(url_for("drafts.clause_evidence", uid=uid))
    return render_template(
        "drafts/weighing/weigh.html",
        clause=clause,
        guideline=clause.guideline,
        wording=wording,
        form=form,
        known=evidence_on(wording),
        criteria=DecisionCriterion,
    )
