"""The form on which people write in a report."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from consult.core.forms import prose
from consult.drafts.evidence.forms import CitingForm

LONGEST_PROSE = 10_000


class ProseForm(CitingForm):
    cites = ("text",)

    text: Any = prose(
        _l("Your words"), longest=LONGEST_PROSE, description=_l("Readers see that they are yours. Left empty: none.")
    )
    base_version: Any = HiddenField()
