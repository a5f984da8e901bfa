"""The checklist of a guideline: its criteria, ratings by clause, and the table of them by pillar."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from consult.core.database import db
from consult.drafts.models import Clause, Guideline, Pillar, Wording
from consult.drafts.queries import current_draft, draft_in_work, wordings_with_clause
from consult.revisions.checklist.hints import hints_on
from consult.revisions.checklist.models import ChecklistCriterion, ClauseRating, Fulfilment

Counts = Mapping[Fulfilment, int]


def criteria_of(guideline: Guideline) -> Sequence[ChecklistCriterion]:
    """Those on the checklist now, in its order."""
    query = select(ChecklistCriterion).where(ChecklistCriterion.guideline_id == guideline.id)
    query = query.where(ChecklistCriterion.retired_at.is_(None))
    return db.session.scalars(query.order_by(ChecklistCriterion.position, ChecklistCriterion.id)).all()


def criterion_in(guideline: Guideline, criterion_id: int) -> ChecklistCriterion | None:
    return next((one for one in criteria_of(guideline) if one.id == criterion_id), None)


def ratings_on(clause: Clause) -> Sequence[ClauseRating]:
    """Those that stand, the latest last; each with its author and the words that they read."""
    query = select(ClauseRating).where(ClauseRating.clause_id == clause.id, ClauseRating.superseded_at.is_(None))
    query = query.options(joinedload(ClauseRating.person), joinedload(ClauseRating.wording))
    return db.session.scalars(query.order_by(ClauseRating.at, ClauseRating.id)).unique().all()


@dataclass(frozen=True)
class ChecklistCell:
    """A clause by a criterion: how many rated it how, and what its words let expect."""

    counts: Counts
    hints: Sequence[str]


@dataclass(frozen=True)
class ChecklistRow:
    wording: Wording
    cells: Sequence[ChecklistCell]


@dataclass(frozen=True)
class PillarChecklist:
    """The clauses of one pillar, in the order of the text; cells in the order of the criteria."""

    pillar: Pillar
    rows: Sequence[ChecklistRow]

    @property
    def totals(self) -> list[tuple[int, int, int]]:
        """By criterion: clauses rated, clauses of which somebody misses something, clauses with a hint."""
        columns = list(zip(*(row.cells for row in self.rows), strict=True))
        return [
            (
                sum(bool(cell.counts) for cell in column),
                sum(bool(cell.counts.get(Fulfilment.PARTLY) or cell.counts.get(Fulfilment.NOT_MET)) for cell in column),
                sum(bool(cell.hints) for cell in column),
            )
            for column in columns
        ]


def checklist_of(guideline: Guideline, criteria: Sequence[ChecklistCriterion]) -> list[PillarChecklist]:
    """Of the draft in force, else of that in work. Five statements, however long the text is."""
    draft = current_draft(guideline) or draft_in_work(guideline)
    if draft is None or not criteria:
        return []
    counts = _counts(criteria)
    by_pillar: dict[Pillar, list[ChecklistRow]] = defaultdict(list)
    for wording in wordings_with_clause(draft):
        cells = [
            ChecklistCell(counts[wording.clause_id, c.id], hints_on(wording.text, wording.language, c.looks_for))
            for c in criteria
        ]
        by_pillar[wording.pillar].append(ChecklistRow(wording, cells))
    return [PillarChecklist(pillar, rows) for pillar, rows in by_pillar.items()]


def _counts(criteria: Sequence[ChecklistCriterion]) -> Mapping[tuple[int, int], Counter[Fulfilment]]:
    said = (ClauseRating.clause_id, ClauseRating.criterion_id, ClauseRating.fulfilment)
    query = select(*said, func.count()).where(ClauseRating.superseded_at.is_(None))
    query = query.where(ClauseRating.criterion_id.in_([criterion.id for criterion in criteria])).group_by(*said)
    found: dict[tuple[int, int], Counter[Fulfilment]] = defaultdict(Counter)
    for clause_id, criterion_id, fulfilment, number in db.session.execute(query):
        found[clause_id, criterion_id][fulfilment] = number
    return found
