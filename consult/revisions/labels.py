"""What kinds and states of revisions are called, and the tone in which a page shows a state."""

from flask_babel import lazy_gettext as _l

from consult.revisions.models import RevisionKind, RevisionState

STATE_NAMES = {
    RevisionState.DRAFT: _l("being written"),
    RevisionState.PROPOSED: _l("proposed to the experts"),
    RevisionState.BALLOTED: _l("the experts vote now"),
    RevisionState.CARRIED: _l("carried by vote"),
    RevisionState.NOT_CARRIED: _l("not carried"),
    RevisionState.WITHDRAWN: _l("withdrawn"),
    RevisionState.PUBLISHED: _l("carried by vote and published"),
}
# What it means for those who look at the list.
STATE_MEANINGS = {
    RevisionState.DRAFT: _l("The drafting team works on them."),
    RevisionState.PROPOSED: _l("Ready for the experts; a ballot can be opened on each."),
    RevisionState.BALLOTED: _l("The experts vote on them now."),
    RevisionState.CARRIED: _l("They become part of the next draft."),
    RevisionState.NOT_CARRIED: _l("The text stays as it is. A new revision may be proposed."),
    RevisionState.WITHDRAWN: _l("The drafting team took them back."),
    RevisionState.PUBLISHED: _l("Their words stand in a published draft."),
}
STATE_TONES = {
    RevisionState.DRAFT: "",
    RevisionState.PROPOSED: "accent",
    RevisionState.BALLOTED: "accent",
    RevisionState.CARRIED: "good",
    RevisionState.NOT_CARRIED: "bad",
    RevisionState.WITHDRAWN: "",
    RevisionState.PUBLISHED: "good",
}
KIND_NAMES = {
    RevisionKind.REWORD: _l("new words"),
    RevisionKind.ADD: _l("new clause"),
    RevisionKind.DELETE: _l("deletion"),
    RevisionKind.SPLIT: _l("split"),
    RevisionKind.MERGE: _l("merge"),
    RevisionKind.MOVE: _l("move"),
    RevisionKind.SEVERAL: _l("several changes as one"),
}
