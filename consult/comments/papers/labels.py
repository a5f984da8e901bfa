"""What becomes of papers and excerpts, in words."""

from flask_babel import lazy_gettext as _l

from consult.comments.papers.models import ExcerptState, PaperState

PAPER_STATES = {
    PaperState.READING: _l("is being read"),
    PaperState.READ: _l("read"),
    PaperState.FAULTY: _l("refused"),
    PaperState.WITHDRAWN: _l("not kept any more"),
}
EXCERPT_STATES = {
    ExcerptState.WAITING: _l("waits"),
    ExcerptState.CONFIRMED: _l("is a comment"),
    ExcerptState.SKIPPED: _l("skipped"),
    ExcerptState.MERGED: _l("put to another"),
}
