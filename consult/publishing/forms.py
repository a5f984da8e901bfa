"""Forms about publishing: preparing, publishing, settling where a comment belongs."""

from flask_babel import lazy_gettext as _l

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
    reason = prose(
        _l("Why it is published all the same"),
        longest=5000,
        description=_l("Needed where something stands in the way. The reason and what it passes over are published."),
    )


class SettleForm(BaseForm):
    decision = choice(_l("Decision"), DECISIONS, required())
    number = line(_l("Number of the other clause"), longest=100)
