"""News: entries of the journal, and what the clock brings, each with those who want to know of it.

To tell of something more, read its verb here: a function from entries to `News`, and a line for it in `telling`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, tuple_

from consult.analysis.models import Point
from consult.comments.models import Comment, CommentState, Endorsement
from consult.consultations.models import Round, RoundState, round_pillar
from consult.consultations.rules import state_of_round
from consult.core import clock
from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.verbs import Verb
from consult.drafts.models import Guideline, Wording
from consult.responses.models import Answer, AnswerCoverage, Notice
from consult.responses.notifications import decided_comments, digest_of_answers
from consult.responses.queries import IN_PLACE, effective_answers
from consult.revisions.models import Revision, revision_point, revision_wording
from consult.tracing.following.models import Follow, FollowedKind
from consult.tracing.following.paces import NoticeKind
from consult.voting.models import Ballot
from consult.voting.objections.models import Objection

OPENED = "round.opened"  # no entry says it: the clock does
PLANS = frozenset({Verb.ROUND_PLANNED, Verb.ROUND_CHANGED})
AT_ONCE = 500  # numbers in one list


@dataclass(frozen=True)
class News:
    """One thing that happened. `key` is the same however often it is found."""

    kind: NoticeKind
    what: str
    subject: str
    subject_id: int
    key: str
    people: frozenset[int]


class Followers:
    """Who follows what in one guideline, read once a look."""

    def __init__(self, guideline_id: int) -> None:
        query = select(Follow.subject, Follow.subject_id, Follow.person_id)
        self._by_thing: dict[tuple[FollowedKind, int], set[int]] = {}
        for subject, subject_id, person_id in db.session.execute(query.where(Follow.guideline_id == guideline_id)):
            self._by_thing.setdefault((subject, subject_id), set()).add(person_id)

    def of(self, kind: FollowedKind, *numbers: int | None) -> set[int]:
        none: set[int] = set()
        return none.union(*(self._by_thing.get((kind, number), none) for number in numbers if number is not None))

    @property
    def everyone(self) -> set[int]:
        return set().union(*self._by_thing.values())


Entries = Sequence[AuditEntry]


def news_in(guideline: Guideline, entries: Entries, opened: Sequence[Round] = ()) -> list[News]:
    """What these entries of a guideline's journal, and rounds that opened, are news of."""
    followers = Followers(guideline.id)
    found = [news for round_ in opened for news in _of_round(round_, OPENED, followers)]
    for verbs, read in READERS.items():
        of_these = [entry for entry in entries if entry.verb in verbs]
        found += read(guideline, of_these, followers) if of_these else ()
    return [news for news in found if news.people]


def _said(guideline: Guideline, entries: Entries, followers: Followers) -> Iterator[News]:  # noqa: ARG001
    """Comments that can be read from now on: replies, and what is said where someone follows."""
    verb = {entry.subject_id: entry.verb for entry in entries}
    for comment in _comments(verb, Comment.state == CommentState.SENT):
        what, number, key = verb[comment.id], comment.id, f"said:{comment.id}"
        if (parent := comment.in_reply_to) is not None:
            people = {parent.author_id, *followers.of(FollowedKind.COMMENT, parent.id)} - {comment.author_id}
            yield News(NoticeKind.REPLY, what, "comment", number, key, _known(people))
        around = followers.of(FollowedKind.CLAUSE, comment.clause_id)
        around |= followers.of(FollowedKind.PILLAR, comment.pillar_id)
        yield News(NoticeKind.COMMENT, what, "comment", number, key, _known(around - {comment.author_id}))


def _endorsed(guideline: Guideline, entries: Entries, followers: Followers) -> Iterator[News]:  # noqa: ARG001
    """Once for each who endorses, however often they take it back."""
    pairs = {(entry.subject_id, entry.actor_id) for entry in entries}
    query = select(Endorsement, Comment.author_id).join(Comment, Comment.id == Endorsement.comment_id)
    query = query.where(tuple_(Endorsement.comment_id, Endorsement.person_id).in_(pairs))
    for given, author_id in db.session.execute(query):
        people = {author_id, *followers.of(FollowedKind.COMMENT, given.comment_id)} - {given.person_id}
        key = f"endorsed:{given.comment_id}:{given.person_id}"
        what = Verb.COMMENT_ENDORSED.value
        yield News(NoticeKind.ENDORSEMENT, what, "endorsement", given.id, key, _known(people))


def _answered(guideline: Guideline, entries: Entries, followers: Followers) -> Iterator[News]:
    """Comments all of whose points have an answer now. One whose author was told so by the drafting team is no news to
    them; one whose answers were changed is news again."""
    for comments in _cut(_comments_answered_by(entries)):
        query = decided_comments(guideline).where(Comment.id.in_(comments)).order_by(Comment.id)
        decided = db.session.scalars(query).all()
        digests = _digests([comment.id for comment in decided])
        told = set(db.session.execute(select(Notice.comment_id, Notice.digest).where(Notice.comment_id.in_(digests))))
        for comment in decided:
            digest = digests[comment.id]
            own = set() if (comment.id, digest) in told else {comment.author_id}
            people = _known({*own, *followers.of(FollowedKind.COMMENT, comment.id)})
            key = f"answered:{comment.id}:{digest[:16]}"
            yield News(NoticeKind.ANSWER, Verb.ANSWER_GIVEN.value, "comment", comment.id, key, people)


def _comments_answered_by(entries: Entries) -> list[int]:
    """Comments with points that these entries gave an answer to."""
    points = {point for entry in entries for point in _numbers(entry.facts.get("points"))}
    answers = [entry.subject_id for entry in entries if entry.subject == "answer"]
    found = set[int]()
    for cut in _cut(answers):
        points |= set(
            db.session.scalars(select(Answer.point_id).where(Answer.id.in_(cut), Answer.point_id.is_not(None)))
        )
        points |= set(db.session.scalars(select(AnswerCoverage.point_id).where(AnswerCoverage.answer_id.in_(cut))))
    for cut in _cut(points):
        found |= set(db.session.scalars(select(Point.comment_id).where(Point.id.in_(cut))))
    return sorted(found)


def _numbers(said: Any) -> list[int]:
    return [one for one in said if isinstance(one, int)] if isinstance(said, list) else []


def _digests(comments: Collection[int]) -> dict[int, str]:
    query = select(Point).where(Point.comment_id.in_(comments), IN_PLACE).order_by(Point.comment_id, Point.start)
    points: dict[int, list[Point]] = {}
    for point in db.session.scalars(query):
        points.setdefault(point.comment_id, []).append(point)
    answers = effective_answers(point for those in points.values() for point in those)
    return {number: digest_of_answers((p, answers[p.id]) for p in those) for number, those in points.items()}


def _contested(guideline: Guideline, entries: Entries, followers: Followers) -> Iterator[News]:  # noqa: ARG001
    """Whoever filed it is written to by the action."""
    query = select(Objection).where(Objection.id.in_([entry.subject_id for entry in entries]))
    for one in db.session.scalars(query):
        people = followers.of(FollowedKind.COMMENT, one.comment_id) - {one.by_id}
        what = Verb.OBJECTION_DECIDED.value
        yield News(NoticeKind.OBJECTION, what, "objection", one.id, f"contested:{one.id}", _known(people))


def _revised(guideline: Guideline, entries: Entries, followers: Followers) -> Iterator[News]:  # noqa: ARG001
    for entry in entries:
        people = _around_revision(entry.subject_id, followers)
        key = f"{entry.verb}:{entry.subject_id}"
        yield News(NoticeKind.REVISION, entry.verb, "revision", entry.subject_id, key, people)


def _balloted(guideline: Guideline, entries: Entries, followers: Followers) -> Iterator[News]:  # noqa: ARG001
    numbers = [entry.subject_id for entry in entries]
    rows = db.session.execute(select(Ballot.id, Ballot.revision_id).where(Ballot.id.in_(numbers)))
    revision = dict(rows.all())
    for entry in entries:
        if entry.subject_id in revision:
            people = _around_revision(revision[entry.subject_id], followers)
            key = f"{entry.verb}:{entry.subject_id}"
            yield News(NoticeKind.BALLOT, entry.verb, "ballot", entry.subject_id, key, people)


def _around_revision(number: int, followers: Followers) -> frozenset[int]:
    """Who follows a clause that it takes up, its pillar, or a comment that it answers; and who said that."""
    clause_id, pillar_id = db.session.execute(
        select(Revision.clause_id, Revision.pillar_id).where(Revision.id == number)
    ).one_or_none() or (None, None)
    taken_up = select(Wording.clause_id).join(revision_wording, revision_wording.c.wording_id == Wording.id)
    clauses = [clause_id, *db.session.scalars(taken_up.where(revision_wording.c.revision_id == number))]
    answered = select(Comment.id, Comment.author_id).join(Point, Point.comment_id == Comment.id)
    answered = answered.join(revision_point, revision_point.c.point_id == Point.id)
    said = db.session.execute(answered.where(revision_point.c.revision_id == number).distinct()).all()
    people = followers.of(FollowedKind.CLAUSE, *clauses) | followers.of(FollowedKind.PILLAR, pillar_id)
    people |= followers.of(FollowedKind.COMMENT, *(comment_id for comment_id, _author in said))
    return _known({*people, *(author_id for _comment, author_id in said)})


def _published(guideline: Guideline, entries: Entries, followers: Followers) -> Iterator[News]:  # noqa: ARG001
    for entry in entries:
        key, people = f"published:{entry.subject_id}", _known(followers.everyone)
        yield News(NoticeKind.DRAFT, entry.verb, "draft", entry.subject_id, key, people)


def _assigned(guideline: Guideline, entries: Entries, followers: Followers) -> Iterator[News]:  # noqa: ARG001
    for entry in entries:
        people = _known({entry.facts.get("to")} - {entry.actor_id})
        key, what = f"assigned:{entry.id}", Verb.WORK_ASSIGNED.value
        yield News(NoticeKind.WORK, what, "guideline", guideline.id, key, people)


def _written_over(guideline: Guideline, entries: Entries, followers: Followers) -> Iterator[News]:  # noqa: ARG001
    """A colleague's answer took the place of one's own that was on its way."""
    for entry in entries:
        people = _known({entry.facts.get("instead_of")} - {entry.actor_id})
        if people:
            key = f"written_over:{entry.id}"
            yield News(NoticeKind.WORK, Verb.ANSWER_DRAFTED.value, "answer_draft", entry.subject_id, key, people)


def _of_rounds(guideline: Guideline, entries: Entries, followers: Followers) -> Iterator[News]:  # noqa: ARG001
    """One that was planned, or given other dates, so that it is open already has opened."""
    numbers = {entry.subject_id for entry in entries}
    rounds = {
        round_.id: round_ for round_ in db.session.scalars(select(Round).where(Round.id.in_(numbers), ~Round.practice))
    }
    for entry in entries:
        round_ = rounds.get(entry.subject_id)
        if round_ is None or (entry.verb in PLANS and state_of_round(round_, clock.now()) != RoundState.OPEN):
            continue
        yield from _of_round(round_, OPENED if entry.verb in PLANS else entry.verb, followers)


def _of_round(round_: Round, what: str, followers: Followers) -> Iterator[News]:
    scope = db.session.scalars(select(round_pillar.c.pillar_id).where(round_pillar.c.round_id == round_.id)).all()
    people = followers.of(FollowedKind.ROUND, round_.id) | followers.of(FollowedKind.GUIDELINE, round_.guideline_id)
    people |= followers.of(FollowedKind.PILLAR, *scope)
    yield News(NoticeKind.ROUND, what, "round", round_.id, f"{what}:{round_.id}", _known(people))


def _comments(numbers: Iterable[int], *also: Any) -> Iterator[Comment]:
    for cut in _cut(numbers):
        yield from db.session.scalars(select(Comment).where(Comment.id.in_(cut), *also).order_by(Comment.id))


def _cut(numbers: Iterable[int]) -> Iterator[list[int]]:
    every = sorted(numbers)
    return (every[start : start + AT_ONCE] for start in range(0, len(every), AT_ONCE))


def _known(people: Iterable[int | None]) -> frozenset[int]:
    return frozenset(number for number in people if number is not None)


Read = Callable[[Guideline, Entries, Followers], Iterable[News]]
READERS: Mapping[frozenset[Verb], Read] = {
    frozenset({Verb.COMMENT_SENT, Verb.COMMENT_RELEASED, Verb.COMMENT_ADMITTED}): _said,
    frozenset({Verb.COMMENT_ENDORSED}): _endorsed,
    frozenset(
        {
            Verb.ANSWER_GIVEN,
            Verb.ANSWER_CHANGED,
            Verb.ANSWER_GIVEN_HERE,
            Verb.ANSWER_GIVEN_IN_BULK,
            Verb.ANSWER_EXTENDED,
            Verb.ANSWER_TAKEN_ALONG,
        }
    ): _answered,
    frozenset({Verb.OBJECTION_DECIDED}): _contested,
    frozenset({Verb.REVISION_PROPOSED}): _revised,
    frozenset({Verb.BALLOT_OPENED, Verb.BALLOT_CLOSED, Verb.BALLOT_VOIDED}): _balloted,
    frozenset({Verb.DRAFT_PUBLISHED}): _published,
    frozenset({Verb.WORK_ASSIGNED, Verb.BULK_ASSIGNED}): _assigned,
    frozenset({Verb.ANSWER_DRAFTED}): _written_over,
    frozenset({Verb.ROUND_CLOSED, Verb.ROUND_CANCELLED, *PLANS}): _of_rounds,
}
READ_VERBS = frozenset(verb for verbs in READERS for verb in verbs)
