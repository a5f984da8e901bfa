"""What came by mail, for the secretariat."""

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from consult.accounts.models import Person
from consult.comments.mail_in.models import ReceivedMail
from consult.comments.mail_in.rules import may_handle_mail
from consult.comments.papers.models import PositionPaper
from consult.consultations.models import Round
from consult.core.database import db
from consult.drafts.membership import Membership
from consult.drafts.models import Guideline
from consult.drafts.queries import guideline_for


def mail_for(person: Person | None, mail_id: int) -> tuple[ReceivedMail, Membership] | None:
    """Raises Refused where the guideline is theirs to know of, and its mail is not."""
    mail = db.session.get(ReceivedMail, mail_id)
    found = guideline_for(person, mail.round.guideline.slug) if mail is not None else None
    if mail is None or found is None:
        return None
    may_handle_mail(found[1]).enforce()
    return mail, found[1]


def mail_of(guideline: Guideline) -> Select[ReceivedMail]:
    """What waits first, then the newest."""
    query = select(ReceivedMail).join(Round, Round.id == ReceivedMail.round_id).options(joinedload(ReceivedMail.round))
    return query.where(Round.guideline_id == guideline.id).order_by(
        ReceivedMail.decided_at.is_not(None), ReceivedMail.id.desc()
    )


def papers_in(mail: ReceivedMail) -> Sequence[PositionPaper]:
    came = select(PositionPaper).where(PositionPaper.mail_id == mail.id).order_by(PositionPaper.id)
    return db.session.scalars(came).all()


def mail_from(address: str) -> Sequence[ReceivedMail]:
    sent = select(ReceivedMail).where(ReceivedMail.sender_address == address.lower()).order_by(ReceivedMail.id)
    return db.session.scalars(sent).all()
