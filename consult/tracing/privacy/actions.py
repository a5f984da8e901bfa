"""What has been held for as long as it may be is ended: deleted, or where it is of the record, without its person."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select

from consult.accounts.access_log.models import PersonalDataAccess
from consult.accounts.models import Person, UserSession
from consult.accounts.second_factor.models import SecondFactor
from consult.comments.mail_in.actions import forget_mail
from consult.comments.mail_in.models import ReceivedMail
from consult.comments.models import Comment
from consult.comments.requests.actions import forget_request
from consult.consultations.requests.models import ReviewRequest
from consult.core.database import Model, db
from consult.core.kept_forms.models import KeptForm
from consult.core.mail.outbox import Message
from consult.core.security.rate_limit import Attempt
from consult.drafts.people.models import RoleOffer
from consult.tracing.following.models import FollowerNotice
from consult.tracing.own_data.erasure import erase_person
from consult.tracing.privacy.periods import RetentionRule
from consult.voting.nominations.actions import erase_nomination
from consult.voting.nominations.models import Nomination

TABLES: Mapping[RetentionRule, type[Model]] = {
    RetentionRule.ENDED_SESSIONS: UserSession,
    RetentionRule.ATTEMPTS: Attempt,
    RetentionRule.UNCONFIRMED_FACTORS: SecondFactor,
    RetentionRule.UNCONFIRMED_COMMENTS: Comment,
    RetentionRule.UNSENT_COMMENTS: Comment,
    RetentionRule.OLD_OFFERS: RoleOffer,
    RetentionRule.KEPT_FORMS: KeptForm,
    RetentionRule.OLD_MAIL: Message,
    RetentionRule.ACCESSES: PersonalDataAccess,
    RetentionRule.OLD_NOTICES: FollowerNotice,
}


def end_retention(rule: RetentionRule, numbers: Sequence[int]) -> None:
    """These rows of the rule; safe to run twice."""
    if (erase := _ERASED.get(rule)) is not None:
        erase(numbers)
    elif numbers:
        kept: Any = TABLES[rule]
        db.session.execute(delete(kept).where(kept.id.in_(numbers)))


def _erase_accounts(numbers: Sequence[int]) -> None:
    for person in db.session.scalars(select(Person).where(Person.id.in_(numbers))):
        erase_person(person, asked=False)


def _erase_nominations(numbers: Sequence[int]) -> None:
    """That there was one, from which state, and what was decided stays."""
    for nomination in db.session.scalars(select(Nomination).where(Nomination.id.in_(numbers))):
        erase_nomination(nomination)


def _erase_requests(numbers: Sequence[int]) -> None:
    for request in db.session.scalars(select(ReviewRequest).where(ReviewRequest.id.in_(numbers))):
        forget_request(request)


def _forget_received_mail(numbers: Sequence[int]) -> None:
    forget_mail(db.session.scalars(select(ReceivedMail).where(ReceivedMail.id.in_(numbers))).all())


_ERASED: Mapping[RetentionRule, Callable[[Sequence[int]], None]] = {
    RetentionRule.UNCONFIRMED_ACCOUNTS: _erase_accounts,
    RetentionRule.OLD_REQUESTS: _erase_requests,
    RetentionRule.DECLINED_NOMINATIONS: _erase_nominations,
    RetentionRule.RECEIVED_MAIL: _forget_received_mail,
}
