"""The blueprint that all tracing pages hang on, and the names that their templates use."""

from flask import Blueprint
from flask_babel import lazy_gettext as _l

from consult.consultations.words import ACCESS_NAMES, KIND_NAMES, how_far
from consult.responses.forms import DISPOSITION_NAMES
from consult.revisions.models import RevisionState

REVISION_STATES = {
    RevisionState.DRAFT: _l("being written"),
    RevisionState.PROPOSED: _l("proposed"),
    RevisionState.BALLOTED: _l("the experts vote now"),
    RevisionState.CARRIED: _l("carried by vote"),
    RevisionState.NOT_CARRIED: _l("not carried"),
    RevisionState.WITHDRAWN: _l("withdrawn"),
    RevisionState.PUBLISHED: _l("carried by vote and published"),
}
bp = Blueprint("tracing", __name__)


@bp.context_processor
def names() -> dict[str, object]:
    return {
        "disposition_names": DISPOSITION_NAMES,
        "kind_names": KIND_NAMES,
        "access_names": ACCESS_NAMES,
        "revision_state_names": REVISION_STATES,
        "how_far": how_far,
    }
