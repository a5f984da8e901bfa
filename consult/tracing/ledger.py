"""A clause through its drafts: each wording, what was said of it, what was decided, and what came of that.

The number of queries is the same for a clause with three comments and with three thousand.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from consult.analysis.models import Assignment, Point, Theme, ThemeState
from consult.comments.models import Comment, CommentState, Stance
from consult.consultations.models import Round
from consult.core.database import db
from consult.core.text import looks_same
from consult.drafts.membership import Membership
from consult.drafts.models import Change, Clause, Draft, DraftState, Lineage, Wording
from consult.drafts.queries import drafts_by_id, wordings_through_drafts
from consult.drafts.row_cache.rows import rows_held
from consult.drafts.text_diff import Segment, difference
from consult.publishing.models import Carry, Fate, Provenance
from consult.publishing.words.history import WITHOUT_A_VOTE, ClauseWords, WordSource, words_of_clauses
from consult.responses.models import Answer, Disposition
from consult.responses.queries import effective_answer_id
from consult.revisions.models import Revision
from consult.revisions.queries import revisions_on
from consult.revisions.uptake.labels import AnswerClaim, claim_of
from consult.revisions.uptake.queries import STAGES, uptake_rank
from consult.voting.models import Ballot

THEMES_SHOWN = 6


@dataclass(frozen=True)
class RevisionWithBallots:
    """A revision of the clause with the ballots held on it."""

    revision: Revision
    ballots: Sequence[Ballot]

    @property
    def redline(self) -> list[Segment]:
        return difference(self.revision.base_text, self.revision.proposed_text)


@dataclass(frozen=True)
class Stage:
    """The clause in one draft. Counts are of comments made on that draft; a theme's number is its points here."""

    wording: Wording
    before: Wording | None
    sources: Sequence[WordSource]  # what brought its words, where they are not those of the draft before
    stances: Mapping[Stance, int]
    decisions: Mapping[AnswerClaim | None, int]  # points by what is said of their answers; None: nothing yet
    themes: Sequence[tuple[Theme, int]]
    proposals: Sequence[RevisionWithBallots]
    carried_here: Mapping[Fate | None, int]  # None: proposed, and settled by nobody yet

    @property
    def comments(self) -> int:
        return sum(self.stances.values())

    @property
    def points(self) -> int:
        return sum(self.decisions.values())

    @property
    def decided(self) -> list[tuple[AnswerClaim, int]]:
        """What is said of answers, the most frequent first."""
        given = [(claim, number) for claim, number in self.decisions.items() if claim is not None]
        return sorted(given, key=lambda pair: -pair[1])

    @property
    def unanswered(self) -> int:
        return self.decisions.get(None, 0)

    @property
    def redline(self) -> list[Segment]:
        return difference(self.before.text, self.wording.text) if self.before else []

    @property
    def vote(self) -> WordSource | None:
        return next((source for source in self.sources if source.voted), None)

    @property
    def by_hand(self) -> list[WordSource]:
        return [source for source in self.sources if source.kind in WITHOUT_A_VOTE]

    @property
    def change(self) -> str:
        if self.before is None:
            return "first"
        if not looks_same(self.before.text, self.wording.text):
            return "reworded"
        return "renumbered" if self.before.number != self.wording.number else "same"


@dataclass(frozen=True)
class Deletion:
    """The draft in which the clause was no more, and what took it out."""

    draft: Draft
    by: Provenance | None


@dataclass(frozen=True)
class Ledger:
    clause: Clause
    stages: Sequence[Stage]  # oldest draft first
    words: ClauseWords  # of the last wording, each with its source

    @property
    def latest(self) -> Stage | None:
        return self.stages[-1] if self.stages else None


def ledger_of(clause: Clause, membership: Membership) -> Ledger:
    every = wordings_through_drafts(clause)
    wordings = [wording for wording in every if wording.language == clause.guideline.language]
    words = words_of_clauses(clause.guideline, [clause.id]).get(clause.id, ClauseWords())
    return Ledger(clause, _stages(clause, membership, wordings, words), words)


@dataclass(frozen=True)
class Kinship:
    """In a draft, a clause was split or merged: `other` is what it became or came from, as it stood or stands there."""

    draft: Draft
    change: Change
    onward: bool  # to the other, not from it
    other: Wording


def kinships_of(clause: Clause) -> list[Kinship]:
    """Splits and merges that it took part in, in published drafts, the oldest first."""
    mine = or_(Lineage.from_clause_id == clause.id, Lineage.to_clause_id == clause.id)
    query = select(Lineage).join(Draft, Draft.id == Lineage.draft_id).where(mine)
    query = query.where(Lineage.change.in_((Change.SPLIT, Change.MERGED)), Draft.state != DraftState.EDITING)
    found: list[Kinship] = []
    drafts = drafts_by_id(clause.guideline)
    for row in rows_held(clause.guideline, ("kin", clause.id), query.order_by(Draft.number, Lineage.id)):
        draft, onward = drafts[row.draft_id], row.from_clause_id == clause.id
        other_id, where = (row.to_clause_id, draft.id) if onward else (row.from_clause_id, draft.based_on_id)
        if other_id == clause.id:
            continue
        others = select(Wording).where(Wording.clause_id == other_id, Wording.draft_id == where)
        other = db.session.scalars(others.where(Wording.language == clause.guideline.language)).unique().first()
        if other is not None:
            found.append(Kinship(draft, row.change, onward, other))
    return found


def deletion_of(clause: Clause) -> Deletion | None:
    """None while the clause stands in the last draft that was published."""
    gone = select(Lineage.draft_id).where(Lineage.from_clause_id == clause.id, Lineage.to_clause_id.is_(None))
    query = select(Draft).where(Draft.id.in_(gone), Draft.state != DraftState.EDITING).order_by(Draft.number.desc())
    draft = next(iter(rows_held(clause.guideline, ("gone", clause.id), query.limit(1))), None)
    if draft is None:
        return None
    took_out = select(Provenance).join(Provenance.revision)
    mine = or_(Provenance.clause_id == clause.id, and_(Provenance.place.is_(None), Revision.clause_id == clause.id))
    took_out = took_out.where(Provenance.draft_id == draft.id, Provenance.wording_id.is_(None), mine)
    return Deletion(draft, db.session.scalars(took_out.options(joinedload(Provenance.revision))).unique().first())


def _stages(clause: Clause, membership: Membership, wordings: Sequence[Wording], words: ClauseWords) -> list[Stage]:
    stances = _grouped(_comments_on(clause).with_only_columns(Round.draft_id, Comment.stance))
    decisions = _claims(_decisions_on(clause))
    themes = _themes(clause)
    proposals = proposals_on(revisions_on(clause, membership))
    fates = _grouped(_carried_on(clause))
    return [
        Stage(
            wording=wording,
            before=wordings[place - 1] if place else None,
            sources=[source for source in words.own_steps if source.draft.id == wording.draft_id],
            stances=stances[wording.draft_id],
            decisions=decisions[wording.draft_id],
            themes=themes[wording.draft_id][:THEMES_SHOWN],
            proposals=[each for each in proposals if each.revision.draft_id == wording.draft_id],
            carried_here=fates[wording.draft_id],
        )
        for place, wording in enumerate(wordings)
    ]


def _grouped(query: Select[int, Any]) -> defaultdict[int, dict[Any, int]]:
    """A select of (draft, value), counted: how many of each value in each draft."""
    draft_id, value = query.selected_columns
    found: defaultdict[int, dict[Any, int]] = defaultdict(dict)
    counted = query.add_columns(func.count()).group_by(draft_id, value)
    for draft, given, number in db.session.execute(counted):
        found[draft][given] = number
    return found


def _comments_on(clause: Clause) -> Select[Comment]:
    query = select(Comment).join(Round, Round.id == Comment.round_id)
    return query.where(Comment.clause_id == clause.id, Comment.state == CommentState.SENT)


def _claims(query: Select[int, Disposition | None, int]) -> defaultdict[int, dict[AnswerClaim | None, int]]:
    """By draft, how many points have an answer of which the same is said: decided alike, and come equally far."""
    found: defaultdict[int, dict[AnswerClaim | None, int]] = defaultdict(dict)
    for draft, disposition, rank, number in db.session.execute(
        query.add_columns(func.count()).group_by(*query.selected_columns)
    ):
        claim = claim_of(disposition, STAGES[rank]) if disposition is not None else None
        found[draft][claim] = found[draft].get(claim, 0) + number
    return found


def _decisions_on(clause: Clause) -> Select[int, Disposition | None, int]:
    """(draft, disposition or None, how far its words have come) of each point made on the clause."""
    points = (
        select(Round.draft_id, effective_answer_id().label("answer_id"), uptake_rank().label("rank"))
        .select_from(Point)
        .join(Comment, Comment.id == Point.comment_id)
        .join(Round, Round.id == Comment.round_id)
        .where(Comment.clause_id == clause.id, Comment.state == CommentState.SENT)
        .subquery()
    )
    decided = select(points.c.draft_id, Answer.disposition, points.c.rank)
    return decided.outerjoin(Answer, Answer.id == points.c.answer_id)


def _themes(clause: Clause) -> defaultdict[int, list[tuple[Theme, int]]]:
    """Themes of the points made on the clause, by draft, each with its number of points."""
    found: defaultdict[int, list[tuple[Theme, int]]] = defaultdict(list)
    for draft_id, theme, number in db.session.execute(_themes_on(clause)):
        found[draft_id].append((theme, number))
    return found


def _themes_on(clause: Clause) -> Select[int, Theme, int]:
    """(draft, theme, points), most points first."""
    number = func.count().label("number")
    counted = (
        _comments_on(clause)
        .join(Point, Point.comment_id == Comment.id)
        .join(Assignment, Assignment.point_id == Point.id)
        .with_only_columns(Round.draft_id, Assignment.theme_id, number)
        .group_by(Round.draft_id, Assignment.theme_id)
        .subquery()
    )
    query = select(counted.c.draft_id, Theme, counted.c.number).join(Theme, Theme.id == counted.c.theme_id)
    return query.where(Theme.state == ThemeState.ACTIVE).order_by(counted.c.number.desc(), Theme.id)


def _carried_on(clause: Clause) -> Select[int, Fate | None]:
    """What became of comments on earlier drafts that stand on the clause, or whose words were in it and are gone."""
    fate = case((Carry.confirmed_at.is_not(None), Carry.fate), else_=None)
    query = select(Carry.draft_id, fate.label("fate")).join(Comment, Comment.id == Carry.comment_id)
    query = query.outerjoin(Wording, Wording.id == Carry.wording_id)
    here = func.coalesce(Wording.clause_id, Comment.clause_id) == clause.id
    return query.where(here, Comment.state == CommentState.SENT)


def proposals_on(revisions: Iterable[Revision]) -> list[RevisionWithBallots]:
    """The same revisions, each with the ballots held on it."""
    known = list(revisions)
    if not known:
        return []
    held: dict[int, list[Ballot]] = defaultdict(list)
    on_them = select(Ballot).where(Ballot.revision_id.in_([revision.id for revision in known]))
    for ballot in db.session.scalars(on_them.order_by(Ballot.id)):
        held[ballot.revision_id].append(ballot)
    return [RevisionWithBallots(revision, held[revision.id]) for revision in known]
