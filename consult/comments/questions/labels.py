"""Words for kinds of question."""

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from consult.comments.questions.models import QuestionKind, RoundQuestion
from consult.drafts.translations.naming import ShownName, names_language, shown_name

QUESTION_KIND_NAMES: Mapping[str, str] = {
    QuestionKind.SCALE: _l("A scale"),
    QuestionKind.SINGLE: _l("One of several"),
    QuestionKind.MULTIPLE: _l("Any of several"),
    QuestionKind.OPEN: _l("In their own words"),
}


def option_named(question: RoundQuestion, option: str) -> ShownName:
    """An answer to choose from; one that is the name of a pillar as that is named to its reader."""
    guideline = question.round.guideline
    if names_language() == guideline.language:
        return ShownName.of(option, "")
    pillar = next((one for one in guideline.pillars if one.title == option), None)
    return shown_name(pillar) if pillar is not None else ShownName.of(option, "")


def told_of_closed(people: int, columns: int, odd: int) -> str:
    """What a file holds for the closed questions of a round."""
    says = _(
        "%(columns)s closed questions of the round were found in the file, with answers of %(people)s people.",
        columns=columns,
        people=people,
    )
    left = _("Answers that the round does not offer, and that are left out: %(odd)s.", odd=odd) if odd else ""
    return f"{says} {left}".strip()
