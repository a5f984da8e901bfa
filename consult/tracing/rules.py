"""May she read these words, see who did what, erase herself? Pure."""

from flask_babel import gettext as _

from consult.core.ruling import ALLOWED, Ruling, refuse_unless
from consult.drafts.standing import Standing
from consult.revisions.models import RevisionState
from consult.tracing.ledger import Proposal

DECIDED = frozenset({RevisionState.CARRIED, RevisionState.NOT_CARRIED, RevisionState.PUBLISHED})


def may_read_words(standing: Standing, proposal: Proposal) -> Ruling:
    """A revision's words are public once the experts have decided; those with a task here read them before."""
    decided = proposal.revision.state in DECIDED or any(ballot.closed_at for ballot in proposal.ballots)
    if decided or standing.inside:
        return ALLOWED
    return Ruling(_("Its words are public when the experts have voted on it."))


def may_read_names(standing: Standing) -> Ruling:
    """The public journal names roles, not people."""
    return refuse_unless(standing.team, _("Names in the journal are shown to the drafting team only."))
