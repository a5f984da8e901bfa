"""What cites a finding: answers and revisions that name it between brackets, as far as the reader may see them."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.analysis.models import Point, Theme
from consult.analysis.queries import may_read_themes_of
from consult.comments.models import Comment
from consult.comments.queries import readable_condition
from consult.consultations.models import Round
from consult.core import clock
from consult.core.database import db
from consult.drafts.evidence.citations import cited_in
from consult.drafts.evidence.models import Finding
from consult.drafts.queries import membership_of
from consult.responses.models import Answer
from consult.revisions.models import Revision
from consult.revisions.queries import readable_revisions

MOST = 200  # that hold the reference as a word; more are not looked through


@dataclass(frozen=True)
class CitedIn:
    comments: Sequence[str]  # references of comments whose points are answered with it
    themes: Sequence[Answer]
    revisions: Sequence[Revision]

    def __bool__(self) -> bool:
        return bool(self.comments or self.themes or self.revisions)


def what_cites(finding: Finding) -> CitedIn:
    membership = membership_of(current_user, finding.guideline)
    named = Answer.reason.icontains(finding.reference, autoescape=True)
    stands = select(Answer).where(named, Answer.superseded_at.is_(None))
    of_points = stands.add_columns(Comment.reference).join(Point, Point.id == Answer.point_id)
    of_points = of_points.join(Comment, Comment.id == Point.comment_id).join(Round, Round.id == Comment.round_id)
    theirs = (Round.guideline_id == finding.guideline_id, readable_condition(membership, clock.now()))
    points = db.session.execute(of_points.where(*theirs).order_by(Answer.id).limit(MOST)).all()
    themes: Sequence[Answer] = []
    if may_read_themes_of(membership.person, finding.guideline):
        of_themes = stands.join(Theme, Theme.id == Answer.theme_id).where(Theme.guideline_id == finding.guideline_id)
        themes = db.session.scalars(of_themes.options(joinedload(Answer.theme)).order_by(Answer.id).limit(MOST)).all()
    said = Revision.rationale.icontains(finding.reference, autoescape=True)
    readable = readable_revisions(membership).where(said).order_by(Revision.id).limit(MOST)
    revisions = db.session.scalars(readable).unique()
    return CitedIn(
        list(dict.fromkeys(reference for answer, reference in points if finding.reference in cited_in(answer.reason))),
        [answer for answer in themes if finding.reference in cited_in(answer.reason)],
        [revision for revision in revisions if finding.reference in cited_in(revision.rationale)],
    )
