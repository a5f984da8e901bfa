"""Proposals to publish all the same, found."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.core.database import db
from consult.core.request_memo import once_a_page
from consult.core.ruling import ALLOWED, Ruling
from consult.drafts.membership import Membership
from consult.drafts.models import RUNNING, Appointment, Draft, Guideline, Role
from consult.drafts.queries import draft_for, membership_of
from consult.publishing.models import OverrideState, PublicationOverride
from consult.publishing.overrides.rules import acts_as_chair, is_backed

LIVE = (OverrideState.PROPOSED, OverrideState.CONFIRMED)


def live_override(draft: Draft) -> PublicationOverride | None:
    """The one that is proposed or confirmed; whether it has lapsed, the digest of the obstacles tells."""
    live = (PublicationOverride.draft_id == draft.id, PublicationOverride.state.in_(LIVE))
    return db.session.scalars(select(PublicationOverride).where(*live)).one_or_none()


def overrides_of(draft: Draft) -> Sequence[PublicationOverride]:
    """Every one that there was, the newest first."""
    query = select(PublicationOverride).where(PublicationOverride.draft_id == draft.id)
    who = (joinedload(PublicationOverride.proposed_by), joinedload(PublicationOverride.answered_by))
    return db.session.scalars(query.options(*who).order_by(PublicationOverride.id.desc())).unique().all()


def override_used_for(draft: Draft) -> PublicationOverride | None:
    return next((override for override in overrides_of(draft) if override.state == OverrideState.USED), None)


def override_for(person: Person | None, override_id: int) -> tuple[PublicationOverride, Membership] | None:
    override = db.session.get(PublicationOverride, override_id)
    found = draft_for(person, override.draft.guideline.slug, override.draft.number) if override is not None else None
    return (override, found[1]) if override is not None and found is not None else None


@once_a_page
def has_chair(guideline: Guideline) -> bool:
    held = (Appointment.guideline_id == guideline.id, Appointment.role == Role.CHAIR, RUNNING)
    return bool(db.session.scalar(select(func.count()).select_from(Appointment).where(*held)))


def backing_of(override: PublicationOverride | None) -> Ruling:
    """Whether whoever proposed it, and whoever confirmed it, still hold roles that let them. Whoever decides by it
    holds the guideline, as whoever changes roles does."""
    if override is None:
        return ALLOWED
    guideline = override.draft.guideline
    two = [person for person in (override.proposed_by, override.answered_by) if person is not None]
    return is_backed([membership_of(person, guideline) for person in two], has_chair=has_chair(guideline))


def people_to_confirm(override: PublicationOverride) -> Sequence[Person]:
    """The chair, of whoever else proposed it; of what the chair proposed, and where there is none, the secretariat."""
    guideline, by = override.draft.guideline, override.proposed_by
    led = has_chair(guideline)
    chair = acts_as_chair(membership_of(by, guideline), has_chair=led)
    return people_to_ask(guideline, (Role.CHAIR,) if led and not chair else (Role.SECRETARIAT,), but=by)


def people_to_ask(guideline: Guideline, roles: Sequence[Role], *, but: Person) -> Sequence[Person]:
    """Who could confirm it: those who hold one of these roles."""
    held = (Appointment.guideline_id == guideline.id, Appointment.role.in_(roles), RUNNING, Person.id != but.id)
    query = select(Person).join(Appointment, Appointment.person_id == Person.id).where(*held).distinct()
    return db.session.scalars(query.order_by(Person.id)).all()
