"""Who has a place in a round: invitations and extensions."""

from datetime import timedelta

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from flask_login import current_user, login_required

from consult.accounts.access_log.models import PersonalData
from consult.accounts.access_log.recording import notes_access
from consult.accounts.queries import person_with_email
from consult.accounts.sessions.current import password_asked_again
from consult.consultations import actions
from consult.consultations.blueprint import bp
from consult.consultations.forms import ExtensionForm, InvitationForm
from consult.consultations.invitations import LineFault, read_addresses
from consult.consultations.models import Round, RoundRole
from consult.consultations.queries import participation_of, participations_in, place_in, round_for
from consult.consultations.rules import may_change_round, may_end_place, may_manage_rounds
from consult.core import clock
from consult.core.database import db
from consult.core.forms import in_zone, select_choices
from consult.core.pagination import paged
from consult.core.security.rate_limit import count_attempt
from consult.drafts.membership import Membership
from consult.drafts.queries import membership_of

INVITATIONS_AN_HOUR = 20  # lists, not people: mail that nobody asked for must stay rare


@bp.route("/rounds/<round_slug>/people", methods=["GET", "POST"])
@login_required
@password_asked_again
@notes_access(PersonalData.PLACES)
def people(round_slug: str) -> ResponseReturnValue:
    """Everyone with a place in the round; a list of addresses invites more, all or none."""
    round_, membership = _theirs(round_slug)
    form = _invitation_form(membership)
    faults: list[LineFault] = []
    if form.validate_on_submit():
        names, faults[:] = read_addresses(form.emails.data)
        if not faults:
            count_attempt("invite", str(current_user.id), allowed=INVITATIONS_AN_HOUR, within=timedelta(hours=1))
            made = actions.invite(round_, names, by=current_user, role=RoundRole(form.role.data))
            db.session.commit()
            flash(_invited(len(made), len(names)))
            return redirect(url_for("consultations.people", round_slug=round_.slug))
    return _page(round_, form, _extension_form(), faults)


def _invited(new: int, given: int) -> str:
    said: str = ngettext("%(num)s person is invited, and told by mail.", "%(num)s people are invited, by mail.", new)
    if given > new:
        there = given - new
        said += " " + ngettext("%(num)s had that place already.", "%(num)s had that place already.", there)
    return said


@bp.post("/rounds/<round_slug>/extend")
@login_required
@password_asked_again
def extend(round_slug: str) -> ResponseReturnValue:
    """More time for one person."""
    round_, membership = _theirs(round_slug)
    form = _extension_form()
    form.zone = round_.timezone
    if form.validate_on_submit():
        person = person_with_email(form.email.data)
        until = in_zone(form.until.data, round_.timezone)
        if person is None:
            form.email.errors = [_("Nobody has this address. Invite them first.")]
        elif until <= max(round_.closes_at, clock.now()):
            form.until.errors = [_("Choose a time after the round closes, and still to come.")]
        else:
            actions.extend(round_, person, until, by=current_user)
            db.session.commit()
            flash(_("%(name)s has more time now, and was told by mail.", name=person.name))
            return redirect(url_for("consultations.people", round_slug=round_.slug))
    return _page(round_, _invitation_form(membership, empty=True), form, [])


@bp.post("/rounds/<round_slug>/people/<int:participation_id>/end")
@login_required
@password_asked_again
def end_place(round_slug: str, participation_id: int) -> ResponseReturnValue:
    round_, _membership = _theirs(round_slug)
    place = place_in(round_, participation_id) or abort(404)
    name = place.person.name
    actions.end_place(place, by=current_user)
    db.session.commit()
    flash(_("%(name)s does not have that place any more.", name=name))
    return redirect(url_for("consultations.people", round_slug=round_.slug))


def _theirs(round_slug: str) -> tuple[Round, Membership]:
    round_, membership = round_for(current_user, round_slug) or abort(404)
    may_change_round(membership, participation_of(current_user, round_)).enforce()
    return round_, membership


def _invitation_form(membership: Membership, *, empty: bool = False) -> InvitationForm:
    """A host names their rapporteur and moderator; who hosts is the secretariat's to say."""
    form = InvitationForm(prefix="invite", **({"formdata": None} if empty else {}))
    if not may_manage_rounds(membership):
        form.role.choices = select_choices((c.value, c.label) for c in form.role.choices if c.value != RoundRole.HOST)
    return form


def _extension_form() -> ExtensionForm:
    return ExtensionForm(prefix="extend")


def _page(
    round_: Round, form: InvitationForm, extension: ExtensionForm, faults: list[LineFault]
) -> ResponseReturnValue:
    page = paged(participations_in(round_), size=100)
    membership = membership_of(current_user, round_.guideline)
    shown = render_template(
        "consultations/people.html",
        round=round_,
        form=form,
        extension=extension,
        faults=faults,
        page=page,
        endable={place.id for place in page.items if may_end_place(membership, place.role)},
    )
    return shown, 422 if form.errors or extension.errors or faults else 200
