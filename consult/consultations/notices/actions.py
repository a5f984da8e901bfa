"""Writing a privacy notice: a change is a new version, and what was shown before stays."""

from consult.accounts.models import Person
from consult.consultations.models import Round
from consult.consultations.notices.models import PrivacyNotice
from consult.consultations.notices.queries import notices_of
from consult.consultations.rules import may_manage_rounds
from consult.core import clock
from consult.core.audit_log import record
from consult.core.database import db
from consult.core.locking import hold
from consult.core.verbs import Verb
from consult.drafts.queries import membership_of


def write_notice(round_: Round, text: str, *, for_all: bool, by: Person) -> PrivacyNotice:
    """`for_all`: for every round of the guideline that has none of its own. The same words again are no new version."""
    guideline = round_.guideline
    may_manage_rounds(membership_of(by, guideline)).enforce()
    hold(guideline)
    own = [notice for notice in notices_of(round_) if (notice.round_id is None) == for_all]
    if own and own[0].text == text:
        return own[0]
    notice = PrivacyNotice(
        guideline=guideline,
        round=None if for_all else round_,
        number=own[0].number + 1 if own else 1,
        text=text,
        at=clock.now(),
        by=by,
    )
    db.session.add(notice)
    db.session.flush()
    facts = {"number": str(notice.number), "text": text}
    record(Verb.ROUND_NOTICE_WRITTEN, round_, by=by, guideline_id=guideline.id, **facts)
    return notice
