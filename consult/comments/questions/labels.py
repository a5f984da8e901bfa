"""Words for kinds of question."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.comments.questions.models import QuestionKind

QUESTION_KIND_NAMES: Mapping[str, str] = {
    QuestionKind.SCALE: _l("A scale"),
    QuestionKind.SINGLE: _l("One of several"),
    QuestionKind.MULTIPLE: _l("Any of several"),
    QuestionKind.OPEN: _l("In their own words"),
}


def told_of_closed(people: int, columns: int, odd: int) -> str:
    """What a file holds for the closed questions of a round."""
    says = _(
        "%(columns)s closed questions of the round were found in the file, with answers of %(people)s people.",
        columns=columns,
        people=people,
    )
    left = _("Answers that the round does not offer, and that are left out: %(odd)s.", odd=odd) if odd else ""
    return f"{says} {left}".strip()
