"""Letters in copies: found, counted, and what each sender changed."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from consult.analysis.models import Campaign, Point
from consult.analysis.pipeline.letters import CHARACTERS_READ, is_letter
from consult.analysis.shared.breadth import Breadth, VoiceCount, breadth_of
from consult.analysis.shared.population import distinct, of_points, organisation, respondent_key
from consult.comments.models import Comment
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline


@dataclass(frozen=True)
class Folded:
    """What came in copies: letters, and remarks too short to be one. Both count once."""

    letters: list[int]
    remarks: list[int]


def folded_in(guideline: Guideline, membership: Membership) -> Folded:
    """By number of the campaign, as far as they may read them."""
    theirs = campaigns_of(guideline, membership).with_only_columns(
        Campaign.id, func.substr(Comment.text, 1, CHARACTERS_READ)
    )
    found = [(number, is_letter(text)) for number, text in db.session.execute(theirs)]
    return Folded([number for number, long in found if long], [number for number, long in found if not long])


def campaigns_of(guideline: Guideline, membership: Membership) -> Select[Any]:
    """(campaign, the letter, copies) as far as they may read them: the first copy that they may read is the letter."""
    theirs = of_points(
        guideline,
        Point.campaign_id,
        func.min(Point.comment_id).label("letter_id"),
        distinct(Point.comment_id).label("copies"),
        membership=membership,
    )
    theirs_too = theirs.where(Point.campaign_id.is_not(None)).group_by(Point.campaign_id).subquery()
    query = select(Campaign, Comment, theirs_too.c.copies).join(theirs_too, theirs_too.c.campaign_id == Campaign.id)
    query = query.join(Comment, Comment.id == theirs_too.c.letter_id)
    return query.order_by(theirs_too.c.copies.desc(), Campaign.id)


def letter_of(campaign: Campaign, membership: Membership) -> Comment | None:
    """The first copy that they may read; None when there is none."""
    found: Comment | None = db.session.scalars(copies_of(campaign, membership).limit(1)).unique().first()
    return found


def copies_of(campaign: Campaign, membership: Membership) -> Select[Any]:
    """The comments that are this letter and that they may read, in the order in which they came."""
    mine = of_points(membership.guideline, Point.comment_id, membership=membership).where(
        Point.campaign_id == campaign.id
    )
    query = select(Comment).join(Comment.round).where(Comment.id.in_(mine))
    return query.options(contains_eager(Comment.round)).order_by(Comment.id)


def senders_of(campaign: Campaign, membership: Membership) -> Breadth:
    """Who sent it: here every copy counts."""
    alike = (Comment.country, Comment.stakeholder_type, Comment.stance)

    def asked(*what: Any) -> Any:
        return of_points(membership.guideline, *what, membership=membership).where(Point.campaign_id == campaign.id)

    rows = db.session.execute(asked(*alike, distinct(Point.comment_id)).group_by(*alike))
    people, organisations = db.session.execute(asked(distinct(respondent_key()), distinct(organisation()))).one()
    return breadth_of((VoiceCount(*row) for row in rows), people=people, organisations=organisations)
