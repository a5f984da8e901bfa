"""Forms in which something is said of a revision."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from consult.core.forms import BaseForm, one_of, prose, required, select_choices
from consult.responses.forms import needed
from consult.revisions.advice.labels import ADVICE_CHOICES
from consult.revisions.advice.models import AdviceKind


class RemarkForm(BaseForm):
    kind = one_of(_l("What you want to say"), ADVICE_CHOICES.items(), required(), default=AdviceKind.REMARK)
    text = prose(_l("Your words"), needed(_l("Write what you want to say.")), longest=5000)
    proposed_text = prose(
        _l("The words you propose"),
        longest=20_000,
        description=_l("For an amendment: the clause, or the part of it, as you would have it."),
    )

    def offer(self, *kinds: AdviceKind) -> None:
        self.kind.choices = select_choices((kind, ADVICE_CHOICES[kind]) for kind in kinds)

    def validate(self, extra_validators: Any = None) -> bool:
        """An amendment gives its words."""
        sound = bool(super().validate(extra_validators))
        if self.kind.data == AdviceKind.AMENDMENT and not self.proposed_text.data:
            self.proposed_text.errors = [*self.proposed_text.errors, _("Give the words that you propose.")]
            return False
        return sound

    @property
    def chosen(self) -> AdviceKind:
        return AdviceKind(self.kind.data)


class RemarkReplyForm(BaseForm):
    text = prose(_l("Your reply"), needed(_l("Write what you want to say.")), longest=5000)
    settles: Any = BooleanField(_l("This settles it"))


class AdvicePolicyForm(BaseForm):
    published: Any = BooleanField(
        _l("Publish what was said of a revision once it is put to the vote"),
        description=_l("Otherwise it stays among the experts and the drafting team. Names are shown with it."),
    )
