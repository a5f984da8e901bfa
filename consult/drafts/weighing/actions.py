"""What changes about the weighing of evidence: judged, judged anew, shown to readers, hidden again."""

from collections.abc import Mapping
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from consult.accounts.models import Person
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import Stale, enforce_base_version, hold, version_of
from consult.core.verbs import Verb
from consult.drafts.evidence.queries import citations_known
from consult.drafts.models import Clause
from consult.drafts.queries import membership_of
from consult.drafts.weighing import rules
from consult.drafts.weighing.models import DecisionCriterion, EvidenceJudgement, Judgement, PublishedWeighing
from consult.drafts.weighing.queries import judgements_on, standing_judgements


class GivenJudgement(NamedTuple):
    judgement: Judgement
    note: str


def version_of_weighing(clause: Clause) -> str:
    return version_of([one.id for one in standing_judgements(judgements_on(clause)).values()])


def weigh(
    clause: Clause,
    given: Mapping[DecisionCriterion, GivenJudgement],
    *,
    base_version: str | None = None,
    by: Person,
) -> list[EvidenceJudgement]:
    """Each criterion that is judged otherwise than it stands; the same judgement given again is none. Raises Stale."""
    rules.may_weigh(membership_of(by, clause.guideline)).enforce()
    for criterion, one in given.items():
        rules.is_sound_judgement(criterion, one.judgement, one.note).enforce()
    citations_known(clause.guideline, *(one.note for one in given.values())).enforce()
    hold(clause)
    enforce_base_version(base_version, version_of_weighing(clause))
    there = standing_judgements(judgements_on(clause))
    changed = {c: one for c, one in given.items() if c not in there or (there[c].judgement, there[c].note) != one}
    try:
        with db.session.begin_nested():
            return [_judged(clause, criterion, one, there.get(criterion), by) for criterion, one in changed.items()]
    except IntegrityError as twice:
        raise Stale(_("Someone else judged this at the same moment. Open it again.")) from twice


def _judged(
    clause: Clause, criterion: DecisionCriterion, given: GivenJudgement, old: EvidenceJudgement | None, by: Person
) -> EvidenceJudgement:
    now = clock.now()
    if old is not None:
        old.superseded_at = now
        db.session.flush()  # before the new row: only one may stand
    told = {"criterion": criterion, "judgement": given.judgement, "note": given.note}
    new = EvidenceJudgement(clause=clause, by_id=by.id, at=now, **told)
    db.session.add(new)
    was = {"judgement": old.judgement, "note": old.note} if old is not None else {}
    record(Verb.WEIGHING_JUDGED, new, by=by, guideline_id=clause.guideline_id, clause=clause.uid, was=was, **told)
    return new


def show_weighing(clause: Clause, *, public: bool, by: Person) -> None:
    """Told to readers, or to those with a task alone; asked twice it is done once."""
    judged = len(standing_judgements(judgements_on(clause)))
    rules.may_show_weighing(membership_of(by, clause.guideline), judged=judged).enforce()
    hold(clause)
    there = db.session.get(PublishedWeighing, clause.id)
    if public == (there is not None):
        return
    if there is not None:
        db.session.delete(there)
    else:
        db.session.add(PublishedWeighing(clause_id=clause.id, by_id=by.id, at=clock.now()))
    verb = Verb.WEIGHING_SHOWN if public else Verb.WEIGHING_HIDDEN
    record(verb, clause, by=by, guideline_id=clause.guideline_id, clause=clause.uid)
