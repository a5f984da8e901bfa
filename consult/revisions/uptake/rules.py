"""May they name points on a revision that is past its writing?"""

from flask_babel import gettext as _

from consult.core.ruling import Ruling
from consult.drafts.membership import Membership
from consult.revisions.models import Revision, RevisionState
from consult.revisions.rules import may_propose

S = RevisionState


def may_link_points(membership: Membership, revision: Revision) -> Ruling:
    """Which points it answers is the team's word, not a part of the words voted on; but nothing moves under a vote."""
    if revision.state == S.BALLOTED:
        return Ruling(_("The experts vote on this revision now. Link points to it before or after the ballot."))
    if revision.state in {S.NOT_CARRIED, S.WITHDRAWN}:
        return Ruling(_("This revision came to nothing, so it cannot keep a promise. Choose another one."))
    return may_propose(membership)
