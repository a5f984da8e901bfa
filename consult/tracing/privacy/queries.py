"""What has been held for as long as it may be, by rule."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, or_, select

from consult.accounts.access_log.models import PersonalDataAccess
from consult.accounts.models import Person, UserSession
from consult.accounts.second_factor.models import SecondFactor
from consult.comments.mail_in.models import ReceivedMail
from consult.comments.models import Comment, CommentState
from consult.consultations.requests.models import ReviewRequest
from consult.consultations.requests.queries import over_since
from consult.core.database import Model, db
from consult.core.kept_forms.models import KeptForm
from consult.core.mail.outbox import Message
from consult.core.security.rate_limit import Attempt
from consult.drafts.people.models import RoleOffer
from consult.tracing.following.models import FollowerNotice
from consult.tracing.own_data.person_keys import PERSON_KEYS
from consult.tracing.privacy.periods import PERIODS, RetentionRule
from consult.voting.nominations.models import Nomination, NominationState

AT_ONCE = 500  # rows of a rule that one run ends: no transaction is long


def over_time(rule: RetentionRule, now: datetime) -> Sequence[int]:
    """Numbers of rows that are to be ended now, the oldest first."""
    return db.session.scalars(_ROWS[rule](now - PERIODS[rule]).limit(AT_ONCE)).all()


def _unconfirmed_accounts(before: datetime) -> Select[int]:
    """Nothing names them: no row of theirs, no offer or nomination that waits at their address."""
    alone = [~select(1).where(_column(key) == Person.id).exists() for key in PERSON_KEYS]
    waiting = (RoleOffer.email, ReviewRequest.email, Nomination.nominee_email, Nomination.nominator_email)
    alone += [~select(1).where(address == Person.email).exists() for address in waiting]
    never = (Person.confirmed_at.is_(None), Person.email.not_like("erased-%@invalid"), ~Person.administrator)
    return select(Person.id).where(Person.created_at < before, *never, *alone).order_by(Person.id)


def _column(key: str) -> object:
    table, _, column = key.partition(".")
    return Model.metadata.tables[table].c[column]


def _unconfirmed_factors(before: datetime) -> Select[int]:
    begun = (SecondFactor.confirmed_at.is_(None), SecondFactor.created_at < before)
    return select(SecondFactor.id).where(*begun).order_by(SecondFactor.id)


def _comments(state: CommentState) -> Callable[[datetime], Select[int]]:
    def rows(before: datetime) -> Select[int]:
        return select(Comment.id).where(Comment.state == state, Comment.saved_at < before).order_by(Comment.id)

    return rows


def _old_offers(before: datetime) -> Select[int]:
    over = or_(RoleOffer.withdrawn_at < before, RoleOffer.taken_at.is_(None) & (RoleOffer.at < before))
    return select(RoleOffer.id).where(over).order_by(RoleOffer.id)


def _declined_nominations(before: datetime) -> Select[int]:
    """Whose names are there still."""
    declined = (Nomination.state == NominationState.DECLINED, Nomination.decided_at < before)
    return select(Nomination.id).where(*declined, Nomination.nominee_name != "").order_by(Nomination.id)


def _old_mail(before: datetime) -> Select[int]:
    """Not what is still to be sent."""
    old = (Message.created_at < before, Message.next_try_at.is_(None))
    return select(Message.id).where(*old).order_by(Message.id)


def _old_notices(before: datetime) -> Select[int]:
    """Not what is still to be told."""
    old = (FollowerNotice.at < before, FollowerNotice.due_at.is_(None))
    return select(FollowerNotice.id).where(*old).order_by(FollowerNotice.id)


_ROWS: Mapping[RetentionRule, Callable[[datetime], Select[int]]] = {
    RetentionRule.ENDED_SESSIONS: lambda before: select(UserSession.id).where(UserSession.ends_at <= before),
    RetentionRule.ATTEMPTS: lambda before: select(Attempt.id).where(Attempt.at < before),
    RetentionRule.UNCONFIRMED_FACTORS: _unconfirmed_factors,
    RetentionRule.UNCONFIRMED_ACCOUNTS: _unconfirmed_accounts,
    RetentionRule.UNCONFIRMED_COMMENTS: _comments(CommentState.UNCONFIRMED),
    RetentionRule.UNSENT_COMMENTS: _comments(CommentState.DRAFT),
    RetentionRule.OLD_OFFERS: _old_offers,
    RetentionRule.DECLINED_NOMINATIONS: _declined_nominations,
    RetentionRule.OLD_REQUESTS: over_since,
    RetentionRule.KEPT_FORMS: lambda before: select(KeptForm.id).where(KeptForm.at < before),
    RetentionRule.OLD_MAIL: _old_mail,
    RetentionRule.RECEIVED_MAIL: lambda before: select(ReceivedMail.id).where(ReceivedMail.decided_at < before),
    RetentionRule.ACCESSES: lambda before: select(PersonalDataAccess.id).where(PersonalDataAccess.at < before),
    RetentionRule.OLD_NOTICES: _old_notices,
}
