"""Forms of the checklist: one criterion; one clause by all of them."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, ValidationError

from consult.core.forms import BaseForm, choice, line, one_of, prose, required
from consult.revisions.checklist.actions import CriterionContent, GivenRating
from consult.revisions.checklist.labels import FULFILMENT_NAMES, HINT_KIND_NAMES
from consult.revisions.checklist.models import ChecklistCriterion, Fulfilment, HintKind
from consult.revisions.checklist.rules import is_sound_rating


class CriterionForm(BaseForm):
    title = line(_l("Criterion"), required(), description=_l("In a word or two, for example Actionable."))
    question = prose(_l("What is asked of a clause"), required(), longest=1000)
    looks_for = choice(_l("Hint from the words"), list(HINT_KIND_NAMES.items()), required())
    base_version: Any = HiddenField()

    @property
    def content(self) -> CriterionContent:
        return CriterionContent(self.title.data, self.question.data, HintKind(self.looks_for.data))


class CriterionRatingForm(BaseForm):
    """One clause by one criterion; several stand on a page, each with a prefix. What is left open is not rated."""

    fulfilment = one_of(_l("Rating"), [("", _l("Not rated")), *FULFILMENT_NAMES.items()], default="")
    note = prose(_l("Note"), longest=2000)

    def validate_note(self, field: Field) -> None:  # noqa: ARG002 - WTForms' signature
        if self.given is not None and not (ruling := is_sound_rating(*self.given)):
            raise ValidationError(ruling.refusal)

    @property
    def given(self) -> GivenRating | None:
        chosen = self.fulfilment.data
        return GivenRating(Fulfilment(chosen), self.note.data or "") if chosen in set(Fulfilment) else None


def rating_forms(
    criteria: Sequence[ChecklistCriterion], own: Mapping[int, GivenRating]
) -> dict[int, CriterionRatingForm]:
    """By criterion, with what they said before filled in."""
    made = {}
    for criterion in criteria:
        before = own.get(criterion.id)
        told = {"fulfilment": before.fulfilment.value, "note": before.note} if before is not None else {}
        made[criterion.id] = CriterionRatingForm(prefix=f"c{criterion.id}-", data=told)
    return made
