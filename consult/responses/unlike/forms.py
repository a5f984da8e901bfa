"""Why two like asks were answered unlike."""

from flask_babel import lazy_gettext as _l

from consult.core.forms import BaseForm, prose
from consult.responses.forms import needed


class UnlikeForm(BaseForm):
    because = prose(
        _l("Why they were answered differently"),
        needed(_l("Say why the two were answered differently.")),
        longest=2000,
        description=_l("For the team, and kept in the record. If there is no reason, change one of the answers."),
    )
