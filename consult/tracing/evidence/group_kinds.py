"""The kinds of leaves of how the group works and of who sits in it: which rows, of which guideline, what of them."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Select, String, cast, func, select

from consult.core.database import Model
from consult.core.transparency.tracked_rows import TrackedRows, columns_with
from consult.drafts.models import Appointment
from consult.drafts.statements import content_of_appointment
from consult.revisions.models import Revision
from consult.voting.delphi.models import DelphiItem, DelphiPanelist, DelphiRating, DelphiRound, DelphiStudy
from consult.voting.group.models import RulesOfProcedure
from consult.voting.group.statements import (
    content_of_alternative,
    content_of_formal_objection,
    content_of_handling,
    content_of_interest,
    content_of_joint,
    content_of_joint_item,
    content_of_panelist,
    content_of_rating,
    content_of_rules,
    content_of_study,
    content_of_study_item,
    content_of_study_round,
)
from consult.voting.interests.models import (
    Interest,
    InterestHandling,
    handling_clause,
    handling_pillar,
    interest_pillar,
)
from consult.voting.joint.models import AlternativeOrigin, JointBallot, JointItem
from consult.voting.objections.models import Objection


def of_guideline(model: Any) -> Callable[[], Select[Any]]:
    """Rows that name their guideline themselves."""
    return lambda: columns_with(model, model.guideline_id.label("log_of"))


def numbers_in(named: Any, of: Any) -> Any:
    """The numbers that a table of pairs holds for each row, as text: `ids_of` reads it."""
    numbers = select(func.aggregate_strings(cast(named, String), ","))
    return numbers.where(of).scalar_subquery()


def ids_of(text: str | None) -> list[int]:
    return [int(number) for number in text.split(",")] if text else []


def _interests() -> Any:
    pillars = numbers_in(interest_pillar.c.pillar_id, interest_pillar.c.interest_id == Interest.id)
    query = columns_with(Interest, pillars.label("pillar_ids"), Appointment.guideline_id.label("log_of"))
    return query.join(Appointment, Appointment.id == Interest.appointment_id)


def _handlings() -> Any:
    of = InterestHandling.id
    pillars = numbers_in(handling_pillar.c.pillar_id, handling_pillar.c.handling_id == of)
    clauses = numbers_in(handling_clause.c.clause_id, handling_clause.c.handling_id == of)
    told = (pillars.label("pillar_ids"), clauses.label("clause_ids"), Appointment.guideline_id.label("log_of"))
    query = columns_with(InterestHandling, *told).join(Interest, Interest.id == InterestHandling.interest_id)
    return query.join(Appointment, Appointment.id == Interest.appointment_id)


def _joint_items() -> Any:
    query = columns_with(JointItem, JointBallot.guideline_id.label("log_of"))
    return query.join(JointBallot, JointBallot.id == JointItem.joint_id)


def _alternatives() -> Any:
    query = columns_with(AlternativeOrigin, Revision.guideline_id.label("log_of"))
    return query.join(Revision, Revision.id == AlternativeOrigin.revision_id)


def _of_study(model: Any) -> Any:
    query = columns_with(model, DelphiStudy.guideline_id.label("log_of"))
    return query.join(DelphiStudy, DelphiStudy.id == model.study_id)


def _ratings() -> Any:
    """Not before their round closes."""
    query = columns_with(DelphiRating, DelphiStudy.guideline_id.label("log_of"))
    query = query.join(DelphiRound, DelphiRound.id == DelphiRating.round_id)
    return query.join(DelphiStudy, DelphiStudy.id == DelphiRound.study_id).where(DelphiRound.closed_at.is_not(None))


def _kind(kind: str, model: type[Model], content: Any, rows: Any = None, **how: Any) -> TrackedRows:
    return TrackedRows(kind, model, rows or of_guideline(model), content, **how)


GROUP_KINDS = (
    _kind("appointment", Appointment, content_of_appointment),
    _kind("rules", RulesOfProcedure, content_of_rules),
    _kind("interest", Interest, lambda row: content_of_interest(row, ids_of(row.pillar_ids)), _interests),
    _kind(
        "handling",
        InterestHandling,
        lambda row: content_of_handling(row, ids_of(row.pillar_ids), ids_of(row.clause_ids)),
        _handlings,
    ),
    _kind("formal_objection", Objection, content_of_formal_objection),
    _kind("joint", JointBallot, content_of_joint),
    _kind("joint_item", JointItem, content_of_joint_item, _joint_items),
    _kind("alternative", AlternativeOrigin, content_of_alternative, _alternatives, at_most=1),
    _kind("study", DelphiStudy, content_of_study),
    _kind("study_item", DelphiItem, content_of_study_item, lambda: _of_study(DelphiItem)),
    _kind("panelist", DelphiPanelist, content_of_panelist, lambda: _of_study(DelphiPanelist)),
    _kind("study_round", DelphiRound, content_of_study_round, lambda: _of_study(DelphiRound)),
    _kind(
        "rating",
        DelphiRating,
        content_of_rating,
        _ratings,
        after=DelphiRound,
        after_id=DelphiRating.__table__.c.round_id,
        at_most=1,
    ),
)
