"""What kinds and states of revisions are called."""

from flask_babel import lazy_gettext as _l

from consult.revisions.models import RevisionKind, RevisionState

STATE_NAMES = {
    RevisionState.DRAFT: _l("being written"),
    RevisionState.PROPOSED: _l("proposed to the experts"),
    RevisionState.BALLOTED: _l("the experts vote"),
    RevisionState.CARRIED: _l("carried"),
    RevisionState.NOT_CARRIED: _l("not carried"),
    RevisionState.WITHDRAWN: _l("withdrawn"),
    RevisionState.PUBLISHED: _l("in the published text"),
}
KIND_NAMES = {
    RevisionKind.REWORD: _l("new words"),
    RevisionKind.ADD: _l("new clause"),
    RevisionKind.DELETE: _l("deletion"),
}
VERB_NAMES = {
    "revision.drafted": _l("began it"),
    "revision.edited": _l("changed it"),
    "revision.proposed": _l("proposed it to the experts"),
    "revision.withdrawn": _l("withdrew it"),
    "revision.rebased": _l("took the words of the current draft as its base"),
}
