"""What changes about the checklist: criteria added, changed, taken off; clauses rated."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from consult.accounts.models import Person
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.i18n.own_words import english
from consult.core.locking import Stale, enforce_base_version, held, hold, version_of
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.drafts.models import Guideline, Wording
from consult.drafts.queries import membership_of
from consult.revisions.checklist import rules
from consult.revisions.checklist.labels import USUAL_CRITERIA
from consult.revisions.checklist.models import ChecklistCriterion, ClauseRating, Fulfilment, HintKind
from consult.revisions.checklist.queries import criteria_of


@dataclass(frozen=True)
class CriterionContent:
    title: str
    question: str
    looks_for: HintKind = HintKind.NOTHING


def content_of_criterion(criterion: ChecklistCriterion) -> CriterionContent:
    return CriterionContent(criterion.title, criterion.question, criterion.looks_for)


def add_criterion(guideline: Guideline, content: CriterionContent, *, by: Person) -> ChecklistCriterion:
    rules.may_edit_criteria(membership_of(by, guideline)).enforce()
    hold(guideline)
    last = select(func.max(ChecklistCriterion.position)).where(ChecklistCriterion.guideline_id == guideline.id)
    position = (db.session.scalar(last) or 0) + 1
    made = ChecklistCriterion(guideline=guideline, position=position, **vars(content))
    db.session.add(made)
    record(Verb.CRITERION_ADDED, made, by=by, guideline_id=guideline.id, **vars(content))
    return made


def begin_with_usual_criteria(guideline: Guideline, *, by: Person) -> None:
    """The five of the reference process, each read in its reader's language; to be edited as any other."""
    if criteria_of(guideline):
        raise Refused(_("The checklist has criteria already. Add others, or change these."))
    for title, question, looks_for in USUAL_CRITERIA:
        add_criterion(guideline, CriterionContent(english(title), english(question), looks_for), by=by)


def change_criterion(
    criterion: ChecklistCriterion, content: CriterionContent, *, base_version: str | None = None, by: Person
) -> None:
    criterion = held(criterion)
    rules.may_edit_criteria(membership_of(by, criterion.guideline)).enforce()
    was = content_of_criterion(criterion)
    enforce_base_version(base_version, version_of(vars(was)), theirs=was.question, yours=content.question)
    if was == content:
        return
    criterion.title, criterion.question, criterion.looks_for = content.title, content.question, content.looks_for
    facts = {**vars(content), "was": vars(was)}
    record(Verb.CRITERION_CHANGED, criterion, by=by, guideline_id=criterion.guideline_id, **facts)


def retire_criterion(criterion: ChecklistCriterion, *, by: Person) -> None:
    """Off the checklist; what was rated by it stays in the record."""
    criterion = held(criterion)
    rules.may_edit_criteria(membership_of(by, criterion.guideline)).enforce()
    if criterion.retired_at is None:
        criterion.retired_at = clock.now()
        facts = {"title": criterion.title}
        record(Verb.CRITERION_RETIRED, criterion, by=by, guideline_id=criterion.guideline_id, **facts)


class GivenRating(NamedTuple):
    fulfilment: Fulfilment
    note: str = ""


def rate_clause(wording: Wording, given: Mapping[int, GivenRating], *, by: Person) -> int:
    """By the numbers of criteria; how many are new. The same rating on the same words is none."""
    guideline = wording.draft.guideline
    rules.may_rate_clauses(membership_of(by, guideline)).enforce()
    for one in given.values():
        rules.is_sound_rating(one.fulfilment, one.note).enforce()
    own = (ClauseRating.clause_id == wording.clause_id, ClauseRating.person_id == by.id)
    query = select(ClauseRating).where(*own, ClauseRating.superseded_at.is_(None))
    there = {rating.criterion_id: rating for rating in db.session.scalars(query)}
    by_id = {criterion.id: criterion for criterion in criteria_of(guideline)}
    changed = {n: one for n, one in given.items() if n in by_id and not _same(there.get(n), one, wording)}
    try:
        with db.session.begin_nested():
            for number, one in changed.items():
                _rated(wording, by_id[number], one, there.get(number), by)
    except IntegrityError as twice:
        raise Stale(_("You rated this clause at the same moment elsewhere. Open it again.")) from twice
    return len(changed)


def _same(old: ClauseRating | None, given: GivenRating, wording: Wording) -> bool:
    return old is not None and (old.fulfilment, old.note, old.wording_id) == (*given, wording.id)


def _rated(
    wording: Wording, criterion: ChecklistCriterion, given: GivenRating, old: ClauseRating | None, by: Person
) -> None:
    now = clock.now()
    if old is not None:
        old.superseded_at = now
        db.session.flush()  # before the new row: only one may stand
    told = {"fulfilment": given.fulfilment, "note": given.note}
    new = ClauseRating(
        criterion=criterion, clause_id=wording.clause_id, wording_id=wording.id, person_id=by.id, at=now, **told
    )
    db.session.add(new)
    was = {"fulfilment": old.fulfilment, "note": old.note} if old is not None else {}
    facts = {"clause": wording.clause.uid, "criterion": criterion.title, "was": was, **told}
    record(Verb.CLAUSE_RATED, new, by=by, guideline_id=criterion.guideline_id, **facts)
