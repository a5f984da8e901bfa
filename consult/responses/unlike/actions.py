"""Someone writes why two like asks were answered unlike."""

from flask_babel import gettext as _

from consult.accounts.models import Person
from consult.core import clock
from consult.core.audit_log import record
from consult.core.locking import held
from consult.core.ruling import Refused
from consult.core.verbs import Verb
from consult.drafts.queries import membership_of
from consult.responses import rules
from consult.responses.unlike.models import UnlikeAnswers


def explain(pair: UnlikeAnswers, because: str, *, by: Person) -> None:
    """The reason stands until either answer changes; the record keeps it."""
    rules.may_answer(membership_of(by, pair.point.comment.round.guideline)).enforce()
    if not because.strip():
        raise Refused(_("Say why the two were answered differently."))
    pair = held(pair)
    pair.because, pair.by, pair.explained_at = because.strip(), by, clock.now()
    facts = {"answers": [pair.answer_id, pair.other_answer_id], "points": [pair.point_id, pair.other_id]}
    record(Verb.ANSWER_UNLIKE_EXPLAINED, pair.answer, by=by, guideline_id=pair.guideline_id, because=because, **facts)
