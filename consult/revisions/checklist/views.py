"""The checklist: by pillar and clause; one clause rated; its criteria edited by the secretariat."""

from dataclasses import replace

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.core.database import db
from consult.core.locking import version_of
from consult.drafts.models import Guideline
from consult.drafts.queries import clause_for, current_draft, draft_in_work, guideline_for, wording_in
from consult.revisions.blueprint import bp
from consult.revisions.checklist import actions
from consult.revisions.checklist.forms import CriterionForm, rating_forms
from consult.revisions.checklist.hints import hints_on
from consult.revisions.checklist.labels import FULFILMENT_NAMES, FULFILMENT_TONES, HINT_KIND_NAMES, criterion_in_words
from consult.revisions.checklist.models import ChecklistCriterion
from consult.revisions.checklist.queries import checklist_of, criteria_of, criterion_in, ratings_on
from consult.revisions.checklist.rules import may_edit_criteria, may_rate_clauses, may_read_checklist


@bp.context_processor
def checklist_names() -> dict[str, object]:
    return {
        "criterion_in_words": criterion_in_words,
        "fulfilment_names": FULFILMENT_NAMES,
        "fulfilment_tones": FULFILMENT_TONES,
        "hint_names": HINT_KIND_NAMES,
    }


@bp.get("/guidelines/<slug>/checklist")
@login_required
def checklist(slug: str) -> ResponseReturnValue:
    """By pillar; with `?pillar=HR` each clause of it."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_read_checklist(membership).enforce()
    criteria = criteria_of(guideline)
    pillars = checklist_of(guideline, criteria)
    opened = next((one for one in pillars if one.pillar.code == request.args.get("pillar")), None)
    return render_template(
        "revisions/checklist/checklist.html",
        guideline=guideline,
        criteria=criteria,
        pillars=pillars,
        opened=opened,
        may_edit=may_edit_criteria(membership),
    )


@bp.route("/clauses/<uid>/checklist", methods=["GET", "POST"], endpoint="rate")
@login_required
def rate_page(uid: str) -> ResponseReturnValue:
    """One clause by each criterion, with what others said and what its words let expect."""
    clause, membership = clause_for(current_user, uid) or abort(404)
    may_rate_clauses(membership).enforce()
    draft = current_draft(clause.guideline) or draft_in_work(clause.guideline) or abort(404)
    wording = wording_in(draft, clause) or abort(404)
    criteria, ratings = criteria_of(clause.guideline), ratings_on(clause)
    own = [rating for rating in ratings if rating.person_id == current_user.id]
    forms = rating_forms(criteria, {r.criterion_id: actions.GivenRating(r.fulfilment, r.note) for r in own})
    if request.method == "POST" and sum(not form.validate() for form in forms.values()) == 0:
        given = {number: form.given for number, form in forms.items() if form.given is not None}
        number = actions.rate_clause(wording, given, by=current_user)
        db.session.commit()
        flash(_("Your rating is kept.") if number else _("You rated it so already."))
        return redirect(url_for("revisions.checklist", slug=clause.guideline.slug, pillar=wording.pillar.code))
    return render_template(
        "revisions/checklist/rate.html",
        guideline=clause.guideline,
        wording=wording,
        criteria=criteria,
        forms=forms,
        ratings=ratings,
        hints={c.id: hints_on(wording.text, wording.language, c.looks_for) for c in criteria},
    )


def _edited(slug: str) -> Guideline:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_edit_criteria(membership).enforce()
    return guideline


@bp.route("/guidelines/<slug>/checklist/criteria", methods=["GET", "POST"])
@login_required
def criteria(slug: str) -> ResponseReturnValue:
    """What is on it; another one added; or, where there is none, the usual five at one press."""
    guideline = _edited(slug)
    form = CriterionForm()
    if request.form.get("do") == "usual":
        actions.begin_with_usual_criteria(guideline, by=current_user)
    elif form.validate_on_submit():
        actions.add_criterion(guideline, form.content, by=current_user)
    else:
        page = render_template(
            "revisions/checklist/criteria.html", guideline=guideline, criteria=criteria_of(guideline), form=form
        )
        return page, 422 if form.errors else 200
    db.session.commit()
    return redirect(url_for("revisions.criteria", slug=slug))


def _as_kept(content: actions.CriterionContent, found: ChecklistCriterion) -> actions.CriterionContent:
    """What was read in another language and not changed is kept as it was."""
    title = criterion_in_words.kept(content.title, found.title)
    question = criterion_in_words.kept(content.question, found.question)
    return replace(content, title=title, question=question)


@bp.route("/guidelines/<slug>/checklist/criteria/<int:criterion_id>", methods=["GET", "POST"])
@login_required
def criterion(slug: str, criterion_id: int) -> ResponseReturnValue:
    """Changed, or taken off the checklist, as the button says."""
    guideline = _edited(slug)
    found = criterion_in(guideline, criterion_id) or abort(404)
    read = {"title": criterion_in_words(found.title), "question": criterion_in_words(found.question)}
    form = CriterionForm(
        data={**read, "looks_for": found.looks_for.value},
        base_version=version_of(vars(actions.content_of_criterion(found))),
    )
    if request.form.get("do") == "retire":
        actions.retire_criterion(found, by=current_user)
    elif form.validate_on_submit():
        content = _as_kept(form.content, found)
        actions.change_criterion(found, content, base_version=form.base_version.data, by=current_user)
    else:
        page = render_template("revisions/checklist/criterion.html", guideline=guideline, criterion=found, form=form)
        return page, 422 if form.errors else 200
    db.session.commit()
    return redirect(url_for("revisions.criteria", slug=slug))
