"""The grid of targets, and a file of them."""

from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms.validators import NumberRange, Optional

from consult.accounts.countries import REGION_NAMES
from consult.accounts.labels import STAKEHOLDER_TYPE_NAMES
from consult.consultations.forms import WholeNumberField
from consult.consultations.targets.values import EVERY_CELL, MOST_PEOPLE, Cell, Cells
from consult.core.forms import BaseForm


class TargetGridForm(BaseForm):
    """A number for each region and stakeholder type together."""

    def cell_field(self, region: str, kind: str) -> Any:
        return self[_name(region, kind)]

    @property
    def cells(self) -> dict[Cell, int]:
        return {cell: self[_name(*cell)].data or 0 for cell in EVERY_CELL}

    def fill(self, cells: Cells) -> None:
        for cell in EVERY_CELL:
            self[_name(*cell)].data = cells.get(cell)


def _name(region: str, kind: str) -> str:
    return f"cell_{region}_{kind}"


for region_, kind_ in EVERY_CELL:
    label = _l("%(kind)s, %(region)s", kind=STAKEHOLDER_TYPE_NAMES[kind_], region=REGION_NAMES[region_])
    at_most = NumberRange(0, MOST_PEOPLE, _l("Give a number between 0 and a million."))
    field = WholeNumberField(label, [Optional(), at_most], render_kw={"inputmode": "numeric"})
    setattr(TargetGridForm, _name(region_, kind_), field)


class TargetsFileForm(BaseForm):
    file: Any = FileField(_l("A file of targets (CSV)"))
