"""Who holds which role for a guideline; roles given, offered to people without an account, and taken up by them."""

from datetime import timedelta

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from consult.accounts.access_log.models import PersonalData
from consult.accounts.access_log.recording import notes_access
from consult.accounts.addresses import address_of
from consult.accounts.models import Person
from consult.accounts.queries import person_with_email
from consult.accounts.sessions.current import password_asked_again
from consult.core import clock
from consult.core.database import db
from consult.core.i18n.languages import language_now
from consult.core.locking import hold
from consult.core.mail import outbox as mail
from consult.core.ruling import Refused
from consult.core.security.rate_limit import count_attempt
from consult.drafts.labels import ROLE_NAMES
from consult.drafts.models import Guideline, Role
from consult.drafts.people import actions
from consult.drafts.people import offers as offering
from consult.drafts.people.forms import AppointmentForm, GroupForm
from consult.drafts.people.grouping import doubly_bound, roles_by_kind
from consult.drafts.people.models import RoleOffer
from consult.drafts.people.queries import offers_to, open_offers, roles_held, seats_by_state
from consult.drafts.people.rules import may_appoint
from consult.drafts.people.terms import RoleTerms
from consult.drafts.queries import appointments_to, ended_appointments, guideline_for, voting_seats
from consult.drafts.views import bp

OFFERS_AN_HOUR = 60


def of_secretariat(slug: str) -> Guideline:
    guideline, membership = guideline_for(current_user, slug) or abort(404)
    may_appoint(membership).enforce()
    return guideline


@bp.route("/guidelines/<slug>/people", methods=["GET", "POST"])
@login_required
@password_asked_again
@notes_access(PersonalData.ROLES)
def people(slug: str) -> ResponseReturnValue:
    """Give a role: at once to whoever has an account, as an offer by mail to anyone else."""
    guideline = of_secretariat(slug)
    form = AppointmentForm()
    form.offer(db.session.scalars(voting_seats(guideline.id)))
    if form.validate_on_submit():
        hold(guideline)  # seats are counted by one at a time
        email, terms = address_of(form.email.data), form.terms(Role(form.role.data))
        person = person_with_email(email)
        if fault := _fault(guideline, person, terms):
            form.email.errors = [fault]
        else:
            flash(_given(guideline, email, person, terms))
            db.session.commit()
            return redirect(url_for("drafts.people", slug=slug))
    return _people_page(guideline, form), 422 if form.errors else 200


def _people_page(guideline: Guideline, form: AppointmentForm) -> str:
    running = db.session.scalars(appointments_to(guideline)).all()
    return render_template(
        "drafts/people.html",
        guideline=guideline,
        form=form,
        group=GroupForm(None, group_of_states=guideline.group_of_states),
        groups=roles_by_kind(running, clock.now().date()),
        doubly_bound=doubly_bound(running),
        without_state=[seat for seat in running if seat.state_as_given],
        states=seats_by_state(guideline),
        offers=open_offers(guideline),
        ended=ended_appointments(guideline),
        role_names=ROLE_NAMES,
    )


@bp.post("/guidelines/<slug>/people/group")
@login_required
def say_of_whom(slug: str) -> ResponseReturnValue:
    """Whether the expert group is one of member states."""
    guideline = of_secretariat(slug)
    form = GroupForm()
    if form.validate_on_submit():
        actions.say_of_whom(guideline, of_states=form.group_of_states.data, by=current_user)
        db.session.commit()
        flash(_("It is recorded how the group is appointed."))
    return redirect(url_for("drafts.people", slug=slug))


def _fault(guideline: Guideline, person: Person | None, terms: RoleTerms) -> str:
    """Why the role cannot be given so; nothing if it can."""
    if person is not None and any(held.role == terms.role for held in roles_held(guideline, person)):
        return str(_("This person has that role already."))
    try:
        actions.enforce_terms(guideline, terms, person)
    except Refused as refused:
        return str(refused)
    return ""


def _given(guideline: Guideline, email: str, person: Person | None, terms: RoleTerms) -> str:
    count_attempt("offer", str(current_user.id), allowed=OFFERS_AN_HOUR, within=timedelta(hours=1))
    if person is None or person.confirmed_at is None:
        offering.offer_role(guideline, email, terms, by=current_user, language=language_now())
        return str(_("%(email)s has no account yet: the role is offered by mail, and theirs once they take it up.", email=email))  # fmt: skip  # noqa: E501
    actions.appoint(guideline, person, by=current_user, **terms.columns)
    told = {"guideline": guideline, "person": person, "role": ROLE_NAMES[terms.role]}
    told |= {"begins": terms.term_starts_on, "today": clock.now().date()}
    mail.post(person.email, "drafts/role_given", language=person.language, **told)
    return str(_("%(name)s has the role now, and was told by mail.", name=person.name))


@bp.post("/guidelines/<slug>/people/offers/<int:offer_id>/withdraw")
@login_required
def withdraw_offer(slug: str, offer_id: int) -> ResponseReturnValue:
    guideline = of_secretariat(slug)
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
    return render_template("drafts/offers.html", offers=offers_to(current_user), role_names=ROLE_NAMES)


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
