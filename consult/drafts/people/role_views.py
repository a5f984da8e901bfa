"""One role: its history; changed, suspended, resumed, passed on, ended. Whoever has it is told by mail."""

from datetime import timedelta
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.accounts.addresses import address_of
from consult.accounts.queries import person_with_email
from consult.accounts.sessions.current import password_asked_again
from consult.core.database import db
from consult.core.i18n.languages import language_now
from consult.core.locking import version_of
from consult.core.mail import outbox as mail
from consult.core.ruling import Refused, Ruling
from consult.core.security.rate_limit import count_attempt
from consult.drafts.labels import CHANGE_NAMES, ROLE_NAMES, TERM_NAMES
from consult.drafts.models import Appointment, Guideline
from consult.drafts.people import actions, rules
from consult.drafts.people import forms as role_forms
from consult.drafts.people.offers import offer_role
from consult.drafts.people.queries import role_changes_of
from consult.drafts.people.terms import passed_on, role_terms_of
from consult.drafts.people.views import OFFERS_AN_HOUR, of_secretariat
from consult.drafts.queries import (
    any_appointment_in,
    appointment_in,
    guideline_for,
    holders_with,
    membership_of,
    replacement_of,
    voting_seats,
)
from consult.drafts.views import bp


def _role_in(slug: str, appointment_id: int) -> tuple[Guideline, Appointment]:
    guideline = of_secretariat(slug)
    return guideline, appointment_in(guideline, appointment_id) or abort(404)


@bp.get("/guidelines/<slug>/people/<int:appointment_id>")
@login_required
def role(slug: str, appointment_id: int) -> ResponseReturnValue:
    """What became of it, whether it runs or has ended."""
    guideline = of_secretariat(slug)
    appointment = any_appointment_in(guideline, appointment_id) or abort(404)
    membership = membership_of(current_user, guideline)
    return render_template(
        "drafts/role.html",
        guideline=guideline,
        appointment=appointment,
        changes=role_changes_of(appointment),
        replacement=replacement_of(appointment),
        may_suspend=rules.may_suspend_role(membership, appointment, holders_with(appointment)),
        may_resume=rules.may_resume_role(membership, appointment),
        may_pass_on=rules.may_pass_on(membership, appointment),
        role_names=ROLE_NAMES,
        change_names=CHANGE_NAMES,
        term_names=TERM_NAMES,
    )


@bp.route("/guidelines/<slug>/people/<int:appointment_id>/change", methods=["GET", "POST"])
@login_required
@password_asked_again
def change_role(slug: str, appointment_id: int) -> ResponseReturnValue:
    guideline, appointment = _role_in(slug, appointment_id)
    before = role_terms_of(appointment)
    kept = {**before.columns, "alternate_of": str(before.alternate_of_id or "")}
    form = role_forms.RoleChangeForm(**kept, base_version=version_of(before.columns))
    form.offer(s for s in db.session.scalars(voting_seats(guideline.id)) if s.id != appointment.id)
    if form.validate_on_submit():
        terms, because, base_version = form.terms(appointment.role), form.because.data, form.base_version.data
        try:
            actions.change_role(appointment, terms, base_version=base_version, because=because, by=current_user)
        except Refused as refused:
            form.seated.errors = [str(refused)]
        else:
            _tell(appointment, "drafts/role_changed", because)
            db.session.commit()
            flash(_("The role is changed, and %(name)s was told by mail.", name=appointment.person.name))
            return redirect(url_for("drafts.role", slug=slug, appointment_id=appointment_id))
    return _form_page("drafts/change_role.html", guideline, appointment, form)


@bp.route("/guidelines/<slug>/people/<int:appointment_id>/suspend", methods=["GET", "POST"])
@login_required
@password_asked_again
def suspend_role(slug: str, appointment_id: int) -> ResponseReturnValue:
    guideline, appointment = _role_in(slug, appointment_id)
    form, holders = role_forms.RoleSuspendForm(), holders_with(appointment)
    ruling = rules.may_suspend_role(membership_of(current_user, guideline), appointment, holders)
    if not ruling or not form.validate_on_submit():
        return _form_page("drafts/suspend_role.html", guideline, appointment, form, ruling)
    try:
        actions.suspend_role(appointment, until=form.until.data, because=form.because.data, by=current_user)
    except Refused as refused:
        form.until.errors = [str(refused)]
        return _form_page("drafts/suspend_role.html", guideline, appointment, form, ruling)
    _tell(appointment, "drafts/role_suspended", form.because.data)
    db.session.commit()
    flash(_("The role is suspended: it gives no rights until it is resumed. %(name)s was told by mail.", name=appointment.person.name))  # fmt: skip  # noqa: E501
    return redirect(after_role(guideline))


@bp.route("/guidelines/<slug>/people/<int:appointment_id>/resume", methods=["GET", "POST"])
@login_required
@password_asked_again
def resume_role(slug: str, appointment_id: int) -> ResponseReturnValue:
    guideline, appointment = _role_in(slug, appointment_id)
    form, ruling = (
        role_forms.RoleResumeForm(),
        rules.may_resume_role(membership_of(current_user, guideline), appointment),
    )
    if not ruling or not form.validate_on_submit():
        return _form_page("drafts/resume_role.html", guideline, appointment, form, ruling)
    actions.resume_role(appointment, because=form.because.data or "", by=current_user)
    _tell(appointment, "drafts/role_resumed", form.because.data or "")
    db.session.commit()
    flash(_("The role is resumed. %(name)s was told by mail.", name=appointment.person.name))
    return redirect(url_for("drafts.people", slug=slug))


@bp.route("/guidelines/<slug>/people/<int:appointment_id>/replace", methods=["GET", "POST"])
@login_required
@password_asked_again
def replace_member(slug: str, appointment_id: int) -> ResponseReturnValue:
    """Another person takes over the seat: at once with an account, else once they take up the offer."""
    guideline, appointment = _role_in(slug, appointment_id)
    form, ruling = role_forms.SuccessorForm(), rules.may_pass_on(membership_of(current_user, guideline), appointment)
    if ruling and form.validate_on_submit():
        try:
            says = _replaced(guideline, appointment, form)
        except Refused as refused:
            form.email.errors = [str(refused)]
        else:
            db.session.commit()
            flash(says)
            return redirect(url_for("drafts.people", slug=slug))
    return _form_page("drafts/replace_role.html", guideline, appointment, form, ruling)


def _replaced(guideline: Guideline, appointment: Appointment, form: role_forms.SuccessorForm) -> str:
    count_attempt("offer", str(current_user.id), allowed=OFFERS_AN_HOUR, within=timedelta(hours=1))
    email, because = address_of(form.email.data), form.because.data
    person = person_with_email(email)
    if person is None or person.confirmed_at is None:
        terms = passed_on(role_terms_of(appointment), title=form.title.data)
        asked = {"replaces": appointment, "because": because}
        offer_role(guideline, email, terms, **asked, by=current_user, language=language_now())
        return str(_("%(email)s has no account yet: the seat is offered by mail, and passes on once they take it up.", email=email))  # fmt: skip  # noqa: E501
    actions.replace_member(appointment, person, title=form.title.data, because=because, by=current_user)
    _tell(appointment, "drafts/role_replaced", because)
    told = {"guideline": guideline, "person": person, "role": ROLE_NAMES[appointment.role], "begins": None}
    mail.post(person.email, "drafts/role_given", language=person.language, **told)
    return str(_("%(name)s has taken over the seat. Both were told by mail.", name=person.name))


@bp.route("/guidelines/<slug>/people/<int:appointment_id>/end", methods=["GET", "POST"])
@login_required
@password_asked_again
def end_role(slug: str, appointment_id: int) -> ResponseReturnValue:
    """Asked first; whose role it was is told by mail, unless they ended it themselves."""
    guideline, appointment = _role_in(slug, appointment_id)
    own = appointment.person_id == current_user.id
    holders = holders_with(appointment)
    ruling = rules.may_end_role(membership_of(current_user, guideline), appointment.role, holders)
    form = role_forms.OwnRoleEndForm() if own else role_forms.RoleEndForm()
    if not ruling or not form.validate_on_submit():
        return _form_page("drafts/end_role.html", guideline, appointment, form, ruling, own=own)
    because = "" if own else form.because.data
    actions.end_role(appointment, by=current_user, because=because)
    if not own:
        _tell(appointment, "drafts/role_ended", because)
    db.session.commit()
    flash(_("%(name)s does not have the role any more.", name=appointment.person.name))
    return redirect(after_role(guideline))


def _form_page(
    template: str, guideline: Guideline, appointment: Appointment, form: Any, ruling: Ruling | None = None, **told: Any
) -> ResponseReturnValue:
    """The form, or the reason why not."""
    refused = request.method == "POST" and ruling is not None and not ruling
    status = 403 if refused else 422 if form.errors else 200
    about = {"guideline": guideline, "appointment": appointment, "form": form, "ruling": ruling}
    return render_template(template, role_names=ROLE_NAMES, **about, **told), status


def _tell(appointment: Appointment, template: str, because: str) -> None:
    """Mail to whoever has, or had, the role."""
    person, told = appointment.person, {"guideline": appointment.guideline, "because": because}
    names = {"role": ROLE_NAMES[appointment.role], "appointment": appointment}
    mail.post(person.email, template, language=person.language, person=person, **names, **told)


def after_role(guideline: Guideline) -> str:
    """A page that is still theirs to read."""
    found = guideline_for(current_user, guideline.slug)
    if found is not None and rules.may_appoint(found[1]):
        return url_for("drafts.people", slug=guideline.slug)
    return url_for("tracing.guideline", slug=guideline.slug) if found is not None else url_for("tracing.home")
