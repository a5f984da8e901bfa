"""Names of criteria and judgements, and which judgement each criterion takes."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from consult.drafts.weighing.models import DecisionCriterion, Judgement

CRITERION_NAMES = {
    DecisionCriterion.BENEFIT: _l("Benefit"),
    DecisionCriterion.HARM: _l("Harm"),
    DecisionCriterion.COST: _l("Cost"),
    DecisionCriterion.EQUITY: _l("Equity"),
    DecisionCriterion.FEASIBILITY: _l("Feasibility"),
    DecisionCriterion.CERTAINTY: _l("Certainty of the evidence"),
}
CRITERION_QUESTIONS = {
    DecisionCriterion.BENEFIT: _l("How large is the good that it does?"),
    DecisionCriterion.HARM: _l("How large is the harm that it may do?"),
    DecisionCriterion.COST: _l("How large are the costs?"),
    DecisionCriterion.EQUITY: _l("What becomes of the distance between people?"),
    DecisionCriterion.FEASIBILITY: _l("Can it be done by whom it is addressed to?"),
    DecisionCriterion.CERTAINTY: _l("How certain is what is known?"),
}
JUDGEMENT_NAMES = {
    Judgement.TRIVIAL: _l("trivial"),
    Judgement.SMALL: _l("small"),
    Judgement.MODERATE: _l("moderate"),
    Judgement.LARGE: _l("large"),
    Judgement.SAVINGS: _l("it saves"),
    Judgement.NEGLIGIBLE: _l("negligible"),
    Judgement.REDUCED: _l("equity is reduced"),
    Judgement.UNCHANGED: _l("equity is unchanged"),
    Judgement.INCREASED: _l("equity is increased"),
    Judgement.NO: _l("no"),
    Judgement.PROBABLY_NO: _l("probably no"),
    Judgement.PROBABLY_YES: _l("probably yes"),
    Judgement.YES: _l("yes"),
    Judgement.VERY_LOW: _l("very low"),
    Judgement.LOW: _l("low"),
    Judgement.MEDIUM: _l("medium"),
    Judgement.HIGH: _l("high"),
    Judgement.VARIES: _l("it varies"),
    Judgement.UNKNOWN: _l("not known"),
}
_EITHER_WAY = (Judgement.VARIES, Judgement.UNKNOWN)
_SIZE = (Judgement.TRIVIAL, Judgement.SMALL, Judgement.MODERATE, Judgement.LARGE, *_EITHER_WAY)
JUDGEMENTS: Mapping[DecisionCriterion, tuple[Judgement, ...]] = {
    DecisionCriterion.BENEFIT: _SIZE,
    DecisionCriterion.HARM: _SIZE,
    DecisionCriterion.COST: (
        Judgement.SAVINGS,
        Judgement.NEGLIGIBLE,
        Judgement.MODERATE,
        Judgement.LARGE,
        *_EITHER_WAY,
    ),
    DecisionCriterion.EQUITY: (Judgement.REDUCED, Judgement.UNCHANGED, Judgement.INCREASED, *_EITHER_WAY),
    DecisionCriterion.FEASIBILITY: (
        Judgement.NO,
        Judgement.PROBABLY_NO,
        Judgement.PROBABLY_YES,
        Judgement.YES,
        *_EITHER_WAY,
    ),
    DecisionCriterion.CERTAINTY: (
        Judgement.VERY_LOW,
        Judgement.LOW,
        Judgement.MEDIUM,
        Judgement.HIGH,
        Judgement.UNKNOWN,
    ),
}
