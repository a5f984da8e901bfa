"""The blueprint that all tracing pages hang on, and the names that their templates use."""

from flask import Blueprint

from consult.comments.labels import CAPACITY_NAMES, CHANNEL_NAMES, STANCE_NAMES
from consult.consultations.labels import ACCESS_NAMES, KIND_NAMES, ROUND_ROLE_NAMES
from consult.drafts.labels import ROLE_NAMES
from consult.publishing.labels import CHANGE_OF_PLACE, FATE_NAMES
from consult.tracing import labels as tracing_labels
from consult.tracing.outcomes import outcomes_of
from consult.voting.labels import CHOICE_NAMES, missed_in_words
from consult.voting.models import Ballot
from consult.voting.tally import restored

bp = Blueprint("tracing", __name__)


@bp.app_context_processor
def outcomes() -> dict[str, object]:
    """`outcomes_of(comments)`: what became of each, for lists of comments; and what that is called."""
    return {"outcomes_of": outcomes_of, "outcome_names": tracing_labels.OUTCOMES}


@bp.context_processor
def names_for_templates() -> dict[str, object]:
    return {
        "kind_names": KIND_NAMES,
        "access_names": ACCESS_NAMES,
        "choice_names": CHOICE_NAMES,
        "role_names": ROLE_NAMES,
        "round_role_names": ROUND_ROLE_NAMES,
        "stance_names": STANCE_NAMES,
        "capacity_names": CAPACITY_NAMES,
        "channel_names": CHANNEL_NAMES,
        "fate_names": FATE_NAMES,
        "change_of_place": CHANGE_OF_PLACE,
        "step_names": tracing_labels.STEPS,
        "missed_by": _missed_by,
    }


def _missed_by(ballot: Ballot) -> str:
    """What a ballot that was not carried fell short of; one kept before findings were stored says nothing."""
    stored = ballot.tally or {}
    return missed_in_words(restored(stored)) if "findings" in stored else ""
