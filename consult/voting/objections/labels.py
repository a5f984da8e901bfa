"""What states and outcomes of objections are called, and the tone in which a page shows them."""

from flask_babel import lazy_gettext as _l

from consult.voting.objections.models import ObjectionOutcome, ObjectionState

OBJECTION_STATE_NAMES = {
    ObjectionState.FILED: _l("filed"),
    ObjectionState.ACKNOWLEDGED: _l("acknowledged"),
    ObjectionState.DECIDED: _l("decided"),
    ObjectionState.WITHDRAWN: _l("withdrawn"),
    ObjectionState.LAPSED: _l("lapsed"),
}
OUTCOME_NAMES = {
    ObjectionOutcome.UPHELD: _l("upheld"),
    ObjectionOutcome.UPHELD_IN_PART: _l("upheld in part"),
    ObjectionOutcome.DISMISSED: _l("dismissed"),
}
OUTCOME_TONES = {
    ObjectionOutcome.UPHELD: "good",
    ObjectionOutcome.UPHELD_IN_PART: "good",
    ObjectionOutcome.DISMISSED: "",
}
