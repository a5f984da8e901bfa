"""What fates of carried comments, states of overrides, omissions and sources of words are called."""

from flask_babel import lazy_gettext as _l

from consult.publishing.models import Fate, Omission, OverrideState
from consult.publishing.words.attribution import SourceKind

FATE_NAMES = {
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
# What the machine proposes, beside one comment.
FATE_PROPOSALS = {
    Fate.ANCHORED: _l("stands"),
    Fate.MOVED: _l("moved with its clause"),
    Fate.REWORDED: _l("is on these words now"),
    Fate.GONE: _l("its words are gone"),
}
# Of many: “12 comments wait for you: 3 …”.
FATES_OF_MANY = {
    Fate.ANCHORED: _l("whose words stand"),
    Fate.MOVED: _l("moved with their clause"),
    Fate.REWORDED: _l("on changed words"),
    Fate.GONE: _l("whose words are gone"),
}
OVERRIDE_STATE_NAMES = {
    OverrideState.PROPOSED: _l("proposed"),
    OverrideState.CONFIRMED: _l("confirmed by a second person"),
    OverrideState.DECLINED: _l("declined"),
    OverrideState.WITHDRAWN: _l("withdrawn"),
    OverrideState.LAPSED: _l("lapsed: what stood in the way changed"),
    OverrideState.USED: _l("used: the draft was published"),
}
OMISSION_NAMES = {
    Omission.LEFT_OUT: _l("left out when the draft was prepared"),
    Omission.REWRITTEN: _l("most of its words were changed by hand after the vote"),
}
SOURCE_KIND_NAMES = {
    SourceKind.TEXT: _l("with the draft as a whole"),
    SourceKind.VOTE: _l("by a vote"),
    SourceKind.HAND: _l("changed by hand"),
    SourceKind.UNEXPLAINED: _l("nothing says by whom"),
}
