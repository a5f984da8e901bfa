"""The form of the rules of procedure."""

from fractions import Fraction
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField
from wtforms.validators import InputRequired, NumberRange

from consult.core.forms import BaseForm, choice, one_of, prose, required
from consult.core.locking import version_of
from consult.voting.forms import QUORUMS, quorum_choice
from consult.voting.group.labels import FIELD_NAMES, MAJORITIES_TO_SET, OPENER_NAMES
from consult.voting.group.models import Opener
from consult.voting.group.procedure import FIELDS, Procedure
from consult.voting.labels import COUNTING_NAMES


def _count(name: str, least: int, most: int) -> Any:
    says = _l("Give a whole number from %(least)s to %(most)s.", least=least, most=most)
    return IntegerField(FIELD_NAMES[name], [InputRequired(says), NumberRange(least, most, says)])


class ProcedureForm(BaseForm):
    majority = one_of(FIELD_NAMES["majority"], MAJORITIES_TO_SET.items(), required())
    counting = one_of(FIELD_NAMES["counting"], COUNTING_NAMES.items(), required())
    quorum = choice(FIELD_NAMES["quorum"], QUORUMS, required())
    quorum_floor = _count("quorum_floor", 0, 500)
    secret: Any = BooleanField(
        FIELD_NAMES["secret"], description=_l("Who took part is published, how each voted is kept nowhere.")
    )
    results_hidden: Any = BooleanField(FIELD_NAMES["results_hidden"])
    opener = one_of(FIELD_NAMES["opener"], OPENER_NAMES.items(), required())
    notice_days = _count("notice_days", 0, 90)
    shortest_days = _count("shortest_days", 1, 90)
    usual_days = _count("usual_days", 1, 180)
    extensions = _count("extensions", 0, 10)
    extension_days = _count("extension_days", 0, 180)
    reballots = _count("reballots", 0, 10)
    reballot_after_days = _count("reballot_after_days", 0, 365)
    silence_days = _count("silence_days", 1, 90)
    objection_days = _count("objection_days", 0, 90)
    because = prose(_l("Why the rules change"), longest=1000, description=_l("Published with them."))
    base_version: Any = HiddenField()

    @classmethod
    def begun_with(cls, procedure: Procedure) -> "ProcedureForm":
        values = {name: getattr(procedure, name) for name in FIELDS}
        return cls(**{**values, "quorum": quorum_choice(procedure.quorum), "base_version": version_of(vars(procedure))})

    @property
    def procedure(self) -> Procedure:
        values = {name: self[name].data for name in FIELDS}
        return Procedure(**{**values, "quorum": float(Fraction(self.quorum.data)), "opener": Opener(self.opener.data)})
