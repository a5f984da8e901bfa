"""Forms about the library of evidence."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import Field, HiddenField, ValidationError

from consult.core.forms import BaseForm, choice, line, prose, required, web_address
from consult.core.text import whole_number
from consult.drafts.evidence.citations import is_reference
from consult.drafts.evidence.findings_file import EARLIEST_YEAR, LATEST_YEAR, FindingContent, split_places
from consult.drafts.evidence.labels import KIND_LABELS
from consult.drafts.evidence.models import FindingKind
from consult.drafts.evidence.queries import citations_known
from consult.drafts.models import Guideline


class FindingForm(BaseForm):
    """What is typed of a finding. Whether its places are there is asked by the view, which knows the guideline."""

    reference = line(
        _l("Reference"),
        longest=20,
        description=_l("By which it is cited, for example F12. Left empty, it is the next that is free."),
    )
    kind = choice(_l("Kind"), list(KIND_LABELS.items()), required())
    statement = prose(_l("What was found"), required(), longest=5000)
    value = line(_l("Figure"), description=_l("As its source prints it, for example 46."))
    unit = line(_l("Unit"), description=_l("For example percent, count, days."))
    population = line(_l("Of whom or what"), description=_l("For example municipalities."))
    region = line(_l("Region"))
    year = line(_l("Year"), longest=4)
    subject = line(_l("Subject"))
    source = prose(_l("Source"), required(_l("Name the source.")), longest=1000)
    link = line(_l("Link"), web_address, longest=1000)
    places = line(
        _l("Attached to"),
        longest=2000,
        description=_l("Codes of pillars and numbers of clauses, parted by commas, for example HR, HR-L3."),
    )
    base_version: Any = HiddenField()

    def validate_reference(self, field: Field) -> None:
        if field.data and not is_reference(field.data):
            raise ValidationError(str(_("A reference is letters and then a number, for example F12.")))

    def validate_year(self, field: Field) -> None:
        if field.data and not EARLIEST_YEAR <= (whole_number(field.data, digits=4) or 0) <= LATEST_YEAR:
            raise ValidationError(str(_("Give the year in four digits, or leave it empty.")))

    @property
    def content(self) -> FindingContent:
        names = ("statement", "value", "unit", "population", "region", "subject", "source", "link")
        return FindingContent(
            **{name: self[name].data or "" for name in names},
            reference=(self.reference.data or "").upper() if "reference" in self else "",
            kind=FindingKind(self.kind.data),
            year=int(self.year.data) if self.year.data else None,
            places=split_places(self.places.data or ""),
        )


class CitingForm(BaseForm):
    """A form in whose words findings are cited: one that is not in the library is told at its field.

    The view says whose library (`guideline`); the action refuses again.
    """

    guideline: Guideline | None = None
    cites: tuple[str, ...] = ("reason",)

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        if self.guideline is None:
            return sound
        for field in (self[name] for name in self.cites if name in self):
            ruling = citations_known(self.guideline, field.data or "")
            if not ruling and not field.errors:
                field.errors, sound = [ruling.refusal], False
        return sound


class WithdrawFindingForm(BaseForm):
    because = line(_l("Why it is withdrawn"), required(), longest=500)


class FindingsForm(BaseForm):
    """A file is chosen; what was read is carried in the page until a person says yes to what it would do."""

    file: Any = FileField(_l("File (CSV)"), description=_l("One finding in each row; the first row names the columns."))
    source = prose(_l("Source of rows that name none"), longest=1000)
    content: Any = HiddenField()
    plan: Any = HiddenField()  # names what was shown
