"""The form that makes a token."""

from flask_babel import lazy_gettext as _l

from consult.core.forms import BaseForm, line, required


class PartnerForm(BaseForm):
    partner = line(
        _l("Name of the partner"),
        required(),
        longest=200,
        description=_l("It is shown to the team beside what comes in through it."),
    )
