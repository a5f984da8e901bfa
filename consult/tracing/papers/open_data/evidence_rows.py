"""The library of evidence and how clauses were weighed by it, as rows of open data for a draft."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from consult.core.database import db
from consult.drafts.evidence.models import Finding
from consult.drafts.evidence.queries import with_places
from consult.drafts.models import Draft, Guideline, Wording
from consult.drafts.weighing.models import DecisionCriterion
from consult.drafts.weighing.queries import judgements_for_everyone

FINDINGS = """
reference: as it is cited, [F12]
kind: finding or case_study
subject:
statement:
value: the figure as its source prints it
unit:
population: of whom or what
region:
year integer:
source:
link:
pillars: codes of those it is attached to, parted by commas
clauses: numbers in this draft of those it is attached to, parted by commas
withdrawn datetime: empty while it stands
withdrawn_because:
"""
WEIGHING = """
uid: lasting identity of the clause
number: as it is printed in this draft
criterion: of GRADE's evidence-to-decision framework
judgement:
ground: findings are cited in it, [F12]
judged datetime:
"""


def all_findings(guideline: Guideline) -> Sequence[Finding]:
    """Withdrawn ones among them: whoever follows a citation finds something."""
    query = select(Finding).where(Finding.guideline_id == guideline.id).options(*with_places())
    return db.session.scalars(query.order_by(Finding.id)).all()


def finding_rows(findings: Sequence[Finding], now: Mapping[int, Wording]) -> Iterator[Sequence[Any]]:
    """`now`: the clauses of the draft; of others no place is told."""
    for one in findings:
        pillars = ", ".join(place.pillar.code for place in one.places if place.pillar is not None)
        clauses = ", ".join(now[key].number for place in one.places if (key := place.clause_id or 0) in now)
        what = one.reference, one.kind.value, one.subject, one.statement, one.value, one.unit, one.population
        whence = one.region, one.year, one.source, one.link
        yield *what, *whence, pillars, clauses, one.withdrawn_at, one.withdrawn_because


def weighing_rows(draft: Draft, now: Mapping[int, Wording]) -> list[Sequence[Any]]:
    """Judgements that stand on clauses of the draft whose weighing readers see, in the order of the text."""
    order = {criterion: place for place, criterion in enumerate(DecisionCriterion)}
    found = [(now[one.clause_id], one) for one in judgements_for_everyone(draft) if one.clause_id in now]
    found.sort(key=lambda pair: (pair[0].position, order[pair[1].criterion]))
    return [
        (wording.clause.uid, wording.number, one.criterion.value, one.judgement.value, one.note, one.at)
        for wording, one in found
    ]
