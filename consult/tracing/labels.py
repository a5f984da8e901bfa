"""What fates of comments and steps of the river are called."""

from flask_babel import lazy_gettext as _l

from consult.publishing.models import Fate
from consult.tracing.outcomes import CommentOutcome

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
OUTCOMES = {
    CommentOutcome.WAITS: _l("No answer yet"),
    CommentOutcome.ANSWERED: _l("Answered"),
    CommentOutcome.PUBLISHED: _l("Published"),
}
STEPS = {
    "said": _l("Said"),
    "sorted": _l("Sorted by theme"),
    "decided": _l("Decided"),
    "revised": _l("Revised"),
    "voted": _l("Voted"),
    "published": _l("Published"),
}
