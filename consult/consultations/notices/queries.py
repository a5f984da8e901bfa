"""Which privacy notice is in force for a round."""

from collections.abc import Sequence

from sqlalchemy import select

from consult.consultations.models import Round
from consult.consultations.notices.models import PrivacyNotice
from consult.core.database import db


def notice_of(round_: Round) -> PrivacyNotice | None:
    """The newest of the round, or else of its guideline; None where nobody wrote one."""
    return next(iter(notices_of(round_)), None)


def notices_of(round_: Round) -> Sequence[PrivacyNotice]:
    """All versions that hold or held for it: its own before those of its guideline, the newest first."""
    these = (PrivacyNotice.round_id == round_.id) | PrivacyNotice.round_id.is_(None)
    query = select(PrivacyNotice).where(PrivacyNotice.guideline_id == round_.guideline_id, these)
    return db.session.scalars(query.order_by(PrivacyNotice.round_id.is_(None), PrivacyNotice.number.desc())).all()
