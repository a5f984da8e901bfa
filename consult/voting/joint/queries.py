"""Sets of ballots, and words that experts could accept, found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload

from consult.accounts.models import Person
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline
from consult.drafts.queries import guideline_for
from consult.revisions.models import Revision, RevisionState
from consult.voting.joint.models import AlternativeOrigin, JointBallot, JointItem, JointKind
from consult.voting.joint.rules import Support
from consult.voting.models import Ballot, BallotPaper, Choice, Vote
from consult.voting.queries import ballots_on


def joint_for(person: Person | None, joint_id: int) -> tuple[JointBallot, Membership] | None:
    joint = db.session.get(JointBallot, joint_id)
    found = guideline_for(person, joint.guideline.slug) if joint is not None else None
    return (joint, found[1]) if joint is not None and found is not None else None


def joint_items(joint: JointBallot) -> Sequence[JointItem]:
    """In the order of the text."""
    query = select(JointItem).where(JointItem.joint_id == joint.id)
    whole = joinedload(JointItem.ballot).joinedload(Ballot.revision)
    found = db.session.scalars(query.options(whole).order_by(JointItem.id)).unique().all()
    return sorted(found, key=lambda item: (item.ballot.revision.number, item.id))


def joint_item_of(ballot: Ballot) -> JointItem | None:
    query = select(JointItem).where(JointItem.ballot_id == ballot.id).options(joinedload(JointItem.joint))
    return db.session.scalars(query).one_or_none()


def kinds_of_joint_items(guideline_id: int) -> Mapping[int, JointKind]:
    """How a ballot is held together with others, by ballot; one that was taken out is held alone."""
    query = select(JointItem.ballot_id, JointBallot.kind).join(JointItem.joint)
    within = (JointBallot.guideline_id == guideline_id, JointItem.taken_out_at.is_(None))
    return dict(db.session.execute(query.where(*within)).all())


def alternatives_with(ballot: Ballot) -> JointBallot | None:
    """The set of alternatives that a ballot belongs to, until it is decided which of them carries."""
    item = joint_item_of(ballot)
    if item is None or item.joint.kind != JointKind.ALTERNATIVES or item.joint.settled_at is not None:
        return None
    return item.joint


def unsuccessful_alternatives(guideline_id: int) -> Mapping[int, JointBallot]:
    """Their sets, by ballot: each met the rule and is not carried by it, as another has more support or none is settled
    yet. What such a ballot says of itself alone would read as a decision."""
    met = (JointBallot.guideline_id == guideline_id, JointBallot.kind == JointKind.ALTERNATIVES)
    query = select(JointItem).join(JointItem.joint).join(JointItem.ballot).where(*met, Ballot.carried.is_(True))
    elsewhere = JointBallot.winner_id.is_distinct_from(Ballot.revision_id)
    query = query.where(or_(JointBallot.settled_at.is_(None), elsewhere))
    whole = contains_eager(JointItem.joint).joinedload(JointBallot.winner)
    return {item.ballot_id: item.joint for item in db.session.scalars(query.options(whole)).unique()}


def rejections_of(revision: Revision) -> list[Ballot]:
    """Ballots that did not carry it and are not void. An alternative that met the rule lost if another was carried."""
    sets = select(JointItem.ballot_id).join(JointBallot, JointBallot.id == JointItem.joint_id)
    sets = sets.join(Ballot, Ballot.id == JointItem.ballot_id).where(Ballot.revision_id == revision.id)
    elsewhere = JointBallot.winner_id.is_distinct_from(revision.id)
    lost = set(db.session.scalars(sets.where(JointBallot.settled_at.is_not(None), elsewhere)))
    found = [ballot for ballot in ballots_on(revision) if ballot.voided_at is None]
    return [ballot for ballot in found if ballot.carried is False or ballot.id in lost]


def support_for(ballots: Sequence[Ballot]) -> list[Support]:
    """How each came out of its own ballot; a void one counts for nothing."""
    return [
        Support(ballot.revision_id, int((ballot.tally or {}).get("in_favour", 0)), bool(ballot.carried))
        for ballot in ballots
        if ballot.voided_at is None
    ]


@dataclass(frozen=True)
class AcceptableWords:
    """What an objector could accept, once the ballot has closed; of a secret one without a name."""

    ballot: Ballot
    words: str
    reason: str
    name: str
    vote_id: int | None = None
    paper_id: int | None = None
    alternative: Revision | None = None


def acceptable_words_in(ballot: Ballot) -> list[AcceptableWords]:
    if ballot.closed_at is None:
        return []
    return [words for words in acceptable_words(ballot.revision.guideline) if words.ballot.id == ballot.id]


def acceptable_words(guideline: Guideline) -> list[AcceptableWords]:
    """Words in refusals of closed ballots that stand, the last ballot leading."""
    ours = (Revision.guideline_id == guideline.id, Ballot.closed_at.is_not(None), Ballot.voided_at.is_(None))
    made = {(row.vote_id, row.paper_id): row.revision for row in _origins(guideline)}
    votes = select(Vote).join(Vote.ballot).join(Revision, Revision.id == Ballot.revision_id)
    votes = votes.where(*ours, Vote.superseded_at.is_(None), Vote.choice == Choice.CANNOT_ACCEPT)
    papers = select(BallotPaper).join(BallotPaper.ballot).join(Revision, Revision.id == Ballot.revision_id)
    papers = papers.where(*ours, BallotPaper.choice == Choice.CANNOT_ACCEPT)
    found = [
        AcceptableWords(
            v.ballot, v.acceptable_wording, v.reason, v.voter_name, vote_id=v.id, alternative=made.get((v.id, None))
        )
        for v in db.session.scalars(votes.order_by(Vote.id)).unique()
    ]
    found += [
        AcceptableWords(p.ballot, p.acceptable_wording, p.reason, "", paper_id=p.id, alternative=made.get((None, p.id)))
        for p in db.session.scalars(papers.order_by(BallotPaper.id)).unique()
    ]
    return sorted(found, key=lambda words: (-words.ballot.id, words.vote_id or 0))


def _origins(guideline: Guideline) -> Sequence[AlternativeOrigin]:
    query = select(AlternativeOrigin).join(Revision, Revision.id == AlternativeOrigin.revision_id)
    return db.session.scalars(query.where(Revision.guideline_id == guideline.id)).all()


def alternative_origin_of(*, vote_id: int | None, paper_id: int | None) -> AlternativeOrigin | None:
    same = AlternativeOrigin.vote_id == vote_id if vote_id is not None else AlternativeOrigin.paper_id == paper_id
    return db.session.scalars(select(AlternativeOrigin).where(same)).one_or_none()


def joinable_revisions(guideline: Guideline, numbers: Sequence[int] | None = None) -> Sequence[Revision]:
    """Proposed revisions, all or those of these numbers, in the order of the text."""
    ready = (Revision.guideline_id == guideline.id, Revision.state == RevisionState.PROPOSED)
    query = select(Revision).where(*ready).order_by(Revision.number, Revision.id)
    return db.session.scalars(query.where(Revision.id.in_(numbers)) if numbers is not None else query).all()
