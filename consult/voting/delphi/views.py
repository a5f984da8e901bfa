"""Delphi rounds: the studies of a guideline, one study with its rounds, rating, the report."""

import json
from typing import Any

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.core import clock
from consult.core.csv_files.safety import csv_lines
from consult.core.database import db
from consult.core.forms import in_zone
from consult.core.streaming import download
from consult.core.templating import rule
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline
from consult.drafts.queries import guideline_for
from consult.voting.blueprint import bp
from consult.voting.delphi import actions, queries, rules
from consult.voting.delphi.accord import ACCORD_ITEMS, accord_lines
from consult.voting.delphi.forms import DelphiRoundForm, RatingForm, StopForm, StudyForm
from consult.voting.delphi.labels import (
    AGREEMENT_NAMES,
    AGREEMENT_TONES,
    END_NAMES,
    THIRD_NAMES,
    result_in_words,
    stop_rule_in_words,
)
from consult.voting.delphi.models import DelphiItem, DelphiPanelist, DelphiRound, DelphiStudy
from consult.voting.delphi.report import StudyReport, accord_answers, report_as_json, study_rows

rule("lead_study", rules.may_lead_study)


def delphi_names() -> dict[str, Any]:
    return {
        "agreement_names": AGREEMENT_NAMES,
        "agreement_tones": AGREEMENT_TONES,
        "end_names": END_NAMES,
        "third_names": THIRD_NAMES,
        "result_in_words": result_in_words,
    }


@bp.route("/guidelines/<slug>/delphi", methods=["GET", "POST"])
def delphi_studies(slug: str) -> ResponseReturnValue:
    """Those that the reader may read; for the chair the form of another one."""
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    form = StudyForm()
    form.offer(queries.revisions_to_rate(guideline))
    if form.is_submitted():
        if not membership.signed_in:
            abort(401)
        rules.may_lead_study(membership).enforce()
    if form.validate_on_submit():
        return _planned(guideline, form)
    page = render_template(
        "voting/delphi/studies.html",
        guideline=guideline,
        membership=membership,
        studies=queries.studies_of(guideline, membership),
        form=form,
        **delphi_names(),
    )
    return page, 422 if form.errors else 200


def _planned(guideline: Guideline, form: StudyForm) -> ResponseReturnValue:
    chosen = queries.planned_revisions(guideline, form.revisions.data or [])
    study = actions.plan_study(
        guideline,
        form.title.data,
        form.aim.data,
        form.rule,
        statements=form.parted,
        revisions=chosen,
        by=current_user,
    )
    db.session.commit()
    flash(_("The study is planned. Read it through, then open the first round: it fixes the panel and the rule."))
    return redirect(url_for("voting.delphi", study_id=study.id))


@bp.get("/delphi/<int:study_id>")
@login_required
def delphi(study_id: int) -> ResponseReturnValue:
    study, membership = queries.study_for(current_user, study_id) or abort(404)
    rules.may_read_study(membership, study).enforce()
    return _study_page(study, membership)


@bp.post("/delphi/<int:study_id>/rounds")
@login_required
def delphi_open_round(study_id: int) -> ResponseReturnValue:
    study, membership = queries.study_for(current_user, study_id) or abort(404)
    rules.may_lead_study(membership).enforce()
    form = DelphiRoundForm(timezone=current_user.timezone)
    if not form.validate_on_submit():
        return _study_page(study, membership, opening=form)
    zone, now = form.timezone.data, clock.now()
    opens = in_zone(form.opens_at.data, zone) if form.opens_at.data else None
    closes = in_zone(form.closes_at.data, zone)
    fits = rules.fits_the_calendar(opens or now, closes, now)
    if not fits:
        form.closes_at.errors = [fits.refusal]
        return _study_page(study, membership, opening=form)
    actions.open_delphi_round(study, closes, opens_at=opens, timezone=zone, by=current_user)
    db.session.commit()
    flash(_("The round is set. Everyone on the panel is told by mail."))
    return redirect(url_for("voting.delphi", study_id=study_id))


@bp.post("/delphi/<int:study_id>/ratings")
@login_required
def delphi_rate(study_id: int) -> ResponseReturnValue:
    study, membership = queries.study_for(current_user, study_id) or abort(404)
    rules.may_read_study(membership, study).enforce()
    panelist, round_ = queries.panelist_for(current_user, study), queries.last_round(study)
    rules.may_rate(panelist, round_, clock.now()).enforce()
    if panelist is None or round_ is None:
        abort(404)
    forms = _rating_forms(queries.items_to_rate(study, queries.round_before(round_)), {})
    checked = [form.validate_on_submit() for form in forms.values()]  # each of them: every fault is shown at once
    if not all(checked):
        return _study_page(study, membership, rating=forms)
    rated = actions.rate(panelist, round_, {number: form.said for number, form in forms.items() if form.said})
    db.session.commit()
    missing = len(forms) - rated
    left = ngettext("%(num)s statement is not rated yet.", "%(num)s statements are not rated yet.", missing)
    flash(_("Your ratings are kept. You can change them until the round closes.") + (f" {left}" if missing else ""))
    return redirect(url_for("voting.delphi", study_id=study_id))


@bp.post("/delphi/<int:study_id>/stop")
@login_required
def delphi_stop(study_id: int) -> ResponseReturnValue:
    study, membership = queries.study_for(current_user, study_id) or abort(404)
    rules.may_lead_study(membership).enforce()
    form = StopForm()
    if not form.validate_on_submit():
        return _study_page(study, membership, stopping=form)
    actions.stop_study(study, form.reason.data, by=current_user)
    db.session.commit()
    flash(_("The rounds are stopped. The report gives the reason."))
    return redirect(url_for("voting.delphi", study_id=study_id))


def _rating_forms(items: list[DelphiItem], there: dict[int, Any]) -> dict[int, RatingForm]:
    """One to each statement, with what they rated in this round already."""
    kept = {number: {"value": str(rating.value), "reason": rating.reason} for number, rating in there.items()}
    return {item.id: RatingForm(prefix=f"item-{item.id}-", **kept.get(item.id, {})) for item in items}


def _study_page(
    study: DelphiStudy,
    membership: Membership,
    *,
    opening: DelphiRoundForm | None = None,
    rating: dict[int, RatingForm] | None = None,
    stopping: StopForm | None = None,
) -> ResponseReturnValue:
    now, running = clock.now(), queries.last_round(study)
    panelist, report = queries.panelist_for(current_user, study), _report_of(study)
    open_round = running if running is not None and running.closed_at is None else None
    before = queries.round_before(open_round) if open_round is not None else running
    future = len(queries.future_panel(study.guideline))
    page = render_template(
        "voting/delphi/study.html",
        study=study,
        guideline=study.guideline,
        membership=membership,
        report=report,
        rule_says=stop_rule_in_words(rules.rule_of_study(study)),
        running=open_round,
        state=rules.clock_of_round(open_round, now) if open_round is not None else None,
        responded=queries.responded(open_round) if open_round is not None else 0,
        panel_size=len(report.panel) or future,
        group={item.id: result for item, result in report.results(before)} if before is not None else {},
        earlier=queries.own_ratings(panelist, before),
        opening=opening or DelphiRoundForm(None, timezone=current_user.timezone),
        may_open=rules.may_open_round(membership, study, running, future),
        may_stop=rules.may_stop_study(membership, study),
        stopping=stopping or StopForm(None),
        **_to_rate(study, panelist, open_round, rating),
        **delphi_names(),
    )
    wrong = opening is not None or rating is not None or stopping is not None
    return page, 422 if wrong else 200


def _to_rate(
    study: DelphiStudy,
    panelist: DelphiPanelist | None,
    open_round: DelphiRound | None,
    sent: dict[int, RatingForm] | None,
) -> dict[str, Any]:
    """What the open round asks, or the next one would; and their own forms, if they may rate now."""
    before = queries.round_before(open_round) if open_round is not None else queries.last_round(study)
    items = queries.items_to_rate(study, before)
    may_rate = rules.may_rate(panelist, open_round, clock.now())
    own = queries.own_ratings(panelist, open_round)
    return {"items": items, "may_rate": may_rate, "forms": sent or (_rating_forms(items, own) if may_rate else {})}


def _report_of(study: DelphiStudy) -> StudyReport:
    return StudyReport(study, queries.items_of(study), queries.delphi_rounds_of(study), queries.panel_of(study))


@bp.get("/delphi/<int:study_id>/report")
def delphi_report(study_id: int) -> ResponseReturnValue:
    study, report = _readable_report(study_id)
    return render_template(
        "voting/delphi/report.html",
        study=study,
        guideline=study.guideline,
        report=report,
        lines=accord_lines(accord_answers(report)),
        **delphi_names(),
    )


@bp.get("/delphi/<int:study_id>/report.csv")
def delphi_csv(study_id: int) -> ResponseReturnValue:
    study, report = _readable_report(study_id)
    text = "".join(csv_lines(study_rows(report)))
    return _file(text, "text/csv", f"{study.guideline.slug}-delphi-{study.id}.csv")


@bp.get("/delphi/<int:study_id>/report.json")
def delphi_json(study_id: int) -> ResponseReturnValue:
    study, report = _readable_report(study_id)
    whole = report_as_json(report, accord_answers(report), [item.code for item in ACCORD_ITEMS])
    text = json.dumps(whole, ensure_ascii=False, indent=1)
    return _file(text, "application/json", f"{study.guideline.slug}-delphi-{study.id}.json")


def _readable_report(study_id: int) -> tuple[DelphiStudy, StudyReport]:
    study, membership = queries.study_for(current_user, study_id) or abort(404)
    rules.may_read_study(membership, study).enforce()
    return study, _report_of(study)


def _file(text: str, kind: str, name: str) -> Response:
    return download([text.encode()], content_type=f"{kind}; charset=utf-8", name=name)
