"""The form that links points to a revision."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField

from consult.core.forms import BaseForm, choice, required, select_choices
from consult.responses.forms import row_number
from consult.revisions.labels import STATE_NAMES
from consult.revisions.models import Revision


class LinkForm(BaseForm):
    """`points` is drawn by the template, a box at each; what is ticked is looked up, not compared with a list."""

    points: Any = SelectMultipleField(
        _l("Points"),
        [required(_l("Tick at least one point."))],
        coerce=row_number,
        validate_choice=False,
        choices=[],
    )
    revision = choice(_l("The revision that takes them up"), [], required(_l("Choose the revision.")))

    def offer(self, revisions: Iterable[Revision]) -> None:
        named = ((str(r.id), f"{r.number} {r.title} ({STATE_NAMES[r.state]})") for r in revisions)
        self.revision.choices = select_choices([("", _l("Choose one")), *named])
