"""Forms about a guideline's own page: details, pillars, timeline."""

import re
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, HiddenField, ValidationError
from wtforms.validators import DataRequired

from consult.core.forms import BaseForm, choice, day_field, line, prose, required
from consult.core.i18n.languages import NAMES
from consult.drafts.frame.actions import Details, PartFacts, PillarFacts, Step
from consult.drafts.labels import PILLAR_KIND_NAMES

KINDS = [("", _l("None")), *PILLAR_KIND_NAMES.items()]


class DetailsForm(BaseForm):
    title = line(_l("Title"), required(), description=_l("The short name in addresses stays as it is."))
    sentence = prose(_l("What it is, in one sentence"), required(), longest=500)
    notice = prose(_l("A notice shown with the text"), longest=500, description=_l("For example that it is a draft."))
    attribution = prose(_l("Where the text is from, and its licence"), longest=500)
    language = choice(_l("Language of the authentic text"), list(NAMES.items()))
    base_version: Any = HiddenField()

    @property
    def details(self) -> Details:
        return Details(**{name: self[name].data for name in Details.__dataclass_fields__})


class FrameCodeForm(BaseForm):
    """What has a code that stands in addresses."""

    code = line(
        _l("Code"),
        required(),
        longest=20,
        description=_l("Short, for lists and addresses, for example SP."),
    )
    title = line(_l("Name"), required())

    def validate_code(self, field: Field) -> None:
        if not re.fullmatch(r"[^\W_][\w.-]*", field.data or ""):
            raise ValidationError(str(_("Use letters, digits, hyphens and points, without blanks.")))


class PillarEditForm(FrameCodeForm):
    kind = choice(_l("Kind"), KINDS, validate_choice=False)
    summary = prose(_l("Summary"), longest=2000, description=_l("What it is about, in a sentence or two."))
    base_version: Any = HiddenField()

    @property
    def facts(self) -> PillarFacts:
        return PillarFacts(**{name: self[name].data or "" for name in PillarFacts.__dataclass_fields__})


class PartEditForm(FrameCodeForm):
    addressee = line(
        _l("Who is meant"), description=_l("Shown beside the name where that does not say it, for example “cities”.")
    )
    base_version: Any = HiddenField()

    @property
    def facts(self) -> PartFacts:
        return PartFacts(**{name: self[name].data or "" for name in PartFacts.__dataclass_fields__})


class FrameMergeForm(BaseForm):
    """Its choices are the others of the frame, by code."""

    into = choice(_l("Merge it into"), [], required())


class StepForm(BaseForm):
    title = line(_l("What happens"), required())
    starts_on = day_field(_l("Begins on"), DataRequired(_l("Give the day as year, month, day.")))
    ends_on = day_field(_l("Ends on"), description=_l("Leave empty for a single day."))
    detail = prose(_l("More about it"), longest=1000)
    base_version: Any = HiddenField()

    def validate_ends_on(self, field: Field) -> None:
        if isinstance(self.starts_on.data, date) and isinstance(field.data, date) and field.data < self.starts_on.data:
            raise ValidationError(str(_("It ends before it begins.")))

    @property
    def step(self) -> Step:
        return Step(
            title=self.title.data, starts_on=self.starts_on.data, ends_on=self.ends_on.data, detail=self.detail.data
        )
