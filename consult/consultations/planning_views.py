"""Planning rounds and their sessions, and reporting on them."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.consultations import actions
from consult.consultations.blueprint import bp
from consult.consultations.forms import CancelForm, NewRoundForm, ReportForm, RoundForm, SessionForm
from consult.consultations.labels import VISIBILITY_NAMES
from consult.consultations.models import Round, Session
from consult.consultations.moving import move_round
from consult.consultations.queries import participation_of, people_in, round_for, round_named, session_in
from consult.consultations.rules import (
    may_be_practised,
    may_cancel_session,
    may_change_round,
    may_choose_anew,
    may_manage_rounds,
    may_report,
    may_reschedule,
    may_show,
)
from consult.core import clock
from consult.core.database import db
from consult.core.forms import select_choices
from consult.core.i18n.punctuation import MARKS
from consult.core.locking import Stale
from consult.core.text import short_name
from consult.drafts.membership import Membership
from consult.drafts.models import Draft, DraftState, Guideline
from consult.drafts.queries import current_draft, drafts_of, guideline_for
from consult.drafts.translations.naming import shown_name


@bp.route("/guidelines/<slug>/rounds/plan", methods=["GET", "POST"])
@login_required
def plan(slug: str) -> ResponseReturnValue:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_manage_rounds(membership).enforce()
    like = _like(guideline)
    form = NewRoundForm(timezone=like.timezone if like is not None else current_user.timezone)
    _offer(form, guideline)
    if request.method == "GET" and like is not None:
        _fill_like(form, like)
    if form.title.data and not form.slug.data:
        form.slug.data = short_name(form.title.data, "round", 80, lambda name: round_named(name) is not None)
    drafts = [d for d in drafts_of(guideline, membership) if d.state != DraftState.SUPERSEDED]
    form.draft.choices = select_choices((d.number, f"{d.number}{MARKS['colon']}{d.title}") for d in drafts)
    if form.validate_on_submit() and _free(form) and _can_be_practised(form):
        draft: Draft = next(d for d in drafts if d.number == form.draft.data)
        round_ = actions.plan_round(draft, form.slug.data, form.plan(guideline.pillars), by=current_user)
        db.session.commit()
        flash(_("The round is planned. It opens and closes by itself."))
        return redirect(url_for("consultations.round", round_slug=round_.slug))
    return render_template(
        "consultations/plan.html", form=form, guideline=guideline, drafts=drafts
    ), 422 if form.errors else 200


def _like(guideline: Guideline) -> Round | None:
    """The round that `?like=slug` names: one of the same guideline."""
    named = request.args.get("like", "")
    found = round_named(named) if named else None
    return found if found is not None and found.guideline_id == guideline.id else None


LIKE_BEFORE = ("kind", "host", "purpose", "audience", "access", "visibility", "endorsements", "replies", "keeps_late")


def _fill_like(form: NewRoundForm, like: Round) -> None:
    """All but the title, the dates, the draft and the short name: those are another round's own."""
    for name in LIKE_BEFORE:
        form[name].data = getattr(like, name)
    form.pillars.data = [pillar.id for pillar in like.pillars]


def _offer(form: RoundForm, guideline: Guideline) -> None:
    form.pillars.choices = select_choices((pillar.id, shown_name(pillar)) for pillar in guideline.pillars)
    form.timezone.choices = select_choices((zone, zone) for zone in clock.zones(form.timezone.object_data))


def _can_be_practised(form: NewRoundForm) -> bool:
    wanted = form.plan([])
    ruling = may_be_practised(None, practice=wanted.practice, closes_at=wanted.closes_at, now=clock.now())
    if not ruling:
        form.closes_at.errors = [ruling.refusal]
    return bool(ruling)


def _free(form: NewRoundForm) -> bool:
    if round_named(form.slug.data) is not None:
        form.slug.errors = [_("Another round has this short name. Choose another.")]
    return not form.slug.errors


@bp.route("/rounds/<round_slug>/change", methods=["GET", "POST"])
@login_required
def change(round_slug: str) -> ResponseReturnValue:
    round_, _membership = _round_to_change(round_slug)
    form = RoundForm(obj=round_, base_version=actions.version_of_round(round_))
    _offer(form, round_.guideline)
    if request.method == "GET":
        zone = clock.zone(round_.timezone)
        form.opens_at.data, form.closes_at.data = round_.opens_at.astimezone(zone), round_.closes_at.astimezone(zone)
        form.pillars.data = [pillar.id for pillar in round_.pillars]
    if form.validate_on_submit() and _sound(form, round_):
        plan, base_version = form.plan(round_.guideline.pillars, was=round_), form.base_version.data
        actions.change_round(round_, plan, by=current_user, now=clock.now(), base_version=base_version)
        db.session.commit()
        flash(_("The round is changed."))
        return redirect(url_for("consultations.round", round_slug=round_.slug))
    page = render_template("consultations/change.html", form=form, round=round_)
    return page, 422 if form.errors else 200


def _sound(form: RoundForm, round_: Round) -> bool:
    """The rules' reasons beside the fields that they are about."""
    wanted, now = form.plan([], was=round_), clock.now()
    rulings = (
        (
            form.closes_at,
            may_be_practised(round_, practice=wanted.practice, closes_at=wanted.closes_at, now=now),
        ),
        (form.closes_at, may_reschedule(round_, wanted.opens_at, wanted.closes_at, now)),
        (form.visibility, may_show(round_, wanted.visibility, now)),
        (
            form.practice if wanted.practice != round_.practice else form.keeps_late,
            may_choose_anew(round_, keeps_late=wanted.keeps_late, practice=wanted.practice, now=now),
        ),
    )
    for field, ruling in rulings:
        if not ruling:
            field.errors = [ruling.refusal]
    return all(ruling for _field, ruling in rulings)


def _round_to_change(round_slug: str) -> tuple[Round, Membership]:
    round_, membership = round_for(current_user, round_slug) or abort(404)
    may_change_round(membership, participation_of(current_user, round_)).enforce()
    return round_, membership


@bp.post("/rounds/<round_slug>/move")
@login_required
def move(round_slug: str) -> ResponseReturnValue:
    """Go on with the draft in force; its number is in the form, lest a newer one be taken unseen."""
    round_, _membership = _round_to_change(round_slug)
    to = current_draft(round_.guideline)
    if to is None or request.form.get("number") != str(to.number):
        raise Stale(_("There is a newer draft than the one on this page. Look at it, and choose again."))
    moved = move_round(round_, to, by=current_user, now=clock.now())
    db.session.commit()
    flash(_("The round goes on with draft %(number)s. Those who have a place in it are told.", number=to.number))
    return redirect(url_for("consultations.round", round_slug=moved.slug))


@bp.route("/rounds/<round_slug>/sessions/add", methods=["GET", "POST"])
@login_required
def add_session(round_slug: str) -> ResponseReturnValue:
    round_, _membership = _round_to_change(round_slug)
    form = _session_form(SessionForm(timezone=round_.timezone))
    if form.validate_on_submit():
        session = actions.add_session(round_, form.meeting, by=current_user)
        db.session.commit()
        flash(_("The session is on the round’s page."))
        return redirect(_page_of(session))
    return render_template(
        "consultations/session.html", form=form, round=round_, session=None
    ), 422 if form.errors else 200


@bp.route("/rounds/<round_slug>/sessions/<int:session_id>", methods=["GET", "POST"])
@login_required
def change_session(round_slug: str, session_id: int) -> ResponseReturnValue:
    round_, _membership = _round_to_change(round_slug)
    session = session_in(round_, session_id) or abort(404)
    form = _session_form(SessionForm(obj=session, base_version=actions.version_of_session(session)))
    if request.method == "GET":
        zone = clock.zone(session.timezone)
        form.starts_at.data, form.ends_at.data = session.starts_at.astimezone(zone), session.ends_at.astimezone(zone)
    if form.validate_on_submit():
        actions.change_session(session, form.meeting, by=current_user, base_version=form.base_version.data)
        db.session.commit()
        flash(_("The session is changed."))
        return redirect(_page_of(session))
    return render_template(
        "consultations/session.html", form=form, round=round_, session=session
    ), 422 if form.errors else 200


def _session_form(form: SessionForm) -> SessionForm:
    form.timezone.choices = select_choices((zone, zone) for zone in clock.zones(form.timezone.object_data))
    return form


@bp.route("/rounds/<round_slug>/sessions/<int:session_id>/cancel", methods=["GET", "POST"])
@login_required
def cancel_session(round_slug: str, session_id: int) -> ResponseReturnValue:
    round_, membership = _round_to_change(round_slug)
    session = session_in(round_, session_id) or abort(404)
    ruling = may_cancel_session(membership, participation_of(current_user, round_), session, clock.now())
    form = CancelForm()
    if form.validate_on_submit():
        told = actions.cancel_session(session, form.because.data, by=current_user, now=clock.now())
        db.session.commit()
        flash(cancelled_words(_("The session is cancelled."), len(told)))
        return redirect(_page_of(session))
    return render_template(
        "consultations/cancel_session.html",
        form=form,
        round=round_,
        session=session,
        ruling=ruling,
        people=len(people_in(round_)),
    )


def cancelled_words(done: str, told: int) -> str:
    said = ngettext("%(num)s person is told by mail.", "%(num)s people are told by mail.", told)
    return f"{done} {said}"


@bp.route("/rounds/<round_slug>/sessions/<int:session_id>/report", methods=["GET", "POST"])
@login_required
def report(round_slug: str, session_id: int) -> ResponseReturnValue:
    """What was said in a session, and how many of each group came."""
    round_, membership = round_for(current_user, round_slug) or abort(404)
    may_report(membership, participation_of(current_user, round_)).enforce()
    session = session_in(round_, session_id) or abort(404)
    form = ReportForm(report=session.report, base_version=actions.version_of_report(session))
    if request.method == "GET":
        form.fill({(row.dimension, row.value): row.number for row in session.attendance})
    if form.validate_on_submit():
        actions.write_report(session, form.report.data, by=current_user, base_version=form.base_version.data)
        actions.record_attendance(session, form.counts, by=current_user)
        db.session.commit()
        flash(_("The report is on the round’s page."))
        return redirect(_page_of(session))
    return render_template(
        "consultations/report.html", form=form, round=round_, session=session, visibility_names=VISIBILITY_NAMES
    )


def _page_of(session: Session) -> str:
    return url_for("consultations.round", round_slug=session.round.slug, _anchor=f"session-{session.id}")
