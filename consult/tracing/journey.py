"""One comment through the river: what was said, where it stands, what was decided, changed, voted, published."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from consult.analysis.models import Assignment, Point
from consult.analysis.queries import assignments_of
from consult.comments.models import Comment, CommentState, CommentVersion
from consult.comments.references import comment_digest
from consult.comments.statements import author_holds, content_of_comment, says_the_same
from consult.core.database import db
from consult.core.transparency.canonical import commitment_to
from consult.core.transparency.models import LogLeaf
from consult.core.transparency.queries import leaves_about
from consult.drafts.membership import Membership
from consult.drafts.models import Draft, Wording
from consult.drafts.queries import current_draft, wording_in
from consult.drafts.text_diff import Segment, difference
from consult.publishing.models import Carry
from consult.publishing.words.in_text import RevisionInText, revisions_in_text
from consult.responses.inheritance import Effective
from consult.responses.models import Answer
from consult.responses.queries import answers_of_comment, answers_taken_back
from consult.revisions.queries import revisions_answering
from consult.revisions.uptake.labels import AnswerClaim, claim_of
from consult.revisions.uptake.queries import uptakes
from consult.revisions.uptake.stages import Uptake
from consult.tracing.ledger import RevisionWithBallots, proposals_on


@dataclass(frozen=True)
class CheckedVersion:
    """One version, checked now: the words that are kept, and the hash that they have."""

    version: CommentVersion
    recomputed: str
    leaf: LogLeaf | None = None

    @property
    def given(self) -> str:
        """The hash that the receipt gave: the commitment, or the hash of the words from before there was a log."""
        return self.version.commitment or self.version.digest

    @property
    def matches(self) -> bool:
        return self.given == self.recomputed


@dataclass(frozen=True)
class Receipt:
    """What the receipt promised: it gave the hash of the first version. Every later one has its own."""

    kept: Sequence[CheckedVersion]
    stands: bool  # the comment shows the words of its last version
    erased: bool  # the words went with their author; the hashes stay

    @property
    def first(self) -> CheckedVersion:
        return self.kept[0]

    @property
    def last(self) -> CheckedVersion:
        return self.kept[-1]

    @property
    def reworded(self) -> list[CheckedVersion]:
        """Those that say something else than the one before: where only the choices changed, no word did."""
        return [after for before, after in pairwise(self.kept) if not says_the_same(before.version, after.version)]

    @property
    def rechosen(self) -> CheckedVersion | None:
        """The last, where since its words were changed, only how its author is shown was."""
        return self.last if len(self.kept) > 1 and self.last not in self.reworded else None

    @property
    def matches(self) -> bool:
        return self.stands and all(kept.matches for kept in self.kept)


@dataclass(frozen=True)
class JourneyPoint:
    """One point of the comment: what it asks, where it was placed, what was decided."""

    point: Point
    assignments: Sequence[Assignment]
    decision: Effective | None
    proposals: Sequence[RevisionWithBallots]
    uptake: Uptake = Uptake.NONE
    taken_back: Answer | None = None  # the last that it had, where it has none

    @property
    def claim(self) -> AnswerClaim | None:
        """What a page may say of its answer: no more than became of the words."""
        return claim_of(self.decision.answer.disposition, self.uptake) if self.decision is not None else None


@dataclass(frozen=True)
class Answered:
    """Points of the comment that were decided with the same words; or those that nobody has answered yet."""

    decision: Effective | None
    asked: Sequence[JourneyPoint]

    @property
    def claim(self) -> AnswerClaim | None:
        """What is said of the answer, where that is the same for all its points; else each says it for itself."""
        claims = {asked.claim for asked in self.asked}
        return claims.pop() if len(claims) == 1 else None


@dataclass(frozen=True)
class ClauseThenAndNow:
    """The clause when the comment was made, and in the current draft."""

    then: Wording | None
    now: Wording | None
    current: Draft | None
    carry: Carry | None

    @property
    def proposed(self) -> bool:
        """Nobody has said yet that it belongs there; nor where, while it has not been carried."""
        return self.carry is not None and not self.carry.settled

    @property
    def redline(self) -> list[Segment]:
        return difference(self.then.text, self.now.text) if self.then and self.now else []

    @property
    def changed(self) -> bool:
        return any(segment.kind != "same" for segment in self.redline)


@dataclass(frozen=True)
class Journey:
    comment: Comment
    receipt: Receipt | None
    place: ClauseThenAndNow
    asked: Sequence[JourneyPoint]
    answers: Sequence[Answered]
    proposals: Sequence[RevisionWithBallots]
    in_text: Sequence[RevisionInText]  # what became of the revisions that were carried

    @property
    def answered(self) -> bool:
        return bool(self.asked) and all(asked.decision for asked in self.asked)

    @property
    def decided(self) -> int:
        """How many of its points have their answer."""
        return sum(asked.decision is not None for asked in self.asked)

    @property
    def published(self) -> list[RevisionInText]:
        return [one for one in self.in_text if one.put is not None]

    @property
    def omitted(self) -> list[RevisionInText]:
        """Carried, and not in the text: with the publications that were made without them."""
        return [one for one in self.in_text if one.put is None and one.omitted]

    @property
    def steps(self) -> list[tuple[str, bool]]:
        """How far it has come: each step of the river by name, and whether it has been reached."""
        ballots = [ballot for proposal in self.proposals for ballot in proposal.ballots]
        return [
            ("said", self.comment.sent_at is not None),
            ("sorted", bool(self.asked)),
            ("decided", self.answered),
            ("revised", bool(self.proposals)),
            ("voted", any(ballot.carried is not None for ballot in ballots)),
            ("published", bool(self.published)),
        ]


def journey_of(comment: Comment, membership: Membership) -> Journey:
    answers = answers_of_comment(comment)
    points = [point for point, _decision in answers]
    filed = assignments_of(points)
    by_point = revisions_answering(points, membership)
    proposals = {p.revision.id: p for p in proposals_on({r.id: r for rs in by_point.values() for r in rs}.values())}
    stages = uptakes(points)
    taken_back = answers_taken_back([point for point, decision in answers if decision is None])
    every = [
        JourneyPoint(
            point,
            filed[point.id],
            decision,
            [proposals[r.id] for r in by_point.get(point.id, [])],
            stages[point.id],
            taken_back.get(point.id),
        )
        for point, decision in answers
    ]
    return Journey(
        comment=comment,
        receipt=receipt_of(comment) if comment.versions else None,
        place=_place(comment),
        asked=every,
        answers=group_by_answer(every),
        proposals=list(proposals.values()),
        in_text=list(revisions_in_text([proposal.revision for proposal in proposals.values()]).values()),
    )


def group_by_answer(every: Sequence[JourneyPoint]) -> list[Answered]:
    """Points that were given the same answer together, in the order of the text. Pure."""
    alike: dict[tuple[object, ...], list[JourneyPoint]] = {}
    for asked in every:
        alike.setdefault(_told(asked.decision), []).append(asked)
    return [Answered(points[0].decision, points) for points in alike.values()]


def _told(decision: Effective | None) -> tuple[object, ...]:
    """What a reader is told of a decision: the same words to several points are one answer."""
    if decision is None:
        return ()
    answer = decision.answer
    return (answer.disposition, answer.reason, answer.referred_to_id, decision.theme and decision.theme.id)


def receipt_of(comment: Comment) -> Receipt:
    leaves = leaves_about("comment_version", [version.id for version in comment.versions], "comment")
    kept = [kept_version(version, leaves.get(version.id)) for version in comment.versions]
    erased = comment.state == CommentState.WITHDRAWN and not (comment.text or comment.proposed_text)
    stands = _digest(comment) == _digest(kept[-1].version) and comment.commitment == kept[-1].version.commitment
    return Receipt(kept, stands, erased)


def kept_version(version: CommentVersion, leaf: LogLeaf | None) -> CheckedVersion:
    """Its commitment computed again from what is kept and the leaf's salt."""
    if not version.commitment:
        return CheckedVersion(version, _digest(version), leaf)
    salted = leaf is not None and leaf.salt is not None and leaf.commitment.hex() == version.commitment
    computed = commitment_to(content_of_comment(version), leaf.salt) if salted and leaf and leaf.salt else b""
    return CheckedVersion(version, computed.hex() if author_holds(version) else "", leaf)


def _digest(said: Comment | CommentVersion) -> str:
    return comment_digest(type=said.type, stance=said.stance, text=said.text, proposed_text=said.proposed_text)


def _place(comment: Comment) -> ClauseThenAndNow:
    current = current_draft(comment.round.guideline)
    if comment.clause is None:
        return ClauseThenAndNow(None, None, current, None)
    then = wording_in(comment.round.draft, comment.clause)
    if current is None or current.id == comment.round.draft_id:
        return ClauseThenAndNow(then, then, current, None)
    carried = select(Carry).where(Carry.comment_id == comment.id, Carry.draft_id == current.id)
    carry = db.session.scalars(carried.options(joinedload(Carry.wording))).unique().one_or_none()
    now = carry.wording if carry is not None else wording_in(current, comment.clause)
    return ClauseThenAndNow(then, now, current, carry)
