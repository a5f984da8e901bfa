"""Who holds which role for a guideline; roles offered to people who have no account yet, and taken up by them."""

from datetime import timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.accounts.addresses import address_of
from consult.accounts.countries import country_choices
from consult.accounts.models import Person
from consult.accounts.queries import person_with_email
from consult.accounts.sessions.current import password_asked_again
from consult.core.database import db
from consult.core.forms import select_choices
from consult.core.i18n.languages import language_now
from consult.core.locking import hold
from consult.core.mail import outbox as mail
from consult.core.pagination import paged
from consult.core.security.rate_limit import count_attempt
from consult.drafts import actions
from consult.drafts.forms import AppointmentForm, OwnRoleEndForm, RoleEndForm
from consult.drafts.labels import ROLE_NAMES
from consult.drafts.models import Guideline, Role, RoleOffer
from consult.drafts.people import offers as offering
from consult.drafts.queries import (
    appointment_in,
    appointments_to,
    ended_appointments,
    experts_of_state,
    guideline_for,
    holders_of,
    membership_of,
)
from consult.drafts.rules import may_appoint, may_end_role, may_seat
from consult.drafts.views import bp

OFFERS_AN_HOUR = 60


def _of_secretariat(slug: str) -> Guideline:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_appoint(membership).enforce()
    return guideline


@bp.route("/guidelines/<slug>/people", methods=["GET", "POST"])
@login_required
@password_asked_again
def people(slug: str) -> ResponseReturnValue:
    """Give a role: at once to whoever has an account, as an offer by mail to anyone else."""
    guideline = _of_secretariat(slug)
    form = AppointmentForm()
    form.member_state.choices = select_choices([("", _("None")), *country_choices(language_now())])
    if form.validate_on_submit():
        hold(guideline)  # seats are counted by one at a time
        email, seat = address_of(form.email.data), _seat(form)
        person = person_with_email(email)
        if fault := _fault(guideline, person, seat):
            form.email.errors = [fault]
        else:
            flash(_given(guideline, email, person, seat))
            db.session.commit()
            return redirect(url_for("drafts.people", slug=slug))
    return render_template(
        "drafts/people.html",
        guideline=guideline,
        form=form,
        page=paged(appointments_to(guideline), size=100),
        offers=offering.open_offers(guideline),
        ended=ended_appointments(guideline),
        role_names=ROLE_NAMES,
    )


@bp.route("/guidelines/<slug>/people/<int:appointment_id>/end", methods=["GET", "POST"])
@login_required
@password_asked_again
def end_role(slug: str, appointment_id: int) -> ResponseReturnValue:
    """Asked first; whose role it was is told by mail, unless they ended it themselves."""
    guideline = _of_secretariat(slug)
    appointment = appointment_in(guideline, appointment_id) or abort(404)
    person, role = appointment.person, appointment.role
    own = person.id == current_user.id
    ruling = may_end_role(membership_of(current_user, guideline), role, holders_of(guideline, role))
    form = OwnRoleEndForm() if own else RoleEndForm()
    if not ruling or not form.validate_on_submit():
        page = {"guideline": guideline, "appointment": appointment, "own": own, "ruling": ruling, "form": form}
        refused = request.method == "POST" and not ruling
        status = 403 if refused else 422 if form.errors else 200
        return render_template("drafts/end_role.html", role_names=ROLE_NAMES, **page), status
    actions.end_role(appointment, by=current_user)
    if not own:
        told = {"guideline": guideline, "person": person, "role": ROLE_NAMES[role], "because": form.because.data}
        mail.post(person.email, "drafts/role_ended", language=person.language, **told)
    db.session.commit()
    flash(_("%(name)s does not have the role any more.", name=person.name))
    return redirect(_after_role(guideline))


def _after_role(guideline: Guideline) -> str:
    """A page that is still theirs to read."""
    membership = membership_of(current_user, guideline)
    if may_appoint(membership):
        return url_for("drafts.people", slug=guideline.slug)
    readable = guideline.public or membership.inside
    return url_for("tracing.guideline", slug=guideline.slug) if readable else url_for("tracing.home")


def _seat(form: AppointmentForm) -> offering.Seat:
    role, state = Role(form.role.data), form.member_state.data or None
    return offering.Seat(role=role, member_state=state, seated=form.seated.data, title=form.title.data)


def _fault(guideline: Guideline, person: Person | None, seat: offering.Seat) -> str:
    """Why the role cannot be given so; nothing if it can."""
    running = db.session.scalars(appointments_to(guideline)).all() if person is not None else []
    if any(a.role == seat.role and a.person is person for a in running):
        return str(_("This person has that role already."))
    if seat.role != Role.EXPERT or not seat.member_state:
        return ""
    taken = experts_of_state(guideline, seat.member_state) + offering.seats_offered(guideline, seat.member_state)
    return may_seat(seat.member_state, taken).refusal


def _given(guideline: Guideline, email: str, person: Person | None, seat: offering.Seat) -> str:
    count_attempt("offer", str(current_user.id), allowed=OFFERS_AN_HOUR, within=timedelta(hours=1))
    if person is None or person.confirmed_at is None:
        offering.offer_role(guideline, email, seat, by=current_user, language=language_now())
        return str(_("%(email)s has no account yet: the role is offered by mail, and theirs once they take it up.", email=email))  # fmt: skip  # noqa: E501
    actions.appoint(guideline, person, by=current_user, **vars(seat))
    told = {"guideline": guideline, "person": person, "role": ROLE_NAMES[seat.role]}
    mail.post(person.email, "drafts/role_given", language=person.language, **told)
    return str(_("%(name)s has the role now, and was told by mail.", name=person.name))


@bp.post("/guidelines/<slug>/people/offers/<int:offer_id>/withdraw")
@login_required
def withdraw_offer(slug: str, offer_id: int) -> ResponseReturnValue:
    guideline = _of_secretariat(slug)
    offer = db.session.get(RoleOffer, offer_id)
    if offer is None or offer.guideline_id != guideline.id:
        abort(404)
    offering.withdraw_offer(offer, by=current_user)
    db.session.commit()
    flash(_("The offer to %(email)s is withdrawn.", email=offer.email))
    return redirect(url_for("drafts.people", slug=slug))


@bp.get("/offers")
@login_required
def offers() -> ResponseReturnValue:
    """Roles offered to the address of whoever is signed in."""
    return render_template("drafts/offers.html", offers=offering.offers_to(current_user), role_names=ROLE_NAMES)


@bp.post("/offers/<int:offer_id>/<any(take, decline):answer>")
@login_required
def answer_offer(offer_id: int, answer: str) -> ResponseReturnValue:
    offer = db.session.get(RoleOffer, offer_id)
    if offer is None or offer.email != current_user.email:
        abort(404)
    if answer == "decline":
        offering.decline(offer, by=current_user)
        db.session.commit()
        flash(_("You declined. The secretariat sees that the offer is no longer open."))
        return redirect(url_for("drafts.offers"))
    offering.take_up(offer, by=current_user)
    db.session.commit()
    flash(_("The role is yours now: %(role)s.", role=ROLE_NAMES[offer.role]))
    return redirect(url_for("drafts.drafts", slug=offer.guideline.slug))
