"""Telling commenters what was decided: one mail to each, once for each state of the answers."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select

from consult.accounts import signed_links
from consult.accounts.models import Person
from consult.analysis.models import Point
from consult.comments.models import Comment, CommentState
from consult.consultations.models import Round
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.mail import outbox as mail
from consult.core.queue import Job, State
from consult.core.verbs import Verb
from consult.drafts.models import Guideline
from consult.responses.inheritance import Effective
from consult.responses.models import Notice
from consult.responses.queries import IN_PLACE, effective_answers
from consult.responses.tallies.models import AnswerStanding

TELL = "tell_commenters"  # the job that writes to them
MAIL = "responses/decided"
PURPOSE = "satisfaction"
AUTHORS_AT_ONCE = 500
A_YEAR = 365 * 24 * 3600


# An address that was proved: people whom a register named have none.
_REACHABLE = select(Person.id).where(Person.id == Comment.author_id, Person.confirmed_at.is_not(None)).exists()


@dataclass(frozen=True)
class AnsweredComment:
    """A comment all of whose points have an answer."""

    comment: Comment
    points: Sequence[tuple[Point, Effective]]

    @property
    def key(self) -> str:
        """Lets its author say whether they are satisfied without signing in: guests have no password."""
        return signed_links.sign(PURPOSE, self.comment.id)


def is_key_of(comment: Comment, key: str) -> bool:
    """Whether this is the link that was mailed to its author: guests have no password."""
    try:
        return bool(key) and signed_links.read_link(PURPOSE, key, seconds=A_YEAR) == comment.id
    except signed_links.LinkExpired:
        return False


def digest_of_answers(points: Iterable[tuple[Point, Effective]]) -> str:
    """SHA-256 of what the author is told; who answered, and whether it was inherited, makes no difference to them."""
    told = [[p.start, e.answer.disposition, e.answer.reason, e.answer.referred_to_id] for p, e in points]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def decided_comments(guideline: Guideline) -> Select[Comment]:
    """Sent comments with an author here, with points, and an answer to each."""
    of_it = select(Point.id).where(Point.comment_id == Comment.id, IN_PLACE)
    open_ones = of_it.join(AnswerStanding, AnswerStanding.point_id == Point.id).where(AnswerStanding.answer == "none")
    waiting = open_ones.correlate(Comment).exists()
    query = select(Comment).join(Round, Round.id == Comment.round_id).where(Round.guideline_id == guideline.id)
    ours = (Comment.state == CommentState.SENT, Comment.author_id.is_not(None))
    return query.where(*ours, of_it.correlate(Comment).exists(), ~waiting)


def untold_comments(guideline: Guideline) -> Select[Comment]:
    """Of those, the ones whose authors can be written to and were never told."""
    told = select(Notice.id).where(Notice.comment_id == Comment.id).correlate(Comment).exists()
    return decided_comments(guideline).where(~told, _REACHABLE)


def authors_to_tell(guideline: Guideline) -> Sequence[int]:
    """Everyone with a decided comment who can be written to; whether there is news for them is seen one by one."""
    query = decided_comments(guideline).where(_REACHABLE).with_only_columns(Comment.author_id).distinct()
    return [number for number in db.session.scalars(query.order_by(Comment.author_id)) if number is not None]


def news_for(guideline: Guideline, author_ids: Sequence[int]) -> dict[int, list[AnsweredComment]]:
    """Decided comments of these authors whose answers they have not been told as they stand now."""
    mine = decided_comments(guideline).where(Comment.author_id.in_(author_ids)).order_by(Comment.id)
    comments = db.session.scalars(mine).all()
    numbers = [comment.id for comment in comments]
    query = select(Point).where(Point.comment_id.in_(numbers), IN_PLACE).order_by(Point.comment_id, Point.start)
    points: dict[int, list[Point]] = {}
    for point in db.session.scalars(query):
        points.setdefault(point.comment_id, []).append(point)
    answers = effective_answers(point for those in points.values() for point in those)
    notices = select(Notice.comment_id, Notice.digest).where(Notice.comment_id.in_(numbers))
    told = set(db.session.execute(notices))
    news: dict[int, list[AnsweredComment]] = {}
    for comment in comments:
        answered = [(point, answers[point.id]) for point in points[comment.id]]
        if comment.author_id is not None and (comment.id, digest_of_answers(answered)) not in told:
            news.setdefault(comment.author_id, []).append(AnsweredComment(comment, answered))
    return news


def all_news(guideline: Guideline) -> dict[int, list[AnsweredComment]]:
    """By author, everything that someone is still to be told."""
    authors = authors_to_tell(guideline)
    news: dict[int, list[AnsweredComment]] = {}
    for start in range(0, len(authors), AUTHORS_AT_ONCE):
        news.update(news_for(guideline, authors[start : start + AUTHORS_AT_ONCE]))
    return news


def is_being_told(guideline: Guideline) -> bool:
    """Whether the job that writes to commenters has not ended yet."""
    unfinished = Job.state.in_((State.WAITING, State.RUNNING))
    query = select(Job.id).where(Job.kind == TELL, Job.subject_id == guideline.id, unfinished)
    return db.session.scalar(query.limit(1)) is not None


def sample_mail(guideline: Guideline, news: Sequence[AnsweredComment], reader: Person) -> tuple[str, str]:
    """A mail about one comment, addressed to whoever looks at it, in their language, without its links."""
    values = {"guideline": guideline, "person": reader, "news": news[:1]}
    subject, body = mail.drawn_up(MAIL, language=reader.language, **values)
    return subject, mail.without_links(body)


def tell_author(guideline: Guideline, author: Person, news: Sequence[AnsweredComment]) -> None:
    """One mail about all their comments that have news; a notice for each, in the same transaction."""
    now = clock.now()
    db.session.add_all(Notice(comment=d.comment, digest=digest_of_answers(d.points), at=now) for d in news)
    values = {"guideline": guideline, "person": author, "news": news}
    mail.post(author.email, MAIL, language=author.language, **values)
    references = [decided.comment.reference for decided in news]
    record(Verb.COMMENTER_TOLD, author, guideline_id=guideline.id, comments=references)
