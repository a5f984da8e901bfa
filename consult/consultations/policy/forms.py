"""The form of a response policy."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import NumberRange, Optional

from consult.consultations.policy.values import LONGEST_DAYS
from consult.core.forms import BaseForm, prose


def _days(label: str, description: str) -> Any:
    bounds = NumberRange(1, LONGEST_DAYS, _l("Give a number of days from 1 to 365."))
    return IntegerField(label, [Optional(), bounds], description=description)


class PolicyForm(BaseForm):
    """What is left empty is inherited: by a round from its guideline, by a guideline from what is usual."""

    acknowledge_days = _days(_l("Days until a comment is acknowledged"), _l("By a receipt, at once, on this site."))
    answer_days = _days(_l("Days until it is answered, after the round has closed"), _l("Usual: 90."))
    contest_days = _days(_l("Days in which an answer or a ballot can be contested"), _l("Usual: 14."))
    decide_days = _days(_l("Days until an objection is decided"), _l("Usual: 30."))
    who_answers = prose(_l("Who answers"), longest=1000, description=_l("For example: the drafting team of …"))
    what_happens = prose(_l("What else happens with comments"), longest=3000)
