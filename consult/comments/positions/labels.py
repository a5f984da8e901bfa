"""Words for where a position stands."""

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l

from consult.comments.positions.models import PositionState, SignatureAnswer

POSITION_STATE_NAMES: Mapping[str, str] = {
    PositionState.DRAFTING: _l("In work"),
    PositionState.SENT: _l("Sent"),
    PositionState.WITHDRAWN: _l("Withdrawn"),
    PositionState.REPLACED: _l("Replaced by a later one"),
    PositionState.DISOWNED: _l("Not theirs, they say"),
}
SIGNATURE_ANSWER_NAMES: Mapping[str, str] = {
    SignatureAnswer.SIGNED: _l("signs it, too"),
    SignatureAnswer.DENIED: _l("does not sign it"),
}
