"""Forms in which the drafting team writes a revision."""

from collections.abc import Iterable
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, SelectMultipleField, ValidationError

from consult.core.forms import choice, line, prose, required, select_choices
from consult.drafts.evidence.forms import CitingForm
from consult.drafts.models import Guideline
from consult.drafts.translations.naming import shown_name
from consult.responses.forms import needed, row_number


def ticks(label: str) -> Any:
    """Check-boxes drawn by the template; what is ticked is looked up, not compared with a list."""
    return SelectMultipleField(label, coerce=row_number, validate_choice=False, choices=[])


class WhyForm(CitingForm):
    """What every revision says: its name, its reason, and the points it answers."""

    cites = ("rationale",)

    title = line(_l("Name of the revision"), needed(), description=_l("What it does, in a few words."))
    rationale = prose(
        _l("Why"),
        needed(),
        longest=10_000,
        description=_l("The experts read this before they vote. Findings are cited as [F12]."),
    )
    points = ticks(_l("Points it answers"))
    themes = ticks(_l("Themes all of whose points on this clause it answers"))
    comments = line(
        _l("Other comments it answers"),
        longest=2000,
        description=_l("Their references, parted by commas. All their points are named."),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """To see what would change, nobody needs to have said yet what it is called and why."""
        sound = bool(super().validate(extra_validators))
        if sound or "preview" not in request.form:
            return sound
        for field in (self.title, self.rationale):
            field.errors = field.errors if field.data else []
        return not self.errors


class ClauseDeletionForm(WhyForm):
    base: Any = HiddenField()


class BracketsForm(CitingForm):
    """Why brackets are kept or dropped; the choices are drawn by the template, one for each bracket."""

    cites = ("rationale",)

    rationale = prose(_l("Why"), needed(), longest=10_000, description=_l("The experts read this before they vote."))
    base: Any = HiddenField()


class WordsForm(WhyForm):
    text = prose(_l("Proposed words"), needed(_l("Give the words that you propose.")))
    base: Any = HiddenField()


class ClauseForm(WhyForm):
    text = prose(_l("Words of the new clause"), needed(_l("Give the words that you propose.")))
    number = line(_l("Number wanted"), needed(), longest=40, description=_l("For example HR-L8. It must be free."))
    pillar = choice(_l("Pillar"), [], required())
    part = choice(_l("Part"), [])

    def offer(self, guideline: Guideline) -> None:
        self.pillar.choices = select_choices((p.code, f"{p.code} {shown_name(p)}") for p in guideline.pillars)
        self.part.choices = select_choices([("", _l("None")), *((p.code, p.title) for p in guideline.parts)])

    def take(self, numbers: Iterable[str]) -> None:
        """Numbers that clauses of the draft have already."""
        self.taken = set(numbers)

    def validate_number(self, field: Field) -> None:
        if field.data in self.taken:
            raise ValidationError(str(_l("A clause has this number already. Choose one that is free.")))


class EditForm(WhyForm):
    """Of a revision that is there: `base_version` is the one it was opened with. A deletion has no words to change."""

    text = prose(_l("Proposed words"))
    base_version: Any = HiddenField()
