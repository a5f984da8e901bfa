"""Forms of the register of interests."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, SelectMultipleField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from consult.core import clock
from consult.core.forms import BaseForm, choice, day_field, line, one_of, prose, required, select_choices
from consult.drafts.models import Pillar
from consult.drafts.translations.naming import shown_name
from consult.voting.interests.labels import HANDLING_NAMES, INTEREST_NAMES
from consult.voting.interests.models import HandlingKind, InterestKind


def _pillar_ticks(label: str, **options: Any) -> Any:
    return SelectMultipleField(
        label, coerce=int, option_widget=CheckboxInput(), widget=ListWidget(prefix_label=False), choices=[], **options
    )


class InterestForm(BaseForm):
    kind = choice(_l("Kind of interest"), [("", _l("Choose a kind")), *INTEREST_NAMES.items()], required())
    text = prose(
        _l("What it is"),
        longest=2000,
        description=_l("With whom, and in what capacity. It is published with your name."),
    )
    since = day_field(_l("Since"))
    until = day_field(_l("Until"), description=_l("Leave empty if it goes on."))
    pillars = _pillar_ticks(_l("Which pillars it touches"))

    def offer(self, pillars: Iterable[Pillar]) -> None:
        self.pillars.choices = select_choices((pillar.id, f"{pillar.code} {shown_name(pillar)}") for pillar in pillars)

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if self.kind.data and self.kind.data != InterestKind.NONE and not self.text.data:
            self.text.errors = [*self.text.errors, _("Say what it is.")]
            sound = False
        return sound

    def validate_until(self, field: Field) -> None:
        if isinstance(self.since.data, date) and isinstance(field.data, date) and field.data < self.since.data:
            raise ValidationError(str(_("It ends before it begins.")))

    def validate_since(self, field: Field) -> None:
        if isinstance(field.data, date) and field.data > clock.now().date():
            raise ValidationError(str(_("This day is still to come. Give the day on which it began.")))


class HandlingForm(BaseForm):
    kind = one_of(_l("How it is handled"), HANDLING_NAMES.items(), required())
    pillars = _pillar_ticks(_l("Recused from ballots on these pillars"))
    clauses = line(
        _l("Recused from ballots on these clauses"),
        longest=500,
        description=_l("Their numbers, with commas between them. With no pillar and no clause: from every ballot."),
    )
    because = prose(_l("Why"), required(), longest=2000, description=_l("Published with the interest."))

    def offer(self, pillars: Iterable[Pillar]) -> None:
        self.pillars.choices = select_choices((pillar.id, f"{pillar.code} {shown_name(pillar)}") for pillar in pillars)

    @property
    def numbers(self) -> list[str]:
        return [number.strip() for number in (self.clauses.data or "").split(",") if number.strip()]

    @property
    def decided(self) -> HandlingKind:
        return HandlingKind(self.kind.data)
