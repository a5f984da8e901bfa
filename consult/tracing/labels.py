"""What outcomes of comments and steps of the river are called."""

from flask_babel import lazy_gettext as _l

from consult.drafts.models import Role
from consult.tracing.outcomes import CommentOutcome

OUTCOMES = {
    CommentOutcome.WAITS: _l("Received"),
    CommentOutcome.SORTED: _l("In a theme; no answer yet"),
    CommentOutcome.ANSWERED: _l("Answered"),
    CommentOutcome.REVISED: _l("Led to a revision"),
    CommentOutcome.VOTING: _l("The expert group votes on the revision"),
    CommentOutcome.CARRIED: _l("Its revision was carried"),
    CommentOutcome.NOT_CARRIED: _l("Its revision was not carried"),
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
# Who did something, to readers who learn the role and not the name. The first that fits is named.
ACTOR_NAMES = {
    Role.SECRETARIAT: _l("the secretariat"),
    Role.DRAFTER: _l("the drafting team"),
    Role.CHAIR: _l("the chair"),
    Role.MODERATOR: _l("a moderator"),
    Role.EXPERT: _l("an expert"),
}
