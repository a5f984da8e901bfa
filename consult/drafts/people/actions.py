"""Roles given, changed, suspended, resumed, passed on, ended: each kept as a row and entered in the record.

Whoever changes roles holds the guideline: seats are counted, and the last secretariat is found, by one at a time.
"""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update

from consult.accounts.models import Person
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import enforce_base_version, hold, version_of
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.drafts.models import RUNNING, Appointment, Guideline, Role
from consult.drafts.people import rules
from consult.drafts.people.models import RoleChange, RoleChangeKind, RoleOffer
from consult.drafts.people.queries import OPEN, roles_held, seats_taken
from consult.drafts.people.terms import RoleTerms, differences, passed_on, role_terms_of
from consult.drafts.queries import holders_with, membership_of


def appoint(
    guideline: Guideline, person: Person, role: Role, *, by: Person | None = None, because: str = "", **terms: Any
) -> Appointment:
    """Give a person a role on these `RoleTerms`. Raises Refused where they cannot be."""
    wanted = RoleTerms(role=role, **terms)
    hold(guideline)  # two who appoint at the same moment are counted one after the other
    rules.is_new_role(role, [held.role for held in roles_held(guideline, person)]).enforce()
    enforce_terms(guideline, wanted, person)
    return _give(guideline, person, wanted, by=by, because=because)


def enforce_terms(
    guideline: Guideline, terms: RoleTerms, person: Person | None, *, but: Appointment | None = None
) -> None:
    """`person` is None while nobody has taken the role up; `but`, the role that is changed or passed on."""
    rules.is_sound(terms, of_states=guideline.group_of_states).enforce()
    if person is not None:
        rules.may_vote_beside_site(terms, administers=person.administrator).enforce()
        others = [role_terms_of(other) for other in roles_held(guideline, person) if other is not but]
        rules.may_hold_beside(terms, others).enforce()
    member = db.session.get(Appointment, terms.alternate_of_id) if terms.alternate_of_id is not None else None
    if member is not None and (member.guideline_id != guideline.id or member is but):
        member = None
    rules.may_be_alternate_of(terms, member).enforce()
    if terms.has_vote and terms.member_state:
        rules.may_seat(terms.member_state, seats_taken(guideline, terms.member_state, but=but)).enforce()


def _give(
    guideline: Guideline,
    person: Person,
    terms: RoleTerms,
    *,
    by: Person | None,
    because: str = "",
    replaces: Appointment | None = None,
) -> Appointment:
    now = clock.now()
    appointment = Appointment(guideline=guideline, person=person, appointed_at=now, replaces=replaces, **terms.columns)
    if terms.term_starts_on is None or terms.term_starts_on <= now.date():
        appointment.begun_at = now
    db.session.add(appointment)
    facts = {} if replaces is None else {"replaces": replaces.id}
    _happened(RoleChangeKind.GIVEN, appointment, by=by, because=because)
    record(Verb.ROLE_GIVEN, appointment, by=by, guideline_id=guideline.id, **_whose(appointment), **facts)
    return appointment


def _whose(appointment: Appointment) -> dict[str, Any]:
    """What each entry of the record says: which role, whose, for which state."""
    return {"role": appointment.role, "person": appointment.person_id, "member_state": appointment.member_state}


def _happened(kind: RoleChangeKind, appointment: Appointment, *, by: Person | None, **told: Any) -> None:
    db.session.flush()
    db.session.add(RoleChange(kind=kind, appointment=appointment, at=clock.now(), by=by, **told))


def change_role(
    appointment: Appointment, terms: RoleTerms, *, base_version: str | None = None, because: str, by: Person
) -> None:
    """State, function, term, vote; the role itself is ended and another given. Raises Stale."""
    guideline = appointment.guideline
    hold(guideline, appointment)
    rules.may_appoint(membership_of(by, guideline)).enforce()
    _enforce_running(appointment)
    before = role_terms_of(appointment)
    enforce_base_version(base_version, version_of(before.columns), theirs=before.title, yours=terms.title)
    enforce_terms(guideline, terms, appointment.person, but=appointment)
    old, new = differences(before, terms)
    if not new:
        return
    for name, value in terms.columns.items():
        setattr(appointment, name, value)
    if terms.member_state:
        appointment.state_as_given = ""
    if "term_starts_on" in new and terms.term_starts_on is not None and terms.term_starts_on > clock.now().date():
        appointment.begun_at = None  # it is to come again, and they are told when it begins
    _happened(RoleChangeKind.CHANGED, appointment, by=by, because=because, before=old, after=new)
    facts = {"was": old, "now": new}
    record(Verb.ROLE_CHANGED, appointment, by=by, guideline_id=guideline.id, **_whose(appointment), **facts)


def _enforce_running(appointment: Appointment) -> None:
    if appointment.ended_at is not None:
        raise Refused(_("This role has ended."))


def suspend_role(appointment: Appointment, *, until: date | None = None, because: str, by: Person) -> None:
    """No rights until it is resumed, or over that last day; a seat stays taken, and has no vote meanwhile."""
    guideline, now = appointment.guideline, clock.now()
    hold(guideline, appointment)
    rules.may_suspend_role(membership_of(by, guideline), appointment, holders_with(appointment)).enforce()
    rules.is_last_day_of_suspension(until, now.date()).enforce()
    appointment.suspended_at, appointment.suspended_until = now, until
    after = {"suspended_until": until.isoformat()} if until is not None else {}
    _happened(RoleChangeKind.SUSPENDED, appointment, by=by, because=because, after=after)
    facts = {**_whose(appointment), **({"until": until.isoformat()} if until is not None else {})}
    record(Verb.ROLE_SUSPENDED, appointment, by=by, guideline_id=guideline.id, **facts)


def resume_role(appointment: Appointment, *, because: str = "", by: Person) -> None:
    guideline = appointment.guideline
    hold(guideline, appointment)
    rules.may_resume_role(membership_of(by, guideline), appointment).enforce()
    enforce_terms(guideline, role_terms_of(appointment), appointment.person, but=appointment)
    _resume(appointment, by=by, because=because)


def _resume(appointment: Appointment, *, by: Person | None, because: str = "") -> None:
    appointment.suspended_at = appointment.suspended_until = None
    _happened(RoleChangeKind.RESUMED, appointment, by=by, because=because)
    record(Verb.ROLE_RESUMED, appointment, by=by, guideline_id=appointment.guideline_id, **_whose(appointment))


def lapse_suspension(appointment: Appointment, today: date) -> bool:
    """By the clock, once its last day is over. Whether the role was resumed now."""
    hold(appointment.guideline, appointment)
    if appointment.ended_at is not None or not rules.is_over(appointment.suspended_until, today):
        return False
    _resume(appointment, by=None)
    return True


def begin_term(appointment: Appointment, today: date) -> bool:
    """By the clock, on the first day of a term that was to come. Whether its holder is to be told now."""
    hold(appointment.guideline, appointment)
    starts = appointment.term_starts_on
    if appointment.begun_at is not None or starts is None or starts > today or appointment.ended_at is not None:
        return False
    appointment.begun_at = clock.now()
    return True


def end_role(appointment: Appointment, *, by: Person, because: str = "") -> None:
    """Taken away from now on; what was done in it stands, and the record says who ended it."""
    guideline = appointment.guideline
    hold(guideline, appointment)  # so that one is left of two who end each other
    if appointment.ended_at is not None:
        return
    rules.may_end_role(membership_of(by, guideline), appointment.role, holders_with(appointment)).enforce()
    appointment.ended_at = clock.now()
    _happened(RoleChangeKind.ENDED, appointment, by=by, because=because)
    record(Verb.ROLE_TAKEN, appointment, by=by, guideline_id=guideline.id, **_whose(appointment))


def expire_role(appointment: Appointment, today: date) -> bool:
    """By the clock, once the last day of its term is over. Whether it was ended now."""
    hold(appointment.guideline, appointment)
    if appointment.ended_at is not None or not rules.is_over(appointment.term_ends_on, today):
        return False
    appointment.ended_at = clock.now()
    _happened(RoleChangeKind.EXPIRED, appointment, by=None)
    record(Verb.ROLE_EXPIRED, appointment, guideline_id=appointment.guideline_id, **_whose(appointment))
    return True


def replace_member(
    appointment: Appointment, person: Person, *, title: str = "", because: str, by: Person
) -> Appointment:
    """The seat passes on to another person, with its state and the rest of its term; it goes on as one seat.

    A successor who advised until now, or was an alternate, gives that up.
    """
    guideline = appointment.guideline
    hold(guideline, appointment)
    rules.may_pass_on(membership_of(by, guideline), appointment).enforce()
    return pass_on(appointment, person, title=title, because=because, by=by)


def pass_on(appointment: Appointment, person: Person, *, title: str, because: str, by: Person) -> Appointment:
    """What `replace_member` does once it is allowed; also when an offer of the seat is taken up."""
    guideline, terms = appointment.guideline, passed_on(role_terms_of(appointment), title=title)
    if appointment.person_id == person.id:
        raise Refused(_("Nobody is replaced by themselves. Name someone else."))
    enforce_terms(guideline, terms, person, but=appointment)
    for other in roles_held(guideline, person):
        if other.role == Role.EXPERT:
            _give_up(other, by=by, because=because)
    appointment.ended_at = clock.now()
    successor = _give(guideline, person, terms, by=by, because=because, replaces=appointment)
    _happened(RoleChangeKind.REPLACED, appointment, by=by, because=because, after={"by": successor.id})
    facts = {"successor": successor.id, "successor_person": person.id}
    record(Verb.ROLE_REPLACED, appointment, by=by, guideline_id=guideline.id, **_whose(appointment), **facts)
    others = (RoleOffer.replaces_id == appointment.id, *OPEN)
    db.session.execute(update(RoleOffer).where(*others).values(withdrawn_at=clock.now()))
    stood_in = (Appointment.alternate_of_id == appointment.id, RUNNING)
    for alternate in db.session.scalars(select(Appointment).where(*stood_in)):
        alternate.alternate_of_id = successor.id
    return successor


def _give_up(other: Appointment, *, by: Person, because: str) -> None:
    """The lesser place in the group of whoever takes over a seat."""
    if other.seated:
        raise Refused(_("They have a vote in the group already. Name someone else."))
    other.ended_at = clock.now()
    _happened(RoleChangeKind.ENDED, other, by=by, because=because)
    record(Verb.ROLE_TAKEN, other, by=by, guideline_id=other.guideline_id, **_whose(other))


def say_of_whom(guideline: Guideline, *, of_states: bool, by: Person) -> None:
    """Whether the experts of the group are appointed by member states."""
    hold(guideline)
    rules.may_appoint(membership_of(by, guideline)).enforce()
    if guideline.group_of_states != of_states:
        guideline.group_of_states = of_states
        record(Verb.GROUP_OF_STATES if of_states else Verb.GROUP_OF_PEOPLE, guideline, by=by, guideline_id=guideline.id)
