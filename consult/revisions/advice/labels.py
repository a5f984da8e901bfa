"""What kinds of advice are called, and how they stand."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from consult.revisions.advice.models import AdviceKind, RevisionRemark

ADVICE_NAMES: Mapping[AdviceKind, Any] = {
    AdviceKind.REMARK: _l("Remark"),
    AdviceKind.QUESTION: _l("Question"),
    AdviceKind.AMENDMENT: _l("Amendment"),
    AdviceKind.BALLOT_REQUEST: _l("Asks for a ballot"),
}
ADVICE_CHOICES: Mapping[AdviceKind, Any] = {
    AdviceKind.REMARK: _l("A remark"),
    AdviceKind.QUESTION: _l("A question to the drafting team"),
    AdviceKind.AMENDMENT: _l("An amendment: other words"),
    AdviceKind.BALLOT_REQUEST: _l("Please put this to a ballot"),
}
OPEN_TITLES: Mapping[AdviceKind, Any] = {
    AdviceKind.QUESTION: _l("Questions without an answer"),
    AdviceKind.AMENDMENT: _l("Amendments to take or decline"),
    AdviceKind.BALLOT_REQUEST: _l("Ballots asked for"),
}
SETTLED_NAMES: Mapping[AdviceKind, Any] = {
    AdviceKind.QUESTION: _l("answered"),
    AdviceKind.AMENDMENT: _l("declined"),
    AdviceKind.BALLOT_REQUEST: _l("settled"),
}


def state_of_remark(remark: RevisionRemark) -> tuple[Any, str]:
    """In a word, and its tone; nothing for what asks for nothing."""
    if remark.kind == AdviceKind.REMARK:
        return "", ""
    if remark.taken_as_id is not None:
        return _l("taken as an alternative"), "good"
    return (SETTLED_NAMES[remark.kind], "good") if remark.settled_at is not None else (_l("open"), "warn")
