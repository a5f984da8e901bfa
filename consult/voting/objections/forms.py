"""Forms about objections: what is wrong and what would remove it; the decision with its reason."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from consult.core.forms import BaseForm, one_of, prose, required
from consult.voting.objections.labels import OUTCOME_NAMES


class ObjectionForm(BaseForm):
    reason = prose(_l("What is wrong with it"), required(_l("Say what is wrong.")), longest=5000)
    change = prose(
        _l("The change that would remove your objection"),
        required(_l("Name the change that would remove your objection.")),
        longest=5000,
        description=_l("For example the answer, the words, or the step that you ask for. It is what is decided about."),
    )


class ObjectionDecisionForm(BaseForm):
    outcome = one_of(_l("Decision"), list(OUTCOME_NAMES.items()), required(_l("Choose how you decide.")))
    points: Any = SelectMultipleField(
        _l("Points whose answer is given again, if it is upheld in part"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    rationale = prose(_l("The reason"), required(_l("Give the reason.")), longest=5000)
    effect = prose(
        _l("What changes by it"),
        longest=3000,
        description=_l("Needed unless it is dismissed. It is published, and whoever filed the objection is told."),
    )
