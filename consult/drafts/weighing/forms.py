"""The form on which the evidence on a clause is weighed: a judgement and its ground for each criterion."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField

from consult.core.forms import choice, prose
from consult.drafts.evidence.forms import CitingForm
from consult.drafts.weighing.actions import GivenJudgement
from consult.drafts.weighing.labels import CRITERION_NAMES, CRITERION_QUESTIONS, JUDGEMENT_NAMES, JUDGEMENTS
from consult.drafts.weighing.models import DecisionCriterion, Judgement


class WeighingForm(CitingForm):
    """Two fields for each criterion, made below; what is left empty is not judged."""

    base_version: Any = HiddenField()
    cites = tuple(f"{criterion.value}_note" for criterion in DecisionCriterion)

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        for criterion in DecisionCriterion:
            judgement, note = self[criterion.value], self[f"{criterion.value}_note"]
            if judgement.data and not (note.data or "").strip():
                note.errors, sound = [_("Say on what ground; cite findings as [F12].")], False
            elif note.data and not judgement.data:
                judgement.errors, sound = [_("Choose a judgement, or take its ground away.")], False
        return sound

    @property
    def given(self) -> dict[DecisionCriterion, GivenJudgement]:
        return {
            criterion: GivenJudgement(Judgement(self[criterion.value].data), self[f"{criterion.value}_note"].data)
            for criterion in DecisionCriterion
            if self[criterion.value].data
        }


for _one in DecisionCriterion:
    _offered = [("", _l("Not judged")), *((j, JUDGEMENT_NAMES[j]) for j in JUDGEMENTS[_one])]
    setattr(WeighingForm, _one.value, choice(CRITERION_NAMES[_one], _offered, description=CRITERION_QUESTIONS[_one]))
    _ground = _l("On what ground (%(criterion)s)", criterion=CRITERION_NAMES[_one])
    setattr(WeighingForm, f"{_one.value}_note", prose(_ground, longest=4000))
