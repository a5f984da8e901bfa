"""Which revisions are voted on together, who takes one out, and which alternative carries. Pure."""

from collections.abc import Sequence
from typing import NamedTuple

from flask_babel import gettext as _

from consult.core.ruling import ALLOWED, Ruling, refuse_unless
from consult.drafts.membership import Membership
from consult.revisions.models import Revision
from consult.revisions.rules import may_propose
from consult.voting.joint.models import JointBallot, JointItem, JointKind
from consult.voting.models import Ballot


class Support(NamedTuple):
    """How an alternative came out of its own ballot."""

    revision: int
    in_favour: int
    meets_the_rule: bool


def carrying_alternative(alternatives: Sequence[Support]) -> int | None:
    """The one with most support among those that meet the rule. A tie decides none, and so does nobody's support."""
    sound = sorted((each for each in alternatives if each.meets_the_rule), key=lambda each: -each.in_favour)
    if not sound or (len(sound) > 1 and sound[0].in_favour == sound[1].in_favour):
        return None
    return sound[0].revision


def are_tied(alternatives: Sequence[Support]) -> bool:
    """Whether two or more meet the rule with the same, highest support."""
    sound = [each.in_favour for each in alternatives if each.meets_the_rule]
    return len(sound) > 1 and sound.count(max(sound)) > 1


def _place_of(revision: Revision) -> object:
    """The clause that it revises; of one of the structure all of them."""
    if revision.structure is not None:
        return tuple(sorted(base.clause_id for base in revision.bases))
    return (revision.clause_id,) if revision.clause_id is not None else (revision.draft_id, revision.number)


def may_be_voted_together(kind: JointKind, revisions: Sequence[Revision]) -> Ruling:
    if len(revisions) < 2:
        return Ruling(_("Choose at least two revisions; one alone has a ballot of its own."))
    places = {_place_of(revision) for revision in revisions}
    if kind == JointKind.ALTERNATIVES:
        return refuse_unless(
            len(places) == 1, _("Alternatives are revisions of one clause. Vote on these en bloc, or one by one.")
        )
    return refuse_unless(
        len(places) == len(revisions),
        _("Two of these revise the same clause. Only one can come into the text: vote on them as alternatives."),
    )


def may_take_out(item: JointItem, *, may_vote: Ruling) -> Ruling:
    if item.joint.kind != JointKind.EN_BLOC:
        return Ruling(_("Alternatives are each voted on by themselves already."))
    if item.taken_out_at is not None:
        return Ruling(_("This item has been taken out already. It is voted on separately."))
    return may_vote


def may_vote_en_bloc(joint: JointBallot, within: Sequence[JointItem]) -> Ruling:
    if joint.kind != JointKind.EN_BLOC:
        return Ruling(_("Say for each alternative whether you could accept it."))
    return ALLOWED if within else Ruling(_("Every item was taken out. Vote on each of them."))


def may_take_acceptable(membership: Membership, ballot: Ballot) -> Ruling:
    """What an objector could accept reaches the drafting team when the ballot has closed."""
    if ballot.closed_at is None:
        return Ruling(_("The ballot is open. What its experts could accept reaches you when it closes."))
    return may_propose(membership)
