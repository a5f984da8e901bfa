"""Forms about publishing: preparing, publishing, settling where a comment belongs."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from consult.core.forms import BaseForm, choice, line, prose, required

DECISIONS = (
    ("confirm", _l("It belongs there")),
    ("gone", _l("What it was about is gone")),
    ("move", _l("It belongs to another clause")),
)


class PublishForm(BaseForm):
    title = line(_l("Title of the draft"), required(), description=_l("For example: Second draft for consultation."))
    note = prose(
        _l("Note to readers"),
        longest=5000,
        description=_l("What this draft is about to do, in a few sentences. It opens the page of changes."),
    )
    base_version: Any = HiddenField()  # the digest of the words that were read


class SettleForm(BaseForm):
    decision = choice(_l("Decision"), DECISIONS, required())
    number = line(_l("Number of the other clause"), longest=100)
