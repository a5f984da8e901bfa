"""Is the machine right? Samples drawn, coded blind, and what came of it."""

import secrets
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.analysis.blueprint import bp
from consult.analysis.forms import CodeForm, DrawForm
from consult.analysis.models import Coding, Sample, SampledPoint, Theme, ThemeState
from consult.analysis.queries import sample_for, themes_for, themes_of
from consult.analysis.reliability import sampling
from consult.analysis.reliability.verdict import ENOUGH_FOR_A_RATE, strength_of, verdict_of
from consult.analysis.rules import may_code, may_draw
from consult.analysis.shared.filter_options import choices_of
from consult.analysis.shared.point_filter import NONE
from consult.analysis.themes import actions
from consult.core.database import db
from consult.core.forms import select_choices


@bp.route("/guidelines/<slug>/samples", methods=["GET", "POST"])
@login_required
def samples(slug: str) -> ResponseReturnValue:
    """The samples so far; a POST draws one."""
    guideline, membership = themes_for(current_user, slug) or abort(404)
    may_code(membership).enforce()
    form = DrawForm()
    if form.is_submitted():
        may_draw(membership).enforce()
    if form.validate_on_submit():
        sample = actions.draw_sample(guideline, form.size.data, by=current_user, seed=secrets.randbelow(2**31))
        db.session.commit()
        return redirect(url_for("analysis.sample", sample_id=sample.id))
    return render_template(
        "analysis/samples.html",
        guideline=guideline,
        membership=membership,
        form=form,
        samples=sampling.samples_of(guideline),
        strata=sampling.strata_of(guideline),
    )


@bp.get("/samples/<int:sample_id>")
@login_required
def sample(sample_id: int) -> ResponseReturnValue:
    """How far each coder is; once they are done, how well they agree with each other and with the machine."""
    sample, membership = sample_for(current_user, sample_id) or abort(404)
    may_code(membership).enforce()
    points = sampling.points_of_sample(sample)
    coded = {person: len(codes) for person, codes in sampling.codings_of(sample).items()}
    mine, done = coded.get(current_user, 0), sum(number >= len(points) for number in coded.values())
    blind = mine < len(points) and (mine > 0 or done < 2)
    return render_template(
        "analysis/sample.html",
        guideline=sample.guideline,
        membership=membership,
        sample=sample,
        size=len(points),
        mine=mine,
        blind=blind,
        coded=coded,
        done=done,
        **({} if blind else _results(sample)),
    )


def _results(sample: Sample) -> dict[str, Any]:
    coders, pairs = sampling.results_of(sample)
    readings = sampling.readings_of(sample)
    return {
        "coders": coders,
        "pairs": pairs,
        "verdicts": [told for pair in pairs if (told := _told(pair, coders)) is not None],
        "divided": [reading for reading in readings if reading.divided],
        "against": [reading for reading in readings if reading.against_machine],
        "languages": sampling.by_group(sample, lambda point: point.language),
        "groups": sampling.by_group(sample, lambda point: point.comment.stakeholder_type),
        "enough": ENOUGH_FOR_A_RATE,
        "labels": {theme.id: theme.label for theme in themes_of(sample.guideline, *ThemeState)},
        "codes": {pillar.id: pillar.code for pillar in sample.guideline.pillars},
    }


def _told(pair: sampling.CoderPair, coders: list[sampling.Coder]) -> dict[str, Any] | None:
    """What the themes that two people named say of them and of the machine; None while they share too few points."""
    people = pair.compared["theme"]
    with_machine = [c.machine["theme"] for c in coders if c.person in {pair.one, pair.other}]
    machine = max((it.kappa for it in with_machine if it is not None), key=lambda kappa: kappa.value, default=None)
    if people is None or machine is None:
        return None
    verdict = verdict_of(people.points, people.kappa, machine)
    return {"pair": pair, "people": people, "strength": strength_of(people.kappa.value), "verdict": verdict}


@bp.route("/samples/<int:sample_id>/code", methods=["GET", "POST"])
@login_required
def code(sample_id: int) -> ResponseReturnValue:
    """A point to code, without what anyone else said of it: the next one, or (`?point=`) one that they coded before."""
    sample, membership = sample_for(current_user, sample_id) or abort(404)
    may_code(membership).enforce()
    points = sampling.points_of_sample(sample)
    coded = sampling.coded_by(sample, current_user)
    upcoming = sampling.next_to_code(points, coded, request.args.get("after", 0, type=int))
    if upcoming is None:
        flash(_("You have coded every point of this sample."))
        return redirect(url_for("analysis.sample", sample_id=sample.id))
    by_number = {str(sampled.id): sampled for sampled in points}
    form = code_form(sample)
    if form.validate_on_submit() and form.sampled.data in by_number:
        keep_coding(sample, by_number[form.sampled.data], form)
        return redirect(url_for("analysis.code", sample_id=sample.id))
    sampled = by_number.get(form.sampled.data or request.args.get("point", ""), upcoming)
    if not form.is_submitted() and sampled.id in coded:
        _fill(form, coded[sampled.id], sample)
    form.sampled.data = str(sampled.id)
    mine = [number for number in coded if str(number) in by_number]
    return render_template(
        "analysis/code.html",
        guideline=sample.guideline,
        sample=sample,
        sampled=sampled,
        point=sampled.point,
        form=form,
        size=len(points),
        mine=len(mine),
        again=sampled.id in coded,
        before=mine[-1] if mine else None,
        keywords={str(theme.id): theme.keywords[:4] for theme in themes_of(sample.guideline)},
    )


def keep_coding(sample: Sample, sampled: SampledPoint, form: CodeForm) -> None:
    theme = db.session.get(Theme, int(form.theme.data)) if form.theme.data != NONE else None
    pillars = {pillar.code: pillar for pillar in sample.guideline.pillars}
    actions.code_point(sampled, theme, pillars.get(form.pillar.data), by=current_user)
    db.session.commit()


def _fill(form: CodeForm, coding: Coding, sample: Sample) -> None:
    codes = {pillar.id: pillar.code for pillar in sample.guideline.pillars}
    form.theme.data = str(coding.theme_id) if coding.theme_id is not None else NONE
    form.pillar.data = codes.get(coding.pillar_id or 0, NONE)


def code_form(sample: Sample) -> CodeForm:
    form = CodeForm()
    offered = choices_of(sample.guideline)
    form.theme.choices = select_choices(offered.theme)
    form.pillar.choices = select_choices(offered.pillar)
    return form
