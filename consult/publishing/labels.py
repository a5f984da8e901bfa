"""What the fate of a comment carried to a new draft is called, in the forms that sentences need."""

from flask_babel import lazy_gettext as _l

from consult.publishing.models import Fate

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
