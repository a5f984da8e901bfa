"""Guidelines, drafts and wordings, found for a person."""

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import Date, Select, bindparam, func, select
from sqlalchemy.orm import contains_eager, joinedload
from sqlalchemy.orm.attributes import instance_state, set_committed_value

from consult.accounts.models import Person
from consult.core import clock
from consult.core.database import db
from consult.core.derived.row_cache import is_read
from consult.core.request_memo import once_a_page, remember
from consult.drafts.membership import Membership
from consult.drafts.models import (
    RUNNING,
    Appointment,
    Change,
    Clause,
    Draft,
    DraftState,
    Guideline,
    Lineage,
    Milestone,
    Pillar,
    Role,
    Wording,
    in_force,
)
from consult.drafts.row_cache.models import GuidelineVersion
from consult.drafts.row_cache.rows import (
    guideline_named,
    guidelines_with_version,
    rows_held,
    value_of,
    version_of_guideline,
    with_version,
)
from consult.drafts.rules import may_read_draft


def membership_of(person: Person | None, guideline: Guideline) -> Membership:
    """`person` may be Flask-Login's anonymous user; they then stand as a visitor."""
    if person is None or not person.is_authenticated:
        return Membership(None, guideline, frozenset())
    roles = _held_roles(guideline, person.id) if is_read() else _roles_of(person.id).get(guideline.id, ())
    return membership_with(person, guideline, roles)


def membership_with(person: Person, guideline: Guideline, roles: Collection[Role]) -> Membership:
    """For whoever has read the roles along with something else; `person` is signed in."""
    row = cast("Person", instance_state(person).obj())  # not Flask-Login's proxy, which looks for it at every use
    also = {Role.SECRETARIAT} if row.administrator else set()
    return Membership(row, guideline, frozenset(roles) | also)


def _held_roles(guideline: Guideline, person_id: int) -> set[Role]:
    """`_roles_of`, of what the process holds: who has a role in the guideline is one of its few rows."""
    today = clock.now().date()
    held = value_of(guideline, "roles", lambda: _roles_by_person(guideline)).get(person_id, ())
    return {role for role, starts, ends in held if (starts or today) <= today <= (ends or today)}


def _roles_by_person(guideline: Guideline) -> Mapping[int, Sequence[Any]]:
    """(role, first day, last day) of everyone who has one and is not suspended."""
    query = select(Appointment.person_id, Appointment.role, Appointment.term_starts_on, Appointment.term_ends_on)
    found: dict[int, list[Any]] = {}
    there = (Appointment.guideline_id == guideline.id, RUNNING, Appointment.suspended_at.is_(None))
    for person_id, *role in db.session.execute(query.where(*there)):
        found.setdefault(person_id, []).append(role)
    return found


def _roles_of(person_id: int) -> Mapping[int, set[Role]]:
    """What they may do now, by guideline."""
    found: dict[int, set[Role]] = {}
    asked = {"person": person_id, "today": clock.now().date()}
    for guideline_id, role in db.session.execute(_roles_in_force(), asked):
        found.setdefault(guideline_id, set()).add(role)
    return found


@cache
def _roles_in_force() -> Select[int, Role]:
    """Made once: it comes with every request."""
    theirs = select(Appointment.guideline_id, Appointment.role).where(Appointment.person_id == bindparam("person"))
    return theirs.where(*in_force(bindparam("today", type_=Date)))


def confirms_organisations(person: Person | None) -> bool:
    """Administrators of the site, and the secretariat of any guideline, which invites organisations to speak."""
    if person is None or not person.is_authenticated:
        return False
    held = (Appointment.person_id == person.id, Appointment.role == Role.SECRETARIAT)
    place = select(Appointment.id).where(*held, *in_force(clock.now().date())).limit(1)
    return person.administrator or db.session.scalar(place) is not None


def guideline_for(person: Person | None, slug: str) -> tuple[Guideline, Membership] | None:
    """The guideline and the reader's membership; None when there is none or it is not theirs to know of."""
    found = guideline_named(slug)
    return reached(person, found) if found is not None else None


def reached(person: Person | None, guideline: Guideline) -> tuple[Guideline, Membership] | None:
    """The same for a guideline at hand: that of a clause, a theme, a comment."""
    membership = known_membership(person, guideline)
    return (guideline, membership) if membership is not None else None


def known_membership(person: Person | None, guideline: Guideline) -> Membership | None:
    """The reader's membership; None when the guideline is not theirs to know of. Whoever has read it asks this."""
    membership = membership_of(person, guideline)
    return membership if membership.knows else None


def guidelines_for(person: Person | None) -> Sequence[Guideline]:
    newest = guidelines_with_version().order_by(Guideline.created_at.desc(), Guideline.id.desc())
    rows = db.session.execute(newest).all()
    return [guideline for guideline in with_version(rows) if membership_of(person, guideline).knows]


def drafts_by_id(guideline: Guideline) -> dict[int, Draft]:
    """All of them."""
    return {draft.id: draft for draft in _every_draft(guideline)}


def draft_for(person: Person | None, slug: str, number: int) -> tuple[Draft, Membership] | None:
    found = guideline_for(person, slug)
    if found is None:
        return None
    guideline, membership = found
    draft = next((draft for draft in _every_draft(guideline) if draft.number == number), None)
    return (draft, membership) if draft is not None and may_read_draft(membership, draft) else None


def clause_for(person: Person | None, uid: str) -> tuple[Clause, Membership] | None:
    version = GuidelineVersion.guideline_id == Guideline.id
    wanted = select(Clause, Guideline, GuidelineVersion.token).join(Clause.guideline)
    row = db.session.execute(wanted.outerjoin(GuidelineVersion, version).where(Clause.uid == uid)).one_or_none()
    if row is None:
        return None
    clause, guideline, token = row
    set_committed_value(clause, "guideline", guideline)
    remember(version_of_guideline, token or "", guideline)
    found = reached(person, guideline)
    return (clause, found[1]) if found is not None else None


def drafts_of(guideline: Guideline, membership: Membership) -> Sequence[Draft]:
    return [draft for draft in _every_draft(guideline) if may_read_draft(membership, draft)]


@once_a_page
def _every_draft(guideline: Guideline) -> Sequence[Draft]:
    """The last one begun leading. A handful: which is in force, in work or asked for is told without another query."""
    every = select(Draft).where(Draft.guideline_id == guideline.id).order_by(Draft.number.desc())
    return rows_held(guideline, "drafts", every)


def _last_one(guideline: Guideline, *states: DraftState) -> Draft | None:
    return next((draft for draft in _every_draft(guideline) if draft.state in states), None)


def current_draft(guideline: Guideline) -> Draft | None:
    """The published draft in force, the one that people comment on."""
    return _last_one(guideline, DraftState.PUBLISHED)


def draft_in_work(guideline: Guideline) -> Draft | None:
    return _last_one(guideline, DraftState.EDITING)


def newest_draft(guideline: Guideline) -> Draft | None:
    """The last one begun, published or not."""
    return _last_one(guideline, *DraftState)


def draft_to_continue(guideline: Guideline) -> Draft | None:
    """What a text that is read in goes on from: the draft in force, as its publication is compared with that one.
    Before the first publication it is the last one begun."""
    return current_draft(guideline) or newest_draft(guideline)


def next_number(guideline: Guideline) -> int:
    highest = select(func.max(Draft.number)).where(Draft.guideline_id == guideline.id)
    return (db.session.scalar(highest) or 0) + 1


def wordings_of(draft: Draft, *, pillar: Pillar | None = None, language: str | None = None) -> Sequence[Wording]:
    """In reading order, in the guideline's language unless another is asked for."""
    wanted = language or draft.guideline.language
    if is_read() and wanted == draft.guideline.language:
        every = wordings_with_clause(draft)
        return [one for one in every if pillar is None or one.pillar_id == pillar.id]
    query = select(Wording).where(Wording.draft_id == draft.id, Wording.language == wanted)
    if pillar is not None:
        query = query.where(Wording.pillar_id == pillar.id)
    return db.session.scalars(query.order_by(Wording.position)).unique().all()


@once_a_page
def wordings_with_clause(draft: Draft) -> Sequence[Wording]:
    """The same with the clause, part and pillar of each: for lists that name them."""
    query = select(Wording).where(Wording.draft_id == draft.id, Wording.language == draft.guideline.language)
    query = query.options(joinedload(Wording.clause), joinedload(Wording.part), joinedload(Wording.pillar))
    return rows_held(draft.guideline, f"words {draft.id}", query.order_by(Wording.position), "clause", "part", "pillar")


def words_by_clause(draft: Draft) -> Mapping[int, tuple[str, str, str]]:
    """Number, heading and words in the guideline's language, by clause: of what the process holds."""
    return value_of(draft.guideline, ("words by clause", draft.id), lambda: _read_words(draft))


def _read_words(draft: Draft) -> Mapping[int, tuple[str, str, str]]:
    query = select(Wording.clause_id, Wording.number, Wording.heading, Wording.text)
    query = query.where(Wording.draft_id == draft.id, Wording.language == draft.guideline.language)
    return {clause_id: (number, heading, words) for clause_id, number, heading, words in db.session.execute(query)}


def wordings_in_all_languages(draft: Draft) -> Sequence[Wording]:
    query = select(Wording).where(Wording.draft_id == draft.id).options(joinedload(Wording.clause))
    return db.session.scalars(query.order_by(Wording.id)).unique().all()


def wording_in(draft: Draft, clause: Clause) -> Wording | None:
    if is_read():
        return next((one for one in wordings_with_clause(draft) if one.clause_id == clause.id), None)
    same = (Wording.draft_id == draft.id, Wording.clause_id == clause.id)
    query = select(Wording).where(*same, Wording.language == draft.guideline.language)
    return db.session.scalars(query).unique().one_or_none()


def wordings_through_drafts(clause: Clause) -> Sequence[Wording]:
    """Every wording that the clause has had, oldest draft first."""
    query = select(Wording).join(Draft).where(Wording.clause_id == clause.id, Draft.state != DraftState.EDITING)
    return rows_held(clause.guideline, ("words of", clause.id), query.order_by(Draft.number), "draft", "pillar", "part")


def splits_and_merges_between(old: Draft, new: Draft) -> Sequence[tuple[int, int]]:
    """Which clause went into which other, in the drafts after the old one up to the new one."""
    rows = value_of(new.guideline, ("splits", old.id, new.id), lambda: _splits_and_merges(old, new))
    return rows if old.number <= new.number else [(now, was) for was, now in rows]


def _splits_and_merges(old: Draft, new: Draft) -> Sequence[tuple[int, int]]:
    first, last = sorted((old.number, new.number))
    query = select(Lineage.from_clause_id, Lineage.to_clause_id).join(Draft, Draft.id == Lineage.draft_id)
    within = (Draft.guideline_id == new.guideline_id, Draft.number > first, Draft.number <= last)
    query = query.where(*within, Lineage.change.in_((Change.SPLIT, Change.MERGED))).order_by(Lineage.id)
    return [(was, now) for was, now in db.session.execute(query) if was is not None and now is not None]


def clause_counts(draft: Draft) -> dict[int, int]:
    """Number of clauses by pillar."""
    return value_of(draft.guideline, ("clauses", draft.id), lambda: _counted_clauses(draft))


def _counted_clauses(draft: Draft) -> dict[int, int]:
    counted = select(Wording.pillar_id, func.count()).where(
        Wording.draft_id == draft.id, Wording.language == draft.guideline.language
    )
    return dict(db.session.execute(counted.group_by(Wording.pillar_id)).all())


def milestones_of(guideline: Guideline) -> Sequence[Milestone]:
    steps = select(Milestone).where(Milestone.guideline_id == guideline.id)
    return rows_held(guideline, "milestones", steps.order_by(Milestone.starts_on, Milestone.position, Milestone.id))


def appointments_to(guideline: Guideline) -> Select[Appointment]:
    query = select(Appointment).join(Appointment.person).where(Appointment.guideline_id == guideline.id, RUNNING)
    return query.options(contains_eager(Appointment.person)).order_by(Appointment.role, Person.name, Appointment.id)


def ended_appointments(guideline: Guideline, *, most: int = 100) -> Sequence[Appointment]:
    """Roles that were held, the one that ended last leading."""
    past = (Appointment.guideline_id == guideline.id, Appointment.ended_at.is_not(None))
    query = select(Appointment).where(*past).options(joinedload(Appointment.person))
    return db.session.scalars(query.order_by(Appointment.ended_at.desc(), Appointment.id.desc()).limit(most)).all()


def appointment_in(guideline: Guideline, appointment_id: int) -> Appointment | None:
    """A role that has not ended."""
    same = (Appointment.id == appointment_id, Appointment.guideline_id == guideline.id, RUNNING)
    return db.session.scalars(select(Appointment).where(*same)).one_or_none()


def any_appointment_in(guideline: Guideline, appointment_id: int) -> Appointment | None:
    """A role that is or was held."""
    same = (Appointment.id == appointment_id, Appointment.guideline_id == guideline.id)
    return db.session.scalars(select(Appointment).where(*same)).one_or_none()


def holders_with(appointment: Appointment) -> int:
    """How many hold the role of this one and may act in it now, this one counted whatever it is."""
    same = (Appointment.guideline_id == appointment.guideline_id, Appointment.role == appointment.role)
    others = (Appointment.id != appointment.id, *in_force(clock.now().date()))
    return 1 + (db.session.scalar(select(func.count()).select_from(Appointment).where(*same, *others)) or 0)


def voting_seats(guideline_id: int) -> Select[Appointment]:
    """Who has a vote in the expert group now: seated, in their term, not suspended."""
    seats = (Appointment.guideline_id == guideline_id, Appointment.role == Role.EXPERT, Appointment.seated)
    return select(Appointment).join(Appointment.person).where(*seats, *in_force(clock.now().date()))


def replacement_of(appointment: Appointment) -> Appointment | None:
    """Who holds the seat in the place of someone who was replaced, the last of several; None where nobody took it."""
    last, successor = None, _successor(appointment)
    while successor is not None:
        last, successor = successor, _successor(successor)
    return last


def _successor(appointment: Appointment) -> Appointment | None:
    return db.session.scalars(select(Appointment).where(Appointment.replaces_id == appointment.id)).one_or_none()
