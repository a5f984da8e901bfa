"""Studies, rounds and what the group rated, found. What one person rated is found for that person alone."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.core import clock
from consult.core.database import db
from consult.core.request_memo import once_a_page
from consult.drafts.membership import Membership
from consult.drafts.models import Appointment, Guideline, Role, in_force
from consult.drafts.queries import guideline_for
from consult.revisions.models import Revision
from consult.revisions.rules import OPEN
from consult.voting.delphi.models import DelphiItem, DelphiPanelist, DelphiRating, DelphiRound, DelphiStudy
from consult.voting.delphi.rules import may_read_study


def study_for(person: Person | None, study_id: int) -> tuple[DelphiStudy, Membership] | None:
    """The study and their membership; None when the guideline is not theirs to know of."""
    study = db.session.get(DelphiStudy, study_id)
    found = guideline_for(person, study.guideline.slug) if study is not None else None
    return (study, found[1]) if study is not None and found is not None else None


def studies_of(guideline: Guideline, membership: Membership) -> list[DelphiStudy]:
    """Those that they may read, the newest first."""
    query = select(DelphiStudy).where(DelphiStudy.guideline_id == guideline.id).order_by(DelphiStudy.id.desc())
    return [study for study in db.session.scalars(query) if may_read_study(membership, study)]


@once_a_page
def items_of(study: DelphiStudy) -> Sequence[DelphiItem]:
    query = select(DelphiItem).where(DelphiItem.study_id == study.id).options(joinedload(DelphiItem.revision))
    return db.session.scalars(query.order_by(DelphiItem.position)).unique().all()


@once_a_page
def delphi_rounds_of(study: DelphiStudy) -> Sequence[DelphiRound]:
    rounds = select(DelphiRound).where(DelphiRound.study_id == study.id).order_by(DelphiRound.number)
    return db.session.scalars(rounds).all()


def last_round(study: DelphiStudy) -> DelphiRound | None:
    return next(reversed(delphi_rounds_of(study)), None)


def items_to_rate(study: DelphiStudy, before: DelphiRound | None) -> list[DelphiItem]:
    """Statements of the round after `before`: those that it did not settle."""
    every = items_of(study)
    if before is None or before.results is None:
        return list(every)
    rated: Mapping[str, Mapping[str, object]] = before.results["items"]
    return [item for item in every if str(item.id) in rated and not rated[str(item.id)]["settled"]]


@once_a_page
def round_before(round_: DelphiRound) -> DelphiRound | None:
    same = (DelphiRound.study_id == round_.study_id, DelphiRound.number == round_.number - 1)
    return db.session.scalars(select(DelphiRound).where(*same)).one_or_none()


def future_panel(guideline: Guideline) -> Sequence[Appointment]:
    """Who would be on the panel now: every expert in their term, with a vote or without."""
    experts = (Appointment.guideline_id == guideline.id, Appointment.role == Role.EXPERT)
    query = select(Appointment).where(*experts, *in_force(clock.now().date())).options(joinedload(Appointment.person))
    return db.session.scalars(query.order_by(Appointment.id)).unique().all()


def panel_of(study: DelphiStudy) -> Sequence[DelphiPanelist]:
    query = select(DelphiPanelist).where(DelphiPanelist.study_id == study.id)
    whose = joinedload(DelphiPanelist.appointment).joinedload(Appointment.person)
    return db.session.scalars(query.options(whose).order_by(DelphiPanelist.name, DelphiPanelist.id)).unique().all()


def panelist_for(person: Person | None, study: DelphiStudy) -> DelphiPanelist | None:
    if person is None or not person.is_authenticated:
        return None
    theirs = select(DelphiPanelist).join(DelphiPanelist.appointment)
    theirs = theirs.where(DelphiPanelist.study_id == study.id, Appointment.person_id == person.id)
    return db.session.scalars(theirs).first()


def own_ratings(panelist: DelphiPanelist | None, round_: DelphiRound | None) -> dict[int, DelphiRating]:
    """By statement, what they themselves rated in a round."""
    if panelist is None or round_ is None:
        return {}
    theirs = (DelphiRating.panelist_id == panelist.id, DelphiRating.round_id == round_.id)
    return {rating.item_id: rating for rating in db.session.scalars(select(DelphiRating).where(*theirs))}


def ratings_in(round_: DelphiRound) -> Sequence[DelphiRating]:
    """Everything rated in a round, for counting it."""
    every = select(DelphiRating).where(DelphiRating.round_id == round_.id).order_by(DelphiRating.id)
    return db.session.scalars(every).all()


def responded(round_: DelphiRound) -> int:
    """How many of the panel rated anything in it."""
    query = select(func.count(DelphiRating.panelist_id.distinct())).where(DelphiRating.round_id == round_.id)
    return db.session.scalar(query) or 0


def silent_panelists(round_: DelphiRound) -> Sequence[DelphiPanelist]:
    rated = select(DelphiRating.panelist_id).where(DelphiRating.round_id == round_.id)
    query = select(DelphiPanelist).where(DelphiPanelist.study_id == round_.study_id, DelphiPanelist.id.not_in(rated))
    whose = joinedload(DelphiPanelist.appointment).joinedload(Appointment.person)
    return db.session.scalars(query.options(whose).order_by(DelphiPanelist.id)).unique().all()


def due_rounds(now: datetime) -> Sequence[int]:
    """Those whose time is over and that nobody counted yet."""
    return _numbers(DelphiRound.closes_at <= now)


def rounds_ending(now: datetime, before: datetime) -> Sequence[int]:
    """Open now, closing before a time, and nobody reminded yet."""
    return _numbers(
        DelphiRound.opens_at <= now,
        DelphiRound.closes_at > now,
        DelphiRound.closes_at <= before,
        DelphiRound.reminded_at.is_(None),
    )


def _numbers(*which: ColumnElement[bool]) -> Sequence[int]:
    query = select(DelphiRound.id).where(DelphiRound.closed_at.is_(None), *which)
    return db.session.scalars(query.order_by(DelphiRound.closes_at, DelphiRound.id)).all()


def planned_revisions(guideline: Guideline, numbers: Sequence[int]) -> Sequence[Revision]:
    """Of these numbers, the revisions of the guideline, in its order."""
    query = select(Revision).where(Revision.guideline_id == guideline.id, Revision.id.in_(numbers))
    return db.session.scalars(query.order_by(Revision.number, Revision.id)).all()


def revisions_to_rate(guideline: Guideline) -> Sequence[Revision]:
    """Revisions that a study may be about: not decided yet."""
    open_ones = (Revision.guideline_id == guideline.id, Revision.state.in_(list(OPEN)))
    return db.session.scalars(select(Revision).where(*open_ones).order_by(Revision.number, Revision.id)).all()
