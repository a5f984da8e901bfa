"""Kinds of background jobs and their states, in words."""

from flask_babel import lazy_gettext as _l

from consult.comments.papers.queries import READ_PAPER
from consult.comments.register.uploads import READ_REGISTER
from consult.core.queue import State
from consult.publishing.queries import CARRYING
from consult.responses.bulk.queries import BULK
from consult.responses.notifications import TELL

JOB_KIND_NAMES = {
    "analyse": _l("Analyse all comments"),
    "analysis.suggest_clauses": _l("Suggest clauses for excerpts of papers"),
    BULK: _l("One decision about many points"),
    "backup": _l("Make a backup"),
    "compare_points": _l("Find points that say nearly the same"),
    "embed": _l("Prepare a part of the comments for a run"),
    "follow_examples": _l("File points by what people decided"),
    "log.backfill": _l("Bring earlier entries into the record"),
    "log.seal": _l("Seal the record"),
    "meaning": _l("Find points by the meaning of a sentence"),
    "search.index": _l("Read what changed for the search"),
    "place_new": _l("File new comments under themes"),
    "publication_pack": _l("Make a publication pack"),
    "prepare": _l("Prepare new comments for the first run"),
    "learn_stance": _l("Learn the stance of points"),
    "propose_split": _l("Propose parts of a theme"),
    "tell_of_new_draft": _l("Tell commenters of the new draft"),
    CARRYING: _l("Carry comments to the new draft"),
    READ_PAPER: _l("Read a position paper"),
    READ_REGISTER: _l("Read an uploaded register"),
    TELL: _l("Tell commenters what was answered"),
}
JOB_STATE_NAMES = {
    State.WAITING: _l("waiting"),
    State.RUNNING: _l("running"),
    State.DONE: _l("done"),
    State.FAILED: _l("failed"),
    State.CANCELLED: _l("cancelled"),
}
