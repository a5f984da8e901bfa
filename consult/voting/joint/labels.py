"""What ballots held together are called, and how alternatives came out, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.core.templating import number
from consult.voting.joint.models import JointBallot, JointItem, JointKind
from consult.voting.joint.queries import support_for
from consult.voting.joint.rules import are_tied

JOINT_NAMES: Mapping[JointKind, Any] = {
    JointKind.ALTERNATIVES: _l(
        "As alternatives for one clause: the one with most support among those that meet the rule is carried; a tie "
        "carries none"
    ),
    JointKind.EN_BLOC: _l("En bloc: one vote for all of them, and any member can take an item out"),
}


def lost_in_words(joint: JointBallot) -> str:
    """Of a ballot that met the rule, in the set whose outcome is another: a few words, for a tag."""
    if joint.settled_at is None:
        return str(_("met the rule, alternatives still open"))
    if joint.winner is not None:
        return str(_("lost to “%(title)s”", title=joint.winner.title))
    return str(_("met the rule, tied: not carried"))


def settled_in_words(joint: JointBallot, items: Sequence[JointItem]) -> str:
    """Which alternative carried, or why none did."""
    support = support_for([item.ballot for item in items])
    votes = {each.revision: each.in_favour for each in support}
    if joint.winner is not None:
        says = _(
            "“%(title)s” is carried: of the alternatives that met the rule it had most support (%(votes)s for).",
            title=joint.winner.title,
            votes=number(votes[joint.winner.id]),
        )
        return str(says)
    if are_tied(support):
        return str(_("None is carried: alternatives that met the rule had the same support, and a tie decides none."))
    return str(_("None is carried: no alternative met the rule."))
