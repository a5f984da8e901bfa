"""What states of revisions, fates of comments and steps of the river are called."""

from flask_babel import lazy_gettext as _l

from consult.publishing.models import Fate
from consult.revisions.models import RevisionState

REVISION_STATES = {
    RevisionState.DRAFT: _l("being written"),
    RevisionState.PROPOSED: _l("proposed to the experts"),
    RevisionState.BALLOTED: _l("the experts vote now"),
    RevisionState.CARRIED: _l("carried by vote"),
    RevisionState.NOT_CARRIED: _l("not carried"),
    RevisionState.WITHDRAWN: _l("withdrawn"),
    RevisionState.PUBLISHED: _l("carried by vote and published"),
}
FATES = {
    Fate.ANCHORED: _l("on the same words"),
    Fate.MOVED: _l("moved with its words"),
    Fate.REWORDED: _l("on words that changed"),
    Fate.GONE: _l("on words that are gone"),
}
CHANGE_OF_PLACE = {
    Fate.ANCHORED: _l("The words it is about stand as they were."),
    Fate.MOVED: _l("The words it is about stand in another place."),
    Fate.REWORDED: _l("The words it is about have changed."),
    Fate.GONE: _l("The words it is about are no longer in the text."),
}
STEPS = {
    "said": _l("Said"),
    "sorted": _l("Sorted by theme"),
    "decided": _l("Decided"),
    "revised": _l("Revised"),
    "voted": _l("Voted"),
    "published": _l("Published"),
}
