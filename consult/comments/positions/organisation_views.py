"""Pages of organisations: the list, one of them with its positions and members, invitations."""

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.accounts import signed_links
from consult.accounts.models import Organisation
from consult.accounts.organisations import actions, rules
from consult.accounts.organisations.forms import AddOrganisationForm, ConfirmOrganisationForm, InviteMemberForm
from consult.accounts.organisations.labels import MEMBERSHIP_PROOF_NAMES, ORGANISATION_ROLE_NAMES
from consult.accounts.organisations.models import OrganisationMember, OrganisationRole
from consult.accounts.organisations.queries import (
    confirmed_organisations,
    member_of,
    members_in,
    named_organisations,
)
from consult.comments.blueprint import bp, signed_in_to_write
from consult.comments.positions.queries import positions_of
from consult.core.database import db
from consult.core.i18n.languages import language_now
from consult.core.mail.outbox import count_mail_to
from consult.core.pagination import paged
from consult.drafts.queries import confirms_organisations


@bp.app_context_processor
def member_words() -> dict[str, object]:
    return {"organisation_role_of": ORGANISATION_ROLE_NAMES, "membership_proof_of": MEMBERSHIP_PROOF_NAMES}


def _loaded(organisation_id: int) -> tuple[Organisation, OrganisationMember | None, bool]:
    organisation = db.session.get(Organisation, organisation_id) or abort(404)
    return organisation, member_of(organisation, current_user), confirms_organisations(current_user)


def _here(organisation: Organisation) -> ResponseReturnValue:
    return redirect(url_for("comments.organisation", organisation_id=organisation.id))


@bp.get("/organisations")
def organisations() -> ResponseReturnValue:
    """Confirmed ones for everyone; for who confirms, also those that people only named."""
    confirms = confirms_organisations(current_user)
    form = AddOrganisationForm(formdata=None) if confirms else None
    return _listed(form)


def _listed(form: AddOrganisationForm | None, status: int = 200) -> ResponseReturnValue:
    if form is not None:
        form.offer_countries()
    named = db.session.scalars(named_organisations().limit(200)).all() if form is not None else []
    page = paged(confirmed_organisations(), size=100)
    return render_template("comments/positions/organisations.html", page=page, form=form, named=named), status


@bp.post("/organisations")
@signed_in_to_write
def add_organisation() -> ResponseReturnValue:
    """Confirmed, and its focal point invited."""
    confirms = confirms_organisations(current_user)
    rules.may_confirm_organisations(confirms=confirms).enforce()
    form = AddOrganisationForm()
    if not form.validate_on_submit():
        return _listed(form, 422)
    given = {"domain": form.domain.data or "", "by": current_user, "confirms": confirms}
    made = actions.add_organisation(form.name.data, form.kind, form.country.data or "", **given)
    _invite(made, form.email.data, OrganisationRole.FOCAL_POINT)
    db.session.commit()
    flash(_("The organisation is confirmed, and an invitation mailed to its focal point."))
    return _here(made)


def _invite(organisation: Organisation, email: str, role: OrganisationRole) -> None:
    count_mail_to(email, about="organisation")
    confirms = confirms_organisations(current_user)
    actions.invite_to_organisation(
        organisation, email, role, by=current_user, confirms=confirms, language=language_now()
    )


@bp.get("/organisations/<int:organisation_id>")
def organisation(organisation_id: int) -> ResponseReturnValue:
    found, member, confirms = _loaded(organisation_id)
    if found.confirmed_at is None and member is None and not confirms:
        abort(404)  # what someone merely typed into a form has no page for others
    return _shown(found, member, confirms=confirms)


def _shown(
    found: Organisation,
    member: OrganisationMember | None,
    *,
    confirms: bool,
    inviting: InviteMemberForm | None = None,
    confirming: ConfirmOrganisationForm | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    inside = rules.may_see_inside(member, confirms=confirms)
    manages = rules.may_manage_members(member, confirms=confirms)
    return render_template(
        "comments/positions/organisation.html",
        organisation=found,
        member=member,
        confirms=confirms,
        manages=manages,
        members=members_in(found) if inside else [],
        positions=positions_of(found, current_user),
        joining=rules.may_join_organisation(current_user, member) if current_user.is_authenticated else None,
        inviting=(inviting or InviteMemberForm(formdata=None, role="reviewer")) if manages else None,
        confirming=(confirming or ConfirmOrganisationForm(formdata=None, obj=found)) if confirms else None,
    ), status


@bp.post("/organisations/<int:organisation_id>/join")
@signed_in_to_write
def join_organisation(organisation_id: int) -> ResponseReturnValue:
    found, member, confirms = _loaded(organisation_id)
    if found.confirmed_at is None and member is None and not confirms:
        abort(404)
    made = actions.join_as_reviewer(found, current_user)
    db.session.commit()
    joined = _("You are a reviewer of this organisation now: your address is of its domain.")
    flash(joined if made.confirmed_at else _("You have asked. Whoever speaks for the organisation confirms it."))
    return _here(found)


@bp.post("/organisations/<int:organisation_id>/confirm")
@signed_in_to_write
def confirm_organisation(organisation_id: int) -> ResponseReturnValue:
    found, member, confirms = _loaded(organisation_id)
    rules.may_confirm_organisations(confirms=confirms).enforce()
    if request.form.get("do") == "take_back":
        actions.take_confirmation_back(found, by=current_user, confirms=confirms)
        db.session.commit()
        return _here(found)
    form = ConfirmOrganisationForm()
    if not form.validate_on_submit():
        return _shown(found, member, confirms=confirms, confirming=form, status=422)
    domain = form.domain.data or ""
    actions.confirm_organisation(found, stakeholder_type=form.kind, domain=domain, by=current_user, confirms=confirms)
    db.session.commit()
    flash(_("The organisation is confirmed."))
    return _here(found)


@bp.post("/organisations/<int:organisation_id>/invite")
@signed_in_to_write
def invite_member(organisation_id: int) -> ResponseReturnValue:
    found, member, confirms = _loaded(organisation_id)
    rules.may_manage_members(member, confirms=confirms).enforce()
    form = InviteMemberForm()
    if not form.validate_on_submit():
        return _shown(found, member, confirms=confirms, inviting=form, status=422)
    _invite(found, form.email.data, form.as_role)
    db.session.commit()
    flash(_("An invitation is mailed. It works for a fortnight, with that address alone."))
    return _here(found)


@bp.post("/organisations/<int:organisation_id>/members/<int:member_id>")
@signed_in_to_write
def change_member(organisation_id: int, member_id: int) -> ResponseReturnValue:
    """`do`: confirm, end, or a role to take."""
    found, member, confirms = _loaded(organisation_id)
    about = db.session.get(OrganisationMember, member_id)
    if member is None or about is None or about.id != member.id:
        rules.may_manage_members(member, confirms=confirms).enforce()
    if about is None or about.organisation_id != found.id:
        abort(404)
    wanted = request.form.get("do", "")
    deeds: dict[str, Callable[..., None]] = {"confirm": actions.confirm_member, "end": actions.end_membership}
    if wanted in deeds:
        deeds[wanted](about, by=current_user, confirms=confirms)
    elif wanted in set(OrganisationRole):
        actions.change_member_role(about, OrganisationRole(wanted), by=current_user, confirms=confirms)
    else:
        abort(400)
    db.session.commit()
    return _here(found)


@bp.route("/organisations/join/<token>", methods=["GET", "POST"])
@login_required
def accept_membership(token: str) -> ResponseReturnValue:
    """A page with a button: mail scanners open links, people press buttons."""
    try:
        offered = actions.invitation_of(token)
    except signed_links.LinkExpired:
        says = _("You have not become a member. Ask whoever invited you for a new invitation.")
        return render_template("comments/link_expired.html", says=says), 410
    if offered is None:
        instead = _("If it still does not work, ask whoever invited you for a new invitation.")
        return render_template("comments/link_broken.html", instead=instead), 404
    if request.method == "POST":
        found = actions.accept_invitation(token, current_user).organisation
        db.session.commit()
        flash(_("You are a member of %(organisation)s now.", organisation=found.name))
        return _here(found)
    found, role, email, _by, _at = offered
    theirs = email == current_user.email
    return render_template("comments/positions/accept.html", organisation=found, role=role, theirs=theirs)
