"""Forms of ballots held together."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from consult.core.forms import BaseForm, one_of, prose, required
from consult.responses.forms import row_number
from consult.revisions.models import Revision
from consult.voting.forms import OpeningForm
from consult.voting.joint.labels import JOINT_NAMES
from consult.voting.models import Choice


class JointOpeningForm(OpeningForm):
    kind = one_of(_l("How they are voted on"), JOINT_NAMES.items(), required(_l("Choose one of the two.")))
    revisions: Any = SelectMultipleField(
        _l("Revisions"),
        [required(_l("Choose at least two revisions; one alone has a ballot of its own."))],
        coerce=row_number,
        validate_choice=False,
        choices=[],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def list_revisions(self, revisions: Iterable[Revision]) -> None:
        self.revisions.choices = [(revision.id, f"{revision.number} {revision.title}") for revision in revisions]


class EnBlocForm(BaseForm):
    choice = one_of(
        _l("How do you vote on all of them?"),
        (
            (Choice.APPROVE, _l("Approve all")),
            (Choice.ABSTAIN, _l("Abstain on all: take part, neither for nor against")),
            (Choice.RECUSED, _l("Recuse myself from all: I have an interest in the matter")),
        ),
        required(_l("Choose how you vote. To object to an item, take it out.")),
    )
    reason = prose(
        _l("Explanation of vote"),
        longest=5000,
        description=_l("If you want to give one. It is published with your vote when the ballots close."),
    )
