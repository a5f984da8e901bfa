"""Whether rows name as who did it the one that the journal names."""

from collections.abc import Iterator

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, and_, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute

from consult.core.audit_log import AuditEntry
from consult.core.database import db
from consult.core.verbs import Verb
from consult.drafts.models import Guideline
from consult.publishing.models import Publication, PublicationOverride
from consult.responses.models import Answer
from consult.revisions.models import Revision
from consult.tracing.record.checks import Check
from consult.voting.models import Ballot

Deed = tuple[InstrumentedAttribute[int] | InstrumentedAttribute[int | None], tuple[Verb, ...]]
# Columns whose rows have leaves without them, and the entries that say who it was.
DEEDS: tuple[Deed, ...] = (
    (Answer.by_id, (Verb.ANSWER_GIVEN, Verb.ANSWER_CHANGED)),
    (Revision.author_id, (Verb.REVISION_DRAFTED,)),
    (Ballot.opened_by_id, (Verb.BALLOT_OPENED, Verb.BALLOT_PLANNED)),
    (Ballot.certified_by_id, (Verb.BALLOT_CERTIFIED,)),
    (Ballot.voided_by_id, (Verb.BALLOT_VOIDED,)),
    (Publication.by_id, (Verb.PUBLICATION_MADE,)),
    (PublicationOverride.proposed_by_id, (Verb.OVERRIDE_PROPOSED,)),
    (PublicationOverride.answered_by_id, (Verb.OVERRIDE_CONFIRMED, Verb.OVERRIDE_DECLINED)),
)


def deeds(guideline: Guideline) -> Check:
    """Where the journal says who did it, the row says the same."""
    check = Check("deeds", _("Who did it, compared with the journal"))
    for who, verbs in DEEDS:
        model = who.class_
        told = and_(
            AuditEntry.guideline_id == guideline.id,
            AuditEntry.subject == model.__tablename__,
            AuditEntry.subject_id == model.id,
            AuditEntry.verb.in_(verbs),
            AuditEntry.actor_id.is_not(None),
        )
        known = (who.is_not(None), exists().where(told))
        check.number += db.session.scalar(select(func.count(model.id)).where(*known)) or 0
        check.faults += _named_otherwise(who, [*known, ~exists().where(told, AuditEntry.actor_id == who)])
    return check


def _named_otherwise(
    who: InstrumentedAttribute[int] | InstrumentedAttribute[int | None], where: list[ColumnElement[bool]]
) -> Iterator[str]:
    model = who.class_
    says = _("%(thing)s names another person than the journal does: %(what)s.")
    for id_ in db.session.scalars(select(model.id).where(*where).order_by(model.id)):
        yield str(says % {"thing": f"{model.__tablename__}:{id_}", "what": who.key})
