"""What kinds of bulk acts are called, why something was left alone, and what copies of a letter got."""

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from consult.responses.bulk.models import BulkAct, BulkItemState, BulkKind
from consult.responses.bulk.outcomes import LeftAlone

BULK_KIND_NAMES = {
    BulkKind.ANSWER: _l("The same answer"),
    BulkKind.DUPLICATE: _l("Marked as duplicates"),
    BulkKind.ASSIGN: _l("Given to someone"),
    BulkKind.FILE: _l("Filed under a theme"),
    BulkKind.RETYPE: _l("Read as another type"),
    BulkKind.CAPACITY: _l("Read as spoken in a capacity"),
    BulkKind.CLEAR: _l("Cleared"),
    BulkKind.PUBLISH: _l("Made public"),
}
BULK_ITEM_STATE_NAMES = {
    BulkItemState.WAITING: _l("Not done yet"),
    BulkItemState.DONE: _l("Done"),
    BulkItemState.SKIPPED: _l("Left alone"),
    BulkItemState.UNDONE: _l("As it was before"),
    BulkItemState.KEPT: _l("Not undone"),
}
LEFT_ALONE_NAMES = {
    LeftAlone.GONE: _l("Its comment was withdrawn, or its words were changed."),
    LeftAlone.ANSWERED: _l("It has an answer of its own."),
    LeftAlone.DRAFTED: _l("You are answering it already."),
    LeftAlone.COLLEAGUE: _l("A colleague is answering it."),
    LeftAlone.NO_THEME: _l("The theme was merged or removed meanwhile."),
    LeftAlone.NOT_FILLED: _l("A field of the words has nothing to say for it. Answer it by itself."),
    LeftAlone.NOT_ALLOWED: _l("Who asked for it has left the drafting team."),
    LeftAlone.STALE: _l("The words were changed, or another answer was given since."),
    LeftAlone.OWN: _l("Somebody else has to take this step with what you wrote."),
    LeftAlone.NOT_WAITING: _l("It no longer waits for this step."),
    LeftAlone.REPLACED: _l("It took the place of another answer. Open it to change it or to withdraw it."),
    LeftAlone.OWN_WORD: _l("Whoever wrote it said here in which capacity they speak."),
    LeftAlone.CHANGED: _l("Something was changed about it since."),
}


def copies_in_words(act: BulkAct | None) -> str:
    """Beside what was said of the letter itself; nothing where it has no copies."""
    if act is None:
        return ""
    said = ngettext(
        "%(num)s copy of its letter gets the same words.", "%(num)s copies of its letter get the same words.", act.size
    )
    return str(said)
